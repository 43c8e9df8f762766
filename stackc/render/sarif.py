"""Findings as SARIF 2.1.0, for code scanning of GitHub and for editors. See docs/language.md, findings for programs."""

from __future__ import annotations

from urllib.parse import quote

from stackc.base.codes import Code, Severity, severity
from stackc.base.diagnostic import Diagnostic, Fix, Label
from stackc.base.source import Span
from stackc.base.value import Table, Value
from stackc.render.findings import Findings, end_of, explanation, file_of, fingerprints, other_places, page_of
from stackc.text.json import to_json
from stackc.version import HOME, __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_TOP = "%SRCROOT%"


def sarif(findings: Findings) -> str:
    """One run with its rules, one result a finding; places are relative to the top of the repository."""
    codes = sorted({each.code for each, _ in findings.graded}, key=lambda code: code.value)
    rules: list[Value] = [_rule(code, findings) for code in codes]
    named = zip(findings.graded, fingerprints(findings), strict=True)
    results: list[Value] = [
        _result(each, level, codes.index(each.code), name, findings) for (each, level), name in named
    ]
    driver: Table = {"name": "stackc", "version": __version__, "informationUri": HOME, "rules": rules}
    run: Table = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_TOP: {"description": {"text": "the top of the repository"}}},
        "results": results,
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: Code, findings: Findings) -> Table:
    level = severity(code, findings.dialect, "validate", {})
    return {
        "id": code.value,
        "shortDescription": {"text": code.title},
        "helpUri": page_of(code),
        "defaultConfiguration": {"level": level},
    }


def _result(diagnostic: Diagnostic, level: Severity, rule: int, fingerprint: str, findings: Findings) -> Table:
    result: Table = {
        "ruleId": diagnostic.code.value,
        "ruleIndex": rule,
        "level": level,
        "message": {"text": explanation(diagnostic)},
        "locations": [_location(diagnostic.primary) if diagnostic.primary else _whole(file_of(diagnostic, findings))],
        "partialFingerprints": {"stackc/v1": fingerprint},
    }
    related: list[Value] = [{"id": at, **_location(each)} for at, each in enumerate(other_places(diagnostic))]
    if related:
        result["relatedLocations"] = related
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix)]
    return result


def _whole(file: str) -> Table:
    return {"physicalLocation": {"artifactLocation": _artifact(file)}}


def _location(label: Label) -> Table:
    place: Table = {"artifactLocation": _artifact(label.span.file), "region": _region(label.span)}
    said: Table = {"message": {"text": label.text}} if label.text else {}
    return {"physicalLocation": place, **said}


def _artifact(file: str) -> Table:
    """A file as a URI: below the top of the repository, or absolute."""
    if file.startswith("/"):
        return {"uri": f"file://{_quoted(file)}"}
    return {"uri": _quoted(file), "uriBaseId": _TOP}


def _quoted(file: str) -> str:
    return quote(file, errors="surrogateescape")


def _region(span: Span) -> Table:
    end_line, end_column = end_of(span)
    return {"startLine": span.line, "startColumn": span.column, "endLine": end_line, "endColumn": end_column}


def _fix(fix: Fix) -> Table:
    files = dict.fromkeys(edit.span.file for edit in fix.edits)
    changes: list[Value] = [_change(file, fix) for file in files]
    return {"description": {"text": fix.title}, "artifactChanges": changes}


def _change(file: str, fix: Fix) -> Table:
    replaced: list[Value] = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
        if edit.span.file == file
    ]
    return {"artifactLocation": _artifact(file), "replacements": replaced}
