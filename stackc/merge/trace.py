"""From a value back to the files that gave it: the same tree of folds, walked for one path on demand."""

from __future__ import annotations

from typing import NamedTuple

from stackc.base.fold import Fold, Leaf, Node, Part
from stackc.base.source import Origin, Path
from stackc.base.value import MISSING, Append, Missing, Value, look_up


class Contribution(NamedTuple):
    """One operand that has a value at the path: what it says, where it is written, through which layers it came."""

    value: Value
    origin: Origin
    labels: tuple[str, ...]


def trace(node: Node, path: Path) -> Origin | None:
    """Where the value at ``path`` of ``node`` was written: the highest operand that has it. None when nobody does."""
    if isinstance(look_up(node.value, path), Missing):
        return None
    while not isinstance(node, Leaf):
        step = _down(node, path)
        if step is None:
            return None
        node, path = step
    return Origin(node.file, (*node.at, *path))


def _down(node: Fold, path: Path) -> tuple[Node, Path] | None:
    """The operand that gave the value at ``path``, and where it has it."""
    index = next((at for at, step in enumerate(path) if isinstance(step, int)), None)
    if index is not None:
        joined = _segment(node, path, index)
        if joined is not None:
            return joined
    for part in reversed(node.parts):
        below = _below(part, path)
        if below is not None and look_up(part.node.value, below) is not MISSING:
            return part.node, below
    return None


def _segment(node: Fold, path: Path, index: int) -> tuple[Node, Path] | None:
    """The operand an item came from when lists were put behind one another; None when they were not."""
    segments: list[tuple[int, Part]] = []
    size = 0
    for part in node.parts:
        below = _below(part, path[:index])
        value = MISSING if below is None else look_up(part.node.value, below)
        if value is MISSING:
            continue
        if not isinstance(value, (list, Append)):
            segments, size = [], 0
            continue
        items = value.items if isinstance(value, Append) else value
        if isinstance(value, list) and node.lists != "append":
            segments, size = [], 0
        segments.append((size, part))
        size += len(items)
    wanted = path[index]
    if len(segments) < 2 or not isinstance(wanted, int):
        return None
    start, part = next((start, part) for start, part in reversed(segments) if start <= wanted)
    below = _below(part, path[:index])
    return None if below is None else (part.node, (*below, wanted - start, *path[index + 1 :]))


def _below(part: Part, path: Path) -> Path | None:
    """``path`` of the fold as a path of the operand; None when the operand stands elsewhere."""
    return (*part.path, *path[len(part.mount) :]) if path[: len(part.mount)] == part.mount else None


def contributions(node: Node, path: Path, labels: tuple[str, ...] = ()) -> tuple[Contribution, ...]:
    """Every operand with a value at ``path``, lowest first; the last one that counts is the winner."""
    value = look_up(node.value, path)
    if isinstance(node, Leaf):
        return (
            () if isinstance(value, Missing) else (Contribution(value, Origin(node.file, (*node.at, *path)), labels),)
        )
    found: tuple[Contribution, ...] = ()
    for part in node.parts:
        if path[: len(part.mount)] == part.mount:
            below = (*part.path, *path[len(part.mount) :])
            found += contributions(part.node, below, (*labels, part.label) if part.label else labels)
    return found
