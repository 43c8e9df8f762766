from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span
from stackc.render.diagnostics import Paint, render_diagnostic


def shown(line: str, column: int, end: int, message: str = "wrong") -> list[str]:
    """The lines printed for a mistake in the only line of a file."""
    label = Label(Span("f.yaml", 1, column, 1, end), "here")
    diagnostic = Diagnostic(Code.YAML_SYNTAX, message, label)
    return render_diagnostic(diagnostic, "error", lambda _: [line], Paint(False)).splitlines()


@pytest.mark.parametrize(
    ("column", "cut"),
    [
        pytest.param(1, ("", "…"), id="at the beginning"),
        pytest.param(5_001, ("…", "…"), id="in the middle"),
        pytest.param(10_000, ("…", ""), id="at the end"),
    ],
)
def test_of_a_long_line_the_part_around_the_mistake_is_shown(column: int, cut: tuple[str, str]) -> None:
    line = "x" * (column - 1) + "y" + "x" * (10_000 - column)
    *_, text, marks = shown(line, column, column + 1)
    assert len(text) <= 410
    assert text[marks.index("^")] == "y"
    assert (text[4:5] == "…", text[-1:] == "…") == (bool(cut[0]), bool(cut[1]))


def test_a_short_line_is_shown_as_it_is() -> None:
    assert shown("a: b", 4, 5)[-2:] == ["1 | a: b", "  |    ^ here"]


def test_a_mistake_that_is_longer_than_what_is_shown_is_marked_to_its_end() -> None:
    *_, text, marks = shown("a: " + "x" * 10_000, 4, 10_004)
    assert marks.count("^") <= len(text)


def test_a_long_message_is_cut_in_the_middle() -> None:
    head = shown("a", 1, 2, f"`{'9' * 100_000}` is no number")[0]
    assert len(head) < 5_000
    assert head.endswith("` is no number")
