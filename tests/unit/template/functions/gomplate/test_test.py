"""gomplate: the family in ``gomplate.test``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{ test.Kind 1 }}", "int"),
        pytest.param("{{ test.Kind (dict) }}", "map"),
        pytest.param('{{ test.IsKind "number" 1.5 }}', "true"),
        pytest.param('{{ test.IsKind "string" "a" }}', "true"),
        pytest.param('{{ test.Ternary "a" "b" "yes" }}', "a"),
        pytest.param('{{ test.Required "x" 5 }}', "5"),
        pytest.param("{{ test.Assert true }}", ""),
        pytest.param('{{ isKind "map" (dict) }}', "true"),
        pytest.param("{{ kind nil }}", "invalid"),
        pytest.param("{{ test.Kind nil }}", "invalid"),
        pytest.param('{{ required "x" 1 }}', "1"),
        pytest.param("{{ assert true }}", ""),
    ],
)
def test_test_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('test.Assert "msg" false', "assertion failed: msg"),
        pytest.param("test.Assert 1 false", "`test.Assert`: expected a message that is a string, found int"),
        pytest.param('test.Required "msg" ""', "msg"),
        pytest.param('test.Required ""', "can not render template: a required value was not set"),
        pytest.param('test.Fail "x"', "template generation failed: x"),
        pytest.param("test.Fail", "template generation failed"),
    ],
)
def test_test_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
