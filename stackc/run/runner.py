"""``Runner``: drives Terraform for one instance, or for many in graph order.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from stackc.artifact.files import PUBLIC
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic, Report, unique
from stackc.base.ids import InstanceId
from stackc.base.ports import Fetching, Finished, Output, OutputFailure, Processes, ReadFailure, Workplace
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.graph.graph import Graph
from stackc.run import messages as say
from stackc.run.arguments import output_file, without_arguments
from stackc.run.driver import Driver
from stackc.run.guard import Guard
from stackc.run.hook_runner import HookRunner
from stackc.run.hooks import Moment, verb_event
from stackc.run.init_stamp import forget_init
from stackc.run.known_secrets import KnownSecrets
from stackc.run.opa import Opa
from stackc.run.outputs import StateOutputs, parse_outputs, parse_state
from stackc.run.preparation import Command, Preparation, Prepared
from stackc.run.resolve import Effects, GitFact
from stackc.run.source_cache import SourceCache
from stackc.run.store_writing import StoreWriter
from stackc.run.stores import Stores
from stackc.run.terraform import Binary, Call
from stackc.run.terraform_errors import needs_init
from stackc.run.workdir import ERRORED, LOCK_FILE, Held, prepare_workdir
from stackc.run.workspaces import VARIABLE

ANSWER_SECONDS = 300
"""How long Terraform may take to answer a question of ours: it may have to download what reads the state."""
SAID_LAST = 500
"""Characters of what it said that are shown: the cause stands at the end."""
Action = Literal["done", "failed", "blocked", "skipped", "changed"]


class RunEvent(NamedTuple):
    """Something a run did."""

    kind: Literal["started", "note"] | Action
    instance: InstanceId | None
    """None for what concerns the run as a whole."""
    text: str = ""


class Result(NamedTuple):
    """How one instance ended. ``code`` is Terraform's exit code, 1 for our own failures."""

    instance: InstanceId
    action: Action
    code: int
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended, instance by instance in the order they came up."""

    verb: str
    results: tuple[Result, ...]

    @property
    def code(self) -> int:
        """1 if any failed, else 2 if any changed (``plan -detailed-exitcode``), else 0; alone: Terraform's own code."""
        if len(self.results) == 1:
            return self.results[0].code
        if any(result.action in ("failed", "blocked", "skipped") for result in self.results):
            return 1
        return 2 if any(result.action == "changed" for result in self.results) else 0


