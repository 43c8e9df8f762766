from __future__ import annotations

import re

import pytest

from stackc.base.codes import Code, DialectName, Severity, Use, severity


def test_numbers_are_unique_and_have_four_digits() -> None:
    values = [code.value for code in Code]
    assert len(set(values)) == len(values)
    assert all(re.fullmatch(r"SC0\d{3}", value) for value in values)


def test_titles_are_short_words_without_a_full_stop() -> None:
    assert not [code for code in Code if not 3 <= len(code.title) <= 60 or code.title.endswith(".")]


@pytest.mark.parametrize(
    ("code", "dialect", "use", "expected"),
    [
        pytest.param(Code.YAML_SYNTAX, "atmos", "show", "error", id="compile is an error where values are shown"),
        pytest.param(Code.DATE, "atmos", "show", "warning", id="check is a warning where values are shown"),
        pytest.param(Code.DATE, "atmos", "validate", "error", id="check is an error in validate"),
        pytest.param(Code.DATE, "atmos", "write", "error", id="check is an error before writing"),
        pytest.param(Code.ROOT_KEY, "stackc", "write", "warning", id="warning stays a warning"),
        pytest.param(Code.LEADING_ZERO, "atmos", "show", "warning", id="one class in one dialect"),
        pytest.param(Code.LEADING_ZERO, "stackc", "show", "error", id="another class in the other"),
    ],
)
def test_severity_follows_class_dialect_and_use(code: Code, dialect: DialectName, use: Use, expected: Severity) -> None:
    assert severity(code, dialect, use, {}) == expected


@pytest.mark.parametrize("wanted", ["error", "warning", "off"])
def test_an_override_decides_over_checks_and_warnings(wanted: str) -> None:
    assert severity(Code.DATE, "atmos", "write", {"SC0112": wanted}) == wanted


def test_a_compile_code_cannot_be_softened() -> None:
    assert severity(Code.YAML_SYNTAX, "stackc", "show", {"SC0101": "off"}) == "error"


def test_an_override_that_is_no_severity_is_ignored() -> None:
    assert severity(Code.DATE, "atmos", "write", {"SC0112": "loud"}) == "error"
