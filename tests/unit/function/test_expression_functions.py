"""The functions of expressions: what each gives, and which are refused."""

from __future__ import annotations

import re

import pytest

from stackc.base.value import Value
from stackc.function.expression import ExpressionFault
from stackc.function.expression_functions import FUNCTIONS, REFUSED, canonical_name
from tests.kit.expressions import evaluated, fault


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


MAP: Value = {"b": 1, "a": 2}
ROWS: Value = [{"k": 2, "v": 1}, {"k": 1, "v": 2}, {"k": 2, "v": 3}]
GIVEN: Value = {"m": MAP, "l": ["b", "a"], "n": 5, "f": 1.5, "yes": True, "nul": None, "s": "aXbX", "rows": ROWS}
RESULTS: list[tuple[str, Value]] = [
    ("([1, 2, 3] | add)", 6),
    ("([] | add)", None),
    ("([true, false] | all)", False),
    ("([] | all)", True),
    ("([true, false] | any)", True),
    ("([] | any)", False),
    ("([1, 5] | all_c(. > 1))", False),
    ("([1, 5] | any_c(. > 1))", True),
    ('("aB" | ascii_downcase)', "ab"),
    ('("aB" | ascii_upcase)', "AB"),
    ('("aB" | downcase)', "ab"),
    ('("aB" | upcase)', "AB"),
    ('("a1b2" | capture("(?P<l>[a-z])(?P<d>[0-9])"))', {"l": "a", "d": "1"}),
    ('("a1b2" | capture("(?P<l>[a-z])(?P<d>[0-9])"; "g"))', [{"l": "a", "d": "1"}, {"l": "b", "d": "2"}]),
    ('(.l | contains(["b"]))', True),
    ('("abc" | contains("bc"))', True),
    ('(.m | contains({"a": 1}))', False),
    ('(.nul | contains("x"))', False),
    ("(.m | del(.a))", {"b": 1}),
    ("([1, (2 | empty)])", [1]),
    ('("abc" | endswith("bc"))', True),
    ('("abc" | endswith("ab"))', False),
    ("(.m | explode(.))", {"b": 1, "a": 2}),
    ("([1, 5] | filter(. > 1))", [5]),
    ("(.m | filter(. > 1))", [2]),
    ("([3, 4] | first)", 3),
    ("([[1, [2]]] | flatten)", [1, 2]),
    ("([[1, [2]]] | flatten(1))", [1, [2]]),
    ("(1.7 | floor)", 1),
    ('([{"key": "a", "value": 1}] | from_entries)', {"a": 1}),
    ('("[1]" | from_json)', [1]),
    ("(.nul | from_json)", None),
    ("(.rows | group_by(.k))", [[{"k": 2, "v": 1}, {"k": 2, "v": 3}], [{"k": 1, "v": 2}]]),
    ('(.s | gsub("X", "_"))', "a_b_"),
    ('(.m | has("a"))', True),
    ('(.m | has("z"))', False),
    ("(.l | has(1))", True),
    ("(.l | has(2))", False),
    ('(.l | has("1"))', False),
    ('(.l | join("-"))', "b-a"),
    ("(.m | keys)", ["b", "a"]),
    ("(.l | keys)", [0, 1]),
    ("(.m | kind)", "map"),
    ("(.l | kind)", "seq"),
    ("(.nul | kind)", "scalar"),
    ("([3, 4] | last)", 4),
    ('("abc" | length)', 3),
    ("(.m | length)", 2),
    ("(.nul | length)", 0),
    ("(.yes | length)", 4),
    ('("abc" | ltrimstr("a"))', "bc"),
    ("([1, 2] | map(. * 2))", [2, 4]),
    ("(.m | map(. * 2))", [2, 4]),
    ("(.m | map_values(. * 2))", {"b": 2, "a": 4}),
    ("(.nul | map_values(.))", []),
    ('("abab" | match("b"))', {"offset": 1, "length": 1, "string": "b", "captures": []}),
    ('("abab" | [match("b"; "g")] | length)', 2),
    ("([1, 3, 2] | max)", 3),
    ("(.nul | max)", None),
    ("(.rows | max_by(.v) | .v)", 3),
    ("([2, 1, 3] | min)", 1),
    ("(.nul | min)", None),
    ("(.rows | min_by(.v) | .v)", 1),
    ("(.yes | not)", False),
    ('(.m | omit(["a"]))', {"b": 1}),
    ("(.l | omit([0]))", ["a"]),
    ('(.m | pick(["a", "z"]))', {"a": 2}),
    ("(.l | pick([1, 5, -1]))", ["a", None, "a"]),
    ("([1, 2] | reverse)", [2, 1]),
    ("(1.5 | round)", 2),
    ('("abc" | rtrimstr("c"))', "ab"),
    ("([1, 2] | map(select(. > 1)))", [2]),
    ("([2, 1] | sort)", [1, 2]),
    ("(.rows | sort_by(.k) | map(.v))", [2, 1, 3]),
    ('("a,b" | split(","))', ["a", "b"]),
    ('(.nul | split(","))', None),
    ('("abc" | startswith("ab"))', True),
    ('("abc" | startswith("bc"))', False),
    ('(.s | sub("X", "-"))', "a-b-"),
    ("(.m | tag)", "!!map"),
    ("(.n | tag)", "!!int"),
    ("(.f | type)", "!!float"),
    ("(-1 | type)", "!!int"),
    ("(.nul | type)", "!!null"),
    ("(.yes | type)", "!!bool"),
    ("(.s | type)", "!!str"),
    ("(.l | type)", "!!seq"),
    ('("abc" | test("B"))', False),
    ('("abc" | test("B"; "i"))', True),
    ("(.m | to_entries)", [{"key": "b", "value": 1}, {"key": "a", "value": 2}]),
    ("(.nul | to_entries)", None),
    ("(.m | to_json)", '{"b":1,"a":2}'),
    ("(.m | to_json(2))", '{"b":1,"a":2}'),
    ('("1.5" | to_number)', 1.5),
    ("(.n | to_number)", 5),
    ("(.n | to_string)", "5"),
    ("(.m | to_string)", '{"b":1,"a":2}'),
    ("(.s | to_string)", "aXbX"),
    ('(" a " | trim)', "a"),
    ("([2, 1, 2] | unique)", [2, 1]),
    ("(.rows | unique_by(.k) | map(.v))", [1, 2]),
    ("([1, null] | map(values))", [1]),
    ("(.m | with(.a; . = 9))", {"b": 1, "a": 9}),
    ("(.m | with(.a, . = 9))", {"b": 1, "a": 9}),
    ("(.m | with_entries(.value |= . + 1))", {"b": 2, "a": 3}),
    ("(.nul | with_entries(.))", None),
    ('("a b" | @base64)', "YSBi"),
    ('("YSBi" | @base64d)', "a b"),
    ("(.m | @json)", '{"b":1,"a":2}'),
    ('("[1]" | @jsond)', [1]),
    ("(.nul | @jsond)", None),
    ('("a b&" | @uri)', "a%20b%26"),
]


