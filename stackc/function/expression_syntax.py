"""Expressions of the yq language: text → tree. Total within its limits; what yq does not know is refused by name.

All binary operators group to the right, as in yq: ``1 - 1 - 1`` is 1. Reading is stricter than yq where yq takes a slip
for a key (single quotes, ``.a//"b"``) and laxer where the meaning is plain (``.n -1``, ``{a: 1}``, keys with spaces).
"""

from __future__ import annotations

import re
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.near import did_you_mean
from stackc.base.pattern import late_pattern
from stackc.base.value import Scalar
from stackc.function.expression_functions import FUNCTIONS, REFUSED, canonical_name
from stackc.function.expression_nodes import (
    At,
    Binary,
    Binding,
    Constant,
    Descend,
    Each,
    ExpressionFault,
    Function,
    Items,
    Key,
    Members,
    Node,
    Reach,
    Slice,
    Step,
    Text,
    Variable,
)

MAX_LENGTH: Final = 10_000
MAX_DEPTH: Final = 100
"""Brackets and operands inside one another; a chain of operators counts one for each."""


def parse_expression(expression: str) -> Node | ExpressionFault:
    """The tree of an expression; a fault where it cannot be read."""
    if len(expression) > MAX_LENGTH:
        return ExpressionFault(f"the expression is longer than {MAX_LENGTH:,} characters", MAX_LENGTH)
    try:
        return _parse(expression, 0, (), 0)
    except _Wrong as wrong:
        return wrong.fault


_TOKEN: Final = late_pattern(
    r"""(?P<space>\s++|\#[^\n]*+)
      | (?P<descend>\.\.\.?)
      | (?P<key>\.(?:"(?:[^"\\]++|\\.)*+"\??|(?:[^\s;}{:\[\],|.()=!"'/]|/(?!/))++))
      | (?P<self>\.)
      | (?P<string>"(?:[^"\\]++|\\.)*+")
      | (?P<number>0[xX][0-9a-fA-F]++|[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)
      | (?P<variable>\$[A-Za-z_][\w-]*+)
      | (?P<name>@?[A-Za-z_]\w*+)
      | (?P<operator>//|[-+*|]=|[=!<>]=|\*[+?cdn]++|[-+*/%=<>|,])
      | (?P<sign>[\[\](){}:;~?])""",
    re.VERBOSE | re.DOTALL,
)
_PRECEDENCE: Final = {
    ",": 10,
    **dict.fromkeys(("and", "or"), 20),
    "|": 30,
    **dict.fromkeys(("=", "|=", "+=", "-=", "*=", "==", "!=", "<", "<=", ">", ">=", "as"), 40),
    **dict.fromkeys(("+", "-", "*", "/", "%", "//"), 42),
}
_WORDS: Final[dict[str, Scalar]] = {"true": True, "false": False, "null": None, "~": None}
_ITEM: Final = 11
"""The weakest operator inside of something that commas separate."""
_MAX_DIGITS: Final = 1000


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


