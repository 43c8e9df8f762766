"""How a diagnostic looks: its lines, its places, and its JSON."""

from __future__ import annotations

import json

import pytest

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic, Edit, Facts, Fix, Label
from stackc.base.source import Span
from stackc.render.diagnostics import Paint, diagnostics_json, render_diagnostic


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


# --- one diagnostic, whole

LINES = {"f.yaml": ["one: 1", "  two: 2\t# tab\r", "", "   "], "g.yaml": ["x" * 12]}
WHOLE = Diagnostic(
    Code.DUPLICATE_COMPONENT,
    "the message",
    Label(Span("f.yaml", 2, 3, 2, 6), "here"),
    (Label(Span("g.yaml", 1, 2, 1, 2), "there"),),
    help="do\nthat",
    chain=(Span("a.yaml", 1, 2), Span("b.yaml", 30, 4)),
    facts=Facts(("key", "a"), (("vars.x", "1"), ("y", ""))),
    preface=("raw one", "raw two"),
    notes=("first", "second"),
)


def lines(
    diagnostic: Diagnostic, level: Severity = "error", *, paint: bool = False, files: dict[str, list[str]] | None = None
) -> list[str]:
    return render_diagnostic(diagnostic, level, (LINES if files is None else files).get, Paint(paint)).split("\n")


def test_everything_a_diagnostic_says_in_its_order() -> None:
    assert lines(WHOLE) == [
        "raw one",
        "raw two",
        f"error[{Code.DUPLICATE_COMPONENT.value}]: the message",
        " --> f.yaml:2:3",
        "  |",
        "2 |   two: 2 # tab",
        "  |   ^^^ here",
        " ::: g.yaml:1:2",
        "  |",
        "1 | xxxxxxxxxxxx",
        "  |  ^ there",
        "  = imported at a.yaml:1:2",
        "  = imported at b.yaml:30:4",
        "  = key     a",
        "  = vars.x  1",
        "  = y",
        "  = note: first",
        "  = note: second",
        "  = help: do",
        "    that",
        "",
    ]


def test_a_diagnostic_without_a_place_is_its_header() -> None:
    found = Diagnostic(Code.SELECTION_EMPTY, "nothing", help="try this")
    assert lines(found, "warning") == [f"warning[{Code.SELECTION_EMPTY.value}]: nothing", "  = help: try this", ""]
    assert lines(Diagnostic(Code.SELECTION_EMPTY, "nothing")) == [f"error[{Code.SELECTION_EMPTY.value}]: nothing", ""]


@pytest.mark.parametrize(
    "span",
    [
        pytest.param(Span("f.yaml", 3, 1), id="an empty line"),
        pytest.param(Span("f.yaml", 4, 1), id="a line of blanks"),
        pytest.param(Span("f.yaml", 5, 1), id="behind the end"),
        pytest.param(Span("f.yaml", 0, 1), id="before the beginning"),
        pytest.param(Span("none.yaml", 1, 1), id="a file that cannot be read"),
    ],
)
def test_a_place_without_a_line_keeps_its_words(span: Span) -> None:
    head = f"error[{Code.YAML_SYNTAX.value}]: wrong"
    assert lines(Diagnostic(Code.YAML_SYNTAX, "wrong", Label(span, "here"))) == [head, f" --> {span}", "  = here", ""]
    assert lines(Diagnostic(Code.YAML_SYNTAX, "wrong", Label(span))) == [head, f" --> {span}", ""]


@pytest.mark.parametrize(
    ("span", "marks"),
    [
        pytest.param(Span("f.yaml", 1, 3), "  ^", id="a point"),
        pytest.param(Span("f.yaml", 1, 1, 1, 4), "^^^", id="a range"),
        pytest.param(Span("f.yaml", 1, 2, 1, 2), " ^", id="an empty range"),
        pytest.param(Span("f.yaml", 1, 3, 1, 99), "  ^^^^", id="a range beyond the line"),
        pytest.param(Span("f.yaml", 1, 7, 1, 9), "      ^", id="behind the line"),
        pytest.param(Span("f.yaml", 1, 4, 2, 2), "   ^^^", id="to another line"),
        pytest.param(Span("f.yaml", 1, 9, 2, 2), "        ^", id="from behind the line to another"),
    ],
)
def test_what_is_marked_below_a_line(span: Span, marks: str) -> None:
    assert lines(Diagnostic(Code.YAML_SYNTAX, "wrong", Label(span)))[-2] == f"  | {marks}"


def test_the_margin_is_as_wide_as_the_largest_number() -> None:
    found = Diagnostic(
        Code.YAML_SYNTAX, "wrong", Label(Span("f.yaml", 9, 1)), (Label(Span("f.yaml", 10, 1)),), notes=("n",)
    )
    assert lines(found, files={"f.yaml": ["x"] * 12})[1:] == [
        "  --> f.yaml:9:1",
        "   |",
        " 9 | x",
        "   | ^",
        "  ::: f.yaml:10:1",
        "   |",
        "10 | x",
        "   | ^",
        "   = note: n",
        "",
    ]


