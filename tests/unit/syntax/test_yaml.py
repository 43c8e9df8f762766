from __future__ import annotations

import pytest

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.source import Span
from stackc.base.value import Append, Call, Value
from stackc.syntax import yaml
from stackc.syntax.yaml import (
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_TOLD,
    ScalarRules,
    decode_text,
    parse_document,
    parse_nodes,
    read_document,
)
from tests.kit.build import Place, document, place, places, value_of

GO_SCALARS = ScalarRules(dates_as_text=False, exact_integers=False)
SPLIT = ScalarRules(key_delimiter=".")


# bytes


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"a: \xc3\xa9\n", id="utf-8"),
        pytest.param(b"\xef\xbb\xbfa: \xc3\xa9\n", id="byte order mark"),
        pytest.param(b"\xef\xbb\xbfa: \xc3\xa9\r\n", id="carriage returns"),
        pytest.param("\ufeffa: é\n".encode("utf-16-le"), id="utf-16"),
        pytest.param("\ufeffa: é\n".encode("utf-16-be"), id="utf-16, big end first"),
    ],
)
def test_a_file_is_decoded(content: bytes) -> None:
    assert read_document(content, "f.yaml").root == {"a": "é"}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        pytest.param(b"a: 1\nb: \xff\n", "2:4", id="no utf-8"),
        pytest.param(b"\xc3\xa9: \xc3", "1:4", id="a character cut off, columns in characters"),
        pytest.param(b"a: 1\nb: x\x00y\n", "2:5", id="zero byte"),
    ],
)
def test_a_file_that_is_no_text_is_reported_where_it_breaks(content: bytes, where: str) -> None:
    found = read_document(content, "f.yaml")
    assert (found.root, places(found.diagnostics)) == (None, [(Code.NOT_TEXT, where)])


def test_half_a_character_of_utf_16_is_reported_where_it_stands() -> None:
    content = "\ufeffa: 1\nbc".encode("utf-16-le") + b"x"
    assert places(read_document(content, "f.yaml").diagnostics) == [(Code.NOT_TEXT, "2:3")]


def test_text_decodes_to_itself() -> None:
    assert decode_text(b"a: 1\n", "f") == "a: 1\n"


def test_a_file_that_is_too_large_is_not_read() -> None:
    [found] = read_document(b" " * (MAX_FILE_BYTES + 1), "f.yaml").diagnostics
    assert place(found) == (Code.TOO_LARGE, "1:1")


# documents


@pytest.mark.parametrize("text", ["", "\n", "# comment\n", "---\n", "---\n...\n", "~\n", "null\n"])
def test_an_empty_document_is_null_and_an_empty_table(text: str) -> None:
    parsed = document(text)
    assert (parsed.root, parsed.table, parsed.diagnostics) == (None, {}, ())


@pytest.mark.parametrize(("text", "root"), [("3", 3), ("- 1\n- [2]", [1, [2]]), ("x", "x"), ("{}", {})])
def test_the_root_is_any_value(text: str, root: Value) -> None:
    assert value_of(text) == root


def test_only_the_first_document_counts() -> None:
    parsed = document("a: 1\n---\nb: [\n")
    assert (parsed.root, places(parsed.diagnostics)) == ({"a": 1}, [(Code.SECOND_DOCUMENT, "2:1")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: b", "b", id="plain"),
        pytest.param("a: '1'", "1", id="single quotes make text"),
        pytest.param('a: "1"', "1", id="double quotes make text"),
        pytest.param("a: |\n  1\n", "1\n", id="literal"),
        pytest.param("a: >-\n  x\n  y\n", "x y", id="folded"),
        pytest.param("a:", None, id="nothing"),
        pytest.param("a: yes", "yes", id="yes"),
        pytest.param("a: [1, {b: c}]", [1, {"b": "c"}], id="flow"),
        pytest.param("a: ! 12", "12", id="the tag without a name makes text"),
    ],
)
def test_scalars_and_containers_are_read(text: str, expected: Value) -> None:
    assert value_of(text) == {"a": expected}


def test_keys_stay_in_the_order_they_are_written() -> None:
    table = value_of("b: 1\na: 2\nc: 3\n")
    assert isinstance(table, dict)
    assert list(table) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!!str 1", "1"),
        ("!!int '5'", 5),
        ("!!int 5.0", 5),
        ("!!float 1", 1.0),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!!timestamp 2024-01-01", "2024-01-01"),
        ("!!binary eHk=", "xy"),
    ],
)
def test_core_tags_convert(text: str, expected: Value) -> None:
    value = value_of(f"a: {text}")
    assert isinstance(value, dict)
    assert (value["a"], type(value["a"])) == (expected, type(expected))


@pytest.mark.parametrize(
    "text", ["!!int x", "!!int 1.5", "!!bool 1", "!!float x", "!!null x", "!!timestamp x", "!!odd 1"]
)
def test_a_value_that_does_not_fit_its_core_tag_is_reported(text: str) -> None:
    assert places(document(f"a: {text}").diagnostics) == [(Code.CORE_TAG, "1:4")]


@pytest.mark.parametrize("text", [".inf", "-.inf", ".nan"])
def test_an_infinite_value_is_no_integer(text: str) -> None:
    assert places(document(f"a: !!int {text}").diagnostics) == [(Code.CORE_TAG, "1:4")]


