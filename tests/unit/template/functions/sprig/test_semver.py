"""Sprig: the family in ``sprig.semver``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ semverCompare ">=1.2.0" "1.3.0" }}', "true"),
        pytest.param('{{ semverCompare "^1.2" "1.9.9" }}', "true"),
        pytest.param('{{ semverCompare "~1.2" "1.3.0" }}', "false"),
        pytest.param('{{ semverCompare "1.x" "1.5.0" }}', "true"),
        pytest.param('{{ semverCompare ">1.0 <2.0 || >3" "3.5.0" }}', "false"),
        pytest.param('{{ semverCompare "1.2 - 1.4" "1.3.0" }}', "true"),
        pytest.param('{{ semverCompare ">=1.0.0" "1.1.0-alpha" }}', "false"),
        pytest.param('{{ semverCompare ">=1.0.0-0" "1.1.0-alpha" }}', "true"),
        pytest.param('{{ semverCompare "*" "1.0.0" }}', "true"),
        pytest.param('{{ (semver "v1.2.3-beta.1+b2").Major }}', "1"),
        pytest.param('{{ (semver "1.2").Patch }}', "0"),
        pytest.param('{{ semver "v1.2" }}', "1.2.0"),
        pytest.param('{{ (semver "1.2.3-a").Prerelease }}', "a"),
        pytest.param('{{ (semver "1.2.3").Compare (semver "1.2.4") }}', "-1"),
        pytest.param('{{ (semver "1.2.3").IncMinor }}', "1.3.0"),
        pytest.param('{{ (semver "1.2.3").Original }}', "1.2.3"),
        pytest.param('{{ semverCompare "!=1.2.3" "1.2.3" }}', "false"),
        pytest.param('{{ semverCompare "=1.2" "1.2.5" }}', "true"),
        pytest.param('{{ semverCompare "<=1.2" "1.2.5" }}', "true"),
    ],
)
def test_semver_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('semver "abc"', "`semver`: `abc` is not a semantic version"),
        pytest.param('semver "1.2.3.4"', "`semver`: `1.2.3.4` is not a semantic version"),
        pytest.param('semverCompare "abc" "1.0.0"', "`semverCompare`: `abc` is not a version constraint"),
        pytest.param('semverCompare ">=1" "x"', "`semverCompare`: `x` is not a semantic version"),
    ],
)
def test_semver_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
