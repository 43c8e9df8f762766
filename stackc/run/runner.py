"""``Runner``: drives Terraform for one instance, or for many in graph order.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Final, Literal
from urllib.parse import quote

from stackc.artifact.files import PUBLIC, varfile_name
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic, Report, unique
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Clock, Fetching, Finished, Output, OutputFailure, Processes, ReadFailure, Workplace
from stackc.base.record import Record
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.graph.graph import Graph
from stackc.run import messages as say
from stackc.run.account_guard import AccountGuard
from stackc.run.arguments import output_file, without_arguments
from stackc.run.backend_bucket import Buckets, makes_bucket
from stackc.run.destroy_inputs import note_inputs
from stackc.run.driver import Driver
from stackc.run.guard import Guard
from stackc.run.hook_runner import HookRunner
from stackc.run.hooks import Moment, verb_event
from stackc.run.init_stamp import forget_init
from stackc.run.keepers import Keepers, kept_with
from stackc.run.known_secrets import KnownSecrets
from stackc.run.opa import Opa
from stackc.run.outputs import StateOutputs, parse_outputs, parse_state
from stackc.run.plugin_cache import PluginCache
from stackc.run.preparation import Command, Preparation, Prepared
from stackc.run.resolve import Effects, GitFact
from stackc.run.retry import Attempts, Retry, retry_of
from stackc.run.schedule import Schedule
from stackc.run.source_cache import SourceCache
from stackc.run.state_end import StateEnds
from stackc.run.state_file import read_state_file
from stackc.run.store_writing import StoreWriter
from stackc.run.stores import Stores
from stackc.run.terraform import ASKING, Binary, Call
from stackc.run.terraform_errors import needs_init
from stackc.run.turns import Turns, Workers
from stackc.run.workdir import ERRORED, ERRORED_TEST, LOCK_FILE, OWN_FOLDER, Held, prepare_workdir
from stackc.run.workspaces import VARIABLE

ANSWER_SECONDS = 300
"""How long Terraform may take to answer a question of ours: it may have to download what reads the state."""
SAID_LAST = 500
"""Characters of what it said that are shown: the cause stands at the end."""
_ASK: Final = Call("output")
Action = Literal["done", "failed", "blocked", "skipped", "changed", "kept"]
"""``kept``: it was to be destroyed, and must not be."""
_UNFINISHED: Final = frozenset({"failed", "blocked", "skipped", "kept"})
_KEEPING: Final = frozenset({Code.LOCKED, Code.PROTECTED})


class RunEvent(NamedTuple):
    """Something a run did."""

    kind: Literal["started", "note", "out", "err"] | Action
    """``out`` and ``err``: what a child said that ran beside others."""
    instance: InstanceId | None
    """None for what concerns the run as a whole."""
    text: str = ""


class Result(NamedTuple):
    """How one instance ended. ``code`` is Terraform's exit code, 1 for our own failures."""

    instance: InstanceId
    action: Action
    code: int
    diagnostics: tuple[Diagnostic, ...] = ()
    attempts: int = 1
    """How often the command ran that ended it."""


_Ready = tuple[Prepared, tuple[Diagnostic, ...]] | Result
"""A prepared instance and what was said of it, or how it ended before anything ran."""


class Ended(NamedTuple):
    """How the command of one instance ended, and after how many attempts."""

    code: int
    attempts: int = 1


