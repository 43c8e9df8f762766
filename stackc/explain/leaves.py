"""The leaves in which two values, or two instances, differ, and the line each came from."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path, Span
from stackc.base.value import MISSING, Missing, Value, leaves, strictly_equal
from stackc.evaluate.instance import Instance
from stackc.manifest.sections import SECTIONS

DERIVED = frozenset({"overrides", "inheritance"})
"""Sections that repeat how others came about: what differs in them differs in those as well, or counts for nothing."""


class Leaf(NamedTuple):
    """One leaf that differs; ``MISSING`` on the side that does not have it."""

    path: Path
    before: Value | Missing
    after: Value | Missing


def differing_leaves(before: Instance, after: Instance) -> Iterator[Leaf]:
    """The leaves of all sections in which two instances differ, each path led by its section."""
    names = dict.fromkeys([*SECTIONS, *sorted(before.names), *sorted(after.names)])
    for name in names:
        if name not in DERIVED:
            yield from differing(_section(before, name), _section(after, name), (name,))


def _section(instance: Instance, name: str) -> Value | Missing:
    """An empty section is none: which of them are shown is no difference in values."""
    return (instance.section(name) if name in instance.names else None) or MISSING


def differing(before: Value | Missing, after: Value | Missing, path: Path = ()) -> Iterator[Leaf]:
    """The leaves in which two values differ, in the order they are written.

    An empty map or list is a leaf, unless the other side has one of its kind with something in it.
    """
    if before is after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from differing(before.get(key, MISSING), after.get(key, MISSING), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        for at in range(max(len(before), len(after))):
            old = before[at] if at < len(before) else MISSING
            yield from differing(old, after[at] if at < len(after) else MISSING, (*path, at))
    elif not strictly_equal(before, after):
        yield from _whole(before, after, path)


def _whole(before: Value | Missing, after: Value | Missing, path: Path) -> Iterator[Leaf]:
    """Both sides leaf by leaf, where at least one is no container or they are of two kinds."""
    old = {} if isinstance(before, Missing) else dict(leaves(before, path))
    new = {} if isinstance(after, Missing) else dict(leaves(after, path))
    for at in dict.fromkeys((*old, *new)):
        yield Leaf(at, old.get(at, MISSING), new.get(at, MISSING))


def origin_of(instance: Instance, path: Path) -> Origin | None:
    """Where the value at ``path``, led by its section, was written; None for what no manifest says.

    An item of a list that several files made up has no place of its own: that of the list stands for it.
    """
    section, inner = str(path[0]), path[1:]
    if section == "component":
        section, inner = "metadata", ("component",)
    return instance.component.nearest_origin(section, inner)


def span_of(instance: Instance, origin: Origin | None) -> Span | None:
    """The place of a value that was written."""
    return None if origin is None else instance.component.context.locator.locate(origin)
