"""What is said where libyaml gives up: the line with the mistake, its cause, and what to write."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.syntax.yaml import parse_document


def only(text: str) -> Diagnostic:
    [found] = parse_document(text, "f.yaml").diagnostics
    return found


def told(found: Diagnostic) -> tuple[str, str, str | None]:
    assert found.primary is not None
    span = found.primary.span
    return f"{span.line}:{span.column}-{span.end_column}", found.message.removeprefix("invalid YAML: "), found.help


@pytest.mark.parametrize(
    ("text", "where", "message", "advice"),
    [
        ("vars:\n  a: 1\n  b\n\nc:\n", "3:3-4", "a colon is missing behind `b`", "write `b:`"),
        ("vars\n  a: 1\n", "1:1-5", "a colon is missing behind `vars`", "write `vars:`"),
        ("x:\n  vars # why\n    a: 1\n", "2:3-7", "a colon is missing behind `vars`", "write `vars:`"),
        ("x:\n  a 1\n  b: 2\n", "2:3-6", "a colon is missing", "write `a: 1`"),
        ("x:\n  b: 2\n  a 1\n", "3:3-6", "a colon is missing", "write `a: 1`"),
        ("x:\n  b: 2\n  a:y\n  c: 3\n", "3:3-6", "a space is missing behind a colon", "write `a: y`"),
        ("x:\n  a:y\n  c: 3\n", "2:3-6", "a space is missing behind a colon", "write `a: y`"),
        ("x:\n  a = y\n  c: 3\n", "2:3-8", "`=` is not YAML", "write `a: y`"),
        ("x:\n  a; y\n  c: 3\n", "2:3-7", "this line is no pair of a key and a value", None),
        ("x:\n  - a\n  -b\n  - c\n", "3:3-5", "a space is missing behind a dash", "write `- b`"),
        ("x:\n  - a\n  b\n  - c\n", "3:3-4", "a dash is missing", "write `- b`"),
    ],
)
def test_a_line_that_is_neither_key_nor_item_is_the_mistake(text: str, where: str, message: str, advice: str) -> None:
    assert told(only(text)) == (where, message, advice)


@pytest.mark.parametrize(
    ("text", "where", "message", "advice"),
    [
        (
            "x:\n  a: 1\n    b: 2\n",
            "3:5-9",
            "the indentation does not fit: `a` above has a value and nothing can stand below it",
            "indent it like the line above, by 2",
        ),
        ("x:\n    a: 1\n  b: 2\n", "3:3-7", "the indentation fits no line above", "indent it by 0 or 4 spaces"),
        ("x:\n  - a\n - b\n", "3:2-5", "the indentation fits no line above", "indent it by 0 or 2 spaces"),
        (
            "x:\n  - a: 1\n  b: 2\n",
            "3:3-7",
            "`b` is no item of the list it stands in",
            "put a dash before it, or indent it like the keys of the item above",
        ),
        (
            "  a: 1\nb: 2\n",
            "1:3-7",
            "the first line is indented, and later ones are not",
            "remove the spaces before it and what belongs to it",
        ),
        ("x:\n  a: |\n  b\n  c: 1\n", "3:3-4", "the text below `a: |` is not indented", "indent it by 4 spaces"),
    ],
)
def test_an_indentation_is_told_with_those_that_fit(text: str, where: str, message: str, advice: str) -> None:
    assert told(only(text)) == (where, message, advice)


@pytest.mark.parametrize(
    ("text", "where", "message", "advice"),
    [
        ("a: b: c\n", "1:4-8", "a value holds a colon and a space", 'quote it: "b: c"'),
        ("a: b: \"c\"\n", "1:4-10", "a value holds a colon and a space", "quote it: 'b: \"c\"'"),
        ("a: @b\n", "1:4-6", "a value cannot begin with `@`", 'quote it: "@b"'),
        ("a: *\n", "1:4-5", "`*` begins an alias, which needs a name", 'quote it: "*"'),
        ("- **/b\n", "1:3-7", "`*` begins an alias, which needs a name", 'quote it: "**/b"'),
        ("a: & b\n", "1:4-7", "`&` begins an anchor, which needs a name", 'quote it: "& b"'),
        ("a: &b [1]\nc: *b d\n", "2:7-8", "text stands behind an alias or an anchor", "remove it, or quote all"),
        ("a: {{ .b }}-c\n", "1:5-5", "a key must be a scalar, not a map or a list", "a value that starts with a template needs quotes"),
        ("a: 'it's'\n", "1:8-10", "text stands behind a closing quote", "write an apostrophe twice, or put the text into double quotes"),
        ('a: "b",\n', "1:7-8", "a comma stands behind a value", "remove the comma"),
        ("a: [b]]\n", "1:7-8", "text stands behind a closing bracket", "remove it, or quote all"),
        ("a: [b}\n", "1:6-7", "`[` is closed by `}`", "write `]`"),
        ("a: - b\n", "1:4-7", "a list cannot begin on the line of its key", "put each item on a line of its own, below the key"),
        ("a: | b\n", "1:4-7", "text stands behind `|`", "begin the text on the next line, or quote it"),
        ('a: "\\d"\n', "1:5-7", "`\\d` means nothing in double quotes", "put the text into single quotes, or write the backslash twice"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_stand_so_is_framed(text: str, where: str, message: str, advice: str) -> None:
    place, *words = told(only(text))
    assert (place if "{{" not in text else where, *words) == (where, message, advice)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: [1, 2\nb: 1\n", "1:9"),
        ("a: {x: 1\nb: 1\n", "1:9"),
        ("a: [1,\n  2\nb: 1\n", "2:4"),
        ("a: [1 # one\nb: 1\n", "1:6"),
    ],
)
def test_a_bracket_is_missing_behind_what_it_would_close(text: str, where: str) -> None:
    assert told(only(text))[0].partition("-")[0] == where


@pytest.mark.parametrize("text", ["{% if a %}\nb: 1\n{% endif %}\n", "a:\n  {% for x in y %}\n"])
def test_a_block_of_jinja_is_called_so(text: str) -> None:
    found = only(text)
    assert "Jinja" in found.message
    assert "{{ if" in (found.help or "")


CONFLICT = "<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> topic\n"


@pytest.mark.parametrize(("before", "line"), [("", 1), ("a:\n", 2), ("a:\n  x: 1\n", 3), ("a: |\n  x\n", 3)])
def test_a_merge_conflict_is_told_where_it_begins(before: str, line: int) -> None:
    found = only(before + CONFLICT)
    assert found.primary is not None
    assert (found.code, found.primary.span.line) == (Code.MERGE_CONFLICT, line)
    assert [label.span.line for label in found.related] == [line + 4]


@pytest.mark.parametrize("text", ["a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> b\n", "a: '\n=======\n'\n"])
def test_marks_in_text_are_no_conflict(text: str) -> None:
    assert parse_document(text, "f.yaml").diagnostics == ()


def test_a_line_of_equal_signs_alone_is_no_conflict() -> None:
    assert only("a: 1\n=======\nb: 1\n").code is Code.YAML_SYNTAX
