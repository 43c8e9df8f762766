"""What jq does for expressions, where yq differs from jq, and what would take too long."""

from __future__ import annotations

import math
import os

import pytest

from stackc.base.value import Append, Call, Secret, Unknown, Value
from stackc.function.expression_functions import FUNCTIONS
from stackc.function.expression_jq import _DEFINITIONS, _compiled, _definitions_for
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
        pytest.param('(.. | select(tag == "!!float"))', [1.5, 0.0], id="descend"),
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


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        *(('.zones["1"]', "a"), (".zones[(1, 0)]", ["a", "b"]), (".zones[(1 + 0)]", "a"), (".zones[(1 + 8)]", None)),
        *((".nul[(1000 + 0)]", None), (".n[(1 + 0)]", None), (".arns[(0 + 0)]", "zero"), (".n[]", None)),
        *((".nul[]", None), (".nul[1:]", []), (".n[1:]", None), (".yes[1:]", None), (".arns[1:]", None)),
        *((".id[1:]", "pc-1"), (".zones[:1]", ["b"]), (".zones[-1:]", ["a"]), (".zones[(1):(2)]", ["a"])),
        *((".n.*", None), (".arns.?", "zero"), (".arns.b?c", 2), (".arns.*c", 2), (".list[].i?", [None, None])),
    ],
)
def test_steps_lead_where_there_is_something(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (".zones[(0.5 + 0)]", "cannot index a list with 0.5"),
        (".zones[(.yes)]", "a boolean is no index"),
        (".zones[(.list[0])]", "a map is no index"),
        (".zones.*", "cannot index a list with `*`"),
        (".nul[(1000 + 1)]", "index 1001 is too far behind the end: there are 0 items"),
        (".zones[(1002 + 1)]", "index 1003 is too far behind the end: there are 2 items"),
        (".zones[(0 - 3)]", "index -3 is out of range: the list has 2 items"),
        (".list[][(.yes)]", "a boolean is no index"),
    ],
)
def test_steps_that_lead_nowhere_are_faults(expression: str, message: str) -> None:
    assert fault(expression).message == message


