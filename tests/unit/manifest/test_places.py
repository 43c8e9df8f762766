"""Places in files: of values and keys, of parts of a scalar, in text that was rendered, and in files that are gone."""

from __future__ import annotations

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import Origin, Path, Span
from stackc.manifest.places import Locator, Places
from stackc.syntax.yaml import SOUND_SCALARS
from tests.kit.world import MemoryWorld

FILE = "f.yaml"


def locator(text: str | bytes | None) -> Locator:
    return Locator(MemoryWorld({} if text is None else {FILE: text}), SOUND_SCALARS)


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        pytest.param(("a", "b"), False, (2, 6), id="a value"),
        pytest.param(("a", "b"), True, (2, 3), id="its key"),
        pytest.param(("l", 1), False, (3, 8), id="an item"),
        pytest.param(("l", 1), True, (3, 8), id="an item has no key"),
        pytest.param((), False, (1, 1), id="the whole"),
    ],
)
def test_where_a_value_stands(path: Path, key: bool, expected: tuple[int, int]) -> None:
    span = locator("a:\n  b: 1\nl: [x, y]\n").locate(Origin(FILE, path), key=key)
    assert (span.file, span.line, span.column) == (FILE, *expected)


@pytest.mark.parametrize("text", [None, b"\xff\xfe\xff"], ids=["gone", "no text"])
def test_in_a_file_that_cannot_be_read_everything_stands_at_its_start(text: bytes | None) -> None:
    span = locator(text).locate(Origin(FILE, ("a", "b")))
    assert (span.file, span.line, span.column) == (FILE, 1, 1)


def test_a_file_is_read_once_for_its_places() -> None:
    found = locator("a: 1\n")
    assert found.nodes(FILE) is found.nodes(FILE)


def test_places_in_rendered_text_lead_back_to_the_template() -> None:
    found = locator("a: {{ .x }}\n")
    found.render(FILE, "a: 1\nb: 2\n", lambda span: span._replace(line=span.line + 10))
    found.render(FILE, "never: 1\n", lambda span: span._replace(line=99))
    assert found.locate(Origin(FILE, ("b",))) == Span(FILE, 12, 4, 2, 5)
    assert found.within(Origin(FILE, ("b",)), "2", 0, 1) == Span(FILE, 12, 4, 2, 5)


# --- parts of a scalar


def part(text: str, path: Path, scalar: str, start: int, end: int) -> tuple[int, int, int]:
    found = locator(text).within(Origin(FILE, path), scalar, start, end)
    assert (found.file, found.end_line) == (FILE, found.line)
    return found.line, found.column, found.end_column


@pytest.mark.parametrize(
    ("text", "scalar", "start", "end", "expected"),
    [
        pytest.param("a: x-{{ .y }}\n", "x-{{ .y }}", 2, 10, (1, 6, 14), id="plain"),
        pytest.param("a: 'x-{{ .y }}'\n", "x-{{ .y }}", 2, 10, (1, 7, 15), id="in quotes"),
        pytest.param("a: x x x\n", "x x x", 4, 5, (1, 8, 9), id="the third of the same"),
        pytest.param("a: x x x\n", "x x x", 0, 1, (1, 4, 5), id="the first of the same"),
        pytest.param("a: y x\n  x\n", "y x x", 4, 5, (2, 3, 4), id="the second, on the next line"),
        pytest.param("x: xx\na: y\n", "y", 0, 1, (2, 4, 5), id="not before the value"),
        pytest.param('a: "y\\n x x"\n', "y\n x x", 5, 6, (1, 11, 12), id="the second behind an escaped line break"),
        pytest.param("a: |\n  one\n  two {{ .y }}\n", "one\ntwo {{ .y }}\n", 8, 16, (3, 7, 15), id="a block"),
        pytest.param("a: |\n  one\n  two\n", "one\ntwo\n", 0, 7, (2, 3, 6), id="the first line of several"),
    ],
)
def test_where_a_part_of_a_scalar_stands(
    text: str, scalar: str, start: int, end: int, expected: tuple[int, int, int]
) -> None:
    assert part(text, ("a",), scalar, start, end) == expected


@pytest.mark.parametrize(
    ("text", "scalar", "start", "end"),
    [
        pytest.param('a: "\\u0078y"\n', "xy", 0, 2, id="written in another way"),
        pytest.param("a: text\n", "text", 2, 2, id="nothing"),
        pytest.param("a: b\n\n\nc: text\n", "text", 0, 4, id="only further down"),
    ],
)
def test_a_part_that_is_not_found_is_the_whole(text: str, scalar: str, start: int, end: int) -> None:
    found = locator(text)
    origin = Origin(FILE, ("a",))
    assert found.within(origin, scalar, start, end) == found.locate(origin)


# --- anchors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: &p {x: 1}\nb: *p\n", True, id="used outside"),
        pytest.param("a: &p {x: 1}\nb: 1\n", False, id="never used"),
        pytest.param("a: {x: &p 1, y: *p}\n", False, id="used inside alone"),
        pytest.param("b: &p 1\na: *p\n", False, id="an alias alone"),
        pytest.param("a: {x: &p 1}\nb: *p\n", True, id="something inside"),
        pytest.param("&p a: 1\nb: *p\n", True, id="the key"),
        pytest.param("a:\n  x: &p k\n*p : 2\n", True, id="right behind it"),
        pytest.param("b: &p 1\na: 1\nc: *p\n", False, id="before it"),
        pytest.param("a: 1\nb: &p 1\nc: *p\n", False, id="behind it"),
    ],
)
def test_whether_something_is_there_for_an_anchor(text: str, expected: bool) -> None:
    found = locator(text)
    assert [found.holds_used_anchor(Origin(FILE, ("a",))) for _ in range(2)] == [expected, expected]


# --- the places of one file


def test_labels_stand_in_the_file_they_are_of() -> None:
    reported: list[Diagnostic] = []
    places = Places(FILE, locator("a: x {{ .y }}\nb: &p 1\nc: *p\n"), reported.append)
    value, key, within = (
        places.value(("a",), "words"),
        places.key(("a",), "words"),
        places.within(("a",), "x {{ .y }}", 2, 10),
    )
    assert [(each.span.column, each.text) for each in (value, key, within)] == [
        (4, "words"),
        (1, "words"),
        (6, "{{ .y }}"),
    ]
    assert places.value(("a",)).text == ""
    assert [places.holds_used_anchor((name,)) for name in "abc"] == [False, True, False]
    assert reported == []


def test_a_label_on_several_lines_says_the_first() -> None:
    places = Places(FILE, locator("a: |\n  one\n  two\n"), list[Diagnostic]().append)
    assert places.within(("a",), "one\ntwo\n", 0, 7).text == "one"
