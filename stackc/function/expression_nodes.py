"""The tree of an expression, and the fault that stands where there is no tree or no value.

Nodes are plain tuples: two of different types may compare equal, so they are told apart by class and never looked up.
"""

from __future__ import annotations

from typing import TypeAlias, Union

from stackc.base.named_tuple import NamedTuple
from stackc.base.record import Record
from stackc.base.value import Scalar


class ExpressionFault(Record):
    """Why an expression has no value; ``offset`` counts from the start of the expression."""

    message: str
    offset: int = 0


class Constant(NamedTuple):
    """A string, a number, a boolean or null."""

    value: Scalar


class Text(NamedTuple):
    """A string with values in it: ``"\\(.id)-x"``."""

    parts: tuple[Node, ...]


class Variable(NamedTuple):
    """A name bound by ``as``."""

    name: str


class Descend(NamedTuple):
    """``..``: the value and everything below it."""


class Key(NamedTuple):
    """A step to the value of a key; a ``*`` or ``?`` in the name makes it a pattern."""

    name: str
    optional: bool = False


class At(NamedTuple):
    """A step to what is in brackets: an index, a key, or several of them."""

    key: Node
    optional: bool = False


class Each(NamedTuple):
    """A step to all items."""


class Slice(NamedTuple):
    """A step to a part of a list."""

    lower: Node | None
    upper: Node | None


Step: TypeAlias = Union[Key, At, Each, Slice]


class Reach(NamedTuple):
    """Steps from a node down; from the value itself, which is ``.``, where ``base`` is None."""

    base: Node | None
    steps: tuple[Step, ...]


class Binary(NamedTuple):
    """An operator between two nodes."""

    operator: str
    left: Node
    right: Node


class Items(NamedTuple):
    """A list of all results of its content."""

    content: Node | None


class Members(NamedTuple):
    """A map of keys and values."""

    pairs: tuple[tuple[Node, Node], ...]


class Function(NamedTuple):
    """A function of the value at hand."""

    name: str
    arguments: tuple[Node, ...]


class Binding(NamedTuple):
    """``source as $name | body``."""

    source: Node
    name: str
    body: Node


Node: TypeAlias = Union[Constant, Text, Variable, Descend, Reach, Binary, Items, Members, Function, Binding]


def is_pattern(name: str) -> bool:
    """True for a key that stands for all keys which look like it."""
    return "*" in name or "?" in name
