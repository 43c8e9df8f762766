"""Whether a value fits the type of a Terraform variable, by Terraform's rules of conversion. Pure.

Values are those of a variable file: what JSON can say, and in it what is not known yet, of which nothing is said.
See docs/language.md, root modules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.source import Path
from stackc.base.value import Value
from stackc.base.words import kind_word
from stackc.syntax.hcl_number import parse_number
from stackc.syntax.type_constraint import (
    ANY,
    AnyType,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    type_text,
)


class Refused(NamedTuple):
    """A part of the value that Terraform does not convert, and why: ``needs number, but this is a string``."""

    path: Path
    reason: str
    is_absence: bool = False
    """It lacks something that it would have to have."""


class Dropped(NamedTuple):
    """A key that the object type does not have, which Terraform drops without a word; ``known`` are those it has."""

    path: Path
    known: tuple[str, ...]


class Doubt(NamedTuple):
    """A part of the value of which nobody can tell here whether it fits ``type``."""

    path: Path
    type: Type = ANY


Remark = Refused | Dropped | Doubt


class Fit(NamedTuple):
    """What there is to say of one value and one type."""

    refused: tuple[Refused, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """Parts that could not be looked at: what is refused is, but these may be, too."""

    @property
    def fits(self) -> bool:
        """True where Terraform takes the value for sure."""
        return not self.refused and not self.doubts


def fit(value: Value, type_: Type) -> Fit:
    """What Terraform says of ``value`` for a variable of ``type_``. Null fits every type: what may be null, and
    what has a default, is not a matter of types.
    """
    remarks = tuple(_remarks(value, type_, ()))
    return Fit(
        tuple(each for each in remarks if isinstance(each, Refused)),
        tuple(each for each in remarks if isinstance(each, Dropped)),
        tuple(each for each in remarks if isinstance(each, Doubt)),
    )


def _remarks(value: Value, type_: Type, path: Path) -> Iterator[Remark]:
    if value is None or isinstance(type_, AnyType):
        return
    if not isinstance(value, (str, bool, int, float, list, dict)):
        yield Doubt(path, type_)
        return
    match type_:
        case Primitive(name):
            yield from _as_primitive(value, name, path)
        case Collection("map") if isinstance(value, dict):
            yield from _in_collection(tuple(value.items()), type_, path)
        case Collection("list" | "set") if isinstance(value, list):
            yield from _in_collection(tuple(enumerate(value)), type_, path)
        case TupleType(items) if isinstance(value, list):
            if len(items) != len(value):
                yield Refused(path, f"needs {len(items)} items, but this has {len(value)}")
                return
            for at, (item, item_type) in enumerate(zip(value, items, strict=True)):
                yield from _remarks(item, item_type, (*path, at))
        case ObjectType() if isinstance(value, dict):
            yield from _as_object(value, type_, path)
        case _:
            yield _misfit(type_text(type_), value, path)


_BOOLEANS: Final = frozenset({"true", "false", "0", "1"})


def _as_primitive(value: Value, name: str, path: Path) -> Iterator[Remark]:
    if isinstance(value, (list, dict)):
        yield _misfit(name, value, path)
    elif isinstance(value, bool):
        if name == "number":
            yield _misfit(name, value, path)
    elif isinstance(value, str):
        if name == "bool" and value not in _BOOLEANS:
            yield Refused(path, "needs bool, but this text is neither `true` nor `false`")
        elif name == "number" and parse_number(value) is None:
            yield Doubt(path) if _is_strange(value) else Refused(path, "needs number, but this text is none")
    elif name == "bool":
        yield _misfit(name, value, path)


def _is_strange(text: str) -> bool:
    """True for text that Go reads as a number and nobody means as one, or that is larger than is looked at here."""
    return _STRANGE.fullmatch(text) is not None


_STRANGE: Final = late_pattern(r"[-+]?(?:inf|infinity|nan|[0-9.]++[ep]?[-+]?[0-9]*+)", re.IGNORECASE)


def _misfit(wanted: str, value: Value, path: Path) -> Refused:
    return Refused(path, f"needs {wanted}, but this is {kind_word(value)}")


def _as_object(value: dict[str, Value], type_: ObjectType, path: Path) -> Iterator[Remark]:
    known = tuple(member.name for member in type_.members)
    for member in type_.members:
        if member.name in value:
            yield from _remarks(value[member.name], member.type, (*path, member.name))
        elif not member.is_optional:
            yield Refused(path, f"needs the attribute `{member.name}`", is_absence=True)
    for key in value:
        if key not in known:
            yield Dropped((*path, key), known)


def _in_collection(items: Sequence[tuple[str | int, Value]], type_: Collection, path: Path) -> Iterator[Remark]:
    """Each item becomes the type of items; where that is open, all must become one kind."""
    if not isinstance(type_.item, AnyType):
        for at, item in items:
            yield from _remarks(item, type_.item, (*path, at))
        if len(items) > 1 and _is_open(type_.item) and len({_shape(item) for _, item in items}) > 1:
            yield Doubt(path)
        return
    values = [item for _, item in items]
    waiting = [at for at, item in items if _holds_waiting(item)]
    if waiting:
        yield from (Doubt((*path, at)) for at in waiting)
    elif type_.container != "map" and None in values and any(isinstance(item, (dict, list)) for item in values):
        yield Refused(path, "needs items of one kind, but null stands beside others")
    else:
        yield from _of_one_kind(values, path)


def _of_one_kind(values: Sequence[Value], path: Path) -> Iterator[Remark]:
    try:
        kind = _unified([_kind(item) for item in values if item is not None])
    except _Unsure:
        yield Doubt(path)
        return
    if kind is None:
        yield Refused(path, "needs items of one kind, but these are of several")


def _is_open(type_: Type) -> bool:
    """True where ``any`` stands somewhere in the type."""
    match type_:
        case AnyType():
            return True
        case Collection(item=item):
            return _is_open(item)
        case TupleType(items):
            return any(map(_is_open, items))
        case ObjectType(members):
            return any(_is_open(member.type) for member in members)
        case Primitive():
            return False


# --- kinds, and the one that several become

_NOTHING: Final = "null"
_Kind = str | tuple[str, tuple[tuple[str | int, "_Kind"], ...]]
"""``string``, ``number``, ``bool``, ``null``, or a container with the kinds of what is in it."""


def _holds_waiting(value: Value) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_waiting, value.values()))
    if isinstance(value, list):
        return any(map(_holds_waiting, value))
    return not isinstance(value, (str, bool, int, float, type(None)))


def _kind(value: Value) -> _Kind:
    match value:
        case None:
            return _NOTHING
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case dict():
            return "object", tuple((key, _kind(value[key])) for key in sorted(value))
        case list():
            return "tuple", tuple((at, _kind(item)) for at, item in enumerate(value))
    return "string"


def _shape(value: Value) -> _Kind:
    return "waiting" if _holds_waiting(value) else _kind(value)


class _Unsure(Exception):
    """Null beside a container, deep in several values; never leaves this module."""


def _unified(kinds: Iterable[_Kind]) -> _Kind | None:
    """The kind that all of ``kinds`` can become; None when there is none. Raises _Unsure."""
    given = list(dict.fromkeys(kinds))
    known = [kind for kind in given if kind != _NOTHING]
    if len(known) < len(given) and not all(isinstance(kind, str) for kind in known):
        raise _Unsure
    if len(known) < 2:
        return known[0] if known else _NOTHING
    if all(isinstance(kind, str) for kind in known):
        return "string" if "string" in known else None
    containers = [kind for kind in known if not isinstance(kind, str)]
    names = {name for name, _ in containers}
    if len(containers) < len(known) or len(names) > 1:
        return None
    inside = [dict(items) for _, items in containers]
    if all(items.keys() == inside[0].keys() for items in inside):
        return _together(containers[0][0], inside)
    return _unified(kind for items in inside for kind in items.values()) and names.pop()


def _together(name: str, inside: Sequence[dict[str | int, _Kind]]) -> _Kind | None:
    """Containers with the same keys: each key by itself."""
    unified: list[tuple[str | int, _Kind]] = []
    for key in inside[0]:
        one = _unified(items[key] for items in inside)
        if one is None:
            return None
        unified.append((key, one))
    return name, tuple(unified)
