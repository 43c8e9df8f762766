"""What an expression of a Terraform file says without evaluating it: its literal value, or its text on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.value import MISSING, Missing, Scalar, Value
from stackc.syntax.hcl import COMMENT, HEREDOC, LITERAL, NAME, REST_COMMENT, close, unescape

MAX_DEPTH: Final = 60
"""Lists and maps inside one another that a literal may have; deeper ones are no literals."""
MAX_DIGITS: Final = 1000

_TOKEN: Final = late_pattern(
    rf"""(?P<blank>(?:[ \t\r]++|{REST_COMMENT}|{COMMENT})++)
       | (?P<line>\n)
       | (?P<name>{NAME})
       | (?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)
       | (?P<string>"{LITERAL}")
       | (?P<opening>["\[{{(]|{HEREDOC})
       | (?P<sign>[=!<>]=|=>|&&|\|\||\.\.\.|.)""",
    re.VERBOSE,
)
_ONE_STRING: Final = late_pattern(rf'"{LITERAL}"')
_ONE_NAME: Final = late_pattern(NAME)
_WORDS: Final[dict[str, Scalar]] = {"true": True, "false": False, "null": None}


class Token(NamedTuple):
    """A word, a bracket or a sign; blanks, line ends and strings with templates are some, too."""

    kind: str
    text: str


class _NoLiteral(Exception):
    """The expression has to be evaluated; never leaves this module."""


def literal_value(source: str) -> Value | Missing:
    """The value of an expression that is a JSON-like literal, ``MISSING`` when it is anything else.

    Whole numbers are exact integers. A string with a template, a name, a call or an operator other than a sign is none.
    """
    if source in _WORDS:
        return _WORDS[source]
    if _ONE_STRING.fullmatch(source):
        return unescape(source[1:-1])
    try:
        reader = _Reader([token for token in expression_tokens(source) if token.kind != "blank"])
        value = reader.value(0)
        reader.skip_lines()
    except _NoLiteral:
        return MISSING
    return value if reader.at_end() else MISSING


def one_line(source: str) -> str:
    """The expression with canonical spacing on one line, comments left out: ``object({ a = string, b = number })``."""
    if _ONE_NAME.fullmatch(source):
        return source
    written: list[str] = []
    around: list[str] = []
    pending = False
    for kind, text in expression_tokens(source):
        if kind == "blank":
            continue
        if kind == "line":
            pending = pending or around[-1:] == ["{"]
            continue
        previous = written[-1] if written else ""
        if pending and text != "}" and previous not in ("{", ",", "=", ":"):
            written.append(",")
            previous = ","
        pending = False
        if text in _CLOSING and previous == ",":
            written.pop()
            previous = written[-1] if written else ""
        if text in _CLOSING and around:
            around.pop()
        elif text in _OPENING:
            around.append(text)
        if _is_spaced(previous, text):
            written.append(" ")
        written.append(text)
    return "".join(written)


_OPENING: Final = ("(", "[", "{")
_CLOSING: Final = (")", "]", "}")
_TIGHT_BEFORE: Final = frozenset(")],.")
_TIGHT_AFTER: Final = frozenset("([.-!")


def _is_spaced(previous: str, text: str) -> bool:
    """Whether a space stands between two tokens that are written one after the other."""
    if not previous or text in _TIGHT_BEFORE or previous in _TIGHT_AFTER:
        return False
    if text in ("(", "["):
        return not (previous[0].isalpha() or previous[0] == "_")
    return (previous, text) != ("{", "}")


def expression_tokens(source: str) -> Iterator[Token]:
    """The tokens of an expression whose brackets are known to balance; a string with templates is one token."""
    source += "\n"  # a heredoc ends with its line
    position = 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None or found.lastgroup is None:
            return
        end, kind = found.end(), found.lastgroup
        if kind == "opening" and found[0] not in _OPENING:
            end = close(source, position)
            kind = "template" if found[0] == '"' else "heredoc"
        yield Token(kind, source[position:end])
        position = end


class _Reader:
    """Recursive descent over the tokens of a literal, at most ``MAX_DEPTH`` deep."""

    __slots__ = ("_position", "_tokens")

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0

    def at_end(self) -> bool:
        return self._position == len(self._tokens)

    def skip_lines(self) -> None:
        while not self.at_end() and self._tokens[self._position].kind == "line":
            self._position += 1

    def value(self, depth: int) -> Value:
        kind, text = self._next()
        if kind == "string":
            return unescape(text[1:-1])
        if kind == "heredoc":
            return _heredoc_text(text)
        if kind == "name" and text in _WORDS:
            return _WORDS[text]
        if kind == "number":
            return _number(text)
        if text == "-":
            return _number("-" + self._take("number"))
        if depth < MAX_DEPTH and text == "[":
            return self._list(depth + 1)
        if depth < MAX_DEPTH and text == "{":
            return self._table(depth + 1)
        raise _NoLiteral

    def _list(self, depth: int) -> Value:
        items: list[Value] = []
        self.skip_lines()
        while not self._skip("]"):
            items.append(self.value(depth))
            self.skip_lines()
            if not self._skip(","):
                self._expect("]")
                break
            self.skip_lines()
        return items

    def _table(self, depth: int) -> Value:
        table: dict[str, Value] = {}
        self.skip_lines()
        while not self._skip("}"):
            key = self._key()
            if not self._skip("="):
                self._expect(":")
            self.skip_lines()
            table[key] = self.value(depth)
            if not self._skip(",") and self._peek() not in ("\n", "}"):
                raise _NoLiteral
            self.skip_lines()
        return table

    def _key(self) -> str:
        kind, text = self._next()
        if kind == "string":
            return unescape(text[1:-1])
        if kind in ("name", "number"):
            return text
        raise _NoLiteral

    def _peek(self) -> str:
        return "" if self.at_end() else self._tokens[self._position].text

    def _next(self) -> Token:
        if self.at_end():
            raise _NoLiteral
        self._position += 1
        return self._tokens[self._position - 1]

    def _take(self, kind: str) -> str:
        token = self._next()
        if token.kind != kind:
            raise _NoLiteral
        return token.text

    def _skip(self, text: str) -> bool:
        found = self._peek() == text
        self._position += found
        return found

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise _NoLiteral


def _number(text: str) -> int | float:
    """A number as Terraform sees it: whole ones are integers however they are written."""
    if len(text) > MAX_DIGITS:
        raise _NoLiteral
    if text.lstrip("-").isdigit():
        return int(text)
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _NoLiteral
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


_TEMPLATE: Final = late_pattern(r"(?<!\$)\$\{|(?<!%)%\{")


def _heredoc_text(written: str) -> str:
    """The text of a heredoc without templates; ``<<-`` takes away what all lines but blank ones are indented."""
    first, _, rest = written.partition("\n")
    if _TEMPLATE.search(rest):
        raise _NoLiteral
    lines = rest.split("\n")[:-1]
    if first.startswith("<<-"):
        shared = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        lines = [line[shared:] if line.strip() else line for line in lines]
    text = "".join(line + "\n" for line in lines)
    return text.replace("$${", "${").replace("%%{", "%{")
