"""``stackc terraform VERB``: parsing of its arguments, confirmation, progress."""

from __future__ import annotations

import os
import shlex
import sys

from stackc.base.diagnostic import CompileError, Diagnostic, beside
from stackc.base.ids import InstanceId
from stackc.base.ports import OutputFailure
from stackc.check.addresses import take_census
from stackc.cli import messages as say
from stackc.cli.options import WrongUsage
from stackc.cli.request import Request, parse_request, skipped_hooks
from stackc.cli.session import FAILED, OK, Session
from stackc.compile.selection import unmatched
from stackc.project.messages import untrusted
from stackc.project.running import clean, graph_of, make_dry_runner, make_runner, run_call
from stackc.run.arguments import destroys
from stackc.run.guard import check_call
from stackc.run.runner import RunEvent, RunReport
from stackc.run.terraform import CHANGING, VERBS, Call, KnownVerb


def terraform(session: Session, words: list[str]) -> int:
    """Run one instance, or many in graph order. All our own failures are 1."""
    try:
        request = parse_request(words, session.path, os.path.exists)
    except WrongUsage as problem:
        session.say(f"stackc terraform: {problem}")
        return FAILED
    if session.options.untrusted:
        session.report((untrusted("Terraform is not run"),), "write")
        return FAILED
    try:
        if session.setup("write"):
            return session.finish(True)
        if request.source and not os.path.isdir(request.source):
            session.say(f"stackc terraform: `--source`: there is no folder {request.source}")
            return FAILED
        if request.verb == "clean":
            return _clean(session, request)
        ids = _selected(session, request)
        if ids is None:
            return FAILED
        if _is_refused(session, request, ids):
            return session.finish(True)
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


def _verb(request: Request) -> KnownVerb:
    return next(verb for verb in VERBS if verb == request.verb)


def _call(session: Session, request: Request, *, many: bool) -> Call:
    interactive = sys.stdin.isatty()
    approve = request.auto_approve or session.project.config.auto_approve or (many and request.verb in CHANGING)
    verb = _verb(request)
    destroying = destroys(verb, request.arguments, session.project.env)
    skipped = request.skipped_hooks or skipped_hooks(session.project.env.get("ATMOS_SKIP_HOOKS", ""))
    return Call(verb, request.arguments, approve, interactive and not many, destroying, request.plan, skipped)._replace(
        source=request.source, update_sources=request.update_sources
    )


def _confirmed(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> bool:
    """``apply|destroy --all`` asks once, with the list; without a terminal it is refused."""
    call = _call(session, request, many=True)
    asks = request.verb in ("apply", "destroy") or (request.verb == "deploy" and call.destroys)
    if not request.all or not ids or not asks or request.auto_approve:
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
    progress = _Progress(session, len(ids) if request.all else 0)
    _warn_order(session, request, ids)
    report = run_call(
        session.project,
        _call(session, request, many=request.all),
        ids,
        progress,
        many=request.all,
        update_lock=request.update_lock,
    )
    for result in report.results:
        session.report(result.diagnostics, "write")
    if request.all:
        _summary(session, report)
    return report.code if not (session.finish(False) and report.code == 0) else FAILED


class _Progress:
    """Plain lines on stderr: what starts, what ends."""

    def __init__(self, session: Session, total: int) -> None:
        self._session, self._total, self._count = session, total, 0

    def __call__(self, event: RunEvent) -> None:
        if event.kind == "note":
            self._session.say(event.text)
        if not self._total:
            return
        if event.kind == "started":
            self._count += 1
            self._session.say(f"[{self._count}/{self._total}] {event.text} {event.instance}")
        elif event.kind in ("failed", "blocked"):
            self._session.say(f"{event.kind}: {event.instance}")
        elif event.kind == "skipped":
            self._count += 1
            self._session.say(f"[{self._count}/{self._total}] skipped {event.instance} {event.text}")
        sys.stderr.flush()


def _summary(session: Session, report: RunReport) -> None:
    counted: dict[str, int] = {}
    for result in report.results:
        counted[result.action] = counted.get(result.action, 0) + 1
    for result in report.results:
        if result.action not in ("done", "changed"):
            session.say(f"  {result.action:<8} {result.instance}")
    session.say(", ".join(f"{count} {action}" for action, count in sorted(counted.items())))


def _warn_order(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> None:
    """Prerequisites outside of the selection that only order and have no state yet."""
    if request.verb not in ("plan", "apply", "deploy") or _call(session, request, many=request.all).destroys:
        return
    from stackc.graph.graph import build_graph

    project = session.project
    graph = build_graph(project.compilation, ids).value
    chosen = frozenset(ids)
    runner = make_runner(project)
    if isinstance(runner, Diagnostic):
        return
    found: list[Diagnostic] = []
    for edge in graph.edges:
        if edge.dependent not in chosen or edge.prerequisite in chosen or edge.kind != "order":
            continue
        try:
            missing = runner.outputs.read(edge.prerequisite) is None
        except OutputFailure:
            continue
        if missing:
            found.append(say.prerequisite_without_state(edge))
    session.report(found, "write")


def _dry_run(session: Session, request: Request, ids: tuple[InstanceId, ...]) -> int:
    """What would be written and run; upstream state is read, nothing is written and no command starts."""
    from stackc.graph.graph import build_graph

    project = session.project
    call = _call(session, request, many=request.all)
    found: list[Diagnostic] = []
    check_call(call, project.env, found.append)
    runner = make_dry_runner(project)
    runner.guard.admit(ids, found.append)
    built = build_graph(project.compilation, ids)
    graph = built.value.contracted(ids)
    found += built.diagnostics
    found += graph.waves().diagnostics
    failed = session.report(found, "write")
    order = graph.order(reverse=call.destroys) if request.all else ids
    for id_ in order if not failed else ():
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
        for hook in prepared.hooks:
            session.out(f"  hook {hook.name}: {hook.told}\n")
        names = set(prepared.environment)
        for command in prepared.commands(call):
            session.out(f"  run  {runner.binary.path} {shlex.join(command.arguments)}\n")
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
