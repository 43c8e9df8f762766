"""Sprig: the family in ``sprig.regex``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ regexMatch "^a.c$" "abc" }}', "true"),
        pytest.param('{{ regexMatch "(" "a" }}', "false"),
        pytest.param('{{ regexFindAll "[a-z]" "abc" -1 }}', "[a b c]"),
        pytest.param('{{ regexFindAll "[a-z]" "abc" 2 }}', "[a b]"),
        pytest.param('{{ regexFind "b+" "abbbc" }}', "bbb"),
        pytest.param('{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }}', "-W-xxW-"),
        pytest.param('{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W" }}', "---"),
        pytest.param('{{ regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}" }}', "-${1}-${1}-"),
        pytest.param('{{ regexSplit "z+" "pizza" -1 }}', "[pi a]"),
        pytest.param('{{ regexSplit "," "a,b,c" 2 }}', "[a b,c]"),
        pytest.param('{{ regexQuoteMeta "a.b*c" }}', "a\\.b\\*c"),
        pytest.param('{{ regexReplaceAll "" "abc" "-" }}', "-a-b-c-"),
        pytest.param('{{ regexReplaceAll "x*" "axxb" "-" }}', "-a-b-"),
        pytest.param('{{ regexSplit "" "abc" -1 }}', "[a b c]"),
        pytest.param('{{ regexFindAll "a*" "baac" -1 | toJson }}', '["","aa",""]'),
        pytest.param('{{ regexReplaceAll "(?P<n>b)" "abc" "<${n}$$>" }}', "a<b$>c"),
        pytest.param('{{ regexSplit "a" "" -1 | toJson }}', '[""]'),
        pytest.param('{{ regexSplit "b" "abc" 0 | toJson }}', "null"),
        pytest.param('{{ regexFind "é." "xéz" }}', "éz"),
        pytest.param('{{ regexReplaceAll "é*" "aéb" "." }}', ".a.b."),
    ],
)
def test_regex_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('regexFind "(" "a"', "`regexFind`: invalid regular expression `(`: missing closing ): `(`"),
        pytest.param(
            'regexReplaceAll "a(?=b)" "a" "b"',
            "`regexReplaceAll`: invalid regular expression `a(?=b)`: invalid or unsupported Perl syntax: `(?=`",
        ),
        pytest.param(
            'mustRegexMatch "[" "a"', "`mustRegexMatch`: invalid regular expression `[`: missing closing ]: `[`"
        ),
    ],
)
def test_regex_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
