"""Diagnostics as text with the lines they are about, and as JSON. See docs/language.md, diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic, Facts, Label
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.source import Span
from stackc.base.value import Table, Value

ReadLines = Callable[[str], "list[str] | None"]
"""``file → its lines``; None when it cannot be read."""


class Paint(NamedTuple):
    """Colours, or none."""

    on: bool

    def __call__(self, text: str, style: str) -> str:
        codes = {
            "error": "1;31",
            "warning": "1;33",
            "bold": "1",
            "blue": "1;34",
            "green": "32",
            "dim": "2",
            "red": "31",
        }
        return f"\x1b[{codes[style]}m{text}\x1b[0m" if self.on and text else text


def render_diagnostic(diagnostic: Diagnostic, level: Severity, read: ReadLines, paint: Paint) -> str:
    """One diagnostic: raw preface, header, places with their lines, facts, notes and help; ends with a newline."""
    out = [*diagnostic.preface]
    head = f"{level}[{diagnostic.code.value}]"
    style = {"error": "error", "note": "bold"}.get(level, "warning")
    out.append(paint(head, style) + paint(f": {visible(diagnostic.message)}", "bold"))
    labels = [*([diagnostic.primary] if diagnostic.primary else []), *diagnostic.related]
    width = max((len(str(label.span.line)) for label in labels), default=1)
    gutter = " " * width
    for index, label in enumerate(labels):
        out += _place(label, "-->" if index == 0 else ":::", width, read, paint, style if index == 0 else "blue")
    for span in diagnostic.chain:
        out.append(f"{gutter} {paint('=', 'blue')} imported at {span}")
    if diagnostic.facts is not None:
        out += [f"{gutter} {paint('=', 'blue')} {line}".rstrip() for line in _few_facts(diagnostic.facts)]
    out += [f"{gutter} {paint('=', 'blue')} note: {visible(note)}" for note in diagnostic.notes]
    if diagnostic.fix:
        out.append(f"{gutter} {paint('=', 'blue')} {paint('help', 'bold')}: {visible(diagnostic.fix.title)}")
    if diagnostic.help:
        out.append(f"{gutter} {paint('=', 'blue')} {paint('help', 'bold')}: {visible(diagnostic.help)}")
    return "\n".join(out) + "\n"


def _place(label: Label, arrow: str, width: int, read: ReadLines, paint: Paint, style: str) -> list[str]:
    span, gutter = label.span, " " * width
    out = [f"{gutter}{paint(arrow, 'blue')} {span}"]
    lines = read(span.file)
    whole = lines[span.line - 1] if lines is not None and 1 <= span.line <= len(lines) else ""
    if not whole or whole.isspace():
        if label.text:
            out.append(f"{gutter} {paint('=', 'blue')} {label.text}")
        return out
    line, before = _window(whole, span.column)
    bar = paint("|", "blue")
    moved = before + 1 - span.column
    shifted = span._replace(column=before + 1, end_column=span.end_column + moved if span.end_column else 0)
    marks = "^" * _width(shifted, line)
    out.append(f"{gutter} {bar}")
    out.append(f"{paint(str(span.line).rjust(width), 'blue')} {bar} {line}")
    out.append(f"{gutter} {bar} {' ' * before}{paint(f'{marks} {label.text}'.rstrip(), style)}")
    return out


def _window(line: str, column: int) -> tuple[str, int]:
    """What is shown of a line, around ``column`` where it is long, and how many characters stand before that column."""
    start = max(0, column - 1 - _MAX_LINE // 4) if len(line) > _MAX_LINE else 0
    shown = _CONTROL.sub("�", line[start : start + _MAX_LINE].rstrip("\r").replace("\t", " "))
    before = column - 1 - start
    if start:
        shown, before = f"…{shown}", before + 1
    return (f"{shown}…" if start + _MAX_LINE < len(line) else shown), before


_CONTROL = late_pattern(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    """Text from files and programs, fit for a terminal: control characters spelled out, further lines indented."""
    if len(text) > _MAX_TEXT:
        text = f"{text[: _MAX_TEXT // 2]}…{text[-_MAX_TEXT // 2 :]}"
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text).replace("\n", "\n    ")


_MAX_LINE = 400
_MAX_TEXT = 4_000
"""Characters shown of a message or a note: what it quotes may be as long as a file."""


def _width(span: Span, line: str) -> int:
    if span.end_line == span.line and span.end_column > span.column:
        return max(1, min(span.end_column, len(line) + 1) - span.column)
    return max(1, len(line.rstrip()) - span.column + 1) if span.end_line > span.line else 1


def _few_facts(facts: Facts) -> list[str]:
    """Facts as long as they are few, else what they are about: with the places above them all is to fit a glance."""
    if len(facts.rows) <= _MAX_ROWS:
        return fact_lines(facts)
    named = ", ".join(f"`{row[0]}`" for row in facts.rows[:_MAX_ROWS])
    return [f"{facts.columns[0]}s that differ: {named} and {len(facts.rows) - _MAX_ROWS} more"]


_MAX_ROWS = 2


def fact_lines(facts: Facts) -> list[str]:
    """Facts in columns, a line a row below the line of their names."""
    rows = [facts.columns, *facts.rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(facts.columns))]
    return ["  ".join(cell.ljust(widths[at]) for at, cell in enumerate(row)).rstrip() for row in rows]


def diagnostics_json(diagnostics: Iterable[tuple[Diagnostic, Severity]]) -> Value:
    """Every diagnostic with all its places. Schema: ``schemas/diagnostics.json``."""
    return {"version": 1, "diagnostics": [_json(diagnostic, level) for diagnostic, level in diagnostics]}


def _json(diagnostic: Diagnostic, level: Severity) -> Table:
    shape: Table = {
        "code": diagnostic.code.value,
        "severity": level,
        "title": diagnostic.code.title,
        "message": diagnostic.message,
        "primary": _label(diagnostic.primary) if diagnostic.primary else None,
        "related": [_label(label) for label in diagnostic.related],
        "chain": [span_json(span) for span in diagnostic.chain],
        "help": diagnostic.help,
        "notes": list(diagnostic.notes),
    }
    if diagnostic.fix is not None:
        edits: list[Value] = [{**span_json(edit.span), "text": edit.text} for edit in diagnostic.fix.edits]
        shape["fix"] = {"title": diagnostic.fix.title, "edits": edits}
    if diagnostic.preface:
        shape["preface"] = list(diagnostic.preface)
    if diagnostic.facts is not None:
        shape["facts"] = {
            "columns": list(diagnostic.facts.columns),
            "rows": [list(row) for row in diagnostic.facts.rows],
        }
    return shape


def _label(label: Label) -> Table:
    return {**span_json(label.span), "text": label.text}


def span_json(span: Span) -> Table:
    """A place for programs: file, first and last line and column."""
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line or span.line,
        "end_column": span.end_column or span.column,
    }
