"""Template text to tokens."""

import pytest

from stackc.template.language.lexer import Token, split_tokens

USUAL = ("{{", "}}")


def kinds(text: str, delimiters: tuple[str, str] = USUAL) -> str:
    """``kind:text`` of each token but the last, without space."""
    tokens = split_tokens(text, delimiters)
    assert tokens[-1] == Token("eof", "", len(text), len(text))
    return " ".join(f"{token.kind}:{token.text}" for token in tokens[:-1] if token.kind != "space")


@pytest.mark.parametrize(
    ("action", "tokens"),
    [
        (".", "dot:."),
        (".a.b", "field:.a field:.b"),
        (".é1_", "field:.é1_"),
        ("$", "variable:$"),
        ("$x.y", "variable:$x field:.y"),
        ("upper", "word:upper"),
        ("if end nil range", "if:if end:end nil:nil range:range"),
        ("iffy", "word:iffy"),
        ("1", "number:1"),
        ("-1", "number:-1"),
        ("+.5", "number:+.5"),
        ("1.5e-3", "number:1.5e-3"),
        ("0x1F.8p-2", "number:0x1F.8p-2"),
        ("1_000i", "number:1_000i"),
        (".5", "number:.5"),
        ('"a\\"b"', 'string:"a\\"b"'),
        ("`a\nb`", "raw:`a\nb`"),
        ("'\\''", "char:'\\''"),
        ("$x := 1", "variable:$x declare::= number:1"),
        ("$x = 1", "variable:$x assign:= number:1"),
        ("$x, $y", "variable:$x sign:, variable:$y"),
        ("(a|b)", "left:( word:a pipe:| word:b right:)"),
        ("!", "sign:!"),
    ],
)
def test_an_action_is_made_of_tokens(action: str, tokens: str) -> None:
    assert kinds(f"{{{{{action}}}}}") == f"open:{{{{ {tokens} close:}}}}"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ""),
        ("a", "text:a"),
        ("a {{1}} b", "text:a  open:{{ number:1 close:}} text: b"),
        ("a {{- 1 -}} b", "text:a open:{{ number:1 close:}} text:b"),
        ("a \r\n\t{{- 1}}", "text:a open:{{ number:1 close:}}"),
        (" {{- 1}}", "open:{{ number:1 close:}}"),
        ("{{1 -}} \r\n", "open:{{ number:1 close:}}"),
        ("a {{-1}}", "text:a  open:{{ number:-1 close:}}"),
        ("{{1 -}}a", "open:{{ number:1 close:}} text:a"),
        ("a{{/* {{ }} */}}b", "text:a text:b"),
        ("a {{- /* x */ -}} b", "text:a text:b"),
        ("a {{/**/}} b", "text:a  text: b"),
        ("}} a", "text:}} a"),
    ],
)
def test_text_stands_between_actions_without_what_markers_trim(text: str, tokens: str) -> None:
    assert kinds(text) == tokens


def test_a_place_is_where_the_token_stands() -> None:
    assert split_tokens("ab {{- .x | y -}}  c", USUAL) == [
        Token("text", "ab", 0, 2),
        Token("open", "{{", 3, 5),
        Token("field", ".x", 7, 9),
        Token("space", " ", 9, 10),
        Token("pipe", "|", 10, 11),
        Token("space", " ", 11, 12),
        Token("word", "y", 12, 13),
        Token("close", "}}", 13, 17),
        Token("text", "c", 19, 20),
        Token("eof", "", 20, 20),
    ]


@pytest.mark.parametrize(
    ("text", "message", "start", "end"),
    [
        ("a{{ .x", "unclosed action: expected `}}`", 1, 6),
        ("{{ x }", "unclosed action: expected `}}`", 0, 6),
        ('{{ "a }}\nb', "unterminated string: expected a closing quote", 3, 8),
        ('{{ "a }}', "unterminated string: expected a closing quote", 3, 8),
        ("{{ `a }}", "unterminated raw string: expected a closing backquote", 3, 8),
        ("{{ 'a }}", "unterminated character: expected a closing quote", 3, 8),
        ("{{ : }}", "unexpected `:`: expected `:=`", 3, 7),
        ("{{ é! }}", "unexpected character '!' after `é`", 4, 5),
        ("{{ \x01 }}", "unexpected character '\\x01' in an action", 3, 4),
        ("{{ 1x }}", "`1x` is not a number", 3, 5),
        ("{{ 1_x }}", "`1_x` is not a number", 3, 6),
        ("{{ (1 }}", "unclosed parenthesis: expected `)`", 3, 6),
        ("{{ ((1) }}", "unclosed parenthesis: expected `)`", 3, 8),
        ("{{ 1) }}", "unexpected `)`", 4, 5),
        ("a{{/* x", "unclosed comment: expected `*/`", 1, 7),
        ("a{{/*/ }}", "unclosed comment: expected `*/`", 1, 9),
        ("a{{/* x */ y }}", "a comment fills its action: expected `}}` after `*/`", 1, 10),
    ],
)
def test_the_rest_of_a_text_that_cannot_be_read_is_one_error(text: str, message: str, start: int, end: int) -> None:
    assert split_tokens(text, USUAL)[-1] == Token("error", message, start, end)


def test_other_delimiters_of_any_length() -> None:
    assert kinds("a <% .x %> {{ b }}", ("<%", "%>")) == "text:a  open:<% field:.x close:%> text: {{ b }}"
    assert kinds("[.x]", ("[", "]")) == "open:[ field:.x close:]"
