from __future__ import annotations

import pytest

from stackc.base.source import Path, Span, overlap, parse_path, path_text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param((), "", id="the root"),
        pytest.param(("vars",), "vars", id="one key"),
        pytest.param(("vars", "zones", 0), "vars.zones[0]", id="an item"),
        pytest.param((0, "a"), "[0].a", id="a list at the root"),
        pytest.param(("a", 0, 1), "a[0][1]", id="a list in a list"),
        pytest.param(("tags", "a.b", "c"), 'tags."a.b".c', id="a key with a dot"),
        pytest.param(("", 'say "x"', "a b"), '""."say \\"x\\""."a b"', id="keys that would be misread"),
    ],
)
def test_a_path_is_written_as_people_do(path: Path, text: str) -> None:
    assert path_text(path) == text


@pytest.mark.parametrize(
    "path", [("vars",), ("vars", "iam-roles", 0, "x"), ("a.b", "c[0]", ""), ('say "x"', "é\n", 3, 4), (0, "a")]
)
def test_a_path_is_read_as_it_was_written(path: Path) -> None:
    assert parse_path(path_text(path)) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [(".vars.a", ("vars", "a")), ('.vars["a.b"][1]', ("vars", "a.b", 1)), (".[0]", (0,)), ('"a.b".c', ("a.b", "c"))],
)
def test_a_path_may_be_written_as_jq_has_it(text: str, path: Path) -> None:
    assert parse_path(text) == path


@pytest.mark.parametrize("text", ["", ".", "vars.", "vars..a", "vars[a]", 'a"b', "vars.a b", "vars[0]b", 'a."\\x"'])
def test_what_is_no_path_is_none(text: str) -> None:
    assert parse_path(text) is None


def test_a_span_shows_its_start() -> None:
    assert str(Span("stacks/a.yaml", 3, 5, 3, 9)) == "stacks/a.yaml:3:5"


def test_a_span_of_a_whole_file_starts_at_its_first_character() -> None:
    assert str(Span("a.yaml")) == "a.yaml:1:1"


def test_a_span_is_a_point_at_the_beginning_of_its_file_unless_told() -> None:
    assert Span("f") == ("f", 1, 1, 0, 0)


def test_a_line_is_shown_without_its_column() -> None:
    assert Span("stacks/a.yaml", 3, 5, 3, 9).whole_line == "stacks/a.yaml:3"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("vars",), ("vars", "a", 0), True),
        ((), ("vars",), True),
        (("vars", "a"), ("vars", "a"), True),
        (("vars", "a"), ("vars", "b"), False),
        (("vars", "a"), ("env", "a", "b"), False),
    ],
)
def test_places_overlap_where_one_holds_the_other(one: Path, other: Path, expected: bool) -> None:
    assert (overlap(one, other), overlap(other, one)) == (expected, expected)
