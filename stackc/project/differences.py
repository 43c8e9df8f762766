"""What differs between commits, checkouts, stacks and instances of one project."""

from __future__ import annotations

from stackc.base.diagnostic import CompileError, Diagnostic, unique
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.named_tuple import NamedTuple
from stackc.base.record import replace
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.explain.difference import Difference, compare_commits, compare_instances, compare_stacks
from stackc.graph.graph import build_graph
from stackc.project.comparing import base_at, base_of
from stackc.project.open_project import OpenProject
from stackc.project.stacks import find_stack, look_up_instance
from stackc.query.affected import Changes, find_affected


class Compared(NamedTuple):
    """What two states of a repository differ in, and what is wrong with them."""

    difference: Difference
    diagnostics: tuple[Diagnostic, ...]
    """About the working tree: instances with errors are compared with nothing."""
    of_base: tuple[Diagnostic, ...]
    """About the base, and telling so."""


def compare_with_base(project: OpenProject, base: str) -> Compared:
    """The working tree, without local files, compared with the commit at which this branch left ``base``.

    Raises CompileError (SC0916).
    """
    return _compared(project, base_of(project, base), base)


def compare_with_checkout(project: OpenProject, path: str) -> Compared:
    """The working tree, without local files, compared with the checkout in the folder ``path``.

    Raises CompileError (SC0916).
    """
    return _compared(project, base_at(project, path), path)


def _compared(project: OpenProject, base: tuple[Compilation, frozenset[str]], name: str) -> Compared:
    before, files = base
    head = project.shared.compilation
    found = [*head.losses()]
    graph = build_graph(head)
    rows = find_affected(head, before, Changes(files), found)
    affected = [row.id for row in rows if not row.deleted]
    graphs = (build_graph(before).value, graph.value)
    difference = compare_commits(head, before, graphs, affected, (name, "the working tree"), found)
    of_base = (replace(each, message=f"in the base: {each.message}") for each in before.losses())
    return Compared(difference, unique(found), unique(of_base))


def compare_named(project: OpenProject, before: str, after: str) -> Difference:
    """Two stacks, or two instances written ``component@stack``, compared.

    Raises LookupFailure for what does not exist, CompileError for what does not compile, and ValueError for a stack and
    an instance, which have nothing to compare.
    """
    names = frozenset(map(str, project.compilation.names()))
    ids = [None if text in names else parse_instance_id(text) for text in (before, after)]
    match ids:
        case [None, None]:
            return compare_stacks((before, after), _stack(project, before), _stack(project, after))
        case [InstanceId() as old, InstanceId() as new]:
            return compare_instances(_instance(project, old), _instance(project, new))
        case _:
            raise ValueError(f"`{before}` and `{after}` are not of one kind: name two stacks, or two instances")


def _stack(project: OpenProject, name: str) -> dict[InstanceId, Instance]:
    return {each.id: each for each in find_stack(project, name).instances if not each.is_abstract}


def _instance(project: OpenProject, id_: InstanceId) -> Instance:
    instance = look_up_instance(project, id_)
    found = instance.complete()
    if project.compilation.blocks(found):
        raise CompileError(found)
    return instance
