"""Calls that meet other values while section layers merge: decided after evaluation, not by the text of the call.

See docs/language.md, functions in merges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from stackc.base.fold import Lists
from stackc.base.marks import CALL, Marks
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Missing, Table, Value, look_up, source_text
from stackc.merge.merge import merge, merge_all

StrPath = tuple[str, ...]


class Deferred(NamedTuple):
    """The values that meet at ``path``, lowest first; at least one is a call and there are at least two."""

    path: StrPath
    values: tuple[Value, ...]


class DeferredMerge(NamedTuple):
    """``value`` has the highest layer's raw value at each deferred path."""

    value: Table
    deferred: tuple[Deferred, ...]


def merge_layers(layers: Sequence[Table], lists: Lists, marks: Marks, defers: Callable[[str], bool]) -> DeferredMerge:
    """Merge section layers, lowest first; calls for which ``defers`` holds do not take part in the merge."""
    layers = [layer for layer in layers if layer]
    if len(layers) < 2 or not any(marks.of(layer) & CALL for layer in layers):
        return DeferredMerge(merge_all(layers, lists, marks), ())
    paths = sorted({path for layer in layers for path in _call_paths(layer, marks, defers)}, key=lambda p: (len(p), p))
    if not paths:
        return DeferredMerge(merge_all(layers, lists, marks), ())
    merged = merge_all(layers, lists, marks)
    deferred: list[Deferred] = []
    for path in paths:
        found = [look_up(layer, path) for layer in layers]
        values = tuple(value for value in found if value is not None and not isinstance(value, Missing))
        merged = _put(merged, path, values[-1])
        if len(values) > 1:
            deferred.append(Deferred(path, values))
    return DeferredMerge(marks.merged(merged, layers), tuple(deferred))


def combine(values: Sequence[Value], lists: Lists) -> Value:
    """What evaluated values that met at one path come to, lowest first."""
    lowest = values[0]
    if isinstance(lowest, list):
        return _combine_lists(values, lists)
    if isinstance(lowest, dict):
        merged: Table = lowest
        for value in values[1:]:
            if not isinstance(value, dict):
                return value
            merged = merge(merged, value, "replace")
        return merged
    return values[-1]


def _combine_lists(values: Sequence[Value], lists: Lists) -> Value:
    merged: list[Value] = []
    for index, value in enumerate(values):
        if not isinstance(value, list):
            return value
        if lists == "replace" or index == 0:
            merged = value
        elif lists == "append":
            merged = merged + value
        else:
            merged = _overlay(merged, value)
    return merged


def _overlay(below: list[Value], above: list[Value]) -> list[Value]:
    merged = list(below)
    for index, item in enumerate(above):
        if index >= len(merged):
            merged.append(item)
            continue
        under = merged[index]
        merged[index] = merge(under, item, "replace") if isinstance(under, dict) and isinstance(item, dict) else item
    return merged


def _call_paths(table: Table, marks: Marks, defers: Callable[[str], bool], path: StrPath = ()) -> Iterator[StrPath]:
    for key, value in table.items():
        if marks.is_call(value):
            if defers(source_text(value) or ""):
                yield (*path, key)
        elif isinstance(value, dict) and marks.of(value) & CALL:
            yield from _call_paths(value, marks, defers, (*path, key))


def put(table: Table, path: StrPath, value: Value) -> Table:
    """``table`` with ``value`` at ``path``; what is not on the way is shared, what is in the way gives way."""
    return _put(table, path, value)


def _put(table: Table, path: StrPath, value: Value) -> Table:
    if not path:
        return value if isinstance(value, dict) else table
    changed = dict(table)
    if len(path) == 1:
        changed[path[0]] = value
    else:
        below = changed.get(path[0])
        changed[path[0]] = _put(below if isinstance(below, dict) else {}, path[1:], value)
    return changed