# scalars that lose something


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        pytest.param("2024-05-01", "2024-05-01", [(Code.DATE, "1:4")], id="a date stays text"),
        pytest.param("18446744073709551616", 2**64, [], id="large integers stay exact"),
        pytest.param("017", 15, [(Code.LEADING_ZERO, "1:4")], id="octal"),
        pytest.param(".inf", float("inf"), [(Code.NOT_A_NUMBER, "1:4")], id="infinite"),
    ],
)
def test_sound_scalars_keep_what_they_can(text: str, value: Value, found: list[Place]) -> None:
    parsed = document(f"a: {text}")
    assert (parsed.root, places(parsed.diagnostics)) == ({"a": value}, found)


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        pytest.param("2024-05-01", {}, Code.DATE, id="a date becomes an empty map"),
        pytest.param("!!timestamp 2024-05-01", {}, None, id="a tagged date too"),
        pytest.param("18446744073709551616", 2.0**64, Code.DIGITS_LOST, id="large integers become floats"),
        pytest.param("08", 8.0, Code.LEADING_ZERO, id="an eight makes a float"),
        pytest.param("2024-13-45", "2024-13-45", None, id="an impossible date is text"),
    ],
)
def test_other_readers_lose_more(text: str, value: Value, found: Code | None) -> None:
    parsed = document(f"a: {text}", GO_SCALARS)
    assert (parsed.root, [d.code for d in parsed.diagnostics]) == ({"a": value}, [found] if found else [])


def test_a_lost_value_is_reported_each_time_it_is_written() -> None:
    found = document("a: 010\nb: [010, '010']\n").diagnostics
    assert places(found) == [(Code.LEADING_ZERO, "1:4"), (Code.LEADING_ZERO, "2:5")]


def test_a_lost_value_names_its_key_and_says_how_to_keep_it() -> None:
    [found] = document("account: 012345678901").diagnostics
    expected = "`account`: `012345678901` has a leading zero, so YAML reads it as a float: 12345678901"
    assert (found.message, found.help) == (expected, 'quote it: "012345678901"')


# keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1: x", "1"),
        ("true: x", "true"),
        ("1.0: x", "1"),
        ("010: x", "8"),
        ("'010': x", "010"),
        ("2024-01-01: x", "2024-01-01"),
    ],
)
def test_keys_become_strings(text: str, key: str) -> None:
    assert value_of(text) == {key: "x"}


@pytest.mark.parametrize(
    ("text", "where", "first"),
    [
        pytest.param("a: 1\na: 2\n", "2:1", "1:1", id="plain"),
        pytest.param('80: 1\n"80": 2\n', "2:1", "1:1", id="text counts, not kind"),
        pytest.param("x:\n  {a: 1, a: 2}\n", "2:10", "2:4", id="flow"),
        pytest.param("a: 1\nb: 2\na: 3\n", "3:1", "1:1", id="not neighbours"),
    ],
)
def test_a_duplicate_key_is_reported_at_the_second_and_points_to_the_first(text: str, where: str, first: str) -> None:
    [found] = document(text).diagnostics
    [related] = found.related
    assert (place(found), f"{related.span.line}:{related.span.column}") == ((Code.DUPLICATE_KEY, where), first)


def test_every_duplicate_is_reported() -> None:
    found = document("a: 1\na: 2\nb: 1\na: 3\nb: 2\n").diagnostics
    assert places(found) == [(Code.DUPLICATE_KEY, "2:1"), (Code.DUPLICATE_KEY, "4:1"), (Code.DUPLICATE_KEY, "5:1")]


@pytest.mark.parametrize("text", ["80: 1\n0x50: 2\n", "true: 1\nTrue: 2\n", "1.0: 1\n1.00: 2\n"])
def test_of_two_spellings_of_one_key_the_last_wins(text: str) -> None:
    parsed = document(text)
    assert (list(parsed.table.values()), places(parsed.diagnostics)) == ([2], [(Code.KEY_SPELLED_TWICE, "2:1")])


def test_maps_under_keys_that_become_one_are_merged() -> None:
    assert value_of("1: {a: 1, b: {c: 1}}\n1.0: {b: {d: 2}}\n") == {"1": {"a": 1, "b": {"c": 1, "d": 2}}}


def test_other_values_under_keys_that_become_one_collide() -> None:
    assert places(document("1: x\n1.0: y\n").diagnostics) == [(Code.KEY_COLLISION, "2:1")]


def test_a_key_is_a_duplicate_though_another_spelling_stands_between() -> None:
    found = document("80: 1\n0x50: 2\n80: 3\n").diagnostics
    assert places(found) == [(Code.KEY_SPELLED_TWICE, "2:1"), (Code.DUPLICATE_KEY, "3:1")]


@pytest.mark.parametrize(("text", "where"), [("~: 1", "1:1"), ("x:\n  null: 1", "2:3")])
def test_a_null_key_is_reported(text: str, where: str) -> None:
    assert places(document(text).diagnostics) == [(Code.NULL_KEY, where)]


@pytest.mark.parametrize(
    ("text", "where"),
    [("{{ x }}", "1:2"), ("a: {{ x }}", "1:5"), ("? [a]\n: 1\n", "1:3"), ("a: &x [1]\n*x : 2\n", "2:1")],
)
def test_a_container_cannot_be_a_key(text: str, where: str) -> None:
    assert places(document(text).diagnostics) == [(Code.YAML_SYNTAX, where)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a.b: 1", {"a": {"b": 1}}, id="plain key"),
        pytest.param("a.b: 1\na.c: 2", {"a": {"b": 1, "c": 2}}, id="two keys of one map"),
        pytest.param("'a.b': 1", {"a.b": 1}, id="a quoted key is left alone"),
        pytest.param("x: {a.b.c: 1}", {"x": {"a": {"b": {"c": 1}}}}, id="deeper"),
        pytest.param("a: 1\na.b: 2", {"a": {"b": 2}}, id="in the way"),
    ],
)
def test_keys_are_split_at_the_delimiter(text: str, expected: Value) -> None:
    assert value_of(text, SPLIT) == expected


