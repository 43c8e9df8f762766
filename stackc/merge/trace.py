"""From a value back to the files that gave it: the same tree of folds, walked for one path on demand."""

from __future__ import annotations

from stackc.base.fold import DEFAULT_FILE, Fold, Layer, Leaf, Node
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path
from stackc.base.value import MISSING, Append, Missing, Value, look_up


class Contribution(NamedTuple):
    """One operand that has a value at the path: what it says, where it is written, through which layers it came."""

    value: Value
    origin: Origin
    labels: tuple[str, ...]


def trace(node: Node, path: Path) -> Origin | None:
    """Where the value at ``path`` of ``node`` was written: the highest operand that gave it. None when nobody did.

    A map or a list that several operands share in is where the highest of them wrote its part.
    """
    if isinstance(look_up(node.value, path), Missing):
        return None
    while not isinstance(node, Leaf):
        step = _down(node, path)
        if step is None:
            return None
        node, path = step
    return Origin(node.file, (*node.at, *path))


def written(node: Node, path: Path) -> Origin | None:
    """``trace``, but None for a default: only what a file says has a place."""
    origin = trace(node, path)
    return None if origin is None or origin.file == DEFAULT_FILE else origin


def _down(node: Fold, path: Path) -> tuple[Node, Path] | None:
    """The operand that gave the value at ``path``, and where it has it."""
    value = look_up(node.value, path)
    index = next((at for at, step in enumerate(path) if isinstance(step, int)), None)
    places = _places(node, path) if index is None else _item_places(node, path, index)
    giving = [(layer.node, below) for layer, below in places if _gave(look_up(layer.node.value, below), value)]
    written = [each for each in giving if not _is_default(each[0])]
    chosen = written if written and isinstance(value, (dict, list)) else giving
    return chosen[-1] if chosen else None


def _is_default(node: Node) -> bool:
    return isinstance(node, Leaf) and node.file == DEFAULT_FILE


def _gave(part: Value | Missing, whole: Value | Missing) -> bool:
    """True where an operand's value can be what was merged: containers of one kind, or the same scalar."""
    if isinstance(whole, dict):
        return isinstance(part, dict)
    if isinstance(whole, (list, Append)):
        return isinstance(part, (list, Append))
    return part is whole or (part.__class__ is whole.__class__ and part == whole)


def _places(node: Fold, path: Path) -> list[tuple[Layer, Path]]:
    """Where each operand would have ``path``, lowest first."""
    return [
        (layer, (*layer.path, *path[len(layer.mount) :]))
        for layer in node.layers
        if path[: len(layer.mount)] == layer.mount
    ]


def _item_places(node: Fold, path: Path, index: int) -> list[tuple[Layer, Path]]:
    """Where each operand has the item at ``path[index]`` of a list: the lists are put together as the merge does it."""
    items: list[list[tuple[Layer, Path]]] = []
    for layer, below in _places(node, path[:index]):
        value = look_up(layer.node.value, below)
        if value is MISSING:
            continue
        length = len(value.items if isinstance(value, Append) else value) if isinstance(value, (list, Append)) else 0
        own = [[(layer, (*below, at, *path[index + 1 :]))] for at in range(length)]
        if not isinstance(value, (list, Append)) or (isinstance(value, list) and node.lists == "replace"):
            items = own
        elif isinstance(value, Append) or node.lists == "append":
            items = items + own
        else:
            met = zip(items, own)  # noqa: B905  the longer one's other items follow
            items = [*(under + over for under, over in met), *items[length:], *own[len(items) :]]
    wanted = path[index]
    return items[wanted] if isinstance(wanted, int) and wanted < len(items) else []


def contributions(node: Node, path: Path, labels: tuple[str, ...] = ()) -> tuple[Contribution, ...]:
    """Every operand with a value at ``path``, lowest first; the last one that counts is the winner."""
    value = look_up(node.value, path)
    if isinstance(node, Leaf):
        return (
            () if isinstance(value, Missing) else (Contribution(value, Origin(node.file, (*node.at, *path)), labels),)
        )
    if isinstance(value, Missing) and len(node.layers) == 1:  # what a rule took away is not said
        return ()
    found: tuple[Contribution, ...] = ()
    for layer in node.layers:
        if path[: len(layer.mount)] == layer.mount:
            below = (*layer.path, *path[len(layer.mount) :])
            found += contributions(layer.node, below, (*labels, layer.label) if layer.label else labels)
    return found
