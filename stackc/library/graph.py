"""``Graph``: what comes after what, as users of the library see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId
from stackc.base.memo import Once
from stackc.graph import graph as inner
from stackc.graph.graph import Edge

if TYPE_CHECKING:
    import networkx as nx


class Graph:
    """The enabled, real instances that Terraform runs, and their edges; both sorted."""

    __slots__ = ("_drawn", "_graph")

    def __init__(self, graph: inner.Graph) -> None:
        self._graph, self._drawn = graph, Once(self._draw)

    def __repr__(self) -> str:
        return f"Graph({len(self.nodes)} instances, {len(self.edges)} edges)"

    @property
    def nodes(self) -> tuple[InstanceId, ...]:
        return self._graph.nodes

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Each ``dependent`` comes after its ``prerequisite``; a ``read`` needs outputs, an ``order`` only its turn."""
        return self._graph.edges

    def prerequisites(self, id_: InstanceId) -> tuple[InstanceId, ...]:
        """What ``id_`` comes right after, sorted."""
        return tuple(sorted({edge.prerequisite for edge in self._graph.prerequisites(id_)}, key=str))

    def dependents(self, id_: InstanceId) -> tuple[InstanceId, ...]:
        """What comes right after ``id_``, sorted."""
        return tuple(sorted({edge.dependent for edge in self._graph.dependents(id_)}, key=str))

    def ancestors(self, id_: InstanceId) -> tuple[InstanceId, ...]:
        """Everything that must be there before ``id_``, sorted. Raises KeyError for one that is not in the graph."""
        import networkx as nx

        return tuple(sorted(nx.ancestors(self._drawn_with(id_), id_), key=str))

    def descendants(self, id_: InstanceId) -> tuple[InstanceId, ...]:
        """Everything that waits for ``id_``, sorted. Raises KeyError for one that is not in the graph."""
        import networkx as nx

        return tuple(sorted(nx.descendants(self._drawn_with(id_), id_), key=str))

    def _drawn_with(self, id_: InstanceId) -> nx.DiGraph[InstanceId]:
        if id_ not in self._drawn():
            raise KeyError(id_)
        return self._drawn()

    def waves(self, *, reverse: bool = False) -> tuple[tuple[InstanceId, ...], ...]:
        """Instances that may run side by side, wave after wave, each sorted; ``reverse`` for tearing down.

        Raises CompileError (SC0701) for a circle.
        """
        waves = self._graph.waves(reverse=reverse)
        if waves.diagnostics:
            raise CompileError(waves.diagnostics)
        return waves.value

    def critical_path(self, durations: Mapping[InstanceId, float] | None = None) -> tuple[InstanceId, ...]:
        """The chain that no parallel run is shorter than, first to last.

        ``durations`` are seconds, or any other unit, by instance; 1 where nothing is said. Raises CompileError for a
        circle.
        """
        import networkx as nx

        self.waves()
        known = durations or {}
        lasting: nx.DiGraph[InstanceId | str] = nx.DiGraph()
        for node in self.nodes:  # the last one lasts as well
            lasting.add_edge(node, "end", length=known.get(node, 1))
        for before, after in self._drawn().edges:
            lasting.add_edge(before, after, length=known.get(before, 1))
        longest = nx.dag_longest_path(lasting, weight="length")
        return tuple(each for each in longest if isinstance(each, InstanceId))

    def to_networkx(self) -> nx.DiGraph[InstanceId]:
        """A directed graph of networkx, from each prerequisite to its dependents; edges have a ``kind``."""
        return self._drawn().copy()

    def _draw(self) -> nx.DiGraph[InstanceId]:
        import networkx as nx

        graph: nx.DiGraph[InstanceId] = nx.DiGraph()
        graph.add_nodes_from(self.nodes)
        for edge in self.edges:
            if graph.edges.get((edge.prerequisite, edge.dependent), {}).get("kind") != "read":
                graph.add_edge(edge.prerequisite, edge.dependent, kind=edge.kind)
        return graph