def test_a_split_key_does_not_reach_into_an_anchor() -> None:
    assert value_of("a: &x {p: 1}\nb: *x\nb.q: 2\n", SPLIT) == {"a": {"p": 1}, "b": {"p": 1, "q": 2}}


# anchors and merge keys


def test_an_alias_is_the_value_of_its_anchor() -> None:
    table = value_of("a: &x [1]\nb: *x\n")
    assert isinstance(table, dict)
    assert table["b"] is table["a"]


def test_the_last_anchor_of_a_name_counts() -> None:
    assert value_of("a: &x 1\nb: &x 2\nc: *x\n") == {"a": 1, "b": 2, "c": 2}


def test_an_alias_can_be_a_key() -> None:
    assert value_of("a: &x name\n*x : 1\n") == {"a": "name", "name": 1}


@pytest.mark.parametrize(
    "text", ["&x a: 1\n*x : 2\n", "v: &x a\na: 1\n*x : 2\n", "v: &x a\n*x : 1\n*x : 2\n", "v: &x a\n*x : 1\na: 2\n"]
)
def test_an_alias_that_is_a_key_already_is_a_duplicate(text: str) -> None:
    found = document(text).diagnostics
    assert [(each.code, each.message) for each in found] == [(Code.DUPLICATE_KEY, "duplicate key `a`")]


def test_a_key_can_have_an_anchor() -> None:
    assert value_of("&x a: 1\nb: *x\n") == {"a": 1, "b": "a"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{<<: {k: 1, j: 1}, k: 2}", {"k": 2, "j": 1}, id="own keys win"),
        pytest.param("{k: 2, <<: {k: 1}}", {"k": 2}, id="wherever they stand"),
        pytest.param("{<<: [{k: 1}, {k: 2, j: 2}]}", {"k": 1, "j": 2}, id="the first of a list wins"),
        pytest.param("{<<: {<<: {k: 1}}}", {"k": 1}, id="merge keys of merged maps"),
        pytest.param("{<<: {k: {a: 1}}, k: {b: 2}}", {"k": {"b": 2}}, id="not deep"),
        pytest.param("{'<<': {k: 1}}", {"<<": {"k": 1}}, id="a quoted key is a name"),
    ],
)
def test_merge_keys_fill_in(text: str, expected: Value) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize(
    ("text", "where"), [("a: {<<: 1}", "1:9"), ("a:\n  <<: [{b: 1}, x]\n", "2:7"), ("a:\n  <<:\n    - 1\n", "2:3")]
)
def test_a_merge_key_needs_a_map(text: str, where: str) -> None:
    assert places(document(text).diagnostics) == [(Code.MERGE_KEY, where)]


def test_an_anchor_is_not_changed_by_what_merges_it() -> None:
    assert value_of("a: &x {k: 1}\nb: {<<: *x, k: 2}\nc: *x\n") == {"a": {"k": 1}, "b": {"k": 2}, "c": {"k": 1}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: &base 1\nb: *bse\n", (Code.UNKNOWN_ALIAS, "2:4"), id="unknown"),
        pytest.param("b: *x\na: &x 1\n", (Code.UNKNOWN_ALIAS, "1:4"), id="before its anchor"),
        pytest.param("a: &x\n  b: *x\n", (Code.ANCHOR_CYCLE, "2:6"), id="inside of its own anchor"),
        pytest.param("a: &x [*x]\n", (Code.ANCHOR_CYCLE, "1:8"), id="a list inside of itself"),
        pytest.param("a:\n  <<: *x\n", (Code.UNKNOWN_ALIAS, "2:7"), id="one mistake in a merge key"),
    ],
)
def test_an_alias_that_stands_for_nothing_is_reported(text: str, expected: Place) -> None:
    assert places(document(text).diagnostics) == [expected]


def test_an_unknown_alias_as_a_key_is_one_mistake() -> None:
    assert places(document("*x : 1\n").diagnostics) == [(Code.UNKNOWN_ALIAS, "1:1")]


def test_an_unknown_alias_names_the_nearest_anchor() -> None:
    [found] = document("a: &base 1\nb: *bse\n").diagnostics
    assert found.help == "did you mean `base`?"


def test_aliases_that_expand_without_bound_are_stopped() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert places(document("\n".join(lines)).diagnostics) == [(Code.ALIAS_BOMB, "6:50")]


# limits


def test_values_nest_up_to_the_limit() -> None:
    assert document("[" * MAX_DEPTH + "]" * MAX_DEPTH).diagnostics == ()


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[b, ", "[\n"])
@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 1000, 1001, 5000])
def test_values_that_nest_deeper_are_reported(opening: str, levels: int) -> None:
    [found] = document(opening * levels).diagnostics
    text = opening * MAX_DEPTH
    assert place(found) == (Code.TOO_DEEP, f"{text.count(chr(10)) + 1}:{len(text) - text.rfind(chr(10))}")


