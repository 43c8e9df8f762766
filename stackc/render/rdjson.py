"""Findings in reviewdog's format, with fixes as suggestions. See docs/language.md, findings for programs."""

from __future__ import annotations

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic, Fix, Label
from stackc.base.source import Span
from stackc.base.value import Table, Value
from stackc.render.diagnostics import ReadLines
from stackc.render.findings import Findings, end_of, explanation, file_of, other_places, page_of
from stackc.text.json import to_json
from stackc.version import HOME

_SEVERITIES: dict[Severity, str] = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def rdjson(findings: Findings) -> str:
    """A ``DiagnosticResult``; its columns count the bytes of UTF-8."""
    diagnostics: list[Value] = [_diagnostic(each, level, findings) for each, level in findings.graded]
    return to_json({"source": {"name": "stackc", "url": HOME}, "diagnostics": diagnostics})


def _diagnostic(diagnostic: Diagnostic, level: Severity, findings: Findings) -> Table:
    read, file = findings.read, file_of(diagnostic, findings)
    shape: Table = {
        "message": explanation(diagnostic),
        "location": _location(diagnostic.primary, read) if diagnostic.primary else {"path": file},
        "severity": _SEVERITIES[level],
        "code": {"value": diagnostic.code.value, "url": page_of(diagnostic.code)},
    }
    related: list[Value] = [
        {"message": label.text, "location": _location(label, read)} for label in other_places(diagnostic)
    ]
    if related:
        shape["related_locations"] = related
    if diagnostic.fix is not None and all(edit.span.file == file for edit in diagnostic.fix.edits):
        shape["suggestions"] = _suggestions(diagnostic.fix, read)
    return shape


def _suggestions(fix: Fix, read: ReadLines) -> list[Value]:
    """A suggestion has no file of its own: a fix of several files cannot be one."""
    return [{"range": _range(edit.span, read), "text": edit.text} for edit in fix.edits]


def _location(label: Label, read: ReadLines) -> Table:
    return {"path": label.span.file, "range": _range(label.span, read)}


def _range(span: Span, read: ReadLines) -> Table:
    lines = read(span.file) or []
    end_line, end_column = end_of(span)
    return {"start": _position(lines, span.line, span.column), "end": _position(lines, end_line, end_column)}


def _position(lines: list[str], line: int, column: int) -> Table:
    before = lines[line - 1][: column - 1] if 1 <= line <= len(lines) else ""
    missing = column - 1 - len(before)  # of a line that cannot be read: what is known is its column in characters
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + missing + 1}
