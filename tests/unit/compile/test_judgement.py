"""What a code means in one project."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code, DialectName, Use
from stackc.base.diagnostic import Diagnostic
from stackc.compile.judgement import Judgement

NONE: Mapping[str, str] = {}


@pytest.mark.parametrize(
    ("dialect", "severities", "code", "use", "expected"),
    [
        pytest.param("stackc", NONE, Code.YAML_SYNTAX, "show", "error", id="an error"),
        pytest.param("atmos", NONE, Code.INHERITS_ITSELF, "show", "warning", id="a warning of one dialect"),
        pytest.param("stackc", NONE, Code.INHERITS_ITSELF, "show", "error", id="an error of the other"),
        pytest.param("stackc", NONE, Code.ROOT_KEY, "validate", "warning", id="a warning"),
        pytest.param("stackc", {Code.ROOT_KEY.value: "error"}, Code.ROOT_KEY, "show", "error", id="made an error"),
        pytest.param("stackc", {Code.ROOT_KEY.value: "off"}, Code.ROOT_KEY, "show", "off", id="off"),
        pytest.param(
            "stackc", {Code.METADATA_KEY.value: "off"}, Code.ROOT_KEY, "show", "warning", id="another one off"
        ),
    ],
)
def test_what_a_code_means(
    dialect: DialectName, severities: Mapping[str, str], code: Code, use: Use, expected: str
) -> None:
    assert Judgement(dialect, severities).severity(code, use) == expected


@pytest.mark.parametrize(
    ("codes", "severities", "expected"),
    [
        pytest.param([], NONE, False, id="nothing"),
        pytest.param([Code.ROOT_KEY], NONE, False, id="a warning"),
        pytest.param([Code.ROOT_KEY, Code.YAML_SYNTAX], NONE, True, id="one error is enough"),
        pytest.param([Code.ROOT_KEY], {Code.ROOT_KEY.value: "error"}, True, id="a warning made an error"),
    ],
)
def test_an_error_blocks(codes: list[Code], severities: Mapping[str, str], expected: bool) -> None:
    judgement = Judgement("stackc", severities)
    assert judgement.blocks([Diagnostic(code, "x") for code in codes]) is expected


def test_a_diagnostic_that_says_what_it_is_blocks_by_that() -> None:
    mild = Diagnostic(Code.DATE, "x", severity="warning")
    assert Judgement("atmos", NONE).grade(mild, "write") == "warning"
    assert not Judgement("atmos", NONE).blocks([mild], "write")
    assert Judgement("atmos", {Code.DATE.value: "error"}).blocks([mild], "write")


def test_what_blocks_hangs_on_the_use() -> None:
    judgement = Judgement("atmos", NONE)
    found = [Diagnostic(Code.FLAG_KIND, "x")]
    assert [judgement.blocks(found, use) for use in ("show", "write")] == [False, True]
    assert judgement.blocks(found) is judgement.blocks(found, "show")