@pytest.mark.parametrize("behind", ["@", '"', "\n\t*", "%"])
def test_a_mistake_behind_a_level_too_deep_does_not_hide_it(behind: str) -> None:
    [found] = document("a: " + "[" * 150 + behind).diagnostics
    assert place(found) == (Code.TOO_DEEP, f"1:{MAX_DEPTH + 3}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: {{ `x` }}", (Code.YAML_SYNTAX, "1:5"), id="a template without quotes before another mistake"),
        pytest.param('a: {{ "b }}', (Code.YAML_SYNTAX, "1:5"), id="and before an open quote"),
        pytest.param("a: [1, @]", (Code.YAML_SYNTAX, "1:8"), id="nothing wrong before"),
        pytest.param('a: [1, "b]', (Code.UNCLOSED_QUOTE, "1:8"), id="nothing wrong before an open quote"),
    ],
)
def test_the_earlier_of_two_mistakes_is_reported(text: str, expected: tuple[Code, str]) -> None:
    assert places(document(text).diagnostics) == [expected]


# tags


@pytest.mark.parametrize(
    ("text", "call"),
    [
        pytest.param("!env HOME x", "!env HOME x", id="arguments"),
        pytest.param("!env 'X y'", "!env X y", id="the quotes of YAML are gone"),
        pytest.param("!unset", "!unset", id="none"),
        pytest.param("!template |\n  [1]\n", "!template [1]", id="block"),
        pytest.param("!include a.yaml", "!include a.yaml", id="include"),
    ],
)
def test_a_tagged_scalar_is_a_call(text: str, call: str) -> None:
    parsed = document(f"a: {text}")
    assert (parsed.table["a"], parsed.has_calls, parsed.diagnostics) == (Call(call), True, ())


@pytest.mark.parametrize(
    ("text", "expected"), [("!include x", True), ("!include.raw x", True), ("!env x", False), ("x", False)]
)
def test_a_document_knows_whether_it_includes(text: str, expected: bool) -> None:
    assert document(f"a: {text}").has_includes is expected


def test_text_that_looks_like_a_call_is_text() -> None:
    parsed = document("a: '!env X'")
    assert (type(parsed.table["a"]), parsed.has_calls) == (str, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!append [1, 2]", Append([1, 2]), id="append"),
        pytest.param("!append [!append [1]]", Append([Append([1])]), id="append inside"),
        pytest.param("!append [!env X]", Append([Call("!env X")]), id="call inside"),
        pytest.param("!literal '{{ x }}'", "{{ x }}", id="literal text"),
        pytest.param("!literal 12", 12, id="literal number"),
        pytest.param("!literal {a: 1}", {"a": 1}, id="literal map"),
    ],
)
def test_tags_that_are_resolved_at_load(text: str, expected: Value) -> None:
    assert value_of(f"a: {text}") == {"a": expected}


@pytest.mark.parametrize(
    ("text", "value"),
    [pytest.param("!append x", "x", id="text"), pytest.param("!append 1", 1, id="number")],
)
def test_append_on_a_scalar_is_dropped_with_a_warning(text: str, value: Value) -> None:
    parsed = document(f"a: {text}")
    assert (parsed.root, places(parsed.diagnostics)) == ({"a": value}, [(Code.TAG_IGNORED, "1:4")])


@pytest.mark.parametrize("text", ["!tags [1]", "!env {a: 1}", "!append {a: 1}"])
def test_a_tag_on_a_container_has_no_effect(text: str) -> None:
    [found] = document(f"a: {text}").diagnostics
    assert found.code is Code.TAG_IGNORED


@pytest.mark.parametrize(
    ("text", "code"),
    [("!tags [1]", Code.TAG_IGNORED), ("!foo {a: 1}", Code.UNKNOWN_TAG), ("!foo\n  - 1\n", Code.UNKNOWN_TAG)],
)
def test_the_tag_of_a_container_is_reported_where_it_stands(text: str, code: Code) -> None:
    assert places(document(f"a: {text}").diagnostics) == [(code, "1:4")]


def test_an_unknown_tag_is_reported_over_its_length() -> None:
    [found] = document("a: !evn X\n").diagnostics
    assert found.primary is not None
    assert (found.code, found.primary.span) == (Code.UNKNOWN_TAG, Span("f.yaml", 1, 4, 1, 8))


def test_an_unknown_tag_names_the_nearest() -> None:
    assert document("a: !evn X\n").diagnostics[0].help == "did you mean `!env`?"


def test_an_unknown_tag_like_no_other_lists_all() -> None:
    help_ = document("a: !qqqq X\n").diagnostics[0].help
    assert help_ is not None
    assert "!append, !aws.account_id" in help_


# syntax errors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: b: c", (Code.YAML_SYNTAX, "1:4"), id="two colons"),
        pytest.param("a: 1\n b: 2", (Code.YAML_SYNTAX, "2:2"), id="indentation"),
        pytest.param("a: @x", (Code.YAML_SYNTAX, "1:4"), id="reserved sign"),
        pytest.param("a: - b", (Code.YAML_SYNTAX, "1:4"), id="list behind a key"),
        pytest.param("- a\nb: 1", (Code.YAML_SYNTAX, "2:1"), id="map behind a list"),
        pytest.param("a: 'it's'", (Code.YAML_SYNTAX, "1:8"), id="apostrophe"),
        pytest.param("a: 1\nb: \x01", (Code.YAML_SYNTAX, "2:4"), id="control character"),
        pytest.param("\ta: 1", (Code.TAB, "1:1"), id="tab at the start"),
        pytest.param("a:\n  b: 1\n\tc: 2\n", (Code.TAB, "3:1"), id="tab in a map"),
        pytest.param("a:\n\t- b\n", (Code.TAB, "2:1"), id="tab in a list"),
        pytest.param('a: 1\nb: "x\nc: 2\n', (Code.UNCLOSED_QUOTE, "2:4"), id="open quote at the end"),
        pytest.param('a: "x\nb: "y"\n', (Code.UNCLOSED_QUOTE, "1:4"), id="open quote closed by the next"),
    ],
)
def test_a_syntax_error_is_reported_where_it_helps(text: str, expected: Place) -> None:
    assert places(document(text).diagnostics) == [expected]