@pytest.mark.parametrize("step", [".x", '["x"]', "[(1 - 5)]"])
def test_a_step_that_may_fail_gives_nothing(step: str) -> None:
    value: Value = {"a": [[1], {"x": 2}]}
    assert fault(f".a[0:1][]{step}", value).message
    assert evaluated(f".a[0:1][]{step}?", value) is None


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        *(('.zones + {"a": 1}', ["b", "a", {"a": 1}]), ('(.yes + "x")', "truex"), ("(.n[] + 1)", 1)),
        *((".n * .nul", 5), (".n * 2", 10), ('("ab" * 0)', ""), ('(3 * "ab")', "ababab"), ('("ab" * 2.9)', "abab")),
        *(('("ab" * 500)', "ab" * 500), ('.list[0] * {"n": 9}', {"n": 9, "id": "p"}), (".n / 2", 2.5), (".n % 3", 2)),
        *((".n - 7", -2), ('.zones - ["a"]', ["b"]), (".n != 5", False), ('.id != "vpc*"', False)),
        *((r'("a?c" == "abc")', False), ('("abc" == "a?c")', True), ('("a.c" == "a?c")', True)),
        *(('("abc" == "b*")', False), ('("a.c" == "a*c")', True), ('("a(c" == "a(*")', True), ('("aa" == "a?c")', False)),
        *(('(.yes == "true")', True), ('(.nul == "null")', False), ("(.nul == .nul)", True), ("(.zones == .zones)", True)),
        *((".n < 6", True), (".n < 5", False), (".n <= 5", True), (".n <= 4", False)),
        *((".n > 4", True), (".n > 5", False), (".n >= 5", True), (".n >= 6", False)),
        *((".nul <= .nul", True), (".nul < .nul", False), (".nul >= 1", False), ('("b" <= "a")', False)),
        *(("(.yes and .no)", False), ("(.yes and .yes)", True), ("(.yes or .no)", True), ("(.nul or .no)", False)),
        *(('(.n // error("x"))', 5), ("((.nul, 1) // 2)", [2, 1]), ("(empty // 2)", 2), ("(empty + 1)", 1)),
        *(("(.n += 1 | .n)", 6), ("(.n -= 2 | .n)", 3), ("(.n *= 3 | .n)", 15), ("(.n = 7 | .n)", 7)),
        *(("(.list[] |= .n | .list)", [1, 2]), ("(.zones[1] = 1 | .zones)", ["b", 1])),
    ],
)  # fmt: skip
def test_operators(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("(.list[0] + [1] | .n)", "cannot add a list to a map"),
        ("(.yes | . + .)", "cannot add a boolean to a boolean"),
        ('("ab" * 501)', "the string would be too long"),
        ("(.yes < 1)", "cannot compare a boolean and a number"),
        ('(.nul // error("x"))', "x"),
    ],
)
def test_operators_that_do_not_fit(expression: str, message: str) -> None:
    assert fault(expression).message == message


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (". as $x-y | $x-y.n", 5),
        (".n as $x_y | .f as $x | $x_y + $x", 6.5),
        (".n as $x-1 | .f as $x_1 | [$x-1, $x_1]", [5, 1.5]),
        (".n as $x | (.f as $x | $x) + $x", 6.5),
        ('{"a": .n, (.id): 1, "\\(.n)": [.zones[]]}', {"a": 5, "vpc-1": 1, "5": ["b", "a"]}),
        ("{(.zones[]): 1}", [{"b": 1}, {"a": 1}]),
        ("{(.zones | length): 1}", {"2": 1}),
        ("(.zones | map([]))", [[], []]),
        ("([.zones[], .n])", ["b", "a", 5]),
        ('("\\(.zones[])-\\(.list[0])")', 'b-{"n":1,"id":"p"}'),
        ('("\\(empty)x")', "x"),
        ("(.. | select(. == 5))", 5),
    ],
)
def test_what_is_made_of_results(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('("a1" | sub("(?P<l>[a-z])", "${l}${l}"))', "aa1"),
        ('("ab" | sub("b", "$0$0"))', "abb"),
        ('("ab" | sub("(x)?b", "[$1]"))', "a[]"),
        ('("ab" | sub("b", "$9"))', "a"),
        ('("aéb" | sub("b", "-"))', "aé-"),
    ],
)
def test_a_replacement_may_name_groups(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


def nested(levels: int) -> Value:
    value: Value = 1
    for _ in range(levels):
        value = [value]
    return value


def test_a_value_may_be_nested_250_levels_deep() -> None:
    assert evaluated(". | length", nested(250)) == 1
    assert fault(". | length", nested(251)).message == "the value is nested too deeply"


@pytest.mark.parametrize("value", [math.nan, math.inf, {"a": [-math.inf]}])
def test_a_value_without_a_json_form_is_a_fault(value: Value) -> None:
    assert fault(". | length", value).message == "the value has no JSON form"


@pytest.mark.interpreted
def test_a_value_that_contains_something_else_is_a_fault() -> None:
    assert fault(". | length", {"a": object()}).message == "the value has no JSON form"  # type: ignore[dict-item]


def test_unknowns_keep_what_they_are_in_lists_maps_and_secrets() -> None:
    call, unknown = Call("!env X"), Unknown("!exec x")
    value: Value = {"a": [call, {"u": unknown}], "b": Append([call])}
    assert evaluated(".a | reverse", value) == [{"u": unknown}, call]
    assert evaluated(".b | map(.)", value) == [call]
    assert evaluated('.a[0] | . + "-" | ascii_upcase', value) == "!ENV X-"
    assert evaluated(".a[1] | to_entries", value) == [{"key": "u", "value": unknown}]


def test_an_unknown_inside_of_a_secret_stays_closed() -> None:
    found = evaluated(". | map(.)", Secret([Unknown("!exec x")]))
    assert isinstance(found, Secret)
    assert found.value == [Unknown("!exec x")]


def test_text_that_only_begins_like_a_call_stays_text() -> None:
    assert evaluated(". | map(.)", ["!", "a!b"]) == ["!", "a!b"]


def test_only_the_definitions_that_are_needed_are_compiled() -> None:
    used = _definitions_for("yq_unique_by(.)")
    assert [name for name in _DEFINITIONS if _DEFINITIONS[name] in used] == ["yq_groups", "yq_unique_by"]
