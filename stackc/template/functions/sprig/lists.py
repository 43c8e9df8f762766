"""Sprig's functions on lists. A list made from another is new; the entries are shared."""

from stackc.go.equality import find_unique, is_in
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.limits import MAX_ITEMS
from stackc.go.terms import Terms
from stackc.go.values import Lists, NilList
from stackc.template.functions.sprig.casting import is_empty, require_items, to_int


def _list(*values: object) -> list[object]:
    return list(values)


def _append(items: object, value: object) -> list[object]:
    return [*require_items(items, "append to"), value]


def _prepend(items: object, value: object) -> list[object]:
    return [value, *require_items(items, "prepend to")]


def _first(items: object) -> object:
    entries = require_items(items, "take the first of")
    return entries[0] if entries else None


def _last(items: object) -> object:
    entries = require_items(items, "take the last of")
    return entries[-1] if entries else None


def _rest(items: object) -> list[object]:
    entries = require_items(items, "take the rest of")
    return list(entries[1:]) if entries else NilList()


def _initial(items: object) -> list[object]:
    entries = require_items(items, "take the initial part of")
    return list(entries[:-1]) if entries else NilList()


def _reverse(items: object) -> list[object]:
    return list(require_items(items, "reverse"))[::-1]


def _compact(items: object) -> list[object]:
    return [item for item in require_items(items, "compact") if not is_empty(item)]


def _unique(terms: Terms, items: object) -> list[object]:
    return find_unique(terms, require_items(items, "find unique entries of"))


def _without(terms: Terms, items: object, *unwanted: object) -> list[object]:
    return [item for item in require_items(items, "leave entries out of") if not is_in(terms, item, unwanted)]


def _has(terms: Terms, value: object, items: object) -> bool:
    return items is not None and is_in(terms, value, require_items(items, "search"))


def _slice(items: object, *bounds: object) -> object:
    """The entries from the first bound up to the second; nil for an empty list."""
    entries = require_items(items, "slice")
    if not entries:
        return None
    start = to_int(bounds[0]) if bounds else 0
    end = to_int(bounds[1]) if len(bounds) > 1 else len(entries)
    if not 0 <= start <= end <= len(entries):
        raise FunctionError(f"slice bounds out of range: [{start}:{end}] of {len(entries)}")
    return entries.__class__(entries[start:end])  # type: ignore[call-arg]


def _concat(*lists: object) -> list[object]:
    joined: list[object] = []
    for items in lists:
        joined.extend(require_items(items, "concat"))
        if len(joined) > MAX_ITEMS:
            raise FunctionError(f"the result has more than {MAX_ITEMS} entries")
    return joined or NilList()


def _chunk(size: int, items: object) -> Lists:
    entries = require_items(items, "chunk")
    if size < 1:
        raise FunctionError("the size of a chunk must be 1 or more")
    return Lists(list(entries[start : start + size]) for start in range(0, len(entries), size))


_FAMILY: Table = {
    "Append": ("any any", _append),
    "Push": ("any any", _append),
    "Prepend": ("any any", _prepend),
    "First": ("any", _first),
    "Last": ("any", _last),
    "Rest": ("any", _rest),
    "Initial": ("any", _initial),
    "Reverse": ("any", _reverse),
    "Compact": ("any", _compact),
    "Uniq": ("terms any", _unique),
    "Without": ("terms any ...any", _without),
    "Has": ("terms any any", _has),
    "Slice": ("any ...any", _slice),
    "Chunk": ("int any", _chunk),
}
TABLE: Table = {
    "list": ("...any", _list),
    "tuple": ("...any", _list),
    "concat": ("...any", _concat),
    **{name.lower(): entry for name, entry in _FAMILY.items()},
    **{f"must{name}": entry for name, entry in _FAMILY.items()},
}