def test_an_unknown_escape_is_no_open_quote() -> None:
    assert places(document(r'a: "\q"').diagnostics) == [(Code.YAML_SYNTAX, "1:5")]


def test_what_was_read_before_a_syntax_error_is_kept() -> None:
    assert document("a: {b: [1]}\nc: {d: 2, e: @").root == {"a": {"b": [1]}, "c": {"d": 2}}


def test_of_a_list_that_is_cut_off_nothing_is_kept() -> None:
    assert document("a: 1\nb: {c: [{d: 1, @").root == {"a": 1, "b": {}}


def test_places_in_a_map_that_is_cut_off_are_known() -> None:
    assert parse_nodes("a: 1\nb: {c: 2, @", "f").key_span(("b", "c")) == Span("f", 2, 5, 2, 6)


def test_mistakes_before_a_syntax_error_are_reported_too() -> None:
    found = document("a: 1\na: 2\nb: @\n").diagnostics
    assert places(found) == [(Code.DUPLICATE_KEY, "2:1"), (Code.YAML_SYNTAX, "3:4")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("- !foo x\n", Code.UNKNOWN_TAG, id="unknown tags"),
        pytest.param("- *foo\n", Code.UNKNOWN_ALIAS, id="unknown anchors"),
        pytest.param("- 012345670123\n", Code.LEADING_ZERO, id="leading zeros"),
    ],
)
def test_of_many_mistakes_of_one_kind_the_first_are_told(line: str, code: Code) -> None:
    found = document(line * (MAX_TOLD + 9) + "- .inf\n").diagnostics
    assert [each.code for each in found] == [*[code] * MAX_TOLD, Code.MORE_MISTAKES, Code.NOT_A_NUMBER]
    assert place(found[MAX_TOLD]) == (Code.MORE_MISTAKES, f"{MAX_TOLD + 1}:3")


def test_a_file_has_a_limited_number_of_keys_and_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_NODES", 6)
    assert document("a: [1, 2, 3]\n").diagnostics == ()
    assert places(document("a: [1, 2, 3, 4, 5]\n").diagnostics) == [(Code.TOO_LARGE, "1:14")]


def test_half_a_character_is_reported_and_never_raised() -> None:
    [found] = parse_document("a: \ud800\n", "f.yaml").diagnostics
    assert (found.code, found.place) == (Code.NOT_TEXT, ("f.yaml", 1, 4))


# places


def test_nodes_know_keys_and_values() -> None:
    nodes = parse_nodes("a:\n  - b: 1\n    c: xyz\n", "f.yaml")
    assert nodes.key_span(("a", 0, "c")) == Span("f.yaml", 3, 5, 3, 6)
    assert nodes.value_span(("a", 0, "c")) == Span("f.yaml", 3, 8, 3, 11)


def test_nodes_count_characters_not_bytes() -> None:
    assert parse_nodes("é: ü\n", "f").value_span(("é",)) == Span("f", 1, 4, 1, 5)


def test_a_merged_value_stands_at_its_anchor() -> None:
    nodes = parse_nodes("a: &x {k: 1}\nb:\n  <<: *x\n  j: 2\n", "f")
    assert nodes.key_span(("b", "k")) == Span("f", 1, 8, 1, 9)


def test_a_block_scalar_stands_at_its_header() -> None:
    assert parse_nodes("a: |\n  x\n  y\n", "f").value_span(("a",)) == Span("f", 1, 4, 1, 4)


def test_nodes_before_a_syntax_error_are_kept() -> None:
    assert parse_nodes("a: 1\nb: @\n", "f").value_span(("a",)) == Span("f", 1, 4, 1, 5)


def test_nodes_of_an_unreadable_text_stand_at_its_start() -> None:
    assert parse_nodes("@", "f").value_span(("a",)) == Span("f")


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        pytest.param("x {{ .v }}", True, id="plain"),
        pytest.param("'x {{ .v }}'", False, id="single quotes"),
        pytest.param('"x {{ .v }}"', False, id="double quotes"),
        pytest.param("|-\n  x {{ .v }}", False, id="block"),
        pytest.param("x", False, id="no template"),
    ],
)
def test_text_with_a_template_says_that_it_has_no_quotes_where_that_counts(text: str, is_bare: bool) -> None:
    assert isinstance(document(f"a: {text}", ScalarRules(openings=("{{",))).table["a"], Bare) is is_bare
    assert not isinstance(document(f"a: {text}").table["a"], Bare)


# the words of mistakes


