"""Terraform's JSON syntax (``*.tf.json``): text → the same blocks as ``hcl`` gives. Pure and linear.

Values are read by the standard library; only the places, which it does not give, are found here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.value import MISSING, Missing, Value
from stackc.syntax.hcl import Block, Expression, Fault, Reading

_SPACE: Final = late_pattern(r"[ \t\r\n]*+")
_STRING: Final = late_pattern(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR: Final = late_pattern(r'"(?:[^"\\]++|\\.)*+"|[^,\]}\s]++', re.DOTALL)
_PLAIN: Final = late_pattern(r'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)

_BRACKET: Final = late_pattern(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]', re.DOTALL)
_STEPS: Final = {"{": 1, "[": 1, "}": -1, "]": -1}
MAX_DEPTH: Final = 100
"""Lists and objects inside one another."""


class _Member(NamedTuple):
    """One ``"name": value`` of an object; ``[start, end)`` is the quoted name."""

    name: str
    start: int
    end: int
    value: int


class _Broken(Exception):
    """The JSON is valid but no configuration; never leaves this module."""

    def __init__(self, message: str, start: int, end: int, label: str) -> None:
        super().__init__(message)
        self.fault = Fault(message, start, end, label)


def read_blocks(text: str, labels: Mapping[str, int], nested: Mapping[str, int]) -> Reading:
    """The blocks of ``text`` whose type is in ``labels``, which says how many each has; ``nested`` for those inside."""
    fault = _find_fault(text)
    if fault is not None:
        return Reading((), fault)
    blocks: list[Block] = []
    try:
        for root in _objects(text, 0):
            for member in _members(text, root):
                if member.name in labels:
                    blocks.extend(_blocks(text, member, labels[member.name], nested))
    except _Broken as broken:
        return Reading(tuple(blocks), broken.fault)
    return Reading(tuple(blocks))


def literal_value(source: str) -> Value | Missing:
    """The value that ``source`` is the JSON of, ``MISSING`` for a number that has no value here."""
    try:
        value: Value = json.loads(source, parse_float=_finite)
    except ValueError:
        return MISSING
    return value


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _find_fault(text: str) -> Fault | None:
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += _STEPS.get(bracket[0], 0)
        if depth > MAX_DEPTH:
            return Fault("invalid JSON: nested too deeply", bracket.start(), bracket.end(), "here")
    try:
        json.loads(text, parse_constant=_refuse, parse_int=float)
    except json.JSONDecodeError as problem:
        comma = _TRAILING_COMMA.search(text, len(text[: problem.pos].rstrip(" \t\r\n,")))
        if comma is not None and comma.start() <= problem.pos < comma.end():  # each Python has its own words and place
            return Fault("invalid JSON: a comma before the end", comma.start(), comma.start() + 1, "here")
        message = problem.msg[:1].lower() + problem.msg[1:]
        return Fault(f"invalid JSON: {message}", problem.pos, problem.pos + 1, "here")
    except _Constant as problem:
        start = text.find(problem.args[0])
        return Fault(f"invalid JSON: `{problem.args[0]}` is no JSON number", start, start + 1, "here")
    return None


_TRAILING_COMMA: Final = late_pattern(r",\s*[}\]]")


class _Constant(Exception):
    """``NaN`` or an infinity, which only Python takes for JSON."""


def _refuse(name: str) -> Value:
    raise _Constant(name)


def _blocks(text: str, member: _Member, labels: int, nested: Mapping[str, int]) -> Iterator[Block]:
    """All blocks that one member stands for: an object or a list of them, below one level of names per label."""
    for place in _objects(text, member.value):
        if not labels:
            yield _block(text, member.name, (), member, place, nested)
            continue
        for name in _members(text, place):
            for body in _objects(text, name.value):
                yield _block(text, member.name, (name.name,), name, body, nested)


def _block(text: str, kind: str, labels: tuple[str, ...], at: _Member, body: int, nested: Mapping[str, int]) -> Block:
    arguments: dict[str, Expression] = {}
    inside: list[Block] = []
    for member in _members(text, body):
        if member.name in nested:
            inside.extend(_blocks(text, member, nested[member.name], {}))
        elif member.name in arguments:
            raise _Broken(f"argument `{member.name}` is given twice", member.start, member.end, "given again here")
        else:
            written = text[member.value : _value_end(text, member.value)]
            arguments[member.name] = Expression(written, json=True, start=member.value)
    return Block(kind, labels, at.start, at.end, arguments, tuple(inside))


def _objects(text: str, position: int) -> Iterator[int]:
    """Where the object at ``position``, or each object of the list there, begins; nothing for null."""
    position = _skip_space(text, position)
    mark = text[position]
    if mark == "{":
        yield position
    elif mark == "[":
        position = _skip_space(text, position + 1)
        while text[position] != "]":
            if text[position] != "{":
                raise _Broken("a block must be a JSON object", position, position + 1, "not an object")
            yield position
            position = _skip_comma(text, _value_end(text, position))
    elif not text.startswith("null", position):
        raise _Broken("a block must be a JSON object", position, position + 1, "not an object")


def _members(text: str, position: int) -> Iterator[_Member]:
    """The members of the object at ``position``, comments (named ``//``) left out."""
    position = _skip_space(text, position + 1)
    while text[position] != "}":
        written = _STRING.match(text, position)
        assert written is not None, "the text is valid JSON"
        colon = _skip_space(text, written.end())
        value = _skip_space(text, colon + 1)
        name: str = json.loads(written[0])
        if name != "//":
            yield _Member(name, written.start(), written.end(), value)
        position = _skip_comma(text, _value_end(text, value))


def _value_end(text: str, position: int) -> int:
    """The place behind the value at ``position``; brackets balance, because the text is valid JSON."""
    if text[position] not in "{[":
        scalar = _SCALAR.match(text, position)
        assert scalar is not None, "the text is valid JSON"
        return scalar.end()
    depth = 0
    while True:
        found = _PLAIN.match(text, position)
        position = found.end() if found else position
        depth += 1 if text[position] in "{[" else -1
        position += 1
        if not depth:
            return position


def _skip_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _skip_comma(text: str, position: int) -> int:
    position = _skip_space(text, position)
    return _skip_space(text, position + 1) if text[position] == "," else position
