"""Instances and stacks by name; who asks for what does not exist or does not compile gets an exception."""

from __future__ import annotations

from collections.abc import Iterable

from stackc.base.diagnostic import CompileError, Diagnostic, LookupFailure, unique
from stackc.base.ids import InstanceId, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import nearest
from stackc.evaluate.instance import Instance
from stackc.project import messages as say
from stackc.project.open_project import OpenProject


class CompiledStack(NamedTuple):
    """One compiled stack: its name and its sound instances, sorted by type and name."""

    name: StackName
    instances: tuple[Instance, ...]


def find_stack(project: OpenProject, name: str) -> CompiledStack:
    """One compiled stack.

    Raises LookupFailure for an unknown name and CompileError when part of it does not compile.
    """
    known = project.compilation.stacks.definitions()
    if name not in known:
        near = nearest(name, map(str, known))
        raise LookupFailure(say.unknown_stack(name, near), near)
    instances, found = compile_all(project, project.compilation.stacks.ids_of(StackName(name)))
    if project.compilation.blocks(found):
        raise CompileError(found)
    return CompiledStack(StackName(name), instances)


def compile_all(project: OpenProject, ids: Iterable[InstanceId]) -> tuple[tuple[Instance, ...], tuple[Diagnostic, ...]]:
    """The sound ones of some instances with all their values evaluated, and what is wrong with all of them."""
    sound: list[Instance] = []
    found: list[Diagnostic] = []
    for id_ in ids:
        answer = project.compilation.instance(id_)
        found += answer.diagnostics
        if answer.instance is not None and not project.compilation.blocks(answer.diagnostics):
            found += answer.instance.complete()
            sound.append(answer.instance)
    return tuple(sound), unique(found)


def find_instance(project: OpenProject, component: str, stack: str) -> Instance:
    """One instance. Raises LookupFailure for unknown names and CompileError when it does not compile."""
    compilation, id_ = project.compilation, project.find(component, stack)
    answer = compilation.instance(id_)
    found = (*answer.diagnostics, *compilation.instances.abstract_duplicates(id_))
    if answer.instance is None:
        here = {each.component.name for each in compilation.stacks.definitions().get(StackName(stack), ())}
        near = nearest(component, here) if here else nearest(stack, map(str, compilation.names()))
        raise LookupFailure(found[0], near)
    if compilation.blocks(found):
        raise CompileError(found)
    return answer.instance


def look_up_instance(project: OpenProject, id_: InstanceId) -> Instance:
    """One instance by its whole name. Raises LookupFailure for one that is not there, CompileError for a broken one."""
    compilation = project.compilation
    answer = compilation.instance(id_)
    found = (*answer.diagnostics, *compilation.instances.abstract_duplicates(id_))
    if answer.instance is None:
        raise LookupFailure(found[0], nearest(str(id_), map(str, compilation.instance_ids())))
    if compilation.blocks(found):
        raise CompileError(found)
    return answer.instance
