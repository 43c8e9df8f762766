"""The layers of a section: what each says, and where it says it.

One description serves both questions. The value of a section is the fold of its layers; the line a value came from is
found by walking the same tree (``merge.trace``). See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from stackc.base.fold import DEFAULT_FILE, Fold, Layer, Leaf, Lists, Node, layer
from stackc.base.marks import Marks
from stackc.base.value import Table
from stackc.merge.merge import fold

NOTHING = Fold({}, ())


def layer_in(node: Node, path: tuple[str, ...] = (), label: str = "") -> tuple[Layer, ...]:
    """What ``node`` holds at ``path`` as a layer; none when that is no table, or an empty one."""
    made = layer(node, path, label)
    return (made,) if made.value else ()


def changed(below: Layer, value: Table, mount: tuple[str, ...] = ()) -> Layer:
    """``below`` with another value made of it; what the value still has is found where it was.

    ``mount`` is where in ``value`` the whole of what was written stands.
    """
    return Layer(value, Fold(value, (below._replace(mount=mount),)), (), below.label)


def default_layer(value: Table, label: str) -> tuple[Layer, ...]:
    """A layer that no manifest says."""
    return (Layer(value, Leaf(value, DEFAULT_FILE), (), label),) if value else ()


def fold_of(layers: Sequence[Layer]) -> Fold:
    """One layer, or none, as a fold."""
    return Fold(layers[0].value, (layers[0],)) if layers else NOTHING


def _lists_of(each: tuple[Lists, Layer]) -> Lists:
    return each[0]


def fold_in_turn(layers: Sequence[tuple[Lists, Layer]], marks: Marks) -> Fold:
    """``layers`` merged, lowest first, where each says how its lists meet those below it."""
    folded = NOTHING
    for lists, group in groupby(layers, _lists_of):
        folded = fold((*layer_in(folded), *(each for _, each in group)), lists, marks)
    return folded
