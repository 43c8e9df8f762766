"""One value of a YAML text written anew; the tables show the whole text before and after."""

from __future__ import annotations

import pytest

from stackc.base.source import Path, parse_path
from stackc.base.value import Value
from stackc.syntax.editing import Edited, Obstacle, write_value


def path_of(text: str) -> Path:
    path = parse_path(text)
    assert path is not None
    return path


def edited(text: str, path: str, value: Value) -> str:
    made = write_value(text, "f.yaml", path_of(path), value)
    assert isinstance(made, Edited), made
    return made.text


def hindered(text: str, path: str, value: Value) -> tuple[str, str]:
    """What is in the way, and where."""
    made = write_value(text, "f.yaml", path_of(path), value)
    assert isinstance(made, Obstacle), made
    return made.kind, f"{made.span.line}:{made.span.column}"


# --- values that are there


@pytest.mark.parametrize(
    ("text", "path", "value", "expected"),
    [
        pytest.param("a: 1 # c\nb:  2\n", "a", 5, "a: 5 # c\nb:  2\n", id="a comment behind it stays"),
        pytest.param("a: 1\r\nb: 2", "a", 5, "a: 5\r\nb: 2", id="line ends and the missing one at the end stay"),
        pytest.param("a: 'x'\n", "a", "y", "a: 'y'\n", id="single quotes stay"),
        pytest.param("a: 'x'\n", "a", "it's", "a: 'it''s'\n", id="a quote inside of quotes"),
        pytest.param('a: "x"\n', "a", "14", 'a: "14"\n', id="double quotes stay"),
        pytest.param('a: "x"\n', "a", 'a "\\\n', 'a: "a \\"\\\\\\n"\n', id="what has to be escaped is"),
        pytest.param("a: x\n", "a", "y z", "a: y z\n", id="a plain text stays plain"),
        pytest.param("a: x\n", "a", "14", 'a: "14"\n', id="a text that reads as a number gets quotes"),
        pytest.param("a: x\nb: 'y'\n", "a", "no", "a: 'no'\nb: 'y'\n", id="the quotes of the file"),
        pytest.param("a: x y\n  z\nb: 1\n", "a", 5, "a: 5\nb: 1\n", id="a text over two lines"),
        pytest.param("a: |\n  x\n\nb: 1\n", "a", 5, "a: 5\n\nb: 1\n", id="a block of text"),
        pytest.param("a: 1\n", "a", None, "a: null\n", id="null"),
        pytest.param("a: 1\n", "a", 1.5, "a: 1.5\n", id="a float"),
        pytest.param("a: 1\n", "a", True, "a: true\n", id="a boolean"),
        pytest.param("a:   # c\nb: 1\n", "a", "x", "a: x   # c\nb: 1\n", id="nothing"),
        pytest.param("a: {b: 1,c:  2 }\n", "a.c", 5, "a: {b: 1,c:  5 }\n", id="inside of a flow map"),
        pytest.param("a: {b: x}\n", "a.b", "y, z", 'a: {b: "y, z"}\n', id="a comma in a flow map"),
        pytest.param("- 1\n- b: 2\n", "[1].b", 5, "- 1\n- b: 5\n", id="an item"),
        pytest.param("a:\n  - b: 1\n    c: 2\n  - d\n", "a[0]", 5, "a:\n  - 5\n  - d\n", id="an item of lines"),
        pytest.param("- - 1\n", "[0]", 5, "- 5\n", id="a list in a list"),
        pytest.param("1: x\n", "1", 5, "1: 5\n", id="a key that is a number"),
        pytest.param('"a.b": 1\n', '"a.b"', 5, '"a.b": 5\n', id="a key in quotes"),
        pytest.param("é: 1\nb: 2\n", "b", 5, "é: 1\nb: 5\n", id="characters of several bytes"),
        pytest.param("a: &x 1\nb: 2\n", "b", 5, "a: &x 1\nb: 5\n", id="an anchor elsewhere"),
        pytest.param("a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n", "c.b", 5, "a: &x {b: 1}\nc:\n  <<: *x\n  b: 5\n", id="beside <<"),
        pytest.param("--- # c\na: 1\n...\n", "a", 5, "--- # c\na: 5\n...\n", id="marks of a document"),
    ],
)  # fmt: skip
def test_a_value_is_replaced_and_nothing_else(text: str, path: str, value: Value, expected: str) -> None:
    assert edited(text, path, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        pytest.param("a: [1,  2]\n", [1, 2, 3], "a: [1,  2, 3]\n", id="an item behind a flow list"),
        pytest.param("a:\n- 1 # c\n- 2\n", [1, 2, 3], "a:\n- 1 # c\n- 2\n- 3\n", id="an item behind a block list"),
        pytest.param("a:\n  - 1 # c\n  - 2\n", [1, 5], "a:\n  - 1 # c\n  - 5\n", id="one item changed"),
        pytest.param("a:\n  - 1\n  - 2\nb: 1\n", [3], "a:\n  - 3\nb: 1\n", id="a list that gets shorter"),
        pytest.param("a:\n  - x: 1\n    y: 2\n", [{"x": 1, "y": 3}], "a:\n  - x: 1\n    y: 3\n", id="a map in a list"),
        pytest.param("a:\n  b: 1 # c\n", {"b": 1, "c": 2}, "a:\n  b: 1 # c\n  c: 2\n", id="a key behind a map"),
        pytest.param("a:\n  b: 1\n", {"c": 2}, "a:\n  c: 2\n", id="another map"),
        pytest.param("a: # c\n  - 1\nb: 1\n", 5, "a: 5 # c\nb: 1\n", id="a list becomes a number"),
        pytest.param("a:\n  - 1\nb: 1\n", {}, "a: {}\nb: 1\n", id="a list becomes an empty map"),
        pytest.param("a: 1\n", {"b": [1, {"c": "d"}]}, "a: {b: [1, {c: d}]}\n", id="a number becomes a map"),
        pytest.param("a:\nb: 1\n", {"b": [1, {"c": 2, "d": 3}]}, "a:\n  b:\n    - 1\n    - c: 2\n      d: 3\nb: 1\n", id="lines"),
        pytest.param("a: [\n  1, # c\n  2\n]\n", [1, 5], "a: [\n  1, # c\n  5\n]\n", id="a flow list over lines"),
    ],
)  # fmt: skip
def test_a_container_keeps_what_stays(text: str, value: Value, expected: str) -> None:
    assert edited(text, "a", value) == expected


