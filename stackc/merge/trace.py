"""From a value back to the files that gave it: the same tree of folds, walked for one path on demand."""

from __future__ import annotations

from typing import NamedTuple

from stackc.base.fold import Leaf, Node
from stackc.base.source import Origin, Path
from stackc.base.value import MISSING, Missing, Value, look_up


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
        for part in reversed(node.parts):
            below = (*part.path, *path[len(part.mount) :])
            if path[: len(part.mount)] == part.mount and look_up(part.node.value, below) is not MISSING:
                node, path = part.node, below
                break
        else:
            return None
    return Origin(node.file, (*node.at, *path))


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