@pytest.mark.parametrize(
    ("text", "message", "label", "help_"),
    [
        ("? [a]\n: 1\n", "a key must be a scalar, not a map or a list", "used as a key", None),
        ("a: {{ x }}", "a key must be a scalar, not a map or a list", "used as a key", "a value that starts with a template needs quotes"),
        ("a: &x [1]\n*x : 2\n", "a key must be a scalar, not a map or a list", "used as a key", None),
        ("a: &x !env HOME\n*x : 2\n", "a key must be a scalar, not a function", "used as a key", None),
        ("~: 1", "a key is null", "not a name", 'quote it: "null"'),
        ("?\n: 1\n", "a key is null", "not a name", None),
        ("a: {<<: 1}", "the merge key `<<` needs a map, or a list of maps, not a number", "not a map", None),
        ("a: *x", "unknown anchor `x`: the alias `*x` stands for nothing", "no anchor of this name above", None),
        ("a: &x [*x]", "the anchor `x` contains itself", "inside its own anchor", None),
        ("[" * 101, "values are nested more than 100 levels deep", "this level is one too many", None),
        ("a: !append x", "`!append` has an effect on lists only", "not a list", None),
        ("a: !tags [1]", "`!tags` has no effect on a list", "the tag is ignored", None),
        ("a: !append {b: 1}", "`!append` has no effect on a map", "the tag is ignored", None),
        ("a: !evn x", "unsupported YAML tag `!evn`", "no such function", "did you mean `!env`?"),
        ("a: !!int x", "`x` is not a value of `!!int`", "cannot be converted", None),
        ("2024-01-01", "`2024-01-01` is a date without quotes; it is kept as text", "a date for YAML", 'quote it: "2024-01-01"'),
        ("a: 017", "`a`: `017` has a leading zero, so YAML reads it as octal: 15", "read as a number", 'quote it: "017"'),
        (".inf", "`.inf` is not a finite number and has no JSON form", "not a finite number", 'quote it: ".inf"'),
        ("a: 1\n---\nb", "only the first document of a file is used; this one is ignored", "a second document starts here", None),
        ("\ta: 1", "a tab is used for indentation; YAML allows spaces only", "a tab", "indent with spaces"),
        ('a: "x\n', "a quote is not closed: the text it starts runs to the end of the file", "the quote opens here", None),
        ('a: "x\nb: "y"\n', "a quote seems to be left open: the text it starts runs over several lines", "the quote opens here", None),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_our_words(text: str, message: str, label: str, help_: str | None) -> None:
    [found] = document(text).diagnostics
    assert found.primary is not None
    assert (found.message, found.primary.text, found.help) == (message, label, help_)


def test_a_scalar_that_loses_something_below_a_merge_key_is_told_by_that_key() -> None:
    lost, unmerged = document("<<: 012").diagnostics
    assert lost.message == "`<<`: `012` has a leading zero, so YAML reads it as octal: 10"
    assert unmerged.message == "the merge key `<<` needs a map, or a list of maps, not a number"


@pytest.mark.parametrize(
    ("text", "rules", "message"),
    [
        ("a: 2024-01-01", GO_SCALARS, "`a`: `2024-01-01` is a date without quotes and becomes an empty map"),
        ("18446744073709551616", GO_SCALARS, "`18446744073709551616` does not fit 64 bits; it becomes 1.8446744073709552e+19"),
    ],
)  # fmt: skip
def test_what_other_readers_lose_is_told(text: str, rules: ScalarRules, message: str) -> None:
    [found] = document(text, rules).diagnostics
    assert (found.message, found.help) == (message, f'quote it: "{text.removeprefix("a: ")}"')
    assert found.primary is not None
    assert found.primary.text == ("a date for YAML" if "date" in message else "loses digits")


@pytest.mark.parametrize(
    ("text", "message", "label", "related"),
    [
        ("a: 1\na: 2\n", "duplicate key `a`", "defined again", ("1:1", "first defined here")),
        ("80: 1\n0x50: 2\n", "`80` and `0x50` are the same key; the last one wins", "the same key again", ("1:1", "written `80` here")),
        ("1: x\n1.0: y\n", "distinct map keys collide after normalization: `1` and `1.0` both become `1`", "becomes the same key", ("1:1", "written `1` here")),
        ("a: [1", "invalid YAML: `[` is not closed", "`]` is missing", ("1:4", "it opens here")),
        ("a: {b: 1", "invalid YAML: `{` is not closed", "`}` is missing", ("1:4", "it opens here")),
        ('a: "x\nb: "y"\n', "a quote seems to be left open: the text it starts runs over several lines", "the quote opens here", ("2:5", "YAML cannot be read on here")),
        ('a: "x\n\nb: 1', "a quote is not closed: the text it starts runs to the end of the file", "the quote opens here", ("3:5", "read up to here")),
    ],
)  # fmt: skip
def test_a_mistake_names_the_other_place(text: str, message: str, label: str, related: tuple[str, str]) -> None:
    [found] = document(text).diagnostics
    assert found.primary is not None
    assert (found.message, found.primary.text) == (message, label)
    [other] = found.related
    assert (f"{other.span.line}:{other.span.column}", other.text) == related


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a: *xyz", (1, 4, 1, 8)),
        ("a: &xyz [*xyz]", (1, 10, 1, 14)),
        ("{<<: 1}", (1, 6, 1, 7)),
        ("a: !!int abc", (1, 4, 1, 13)),
        ("a: 2024-01-01", (1, 4, 1, 14)),
        ("abc: 1\nabc: 2", (2, 1, 2, 4)),
        ("a: !tags [1]", (1, 4, 0, 0)),
        ("a: |\n  x\nb: !!int |\n  x\n", (3, 4, 3, 4)),
        ("a: !!int 'x\n  y'", (1, 4, 2, 5)),
    ],
)
def test_a_mistake_is_told_over_its_length(text: str, span: tuple[int, ...]) -> None:
    [found] = document(text).diagnostics
    assert found.primary is not None
    assert found.primary.span[1:] == span


