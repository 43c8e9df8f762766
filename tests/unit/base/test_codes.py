from __future__ import annotations

import re

import pytest

from stackc.base.codes import Class, Code, DialectName, Severity, Use, severity

USES: tuple[Use, ...] = ("show", "validate", "write")


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


@pytest.mark.parametrize("use", ["show", "validate", "write"])
def test_a_note_is_no_more_than_a_note(use: Use) -> None:
    assert severity(Code.DATE, "stackc", use, {"SC0112": "note"}) == "note"


def test_an_override_that_is_no_severity_is_ignored() -> None:
    assert severity(Code.DATE, "atmos", "write", {"SC0112": "loud"}) == "error"


@pytest.mark.parametrize(
    ("code", "overrides", "expected"),
    [
        pytest.param(Code.DATE, {}, "note", id="what it says"),
        pytest.param(Code.DATE, {"SC0112": "error"}, "error", id="the project file beats it"),
        pytest.param(Code.YAML_SYNTAX, {}, "error", id="a compile error stays one"),
        pytest.param(Code.STATE_ADDRESS_SHARED, {}, "error", id="what protects a state has its floor"),
    ],
)
def test_a_diagnostic_may_say_how_serious_it_is_where_its_code_leaves_that_open(
    code: Code, overrides: dict[str, str], expected: Severity
) -> None:
    assert severity(code, "stackc", "validate", overrides, own="note") == expected


FLOORS: dict[str, Use] = {
    "SC0419": "write",
    "SC0512": "write",
    "SC0601": "write",
    "SC0602": "validate",
    "SC0954": "write",
}


@pytest.mark.parametrize("use", USES)
def test_what_protects_a_state_cannot_be_softened_from_its_floor_on(use: Use) -> None:
    firm = {code for code in Code if severity(code, "stackc", use, {code.value: "off"}) == "error"}
    softer = {code for code in firm if code.classified("stackc") != "compile"}
    assert {code.value for code in softer} == {
        code for code, floor in FLOORS.items() if USES.index(use) >= USES.index(floor)
    }
    assert {code for code in Code if code.classified("stackc") == "compile"} <= firm


CHECKS = (
    "SC0116 SC0219 SC0301 SC0419 SC0512 SC0601 SC0602 SC0604 SC0606 SC0607 SC0608 SC0612 SC0613 SC0615 SC0701 SC0706"
    " SC0630 SC0631 SC0632 SC0633 SC0940 SC0952"
)
WARNINGS = (
    "SC0004 SC0006 SC0118 SC0119 SC0122 SC0127 SC0129 SC0130 SC0131 SC0205 SC0208 SC0212 SC0223 SC0214 SC0404 SC0414 SC0417 SC0421 SC0507"
    " SC0508 SC0510 SC0511 SC0521 SC0603 SC0605 SC0609 SC0614 SC0620 SC0705 SC0707 SC0908 SC0912 SC0915 SC0917 SC0919"
    " SC0927 SC0942 SC0950"
)
DIFFERENT: dict[str, tuple[Class, Class]] = {
    "SC0007": ("warning", "compile"),
    "SC0111": ("check", "compile"),
    "SC0112": ("check", "warning"),
    "SC0221": ("warning", "check"),
    "SC0224": ("note", "note"),
    "SC0230": ("warning", "compile"),
    "SC0408": ("warning", "compile"),
    "SC0409": ("warning", "compile"),
    "SC0411": ("warning", "compile"),
    "SC0422": ("warning", "check"),
    "SC0502": ("check", "compile"),
    "SC0610": ("note", "note"),
    "SC0611": ("warning", "check"),
    "SC0616": ("warning", "check"),
    "SC0617": ("warning", "check"),
    "SC0618": ("warning", "check"),
    "SC0619": ("note", "note"),
    **{f"SC064{digit}": ("note", "note") for digit in range(9)},
    "SC0702": ("warning", "check"),
    "SC0703": ("warning", "check"),
    "SC0906": ("warning", "compile"),
    "SC0954": ("warning", "check"),
}
"""The class in ``atmos``, then that in ``stackc``."""


def test_how_serious_a_code_is_changes_for_nobody_unnoticed() -> None:
    same: dict[str, Class] = {
        code.value: "check" if code.value in CHECKS else "warning" if code.value in WARNINGS else "compile"
        for code in Code
    }
    expected = {number: DIFFERENT.get(number, (kind, kind)) for number, kind in same.items()}
    assert {code.value: (code.classified("atmos"), code.classified("stackc")) for code in Code} == expected


def test_no_two_codes_have_one_title_but_for_a_base_that_is_not_there() -> None:
    titles = [code.title for code in Code]
    assert {title for title in titles if titles.count(title) > 1} == {"base component not found"}
