"""Runs of a project: real processes, the real disk, and what stands between them and the states."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.diagnostic import CompileError, Diagnostic, unique
from stackc.base.ids import InstanceId
from stackc.base.ports import Finished, OutputFailure
from stackc.evaluate.instance import Instance
from stackc.graph.graph import Graph, build_graph
from stackc.project import messages as say
from stackc.project.locking import make_guard, unheard
from stackc.project.open_project import OpenProject
from stackc.run.guard import Guard, check_call
from stackc.run.known_secrets import KnownSecrets
from stackc.run.outputs import StateOutputs
from stackc.run.resolve import Effects, resolve_effects
from stackc.run.runner import RunEvent, Runner, RunReport
from stackc.run.stores import FACTORIES, Stores
from stackc.run.terraform import Binary, Call, find_binary
from stackc.run.workdir import foreign_files, workdir_of
from stackc.system.fetching import SystemFetching
from stackc.system.files import DiskWorkplace
from stackc.system.git import git_fact
from stackc.system.process import SystemProcesses

_NOT_RUN = "Terraform is not run"


def resolve(project: OpenProject, instance: Instance) -> Instance:
    """A new instance with its effects evaluated: upstream state is read, commands run."""
    project.require_trust("functions that reach outside are not evaluated")
    runner = make_runner(project)
    effects = _without_terraform(project, runner) if isinstance(runner, Diagnostic) else runner.effects
    return resolve_effects(instance, effects)[0]


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


def make_runner(
    project: OpenProject, on_event: Callable[[RunEvent], None] = unheard, guard: Guard | None = None
) -> Runner | Diagnostic:
    """A runner with its Terraform found; a diagnostic when there is none."""
    project.require_trust(_NOT_RUN)
    command = project.config.commands.get("terraform", "")
    binary = find_binary(command, DiskWorkplace(), SystemProcesses(), project.env)
    return binary if isinstance(binary, Diagnostic) else _runner(project, binary, on_event, guard)


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
    *,
    dry: bool = False,
) -> Runner:
    return Runner(
        project.compilation,
        binary,
        SystemProcesses(),
        DiskWorkplace(),
        project.env,
        _stores(project),
        _git_facts(project),
        guard or make_guard(project, on_event),
        on_event,
        SystemFetching(project.env),
        dry=dry,
    )


def run_call(
    project: OpenProject,
    call: Call,
    ids: tuple[InstanceId, ...],
    on_event: Callable[[RunEvent], None],
    *,
    many: bool = True,
    update_lock: bool = False,
) -> RunReport:
    """Guard, record addresses, run. Raises CompileError before anything starts when something is wrong."""
    found: list[Diagnostic] = []
    check_call(call, project.env, found.append)
    guard = make_guard(project, on_event)
    guard.admit(ids, found.append)
    runner = make_runner(project, on_event, guard)
    if isinstance(runner, Diagnostic):
        raise CompileError((*found, runner))
    whole = build_graph(project.compilation, ids)
    graph = whole.value.contracted(ids)
    found += whole.diagnostics
    found += graph.waves().diagnostics
    if project.compilation.blocks(found, "write"):
        raise CompileError(unique(found))
    if many:
        if call.records:
            guard.record(id_ for id_ in ids if not runner.preparation.is_refused(id_, call))
        return runner.run_all(graph, call)
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