class _Wrong(Exception):
    """The expression cannot be read; never leaves this module."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.fault = ExpressionFault(message, offset)


def _parse(text: str, offset: int, scope: tuple[str, ...], depth: int) -> Node:
    """The tree of a whole text that stands at ``offset`` of the expression."""
    parser = _Parser(_tokens(text, offset), offset + len(text), scope)
    node = parser.operand(0, depth)
    parser.expect_end()
    return node


def _tokens(text: str, offset: int) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise _unreadable(text[position], offset + position)
        if found.lastgroup != "space":
            tokens.append(_Token(found.lastgroup, found[0], offset + position))
        position = found.end()
    return tokens


def _unreadable(mark: str, offset: int) -> _Wrong:
    if mark == '"':
        return _Wrong("the string is not closed", offset)
    if mark == "'":
        return _Wrong("single quotes do not quote here: strings stand in double quotes", offset)
    return _Wrong(f"unexpected `{mark}`" if mark.isprintable() else "unexpected character", offset)


class _Parser:
    """Operator precedence over the tokens, at most ``MAX_DEPTH`` deep."""

    __slots__ = ("_end", "_position", "_scope", "_tokens")

    def __init__(self, tokens: list[_Token], end: int, scope: tuple[str, ...]) -> None:
        self._tokens = tokens
        self._end = _Token("end", "", end)
        self._position = 0
        self._scope = scope

    def expect_end(self) -> None:
        if self._peek().kind != "end":
            raise self._unexpected()

    def operand(self, weakest: int, depth: int) -> Node:
        """A node with all operators behind it that bind at least as ``weakest`` does."""
        if depth > MAX_DEPTH:
            raise _Wrong("the expression is nested too deeply", self._peek().offset)
        left = self._single(depth)
        while True:
            operator = self._peek()
            precedence = _PRECEDENCE.get(operator.text[:1] if operator.text[:1] == "*" else operator.text, 0)
            if operator.kind not in ("operator", "name") or not precedence or precedence < weakest:
                return left
            self._position += 1
            if operator.text == "as":
                left = self._binding(left, depth + 1)
            elif operator.text[0] == "*" and operator.text not in ("*", "*="):
                raise _Wrong(f"operator `{operator.text}` is not supported", operator.offset)
            else:
                left = Binary(operator.text, left, self.operand(precedence, depth + 1))

    def _binding(self, source: Node, depth: int) -> Node:
        variable = self._next()
        if variable.kind != "variable":
            raise _Wrong("`as` needs a name like `$x`", variable.offset)
        self._take("|")
        outer, self._scope = self._scope, (*self._scope, variable.text)
        body = self.operand(_PRECEDENCE["|"], depth)
        self._scope = outer
        return Binding(source, variable.text[1:], body)

    def _single(self, depth: int) -> Node:
        """One node with the steps behind it."""
        token = self._next()
        match token.kind:
            case "string":
                return self._string(token.text[1:-1], token.offset + 1, depth)
            case "number":
                return Constant(_number(token.text, token.offset))
            case "descend":
                return Descend()
            case "self":
                return self._steps(None, [], depth)
            case "key":
                return self._steps(None, [_key(token.text)], depth)
            case "variable":
                if token.text not in self._scope:
                    raise _Wrong(f"variable `{token.text}` is not defined", token.offset)
                return self._steps(Variable(token.text[1:]), [], depth)
            case "name":
                if token.text.lower() in _WORDS:
                    return Constant(_WORDS[token.text.lower()])
                return self._steps(self._function(token, depth), [], depth)
            case _:
                return self._bracketed(token, depth)

    def _bracketed(self, token: _Token, depth: int) -> Node:
        if token.text == "(":
            inner = self.operand(0, depth + 1)
            self._take(")")
            return self._steps(inner, [], depth)
        if token.text == "[":
            content = None if self._peek().text == "]" else self.operand(0, depth + 1)
            self._take("]")
            return self._steps(Items(content), [], depth)
        if token.text == "{":
            return self._steps(self._members(depth), [], depth)
        if token.text == "-" and self._peek().kind == "number":
            number = self._next()
            return Constant(_number("-" + number.text, number.offset))
        if token.text == "~":
            return Constant(None)
        self._position -= token.kind != "end"
        raise self._unexpected()

    def _members(self, depth: int) -> Node:
        pairs: list[tuple[Node, Node]] = []
        while self._peek().text != "}":
            token = self._peek()
            if token.kind == "name":
                self._position += 1
                key: Node = Constant(token.text)
            else:
                key = self._single(depth + 1)
            self._take(":")
            pairs.append((key, self.operand(_ITEM, depth + 1)))
            if self._peek().text != "}":
                self._take(",")
        self._take("}")
        return Members(tuple(pairs))

    def _steps(self, base: Node | None, steps: list[Step], depth: int) -> Node:
        """``base`` with the given steps and all that follow: ``.key``, ``[index]``, ``.[index]``."""
        while True:
            token = self._peek()
            if token.kind == "key":
                self._position += 1
                steps.append(_key(token.text))
            elif token.text == "[" and token.kind == "sign":
                self._position += 1
                steps.append(self._step(depth))
            elif token.kind == "self" and self._peek(1).text == "[" and (base or steps):
                self._position += 1
            else:
                break
        return Reach(base, tuple(steps)) if steps or base is None else base

    def _step(self, depth: int) -> Step:
        """What stands in brackets behind a node."""
        lower = None if self._peek().text in ("]", ":") else self.operand(0, depth + 1)
        if self._skip(":"):
            upper = None if self._peek().text == "]" else self.operand(0, depth + 1)
            self._take("]")
            return Slice(lower, upper)
        self._take("]")
        optional = self._skip("?")
        return Each() if lower is None else At(lower, optional)

    def _function(self, name: _Token, depth: int) -> Node:
        own = canonical_name(name.text)
        if own in REFUSED:
            raise _Wrong(f"`{name.text}` cannot be used here: {REFUSED[own]}", name.offset)
        if own not in FUNCTIONS:
            advice = did_you_mean(own, FUNCTIONS) or "text stands in double quotes"
            raise _Wrong(f"unknown function `{name.text}`: {advice}", name.offset)
        programs = FUNCTIONS[own]
        arguments = self._arguments(max(programs), depth) if self._skip("(") else ()
        if len(arguments) not in programs:
            count = {0: "no arguments", 1: "an argument"}.get(min(programs), f"{min(programs)} arguments")
            raise _Wrong(f"`{name.text}` needs {count} in brackets", name.offset)
        return Function(own, arguments)

    def _arguments(self, most: int, depth: int) -> tuple[Node, ...]:
        """What stands in brackets; commas separate arguments only of functions that have several."""
        arguments: list[Node] = []
        while not self._skip(")"):
            if len(arguments) == most:
                raise self._unexpected()
            arguments.append(self.operand(_ITEM if most > 1 else 0, depth + 1))
            if self._peek().text != ")" and not (len(arguments) < most and (self._skip(",") or self._skip(";"))):
                raise self._unexpected()
        return tuple(arguments)

    def _string(self, raw: str, offset: int, depth: int) -> Node:
        """A string literal with its escapes and the values in it resolved."""
        if "\\" not in raw:
            return Constant(raw)
        parts: list[Node] = []
        text, position = "", 0
        while position < len(raw):
            pair = raw[position : position + 2]
            if pair == "\\(":
                end = _closing(raw, position + 2)
                if end < 0:
                    raise _Wrong("the value in the string is not closed", offset + position)
                inner = raw[position + 2 : end].replace('\\"', '"')
                parts += [Constant(text), _parse(inner, offset + position + 2, self._scope, depth + 1)]
                text, position = "", end + 1
            elif pair in _ESCAPED:
                text, position = text + _ESCAPED[pair], position + 2
            else:
                text, position = text + raw[position], position + 1
        return Text((*parts, Constant(text))) if parts else Constant(text)

    def _peek(self, ahead: int = 0) -> _Token:
        position = self._position + ahead
        return self._tokens[position] if position < len(self._tokens) else self._end

    def _next(self) -> _Token:
        token = self._peek()
        self._position += token.kind != "end"
        return token

    def _skip(self, text: str) -> bool:
        found = self._peek().text == text
        self._position += found
        return found

    def _take(self, text: str) -> None:
        token = self._next()
        if token.text != text or token.kind not in ("sign", "operator"):
            shown = f"`{token.text}`" if token.text else "the end"
            raise _Wrong(f"expected `{text}` instead of {shown}", token.offset)

    def _unexpected(self) -> _Wrong:
        token = self._peek()
        return _Wrong(f"unexpected `{token.text}`" if token.text else "the expression is not complete", token.offset)


_ESCAPED: Final = {'\\"': '"', "\\\\": "\\", "\\n": "\n"}


def _closing(raw: str, position: int) -> int:
    """Where the bracket closes whose content begins at ``position``; -1 when it does not."""
    depth = 1
    while position < len(raw):
        depth += (raw[position] == "(") - (raw[position] == ")")
        if not depth:
            return position
        position += 1
    return -1


def _key(written: str) -> Key:
    optional = written.endswith("?") and len(written) > 2
    name = written[1:-1] if optional else written[1:]
    if name.startswith('"'):
        name = name[1:-1].replace('\\"', '"')
    return Key(name, optional)


def _number(text: str, offset: int) -> int | float:
    if len(text) > _MAX_DIGITS:
        raise _Wrong("the number is too long", offset)
    if text[:2].lower() == "0x" or text[:3].lower() == "-0x":
        return int(text, 16)
    if text.lstrip("-").isdigit():
        return int(text)
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Wrong("the number is too large", offset)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
