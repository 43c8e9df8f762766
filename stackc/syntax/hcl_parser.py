"""An expression of a Terraform file: text → tree. Pure, and total: a fault where the text is no expression.

The grammar is that of Terraform's native syntax. Variables and calls of functions are faults already here, but for
those that whoever reads the tree has values for, or where the tree itself is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.syntax.hcl import COMMENT, HEREDOC, NAME, REST_COMMENT, Fault
from stackc.syntax.hcl_number import MAX_DIGITS, parse_number
from stackc.syntax.hcl_template import Broken, Part, Words, dedent, heredoc_part, pass_string_part, plant
from stackc.syntax.hcl_tree import (
    Attribute,
    Called,
    Chain,
    Condition,
    Index,
    Keyed,
    Listed,
    Literal,
    Loop,
    Name,
    Node,
    Signed,
    Splat,
    Step,
    Steps,
)

MAX_DEPTH: Final = 60
"""Expressions inside one another."""

_BLANK: Final = late_pattern(rf"(?:[ \t\r]++|{REST_COMMENT}|{COMMENT})*+")
_BLANK_LINES: Final = late_pattern(rf"(?:[ \t\r\n]++|{REST_COMMENT}|{COMMENT})*+")
_TOKEN: Final = late_pattern(
    rf"""(?P<name>{NAME})
       | (?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)
       | (?P<heredoc>{HEREDOC})
       | (?P<sign>[=!<>]=|=>|&&|\|\||\.\.\.|::|(?s:.))""",
    re.VERBOSE,
)
_REFERENCE: Final = late_pattern(rf"{NAME}(?:\.(?:{NAME}|[0-9]++|\*))*+")
_FUNCTION: Final = late_pattern(rf"({NAME}(?:::{NAME})*+)[ \t]*+\(")
_LEGACY_INDEX: Final = late_pattern(r"[0-9]++")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_PRECEDENCE: Final = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys((">", ">=", "<", "<="), 4),
    **dict.fromkeys("+-", 5),
    **dict.fromkeys("*/%", 6),
}


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse_expression(
    text: str, start: int, end: int, names: Sequence[str] = (), functions: Collection[str] = ()
) -> Node | Fault:
    """The tree of the expression at ``[start, end)`` of ``text``, whose brackets and strings are known to be closed.

    ``names`` are variables and ``functions`` those that may be called.
    """
    return _parsed(_Parser(text, start, end, names, functions))


def parse_any_expression(text: str) -> Node | Fault:
    """The tree of ``text``, whose brackets and strings are known to be closed, whatever it names and calls."""
    return _parsed(_Parser(text, 0, len(text), (), (), is_free=True))


def _parsed(parser: _Parser) -> Node | Fault:
    try:
        node = parser.expression()
        token = parser.peek()
        if token.kind:
            raise Broken(f"unexpected `{_shown(token)}` behind the expression", token.at)
    except Broken as broken:
        return broken.fault
    return node


class _Parser:
    """Recursive descent, ``MAX_DEPTH`` expressions deep; chains of operators and steps do not recurse."""

    __slots__ = ("_depth", "_end", "_functions", "_is_free", "_lines", "_names", "_position", "_text")

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        names: Sequence[str],
        functions: Collection[str],
        *,
        is_free: bool = False,
    ) -> None:
        self._text, self._position, self._end = text, start, end
        self._lines = True  # whether a line end is a token
        self._names: list[str] = [*names]
        self._functions = functions
        self._is_free = is_free  # whether every name and every function may stand here
        self._depth = 0

    # --- tokens

    def peek(self) -> _Token:
        """The next token, left where it is; of no kind at the end."""
        blank = (_BLANK if self._lines else _BLANK_LINES).match(self._text, self._position, self._end)
        self._position = blank.end() if blank else self._position
        found = _TOKEN.match(self._text, self._position, self._end)
        if found is None:
            return _Token("", "", self._position)
        return _Token(found.lastgroup or "", found[0], self._position)

    def _take(self) -> _Token:
        token = self.peek()
        self._position = token.at + len(token.text)
        return token

    def _skip(self, text: str) -> bool:
        token = self.peek()
        if token.text != text or not token.kind:
            return False
        self._position = token.at + len(text)
        return True

    def _expect(self, text: str, where: str) -> None:
        if not self._skip(text):
            token = self.peek()
            raise Broken(f"`{text}` is missing {where}, before `{_shown(token)}`", token.at)

    # --- expressions

    def expression(self) -> Node:
        """One expression with everything that belongs to it."""
        self._descend(self.peek().at)
        node = self._chain(1)
        if self._skip("?"):
            then = self.expression()
            self._expect(":", "in a conditional")
            node = Condition(node, then, self.expression(), node.at)
        self._depth -= 1
        return node

    def _descend(self, at: int) -> None:
        if self._depth >= MAX_DEPTH:
            raise Broken(f"expressions are nested more than {MAX_DEPTH} deep", at)
        self._depth += 1

    def _chain(self, lowest: int) -> Node:
        """Operators of at least the precedence ``lowest``; equal ones are collected in one chain."""
        node = self._signed()
        while _PRECEDENCE.get(self.peek().text, 0) >= lowest:
            level = _PRECEDENCE[self.peek().text]
            rest: list[tuple[str, Node]] = []
            while _PRECEDENCE.get(self.peek().text, 0) == level:
                operator = self._take().text
                rest.append((operator, self._chain(level + 1)))
            node = Chain(node, tuple(rest), node.at)
        return node

    def _signed(self) -> Node:
        token = self.peek()
        if token.text not in ("-", "!"):
            return self._with_steps()
        self._take()
        self._descend(token.at)
        operand = self._signed()
        self._depth -= 1
        return Signed(token.text, operand, token.at)

    def _with_steps(self) -> Node:
        term = self._term()
        steps = self._steps()
        return Steps(term, steps, term.at) if steps else term

    def _steps(self, *, only_attributes: bool = False) -> tuple[Step, ...]:
        steps: list[Step] = []
        while True:
            token = self.peek()
            if token.text == ".":
                self._take()
                if self._skip("*"):
                    steps.append(Splat(self._steps(only_attributes=True), token.at))
                else:
                    steps.append(self._attribute(token))
            elif token.text == "[" and not only_attributes:
                self._take()
                lines, self._lines = self._lines, False
                key = None if self._skip("*") else self.expression()
                self._expect("]", "behind an index")
                self._lines = lines
                if key is None:
                    self._descend(token.at)
                    steps.append(Splat(self._steps(), token.at))
                    self._depth -= 1
                    return tuple(steps)
                steps.append(Index(key, token.at))
            else:
                return tuple(steps)

    def _attribute(self, dot: _Token) -> Step:
        number = _LEGACY_INDEX.match(self._text, self._position, self._end)
        if number is not None:
            self._position = number.end()
            following = self.peek()
            if following.text == "." and _LEGACY_INDEX.match(self._text, following.at + 1, self._end):
                raise Broken("two indexes with dots in a row; write them in brackets", following.at)
            return Index(Literal(_number(number[0], dot.at), dot.at), dot.at)
        token = self._take()
        if token.kind != "name":
            raise Broken("a name is missing behind the dot", dot.at)
        return Attribute(token.text, dot.at)

    def _term(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return Literal(_number(token.text, token.at), token.at)
        if token.kind == "name":
            return self._named(token)
        if token.kind == "heredoc":
            return self._heredoc(token)
        match token.text:
            case "(":
                lines, self._lines = self._lines, False
                node = self.expression()
                self._expect(")", "behind an expression")
                self._lines = lines
                return node
            case "[":
                return self._listed(token)
            case "{":
                return self._keyed(token)
            case '"':
                return self._string(token)
        raise Broken(f"a value is missing before `{_shown(token)}`", token.at)

    def _named(self, token: _Token) -> Node:
        if token.text in self._names:
            return Name(token.text, token.at)
        function = _FUNCTION.match(self._text, token.at, self._end)
        if function is not None and (self._is_free or function[1] in self._functions):
            return self._called(function[1], token.at)
        if function is not None:
            raise Broken(f"`{function[1]}` is a function, which cannot be called here", token.at)
        if token.text in _WORDS:
            return Literal(_WORDS[token.text], token.at)
        if self._is_free:
            return Name(token.text, token.at)
        reference = _REFERENCE.match(self._text, token.at, self._end)
        raise Broken(f"`{reference[0] if reference else token.text}` is a variable, which has no value here", token.at)

    def _called(self, name: str, at: int) -> Node:
        self._position = at + len(name)
        lines, self._lines = self._lines, False
        self._expect("(", "behind the name of a function")
        arguments: list[Node] = []
        expands = False
        while not self._skip(")"):
            arguments.append(self.expression())
            expands = self._is_free and self._skip("...")
            if expands or not self._skip(","):
                self._expect(")", "or a comma behind an argument")
                break
        self._lines = lines
        return Called(name, tuple(arguments), at, expands)

    # --- lists and maps

    def _listed(self, opening: _Token) -> Node:
        lines, self._lines = self._lines, False
        if self.peek().text == "for":
            node: Node = self._loop(opening, "]")
        else:
            items: list[Node] = []
            while not self._skip("]"):
                items.append(self.expression())
                if not self._skip(","):
                    self._expect("]", "or a comma behind an item")
                    break
            node = Listed(tuple(items), opening.at)
        self._lines = lines
        return node

    def _keyed(self, opening: _Token) -> Node:
        lines, self._lines = self._lines, False
        if self.peek().text == "for":
            node: Node = self._loop(opening, "}")
            self._lines = lines
            return node
        items: list[tuple[Node, Node]] = []
        while True:
            self._lines = False
            if self._skip("}"):
                break
            self._lines = True
            key = self._key()
            if not self._skip("=") and not self._skip(":"):
                raise Broken("`=` is missing behind a key", self.peek().at)
            items.append((key, self.expression()))
            token = self.peek()
            if token.text not in (",", "\n", "}"):
                raise Broken(f"a new line or a comma is missing before `{_shown(token)}`", token.at)
            self._skip(",")
        self._lines = lines
        return Keyed(tuple(items), opening.at)

    def _key(self) -> Node:
        """A bare word is a key, whatever it means elsewhere."""
        token = self.peek()
        if token.kind == "name":
            start = self._position
            self._take()
            if self.peek().text in ("=", ":"):
                return Literal(token.text, token.at)
            self._position = start
        return self.expression()

    def _loop(self, opening: _Token, closing: str) -> Loop:
        self._take()
        key_name, name = self._loop_names()
        values = self.expression()
        self._expect(":", "in a `for`")
        self._names += [name, key_name or name]
        item, key = self.expression(), None
        if closing == "}":
            self._expect("=>", "behind the key in a `for` that makes a map")
            key, item = item, self.expression()
        grouped = closing == "}" and self._skip("...")
        condition = self.expression() if self._skip("if") else None
        del self._names[-2:]
        self._expect(closing, "behind a `for`")
        return Loop(key_name, name, values, key, item, condition, grouped, opening.at)

    def _loop_names(self) -> tuple[str | None, str]:
        """``k, v in``."""
        names = [self._take()]
        if self._skip(","):
            names.append(self._take())
        for token in names:
            if token.kind != "name":
                raise Broken(f"a `for` needs the name of a variable before `{_shown(token)}`", token.at)
        self._expect("in", "in a `for`")
        return (names[0].text if len(names) > 1 else None), names[-1].text

    # --- templates

    def _string(self, opening: _Token) -> Node:
        parts: list[Part] = []
        while self._text[self._position] != '"':
            text, end = pass_string_part(self._text, self._position)
            if end == self._position:
                parts.append(self._action(parts))
            else:
                parts.append(Part("text", self._position, text))
                self._position = end
        self._position += 1
        return plant(parts, opening.at, MAX_DEPTH - self._depth)

    def _heredoc(self, opening: _Token) -> Node:
        parts: list[Part] = []
        marker = opening.text.strip().lstrip("<-")
        while True:
            text, end = heredoc_part(self._text, self._position, marker)
            if end < 0:
                break
            if end == self._position:
                parts.append(self._action(parts))
            else:
                parts.append(Part("text", self._position, text))
                self._position = end
        self._position = -end
        if opening.text.startswith("<<-"):
            parts = dedent(parts)
        return plant(parts, opening.at, MAX_DEPTH - self._depth)

    def _action(self, before: list[Part]) -> Part:
        """What stands in ``${ }`` or ``%{ }``, with the marks that take away the blanks beside it."""
        at, sign = self._position, self._text[self._position]
        self._position += 2
        lines, self._lines = self._lines, False
        left = self._text.startswith("~", self._position)
        self._position += left
        part = Part("value", at, node=self.expression()) if sign == "$" else self._directive(at, before)
        right = self._skip("~")
        self._expect("}", "behind an expression in a template")
        self._lines = lines
        return part._replace(left=left, right=right)

    def _directive(self, at: int, before: list[Part]) -> Part:
        word = self._take().text
        match word:
            case "if":
                return Part("if", at, node=self.expression())
            case "for":
                key_name, name = self._loop_names()
                values = self.expression()
                self._names += [name, key_name or name]
                return Part("for", at, node=values, words=Words(key_name, name))
            case "endfor":
                opened = sum((part.kind == "for") - (part.kind == "endfor") for part in before)
                if opened > 0:
                    del self._names[-2:]
                return Part("endfor", at)
            case "else" | "endif":
                return Part(word, at)
        raise Broken(f"`{word}` is no directive of a template: `if`, `else`, `endif`, `for` and `endfor` are", at)


def _number(text: str, at: int) -> Fraction:
    number = parse_number(text)
    if number is None:
        raise Broken(f"the number has more than {MAX_DIGITS} digits", at)
    return number


def _shown(token: _Token) -> str:
    return "the end" if not token.kind else "the end of the line" if token.text == "\n" else token.text.strip()