# --- values that are new


@pytest.mark.parametrize(
    ("text", "path", "value", "expected"),
    [
        pytest.param("a:\n  b: 1\nc: 2\n", "a.d", 5, "a:\n  b: 1\n  d: 5\nc: 2\n", id="behind the last key"),
        pytest.param("a:\n  b: 1 # x\n  # y\nc: 2\n", "a.d", 5, "a:\n  b: 1 # x\n  d: 5\n  # y\nc: 2\n", id="comments"),
        pytest.param("a: 1\r\nb: 2\r\n", "c", 5, "a: 1\r\nb: 2\r\nc: 5\r\n", id="line ends of the file"),
        pytest.param("a: 1", "c", 5, "a: 1\nc: 5", id="no line end at the end"),
        pytest.param("a:\n    b: 1\n", "c.d.e", 5, "a:\n    b: 1\nc:\n    d:\n        e: 5\n", id="indentation of the file"),
        pytest.param("a:\n- 1\n", "b", [2], "a:\n- 1\nb:\n- 2\n", id="lists as the file has them"),
        pytest.param("a: {b: 1,c:  2 }\n", "a.d", 5, "a: {b: 1,c:  2, d: 5 }\n", id="into a flow map"),
        pytest.param("a: {b: 1,}\n", "a.d.e", "x", "a: {b: 1, d: {e: x},}\n", id="behind which a comma stands"),
        pytest.param("a: {}\n", "a.d", 5, "a: {d: 5}\n", id="into an empty map"),
        pytest.param("a:\nb: 1\n", "a.d.e", 5, "a:\n  d:\n    e: 5\nb: 1\n", id="below a key without a value"),
        pytest.param("a: # c\n\nb: 1\n", "a.d", 5, "a: # c\n  d: 5\n\nb: 1\n", id="below a key with a comment"),
        pytest.param("a: !append [1]\n", "a[1]", 5, "a: !append [1, 5]\n", id="behind what is appended"),
        pytest.param("a:\n  - 1 # c\n  # d\nb: 1\n", "a[1]", 5, "a:\n  - 1 # c\n  - 5\n  # d\nb: 1\n", id="the next item"),
        pytest.param("a: {b: 1}\n", "a.c[0].d", 5, "a: {b: 1, c: [{d: 5}]}\n", id="the first item of a list"),
        pytest.param("a:\nb: 1\n", "a[0]", 5, "a:\n  - 5\nb: 1\n", id="the first below a key without a value"),
        pytest.param("- a: 1\n  b: 2\n", "[0].c", 5, "- a: 1\n  b: 2\n  c: 5\n", id="into an item"),
        pytest.param("a:\n  b: |\n    x\n\n# c\nd: 1\n", "a.e", 5, "a:\n  b: |\n    x\n  e: 5\n\n# c\nd: 1\n", id="a block"),
        pytest.param("a:\n  b: |+\n    x\n\nd: 1\n", "a.e", 5, "a:\n  b: |+\n    x\n\n  e: 5\nd: 1\n", id="a block that keeps"),
        pytest.param("a:\n  b: 'x'\n", "a.c", "y", "a:\n  b: 'x'\n  c: 'y'\n", id="quotes of its neighbours"),
        pytest.param("a:\n  b: x\n  c: y\n  d: 'z'\n", "a.e", "w", "a:\n  b: x\n  c: y\n  d: 'z'\n  e: w\n", id="of most of them"),
        pytest.param("", "a.b", 5, "a:\n  b: 5\n", id="an empty file"),
        pytest.param("# c", "a", 5, "# c\na: 5\n", id="a file of a comment"),
        pytest.param("---\na: 1\n...\n", "b", 5, "---\na: 1\nb: 5\n...\n", id="before the end of the document"),
        pytest.param("a: 1\n", "y", 5, 'a: 1\n"y": 5\n', id="a key that others take for a boolean"),
    ],
)  # fmt: skip
def test_a_key_is_added_as_the_file_is_written(text: str, path: str, value: Value, expected: str) -> None:
    assert edited(text, path, value) == expected