class RunReport(Record):
    """How a run ended, instance by instance in the order they came up."""

    verb: str
    results: tuple[Result, ...]

    @property
    def code(self) -> int:
        """1 if any failed, else 2 if any changed (``plan -detailed-exitcode``), else 0; alone: Terraform's own code."""
        if len(self.results) == 1:
            return self.results[0].code
        if any(result.action in _UNFINISHED for result in self.results):
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
        clock: Clock,
        fetching: Fetching,
        *,
        dry: bool = False,
        turns: Turns | None = None,
    ) -> None:
        """``turns``: of instances that run beside one another, by which all these ports wait."""
        self._dry, self._turns = dry, turns
        self._compilation = compilation
        self.binary: Binary = binary
        self.guard: Guard = guard
        self._processes, self._workplace, self._env, self._event = processes, workplace, env, on_event
        self._executed: dict[str, Finished] = {}
        self.outputs: Final = StateOutputs(compilation, workplace, env, guard, self._ask_outputs)
        secrets = KnownSecrets(env, compilation.config.is_secret_variable)
        self.effects: Final = Effects(compilation, self.outputs, self._execute, git, stores, secrets)
        config = compilation.config
        folder = config.absolute(config.plugin_folder) if config.plugin_folder else ""

        def note(text: str) -> None:
            on_event(RunEvent("note", None, secrets.masked(text)))

        sources = SourceCache(config.root, workplace, fetching, note, only_look=dry)
        plugins = PluginCache(binary, env, workplace, enabled=config.plugin_cache, folder=folder, dry=dry)
        self.keepers: Final = Keepers(compilation, guard, self.outputs, env, workplace, self.lead_to)
        self.preparation: Final = Preparation(self.effects, workplace, plugins, sources, self.keepers, binary)
        self._driver = Driver(config.root, binary, processes, workplace, plugins, self._tell_waiting)
        self._clock = clock
        self._buckets = Buckets(env, lambda instance, text: on_event(RunEvent("note", instance.id, text)))
        self.accounts: Final = AccountGuard(config.account_command, self._ask_account, secrets.masked)
        writer = StoreWriter(config.stores, config.root, workplace, env)
        self._hooks = HookRunner(processes, workplace, writer, secrets, ci=bool(env.get("CI")))
        self._opa = Opa(compilation, processes, workplace, secrets)
        self._interrupted = False

    # --- one instance

    def run(self, id_: InstanceId, call: Call, *, update_lock: bool = False) -> Result:
        """Prepare one instance and run ``call`` on it, output streamed."""
        gone = call.takes_away and not self.preparation.is_refused(id_, call) and self._is_gone_for_good(id_)
        ready = Result(id_, "done", 0) if gone else self._ready(id_, call)
        if isinstance(ready, Result) and ready.action == "done" and call.takes_away:
            self._tell_gone((id_,))
        return ready if isinstance(ready, Result) else self._run(*ready, call, update_lock=update_lock)

    def _ready(self, id_: InstanceId, call: Call) -> _Ready:
        found: list[Diagnostic] = []
        prepared = self.preparation.prepare(id_, call, found.append)
        if prepared is not None:
            return prepared, tuple(found)
        codes = {diagnostic.code for diagnostic in found}
        # A disabled instance of an Atmos project: a message and no error, since its scripts expect to go on.
        if found and not self._compilation.blocks(found, "write"):
            return Result(id_, "done", 0, unique(found))
        kept = call.takes_away and not _KEEPING.isdisjoint(codes)
        return Result(id_, "kept" if kept else "blocked" if Code.BLOCKED in codes else "failed", 1, unique(found))

    def _run(
        self, prepared: Prepared, said: tuple[Diagnostic, ...], call: Call, *, update_lock: bool = False
    ) -> Result:
        id_, found = prepared.instance.id, list(said)
        try:
            if self._is_elsewhere(prepared, call, found.append):
                return Result(id_, "failed", 1, unique(found))
            kept = self.keepers.still_kept(id_) if call.takes_away and self.keepers.is_keeper(id_) else None
            if kept is not None:
                return Result(id_, "kept", 1, unique((*found, kept)))
            if prepared.away is not None:
                self._event(RunEvent("note", id_, f"{id_}: its state comes to {prepared.instance.state_address}"))
                env = without_arguments(prepared.child_env(self._env))
                self.keepers.bring_home(prepared.away, prepared.instance, env)
            with self._entered(prepared, call, found.append, records=call.known.records) as held:
                if held is None:
                    return Result(id_, "failed", 1, unique(found))
                if self._has_errored(prepared, found.append):
                    return Result(id_, "failed", 1, unique(found))
                prepare_workdir(held, prepared.files, self._workplace)
                self._event(RunEvent("started", id_, call.verb))
                self._note_inputs(prepared, call)
                if call.source:
                    self._event(RunEvent("note", id_, f"{id_} runs the root module in {call.source}"))
                code, attempts = self._execute_hooked(prepared, held, call, found.append)
                self._check_provider_lock(prepared, call.verb, update_lock, found.append)
                self._has_errored(prepared, found.append)
                if call.verb == "test":
                    self._check_left_tests(prepared, found.append)
        except CompileError as error:
            return Result(id_, "failed", 1, unique((*found, *error.diagnostics)))
        except (OSError, ReadFailure) as problem:
            return Result(id_, "failed", 1, unique((*found, _unwritable(id_, problem))))
        if call.known.changes:
            self.outputs.forget(id_)
        if code == 0 and prepared.away is not None:
            self.keepers.leave_home(prepared.instance)
        elif code == 0 and call.takes_away and self.is_gone(id_):
            self._drop_rows((id_,))
        changed = code == 2 and call.verb == "plan"
        action: Action = "changed" if changed else "done" if code == 0 else "failed"
        return Result(id_, action, code, unique(found), attempts)

    def _note_inputs(self, prepared: Prepared, call: Call) -> None:
        """What an instance is made with is remembered; what it is destroyed with in its place is said."""
        if call.makes and call.verb in ASKING and call.needs_vars:
            name = varfile_name(prepared.instance)
            for file in prepared.files:
                if file.name == name:
                    note_inputs(prepared.workdir, file.content, self._workplace)
        if prepared.remembered or prepared.invented:
            text = say.stand_in(prepared.instance.id, prepared.remembered, prepared.invented)
            self._event(RunEvent("note", prepared.instance.id, text))

    def is_gone(self, id_: InstanceId) -> bool:
        """Nothing is in its state, or there is none; False where that cannot be told."""
        return self._holds(id_) is False

    def _is_gone_for_good(self, id_: InstanceId) -> bool:
        """Nothing is in its state, and nobody is about to put something there."""
        if not self.is_gone(id_):
            return False
        try:
            with self.guard.waiting(id_, f"terraform destroy {id_}"):
                self.outputs.forget(id_)
                return self.is_gone(id_)
        except OSError:
            return False  # what keeps its workdir from being used is told when it is entered

    def may_be_there(self, id_: InstanceId) -> bool:
        """Something is in its state, or that cannot be told; a dry run claims nothing that it cannot tell."""
        return self._holds(id_) is True if self._dry else not self.is_gone(id_)

    def _holds(self, id_: InstanceId) -> bool | None:
        try:
            return self.outputs.read(id_) is not None
        except OutputFailure:
            return None

    def _tell_gone(self, ids: Sequence[InstanceId]) -> None:
        if ids:
            names = f"{len(ids)} instances have" if len(ids) > 1 else f"{ids[0]} has"
            self._event(RunEvent("note", None, f"{names} no state: nothing to destroy"))
            self._drop_rows(ids)

    def _drop_rows(self, ids: Sequence[InstanceId]) -> None:
        """What is gone has no address any more."""
        gone = [(id_, self._compilation.instance(id_).instance) for id_ in ids]
        rows = {(id_, str(each.state_address)) for id_, each in gone if each is not None and each.state_address}
        self.guard.lock_file.drop(rows)

    def _kept_keepers(
        self, graph: Graph, order: Sequence[InstanceId], ready: Mapping[InstanceId, _Ready]
    ) -> Iterator[tuple[InstanceId, Result]]:
        """Keepers that stay since something stays in their buckets, which is known before the first one runs."""
        unfinished = [id_ for id_, each in ready.items() if isinstance(each, Result) and each.action in _UNFINISHED]
        for id_ in order:
            each = ready[id_]
            if isinstance(each, Result) or not self.keepers.is_keeper(id_):
                continue
            said = self.keepers.still_kept(id_, frozenset(order) - kept_with(graph, unfinished))
            if said is not None:
                unfinished.append(id_)
                yield id_, Result(id_, "kept", 1, unique((*each[1], said)))

    def lead_to(self, id_: InstanceId, env: Mapping[str, str], held: int | None) -> StateEnds:
        """Terraform, led to the state of an instance alone; ``held`` is the lock on its workdir, where it is held."""
        folder = posixpath.join(self._compilation.config.root, OWN_FOLDER, "lone", quote(str(id_), safe=""))
        masked = self.effects.secrets.masked
        return StateEnds(self.binary.path, folder, self._processes, self._workplace, env, held, masked)

    def _is_elsewhere(self, prepared: Prepared, call: Call, report: Report) -> bool:
        """The caller is in another account than the instance belongs into."""
        if not self.accounts.watches(prepared.instance, call):
            return False
        wrong = self.accounts.check(prepared.instance, prepared.child_env(self._env))
        if wrong is not None:
            report(wrong)
        return wrong is not None

    def elsewhere(self, ids: Iterable[InstanceId], call: Call) -> Iterator[Diagnostic]:
        """What can be told of all before the first one runs: who belongs into another account than the caller's."""
        for id_ in ids:
            instance = self._compilation.instance(id_).instance
            if instance is not None and self.accounts.watches(instance, call):
                wrong = self.accounts.early(instance, self._env)
                if wrong is not None:
                    yield wrong

    def _entered(
        self, prepared: Prepared, call: Call, report: Report, *, records: bool
    ) -> AbstractContextManager[Held | None]:
        return self.guard.enter(
            prepared.instance, f"terraform {call.verb} {prepared.instance.id}", report, records=records
        )

    # --- processes

    def _execute_hooked(self, prepared: Prepared, held: Held, call: Call, report: Report) -> Ended:
        """The verb between its hooks: one before it may stop it, one after it may make its success a failure."""

        def hooks(moment: Moment, code: int) -> bool:
            instance = prepared.instance.id, held, prepared.child_env(self._env)
            return self._hooks.run(prepared.hooks, moment, verb_event(call), code, instance, outputs, report)

        def outputs() -> Mapping[str, Output] | None:
            return self._asked(prepared, held, Call("output", ("-json",)))

        env = prepared.child_env(self._env)
        if call.makes and not self._opa.passes(prepared.instance, held, env, report):
            return Ended(1)
        if not hooks("before", 0):
            return Ended(1)
        code, attempts = ended = self._execute_all(prepared, held, call, report)
        if self._interrupted:
            return ended
        changes = code == 2 and call.verb == "plan"  # as `-detailed-exitcode` tells it
        went_well = hooks("after", 0 if changes else code)
        return ended if went_well or (code and not changes) else Ended(1, attempts)

    def _execute_all(self, prepared: Prepared, held: Held, call: Call, report: Report) -> Ended:
        """``init`` where it is needed, then the verb; both again where the verb says that it was needed after all."""
        env, retry = prepared.child_env(self._env), self._retry(prepared.instance, call, report)
        if makes_bucket(prepared.instance, call) and not self._buckets.ensure(prepared.instance, report):
            return Ended(1)
        if call.verb == "init":
            forget_init(prepared.workdir, self._workplace)
        elif (failed := self._make_ready(prepared, held, env, retry)) is not None:
            self._tell_failed(prepared, *failed, report)
            return Ended(1)
        if call.program is not None:
            self._event(RunEvent("note", prepared.instance.id, _lent(prepared, call.program)))
        plan = output_file(call.arguments) if call.verb == "plan" else None
        if plan is not None:
            self._workplace.make_private(posixpath.join(prepared.workdir.path, plan))
        attempts = self._attempts(prepared.instance.id, retry)
        try:
            done = self._attempted(prepared, held, call, env, attempts, report)
            if call.verb != "init" and done.code != 0 and needs_init(done.err):
                self._event(RunEvent("note", prepared.instance.id, "`init` has to run again"))
                if (failed := self._make_ready(prepared, held, env, retry, anew=True)) is not None:
                    self._tell_failed(prepared, *failed, report)
                    return Ended(1)
                done = self._attempted(prepared, held, call, env, attempts, report)
        except FileNotFoundError as problem:
            report(say.binary_missing(str(problem)))
            return Ended(1)
        except KeyboardInterrupt as interrupt:  # Terraform heard of it and has ended, with the code that comes along
            if not interrupt.args:
                raise
            self._interrupted = True
            return Ended(int(interrupt.args[0]), attempts.count)
        if call.verb == "init" and done.code == 0:
            self._driver.note_workspace(prepared)
            self._driver.note_init(prepared, env)
        _pass(prepared.refused(done.err) if done.code != 0 else (), report)
        return Ended(done.code, attempts.count)

    # --- trying again

    def _retry(self, instance: Instance, call: Call, report: Report) -> Retry:
        section = instance.table("retry")
        return retry_of(section, call.retries, lambda key, what: report(say.retry_unclear(instance, key, what)))

    def _attempts(self, id_: InstanceId, retry: Retry) -> Attempts:
        return Attempts(retry, self._clock, lambda text: self._event(RunEvent("note", id_, f"{id_}: {text}")))

    def _make_ready(
        self, prepared: Prepared, held: Held, env: Mapping[str, str], retry: Retry, *, anew: bool = False
    ) -> tuple[Command, Finished] | None:
        """What runs before a verb; the command that failed for good, and what it said."""
        attempts = self._attempts(prepared.instance.id, retry)
        while True:
            failed = self._driver.make_ready(prepared, held, env, anew=anew)
            if failed is None or not self._again(attempts, failed[1].out + failed[1].err):
                return failed

    def _attempted(
        self, prepared: Prepared, held: Held, call: Call, env: Mapping[str, str], attempts: Attempts, report: Report
    ) -> Finished:
        """The verb, tried again where what it says passes by itself. A saved plan fits one state alone."""
        bound = self._identity(prepared, held, env) if call.plan is not None and attempts.may_repeat else None
        while True:
            done = self._driver.verb(prepared, held, call, env)
            if done.code == 0 or (done.code == 2 and call.verb == "plan"):
                return done
            if not self._again(attempts, done.err):
                return done
            if call.plan is not None and self._identity(prepared, held, env) != bound:
                report(say.plan_used_up(prepared.instance.id))
                return done

    def _again(self, attempts: Attempts, said: str) -> bool:
        try:
            return attempts.again(said)
        except KeyboardInterrupt:  # while nothing ran: what failed has failed, and nothing more starts
            self._interrupted = True
            return False

    def _identity(self, prepared: Prepared, held: Held, env: Mapping[str, str]) -> tuple[str, int] | None:
        """Lineage and serial of the state as it is now."""
        state = read_state_file(self._pulled(prepared, held, prepared.commands(_ASK)[-1], without_arguments(env)))
        return (state.lineage, state.serial) if state is not None else None

    def _tell_waiting(self, id_: InstanceId, who: str) -> None:
        self._event(RunEvent("note", id_, f"{id_} waits until plugins are there for {who}"))

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

    def _check_left_tests(self, prepared: Prepared, report: Report) -> None:
        """What ``terraform test`` made and could not destroy is noted where it ran, and nowhere else."""
        path = posixpath.join(prepared.workdir.path, ERRORED_TEST)
        if self._workplace.read(path) is not None:
            report(say.test_not_destroyed(prepared.instance.id, path))

    def _check_provider_lock(self, prepared: Prepared, verb: str, update: bool, report: Report) -> None:
        here = self._workplace.read(posixpath.join(prepared.workdir.path, LOCK_FILE))
        target = posixpath.join(prepared.workdir.component, LOCK_FILE)
        there = self._workplace.read(target)
        if here is None or here == there:
            return
        if update:
            self._workplace.write(target, here, PUBLIC)
            return
        instance = prepared.instance
        changer = verb if verb == "providers lock" else "init"
        report(say.provider_lock(instance.id, changer, LOCK_FILE, instance.folder, is_there=there is not None))

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
        state = self._pulled(prepared, held, asked, env)
        return parse_state(state.encode()) if state.strip() else None

    def _pulled(self, prepared: Prepared, held: Held, beside: Command, env: Mapping[str, str]) -> str:
        """The whole state, asked for as the command ``beside`` is run. Raises OutputFailure."""
        pull = Command(("state", "pull"), beside.environment)
        return self._answer(pull, self._driver.capture(prepared, held, pull, env, ANSWER_SECONDS))

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

    def _ask_account(self, command: str, env: Mapping[str, str]) -> Finished:
        return self._processes.capture(["/bin/sh", "-c", command], self._compilation.config.root, env, ANSWER_SECONDS)

    def _run_script(self, script: str) -> Finished:
        return self._processes.capture(["/bin/sh", "-c", script], self._compilation.config.root, self._env)

    # --- many instances

    def run_all(self, graph: Graph, call: Call, *, update_lock: bool = False) -> RunReport:
        """All instances of ``graph`` in its order, beside one another as far as there are turns; what depends on a
        failed one is skipped.

        After an interrupt, everything that has not started is.
        """
        reverse = call.destroys
        order = graph.order(reverse=reverse)
        # What is read of others is read before the first of them is gone.
        taken = order if call.takes_away else ()
        gone = {id_: Result(id_, "done", 0) for id_ in taken if self._is_gone_for_good(id_)}
        ready: dict[InstanceId, _Ready] = {id_: gone.get(id_) or self._ready(id_, call) for id_ in taken}
        self._tell_gone(tuple(gone))
        if call.takes_away:
            ready.update(self._kept_keepers(graph, order, ready))
            order = self.keepers.in_order(order, {id_ for id_ in order if not isinstance(ready[id_], Result)})
        before = _before(graph, order, reverse=reverse)
        bad: dict[InstanceId, InstanceId] = {}
        results: dict[InstanceId, Result] = {}
        schedule = Schedule(order, self._keepers_last(order, before) if call.takes_away else before)

        def end(result: Result, why: str = "") -> None:
            results[result.instance] = result
            self._event(RunEvent(result.action, result.instance, why))
            schedule.ended(result.instance)

        with Workers[Result](self._turns) as workers:
            while not schedule.is_over:
                id_ = schedule.next() if workers.has_room else None
                if id_ is None:
                    result = workers.wait()
                    if result.action in _UNFINISHED:
                        bad.setdefault(result.instance, result.instance)
                    end(result)
                    continue
                cause = next((bad[each] for each in before[id_] if each in bad), None)
                if cause is not None:
                    bad[id_] = cause
                own = ready.get(id_)
                is_told = id_ in gone or (isinstance(own, Result) and own.action == "kept")  # by what is said of itself
                if not is_told and (cause is not None or self._is_stopped):
                    kept = cause is not None and results[cause].action == "kept"
                    end(Result(id_, "kept" if kept else "skipped", 1), f"because {_why_not(cause, kept=kept)}")
                    continue
                workers.start(id_, partial(self._run_or_stop, id_, call, own, update_lock=update_lock))
        return RunReport(call.verb, tuple(results[id_] for id_ in order))

    @property
    def _is_stopped(self) -> bool:
        return self._interrupted or (self._turns is not None and self._turns.is_stopped())

    def _keepers_last(
        self, order: tuple[InstanceId, ...], before: Mapping[InstanceId, tuple[InstanceId, ...]]
    ) -> Mapping[InstanceId, tuple[InstanceId, ...]]:
        """Keepers come after all that stand before them, which may have states in their buckets."""
        return {id_: order[:at] if self.keepers.is_keeper(id_) else before[id_] for at, id_ in enumerate(order)}

    def _run_or_stop(
        self,
        id_: InstanceId,
        call: Call,
        ready: _Ready | None,
        *,
        update_lock: bool,
    ) -> Result:
        """``run``; where a child before the verb itself was interrupted it failed, and the run still has its report."""
        try:
            if ready is None:
                return self.run(id_, call, update_lock=update_lock)
            return ready if isinstance(ready, Result) else self._run(*ready, call)
        except KeyboardInterrupt as interrupt:
            if not interrupt.args and self._turns is None:
                raise
            self._interrupted = True
            return Result(id_, "failed", 1)


