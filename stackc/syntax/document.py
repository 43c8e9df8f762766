"""``Document``: one YAML file as values, and the way back from a value to its place in the text."""

from __future__ import annotations

from stackc.base.diagnostic import Diagnostic
from stackc.base.record import Record
from stackc.base.source import Path, Span
from stackc.base.value import Table, Value
from stackc.syntax.scalars import Loss


class Document(Record):
    """What a file says. ``root`` is the best value that could be built; with errors it may be partial."""

    file: str
    root: Value
    diagnostics: tuple[Diagnostic, ...] = ()
    has_calls: bool = False
    """False: no tag that calls a function, so nothing has to be looked for."""
    has_includes: bool = False

    @property
    def table(self) -> Table:
        """The root as a table; an empty document is an empty table."""
        return self.root if isinstance(self.root, dict) else {}


class Node:
    """The place of one value, and of what is below it. Aliases share the node of their anchor."""

    __slots__ = ("entries", "items", "keys", "loss", "span", "tag")

    def __init__(self, span: Span, tag: str | None = None, loss: Loss | None = None) -> None:
        self.span: Span = span
        self.tag: str | None = tag
        self.loss = loss
        self.keys: dict[str, Span] = {}
        self.entries: dict[str, Node] = {}
        self.items: list[Node] = []

    def find(self, path: Path) -> tuple[Node, Path]:
        """The deepest node on the way to ``path``, and what of the path is left."""
        node = self
        for at, step in enumerate(path):
            below = node.step(step)
            if below is None:
                return node, path[at:]
            node = below
        return node, ()

    def step(self, step: str | int) -> Node | None:
        """The node one key or index down."""
        if isinstance(step, str):
            return self.entries.get(step)
        return self.items[step] if 0 <= step < len(self.items) else None

    def key_span(self, path: Path) -> Span:
        """The place of the last key of ``path``; the deepest place known when the path goes nowhere."""
        parent, rest = self.find(path[:-1])
        if not rest and path and isinstance(path[-1], str) and path[-1] in parent.keys:
            return parent.keys[path[-1]]
        return self.find(path)[0].span

    def value_span(self, path: Path) -> Span:
        """The place of the value at ``path``; the deepest place known when the path goes nowhere."""
        return self.find(path)[0].span
