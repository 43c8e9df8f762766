"""Which file imports which: circles and depth are told from the files alone, before anything is merged.

So what a file comes to never depends on who imported it first. See docs/language.md, imports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path

MAX_IMPORT_DEPTH = 64


class Edge(NamedTuple):
    """One file that another one imports, and where the entry stands."""

    at: Path
    file: str


class ImportGraph:
    """Files and what they import, explored from the files that are asked about.

    Entries whose path is a template are no part of it: where they lead is known when they are rendered.
    """

    def __init__(self, edges_of: Callable[[str], Iterable[Edge]]) -> None:
        self._edges_of = edges_of
        self._edges: dict[str, tuple[Edge, ...]] = {}
        self._heights: dict[str, int] = {}
        self._knots: dict[str, frozenset[str]] = {}

    def height(self, file: str) -> int:
        """How many files are on the longest way down from ``file``, itself included; at most the limit."""
        self._explore(file)
        return self._heights[file]

    def is_too_deep(self, file: str, imported: str) -> bool:
        """True for an import by which ``file`` would be one level too high."""
        return not self.is_circular(file, imported) and self.height(imported) >= MAX_IMPORT_DEPTH

    def is_circular(self, file: str, imported: str) -> bool:
        """True when ``imported`` leads back to ``file``."""
        self._explore(file)
        return imported in self._knots.get(file, ())

    def circle(self, file: str, imported: str) -> tuple[str, ...]:
        """The shortest circle through an import, each file once: the same for each of its imports."""
        ring = [imported, *self._way(imported, file)]
        first = ring.index(min(ring))
        return (*ring[first:], *ring[:first])

    def entry(self, file: str, imported: str) -> Edge:
        """The import entry by which ``file`` leads to ``imported``."""
        return next(edge for edge in self._edges[file] if edge.file == imported)

    def _explore(self, top: str) -> None:
        if top in self._heights:
            return
        found: dict[str, tuple[Edge, ...]] = {}
        pending = [top]
        while pending:
            file = pending.pop()
            if file not in found and file not in self._heights:
                found[file] = tuple(edge for edge in self._edges_of(file) if edge.file != file)
                pending += [edge.file for edge in found[file]]
        self._edges.update(found)
        below = {file: {edge.file for edge in edges if edge.file in found} for file, edges in found.items()}
        for file in self._bottom_up(below):
            heights = (self._heights[edge.file] for edge in found[file] if edge.file not in self._knots.get(file, ()))
            self._heights[file] = 1 + max((height for height in heights if height < MAX_IMPORT_DEPTH), default=0)

    def _bottom_up(self, below: Mapping[str, set[str]]) -> Iterable[str]:
        """The files, each after those it imports; imports within circles do not count."""
        try:
            return tuple(TopologicalSorter(below).static_order())
        except CycleError:
            self._knots.update(_knots(below))
        return TopologicalSorter(
            {file: targets - self._knots.get(file, frozenset()) for file, targets in below.items()}
        ).static_order()

    def _way(self, start: str, end: str) -> list[str]:
        """The files behind ``start`` on the shortest way to ``end``, which is one."""
        ways: dict[str, list[str]] = {start: []}
        pending = [start]
        for file in pending:
            for edge in self._edges[file]:
                if edge.file not in ways and edge.file in self._knots[start]:
                    ways[edge.file] = [*ways[file], edge.file]
                    pending.append(edge.file)
        return ways[end]


def _knots(below: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """For each file on a circle all files that it leads to and that lead back."""
    import networkx as nx  # 0.1 s: only who has a circle waits for it

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((file, target) for file, targets in below.items() for target in targets)
    knots = (frozenset(knot) for knot in nx.strongly_connected_components(graph) if len(knot) > 1)
    return {file: knot for knot in knots for file in knot}
