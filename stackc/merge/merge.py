"""The deep merge and the folds made of it. See docs/language.md, deep merge.

Fold left to right only: a change of kind is won by the upper side, so the operation is not associative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stackc.base.fold import Fold, Layer, Lists
from stackc.base.marks import APPEND, Marks
from stackc.base.value import MISSING, Append, Table, Value

ListMerge = Callable[[list[Value], list[Value]], list[Value]]

LIST_STRATEGIES: tuple[Lists, ...] = ("replace", "append", "merge")


def list_strategy(name: object) -> Lists | None:
    """The strategy called ``name``; None when there is no such strategy."""
    return next((known for known in LIST_STRATEGIES if known == name), None)


def merge(base: Table, layer: Table, lists: Lists = "replace") -> Table:
    """Lay ``layer`` over ``base``; both stay as they were.

    Tables merge key by key; two lists go by ``lists``; any other pair is won by ``layer``, null included. ``layer``
    holds no ``!append`` wrappers: see ``merge_appending``. Cost: the keys of tables found in both; every other subtree
    is shared, and ``base`` itself is returned when ``layer`` changes nothing.
    """
    merged = base
    for key, above in layer.items():
        below = base.get(key, MISSING)
        if above is below and lists != "append":
            continue
        value: Value
        if type(above) is dict and type(below) is dict:
            value = merge(below, above, lists)
        elif type(below) is list and type(above) is list and lists != "replace":
            value = _LIST_MERGES[lists](below, above)
        else:
            value = above
        if value is not below:
            if merged is base:
                merged = dict(base)
            merged[key] = value
    return merged


def merge_appending(base: Table, layer: Table, lists: Lists) -> Table:
    """``merge`` for a layer with ``!append`` wrappers: their items go behind the list
    below them, whatever the strategy.

    Over anything but a list a wrapper is just its items. The result holds no wrappers.
    """
    merged = dict(base)
    for key, above in layer.items():
        below = base.get(key)
        if isinstance(above, Append):
            items = [_unwrapped(item) for item in above.items]
            merged[key] = [*below, *items] if isinstance(below, list) else items
        elif isinstance(above, dict) and isinstance(below, dict):
            merged[key] = merge_appending(below, above, lists)
        elif isinstance(above, list) and isinstance(below, list) and lists != "replace":
            merged[key] = _LIST_MERGES[lists](below, [_unwrapped(item) for item in above])
        else:
            merged[key] = _unwrapped(above)
    return merged


def overlaid(base: Table, layer: Table, lists: Lists) -> Table:
    """``layer`` over ``base`` where the two make one file: ``!append`` wrappers of either stay for what is below both.

    A wrapper over a list or a wrapper adds to it; a list over a wrapper goes by ``lists``, as over a list.
    """
    merged = dict(base)
    for key, above in layer.items():
        below = base.get(key, MISSING)
        if isinstance(above, dict) and isinstance(below, dict):
            merged[key] = overlaid(below, above, lists)
        elif isinstance(above, Append) and isinstance(below, Append):
            merged[key] = Append([*below.items, *above.items])
        elif isinstance(above, Append) and isinstance(below, list):
            merged[key] = [*below, *map(_unwrapped, above.items)]
        elif isinstance(above, list) and isinstance(below, list) and lists != "replace":
            merged[key] = _LIST_MERGES[lists](below, above)
        elif isinstance(above, list) and isinstance(below, Append) and lists != "replace":
            merged[key] = Append(_LIST_MERGES[lists](below.items, above))
        else:
            merged[key] = above
    return merged


def _unwrapped(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    if isinstance(value, (list, Append)):
        return [_unwrapped(item) for item in (value.items if isinstance(value, Append) else value)]
    return value


def _append(below: list[Value], above: list[Value]) -> list[Value]:
    return below + above if above else below


def _item_by_item(below: list[Value], above: list[Value]) -> list[Value]:
    if not above:
        return below
    merged = list(below)
    for index, item in enumerate(above):
        if index >= len(merged):
            merged.append(item)
        else:
            under = merged[index]
            if isinstance(under, dict) and isinstance(item, dict):
                merged[index] = merge(under, item, "merge")
    return merged


_LIST_MERGES: dict[Lists, ListMerge] = {"append": _append, "merge": _item_by_item}


def merge_all(tables: Iterable[Table], lists: Lists, marks: Marks, *, settle_single: bool = True) -> Table:
    """Fold ``tables`` left to right; empty ones count for nothing.

    With one table that is not empty, ``!append`` wrappers in it become plain lists only if ``settle_single``: a file
    that somebody imports keeps them for the lists of its importers, while a section that is complete has none below.
    """
    layers = [table for table in tables if table]
    if not layers:
        return {}
    if len(layers) == 1:
        return settled_table(layers[0], marks) if settle_single else layers[0]
    merged = settled_table(layers[0], marks)
    for layer in layers[1:]:
        if marks.of(layer) & APPEND:
            merged = merge_appending(merged, layer, lists)
        elif merged is not layer or lists == "append":
            merged = merge(merged, layer, lists)
    return marks.merged(merged, layers)


def settled_table(table: Table, marks: Marks) -> Table:
    """``table`` with every ``!append`` wrapper replaced by its list."""
    value = settled(table, marks)
    assert isinstance(value, dict)
    return value


def settled(value: Value, marks: Marks) -> Value:
    """``value`` with every ``!append`` wrapper replaced by its list; ``value`` itself when there is none."""
    if not marks.of(value) & APPEND:
        return value
    return _unwrapped(value)


def fold(layers: Iterable[Layer], lists: Lists, marks: Marks, *, settle_single: bool = True) -> Fold:
    """Merge ``layers``, lowest first, and keep them for whoever asks where a value came from."""
    kept = tuple(layer for layer in layers if layer.value)
    return Fold(merge_all([layer.value for layer in kept], lists, marks, settle_single=settle_single), kept, lists)
