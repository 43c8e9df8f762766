"""``stackc terraform VERB``: parsing of its arguments, confirmation, progress."""

from __future__ import annotations

import os
import shlex
import sys

from stackc.base.diagnostic import CompileError, Diagnostic, beside
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.ports import OutputFailure, Outputs
from stackc.check.addresses import take_census
from stackc.cli import messages as say
from stackc.cli.options import WrongUsage
from stackc.cli.request import CLEAN, Request, parse_request, skipped_hooks
from stackc.cli.session import FAILED, OK, Session
from stackc.cli.verb_help import asked_of_terraform, help_of
from stackc.compile.selection import unmatched
from stackc.graph.graph import with_prerequisites
from stackc.project.destroying import still_needed, with_dependents
from stackc.project.locking import make_guard
from stackc.project.messages import untrusted
from stackc.project.orphans import Orphans
from stackc.project.running import (
    clean,
    component_folder,
    graph_of,
    make_dry_runner,
    make_runner,
    run_call,
    run_plain,
)
from stackc.run.arguments import destroys
from stackc.run.backend_bucket import bucket_of, makes_bucket
from stackc.run.guard import check_call
from stackc.run.runner import RunEvent, RunReport
from stackc.run.terraform import ASKING, Call, main_arguments


def terraform(session: Session, words: list[str]) -> int:
    """Run one instance, or many in graph order. All our own failures are 1."""
    try:
        request = parse_request(words, session.path, os.path.exists)
    except WrongUsage as problem:
        session.say(f"stackc terraform: {problem}")
        return FAILED
    if request.help:
        return _help(session, request.verb)
    if session.options.untrusted:
        session.report((untrusted("Terraform is not run"),), "write")
        return FAILED
    try:
        if session.setup("write"):
            return session.finish(True)
        if request.known.needs == "nothing":
            return run_plain(session.project, (request.verb, *request.arguments), session.path("."))
        if request.source and not os.path.isdir(request.source):
            session.say(f"stackc terraform: `--source`: there is no folder {request.source}")
            return FAILED
        if request.verb == CLEAN:
            return _clean(session, request)
        if request.orphan and (orphan := _orphan(session, request)) is not None:
            return _destroy_orphan(session, request, orphan)
        ids = _selected(session, request)
        if ids is None:
            return FAILED
        if request.with_prerequisites:
            if _call(session, request, many=True).destroys:
                session.say("stackc terraform: `--with-prerequisites`: what destroys goes the other way")
                return FAILED
            ids = with_prerequisites(session.project.compilation, ids)
            if session.report(_broken(session, ids), "write", subject="repository"):
                return FAILED
        if request.known.needs == "folder":
            return _in_folders(session, request, ids)
        if _is_refused(session, request, ids):
            return session.finish(True)
        ids = _with_dependents(session, request, ids)
        if request.dry_run:
            return _dry_run(session, request, ids)
        if not _confirmed(session, request, ids):
            return FAILED
        return _run(session, request, ids)
    except CompileError as error:
        session.report(error.diagnostics, "write")
        return FAILED
    except OutputFailure as failure:
        session.say(f"stackc terraform: {failure}")
        return FAILED


def _help(session: Session, verb: str) -> int:
    """Ours, then Terraform's own where there is one: without a project and without Terraform as well."""
    session.out(help_of(verb))
    words = asked_of_terraform(verb)
    if words is None or session.options.untrusted:
        return OK
    session.out(f"\nTerraform's own help of `{' '.join(words)}`:\n\n")
    sys.stdout.flush()
    try:
        return run_plain(session.project, (*words, "-help"), session.path("."))
    except CompileError as error:
        session.report(error.diagnostics, "write")
        return FAILED