def test_control_characters_are_spelled_out() -> None:
    found = Diagnostic(
        Code.YAML_SYNTAX, "a\x1b[31mb\tc", Label(Span("f.yaml", 1, 1), "x"), notes=("n\x07",), help="h\x9b"
    )
    text = lines(found, files={"f.yaml": ["a\x1b[0m\tb"]})
    assert text[0].endswith(": a\\x1b[31mb\\tc")
    assert text[3] == "1 | a�[0m b"
    assert text[-3:] == ["  = note: n\\x07", "  = help: h\\x9b", ""]


@pytest.mark.parametrize(("length", "cut"), [(4_000, False), (4_001, True)])
def test_how_long_a_message_may_be(length: int, cut: bool) -> None:
    head = lines(Diagnostic(Code.YAML_SYNTAX, "x" * length))[0].partition(": ")[2]
    assert head == ("x" * 2_000 + "…" + "x" * 2_000 if cut else "x" * length)


@pytest.mark.parametrize(("length", "cut"), [(400, False), (401, True)])
def test_how_long_a_line_may_be(length: int, cut: bool) -> None:
    found = Diagnostic(Code.YAML_SYNTAX, "wrong", Label(Span("f.yaml", 1, 1)))
    assert lines(found, files={"f.yaml": ["x" * length]})[3] == "1 | " + "x" * 400 + ("…" if cut else "")


@pytest.mark.parametrize(("level", "colour"), [("error", "1;31"), ("warning", "1;33")])
def test_colours_tell_levels_apart(level: Severity, colour: str) -> None:
    head, place, bar, line, marks, *_ = lines(
        Diagnostic(Code.YAML_SYNTAX, "m", Label(Span("f.yaml", 1, 1), "w")), level, paint=True
    )
    assert head == f"\x1b[{colour}m{level}[{Code.YAML_SYNTAX.value}]\x1b[0m\x1b[1m: m\x1b[0m"
    assert (place, bar) == (" \x1b[1;34m-->\x1b[0m f.yaml:1:1", "  \x1b[1;34m|\x1b[0m")
    assert line == "\x1b[1;34m1\x1b[0m \x1b[1;34m|\x1b[0m one: 1"
    assert marks == f"  \x1b[1;34m|\x1b[0m \x1b[{colour}m^ w\x1b[0m"


def test_nothing_is_painted_without_colours_and_nothing_of_nothing() -> None:
    assert (Paint(False)("x", "red"), Paint(True)("", "red"), Paint(True)("x", "dim")) == ("x", "", "\x1b[2mx\x1b[0m")


# --- fixes

FIXED = Diagnostic(
    Code.COMPONENT_KEY,
    "m",
    Label(Span("f.yaml", 1, 1, 1, 4), "w"),
    fix=Fix("did you mean `vars`?", (Edit(Span("f.yaml", 1, 1, 1, 4), "vars"),)),
)


def test_a_fix_is_the_help() -> None:
    assert lines(FIXED)[-2:] == ["  = help: did you mean `vars`?", ""]


def test_a_fix_for_programs_has_its_edits() -> None:
    place = {"file": "f.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 4}
    (found,) = json.loads(json.dumps(diagnostics_json([(FIXED, "warning")])))["diagnostics"]
    assert found["fix"] == {"title": "did you mean `vars`?", "edits": [{**place, "text": "vars"}]}


# --- as JSON


def test_a_diagnostic_as_json() -> None:
    found = diagnostics_json([(WHOLE, "error")])
    assert found == {
        "version": 1,
        "diagnostics": [
            {
                "code": Code.DUPLICATE_COMPONENT.value,
                "severity": "error",
                "title": Code.DUPLICATE_COMPONENT.title,
                "message": "the message",
                "primary": {"file": "f.yaml", "line": 2, "column": 3, "end_line": 2, "end_column": 6, "text": "here"},
                "related": [
                    {"file": "g.yaml", "line": 1, "column": 2, "end_line": 1, "end_column": 2, "text": "there"}
                ],
                "chain": [
                    {"file": "a.yaml", "line": 1, "column": 2, "end_line": 1, "end_column": 2},
                    {"file": "b.yaml", "line": 30, "column": 4, "end_line": 30, "end_column": 4},
                ],
                "help": "do\nthat",
                "notes": ["first", "second"],
                "preface": ["raw one", "raw two"],
                "facts": {"columns": ["key", "a"], "rows": [["vars.x", "1"], ["y", ""]]},
            }
        ],
    }


def test_what_a_diagnostic_does_not_have_is_null_or_left_out() -> None:
    found = diagnostics_json([(Diagnostic(Code.SELECTION_EMPTY, "m"), "warning")])
    assert found == {
        "version": 1,
        "diagnostics": [
            {
                "code": Code.SELECTION_EMPTY.value,
                "severity": "warning",
                "title": Code.SELECTION_EMPTY.title,
                "message": "m",
                "primary": None,
                "related": [],
                "chain": [],
                "help": None,
                "notes": [],
            }
        ],
    }
    assert diagnostics_json([]) == {"version": 1, "diagnostics": []}