class Runner:
    """One run: one compilation, one binary, one set of upstream outputs."""

    def __init__(
        self,
        compilation: Compilation,
        binary: Binary,
        processes: Processes,
        workplace: Workplace,
        env: Mapping[str, str],
        stores: Stores,
        git: GitFact,
        guard: Guard,
        on_event: Callable[[RunEvent], None],
        fetching: Fetching,
        *,
        dry: bool = False,
    ) -> None:
        self._dry = dry
        self._compilation = compilation
        self.binary: Binary = binary
        self.guard: Guard = guard
        self._processes, self._workplace, self._env, self._event = processes, workplace, env, on_event
        self._executed: dict[str, Finished] = {}
        self.outputs: Final = StateOutputs(compilation, workplace, env, guard, self._ask_outputs)
        secrets = KnownSecrets(env, compilation.config.is_secret_variable)
        self.effects: Final = Effects(compilation, self.outputs, self._execute, git, stores, secrets)
        root = compilation.config.root

        def note(text: str) -> None:
            on_event(RunEvent("note", None, secrets.masked(text)))

        sources = SourceCache(root, workplace, fetching, note, only_look=dry)
        self.preparation: Final = Preparation(self.effects, sources, binary)
        self._driver = Driver(compilation.config.root, binary, processes, workplace)
        writer = StoreWriter(compilation.config.stores, compilation.config.root, workplace, env)
        self._hooks = HookRunner(processes, workplace, writer, secrets, ci=bool(env.get("CI")))
        self._opa = Opa(compilation, processes, workplace, secrets)
        self._interrupted = False

    # --- one instance

    def run(self, id_: InstanceId, call: Call, *, update_lock: bool = False) -> Result:
        """Prepare one instance and run ``call`` on it, output streamed."""
        found: list[Diagnostic] = []
        prepared = self.preparation.prepare(id_, call, found.append)
        if prepared is None:
            blocked = any(diagnostic.code is Code.BLOCKED for diagnostic in found)
            # A disabled instance of an Atmos project: a message and no error, since its scripts expect to go on.
            fine = bool(found) and not self._compilation.blocks(found, "write")
            action: Action = "done" if fine else "blocked" if blocked else "failed"
            return Result(id_, action, 0 if fine else 1, unique(found))
        try:
            with self._entered(prepared, call, found.append, records=call.records) as held:
                if held is None:
                    return Result(id_, "failed", 1, unique(found))
                if self._has_errored(prepared, found.append):
                    return Result(id_, "failed", 1, unique(found))
                prepare_workdir(held, prepared.files, self._workplace)
                self._event(RunEvent("started", id_, call.verb))
                if call.source:
                    self._event(RunEvent("note", id_, f"{id_} runs the root module in {call.source}"))
                code = self._execute_hooked(prepared, held, call, found.append)
                self._check_provider_lock(prepared, update_lock, found.append)
                self._has_errored(prepared, found.append)
        except CompileError as error:
            return Result(id_, "failed", 1, unique((*found, *error.diagnostics)))
        except (OSError, ReadFailure) as problem:
            return Result(id_, "failed", 1, unique((*found, _unwritable(id_, problem))))
        if call.verb not in ("plan", "output", "validate", "init"):
            self.outputs.forget(id_)
        changed = code == 2 and call.verb == "plan"
        return Result(id_, "changed" if changed else "done" if code == 0 else "failed", code, unique(found))

    def _entered(
        self, prepared: Prepared, call: Call, report: Report, *, records: bool
    ) -> AbstractContextManager[Held | None]:
        return self.guard.enter(
            prepared.instance, f"terraform {call.verb} {prepared.instance.id}", report, records=records
        )

    # --- processes

    def _execute_hooked(self, prepared: Prepared, held: Held, call: Call, report: Report) -> int:
        """The verb between its hooks: one before it may stop it, one after it may make its success a failure."""

        def hooks(moment: Moment, code: int) -> bool:
            instance = prepared.instance.id, held, prepared.child_env(self._env)
            return self._hooks.run(prepared.hooks, moment, verb_event(call), code, instance, outputs, report)

        def outputs() -> Mapping[str, Output] | None:
            return self._asked(prepared, held, Call("output", ("-json",)))

        env = prepared.child_env(self._env)
        if call.makes and not self._opa.passes(prepared.instance, held, env, report):
            return 1
        if not hooks("before", 0):
            return 1
        code = self._execute_all(prepared, held, call, report)
        if self._interrupted:
            return code
        changes = code == 2 and call.verb == "plan"  # as `-detailed-exitcode` tells it
        went_well = hooks("after", 0 if changes else code)
        return code if went_well or (code and not changes) else 1

    def _execute_all(self, prepared: Prepared, held: Held, call: Call, report: Report) -> int:
        """``init`` where it is needed, then the verb; both again where the verb says that it was needed after all."""
        env = prepared.child_env(self._env)
        if call.verb == "init":
            forget_init(prepared.workdir, self._workplace)
        elif (failed := self._driver.make_ready(prepared, held, env)) is not None:
            self._tell_failed(prepared, *failed, report)
            return 1
        plan = output_file(call.arguments) if call.verb == "plan" else None
        if plan is not None:
            self._workplace.make_private(posixpath.join(prepared.workdir.path, plan))
        try:
            done = self._driver.verb(prepared, held, call, env)
            if call.verb != "init" and done.code != 0 and needs_init(done.err):
                self._event(RunEvent("note", prepared.instance.id, "`init` has to run again"))
                if (failed := self._driver.make_ready(prepared, held, env, anew=True)) is not None:
                    self._tell_failed(prepared, *failed, report)
                    return 1
                done = self._driver.verb(prepared, held, call, env)
        except FileNotFoundError as problem:
            report(say.binary_missing(str(problem)))
            return 1
        except KeyboardInterrupt as interrupt:  # Terraform heard of it and has ended, with the code that comes along
            if not interrupt.args:
                raise
            self._interrupted = True
            return int(interrupt.args[0])
        if call.verb == "init" and done.code == 0:
            self._driver.note_workspace(prepared)
            self._driver.note_init(prepared, env)
        _pass(prepared.refused(done.err) if done.code != 0 else (), report)
        return done.code

    def _tell_failed(self, prepared: Prepared, command: Command, done: Finished, report: Report) -> None:
        self._event(RunEvent("note", prepared.instance.id, self.effects.secrets.masked((done.out + done.err).strip())))
        report(say.command_failed(prepared.instance.id, command.arguments[0], done.code))
        _pass(prepared.refused(done.err), report)

    def _has_errored(self, prepared: Prepared, report: Report) -> bool:
        """A state that Terraform could not save lies where it ran: without it, all it holds would be made again."""
        path = posixpath.join(prepared.workdir.path, ERRORED)
        if self._workplace.read(path) is None:
            return False
        id_ = prepared.instance.id
        push = f"cd {shlex.quote(prepared.workdir.path)} && {self.binary.path} state push {ERRORED} && rm {ERRORED}"
        if prepared.selection == "variable":
            push = push.replace("&& ", f"&& {VARIABLE}={shlex.quote(prepared.workspace)} ", 1)
        report(say.state_not_saved(id_, path, push))
        return True

    def _check_provider_lock(self, prepared: Prepared, update: bool, report: Report) -> None:
        here = self._workplace.read(posixpath.join(prepared.workdir.path, LOCK_FILE))
        target = posixpath.join(prepared.workdir.component, LOCK_FILE)
        there = self._workplace.read(target)
        if here is None or here == there:
            return
        if update:
            self._workplace.write(target, here, PUBLIC)
            return
        instance = prepared.instance
        report(say.provider_lock(instance.id, LOCK_FILE, instance.folder, is_there=there is not None))

    def _ask_outputs(self, instance: Instance) -> Mapping[str, Output] | None:
        """``terraform output -json`` in the upstream's own workdir."""
        if self._dry:
            raise OutputFailure("a dry run starts no Terraform to ask for them")
        found: list[Diagnostic] = []
        call = Call("output", ("-json",))
        prepared = self.preparation.prepare(instance.id, call, found.append)
        if prepared is None:
            raise OutputFailure(found[-1].message if found else "it cannot be prepared")
        try:
            with self._entered(prepared, call, found.append, records=False) as held:
                if held is None:
                    raise OutputFailure(found[-1].message)
                prepare_workdir(held, prepared.files, self._workplace)
                return self._asked(prepared, held, call)
        except (OSError, ReadFailure) as problem:
            raise OutputFailure(_unwritable(instance.id, problem).message) from problem

    def _asked(self, prepared: Prepared, held: Held, call: Call) -> Mapping[str, Output] | None:
        """What ``output`` says; only where it says nothing, the state is asked whether there is one at all."""
        # The caller's arguments do not belong to questions of ours.
        env = without_arguments(prepared.child_env(self._env))
        asked = prepared.commands(call)[-1]
        self._make_answerable(prepared, held, env)
        done = self._driver.capture(prepared, held, asked, env, ANSWER_SECONDS)
        if done.code != 0 and needs_init(done.err):
            self._make_answerable(prepared, held, env, anew=True)
            done = self._driver.capture(prepared, held, asked, env, ANSWER_SECONDS)
        outputs = parse_outputs(self._answer(asked, done))
        if outputs:
            return outputs
        pull = Command(("state", "pull"), asked.environment)
        state = self._answer(pull, self._driver.capture(prepared, held, pull, env, ANSWER_SECONDS))
        return parse_state(state.encode()) if state.strip() else None

    def _make_answerable(self, prepared: Prepared, held: Held, env: Mapping[str, str], *, anew: bool = False) -> None:
        failed = self._driver.make_ready(prepared, held, env, ANSWER_SECONDS, anew=anew)
        if failed is not None:
            self._answer(*failed)

    def _answer(self, command: Command, done: Finished) -> str:
        """What a question of ours was answered. Raises OutputFailure."""
        if done.code != 0:
            said = self.effects.secrets.masked((done.err or done.out).strip())[-SAID_LAST:]
            raise OutputFailure(f"`terraform {command.arguments[0]}` failed: {said}")
        return done.out

    def _execute(self, script: str) -> Finished:
        if script not in self._executed:
            self._executed[script] = self._run_script(script)
        return self._executed[script]

    def _run_script(self, script: str) -> Finished:
        return self._processes.capture(["/bin/sh", "-c", script], self._compilation.config.root, self._env)

    # --- many instances

    def run_all(self, graph: Graph, call: Call) -> RunReport:
        """All instances of ``graph``, one at a time in its order; what depends on a failed one is skipped.

        After an interrupt, everything that has not started is.
        """
        results: list[Result] = []
        bad: dict[InstanceId, InstanceId] = {}
        reverse = call.destroys
        for id_ in graph.order(reverse=reverse):
            before = (
                [edge.dependent for edge in graph.dependents(id_)]
                if reverse
                else [edge.prerequisite for edge in graph.prerequisites(id_)]
            )
            cause = next((bad[each] for each in before if each in bad), None)
            if cause is not None:
                bad[id_] = cause
            if cause is not None or self._interrupted:
                why = f"{cause} did not finish" if cause is not None else "the run was interrupted"
                results.append(Result(id_, "skipped", 1))
                self._event(RunEvent("skipped", id_, f"because {why}"))
                continue
            result = self._run_or_stop(id_, call)
            results.append(result)
            if result.action in ("failed", "blocked"):
                bad[id_] = id_
            self._event(RunEvent(result.action, id_))
        return RunReport(call.verb, tuple(results))

    def _run_or_stop(self, id_: InstanceId, call: Call) -> Result:
        """``run``; where a child before the verb itself was interrupted it failed, and the run still has its report."""
        try:
            return self.run(id_, call)
        except KeyboardInterrupt as interrupt:
            if not interrupt.args:
                raise
            self._interrupted = True
            return Result(id_, "failed", 1)


def _unwritable(id_: InstanceId, problem: OSError | ReadFailure) -> Diagnostic:
    if isinstance(problem, ReadFailure):
        reason, name = problem.reason, ""
    else:
        reason, name = (problem.strerror or str(problem)).lower(), problem.filename
    return say.workdir_unusable(id_, reason, name)


def _pass(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic], report: Report) -> None:
    for diagnostic in diagnostics:
        report(diagnostic)