def test_a_file_that_is_too_large_says_how_large_one_may_be() -> None:
    assert MAX_FILE_BYTES == 8 * 1024 * 1024
    assert read_document(b"#" * MAX_FILE_BYTES, "f.yaml").diagnostics == ()
    [found] = read_document(b"#" * (MAX_FILE_BYTES + 1), "f.yaml").diagnostics
    assert found.message == "`f.yaml` has 8,388,609 bytes; manifests may have 8,388,608"


@pytest.mark.parametrize(
    ("content", "message", "label"),
    [
        (b"\xff", "the file is not UTF-8 text", "this byte is not text"),
        (b"a\x00", "the file is binary, not text", "a zero byte"),
    ],
)
def test_what_is_no_text_says_so(content: bytes, message: str, label: str) -> None:
    [found] = read_document(content, "f.yaml").diagnostics
    assert found.primary is not None
    assert (found.message, found.primary.text) == (message, label)


def test_limits_are_what_they_are() -> None:
    assert (yaml.MAX_NODES, yaml.MAX_DEPTH, yaml.MAX_ALIAS_NODES, yaml.MAX_TOLD) == (500_000, 100, 200_000, 1_000)


def test_aliases_stand_for_a_limited_number_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_ALIAS_NODES", 6)
    assert document("a: &x [1, 2]\nb: [*x, *x]\n").diagnostics == ()
    [found] = document("a: &x [1, 2]\nb: [*x, *x, *x]\n").diagnostics
    assert place(found) == (Code.ALIAS_BOMB, "2:13")
    assert found.message == "the aliases of this file stand for more than 6 values"


def test_an_alias_of_a_map_stands_for_its_keys_values_and_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_ALIAS_NODES", 3)
    assert document("a: &x {k: 1, j: 2}\nb: *x\n").diagnostics == ()
    monkeypatch.setattr(yaml, "MAX_ALIAS_NODES", 2)
    assert places(document("a: &x {k: 1, j: 2}\nb: *x\n").diagnostics) == [(Code.ALIAS_BOMB, "2:4")]


def test_an_alias_brings_its_levels_with_it() -> None:
    deep = "[" * 50 + "]" * 50
    assert document(f"a: &x {deep}\nb: {'[' * 49}*x{']' * 49}\n").diagnostics == ()
    found = document(f"a: &x {deep}\nb: {'[' * 50}*x{']' * 50}\n").diagnostics
    assert places(found) == [(Code.TOO_DEEP, "2:54")]


def test_every_key_value_and_alias_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_NODES", 7)
    assert document("{a: &x 1, b: *x, c: []}\n").diagnostics == ()
    monkeypatch.setattr(yaml, "MAX_NODES", 6)
    [found] = document("{a: &x 1, b: *x, c: []}\n").diagnostics
    assert (place(found), found.message) == ((Code.TOO_LARGE, "1:21"), "this file holds more than 6 keys and values")


# anchors, merges and keys, once more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: &x {k: 1}\nb: {<<: [*x, {j: 2}], l: 3}", {"a": {"k": 1}, "b": {"k": 1, "j": 2, "l": 3}}, id="both"),
        pytest.param("{<<: {a: 1}, <<: {b: 2}}", {"a": 1, "b": 2}, id="twice"),
        pytest.param("{<<: {a: 1}, <<: {a: 2}}", {"a": 1}, id="the first wins"),
        pytest.param("a: &x 1\n*x : 2", {"a": 1, "1": 2}, id="a number as key"),
        pytest.param("a: &x true\n*x : 2", {"a": True, "true": 2}, id="a flag as key"),
        pytest.param("!!str 1: a", {"1": "a"}, id="a tagged key"),
        pytest.param("!!int 010: a", {"8": "a"}, id="a converted key"),
        pytest.param("!x 1: a", {"1": "a"}, id="any other tag of a key is nothing"),
        pytest.param("'~': 1", {"~": 1}, id="a quoted null is a name"),
    ],
)  # fmt: skip
def test_merges_and_keys(text: str, expected: Value) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize("text", ["{<<: ~}", "{<<: [~]}", "{<<: [[{a: 1}]]}", "{<<: x}"])
def test_only_maps_and_lists_of_maps_are_merged(text: str) -> None:
    assert places(document(text).diagnostics) == [(Code.MERGE_KEY, "1:6")]


def test_places_of_a_merged_list_are_those_of_its_maps() -> None:
    nodes = parse_nodes("a: &x {k: 1}\nb:\n  <<: [*x, {j: 2}]\n  k: 3\n", "f")
    assert nodes.key_span(("b", "j")) == Span("f", 3, 13, 3, 14)
    assert nodes.key_span(("b", "k")) == Span("f", 4, 3, 4, 4)


