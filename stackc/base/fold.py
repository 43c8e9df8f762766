"""Values as trees of folds: the record that the merge builds and that provenance walks."""

from __future__ import annotations

from typing import Literal, Union

from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Table, Value, table_at

Lists = Literal["replace", "append", "merge"]
"""What happens where a list meets a list (docs/language.md, lists)."""


class Leaf(NamedTuple):
    """What one file itself says at some place: the bottom of every fold."""

    value: Value
    file: str
    """The file, as ``Span.file`` has it."""
    at: tuple[str, ...] = ()
    """Where ``value`` stands in the file."""
    rendering: int = 0
    """Which rendering of the file it is; 0 is the text as it stands."""


DEFAULT_FILE = ""
"""The file of a leaf that no manifest says: a default."""


class Layer(NamedTuple):
    """One operand of a fold: what ``node`` holds at ``path``, called ``label`` when it is explained.

    ``mount`` is where in the fold's value it stands; empty for the root.
    """

    value: Table
    """What is at ``path``; empty where that is no table."""
    node: Node
    path: tuple[str, ...] = ()
    label: str = ""
    mount: tuple[str, ...] = ()


class Fold(NamedTuple):
    """A value merged left to right from ``layers``. They are references, so keeping them costs nothing."""

    value: Table
    layers: tuple[Layer, ...]
    lists: Lists = "replace"


Node = Union[Leaf, Fold]


def layer(node: Node, path: tuple[str, ...] = (), label: str = "", mount: tuple[str, ...] = ()) -> Layer:
    """What ``node`` holds at ``path`` as an operand."""
    return Layer(table_at(node.value, *path), node, path, label, mount)
