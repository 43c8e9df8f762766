from __future__ import annotations

import pytest

from stackc.base.source import Path, Span, path_text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param((), "", id="the root"),
        pytest.param(("vars",), "vars", id="one key"),
        pytest.param(("vars", "zones", 0), "vars.zones[0]", id="an item"),
        pytest.param((0, "a"), "[0].a", id="a list at the root"),
        pytest.param(("a", 0, 1), "a[0][1]", id="a list in a list"),
    ],
)
def test_a_path_is_written_as_people_do(path: Path, text: str) -> None:
    assert path_text(path) == text


def test_a_span_shows_its_start() -> None:
    assert str(Span("stacks/a.yaml", 3, 5, 3, 9)) == "stacks/a.yaml:3:5"


def test_a_span_of_a_whole_file_starts_at_its_first_character() -> None:
    assert str(Span("a.yaml")) == "a.yaml:1:1"


def test_a_span_is_a_point_at_the_beginning_of_its_file_unless_told() -> None:
    assert Span("f") == ("f", 1, 1, 0, 0)