def _before(graph: Graph, order: Sequence[InstanceId], *, reverse: bool) -> dict[InstanceId, tuple[InstanceId, ...]]:
    """What each comes after, of those before it: a keeper of states may stand behind what it comes before."""
    numbers = {id_: at for at, id_ in enumerate(order)}

    def others(id_: InstanceId) -> Iterator[InstanceId]:
        if reverse:
            return (edge.dependent for edge in graph.dependents(id_))
        return (edge.prerequisite for edge in graph.prerequisites(id_))

    return {id_: tuple(dict.fromkeys(each for each in others(id_) if numbers[each] < numbers[id_])) for id_ in order}


def _why_not(cause: InstanceId | None, *, kept: bool) -> str:
    """Why an instance does not run whose turn it is; ``cause`` is the one that ended before and has a say in it."""
    if cause is None:
        return "the run was interrupted"
    return f"{cause}, which is kept, depends on it" if kept else f"{cause} did not finish"


def _lent(prepared: Prepared, shell: str) -> str:
    return (
        f"{shell} in the workdir of {prepared.instance.id}, workspace `{prepared.workspace}`:"
        " other commands wait until it ends"
    )


def _unwritable(id_: InstanceId, problem: OSError | ReadFailure) -> Diagnostic:
    if isinstance(problem, ReadFailure):
        reason, name = problem.reason, ""
    else:
        reason, name = (problem.strerror or str(problem)).lower(), problem.filename
    return say.workdir_unusable(id_, reason, name)


def _pass(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic], report: Report) -> None:
    for diagnostic in diagnostics:
        report(diagnostic)
