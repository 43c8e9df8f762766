"""What is no template: each mistake with the place it points at."""

import pytest

from stackc.go.limits import MAX_NESTING
from stackc.template import TemplateFault, parse_template
from tests.unit.template.render import fault, marked, render


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        pytest.param("a{{ .x", "unclosed action: expected `}}`", "{{ .x", id="no end of action"),
        pytest.param("{{ if .a }}x", "unclosed `if`: expected an `end` action", "{{ if .a }}", id="no end of if"),
        pytest.param("{{ range .a }}", "unclosed `range`: expected an `end` action", "{{ range .a }}", id="range"),
        pytest.param("{{ end }}", "unexpected `end`: there is no open block here", "{{ end", id="end alone"),
        pytest.param("{{ else }}", "unexpected `else`: there is no open block here", "{{ else", id="else alone"),
        pytest.param("{{ }}", "an action must hold a value or a command", "", id="empty action"),
        pytest.param("{{ if }}{{ end }}", "missing value for `if`", "", id="if without a value"),
        pytest.param("{{ (print 1 }}", "unclosed parenthesis: expected `)`", "(print 1 ", id="parenthesis"),
        pytest.param("{{ print 1) }}", "unexpected `)`", ")", id="closing parenthesis"),
        pytest.param("{{ () }}", "nothing between parentheses", "", id="empty parentheses"),
        pytest.param('{{ "abc }}', "unterminated string: expected a closing quote", '"abc }}', id="string"),
        pytest.param("{{ `abc }}", "unterminated raw string: expected a closing backquote", "`abc }}", id="raw"),
        pytest.param("{{ $x }}", "undefined variable `$x`", "$x", id="undefined variable"),
        pytest.param("{{ .a.b! }}", "unexpected character '!' after `.b`", "!", id="character after a name"),
        pytest.param("{{ 5x }}", "`5x` is not a number", "5x", id="number"),
        pytest.param("{{ 08 }}", "`08` is not a number", "08", id="octal"),
        pytest.param("{{ 9223372036854775808 }}", "`9223372036854775808` does not fit in an int", None, id="large"),
        pytest.param(r'{{ "\q" }}', r"unknown escape in a string: `\q`", r'"\q"', id="escape"),
        pytest.param("{{ 'ab' }}", "`'ab'` is not one character", "'ab'", id="character"),
        pytest.param("{{ 1 | 2 }}", "a value cannot stand behind `|`: expected a function", "2", id="piped value"),
        pytest.param('{{ "a".b }}', "unexpected `.b`: this value has no fields", '"a".b', id="field of a literal"),
        pytest.param("{{ print, 1 }}", "unexpected `,` in a command", ",", id="comma"),
        pytest.param("{{ break }}", "`break` outside `range`", "{{ break }}", id="break"),
        pytest.param("{{/* a }}", "unclosed comment: expected `*/`", "{{/* a }}", id="comment"),
        pytest.param("{{/* a */ 1 }}", "a comment fills its action: expected `}}` after `*/`", "{{/* a */", id="more"),
        pytest.param("{{ template x }}", "unexpected `x` in `template`: expected a quoted name", "x", id="name"),
        pytest.param(
            '{{ if 1 }}{{ define "t" }}{{ end }}{{ end }}', "unexpected `define` in this action", "define", id="d"
        ),
        pytest.param("{{ range $a, $b, $c := . }}{{ end }}", "too many variables in `range`", "$b,", id="variables"),
        pytest.param("{{ if 1 }}{{ else }}{{ else }}{{ end }}", None, "else", id="two elses"),
        pytest.param("{{ 2i }}", "complex numbers are not supported", "2i", id="complex"),
    ],
)
def test_a_mistake_is_told_where_it_is(text: str, message: str | None, where: str | None) -> None:
    found = parse_template(text)
    assert isinstance(found, TemplateFault)
    assert found.message == message or message is None
    assert where is None or marked(found, text) == where


def test_a_template_defined_twice_is_a_fault() -> None:
    found = fault('{{ define "t" }}a{{ end }}{{ define "t" }}b{{ end }}')
    assert found.message == "template `t` is defined twice"


def test_a_blank_definition_gives_way() -> None:
    assert render('{{ define "t" }} {{ end }}{{ define "t" }}b{{ end }}{{ template "t" }}') == "b"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ " + "(" * (MAX_NESTING + 1) + "1" + ")" * (MAX_NESTING + 1) + " }}", id="parentheses"),
        pytest.param("{{ if 1 }}" * (MAX_NESTING + 1) + "{{ end }}" * (MAX_NESTING + 1), id="blocks"),
    ],
)
def test_nesting_is_bounded(text: str) -> None:
    assert "nested more than" in fault(text).message


def test_a_chain_of_else_if_is_not_nesting() -> None:
    chain = "{{ if eq .a 0 }}0" + "".join(f"{{{{ else if eq .a {n} }}}}{n}" for n in range(1, 300)) + "{{ end }}"
    assert render(chain, {"a": 299}) == "299"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a {{- 1 -}} b", "a1b", id="both sides"),
        pytest.param("a\n\t{{- 1 }}\n", "a1\n", id="line breaks"),
        pytest.param("{{1 -}} \n b", "1b", id="after"),
        pytest.param("a {{- /* note */ -}} b", "ab", id="comment"),
        pytest.param("{{-1}}", "-1", id="minus is no trim marker"),
        pytest.param("{{ -1 }}", "-1", id="negative number"),
        pytest.param("a {{- if true -}} b {{- end }} c", "ab c", id="blocks"),
    ],
)
def test_trim_markers_take_the_space_beside_them(text: str, expected: str) -> None:
    assert render(text) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('"a\\tb\\"c\\\\"', 'a\tb"c\\', id="escapes"),
        pytest.param(r'"\x41\101\u00e9\U0001F600"', "AAé😀", id="numbered escapes"),
        pytest.param("`a\\n{{ }}`", "a\\n{{ }}", id="raw"),
        pytest.param("'a'", "97", id="character"),
        pytest.param("0x1F", "31", id="hexadecimal"),
        pytest.param("0b11", "3", id="binary"),
        pytest.param("017", "15", id="octal"),
        pytest.param("0o17", "15", id="octal with a letter"),
        pytest.param("1_000", "1000", id="underscore"),
        pytest.param("1e3", "1000", id="exponent"),
        pytest.param(".5", "0.5", id="fraction"),
        pytest.param("1.5e10", "1.5e+10", id="large float"),
        pytest.param("0x1p4", "16", id="hexadecimal float"),
        pytest.param("true", "true", id="bool"),
    ],
)
def test_literals_have_the_values_of_go(source: str, expected: str) -> None:
    assert render(f"{{{{ {source} }}}}") == expected


def test_a_trailing_pipe_is_accepted_as_in_go() -> None:
    assert render("{{ 1 | }}") == "1"