def _in_folders(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> int:
    """Terraform in the folders of components, each once: what edits sources edits those people keep."""
    folders = list(dict.fromkeys(component_folder(session.project, id_) for id_ in ids))
    words = (request.verb, *request.arguments)
    if request.dry_run:
        for folder in folders:
            session.out(f"in {folder}\n  run  {shlex.join(('terraform', *words))}\n")
        return OK
    codes = [run_plain(session.project, words, folder) for folder in folders]
    return next((code for code in codes if code), OK)


def _selected(session: Session, request: Request) -> tuple[InstanceId, ...] | None:
    project = session.project
    if not request.all:
        if not request.stacks:
            session.report((say.stack_needed(project.compilation.names()),), "write")
            return None
        id_ = project.find(request.components[0], request.stacks[0])
        answer = project.compilation.instance(id_)
        found = (*answer.diagnostics, *project.compilation.instances.abstract_duplicates(id_))
        if session.report(found, "write", subject=id_):
            asides = beside(project.compilation.instances.asides(id_), found)
            session.report(asides, "write", aside=True, subject=id_)
            return None
        return (id_,)
    strange = unmatched(project.compilation.instance_ids(), request.stacks, request.globs)
    if session.report(strange, "write"):
        return None
    chosen = project.compilation.select(request.stacks, request.globs, "terraform")
    whole = request.stacks is None and request.globs is None
    left_out = take_census(project.compilation).broken if whole else ()
    if session.report((*left_out, *_broken(session, chosen)), "write", subject="repository"):
        return None
    ids = tuple(id_ for id_ in chosen if _runs(session, id_))
    if not ids and not strange:
        session.report((say.nothing_runs(),), "write")
    return ids


def _orphan(session: Session, request: Request) -> InstanceId | None:
    """The instance that is named, where no manifest declares it."""
    component, stacks = request.components[0], request.stacks or ()
    id_ = parse_instance_id(f"{component}@{stacks[0]}" if stacks else component)
    known = session.project.compilation.instance_ids()
    return None if id_ is None or id_ in known else id_


def _destroy_orphan(session: Session, request: Request, id_: InstanceId) -> int:
    """Destroy what an instance left, from its state alone."""
    call = _call(session, request, many=False)
    found: list[Diagnostic] = []
    check_call(call, session.project.env, found.append)
    if session.report(found, "write"):
        return session.finish(True)
    progress = _Progress(session, 0)
    left = Orphans(session.project, make_guard(session.project, progress), progress)
    code = left.destroy(id_, main_arguments(call._replace(plan=None))[1:])
    session.finish(code != 0)
    return code


def _with_dependents(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> tuple[InstanceId, ...]:
    """What is destroyed with ``ids`` because it depends on them. Raises CompileError without a Terraform."""
    if not request.with_dependents or not ids:
        return ids
    runner = make_dry_runner(session.project) if request.dry_run else make_runner(session.project)
    if isinstance(runner, Diagnostic):
        raise CompileError((runner,))
    return with_dependents(session.project, runner, ids)


def _is_refused(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> bool:
    """Report what policies and component schemas say; True when nothing may start."""
    if not ids or not _call(session, request, many=request.all).makes:
        return False
    return session.refused(ids)


def _broken(session: Session, ids: tuple[InstanceId, ...]) -> list[Diagnostic]:
    """What is wrong with those that do not compile: they have no place in the order, so
    nothing may start without them.
    """
    compilation = session.project.compilation
    answers = [compilation.instance(id_) for id_ in ids]
    return [each for answer in answers if compilation.blocks(answer.diagnostics) for each in answer.diagnostics]


def _runs(session: Session, id_: InstanceId) -> bool:
    """Enabled and real."""
    instance = session.project.compilation.instance(id_).instance
    return instance is not None and instance.is_deployable


def _call(session: Session, request: Request, *, many: bool) -> Call:
    interactive = sys.stdin.isatty()
    asks = request.verb in ASKING
    approve = request.auto_approve or (asks and (many or session.project.config.auto_approve))
    env = session.project.env
    return Call(
        request.verb,
        request.arguments,
        auto_approve=approve,
        interactive=interactive and not many,
        destroys=destroys(request.verb, request.arguments, env),
        orphan=request.orphan,
        retries=request.retries,
        plan=request.plan,
        program=(env.get("SHELL") or "/bin/sh") if request.verb == "shell" else None,
        skipped_hooks=request.skipped_hooks or skipped_hooks(env.get("ATMOS_SKIP_HOOKS", "")),
        source=request.source,
        update_sources=request.update_sources,
    )


def _confirmed(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> bool:
    """``apply|destroy --all`` asks once, with the list; without a terminal it is refused."""
    call = _call(session, request, many=True)
    asks = request.verb in ("apply", "destroy") or (request.verb == "deploy" and call.destroys)
    if not (request.all or len(ids) > 1) or not ids or not asks or request.auto_approve:
        return True
    word = "destroy" if call.destroys else request.verb
    for id_ in graph_of(session.project, ids).order(reverse=call.destroys) or ids:
        session.say(f"  {word} {id_}")
    if not sys.stdin.isatty():
        session.report((say.not_confirmed(word),), "write")
        return False
    sys.stderr.write(f"{word} these {len(ids)} instances? Only `yes` is accepted: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == "yes"


def _run(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> int:
    if not ids:
        return OK
    many = request.all or len(ids) > 1
    progress = _Progress(session, len(ids) if many else 0)
    report = run_call(
        session.project,
        _call(session, request, many=many),
        ids,
        progress,
        many=many,
        update_lock=request.update_lock,
        force=request.force,
        warn=lambda runner: _warn_order(session, request, ids, runner.outputs),
        parallelism=request.parallelism,
    )
    for result in report.results:
        session.report(result.diagnostics, "write")
    if request.verb == "plan" and request.all and request.stacks is None and request.globs is None:
        session.report(Orphans(session.project, make_guard(session.project, progress), progress).living(), "write")
    if many:
        _summary(session, report)
    return report.code if not (session.finish(False) and report.code == 0) else FAILED


class _Progress:
    """Plain lines on stderr: what starts, what ends."""

    def __init__(self, session: Session, total: int) -> None:
        self._session, self._total, self._count = session, total, 0
        self._heard: InstanceId | None = None

    def __call__(self, event: RunEvent) -> None:
        if event.kind == "note":
            self._session.say(event.text)
        if not self._total:
            return
        if event.kind in ("out", "err"):
            self._said(event)
        elif event.kind == "started":
            self._count += 1
            self._session.say(f"[{self._count}/{self._total}] {event.text} {event.instance}")
        elif event.kind in ("failed", "blocked"):
            self._session.say(f"{event.kind}: {event.instance}")
        elif event.kind in ("skipped", "kept") and event.text:
            self._count += 1
            self._session.say(f"[{self._count}/{self._total}] {event.kind} {event.instance} {event.text}")
        sys.stderr.flush()

    def _said(self, event: RunEvent) -> None:
        """What one of many at once said, whole, below its name."""
        if self._heard != event.instance:
            self._session.say(f"--- {event.instance}")
        self._heard = event.instance
        sys.stderr.flush()
        stream = sys.stdout if event.kind == "out" else sys.stderr
        stream.write(event.text if event.text.endswith("\n") else f"{event.text}\n")
        stream.flush()


def _summary(session: Session, report: RunReport) -> None:
    counted: dict[str, int] = {}
    for result in report.results:
        counted[result.action] = counted.get(result.action, 0) + 1
    for result in report.results:
        if result.action not in ("done", "changed") or result.attempts > 1:
            times = f" after {result.attempts} attempts" if result.attempts > 1 else ""
            session.say(f"  {result.action:<8} {result.instance}{times}")
    session.say(", ".join(f"{count} {action}" for action, count in sorted(counted.items())))


def _warn_order(session: Session, request: Request, ids: tuple[InstanceId, ...], outputs: Outputs) -> None:
    """Prerequisites outside of the selection that only order and have no state yet."""
    if request.verb not in ("plan", "apply", "deploy") or _call(session, request, many=request.all).destroys:
        return
    from stackc.graph.graph import build_graph

    project = session.project
    graph = build_graph(project.compilation, ids).value
    chosen = frozenset(ids)
    found: list[Diagnostic] = []
    for edge in graph.edges:
        if edge.dependent not in chosen or edge.prerequisite in chosen or edge.kind != "order":
            continue
        try:
            missing = outputs.read(edge.prerequisite) is None
        except OutputFailure:
            continue
        if missing:
            found.append(say.prerequisite_without_state(edge))
    session.report(found, "write")


def _dry_run(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> int:
    """What would be written and run; upstream state is read, nothing is written and no command starts."""
    from stackc.graph.graph import build_graph

    project = session.project
    many = request.all or len(ids) > 1
    call = _call(session, request, many=many)
    found: list[Diagnostic] = []
    check_call(call, project.env, found.append)
    session.say_local(ids)
    runner = make_dry_runner(project)
    runner.guard.admit(ids, found.append)
    built = build_graph(project.compilation, ids)
    graph = built.value.contracted(ids)
    found += built.diagnostics
    found += graph.waves().diagnostics
    if call.takes_away and not request.force:
        found += still_needed(project, runner, ids)
    failed = session.report(found, "write")
    order = graph.order(reverse=call.destroys) if many else ids
    for id_ in order if not failed else ():
        if call.takes_away and runner.is_gone(id_):
            session.out(f"{id_}\n  has no state: nothing to destroy\n")
            continue
        problems: list[Diagnostic] = []
        prepared = runner.preparation.prepare(id_, call, problems.append)
        failed = session.report(problems, "write") or failed
        if prepared is None:
            continue
        failed = not runner.guard.examine(prepared.instance, problems.append) or failed
        failed = session.report(problems, "write") or failed
        session.out(f"{id_}\n  in {prepared.workdir.path}\n")
        for artifact in prepared.files:
            session.out(f"  file {artifact.name}\n")
        if runner.accounts.watches(prepared.instance, call):
            session.out(f"  ask  {project.config.account_command}\n")
        if makes_bucket(prepared.instance, call):
            session.out(f"  make the bucket {bucket_of(prepared.instance)} if it is missing\n")
        for hook in prepared.hooks:
            session.out(f"  hook {hook.name}: {hook.told}\n")
        names = set(prepared.environment)
        for command in prepared.commands(call):
            session.out(f"  run  {shlex.join((command.program or runner.binary.path, *command.arguments))}\n")
            names |= set(command.environment)
        session.out(f"  env  {' '.join(sorted(names))}\n")
    return session.finish(failed)


def _clean(session: Session, request: Request) -> int:
    """Remove the workdirs of instances; they are ours alone and hold no state."""
    ids = _selected(session, request)
    for id_ in ids or ():
        if clean(session.project, id_, _Progress(session, 0)):
            session.say(f"removed the workdir of {id_}")
    return session.finish(ids is None)
