"""What is known of a value that does not exist yet: its kind, and what is in it. Pure.

A value goes from one root module to another as JSON: lists, sets and tuples are one kind there, maps and objects are
another.
See docs/language.md, the contract with the module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path
from stackc.base.value import Missing
from stackc.syntax.type_constraint import (
    AnyType,
    Collection,
    Member,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    type_text,
)

MAX_SIZE: Final = 2000
"""Parts of one shape; those of a larger one count as not known, for a few lines of a module can say a lot."""


class Shape(NamedTuple):
    """The kind of a value that Terraform has still to compute. Of what is not known there is no shape: None."""

    kind: Literal["string", "number", "bool", "list", "map", "null"]
    may_be_null: bool = False
    """Null fits every type, so nothing is said of it."""
    items: Mapping[str | int, Shape | None] | None = None
    """All there is in a list or a map, by index or key; None where that is not known."""
    size: int = 1


STRING: Final = Shape("string")
NUMBER: Final = Shape("number")
BOOL: Final = Shape("bool")
LIST: Final = Shape("list")
MAP: Final = Shape("map")
NULL: Final = Shape("null", may_be_null=True)


def holding(kind: Literal["list", "map"], items: Mapping[str | int, Shape | None]) -> Shape:
    """A list or a map with these items and no others."""
    size = 1 + sum(item.size if item else 1 for item in items.values())
    return Shape(kind, items=items, size=size) if size <= MAX_SIZE else Shape(kind)


def shape_of_type(type_: Type) -> Shape | None:
    """What every value of ``type_`` is, null aside."""
    match type_:
        case AnyType():
            return None
        case Primitive(name):
            return Shape(name)
        case Collection(container):
            return MAP if container == "map" else LIST
        case TupleType(items):
            return holding("list", {at: nullable(shape_of_type(item)) for at, item in enumerate(items)})
        case ObjectType(members):
            return holding("map", {member.name: _member(member) for member in members})


def _member(member: Member) -> Shape | None:
    """An attribute; its default, which is no null, takes the place of null, too."""
    shape = shape_of_type(member.type)
    has_value = member.has_default and member.default is not None and not isinstance(member.default, Missing)
    return shape if has_value else nullable(shape)


def nullable(shape: Shape | None) -> Shape | None:
    """``shape``, or null."""
    return shape and shape._replace(may_be_null=True)


def common(left: Shape | None, right: Shape | None) -> Shape | None:
    """What a value is that is either of both, after Terraform made them one type."""
    if left is None or right is None:
        return None
    if "null" in (left.kind, right.kind):
        return nullable(left if right.kind == "null" else right)
    may_be_null = left.may_be_null or right.may_be_null
    if left.kind == right.kind:
        return (left if left.items == right.items else Shape(left.kind))._replace(may_be_null=may_be_null)
    kinds = {left.kind, right.kind}
    return Shape("string", may_be_null) if "string" in kinds and kinds <= _PRIMITIVE else None


def walked(shape: Shape | None, path: Path) -> Shape | None:
    """What is at ``path`` of ``shape``, where that is surely there."""
    for step in path:
        shape = shape.items.get(step) if shape is not None and shape.items is not None else None
    return shape


_PRIMITIVE: Final = frozenset({"string", "number", "bool"})


# --- beside the type of a variable


class Misfit(NamedTuple):
    """A part of a value that Terraform surely does not convert."""

    path: Path
    wants: str
    """What the type asks for: ``list(string)``."""
    found: str
    """A predicate: ``is a string``."""


def misfits(shape: Shape | None, type_: Type, path: Path = ()) -> Iterator[Misfit]:
    """What keeps a value of ``shape`` from becoming one of ``type_``, whatever the value will be."""
    if shape is None or shape.may_be_null or isinstance(type_, AnyType):
        return
    items = shape.items or {}
    match type_:
        case Primitive(name) if shape.kind in _PRIMITIVE and {shape.kind, name} != {"number", "bool"}:
            return
        case Collection(container, item_type) if shape.kind == ("map" if container == "map" else "list"):
            for key, item in items.items():
                yield from misfits(item, item_type, (*path, key))
        case TupleType(wanted) if shape.kind == "list":
            if shape.items is not None and len(items) != len(wanted):
                yield Misfit(path, f"{len(wanted)} items", f"has {len(items)}")
                return
            for at, item in items.items():
                yield from misfits(item, wanted[int(at)], (*path, at))
        case ObjectType(members) if shape.kind == "map":
            for member in members:
                if member.name in items:
                    yield from misfits(items[member.name], member.type, (*path, member.name))
                elif shape.items is not None and not member.is_optional:
                    yield Misfit(path, f"the attribute `{member.name}`", "does not have it")
        case _:
            yield Misfit(path, type_text(type_), f"is {_WORDS[shape.kind]}")


_WORDS: Final = {"string": "a string", "number": "a number", "bool": "a boolean", "list": "a list", "map": "a map"}
