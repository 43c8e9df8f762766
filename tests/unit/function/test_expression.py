"""Expressions: what is evaluated without jq; secrets, unknowns and lists to append in both."""

from __future__ import annotations

import pytest

from stackc.base.source import Path
from stackc.base.value import Append, Secret, Unknown, Value
from stackc.function.expression import has_default, plain_path
from tests.kit.expressions import OUTPUTS, evaluated, fault

# the fast path


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param(".id", "vpc-1", id="key"),
        pytest.param("id", "vpc-1", id="without dot"),
        pytest.param("  .id ", "vpc-1", id="blanks"),
        pytest.param(".zones[0]", "b", id="index"),
        pytest.param(".zones[-1]", "a", id="index from the end"),
        pytest.param(".zones.0", "b", id="index as key"),
        pytest.param(".list[1].id", "q", id="index and key"),
        pytest.param('.arns["app/client-id"]', "arn:1", id="key in brackets"),
        pytest.param('.["arns"].["b.c"]', 2, id="dots before brackets"),
        pytest.param('.arns."b.c"', 2, id="quoted key"),
        pytest.param(".arns[0]", "zero", id="number as key"),
        pytest.param(".list | .[0].n", 1, id="pipe"),
        pytest.param(".n # the number", 5, id="comment"),
    ],
)
def test_a_path_goes_down(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


@pytest.mark.parametrize("expression", [".gone", ".gone.x[0].y", ".zones[9]", ".nul.x", ".id.x", ".n[0]", ".list.id?"])
def test_what_is_not_there_is_null(expression: str) -> None:
    assert evaluated(expression) is None


def test_the_whole_value_is_a_dot() -> None:
    assert evaluated(".") is OUTPUTS


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param('.gone // "d"', "d", id="missing"),
        pytest.param('.nul // "d"', "d", id="null"),
        pytest.param('.no // "d"', "d", id="false"),
        pytest.param('.empty // "d"', "", id="empty text is a value"),
        pytest.param('.id // "d"', "vpc-1", id="there"),
        pytest.param('.gone // ["a", 1]', ["a", 1], id="list"),
        pytest.param('.gone // {"k": "v", "l": []}', {"k": "v", "l": []}, id="map"),
        pytest.param(".gone // -1.5", -1.5, id="number"),
        pytest.param(".gone // .nul // .id", "vpc-1", id="chain"),
        pytest.param('.gone//"d"', "d", id="no blanks"),
        pytest.param('.gone // "https://x"', "https://x", id="slashes in the default"),
    ],
)
def test_a_default_stands_for_null_and_false(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param('.id | "a-" + . + "-b"', "a-vpc-1-b", id="around"),
        pytest.param('.id + "-" + .n', "vpc-1-5", id="a number becomes text"),
        pytest.param('.f + "-" + .yes', "1.5-true", id="so does a boolean"),
        pytest.param('.gone + "x"', "x", id="null adds nothing"),
        pytest.param(".n + 2", 7, id="numbers"),
        pytest.param('.zones + "c"', ["b", "a", "c"], id="an item"),
        pytest.param('.zones + ["c"]', ["b", "a", "c"], id="lists"),
        pytest.param('.list[0] + {"id": "r"}', {"n": 1, "id": "r"}, id="maps"),
        pytest.param('("\\(.id)-\\(.n)-\\(.gone)")', "vpc-1-5-null", id="values in a string"),
    ],
)
def test_plus_joins(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


def test_a_dot_is_added_to_a_string_and_makes_it_a_key() -> None:
    assert evaluated('"x-" + .id') == evaluated('."x-" + .id') == "dashvpc-1"
    assert evaluated('"y-" + .id') == "vpc-1"


def test_integers_keep_their_digits() -> None:
    assert evaluated(".big") == evaluated(".big // 0") == evaluated("([.big] | .[0])") == 12345678901234567890123


def test_several_results_are_a_list() -> None:
    assert evaluated(".id, .gone, .n") == ["vpc-1", None, 5]


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        pytest.param(".", (), id="whole"),
        pytest.param(".a.b", ("a", "b"), id="keys"),
        pytest.param('.a[0]["b c"]', ("a", 0, "b c"), id="brackets"),
        pytest.param("vpc_id", ("vpc_id",), id="without dot"),
        pytest.param('.a // "d"', None, id="default"),
        pytest.param(".a[]", None, id="items"),
        pytest.param(".a[-1]", None, id="from the end"),
        pytest.param(".a*", None, id="pattern"),
        pytest.param(".a | .b", None, id="pipe"),
        pytest.param(".a[", None, id="broken"),
    ],
)
def test_a_plain_path_is_keys_and_indexes(expression: str, path: Path | None) -> None:
    assert plain_path(expression) == path


def test_two_slashes_anywhere_are_a_default() -> None:
    assert has_default('.x // "d"')
    assert has_default('.x == "https://y"')
    assert not has_default(".x / 2")


# secrets, unknowns, lists to append


@pytest.mark.parametrize("expression", [".s", '.s + "x"', ".gone // .s", ".s | upcase", '("<\\(.s)>")', ".m.k"])
def test_what_a_secret_went_into_is_secret(expression: str) -> None:
    value: Value = {"s": Secret("pw"), "m": Secret({"k": "pw"})}
    assert isinstance(evaluated(expression, value), Secret)


def test_a_secret_beside_the_path_does_not_taint() -> None:
    assert evaluated('.b | join(",")', {"a": Secret("pw"), "b": ["x", "y"]}) == "x,y"


def test_a_secret_is_not_in_a_message() -> None:
    assert fault(".s | to_number", {"s": Secret("pw")}).message == "it fails on a secret value"


@pytest.mark.parametrize("expression", [".u", '("x" + .u)', '.u | "x" + .', ".l[]", '.l | map(. + "x") | .[0]'])
def test_what_an_unknown_went_into_is_unknown(expression: str) -> None:
    call = Unknown("!terraform.state net id")
    assert isinstance(evaluated(expression, {"u": call, "l": [call]}), Unknown)


def test_a_list_to_append_is_a_list() -> None:
    assert evaluated(".a[0]", {"a": Append(["x"])}) == evaluated(".a | first", {"a": Append(["x"])}) == "x"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        pytest.param(".list.id", "cannot index a list with `id`", id="key of a list"),
        pytest.param(".zones[-3]", "index -3 is out of range: the list has 2 items", id="out of range"),
        pytest.param(".yes + .n", "cannot add a number to a boolean", id="sum"),
        pytest.param(".zones | map(. + {})", "cannot add a map to a string", id="sum in jq"),
        pytest.param('.id | error("no")', "no", id="error"),
        pytest.param('.n > "3"', "cannot compare a number and a string", id="comparison"),
    ],
)
def test_what_does_not_fit_the_value_is_a_fault(expression: str, message: str) -> None:
    assert fault(expression).message == message
