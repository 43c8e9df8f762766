"""Why a dependency leads nowhere: its component, its stack and each of its filters are compared by themselves.

So what is said is so, and only what would be right is suggested. See docs/language.md, dependencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path
from stackc.base.value import Table
from stackc.graph.dependencies import CONTEXT, Dependency, context_text


class Filter(NamedTuple):
    """One thing that a stack must have: its name (``stack``), or a context variable."""

    name: str
    wanted: str
    is_given: bool
    """False where the entry says nothing and the dependent's own counts."""


class Candidate(NamedTuple):
    """An instance of the wanted component, or of another one, and its context variables."""

    id: InstanceId
    context: Table

    def value(self, name: str) -> str:
        """What it has for a filter."""
        return str(self.id.stack) if name == "stack" else context_text(self.context, name)


class Missed(NamedTuple):
    """Which filters fail, by those that come nearest; none where no instance has the component at all."""

    failing: tuple[Filter, ...]
    values: tuple[str, ...] = ()
    """What the nearest have in place of the first of them, sorted."""


def filters_of(dependency: Dependency, dependent: InstanceId, own: Table) -> tuple[Filter, ...]:
    """All that a stack must have to be meant by a dependency of ``dependent``, whose context is ``own``."""
    stack = dependency.stack or str(dependent.stack)
    by_name = Filter("stack", stack, is_given=bool(dependency.stack) and dependency.stack != dependent.stack)
    if dependency.form != "depends_on":
        return (by_name,)
    given = dict(dependency.context)
    context = tuple(
        Filter(name, given.get(name) or context_text(own, name), is_given=bool(given.get(name))) for name in CONTEXT
    )
    return context if given and not dependency.stack else (by_name, *context)


def find_missed(filters: Sequence[Filter], candidates: Iterable[Candidate]) -> Missed:
    """Compare ``filters`` with the instances of the wanted component: those that fail with the nearest of them."""
    failing = [(each, tuple(f for f in filters if each.value(f.name) != f.wanted)) for each in candidates]
    fewest = min((len(failed) for _, failed in failing), default=0)
    if not fewest:
        return Missed(())
    nearest = [each for each, failed in failing if len(failed) == fewest]
    blames = [failed for _, failed in failing if len(failed) == fewest]
    blamed = tuple(f for f in filters if all(f in failed for failed in blames)) or blames[0]
    given = tuple(f for f in blamed if f.is_given) or blamed
    return Missed(given, tuple(sorted({each.value(given[0].name) for each in nearest} - {""})))


def fitting_components(filters: Sequence[Filter], instances: Iterable[Candidate]) -> tuple[str, ...]:
    """The components that have an instance where the filters look for one."""
    names = {each.id.component for each in instances if all(each.value(f.name) == f.wanted for f in filters)}
    return tuple(sorted(names))


def filter_path(dependency: Dependency, failing: Filter) -> Path:
    """Where a filter is written in the section of its dependency; the component, where it is not."""
    at = dependency.at
    return (*at[:-1], failing.name) if failing.is_given and at[-1:] in (("component",), ("name",)) else at
