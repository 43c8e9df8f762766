"""Configuration values: plain tables, lists and scalars, and the few kinds that are not plain.

Unknown, secret, null and missing are four different things: ``Unknown``, ``Secret``, ``None`` and ``MISSING``.

The kinds say themselves how they are copied and pickled, since Python finds no fields in a compiled class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias, Union

from stackc.base.bare import NotText
from stackc.base.memo import IdentityMemo, Same
from stackc.base.record import Record
from stackc.base.source import Path


class Call(Record):
    """A YAML function call as it was written: ``!env HOME``. It merges as a value of its own.

    ``str`` and ``format`` refuse it, as they do what is unknown or secret: who shows it asks for its ``text``.
    """

    text: str

    def __str__(self) -> str:
        raise NotText("a call is no text")

    def __format__(self, _: str) -> str:
        raise NotText("a call is no text")

    def __reduce__(self) -> tuple[type[Call], tuple[str]]:
        return Call, (self.text,)


class Unknown(Record):
    """A value that exists only outside of the repository and was not asked for, or is not there yet.

    It shows as ``text``, the source of the call it stands for, and is never written into an artifact.
    """

    text: str

    def __str__(self) -> str:
        raise NotText("what is unknown is no text")

    def __format__(self, _: str) -> str:
        raise NotText("what is unknown is no text")

    def __reduce__(self) -> tuple[type[Unknown], tuple[str]]:
        return Unknown, (self.text,)


class Append:
    """A list tagged ``!append``: its items go behind the list below it instead of replacing it."""

    __slots__ = ("items",)

    def __init__(self, items: list[Value]) -> None:
        self.items: list[Value] = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Append) and other.items == self.items

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"Append({self.items!r})"

    def __reduce__(self) -> tuple[type[Append], tuple[list[Value]]]:
        return Append, (self.items,)


class Secret:
    """A value that must not be shown, cached or written to a file; the taint travels with it.

    It never becomes text by accident: ``str`` and ``format`` refuse it, and ``json`` does not know it. Who may use it
    opens it with ``revealed``, who shows it closes it with ``masked``.
    """

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value: Value = value.value if isinstance(value, Secret) else value

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        raise NotText("a secret is no text")

    def __format__(self, _: str) -> str:
        raise NotText("a secret is no text")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.value == self.value

    def __hash__(self) -> int:
        return hash(Secret)

    def __reduce__(self) -> tuple[type[Secret], tuple[Value]]:
        return Secret, (self.value,)


MASK: Final = "<secret>"

Scalar: TypeAlias = Union[str, int, float, bool, None]
Sealed: TypeAlias = Union[Call, Unknown, Secret]
"""What is no plain value: nothing that is written or computed with until it was opened."""
SEALED: Final = (Secret, Call, Unknown)
Value: TypeAlias = Union[Scalar, Append, Sealed, "list[Value]", "dict[str, Value]"]
Table: TypeAlias = "dict[str, Value]"


class _Missing:
    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()
"""No such key; not the same as a key whose value is null."""
Missing: TypeAlias = _Missing


def steps_into(value: Value, path: Path) -> int:
    """How many steps of ``path`` lead somewhere in ``value``."""
    return next((at for at in range(len(path)) if isinstance(look_up(value, path[: at + 1]), Missing)), len(path))


def look_up(value: Value, path: Path) -> Value | Missing:
    """The value at ``path`` below ``value``, or ``MISSING``."""
    for step in path:
        if isinstance(value, dict):
            found = value.get(step, MISSING) if isinstance(step, str) else MISSING
        elif isinstance(value, (list, Append)) and isinstance(step, int):
            items = value.items if isinstance(value, Append) else value
            found = items[step] if step < len(items) else MISSING
        else:
            return MISSING
        if isinstance(found, _Missing):
            return MISSING
        value = found
    return value


def table_at(value: Value, *path: str) -> Table:
    """The table at ``path``; empty when there is none or when it is something else."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """All scalars and empty containers below ``value`` with their paths, in the order they are written."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def is_deeper(value: Value, levels: int) -> bool:
    """True when containers are nested more than ``levels`` deep. Shared ones are looked into once a level."""
    layer = _containers([value])
    for _ in range(levels):
        layer = _containers(item for each in layer for item in _inside(each))
        if not layer:
            return False
    return bool(layer)


