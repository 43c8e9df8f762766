"""The registry of codes: each one is used, and its number belongs to its area."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code, severity

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[2] / "stackc").rglob("*.py"))
    if path.name != "codes.py"
)


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_every_code_is_reported_somewhere(code: Code) -> None:
    assert f"Code.{code.name}" in SOURCES


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_every_code_has_a_title_and_a_class_in_both_dialects(code: Code) -> None:
    assert code.title
    assert {code.classified("atmos"), code.classified("stackc")} <= {"compile", "check", "warning", "note"}


def test_a_check_is_a_warning_where_a_value_is_only_shown() -> None:
    levels = [severity(Code.COMPONENT_FOLDER, "stackc", use, {}) for use in ("show", "validate", "write")]
    assert levels == ["warning", "error", "error"]


@pytest.mark.parametrize("level", ["error", "warning", "off"])
def test_the_project_file_sets_the_severity_of_a_check(level: str) -> None:
    assert severity(Code.COMPONENT_FOLDER, "stackc", "validate", {"SC0601": level}) == level


def test_a_compile_code_stays_an_error_whatever_the_project_file_says() -> None:
    assert severity(Code.IMPORT_NOT_FOUND, "stackc", "show", {"SC0201": "off"}) == "error"
