"""gomplate: the family in ``gomplate.regexp``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ regexp.Find "[a-z]{3}" "foobar" }}', "foo"),
        pytest.param('{{ regexp.FindAll "[a-z]{3}" "foobar" }}', "[foo bar]"),
        pytest.param('{{ regexp.FindAll "[a-z]" 2 "foobar" }}', "[f o]"),
        pytest.param('{{ regexp.Match "^f" "foo" }}', "true"),
        pytest.param('{{ regexp.Replace "(foo)bar" "$1" "foobar" }}', "foo"),
        pytest.param('{{ regexp.ReplaceLiteral "(foo)bar" "$1" "foobar" }}', "$1"),
        pytest.param('{{ regexp.Split "[\\\\s,.]" "foo bar,baz.qux" }}', "[foo bar baz qux]"),
        pytest.param('{{ regexp.Split "," 2 "a,b,c" }}', "[a b,c]"),
        pytest.param('{{ regexp.QuoteMeta "{hello}" }}', "\\{hello\\}"),
    ],
)
def test_regexp_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('regexp.Find "(" "a"', "`regexp.Find`: invalid regular expression `(`: missing closing ): `(`"),
        pytest.param('regexp.FindAll "a"', "`regexp.FindAll` takes 2 to 3 arguments, not 1"),
    ],
)
def test_regexp_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
