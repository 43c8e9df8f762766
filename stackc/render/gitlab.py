"""Findings as a code quality report of GitLab. See docs/language.md, findings for programs."""

from __future__ import annotations

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic
from stackc.base.value import Table, Value
from stackc.render.findings import Findings, end_of, explanation, file_of, fingerprints
from stackc.text.json import to_json

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "note": "info"}


def gitlab(findings: Findings) -> str:
    """A list of issues. Schema: ``schemas/code-quality.json``."""
    named = zip(findings.graded, fingerprints(findings), strict=True)
    issues: list[Value] = [_issue(each, level, name, findings) for (each, level), name in named]
    return to_json(issues)


def _issue(diagnostic: Diagnostic, level: Severity, fingerprint: str, findings: Findings) -> Table:
    span = diagnostic.primary.span if diagnostic.primary else None
    begin, end = (span.line, end_of(span)[0]) if span else (1, 1)
    return {
        "check_name": diagnostic.code.value,
        "description": explanation(diagnostic),
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[level],
        "location": {"path": file_of(diagnostic, findings), "lines": {"begin": begin, "end": end}},
    }
