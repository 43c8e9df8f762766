"""Values as trees of folds: the record that the merge builds and that provenance walks."""

from __future__ import annotations

from typing import Literal, NamedTuple, Union

from stackc.base.value import Table, Value

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


class Part(NamedTuple):
    """One operand of a fold: what ``node`` holds at ``path``, called ``label`` when it is explained.

    ``mount`` is where in the fold's value it stands; empty for the root.
    """

    node: Node
    path: tuple[str, ...] = ()
    label: str = ""
    mount: tuple[str, ...] = ()


class Fold(NamedTuple):
    """A value merged left to right from ``parts``. Parts are references, so keeping them costs nothing."""

    value: Table
    parts: tuple[Part, ...]
    lists: Lists = "replace"


Node = Union[Leaf, Fold]
