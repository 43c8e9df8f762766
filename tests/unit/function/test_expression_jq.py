"""What jq does for expressions, where yq differs from jq, and what would take too long."""

from __future__ import annotations

import os

import pytest

from stackc.base.value import Value
from stackc.function.expression_functions import FUNCTIONS
from stackc.function.expression_jq import _DEFINITIONS, _compiled
from tests.kit.expressions import evaluated, fault


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param('.zones | join(",")', "b,a", id="join"),
        pytest.param(".zones | length", 2, id="length"),
        pytest.param(".n | length", 1, id="length of a number"),
        pytest.param(".zones | sort", ["a", "b"], id="sort"),
        pytest.param(".zones[]", ["b", "a"], id="items"),
        pytest.param(".list[].id", ["p", "q"], id="key of items"),
        pytest.param(".list | map(.n + 1)", [2, 3], id="map"),
        pytest.param('.list[] | select(.id == "q") | .n', 2, id="select one"),
        pytest.param(".list[] | select(.n > 9)", None, id="select none"),
        pytest.param(".list[0] | to_entries | map(.key) | join(\"-\")", "n-id", id="entries"),
        pytest.param(".list[0] | with_entries(.key |= \"k-\" + .)", {"k-n": 1, "k-id": "p"}, id="with entries"),
        pytest.param(".list[0] | keys", ["n", "id"], id="keys as written"),
        pytest.param('.id | split("-") | .[1]', "1", id="split"),
        pytest.param('.id | test("^vpc")', True, id="test"),
        pytest.param('.id | sub("(vpc)-([0-9])", "$2-${1}")', "1-vpc", id="groups in a replacement"),
        pytest.param('.id | capture("(?P<kind>[a-z]+)")', {"kind": "vpc"}, id="named group"),
        pytest.param(".id | upcase", "VPC-1", id="upcase"),
        pytest.param(".zones | to_json", '["b","a"]', id="to JSON"),
        pytest.param('("[1, 2]" | from_json)', [1, 2], id="from JSON"),
        pytest.param(".id | @base64 | @base64d", "vpc-1", id="base64"),
        pytest.param(".list | .[1:] | length", 1, id="slice"),
        pytest.param(".zones | .[length - 1]", "a", id="computed index"),
        pytest.param('.arns["b.c", "0"]', [2, "zero"], id="several keys"),
        pytest.param(".id as $x | .zones | map($x + .)", ["vpc-1b", "vpc-1a"], id="variable"),
        pytest.param('(.. | select(tag == "!!float"))', 1.5, id="descend"),
        pytest.param("(del(.list[].n) | .list)", [{"id": "p"}, {"id": "q"}], id="delete"),
        pytest.param(".list[0].n |= . + 1 | .list[0]", {"n": 2, "id": "p"}, id="update"),
        pytest.param('.list[] | "\\(.id)=\\(.n)"', ["p=1", "q=2"], id="values in strings"),
        pytest.param(".arns | .z*", None, id="pattern for nothing"),
        pytest.param(".list[0].*", [1, "p"], id="pattern for all"),
    ],
)  # fmt: skip
def test_the_rest_is_evaluated_by_jq(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("(1 - 1 - 1)", 1, id="operators group to the right"),
        pytest.param("(2 * 3 + 4)", 14, id="and all bind alike"),
        pytest.param('("a" + .gone // "b")', "ab", id="the default too"),
        pytest.param(".n == 5 and .zones | any", True, id="a pipe binds before and"),
        pytest.param('.n == "5"', True, id="text is compared with numbers"),
        pytest.param('.id == "vpc*"', True, id="a star is a pattern"),
        pytest.param('.id == "v.c-1"', False, id="a dot is none"),
        pytest.param(".gone < 3", False, id="null is not less"),
        pytest.param('(.no, .id) // "d"', ["d", "vpc-1"], id="default for each result"),
        pytest.param(".gone | map(.x)", [], id="map of null"),
        pytest.param('.gone | has("x")', False, id="null has no keys"),
        pytest.param("([3, 1, 3, 2] | unique)", [3, 1, 2], id="unique keeps the order"),
        pytest.param(".zones * [1]", [1], id="lists are replaced"),
        pytest.param('.id * 2', "vpc-1vpc-1", id="text is repeated"),
        pytest.param('.arns["*.example.com"]', "wild", id="a key with a star is itself if it is there"),
        pytest.param(".f | type", "!!float", id="types are tags"),
        pytest.param("([.n, 1.0] | map(type))", ["!!int", "!!int"], id="whole numbers are integers"),
    ],
)  # fmt: skip
def test_yq_is_not_jq(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


def test_numbers_that_jq_only_moves_keep_their_digits() -> None:
    value: Value = {"a": [12345678901234567, 1.0, 0.1]}
    found = evaluated(".a | reverse", value)
    assert isinstance(found, list)
    assert [(type(item), item) for item in found] == [(float, 0.1), (float, 1.0), (int, 12345678901234567)]


def test_the_given_value_is_not_changed() -> None:
    value: Value = {"a": [2, 1]}
    evaluated(".a |= sort", value)
    assert value == {"a": [2, 1]}


@pytest.mark.parametrize("name", ["ENV", "__loc__", "__prog_args"])
def test_variables_are_not_those_of_jq(name: str) -> None:
    assert "HOME" in os.environ
    assert evaluated(f"{{}} | . as ${name} | ${name}") == {}
    assert fault(f"${name}").message == f"variable `${name}` is not defined"


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("(.l - .l)", id="difference"),
        pytest.param("(.l | contains(.))", id="containment"),
        pytest.param("(.s | downcase)", id="letters"),
        pytest.param("(.s | " + " | ".join(["trim"] * 90) + ")", id="many steps through much"),
    ],
)
def test_work_that_grows_faster_than_the_value_is_refused(expression: str) -> None:
    value: Value = {"l": list(range(5_000)), "s": "x" * 9_000_000}
    assert "too l" in fault(expression, value).message


def test_a_value_nested_too_deeply_is_a_fault() -> None:
    value: Value = 1
    for _ in range(3000):
        value = [value]
    assert fault(".[] | length", value).message == "the value is nested too deeply"


def test_every_definition_and_function_is_valid_jq() -> None:
    prelude = "".join(_DEFINITIONS.values())
    programs = [program.format(".", ".") for forms in FUNCTIONS.values() for program in forms.values()]
    assert _compiled(prelude + ", ".join(f"({program})" for program in programs))
