"""Findings as a JUnit report."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span
from stackc.render.junit import junit
from tests.kit.graded import EVERYTHING, FILE, PLACELESS, RANGE, SPLIT, WHOLE, findings


def report(*graded: tuple[Diagnostic, Severity]) -> ET.Element:
    return ET.fromstring(junit(findings(*graded)).encode())


def test_a_suite_is_a_file_and_a_case_a_finding() -> None:
    root = report(*EVERYTHING)
    suites = {suite.get("name"): len(suite.findall("testcase")) for suite in root}
    assert (root.tag, suites) == ("testsuites", {"stackc.yaml": 1, FILE: 3, "/etc/a b.yaml": 1})


def test_errors_are_failures_and_all_else_passes() -> None:
    root = report((WHOLE, "error"), (RANGE, "warning"), (SPLIT, "note"))
    [suite] = root
    assert [len(case.findall("failure")) for case in suite] == [1, 0, 0]
    assert [len(case.findall("system-out")) for case in suite] == [0, 1, 1]


def test_counts_are_those_of_the_cases() -> None:
    root = report(*EVERYTHING)
    for element in (root, *root):
        cases = element.findall(".//testcase")
        failures = element.findall(".//failure")
        given = (element.get("tests"), element.get("failures"), element.get("errors"))
        assert given == (str(len(cases)), str(len(failures)), "0")


def test_a_failure_is_what_people_read() -> None:
    [failure] = report((WHOLE, "error")).iter("failure")
    assert (failure.get("type"), failure.get("message")) == ("SC0219", WHOLE.message)
    assert "2 | größe: {ä: bc}" in (failure.text or "")
    assert "help: look twice" in (failure.text or "")


def test_nothing_found_is_a_case_that_passes() -> None:
    root = report()
    assert [(case.get("name"), len(case)) for case in root.iter("testcase")] == [("validate", 0)]
    assert root.get("tests") == "1"


def test_cases_of_one_file_tell_their_lines() -> None:
    [suite] = report((RANGE, "error"))
    assert [case.get("name") for case in suite] == ["SC0601 no such folder (line 3)"]


@pytest.mark.parametrize("text", ["\x00\x0b\x1b[31m", "\ud800", "\ufffe", "<&\"'>]]>", "a\tb"])
def test_a_report_is_xml_whatever_a_message_quotes(text: str) -> None:
    found = Diagnostic(Code.GIT, f"wrong: {text}", Label(Span(f"a{text}.yaml", 1, 1)))
    [case] = report((found, "error")).iter("testcase")
    assert (case.get("name") or "").startswith("SC0916 wrong: ")


def test_a_finding_without_a_place_is_in_the_suite_of_the_project_file() -> None:
    [suite] = report((PLACELESS, "error"))
    assert suite.get("name") == "stackc.yaml"
