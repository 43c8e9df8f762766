"""The tree of an expression in a Terraform file. ``at`` is where a node begins in its text."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, Union


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a word or text."""

    value: str | bool | Fraction | None
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A variable of a ``for`` around it, or one that is known beforehand."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Called:
    """``function(a, b)``; ``expands`` where the last argument stands for all that is in it, as ``function(a...)``."""

    name: str
    arguments: tuple[Node, ...]
    at: int
    expands: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """``[a, b]``."""

    items: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """``{a = b}``; later equal keys win."""

    items: tuple[tuple[Node, Node], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Signed:
    """``-a`` or ``!a``."""

    operator: str
    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Chain:
    """``a + b - c``: operators of one precedence, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Condition:
    """``a ? b : c``, and ``%{ if a }`` with templates for ``b`` and ``c``."""

    condition: Node
    then: Node
    otherwise: Node
    at: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """``.name`` behind a value."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Index:
    """``[key]`` behind a value, or ``.0``."""

    key: Node
    at: int


@dataclass(frozen=True, slots=True)
class Splat:
    """``[*]`` or ``.*`` behind a value, with the steps that go into each item."""

    steps: tuple[Step, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Steps:
    """A value and what is taken out of it, step by step."""

    value: Node
    steps: tuple[Step, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Loop:
    """``[for k, v in values : item if condition]``; with ``key`` the result is a map, ``grouped`` by ``...``."""

    key_name: str | None
    name: str
    values: Node
    key: Node | None
    item: Node
    condition: Node | None
    grouped: bool
    at: int


@dataclass(frozen=True, slots=True)
class Joined:
    """A template: the texts of its parts, one after the other. The only part of a sole ``"${a}"`` stands for itself."""

    parts: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """``%{ for }``: the texts of ``body``, one after the other."""

    body: Loop
    at: int


Step: TypeAlias = Union[Attribute, Index, Splat]
Node: TypeAlias = Union[Literal, Name, Called, Listed, Keyed, Signed, Chain, Condition, Steps, Loop, Joined, Repeated]
