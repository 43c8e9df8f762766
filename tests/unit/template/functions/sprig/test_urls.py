"""Sprig: the family in ``sprig.urls``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{{ urlParse "mailto:a@b" }}',
            "map[fragment: host: hostname: opaque:a@b path: query: scheme:mailto userinfo:]",
        ),
        pytest.param(
            '{{ urlParse "/rel?x" }}', "map[fragment: host: hostname: opaque: path:/rel query:x scheme: userinfo:]"
        ),
        pytest.param('{{ urlJoin (urlParse "http://a.b/c%20d?e#f") }}', "http://a.b/c%20d?e#f"),
    ],
)
def test_urls_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('urlParse "http://[::1"', "`urlParse`: unable to parse url: unclosed `[` in the host"),
        pytest.param('urlParse "a\\u0001b"', "`urlParse`: unable to parse url: a URL holds no control characters"),
        pytest.param('urlJoin (dict "host" 5)', "`urlJoin`: `host` of a URL must be a string, not int"),
    ],
)
def test_urls_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
