"""Runs of a project: real processes, the real disk, and what stands between them and the states."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from stackc.base.diagnostic import CompileError, Diagnostic, unique
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Clock, Finished, OutputFailure, Processes, Workplace
from stackc.check.findings import folder_missing
from stackc.evaluate.instance import Instance
from stackc.graph.graph import Graph, build_graph
from stackc.project import messages as say
from stackc.project.destroying import still_kept, still_needed
from stackc.project.locking import make_guard, unheard
from stackc.project.open_project import OpenProject
from stackc.run.guard import Guard, check_call
from stackc.run.known_secrets import KnownSecrets
from stackc.run.messages import type_not_run
from stackc.run.outputs import StateOutputs
from stackc.run.resolve import Effects, resolve_effects
from stackc.run.runner import RunEvent, Runner, RunReport
from stackc.run.stores import FACTORIES, Stores
from stackc.run.terraform import Binary, Call, find_binary
from stackc.run.turns import SideBySideClock, SideBySideProcesses, Turns
from stackc.run.versions import check_versions
from stackc.run.workdir import foreign_files, workdir_of
from stackc.system.clock import SystemClock
from stackc.system.fetching import SystemFetching
from stackc.system.files import DiskWorkplace
from stackc.system.git import git_fact
from stackc.system.process import SystemProcesses
from stackc.system.signals import signals

_NOT_RUN = "Terraform is not run"


def resolve(project: OpenProject, instance: Instance) -> Instance:
    """A new instance with its effects evaluated: upstream state is read, commands run."""
    project.require_trust("functions that reach outside are not evaluated")
    return resolve_effects(instance, make_effects(project))[0]


def make_effects(project: OpenProject) -> Effects:
    """The ports behind the effects; without Terraform what needs none still works."""
    runner = make_runner(project)
    return _without_terraform(project, runner) if isinstance(runner, Diagnostic) else runner.effects


def _without_terraform(project: OpenProject, missing: Diagnostic) -> Effects:
    """Effects when there is no Terraform: states that can be read without it still are."""

    def ask(_: Instance) -> None:
        raise OutputFailure(missing.message)

    def execute(script: str) -> Finished:
        return SystemProcesses().capture(["/bin/sh", "-c", script], project.root, project.env)

    return Effects(
        project.compilation,
        StateOutputs(project.compilation, DiskWorkplace(), project.env, make_guard(project), ask),
        execute,
        _git_facts(project),
        _stores(project),
        KnownSecrets(project.env, project.config.is_secret_variable),
    )


def _stores(project: OpenProject) -> Stores:
    return Stores(project.config.stores, project.world, FACTORIES, project.env)


def _git_facts(project: OpenProject) -> Callable[[str], str]:
    return lambda fact: git_fact(project.root, fact, project.env)


class _System(NamedTuple):
    """What a run has of the system."""

    processes: Processes
    workplace: Workplace
    clock: Clock
    turns: Turns | None = None

    @classmethod
    def alone(cls) -> _System:
        """One instance at a time."""
        return cls(SystemProcesses(), DiskWorkplace(), SystemClock())

    @classmethod
    def beside(cls, many: int, is_stopped: Callable[[], bool], on_event: Callable[[RunEvent], None]) -> _System:
        """Many at a time: who waits gives its turn away."""
        turns = Turns(many, is_stopped)

        def tell(id_: InstanceId | None, done: Finished) -> None:
            if done.out:
                on_event(RunEvent("out", id_, done.out))
            if done.err:
                on_event(RunEvent("err", id_, done.err))

        clock, workplace = SideBySideClock(SystemClock(), turns), DiskWorkplace()
        workplace.sleep = clock.sleep
        return cls(SideBySideProcesses(SystemProcesses(), turns, tell), workplace, clock, turns)


def make_runner(
    project: OpenProject,
    on_event: Callable[[RunEvent], None] = unheard,
    guard: Guard | None = None,
    system: _System | None = None,
) -> Runner | Diagnostic:
    """A runner with its Terraform found; a diagnostic when there is none."""
    binary = _found(project)
    return binary if isinstance(binary, Diagnostic) else _runner(project, binary, on_event, guard, system)


def _found(project: OpenProject) -> Binary | Diagnostic:
    project.require_trust(_NOT_RUN)
    command = project.config.commands.get("terraform", "")
    return find_binary(command, DiskWorkplace(), SystemProcesses(), project.env)


def run_plain(project: OpenProject, words: Sequence[str], folder: str) -> int:
    """Terraform in ``folder`` for what is about no state: the caller's streams and environment, and its exit code.

    Raises CompileError when it is not there.
    """
    binary = _found(project)
    if isinstance(binary, Diagnostic):
        raise CompileError((binary,))
    return SystemProcesses().stream([binary.path, *words], folder, project.env).code


def component_folder(project: OpenProject, id_: InstanceId) -> str:
    """Where the component of an instance that compiles is, absolute. Raises CompileError where there is none."""
    instance = project.compilation.instance(id_).instance
    assert instance is not None, "what does not compile is not selected"
    if id_.type != TERRAFORM:
        raise CompileError((type_not_run(id_, instance.component.own_label((), "this component")),))
    folder = posixpath.normpath(posixpath.join(project.root, instance.folder))
    if not os.path.isdir(folder):
        raise CompileError((folder_missing(project.compilation, instance),))
    return folder


def make_dry_runner(project: OpenProject) -> Runner:
    """A runner that prepares and shows; it needs no Terraform."""
    project.require_trust(_NOT_RUN)
    command = project.config.commands.get("terraform") or "terraform"
    return _runner(project, Binary(command, "terraform", ""), unheard, None, dry=True)


def _runner(
    project: OpenProject,
    binary: Binary,
    on_event: Callable[[RunEvent], None],
    guard: Guard | None,
    system: _System | None = None,
    *,
    dry: bool = False,
) -> Runner:
    system = system or _System.alone()
    return Runner(
        project.compilation,
        binary,
        system.processes,
        system.workplace,
        project.env,
        _stores(project),
        _git_facts(project),
        guard or make_guard(project, on_event, system.workplace),
        on_event,
        system.clock,
        SystemFetching(project.env),
        dry=dry,
        turns=system.turns,
    )


@contextmanager
def _system(parallelism: int, on_event: Callable[[RunEvent], None]) -> Iterator[_System]:
    """The system for so many instances at once; signals are heard for as long as the block lasts."""
    if parallelism == 1:
        yield _System.alone()
        return
    with signals() as scope, scope.starting() if scope else nullcontext():  # a signal waits until it can be told
        yield _System.beside(parallelism, lambda: bool(scope and scope.received), on_event)


def run_call(
    project: OpenProject,
    call: Call,
    ids: tuple[InstanceId, ...],
    on_event: Callable[[RunEvent], None],
    *,
    many: bool = True,
    update_lock: bool = False,
    force: bool = False,
    warn: Callable[[Runner], None] = lambda _: None,
    parallelism: int = 1,
) -> RunReport:
    """Guard, record addresses, run. Raises CompileError before anything starts when something is wrong.

    ``force``: destroy although others that have a state depend on it. ``parallelism``: how many instances run at once;
    what each of more than one says is an event. ``warn`` is called when everything may start, with what will run it.
    ``on_event`` hears first which local files the instances are made of.
    """
    found: list[Diagnostic] = []
    check_call(call, project.env, found.append)
    local = project.compilation.local_files(ids)
    if local:
        on_event(RunEvent("note", None, say.with_local(local)))
    with _system(parallelism if many else 1, on_event) as system:
        guard = make_guard(project, on_event, system.workplace)
        runner = make_runner(project, on_event, guard, system)
        if isinstance(runner, Diagnostic):
            guard.admit(ids, found.append)
            raise CompileError((*found, runner))
        coming_home = {id_ for id_ in ids if call.takes_away and runner.keepers.is_at_home(id_)}
        guard.admit((id_ for id_ in ids if id_ not in coming_home), found.append)
        found += check_versions(project.compilation, runner.binary, ids)
        whole = build_graph(project.compilation, ids)
        graph = whole.value.contracted(ids)
        found += whole.diagnostics
        found += graph.waves().diagnostics
        if call.takes_away and not force:
            found += still_needed(project, runner, ids)
        if call.takes_away:
            found += still_kept(runner, ids)
        if project.compilation.blocks(found, "write"):
            raise CompileError(unique(found))
        wrong = tuple(runner.elsewhere((id_ for id_ in ids if not runner.preparation.is_refused(id_, call)), call))
        if wrong:
            raise CompileError(unique((*found, *wrong)))
        warn(runner)
        if many:
            if call.known.records and not call.takes_away:  # what is taken away has its row when it is entered
                guard.record(id_ for id_ in ids if not runner.preparation.is_refused(id_, call))
            return runner.run_all(graph, call, update_lock=update_lock)
        return RunReport(call.verb, (runner.run(ids[0], call, update_lock=update_lock),))


def graph_of(project: OpenProject, ids: tuple[InstanceId, ...]) -> Graph:
    """The graph of exactly these instances."""
    return build_graph(project.compilation, ids).value.contracted(ids)


def clean(project: OpenProject, id_: InstanceId, on_event: Callable[[RunEvent], None] = unheard) -> bool:
    """Remove the workdir of an instance; True when there was one.

    Waits while it is in use. Raises CompileError when something lies there that neither we nor init made.
    """
    workplace = DiskWorkplace()
    workdir = workdir_of(project.root, "x", id_)
    if not workplace.is_folder(workdir.top):
        return False
    with make_guard(project, on_event).waiting(id_, f"terraform clean {id_}"):
        foreign = next(foreign_files(workdir, workplace), None)
        if foreign is not None:
            raise CompileError((say.foreign_in_workdir(id_, foreign),))
        workplace.remove(workdir.top)
    return True
