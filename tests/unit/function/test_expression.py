"""Expressions: the fast path, what jq does for the rest, where yq differs from jq, and what is refused."""

from __future__ import annotations

import os

import pytest

from stackc.base.source import Path
from stackc.base.value import Append, Secret, Unknown, Value
from stackc.function.expression import ExpressionFault, evaluate_expression, has_default, plain_path
from stackc.function.expression_functions import FUNCTIONS, REFUSED
from stackc.function.expression_jq import _DEFINITIONS, _compiled
from tests.kit.work import count_calls

OUTPUTS: Value = {
    "id": "vpc-1",
    "n": 5,
    "f": 1.5,
    "yes": True,
    "no": False,
    "nul": None,
    "empty": "",
    "zones": ["b", "a"],
    "arns": {"app/client-id": "arn:1", "b.c": 2, "0": "zero", "*.example.com": "wild", "x.example.com": "x"},
    "list": [{"n": 1, "id": "p"}, {"n": 2, "id": "q"}],
    "x-": "dash",
    "big": 12345678901234567890123,
}


def evaluated(expression: str, value: Value = OUTPUTS) -> Value:
    found = evaluate_expression(expression, value)
    assert not isinstance(found, ExpressionFault), found
    return found


def fault(expression: str, value: Value = OUTPUTS) -> ExpressionFault:
    found = evaluate_expression(expression, value)
    assert isinstance(found, ExpressionFault), found
    return found


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


# with jq


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


# faults


