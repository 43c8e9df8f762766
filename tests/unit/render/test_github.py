"""Findings as commands of GitHub's runners."""

from __future__ import annotations

import re

import pytest

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span
from stackc.render.github import github
from tests.kit.graded import EVERYTHING, FILE, PLACELESS, RANGE, WHOLE, findings

COMMAND = re.compile(r"::(error|warning|notice) ([a-zA-Z]+=[^:,]*(?:,[a-zA-Z]+=[^:,]*)*)::([^\r\n]*)")
"""As the runner takes one apart: nothing but the escapes in properties, one line."""


def test_every_finding_is_one_command() -> None:
    lines = github(findings(*EVERYTHING)).splitlines()
    assert len(lines) == len(EVERYTHING)
    assert all(COMMAND.fullmatch(line) for line in lines)


def test_nothing_found_is_nothing() -> None:
    assert github(findings()) == ""


def test_a_command_has_place_title_and_message() -> None:
    text = github(findings((WHOLE, "error")))
    assert text == (
        f"::error file={FILE},line=2,endLine=2,col=9,endColumn=10,title=SC0219 {WHOLE.code.title}"
        "::unknown key `größe`, 100 %25 wrong%0A    key     a%0A    vars.x  1%0A    note: it has no effect"
        "%0A    help: write `vars`%0A    help: look twice\n"
    )


@pytest.mark.parametrize(("level", "command"), [("error", "error"), ("warning", "warning"), ("note", "notice")])
def test_levels_are_those_of_github(level: Severity, command: str) -> None:
    assert github(findings((RANGE, level))).startswith(f"::{command} ")


def test_a_range_of_lines_has_no_columns() -> None:
    assert github(findings((RANGE, "error"))).partition(",title=")[0] == f"::error file={FILE},line=3,endLine=4"


def test_a_finding_without_a_place_names_no_file() -> None:
    assert github(findings((PLACELESS, "error"))) == (
        "::error title=SC0001 no project found::no project: line 1%0A    line 2\\x1b[31m\n"
    )


@pytest.mark.parametrize(
    ("file", "written"),
    [("a,b.yaml", "a%2Cb.yaml"), ("a:b.yaml", "a%3Ab.yaml"), ("a%3Ab.yaml", "a%253Ab.yaml"), ("a::b", "a%3A%3Ab")],
)
def test_a_name_cannot_end_its_property(file: str, written: str) -> None:
    found = Diagnostic(Code.GIT, "m", Label(Span(file, 1, 1, 1, 2)))
    assert f"file={written},line=1" in github(findings((found, "error")))


@pytest.mark.parametrize("message", ["a\n::error::b", "a\r\n::set-output name=x::b", "a\r::add-mask::b"])
def test_a_message_cannot_begin_another_command(message: str) -> None:
    assert len(github(findings((Diagnostic(Code.GIT, message), "error"))).splitlines()) == 1
