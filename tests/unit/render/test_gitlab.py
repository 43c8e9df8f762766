"""Findings as GitLab's code quality report."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic
from stackc.render.gitlab import gitlab
from tests.kit.graded import EVERYTHING, FILE, PLACELESS, POINT, RANGE, WHOLE, findings


def issues(*graded: tuple[Diagnostic, Severity]) -> Any:
    return json.loads(gitlab(findings(*graded)))


def test_an_issue_has_what_gitlab_asks_for() -> None:
    [issue] = issues((WHOLE, "error"))
    assert issue.pop("description").startswith("unknown key `größe`, 100 % wrong\n")
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "check_name": "SC0219",
        "severity": "major",
        "location": {"path": FILE, "lines": {"begin": 2, "end": 2}},
    }


def test_nothing_found_is_an_empty_list() -> None:
    assert issues() == []


def test_every_finding_has_a_fingerprint_of_its_own() -> None:
    found = issues(*EVERYTHING, *EVERYTHING)
    assert len({each["fingerprint"] for each in found}) == 2 * len(EVERYTHING)


@pytest.mark.parametrize(("level", "word"), [("error", "major"), ("warning", "minor"), ("note", "info")])
def test_levels_are_those_of_gitlab(level: Severity, word: str) -> None:
    assert issues((RANGE, level))[0]["severity"] == word


@pytest.mark.parametrize(
    ("diagnostic", "path", "lines"),
    [
        (RANGE, FILE, {"begin": 3, "end": 4}),
        (POINT, "/etc/a b.yaml", {"begin": 7, "end": 7}),
        (PLACELESS, "stackc.yaml", {"begin": 1, "end": 1}),
    ],
    ids=["a range", "a point", "no place: the project file"],
)
def test_each_has_a_file_and_lines(diagnostic: Diagnostic, path: str, lines: dict[str, int]) -> None:
    assert issues((diagnostic, "error"))[0]["location"] == {"path": path, "lines": lines}
