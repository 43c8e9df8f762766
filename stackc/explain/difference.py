"""``Difference``: the leaves in which two states of a repository, two stacks or two instances differ, and why.

See docs/language.md, differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.record import Record
from stackc.base.source import Path, Span, path_text
from stackc.base.value import MISSING, Missing, Value
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import Unaddressed
from stackc.evaluate.instance import Instance
from stackc.explain.causes import Commits, Place
from stackc.explain.leaves import Leaf, differing_leaves, origin_of, span_of
from stackc.graph.graph import Graph


class Change(NamedTuple):
    """One leaf that differs in the same way in some instances."""

    path: Path
    """Led by the section: ``("vars", "region")``."""
    kind: Literal["changed", "added", "removed"]
    before: Value
    """Evaluated; None where there was nothing, as ``kind`` says."""
    after: Value
    instances: tuple[InstanceId, ...]
    """Sorted by stack, type and name; of two stacks or instances those of the second."""


class WithoutEffect(NamedTuple):
    """An edited line that changes nothing in an instance it reaches."""

    path: Path
    instance: InstanceId
    winning: Value
    """The value the instance has instead, or had before; None where it has none."""
    is_same: bool
    """It is the value that the line says."""
    by: Span | None
    """The line it has it from; None for what no manifest says."""


class Cause(Record):
    """A place, and what differs because of it."""

    kind: Literal["edited", "import", "follows", "place"]
    """``edited``: the line itself was. ``import``: an import came or went. ``follows``: the line is as it was, but what
    it reads, or what beats it, changed elsewhere. ``place``: of two stacks or instances, where each has its value from.
    """
    before: Span | None
    """The line in the base, or of the first; of a cause that is not a ``place`` either this or ``after``."""
    after: Span | None
    changes: tuple[Change, ...]
    without_effect: tuple[WithoutEffect, ...] = ()

    @property
    def span(self) -> Span | None:
        """The line to look at; None for what no manifest says."""
        return self.after or self.before


class Move(NamedTuple):
    """An instance whose state is elsewhere than before; None for an address that cannot be told."""

    instance: InstanceId
    before: str | None
    after: str | None


class EdgeChange(NamedTuple):
    """``dependent`` comes after ``prerequisite`` now, or does not any more."""

    kind: Literal["added", "removed"]
    dependent: InstanceId
    prerequisite: InstanceId


class Difference(Record):
    """What differs between ``before`` and ``after``."""

    kind: Literal["commits", "stacks", "instances"]
    before: str
    """What was compared, as it was named."""
    after: str
    causes: tuple[Cause, ...]
    """Sorted by file and line; what has no place comes last."""
    added: tuple[InstanceId, ...] = ()
    """Real instances that are in ``after`` alone; of stacks, their components."""
    removed: tuple[InstanceId, ...] = ()
    moves: tuple[Move, ...] = ()
    edges: tuple[EdgeChange, ...] = ()
    waves: tuple[tuple[InstanceId, ...], ...] = ()
    """The affected instances in the order they are planned; of commits alone."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """All leaves that differ, cause by cause."""
        return tuple(change for cause in self.causes for change in cause.changes)

    @property
    def is_empty(self) -> bool:
        """Nothing differs; files of root modules may: ``waves`` tells whom they concern."""
        return not (self.changes or self.added or self.removed or self.moves or self.edges)


# --- two states of a repository


def compare_commits(
    head: Compilation,
    base: Compilation,
    graphs: tuple[Graph, Graph],
    affected: Iterable[InstanceId],
    names: tuple[str, str],
    found: list[Diagnostic],
) -> Difference:
    """What differs between ``base`` and ``head``. ``graphs`` are theirs, base first; ``found`` gets what is wrong.

    An instance that does not compile on one of the sides is compared on neither.
    """
    heads, bases = _real(head, found), _real(base, [])
    broken = {id_ for id_ in head.instance_ids() if id_ not in heads and _is_broken(head, id_)}
    broken |= {id_ for id_ in base.instance_ids() if id_ not in bases and _is_broken(base, id_)}
    commits = Commits(head, base, heads, bases)
    causes = _Causes()
    shared = [(bases[id_], heads[id_]) for id_ in heads if id_ in bases]
    for before, after in shared:
        for leaf in differing_leaves(before, after):
            causes.add(commits.cause(before, after, leaf.path), leaf, after.id)
    for place, idle in commits.without_effect(causes.seen):
        causes.add_idle(place, WithoutEffect(*idle))
    moves = (move_of(before, after) for before, after in shared)
    for each in heads.values():
        found += each.diagnostics
    return Difference(
        "commits",
        *names,
        causes.sorted(),
        tuple(id_ for id_ in heads if id_ not in bases and id_ not in broken),
        tuple(id_ for id_ in bases if id_ not in heads and id_ not in broken),
        tuple(each for each in moves if each is not None),
        _edge_changes(*graphs),
        graphs[1].contracted(affected).waves().value,
    )


def _real(compilation: Compilation, found: list[Diagnostic]) -> dict[InstanceId, Instance]:
    """The sound instances that are no mere bases, in order."""
    real: dict[InstanceId, Instance] = {}
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        found += answer.diagnostics
        if answer.instance is None or answer.instance.is_abstract or compilation.blocks(answer.diagnostics):
            continue
        real[id_] = answer.instance
    return real


def _is_broken(compilation: Compilation, id_: InstanceId) -> bool:
    return compilation.blocks(compilation.instance(id_).diagnostics)


def move_of(before: Instance, after: Instance) -> Move | None:
    """How the state address of an instance differs; None where it does not, or cannot be told of either."""
    if after.id.type != TERRAFORM:
        return None
    old, new = before.addressed, after.addressed
    if old == new or (isinstance(old, Unaddressed) and isinstance(new, Unaddressed)):
        return None
    texts = (None if each is None or isinstance(each, Unaddressed) else each.text for each in (old, new))
    return Move(after.id, *texts)


def _edge_changes(base: Graph, head: Graph) -> tuple[EdgeChange, ...]:
    old, new = ({(edge.dependent, edge.prerequisite) for edge in graph.edges} for graph in (base, head))
    rows = [EdgeChange("added", *pair) for pair in new - old] + [EdgeChange("removed", *pair) for pair in old - new]
    return tuple(sorted(rows, key=lambda each: (str(each.dependent), str(each.prerequisite))))


# --- two stacks, two instances


def compare_stacks(
    names: tuple[str, str], before: Mapping[InstanceId, Instance], after: Mapping[InstanceId, Instance]
) -> Difference:
    """What the components that two stacks share differ in, and which one stack has alone."""
    old = {(id_.type, id_.component): each for id_, each in before.items()}
    new = {(id_.type, id_.component): each for id_, each in after.items()}
    causes = _Causes()
    for key, instance in new.items():
        if key in old:
            _compare(old[key], instance, causes)
    return Difference(
        "stacks",
        *names,
        causes.sorted(),
        tuple(each.id for key, each in new.items() if key not in old),
        tuple(each.id for key, each in old.items() if key not in new),
    )


def compare_instances(before: Instance, after: Instance) -> Difference:
    """The leaves in which two instances differ."""
    causes = _Causes()
    _compare(before, after, causes)
    return Difference("instances", str(before.id), str(after.id), causes.sorted())


def _compare(before: Instance, after: Instance, causes: _Causes) -> None:
    for leaf in differing_leaves(before, after):
        sides = ((before, leaf.before), (after, leaf.after))
        spans = (None if isinstance(v, Missing) else span_of(each, origin_of(each, leaf.path)) for each, v in sides)
        causes.add(Place("place", *spans), leaf, after.id)


# --- grouping


class _Causes:
    """Leaves by the place that makes the difference, and by what differs."""

    def __init__(self) -> None:
        self._changes: dict[Place, dict[tuple[Path, str], tuple[Leaf, list[InstanceId]]]] = {}
        self._idle: dict[Place, list[WithoutEffect]] = {}
        self.seen: set[tuple[InstanceId, Path]] = set()

    def add(self, place: Place, leaf: Leaf, id_: InstanceId) -> None:
        self.seen.add((id_, leaf.path))
        here = self._changes.setdefault(place.of_line(), {})
        here.setdefault((leaf.path, f"{leaf.before!r}\0{leaf.after!r}"), (leaf, []))[1].append(id_)

    def add_idle(self, place: Place, idle: WithoutEffect) -> None:
        self._idle.setdefault(place.of_line(), []).append(idle)

    def sorted(self) -> tuple[Cause, ...]:
        places = sorted({*self._changes, *self._idle}, key=Place.order)
        return tuple(self._cause(place) for place in places)

    def _cause(self, place: Place) -> Cause:
        changes = [change_of(leaf, ids) for leaf, ids in self._changes.get(place, {}).values()]
        idle = sorted(self._idle.get(place, ()), key=lambda each: (path_text(each.path), each.instance))
        return Cause(place.kind, place.before, place.after, tuple(changes), tuple(idle))


def change_of(leaf: Leaf, ids: Iterable[InstanceId]) -> Change:
    """A leaf that differs in the same way in the instances ``ids``."""
    kind: Literal["changed", "added", "removed"] = (
        "added" if leaf.before is MISSING else "removed" if leaf.after is MISSING else "changed"
    )
    old, new = (None if isinstance(each, Missing) else each for each in (leaf.before, leaf.after))
    return Change(leaf.path, kind, old, new, tuple(sorted(ids)))
