"""Findings as commands of GitHub's runners, which show them beside the lines of a pull request.

See docs/language.md, findings for programs.
"""

from __future__ import annotations

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic
from stackc.base.source import Span
from stackc.render.diagnostics import visible
from stackc.render.findings import Findings, end_of, explanation

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github(findings: Findings) -> str:
    """One command a line; nothing for nothing."""
    return "".join(_command(each, level) + "\n" for each, level in findings.graded)


def _command(diagnostic: Diagnostic, level: Severity) -> str:
    place = _place(diagnostic.primary.span) if diagnostic.primary else {}
    properties = {**place, "title": f"{diagnostic.code.value} {diagnostic.code.title}"}
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[level]} {given}::{_data(visible(explanation(diagnostic)))}"


def _place(span: Span) -> dict[str, str]:
    """Columns only within one line: GitHub refuses those of a range of lines."""
    end_line, end_column = end_of(span)
    lines = {"file": visible(span.file), "line": str(span.line), "endLine": str(end_line)}
    return lines if end_line > span.line else {**lines, "col": str(span.column), "endColumn": str(end_column)}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
