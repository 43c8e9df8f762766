"""gomplate: the family in ``gomplate.strings``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render

DATA = {
    "vars": {
        "s": "text",
        "stage": "prod",
        "n": None,
        "l": [1, 2.5, "a", None, True],
        "m": {"b": 1, "a": {"x": None}},
        "e": {},
        "f": 100000000.0,
        "i": 3,
    }
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ strings.Abbrev 9 "foobarbazquxquux" }}', "foobar..."),
        pytest.param('{{ strings.Abbrev 6 9 "foobarbazquxquux" }}', "...baz..."),
        pytest.param('{{ strings.ReplaceAll "." "-" "1.2.3" }}', "1-2-3"),
        pytest.param('{{ strings.Contains "f" "foo" }}', "true"),
        pytest.param('{{ strings.HasPrefix "foo" "foobar" }}', "true"),
        pytest.param('{{ strings.HasSuffix "bar" "foobar" }}', "true"),
        pytest.param('{{ strings.Repeat 3 "ab" }}', "ababab"),
        pytest.param('{{ strings.Split "," "a,b" }}', "[a b]"),
        pytest.param('{{ strings.SplitN "," 2 "a,b,c" }}', "[a b,c]"),
        pytest.param('{{ strings.Trim "_-" "_-x-_" }}', "x"),
        pytest.param('{{ strings.TrimPrefix "foo" "foobar" }}', "bar"),
        pytest.param('{{ strings.TrimSuffix "bar" "foobar" }}', "foo"),
        pytest.param(
            "{{ strings.Title \"foo bar BAZ don't o'neil a-b x_y 3abc é\" }}", "Foo Bar Baz Don't O'neil A-B X_y 3Abc É"
        ),
        pytest.param('{{ strings.ToUpper "straße" }}', "STRASSE"),
        pytest.param('{{ strings.ToLower "ABC É" }}', "abc é"),
        pytest.param('{{ strings.TrimSpace " x " }}', "x"),
        pytest.param('{{ strings.Trunc 3 "abcdef" }}', "abc"),
        pytest.param('{{ strings.Trunc -1 "abc" }}', "abc"),
        pytest.param('{{ strings.Indent "a\\nb\\n\\nc" }}', " a\n b\n\n c"),
        pytest.param('{{ strings.Indent 3 "a\\nb" }}', "   a\n   b"),
        pytest.param('{{ strings.Indent "--" "a\\nb" }}', "--a\n--b"),
        pytest.param('{{ strings.Indent 2 "-" "a\\nb\\n" }}', "--a\n--b\n"),
        pytest.param('{{ strings.Slug "Hello, World! & Co" }}', "hello-world-and-co"),
        pytest.param('{{ strings.Slug "Ünïcödé" }}', "unicode"),
        pytest.param('{{ strings.Quote "a\\"b" }}', '"a\\"b"'),
        pytest.param('{{ strings.ShellQuote "it\'s" }}', "'it'\"'\"'s'"),
        pytest.param('{{ strings.Squote "it\'s" }}', "'it''s'"),
        pytest.param('{{ strings.SnakeCase "Hello World foo" }}', "Hello_world_foo"),
        pytest.param('{{ strings.CamelCase "hello world foo" }}', "helloWorldFoo"),
        pytest.param('{{ strings.KebabCase "Hello, World" }}', "Hello-world"),
        pytest.param('{{ strings.SnakeCase "aA-bB.c" }}', "aa_bb_c"),
        pytest.param('{{ strings.CamelCase "Foo bar-baz qux" }}', "FooBarBazQux"),
        pytest.param('{{ strings.RuneCount "é" "ab" }}', "3"),
        pytest.param('{{ strings.Sort (list "b" "a") }}', "[a b]"),
        pytest.param('{{ strings.WordWrap 10 "hello there world and more" }}', "hello\nthere\nworld and\nmore"),
        pytest.param('{{ strings.WordWrap 10 "\\\\\\n" "hello there world" }}', "hello\\\nthere\\\nworld"),
        pytest.param('{{ strings.WordWrap "x" }}', "x"),
        pytest.param("{{ strings.Title 5 }}", "5"),
        pytest.param("{{ strings.ToUpper nil }}", "NIL"),
        pytest.param('{{ strings.ReplaceAll "a" "b" 5.5 }}', "5.5"),
        pytest.param("{{ .vars.s | strings.Quote }}", '"text"'),
        pytest.param('{{ replaceAll "a" "b" "aa" }}', "bb"),
        pytest.param('{{ toUpper "a" }}', "A"),
        pytest.param('{{ toLower "A" }}', "a"),
        pytest.param('{{ trimSpace " a " }}', "a"),
        pytest.param('{{ shellQuote "a" }}', "'a'"),
        pytest.param('{{ splitN "a,b,c" "," 2 }}', "[a b,c]"),
    ],
)
def test_strings_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, DATA, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('strings.Repeat -1 "a"', "`strings.Repeat`: negative count: -1"),
        pytest.param("strings.Abbrev 5", "`strings.Abbrev` takes 2 to 3 arguments, not 1"),
        pytest.param('strings.Abbrev 2 "abcdef"', "`strings.Abbrev`: the width must be 4 or more"),
        pytest.param(
            'strings.Indent "a" 5 "x"', "`strings.Indent`: expected a width that is an int, and text to indent with"
        ),
        pytest.param("strings.Sort 5", "`strings.Sort`: expected a list, found int"),
    ],
)
def test_strings_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
