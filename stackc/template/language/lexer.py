"""Template text to tokens: text between actions, and what actions are made of.

Total: a text that cannot be read ends in one ``error`` token that says why. Trim markers are already applied to the
text tokens, comments are gone, and space inside actions is kept, because it separates arguments.
"""

from __future__ import annotations

import re
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern

SPACES = " \t\r\n"


class Token(NamedTuple):
    """A piece of the template at ``[start, end)``; for an ``error``, ``text`` is the message."""

    kind: str
    text: str
    start: int
    end: int


_KEYWORDS = frozenset(("block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"))
_PIECE = late_pattern(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<field>\.(?![0-9])\w*)
      | (?P<variable>\$\w*)
      | (?P<number>(?=[0-9+-]|\.[0-9])[+-]?
            (?: 0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?
              | 0[oO][0-7_]*(?:\.[0-7_]*)?
              | 0[bB][01_]*(?:\.[01_]*)?
              | [0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)? )i?)
      | (?P<word>\w+)
      | (?P<string>"(?:[^"\\\n]|\\[^\n])*")
      | (?P<raw>`[^`]*`)
      | (?P<char>'(?:[^'\\\n]|\\[^\n])*')
      | (?P<declare>:=)
      | (?P<assign>=)
      | (?P<pipe>\|)
      | (?P<left>\()
      | (?P<right>\))
      | (?P<sign>[!-~])""",
    re.VERBOSE,
)
_UNTERMINATED = {
    '"': "unterminated string: expected a closing quote",
    "`": "unterminated raw string: expected a closing backquote",
    "'": "unterminated character: expected a closing quote",
    ":": "unexpected `:`: expected `:=`",
}


class LexicalError(Exception):
    """The rest of the text cannot be read; args are the message and where."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.token: Final = Token("error", message, start, end)


def split_tokens(text: str, delimiters: tuple[str, str]) -> list[Token]:
    """The tokens of ``text``, the last one ``eof`` or ``error``. Linear in the length of the text."""
    tokens: list[Token] = []
    try:
        _split(text, delimiters, tokens)
    except LexicalError as error:
        tokens.append(error.token)
    else:
        tokens.append(Token("eof", "", len(text), len(text)))
    return tokens


def _split(text: str, delimiters: tuple[str, str], tokens: list[Token]) -> None:
    opening, closing = delimiters
    position = 0
    while True:
        found = text.find(opening, position)
        end = len(text) if found < 0 else found
        start_inside = end + len(opening)
        trims = found >= 0 and text[start_inside : start_inside + 1] == "-" and _is_space(text, start_inside + 1)
        shown = text[position:end].rstrip(SPACES) if trims else text[position:end]
        if shown:
            tokens.append(Token("text", shown, position, position + len(shown)))
        if found < 0:
            return
        inside = start_inside + 2 if trims else start_inside
        if text.startswith("/*", inside):
            position = _after_comment(text, found, inside, closing)
        else:
            tokens.append(Token("open", opening, found, start_inside))
            position = _split_action(text, found, inside, closing, tokens)


def _is_space(text: str, position: int) -> bool:
    return position < len(text) and text[position] in SPACES


def _after_comment(text: str, start: int, inside: int, closing: str) -> int:
    end = text.find("*/", inside + 2)
    if end < 0:
        raise LexicalError("unclosed comment: expected `*/`", start, len(text))
    after = _after_closing(text, end + 2, closing)
    if after is None:
        raise LexicalError(f"a comment fills its action: expected `{closing}` after `*/`", start, end + 2)
    return after


def _after_closing(text: str, position: int, closing: str) -> int | None:
    """Where text goes on after the closing delimiter at ``position``, or None when there is no such delimiter."""
    if text.startswith(closing, position):
        return position + len(closing)
    if (
        _is_space(text, position)
        and text[position + 1 : position + 2] == "-"
        and text.startswith(closing, position + 2)
    ):
        after = position + 2 + len(closing)
        return len(text) - len(text[after:].lstrip(SPACES)) if _is_space(text, after) else after
    return None


def _split_action(text: str, opened: int, position: int, closing: str, tokens: list[Token]) -> int:
    """Append the tokens of the action at ``opened``; returns where text goes on behind it."""
    parentheses: list[int] = []
    while True:
        after = _after_closing(text, position, closing)
        if after is not None:
            if parentheses:
                raise LexicalError("unclosed parenthesis: expected `)`", parentheses[-1], position)
            end = text.index(closing, position) + len(closing)
            tokens.append(Token("close", closing, position, end))
            return after
        match = _PIECE.match(text, position)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, opened, position, closing)
        kind, end = match.lastgroup, match.end()
        if kind == "space":
            if text.startswith("-" + closing, end):  # The last space belongs to the trim marker.
                end -= 1
        elif kind == "left":
            parentheses.append(position)
        elif kind == "right":
            if not parentheses:
                raise LexicalError("unexpected `)`", position, end)
            parentheses.pop()
        elif kind in ("field", "variable", "word", "number"):
            _check_terminated(text, kind, position, end, closing)
        elif kind == "sign" and text[position] in _UNTERMINATED:
            raise _unreadable(text, opened, position, closing)
        piece = text[position:end]
        if kind == "word" and piece in _KEYWORDS:
            kind = piece
        elif kind == "field" and piece == ".":
            kind = "dot"
        tokens.append(Token(kind, piece, position, end))
        position = end


def _unreadable(text: str, opened: int, position: int, closing: str) -> LexicalError:
    if position >= len(text):
        return LexicalError(f"unclosed action: expected `{closing}`", opened, len(text))
    character = text[position]
    if character in _UNTERMINATED:
        end = text.find("\n", position)
        return LexicalError(_UNTERMINATED[character], position, len(text) if end < 0 else end)
    return LexicalError(f"unexpected character {character!r} in an action", position, position + 1)


def _check_terminated(text: str, kind: str, start: int, end: int, closing: str) -> None:
    """Names end at a space, an operator or the end of the action; numbers must not run into a name."""
    if kind == "number":
        if end < len(text) and (text[end].isalnum() or text[end] == "_"):
            raise LexicalError(f"`{text[start : end + 1]}` is not a number", start, end + 1)
    elif end < len(text) and text[end] not in " \t\r\n.,|:)(" and not text.startswith(closing, end):
        raise LexicalError(f"unexpected character {text[end]!r} after `{text[start:end]}`", end, end + 1)
