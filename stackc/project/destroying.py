"""What else there is to think of before instances are destroyed: who still depends on them,
and whose states go with them.

See docs/language.md, destroying.
"""

from __future__ import annotations

from collections.abc import Iterable

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.graph.graph import Edge
from stackc.project.open_project import OpenProject
from stackc.run import messages as say
from stackc.run.runner import Runner


def with_dependents(project: OpenProject, runner: Runner, ids: Iterable[InstanceId]) -> tuple[InstanceId, ...]:
    """``ids``, and all that have a state and come after one of them, at any depth."""
    chosen = dict.fromkeys(ids)
    while found := living_dependents(project, runner, chosen):
        chosen.update(dict.fromkeys(edge.dependent for edge in found))
    return tuple(chosen)


def living_dependents(project: OpenProject, runner: Runner, ids: Iterable[InstanceId]) -> tuple[Edge, ...]:
    """The edges on which something outside of ``ids`` that has a state comes after one of them that has one, too."""
    graph, chosen = project.graph().value, frozenset(ids)
    beside = (edge for edge in graph.edges if edge.prerequisite in chosen and edge.dependent not in chosen)
    return tuple(edge for edge in beside if all(map(runner.may_be_there, (edge.prerequisite, edge.dependent))))


def still_needed(project: OpenProject, runner: Runner, ids: Iterable[InstanceId]) -> tuple[Diagnostic, ...]:
    """What is said against destroying ``ids`` alone: one finding for each that others still depend on."""
    needed: dict[InstanceId, dict[InstanceId, Edge]] = {}
    for edge in living_dependents(project, runner, ids):
        needed.setdefault(edge.prerequisite, {}).setdefault(edge.dependent, edge)
    return tuple(
        say.still_needed(id_, list(edges), [edge.place for edge in edges.values()]) for id_, edges in needed.items()
    )


def still_kept(runner: Runner, ids: Iterable[InstanceId]) -> tuple[Diagnostic, ...]:
    """What is said against destroying ``ids``: in the buckets of keepers that are there are states of others."""
    chosen = tuple(ids)
    keepers = (id_ for id_ in chosen if runner.keepers.is_keeper(id_) and runner.may_be_there(id_))
    return tuple(said for id_ in keepers if (said := runner.keepers.still_kept(id_, chosen)) is not None)