def test_the_line_of_the_value_is_told() -> None:
    made = write_value("a:\n  b: 1\n", "f.yaml", ("c", "d"), 5)
    assert isinstance(made, Edited)
    assert (made.line, made.done) == (4, "added")


def test_a_value_that_is_there_already_is_not_written() -> None:
    assert write_value("a:  1\n", "f.yaml", ("a",), 1) == Edited("a:  1\n", 1, "unchanged")


# --- what is in the way


@pytest.mark.parametrize(
    ("text", "path", "value", "expected"),
    [
        pytest.param("a: &x {b: 1}\nc: *x\n", "a.b", 5, ("anchor", "1:4"), id="used elsewhere"),
        pytest.param("a: &x {b: 1}\nc: *x\n", "c.b", 5, ("anchor", "2:4"), id="from elsewhere"),
        pytest.param("a: &x 1\n", "a", 5, ("anchor", "1:4"), id="an anchor that would be lost"),
        pytest.param("a: {b: &x 1}\nc: *x\n", "a", 5, ("anchor", "1:8"), id="an anchor below that would be lost"),
        pytest.param("a: &x {b: 1}\nc:\n  <<: *x\n", "c.d", 5, ("merge", "3:3"), id="keys of another map"),
        pytest.param("a: !env X\n", "a", 5, ("computed", "1:4"), id="a function"),
        pytest.param("a: [!env X]\n", "a", 5, ("computed", "1:5"), id="a function below"),
        pytest.param("a: '{{ .x }}'\n", "a", 5, ("computed", "1:4"), id="a template"),
        pytest.param("a: 1\n", "a.b", 5, ("kind", "1:4"), id="a number with a key"),
        pytest.param("a: null\n", "a.b", 5, ("kind", "1:4"), id="null that is written"),
        pytest.param("a: [1]\n", "a[2]", 5, ("missing", "1:4"), id="an item behind the next"),
        pytest.param("a: [1]\n", "a.b", 5, ("missing", "1:4"), id="a key of a list"),
        pytest.param("a:\n  - 1 # c\n", "a", [], ("comments", "2:3"), id="comments inside"),
        pytest.param("a:\n  # c\n  - 1\n", "a", 5, ("comments", "2:1"), id="comments above"),
        pytest.param("a: | # c\n  x\n", "a", 5, ("comments", "1:4"), id="a comment behind the sign of a block"),
        pytest.param("? a\n: 1\n", "b", 5, ("form", "1:1"), id="keys with a question mark"),
        pytest.param("a:\n  - b: 1 # c\n", "a[0]", 5, ("comments", "2:5"), id="comments inside of an item"),
        pytest.param("a: [\n", "b", 5, ("form", "1:1"), id="no YAML"),
    ],
)
def test_what_cannot_be_kept_is_not_edited(text: str, path: str, value: Value, expected: tuple[str, str]) -> None:
    assert hindered(text, path, value) == expected