@pytest.mark.parametrize(("expression", "value"), RESULTS, ids=[expression for expression, _ in RESULTS])
def test_a_function_gives(expression: str, value: Value) -> None:
    assert evaluated(expression, GIVEN) == value


def test_every_function_is_among_those_that_were_tried() -> None:
    tried = " ".join(expression for expression, _ in RESULTS) + " error("
    words = {canonical_name(word) for word in re.findall(r"@?\w+", tried)}
    assert FUNCTIONS.keys() <= words


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("(.n | keys)", "a number has no keys"),
        ('.n | error("x")', "x"),
        (".n | error(7)", "7"),
        ('.s | error("x" * 900)', "x" * 200),
        (".m | tonumber", 'object ({"b":1,"a":2}) cannot be parsed as a number'),
        (".l | pick([-3])", "index -3 is out of range: the list has 2 items"),
    ],
)
def test_a_function_that_does_not_fit_is_a_fault(expression: str, message: str) -> None:
    assert fault(expression, GIVEN).message == message


@pytest.mark.parametrize(
    ("function", "needs"),
    [
        *((name, "an argument") for name in ("map", "select", "join", "split", "test", "match", "has", "pick", "del")),
        *((name, "an argument") for name in ("sort_by", "group_by", "unique_by", "with_entries", "contains", "omit")),
        *((name, "2 arguments") for name in ("sub", "gsub", "with")),
    ],
)
def test_a_function_without_its_arguments_says_how_many_it_needs(function: str, needs: str) -> None:
    assert fault(f". | {function}").message == f"`{function}` needs {needs} in brackets"


@pytest.mark.parametrize("name", ["to_number", "tonumber", "toNumber", "TO_NUMBER"])
def test_a_function_is_known_by_all_its_spellings(name: str) -> None:
    assert evaluated(f'("12" | {name})') == 12


REASONS = {
    "the environment is read by `!env`": "env strenv envsubst",
    "other files are read by `!include`": "load load_str str_load load_xml xml_load load_props load_base64 include import"
    " get_search_list modulemeta",
    "an expression has one input and one result": "input inputs input_filename input_line_number debug stderr halt"
    " halt_error getpath split_doc fi di file_name file_index document_index fileIndex documentIndex",
    "it may never end": "repeat until while recurse recurse_down range limit walk combinations ireduce reduce foreach"
    " def label",
    "the same input must give the same value": "now shuffle tz localtime mktime gmtime strftime strptime"
    " format_datetime with_dtf from_unix to_unix",
    "expressions are not made while they run": "eval",
    "there are no conditions; use `select` and `//`": "if then elif else end try catch",
    "a value does not know where it comes from": "parent path key is_key line column anchor alias style line_comment"
    " head_comment foot_comment comments set_path del_paths lineComment",
    "only JSON, base64 and URI texts are read and written": "to_yaml from_yaml @yaml @yamld to_xml from_xml @xml @xmld"
    " to_props from_props @props @propsd to_csv from_csv @csv @csvd to_tsv from_tsv @tsv @tsvd @sh @html @text @urid",
}


@pytest.mark.parametrize(
    ("name", "reason"), [(name, reason) for reason, names in REASONS.items() for name in names.split()]
)
def test_a_function_is_refused_with_its_reason(name: str, reason: str) -> None:
    assert fault(f". | {name}") == ExpressionFault(f"`{name}` cannot be used here: {reason}", 4)


def test_no_other_function_is_refused() -> None:
    assert {canonical_name(name) for names in REASONS.values() for name in names.split()} == set(REFUSED)