@pytest.mark.parametrize(
    ("expression", "message", "offset"),
    [
        pytest.param(".a.", "unexpected `.`", 2, id="dot at the end"),
        pytest.param(".x +", "the expression is not complete", 4, id="operand missing"),
        pytest.param('.x // "d', "the string is not closed", 6, id="string"),
        pytest.param(".x // 'd'", "single quotes do not quote here: strings stand in double quotes", 6, id="quotes"),
        pytest.param(".x // d", "unknown function `d`: text stands in double quotes", 6, id="bare word"),
        pytest.param(".x | lenght", "unknown function `lenght`: did you mean `length`?", 5, id="misspelt"),
        pytest.param("x // d", "unknown function `d`: text stands in double quotes", 5, id="offset without the dot"),
        pytest.param("  .x // d", "unknown function `d`: text stands in double quotes", 8, id="offset with blanks"),
        pytest.param(".x[0", "expected `]` instead of the end", 4, id="bracket"),
        pytest.param("(.x", "expected `)` instead of the end", 3, id="round bracket"),
        pytest.param(".x)", "unexpected `)`", 2, id="bracket too many"),
        pytest.param(".x | join", "`join` needs an argument in brackets", 5, id="argument missing"),
        pytest.param("$ENV.HOME", "variable `$ENV` is not defined", 0, id="variable"),
        pytest.param('.x | "\\(.y"', "the value in the string is not closed", 6, id="value in a string"),
        pytest.param(".x *+ .y", "operator `*+` is not supported", 3, id="operator"),
        pytest.param(".x \0", "unexpected character", 3, id="binary"),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_place(expression: str, message: str, offset: int) -> None:
    assert fault(expression) == ExpressionFault(message, offset)


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


# what must not happen


@pytest.mark.parametrize(
    "expression",
    [
        *("repeat(.)", "range(1000000000)", "until(false; .)", "while(true; .)", "recurse(.)", "limit(1; .)"),
        *("input", "inputs", "input_filename", "debug", "halt", "env", "env.HOME", "strenv(HOME)", "envsubst"),
        *('load("/etc/passwd")', 'import "x" as $x; .', "now", "shuffle", 'eval(".")', "def f: f; f", ".x | parent"),
    ],
)
def test_what_does_not_end_or_looks_elsewhere_is_refused_by_name(expression: str) -> None:
    assert "cannot be used here" in fault(f"({expression})").message


def test_no_refused_function_is_a_known_one() -> None:
    assert not REFUSED.keys() & FUNCTIONS.keys()


@pytest.mark.parametrize("name", ["ENV", "__loc__", "__prog_args"])
def test_variables_are_not_those_of_jq(name: str) -> None:
    assert "HOME" in os.environ
    assert evaluated(f"{{}} | . as ${name} | ${name}") == {}
    assert fault(f"${name}").message == f"variable `${name}` is not defined"


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(" | ".join([". + ."] * 60), id="text doubles"),
        pytest.param("(" + " | ".join(["[., .]"] * 60) + ")", id="lists double"),
        pytest.param("(" + " + ".join(["(1, 2)"] * 40) + ")", id="results double"),
        pytest.param("(" + " | ".join(["tojson"] * 60) + ")", id="quotes double"),
        pytest.param(". as $a | " + "".join("($a + $a) as $a | " for _ in range(60)) + "$a", id="variables double"),
        pytest.param("[.[] | select(" + " | ".join(["[., .]"] * 60) + ")]", id="inside an argument"),
        pytest.param("([.l[] + .l[] + .l[]] | length)", id="items times items"),
        pytest.param("(.l[] as $a | .l[] as $b | .l[] as $c | 1)", id="items in variables"),
        pytest.param("([.. + ..] | length)", id="everything times everything"),
        pytest.param(
            "(.l as $a | .l | map($a | map(. as $b | $a | map(. == $b))))", id="a variable once for each item"
        ),
        pytest.param("(.l as $a | .l as $b | $a[] | $b | any_c(. == 1))", id="a variable once for each result"),
        pytest.param('("x" * 1000000000)', id="repetition"),
        pytest.param("(.l[100000000] = 1)", id="index behind the end"),
        pytest.param("(.none[100000000] |= 1)", id="index of nothing"),
        pytest.param('(.l["100000000"] += 1)', id="index as text"),
        pytest.param("(.l[(1, 100000000)] = 1)", id="one index of several"),
        pytest.param(".l[1e8] = 1", id="index as a float"),
        pytest.param(". as $a | .l[$a.l[2] * 100000000] = 1", id="index that is calculated"),
        pytest.param("(" * 5000, id="brackets"),
        pytest.param(" + ".join([".x"] * 2000), id="operands"),
        pytest.param(".x" * 10_000, id="length"),
    ],
)
def test_an_expression_that_makes_too_much_is_refused_with_little_work(expression: str) -> None:
    found: list[object] = []
    calls = count_calls(lambda: found.append(evaluate_expression(expression, {"l": list(range(300)), "m": {"a": 1}})))
    assert isinstance(found[0], ExpressionFault)
    assert calls < 200_000


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


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("(.none[3] = 1)", {"l": [1, 2], "none": [None, None, None, 1]}, id="index of nothing"),
        pytest.param("(.l[3] = 1)", {"l": [1, 2, None, 1]}, id="index behind the end"),
        pytest.param("(.l - [1])", [2], id="difference"),
        pytest.param("(.l as $a | $a | map(. + 1))", [2, 3], id="a variable once"),
    ],
)
def test_what_costs_little_is_fine(expression: str, value: Value) -> None:
    assert evaluated(expression, {"l": [1, 2]}) == value


def test_items_of_items_are_not_too_much() -> None:
    value: Value = {"a": [{"b": [{"c": [1] * 50}] * 50}] * 20}
    assert evaluated("([.a[].b[].c[]] | length)", value) == 50_000


def test_a_value_nested_too_deeply_is_a_fault() -> None:
    value: Value = 1
    for _ in range(3000):
        value = [value]
    assert fault(".[] | length", value).message == "the value is nested too deeply"


def test_every_definition_and_function_is_valid_jq() -> None:
    prelude = "".join(_DEFINITIONS.values())
    programs = [program.format(".", ".") for forms in FUNCTIONS.values() for program in forms.values()]
    assert _compiled(prelude + ", ".join(f"({program})" for program in programs))
