"""Kinds of Terraform values, and what one becomes as another: ``"1"`` as a number, ``[1]`` beside ``["a", "b"]``.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias, Union

from stackc.base.named_tuple import NamedTuple
from stackc.syntax.hcl_number import number_text, parse_number


class ListOf(list["Known"]):
    """A list whose items were made one kind; ``[1]`` as it is written is a tuple, and equals no list."""

    __slots__ = ()


class MapOf(dict[str, "Known"]):
    """A map whose values were made one kind; ``{a = 1}`` as it is written is an object, and equals no map."""

    __slots__ = ()


Known: TypeAlias = Union[str, bool, Fraction, "list[Known]", "dict[str, Known]", None]


class Every(NamedTuple):
    """The kind of a list or map all of whose items have one kind."""

    container: str
    item: Kind


class Each(NamedTuple):
    """The kind of a tuple or an object: one for each item, by index or key."""

    container: str
    items: Mapping[int | str, Kind]


Kind: TypeAlias = Union[str, Every, Each]
"""``string``, ``number``, ``bool``, ``any`` (null says nothing about its kind), or that of a container."""

ANY: Final = "any"


def kind_of(value: Known) -> Kind:
    """The kind of ``value`` by itself."""
    match value:
        case None:
            return ANY
        case bool():
            return "bool"
        case Fraction():
            return "number"
        case str():
            return "string"
        case ListOf():
            return Every("list", kind_of(value[0]) if value else ANY)
        case MapOf():
            return Every("map", next(map(kind_of, value.values()), ANY))
        case list():
            return Each("tuple", {index: kind_of(item) for index, item in enumerate(value)})
    return Each("object", {key: kind_of(item) for key, item in value.items()})


def kind_name(value: Known) -> str:
    """What a value is, for a message."""
    if value is None:
        return "null"
    kind = kind_of(value) if not isinstance(value, (list, dict)) else "a list" if isinstance(value, list) else "a map"
    return {"string": "text", "number": "a number", "bool": "a boolean"}.get(str(kind), str(kind))


def common_kind(left: Kind, right: Kind) -> Kind | None:
    """The kind both can become; None when there is none."""
    if left == right or right == ANY:
        return left
    if left == ANY:
        return right
    if isinstance(left, str) and isinstance(right, str):
        return "string" if "string" in (left, right) else None
    if isinstance(left, str) or isinstance(right, str) or _is_list(left) != _is_list(right):
        return None
    if isinstance(left, Each) and isinstance(right, Each) and left.items.keys() == right.items.keys():
        items: dict[int | str, Kind] = {}
        for key, item in left.items.items():
            common = common_kind(item, right.items[key])
            if common is None:
                return None
            items[key] = common
        return Each(left.container, items)
    item_kind: Kind | None = ANY
    for kind in (*_item_kinds(left), *_item_kinds(right)):
        item_kind = common_kind(item_kind, kind) if item_kind is not None else None
    return None if item_kind is None else Every("list" if _is_list(left) else "map", item_kind)


def _is_list(kind: Every | Each) -> bool:
    return kind.container in ("list", "tuple")


def _item_kinds(kind: Every | Each) -> Iterable[Kind]:
    return (kind.item,) if isinstance(kind, Every) else kind.items.values()


def convert(value: Known, kind: Kind) -> Known:
    """``value`` as ``kind``, which is known to be possible."""
    if value is None or kind == ANY:
        return value
    if isinstance(kind, str):
        return to_text(value) if kind == "string" else value
    if isinstance(value, list):
        if isinstance(kind, Every):
            return ListOf(convert(item, kind.item) for item in value)
        return [convert(item, kind.items[index]) for index, item in enumerate(value)]
    if isinstance(value, dict):
        if isinstance(kind, Every):
            return MapOf((key, convert(item, kind.item)) for key, item in value.items())
        return {key: convert(item, kind.items[key]) for key, item in value.items()}
    return value


def to_text(value: Known) -> str | None:
    """A string, number or boolean as text; None for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return number_text(value)
    return value if isinstance(value, str) else None


def to_number(value: Known) -> Fraction | None:
    """A number, or text that writes one; None for anything else."""
    if isinstance(value, Fraction):
        return value
    return parse_number(value) if isinstance(value, str) else None


def to_boolean(value: Known) -> bool | None:
    """A boolean, or text that says one; None for anything else."""
    if isinstance(value, bool):
        return value
    return _BOOLEANS.get(value) if isinstance(value, str) else None


_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
