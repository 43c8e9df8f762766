"""``Graph``: instances, the edges between them, and the waves in which they can run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Literal

from stackc.base.diagnostic import Diagnostic, Fix, Label, Outcome
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import Names, did_you_mean
from stackc.base.record import replace
from stackc.base.source import Path
from stackc.base.value import Table
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.graph import messages as say
from stackc.graph.dependencies import Dependency, context_of, declared, fits, reads
from stackc.graph.missed import Candidate, Filter, Missed, filter_path, filters_of, find_missed, fitting_components
from stackc.link.component import Component


class Written(NamedTuple):
    """Where a dependency is written; its line is looked up when somebody wants to see it."""

    component: Component
    section: str
    at: Path
    name: str
    """What it depends on, as it is written."""

    @property
    def label(self) -> Label:
        return self.component.label(self.section, self.at, f"depends on `{self.name}`")


class Edge(NamedTuple):
    """``dependent`` comes after ``prerequisite``; a ``read`` needs its outputs, an ``order`` only its turn."""

    dependent: InstanceId
    prerequisite: InstanceId
    kind: Literal["order", "read"]
    written: Written | Label
    output: str = ""
    """What a ``read`` asks for first, as it is written: ``.vpc_id``."""

    @property
    def place(self) -> Label:
        """The line it stands in."""
        return self.written.label if isinstance(self.written, Written) else self.written


class Graph:
    """Instances and edges, both sorted. ``waves`` are computed on demand."""

    def __init__(self, nodes: tuple[InstanceId, ...], edges: tuple[Edge, ...]) -> None:
        self.nodes = nodes
        self.edges = edges
        self._after: dict[InstanceId, list[Edge]] = {}
        self._before: dict[InstanceId, list[Edge]] = {}
        for edge in edges:
            self._after.setdefault(edge.dependent, []).append(edge)
            self._before.setdefault(edge.prerequisite, []).append(edge)

    def prerequisites(self, id_: InstanceId) -> tuple[Edge, ...]:
        """The edges that leave ``id_`` towards what it comes after."""
        return tuple(self._after.get(id_, ()))

    def dependents(self, id_: InstanceId) -> tuple[Edge, ...]:
        """The edges of those that come after ``id_``."""
        return tuple(self._before.get(id_, ()))

    def restricted(self, ids: Iterable[InstanceId]) -> Graph:
        """The graph of some of its instances; edges through others are dropped."""
        kept = frozenset(ids)
        nodes = tuple(node for node in self.nodes if node in kept)
        return Graph(nodes, tuple(edge for edge in self.edges if edge.dependent in kept and edge.prerequisite in kept))

    def contracted(self, ids: Iterable[InstanceId]) -> Graph:
        """The graph of some of its instances; what they come after through others still counts, as mere order."""
        kept = frozenset(ids)
        edges: dict[tuple[InstanceId, InstanceId], Edge] = {}
        for node in sorted(kept & frozenset(self.nodes), key=str):
            pending, seen = deque(self.prerequisites(node)), {node}
            while pending:
                edge = pending.popleft()
                if edge.prerequisite in kept:
                    kind = edge.kind if edge.dependent == node else "order"
                    edges.setdefault((node, edge.prerequisite), edge._replace(dependent=node, kind=kind, output=""))
                elif edge.prerequisite not in seen:
                    seen.add(edge.prerequisite)
                    pending += self.prerequisites(edge.prerequisite)
        return Graph(tuple(node for node in self.nodes if node in kept), tuple(edges.values()))

    def waves(self, *, reverse: bool = False) -> Outcome[tuple[tuple[InstanceId, ...], ...]]:
        """Instances that may run side by side, wave after wave, each wave sorted; a circle is reported (SC0701)."""
        after: dict[InstanceId, set[InstanceId]] = {node: set() for node in self.nodes}
        for edge in self.edges:
            if reverse:
                after[edge.prerequisite].add(edge.dependent)
            else:
                after[edge.dependent].add(edge.prerequisite)
        sorter = TopologicalSorter(after)
        try:
            sorter.prepare()
        except CycleError as cycle:
            return Outcome((), (self._circle(list(cycle.args[1]), reverse),))
        waves: list[tuple[InstanceId, ...]] = []
        while sorter.is_active():
            ready = tuple(sorted(sorter.get_ready(), key=str))
            waves.append(ready)
            sorter.done(*ready)
        return Outcome(tuple(waves))

    def order(self, *, reverse: bool = False) -> tuple[InstanceId, ...]:
        """One by one, waves flattened; empty when there is a circle."""
        return tuple(id_ for wave in self.waves(reverse=reverse).value for id_ in wave)

    def _circle(self, ring: list[InstanceId], reverse: bool) -> Diagnostic:
        """graphlib gives predecessors first; people read "a needs b" from the smallest name on."""
        ring = ring[:-1] if reverse else list(reversed(ring))[:-1]
        start = ring.index(min(ring, key=str))
        ring = ring[start:] + ring[:start]
        ring.append(ring[0])
        places = {(edge.dependent, edge.prerequisite): edge.place for edge in self.edges}
        labels = [places[(a, b)]._replace(text=f"{a} depends on {b}") for a, b in pairwise(ring) if (a, b) in places]
        return say.circle(ring, labels)


def build_graph(compilation: Compilation, selected: Iterable[InstanceId] | None = None) -> Outcome[Graph]:
    """The graph of the repository's enabled, real Terraform instances, or of those selected and what they come after.

    Reports dependencies on nothing (SC0702), on disabled instances (SC0703) and malformed ones (SC0704).
    """
    builder = _Builder(compilation)
    reached = builder.reach(compilation.select(kind=TERRAFORM) if selected is None else selected)
    edges = [edge for found in reached.values() for edge in found or ()]
    kept = frozenset(id_ for id_, found in reached.items() if found is not None)
    graph = Graph(
        tuple(sorted(kept, key=str)),
        tuple(
            sorted(
                (e for e in edges if e.prerequisite in kept),
                key=lambda e: (str(e.dependent), str(e.prerequisite), e.kind),
            )
        ),
    )
    return Outcome(graph, tuple(builder.found))


def with_prerequisites(compilation: Compilation, ids: Iterable[InstanceId]) -> tuple[InstanceId, ...]:
    """``ids`` and all that they come after, at any depth, sorted; what does not compile is among them."""
    named = tuple(ids)
    return tuple(sorted({*named, *_Builder(compilation).reach(named)}, key=str))


class _Builder:
    """Finds the edges of instances; looks candidates up by component name."""

    def __init__(self, compilation: Compilation) -> None:
        self.compilation = compilation
        self.found: list[Diagnostic] = []
        self._by_component: dict[str, dict[str, list[InstanceId]]] | None = None
        self._contexts: dict[InstanceId, Table] = {}
        self._fitting: dict[tuple[Filter, ...], Names] = {}

    def instance(self, id_: InstanceId) -> Instance | None:
        """A sound instance; None for one that does not compile, which is reported elsewhere."""
        answer = self.compilation.instance(id_)
        return None if answer.instance is None or self.compilation.blocks(answer.diagnostics) else answer.instance

    def reach(self, ids: Iterable[InstanceId]) -> Mapping[InstanceId, list[Edge] | None]:
        """The edges of real instances and of all that they lead to; None for one that does not compile."""
        pending = list(dict.fromkeys(ids))
        seen, reached = set(pending), dict[InstanceId, list[Edge] | None]()
        while pending:
            id_ = pending.pop()
            instance = self.instance(id_)
            if instance is not None and not instance.is_deployable:
                continue
            edges = reached[id_] = None if instance is None else self.edges(instance)
            for edge in edges or ():
                if edge.prerequisite not in seen:
                    seen.add(edge.prerequisite)
                    pending.append(edge.prerequisite)
        return reached

    def edges(self, instance: Instance) -> list[Edge]:
        found: dict[InstanceId, Edge] = {}
        for dependency in (*reads(instance), *declared(instance, self.found.append)):
            targets = self._targets(instance, dependency)
            kind: Literal["order", "read"] = "read" if dependency.form == "read" else "order"
            written = Written(instance.component, dependency.section, dependency.at, dependency.component)
            for target in targets:
                found.setdefault(target, Edge(instance.id, target, kind, written, dependency.output))
        return list(found.values())

    def _targets(self, instance: Instance, dependency: Dependency) -> list[InstanceId]:
        own = self._context(instance.id)
        candidates = self._where(dependency, instance.id)
        fitting = [
            c for c in candidates if c != instance.id and fits(dependency, instance.id, own, c, self._context(c))
        ]
        real = [c for c in fitting if self._is_real(c)]
        if not fitting and instance.id in candidates and fits(dependency, instance.id, own, instance.id, own):
            fitting = [instance.id]
        if not real and dependency.required:
            self._dangling(instance, dependency, fitting)
        if instance.id in fitting and not real:
            return [instance.id]
        return [c for c in real if c.type == TERRAFORM]

    def _where(self, dependency: Dependency, dependent: InstanceId) -> list[InstanceId]:
        """The instances of the component that is named, in the one stack that counts where only one does."""
        found = self._candidates().get(dependency.component, {})
        if dependency.form == "depends_on" and dependency.context and not dependency.stack:
            return [id_ for ids in found.values() for id_ in ids]
        return found.get(dependency.stack or dependent.stack, [])

    def _is_real(self, id_: InstanceId) -> bool:
        instance = self.compilation.instance(id_).instance
        return instance is not None and instance.is_deployable

    def _dangling(self, instance: Instance, dependency: Dependency, fitting: list[InstanceId]) -> None:
        place = instance.component.label(dependency.section, dependency.at, "depends on this")
        if fitting and fitting != [instance.id]:
            target = self.compilation.instance(fitting[0]).instance
            if target is not None and _can_be_read(target, dependency):
                return
            is_abstract = target is not None and target.is_abstract
            heirs = self._heirs(fitting[0]) if is_abstract else ()
            said = say.target_without_effect(instance.id, fitting[0], place, heirs, is_abstract=is_abstract)
            self.found.append(said)
            return
        if fitting:
            return
        filters = filters_of(dependency, instance.id, self._context(instance.id))
        stacks = self._candidates().get(dependency.component, {}).values()
        named = [id_ for ids in stacks for id_ in ids if id_ != instance.id]
        real = [id_ for id_ in named if self._is_real(id_)] or named
        missed = find_missed(filters, map(self._candidate, real))
        if not missed.failing:
            near = self._components_where(filters).did_you_mean(dependency.component)
            self.found.append(say.no_component(instance.id, dependency, near, place))
            return
        at = filter_path(dependency, missed.failing[0])
        place = instance.component.label(dependency.section, at, "depends on this")
        is_stack = missed.failing[0].wanted in self.compilation.names()
        found = say.missed(instance.id, dependency, missed, sorted(map(str, real)), place, is_stack=is_stack)
        self.found.append(replace(found, candidate=self._other_end(missed, real)))

    def _heirs(self, base: InstanceId) -> tuple[str, ...]:
        """The components of the same stack that are deployed and have the base."""
        instances = (self.instance(id_) for id_ in self.compilation.stacks.ids_of(base.stack) if id_.type == base.type)
        real = [each for each in instances if each is not None and each.is_deployable]
        heirs = (each for each in real if any(visit.name == base.component for visit in each.component.walk.visits))
        return tuple(each.id.component for each in heirs)

    def _other_end(self, missed: Missed, real: list[InstanceId]) -> Fix | None:
        """What the one instance that is meant would have to say, where it says nearly that."""
        wanted = missed.failing[0]
        if wanted.name == "stack" or len(missed.failing) != 1 or not did_you_mean(wanted.wanted, missed.values):
            return None
        said = [self.compilation.instance(id_).instance for id_ in real]
        labels = {
            each.component.label("vars", (wanted.name,), "")
            for each in said
            if each is not None and self._candidate(each.id).value(wanted.name) in missed.values[:1]
        }
        return say.written_there(labels.pop(), wanted.wanted) if len(labels) == 1 else None

    def _candidate(self, id_: InstanceId) -> Candidate:
        return Candidate(id_, self._context(id_))

    def _components_where(self, filters: tuple[Filter, ...]) -> Names:
        """The components that would be found; the context of the others is not asked for where the stack tells."""
        known = self._fitting.get(filters)
        if known is None:
            stack = next((each.wanted for each in filters if each.name == "stack"), None)
            ids = [id_ for id_ in self.compilation.stacks.ids() if stack in (None, id_.stack)]
            fitting = fitting_components(filters, map(self._candidate, ids))
            known = self._fitting[filters] = Names(fitting)
        return known

    def _candidates(self) -> Mapping[str, Mapping[str, list[InstanceId]]]:
        """All instances by their components, then by their stacks."""
        if self._by_component is None:
            self._by_component = {}
            for id_ in self.compilation.stacks.ids():
                self._by_component.setdefault(id_.component, {}).setdefault(id_.stack, []).append(id_)
        return self._by_component

    def _context(self, id_: InstanceId) -> Table:
        known = self._contexts.get(id_)
        if known is None:
            instance = self.compilation.instance(id_).instance
            known = self._contexts[id_] = context_of(instance) if instance is not None else {}
        return known


def _can_be_read(target: Instance, dependency: Dependency) -> bool:
    """True for a read of a target that is never run here and still has outputs:
    constant ones, or a backend of others.
    """
    if dependency.form != "read":
        return False
    if target.section("remote_state_backend_type") == "static":
        return True
    backend = target.backend_type or target.effective_backend[0] != "local"
    return dependency.from_state and target.is_abstract and bool(backend)
