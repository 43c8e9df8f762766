"""Sprig: the family in ``sprig.strings``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ trunc 3 "héllo" }}', "hé"),
        pytest.param('{{ trunc -3 "héllo" }}', "llo"),
        pytest.param('{{ trunc 0 "abc" }}', ""),
        pytest.param('{{ trunc -10 "abc" }}', "abc"),
        pytest.param('{{ upper "straße ß ǆ" }}', "STRAßE ß Ǆ"),
        pytest.param('{{ lower "İSTANBUL ÀÉ" }}', "istanbul àé"),
        pytest.param('{{ title "hello-world foo_bar don\'t é\\u00a0x" }}', "Hello-World Foo_bar Don'T É\xa0X"),
        pytest.param('{{ substr 1 3 "hello" }}', "el"),
        pytest.param('{{ substr -1 3 "hello" }}', "hel"),
        pytest.param('{{ substr 2 -1 "hello" }}', "llo"),
        pytest.param('{{ repeat 3 "ab" }}', "ababab"),
        pytest.param('{{ trimall "$" "$5$" }}', "5"),
        pytest.param('{{ trimAll "ab" "abcab" }}', "c"),
        pytest.param('{{ trimAll "" " x " }}', " x "),
        pytest.param('{{ nospace " a b\\tc é " }}', "abcÃ©"),
        pytest.param('{{ contains "a" "abc" }}', "true"),
        pytest.param('{{ hasPrefix "a" "abc" }}', "true"),
        pytest.param('{{ hasSuffix "c" "abc" }}', "true"),
        pytest.param('{{ quote 1 "a" nil 1.5 true }}', '"1" "a" "1.5" "true"'),
        pytest.param('{{ squote "a" nil 2 }}', "'a' '2'"),
        pytest.param('{{ quote "a\\"b\\né\\u0001\\u200b" }}', '"a\\"b\\né\\x01\\u200b"'),
        pytest.param('{{ cat "a" 1 nil "b" }}', "a 1 b"),
        pytest.param("{{ cat }}", ""),
        pytest.param('{{ indent 2 "a\\nb\\n\\nc" }}', "  a\n  b\n  \n  c"),
        pytest.param('{{ nindent 2 "a" }}', "\n  a"),
        pytest.param('{{ replace "a" "b" "banana" }}', "bbnbnb"),
        pytest.param('{{ replace "" "-" "abc" }}', "-a-b-c-"),
        pytest.param('{{ plural "one" "many" 1 }}', "one"),
        pytest.param('{{ plural "one" "many" 2 }}', "many"),
        pytest.param("{{ toString 1.5 }}", "1.5"),
        pytest.param("{{ toString nil }}", "<nil>"),
        pytest.param("{{ toString (list 1 2) }}", "[1 2]"),
        pytest.param('{{ toStrings (list 1 nil "a") }}', "[1 a]"),
        pytest.param("{{ toStrings 5 }}", "[5]"),
        pytest.param("{{ toStrings nil }}", "[]"),
        pytest.param('{{ split "$" "foo$bar$baz" }}', "map[_0:foo _1:bar _2:baz]"),
        pytest.param('{{ (split "$" "foo$bar")._1 }}', "bar"),
        pytest.param('{{ splitn "$" 2 "a$b$c" }}', "map[_0:a _1:b$c]"),
        pytest.param('{{ splitList "," "a,b,c" }}', "[a b c]"),
        pytest.param('{{ splitList "" "abc" }}', "[a b c]"),
        pytest.param('{{ splitList "," "" | len }}', "1"),
        pytest.param('{{ join "," (list 1 2 "a" nil true) }}', "1,2,a,true"),
        pytest.param('{{ join "," "abc" }}', "abc"),
        pytest.param('{{ join "," nil }}', ""),
        pytest.param('{{ join "-" (until 3) }}', "0-1-2"),
        pytest.param('{{ sortAlpha (list "b" "a" 3) }}', "[3 a b]"),
        pytest.param('{{ sortAlpha "x" }}', "[x]"),
        pytest.param("{{ hello }}", "Hello!"),
    ],
)
def test_strings_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('trunc "x" "a"', "`trunc`: expected int, found string"),
        pytest.param("upper 5", "`upper`: expected string, found int"),
        pytest.param('substr 1 9 "abc" | substr 5 3', "`substr`: slice bounds out of range: [5:2] of 2"),
        pytest.param('repeat -1 "x"', "`repeat`: negative count: -1"),
        pytest.param('indent -1 "x"', "`indent`: negative count: -1"),
    ],
)
def test_strings_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