def test_an_alias_in_a_list_stands_at_its_anchor() -> None:
    nodes = parse_nodes("a: &x {k: 1}\nb: [*x, *y]\n", "f")
    assert nodes.value_span(("b", 0)) == Span("f", 1, 4, 1, 13)
    assert nodes.value_span(("b", 1)) == Span("f", 2, 9, 2, 11)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("80: 1\n0x50: 2\n0x50: 3\n", [Code.KEY_SPELLED_TWICE, Code.DUPLICATE_KEY], id="the second again"),
        pytest.param("1: {a: 1}\n1.0: {b: 2}\n", [], id="maps merge"),
        pytest.param("1: {a: 1}\n1.0: [2]\n", [Code.KEY_COLLISION], id="a map and a list collide"),
        pytest.param("1: {a: 1}\n'1': {b: 2}\n", [Code.DUPLICATE_KEY], id="text and number"),
        pytest.param("1: a\n!!str 1.0: b\n", [], id="text that is no number"),
        pytest.param("true: a\n'true': b\n", [Code.DUPLICATE_KEY], id="a flag and its text"),
        pytest.param("1: a\n1.0: b\n1.00: c\n", [Code.KEY_COLLISION, Code.KEY_SPELLED_TWICE], id="integers and floats"),
    ],
)
def test_keys_that_become_one(text: str, codes: list[Code]) -> None:
    assert [each.code for each in document(text).diagnostics] == codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: {b: 1}\na.c: 2", {"a": {"b": 1, "c": 2}}, id="into what is there"),
        pytest.param("a.b: 1\na: {c: 2}", {"a": {"b": 1, "c": 2}}, id="what is there, afterwards"),
        pytest.param("a.b: {x: 1}\na: {b: {y: 2}}", {"a": {"b": {"x": 1, "y": 2}}}, id="deeply"),
        pytest.param("a.b: 1\na: 2", {"a": 2}, id="a scalar replaces"),
        pytest.param("? a.b\n: [1]", {"a": {"b": [1]}}, id="an explicit key"),
    ],
)
def test_split_keys_meet_what_is_there(text: str, expected: Value) -> None:
    assert value_of(text, SPLIT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("!!float .inf", (Code.NOT_A_NUMBER, "1:4")), ("!!bool .inf", (Code.CORE_TAG, "1:4"))),
        *(("!!int true", (Code.CORE_TAG, "1:4")), ("!!float true", (Code.CORE_TAG, "1:4"))),
        *(("!!null 0", (Code.CORE_TAG, "1:4")), ("!!binary é", (Code.CORE_TAG, "1:4")), ("!!binary abc", (Code.CORE_TAG, "1:4"))),
    ],
)  # fmt: skip
def test_more_values_that_do_not_fit_their_core_tag(text: str, expected: Place) -> None:
    assert places(document(f"a: {text}").diagnostics) == [expected]


@pytest.mark.parametrize(
    ("text", "value"),
    [("!!str ''", ""), ("!!str 010", "010"), ("!!null", None), ("!!str", ""), ("!!int 1e2", 100), ("!!float 010", 8.0)],
)
def test_more_values_of_core_tags(text: str, value: Value) -> None:
    found = value_of(f"a: {text}")
    assert isinstance(found, dict)
    assert (found["a"], type(found["a"])) == (value, type(value))


def test_a_value_that_does_not_fit_its_tag_stays_text() -> None:
    assert document("a: !!int x").root == {"a": "x"}


def test_anchors_of_one_document_are_none_of_another() -> None:
    assert places(document("--- &x 1\n--- *x\n").diagnostics) == [(Code.SECOND_DOCUMENT, "2:1")]


@pytest.mark.parametrize(
    ("text", "root"),
    [
        pytest.param("a: {b: 1, c: {d: @", {"a": {"b": 1, "c": {}}}, id="maps that were open"),
        pytest.param("[1, @", None, id="a list at the root"),
        pytest.param("- a: 1\n  b: @", None, id="a map in a list"),
        pytest.param("a: 1\n<<: {b: 1, @", {"a": 1}, id="a map to be merged"),
        pytest.param("a: 1\n? {b: @", {"a": 1}, id="a map as a key"),
    ],
)
def test_what_is_kept_of_a_file_that_is_cut_off(text: str, root: Value) -> None:
    assert document(text).root == root


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: [1", "1:6"),
        ("a: [1\n\n\n", "1:6"),
        ("a:\n  b: [1\n\n", "2:8"),
        ("a:\n  b: [1,\n  2\n", "3:4"),
    ],
)
def test_what_is_missing_at_the_end_is_told_behind_the_last_sign(text: str, where: str) -> None:
    assert places(document(text).diagnostics) == [(Code.YAML_SYNTAX, where)]


@pytest.mark.parametrize("text", ["a: 1\nb:\t- c", "a:\n  d:\te: f", "a: \t@", "- \t- a"])
def test_a_tab_behind_something_is_no_indentation(text: str) -> None:
    assert [each.code for each in document(text).diagnostics] == [Code.YAML_SYNTAX]


def test_a_zero_byte_at_the_beginning_is_told() -> None:
    assert places(read_document(b"\0a", "f.yaml").diagnostics) == [(Code.NOT_TEXT, "1:1")]


def test_large_numbers_may_have_their_digits_apart() -> None:
    assert value_of("a: 18_446_744_073_709_551_616") == {"a": 2**64}


def test_of_maps_that_become_one_other_kinds_replace() -> None:
    assert value_of("1: {a: {b: 1}, c: 1}\n1.0: {a: 2, c: {d: 1}}") == {"1": {"a": 2, "c": {"d": 1}}}


def test_an_anchor_on_a_key_stands_for_one_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MAX_ALIAS_NODES", 1)
    assert document("&k a: 1\nb: *k\n").diagnostics == ()
