"""Expressions: what is evaluated without jq; secrets, unknowns and lists to append in both."""

from __future__ import annotations

import pytest

from stackc.base.source import Path
from stackc.base.value import Append, Call, Secret, Unknown, Value
from stackc.function.expression import ExpressionFault, evaluate_expression, has_default, plain_path
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
        pytest.param(".zero // 5", 0, id="zero is a value"),
        pytest.param(".nought // 5", 0.0, id="as a float as well"),
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


# where the fast path ends, and what it does like jq


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        *((".zones[2]", None), (".zones[1]", "a"), (".zones[-2]", "b"), ('.zones["1"]', "a"), ('.zones."-1"', "a")),
        *((".id[0]", None), (".yes.x", None), (".f[0].x", None), (".zones.x?", None), (".zones[-3]?", None)),
        *((".n | . + 1.5", 6.5), (".zones | .[0] + .[1]", "ba"), (".id | [., .]", ["vpc-1", "vpc-1"]), (". | .n", 5)),
        *((".nul + .nul", None), (".n + .nul", 5), (".zones + .nul", ["b", "a"]), (".zones + 1", ["b", "a", 1])),
        *((".gone // .no", False), (".no // .nul", None), (".n // .f", 5), ('.n // "x" | . + 1', 6)),
        *((".a // []", []), (".a // {}", {}), ('{(.id): .n, "x": 1}', {"vpc-1": 5, "x": 1}), ('{(.n): 1}', {"5": 1})),
        *(('("\\(.yes)\\(.f)\\(.empty)")', "true1.5"), ('.list[0] + {"n": 2} | .n', 2), ('.arns."*.example.com" // 1', "wild")),
        *(('"n" + "x"', "5x"), ("(.n as $x | $x)", 5), ("(.) | [.n]", [5]), (".zones // .n, .n", [["b", "a"], 5])),
    ],
)  # fmt: skip
def test_what_needs_no_jq(expression: str, value: Value) -> None:
    assert evaluated(expression) == value


def test_below_a_list_a_key_of_digits_is_an_index_of_nine_digits_at_most() -> None:
    assert evaluated('.zones."123456789"') is None
    assert fault('.zones."1234567890"').message == "cannot index a list with `1234567890`"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (".list.id", "cannot index a list with `id`"),
        (".zones[-3]", "index -3 is out of range: the list has 2 items"),
        (".list[0] + .zones", "cannot add a list to a map"),
        (".n + .yes", "cannot add a boolean to a number"),
        (".n + .list[0]", "cannot add a map to a number"),
        (".list[0] + .id", "cannot add a string to a map"),
        (".id + .zones", "cannot add a list to a string"),
        (".yes + .no", "cannot add a boolean to a boolean"),
    ],
)
def test_what_cannot_be_done_is_said_by_its_kinds(expression: str, message: str) -> None:
    assert fault(expression).message == message


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param(Unknown("!exec u"), "x", Unknown("!exec ux"), id="unknown and text"),
        pytest.param("x", Call("!env U"), Unknown("x!env U"), id="text and call"),
        pytest.param(Unknown("!exec u"), 1, Unknown("!exec u1"), id="unknown and number"),
        pytest.param(Unknown("!exec u"), None, Unknown("!exec u"), id="null adds nothing"),
        pytest.param(Secret("s"), "x", Secret("sx"), id="secret and text"),
        pytest.param(1, Secret(2), Secret(3), id="number and secret"),
        pytest.param(Append([1]), [2], [1, 2], id="a list to append, and a list"),
        pytest.param([1], Append([2]), [1, 2], id="a list, and a list to append"),
        pytest.param([1], Secret(2), Secret([1, 2]), id="a secret item"),
    ],
)
def test_plus_joins_what_is_not_plain(left: Value, right: Value, expected: Value) -> None:
    found = evaluated(".l + .r", {"l": left, "r": right})
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Secret(None), "d", id="null"),
        pytest.param(Secret(False), "d", id="false"),
        pytest.param(Secret(""), Secret(""), id="empty text"),
        pytest.param(Secret({"x": 1}), Secret({"x": 1}), id="a map"),
    ],
)
def test_a_default_looks_into_a_secret(value: Value, expected: Value) -> None:
    assert evaluated('.s // "d"', {"s": value}) == expected


def test_below_a_secret_everything_is_secret_but_nothing() -> None:
    value: Value = {"s": Secret({"a": [1], "b": None, "c": Secret("x")})}
    assert [evaluated(f".s.{path}", value) for path in ("a[0]", "b", "c", "none")] == [
        Secret(1),
        None,
        Secret("x"),
        None,
    ]


def test_values_in_a_string_keep_what_they_are() -> None:
    value: Value = {"s": Secret(1), "u": Unknown("!exec x"), "c": Call("!env X"), "m": {"b": [1]}}
    assert evaluated('("<\\(.s)>")', value) == Secret("<1>")
    assert evaluated('("<\\(.u)>")', value) == Unknown("<!exec x>")
    assert evaluated('("<\\(.c)>")', value) == Unknown("<!env X>")
    assert evaluated('(.m | "<\\(.)>")', value) == '<{"b":[1]}>'


@pytest.mark.parametrize(
    ("key", "message"),
    [
        pytest.param(Secret("s"), "a secret cannot be a key", id="secret"),
        pytest.param(Unknown("!exec x"), "what is not known cannot be a key", id="unknown"),
        pytest.param(Call("!env X"), "what is not known cannot be a key", id="call"),
    ],
)
def test_what_is_not_plain_is_no_key(key: Value, message: str) -> None:
    assert fault("{(.k): 1}", {"k": key}).message == message


def test_an_expression_that_makes_too_much_of_any_value_is_a_fault() -> None:
    assert fault("(" + " | ".join([". + ."] * 13) + ")").message == "the expression makes too much of a value"


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ('."a b"', ("a b",)),
        (".[0]", (0,)),
        ('.["a*"]', None),
        (".a[true]", None),
        (".a[1.5]", None),
        (".a[.b]", None),
        (".a[0:1]", None),
        ("(.a)", ("a",)),
        ("(.a).b", None),
        ("..", None),
        (".a?", ("a",)),
    ],
)
def test_only_steps_that_are_written_out_make_a_plain_path(expression: str, path: Path | None) -> None:
    assert plain_path(expression) == path


@pytest.mark.parametrize(
    ("expression", "offset"), [(".a ^", 3), ("a ^", 2), ("  a ^", 4), ("^", 0), ("", 0), ("(", 1), ("$x", 0), ("{a", 2)]
)
def test_the_offset_of_a_fault_counts_in_what_was_written(expression: str, offset: int) -> None:
    found = evaluate_expression(expression, None)
    assert (found.offset if isinstance(found, ExpressionFault) else 0) == offset