def count_values(value: Value) -> int:
    """How many values there are, ``value`` itself and shared ones wherever they stand included.

    Recursive: for values that are not too deep.
    """
    below = IdentityMemo[Value, int](lambda container: sum(map(count, _inside(container))))

    def count(each: Value) -> int:
        return 1 + below(each) if isinstance(each, (dict, list, Append)) else 1

    return count(value)


def _containers(values: Iterable[Value]) -> list[Value]:
    return list({Same(value): value for value in values if isinstance(value, (dict, list, Append))}.values())


def _inside(value: Value) -> Iterable[Value]:
    if isinstance(value, dict):
        return value.values()
    return value.items if isinstance(value, Append) else value if isinstance(value, list) else ()


def find_leaf(value: Value, wanted: Callable[[Value], bool]) -> Path | None:
    """Path of the first leaf for which ``wanted`` holds."""
    return next((path for path, leaf in leaves(value) if wanted(leaf)), None)


def transform(value: Value, change: Callable[[Value], Value]) -> Value:
    """``value`` with every leaf changed; a container in which nothing changes is given back itself."""
    if isinstance(value, dict):
        table = {key: transform(item, change) for key, item in value.items()}
        return value if all(table[key] is item for key, item in value.items()) else table
    if isinstance(value, list):
        items = [transform(item, change) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return change(value)


def revealed(value: Value) -> Value:
    """``value`` with its secrets opened, for who may use them."""
    return transform(value, lambda leaf: revealed(leaf.value) if isinstance(leaf, Secret) else leaf)


def shown(value: Value) -> Value:
    """``value`` for who shows it: a secret is masked, a call or an unknown is its text, ``!append`` a list."""
    return transform(value, shown_leaf)


def shown_leaf(leaf: Value) -> Value:
    """What stands for a leaf that is not plain; a plain leaf as it is."""
    if isinstance(leaf, Secret):
        return MASK
    if isinstance(leaf, Append):
        return [shown(item) for item in leaf.items]
    return leaf.text if isinstance(leaf, (Call, Unknown)) else leaf


def source_text(value: object) -> str | None:
    """Text, or what a call or an unknown shows as; None for everything else."""
    if isinstance(value, str):
        return value
    return value.text if isinstance(value, (Call, Unknown)) else None


def public(table: Table) -> Table:
    """A copy for those outside: plain maps, lists and text. A secret stays what it is."""
    return {key: public_value(item) for key, item in table.items()}


def public_value(value: Value) -> Value:
    """The same of one value."""
    if isinstance(value, dict):
        return public(value)
    if isinstance(value, (list, Append)):
        return [public_value(item) for item in (value.items if isinstance(value, Append) else value)]
    if isinstance(value, str):
        return str(value)
    return value.text if isinstance(value, (Call, Unknown)) else value


def has_secret(value: Value) -> bool:
    """True where a secret is anywhere below ``value``."""
    return any(isinstance(leaf, Secret) for _, leaf in leaves(value))


def is_unknown(value: Value) -> bool:
    """True for a value that must not be written: a call that was not evaluated, or an unknown."""
    return isinstance(value, (Unknown, Call))


def encodable(value: Value) -> Value:
    """``value`` as plain data that JSON takes, and that differ wherever values do, in kind as well."""
    return transform(value, _encodable_leaf)


def _encodable_leaf(leaf: Value) -> Value:
    if isinstance(leaf, Secret):
        return {_KIND: "secret", "": encodable(leaf.value)}
    if isinstance(leaf, Append):
        return {_KIND: "append", "": encodable(leaf.items)}
    return {_KIND: leaf.__class__.__name__, "": leaf.text} if isinstance(leaf, (Call, Unknown)) else leaf


_KIND: Final = "\0"
"""A key that no map of a manifest has: YAML knows no such character."""


def strictly_equal(left: Value | Missing, right: Value | Missing) -> bool:
    """Equal in kind as well: ``1``, ``1.0``, ``true`` and ``"1"`` all differ. Marks of how a text was written count for
    nothing.
    """
    if left is right:
        return True
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(strictly_equal(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(strictly_equal, left, right))
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, Append) and isinstance(right, Append):
        return strictly_equal(left.items, right.items)
    return type(left) is type(right) and left == right
