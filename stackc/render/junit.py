"""Findings as a JUnit report, which nearly every CI engine shows. See docs/language.md, findings for programs."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic
from stackc.base.pattern import late_pattern
from stackc.render.diagnostics import Paint, render_diagnostic
from stackc.render.findings import Findings, file_of


def junit(findings: Findings) -> str:
    """One suite a file, one case a finding: a failure for an error; what is less passes, and is its output.

    A repository without findings is one case that passes: a report without cases is refused by some engines.
    """
    by_file: dict[str, list[tuple[Diagnostic, Severity]]] = {}
    for each, level in findings.graded:
        by_file.setdefault(file_of(each, findings), []).append((each, level))
    root = Element("testsuites", name="stackc")
    for file, graded in by_file.items():
        _suite(root, file, graded, findings)
    if not by_file:
        SubElement(_counted(root, "stackc", 1, 0), "testcase", classname="stackc", name="validate")
    _count(root, len(findings.graded) or 1, _errors(findings.graded))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, file: str, graded: Sequence[tuple[Diagnostic, Severity]], findings: Findings) -> None:
    suite = _counted(root, file, len(graded), _errors(graded))
    for diagnostic, level in graded:
        place = f":{diagnostic.primary.span.line}" if diagnostic.primary else ""
        name = f"{diagnostic.code.value} {diagnostic.message}{place and f' (line {place[1:]})'}"
        case = SubElement(suite, "testcase", classname=_xml(file), name=_xml(name))
        text = _xml(render_diagnostic(diagnostic, level, findings.read, Paint(False)))
        if level == "error":
            failure = SubElement(case, "failure", message=_xml(diagnostic.message), type=diagnostic.code.value)
            failure.text = text
        else:
            SubElement(case, "system-out").text = text


def _errors(graded: Sequence[tuple[Diagnostic, Severity]]) -> int:
    return sum(level == "error" for _, level in graded)


def _counted(root: Element, name: str, tests: int, failures: int) -> Element:
    suite = SubElement(root, "testsuite", name=_xml(name))
    _count(suite, tests, failures)
    return suite


def _count(element: Element, tests: int, failures: int) -> None:
    element.set("tests", str(tests))
    element.set("failures", str(failures))
    element.set("errors", "0")


_NO_XML = late_pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """Text with nothing in it that XML cannot hold."""
    return _NO_XML.sub("�", text)
