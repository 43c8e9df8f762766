"""The tree of an expression in a Terraform file. ``at`` is where a node begins in its text."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias, Union

from stackc.base.record import Record


class Literal(Record):
    """A number, a word or text."""

    value: str | bool | Fraction | None
    at: int


class Name(Record):
    """A variable of a ``for`` around it, or one that is known beforehand."""

    name: str
    at: int


class Called(Record):
    """``function(a, b)``; ``expands`` where the last argument stands for all that is in it, as ``function(a...)``."""

    name: str
    arguments: tuple[Node, ...]
    at: int
    expands: bool = False


class Listed(Record):
    """``[a, b]``."""

    items: tuple[Node, ...]
    at: int


class Keyed(Record):
    """``{a = b}``; later equal keys win."""

    items: tuple[tuple[Node, Node], ...]
    at: int


class Signed(Record):
    """``-a`` or ``!a``."""

    operator: str
    operand: Node
    at: int


class Chain(Record):
    """``a + b - c``: operators of one precedence, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int


class Condition(Record):
    """``a ? b : c``, and ``%{ if a }`` with templates for ``b`` and ``c``."""

    condition: Node
    then: Node
    otherwise: Node
    at: int


class Attribute(Record):
    """``.name`` behind a value."""

    name: str
    at: int


class Index(Record):
    """``[key]`` behind a value, or ``.0``."""

    key: Node
    at: int


class Splat(Record):
    """``[*]`` or ``.*`` behind a value, with the steps that go into each item."""

    steps: tuple[Step, ...]
    at: int


class Steps(Record):
    """A value and what is taken out of it, step by step."""

    value: Node
    steps: tuple[Step, ...]
    at: int


class Loop(Record):
    """``[for k, v in values : item if condition]``; with ``key`` the result is a map, ``grouped`` by ``...``."""

    key_name: str | None
    name: str
    values: Node
    key: Node | None
    item: Node
    condition: Node | None
    grouped: bool
    at: int


class Joined(Record):
    """A template: the texts of its parts, one after the other. The only part of a sole ``"${a}"`` stands for itself."""

    parts: tuple[Node, ...]
    at: int


class Repeated(Record):
    """``%{ for }``: the texts of ``body``, one after the other."""

    body: Loop
    at: int


Step: TypeAlias = Union[Attribute, Index, Splat]
Node: TypeAlias = Union[Literal, Name, Called, Listed, Keyed, Signed, Chain, Condition, Steps, Loop, Joined, Repeated]
