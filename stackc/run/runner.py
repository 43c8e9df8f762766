"""``Runner``: drives Terraform for one instance, or for many in graph order.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from stackc.artifact.files import PRIVATE, PUBLIC, Artifact, Emitted, emit_instance, varfile_name
from stackc.artifact.secrets import FILES
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic, Outcome, Report, unique
from stackc.base.ids import TERRAFORM, InstanceId, StackName
from stackc.base.ports import Finished, Output, OutputFailure, Processes, ReadFailure, Workplace
from stackc.base.value import table_at
from stackc.check.component_schema import component_misfits
from stackc.check.contract import Contract
from stackc.check.findings import folder_missing, unset_variables, wrong_flags, wrong_workspace
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.function.pure import environment_text
from stackc.graph.dependencies import reads
from stackc.graph.graph import Graph
from stackc.run import messages as say
from stackc.run.arguments import output_file, without_arguments
from stackc.run.guard import Guard, moved_by_env
from stackc.run.init_stamp import fingerprint_of, forget_init, is_initialized, note_init
from stackc.run.known_secrets import KnownSecrets
from stackc.run.outputs import StateOutputs, parse_outputs, parse_state
from stackc.run.resolve import Blocked, Effects, GitFact, resolve_effects
from stackc.run.stores import Stores
from stackc.run.terraform import CHANGING, Binary, Call, init_arguments, main_arguments
from stackc.run.terraform_errors import at_home, needs_init
from stackc.run.workdir import (
    BACKEND_OVERRIDE,
    ERRORED,
    LOCK_FILE,
    SECRETS,
    Held,
    Workdir,
    environment_of,
    local_state,
    prepare_workdir,
    workdir_of,
)
from stackc.run.workspaces import VARIABLE, Selection, select_arguments, selection_of

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


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is known before a process starts."""

    instance: Instance
    workdir: Workdir
    files: tuple[Artifact, ...]
    environment: Mapping[str, str]
    """What we add to the caller's environment."""
    unset: tuple[str, ...]
    local: Mapping[str, str] = field(default_factory=dict)
    """Absolute state paths of a local backend."""
    workspace: str = ""
    selection: Selection = "variable"
    secret_variables: bytes | None = None
    """The variables that no file may hold."""

    @property
    def before(self) -> tuple[Command, ...]:
        """What runs before a verb: ``init``, and what selects the workspace."""
        init = Command(init_arguments(self.local))
        return (init, Command(select_arguments(self.workspace))) if self.selection == "command" else (init,)

    def commands(self, call: Call) -> tuple[Command, ...]:
        """What runs, in order."""
        init, *selects = self.before
        if call.verb == "init":
            return (Command((*init.arguments, *call.arguments)),)
        selected = {VARIABLE: self.workspace} if self.selection == "variable" else {}
        varfiles = (varfile_name(self.instance), *((SECRETS,) if self.secret_variables is not None else ()))
        return (init, *selects, Command(main_arguments(call, *varfiles), selected))

    def refused(self, said: str) -> tuple[Diagnostic, ...]:
        """The manifest lines that set what Terraform refuses in what it ``said``."""
        return tuple(at_home(said, self.instance, self.files, self.secret_variables))


class Command(NamedTuple):
    """One call of Terraform: its arguments without the binary, and what it alone gets into its environment.

    ``init`` gets no workspace: it refuses one that is not there yet.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = {}  # never changed


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
        self._contract = Contract(compilation)
        self._interrupted = False

    # --- one instance

    def run(self, id_: InstanceId, call: Call, *, update_lock: bool = False) -> Result:
        """Prepare one instance and run ``call`` on it, output streamed."""
        found: list[Diagnostic] = []
        prepared = self.prepare(id_, call, found.append)
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
                code = self._execute_all(prepared, held, call, found.append)
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

    def prepare(self, id_: InstanceId, call: Call, report: Report) -> Prepared | None:
        """Compile, resolve and emit one instance; None after reporting why it cannot run."""
        answer = self._compilation.instance(id_)
        found: list[Diagnostic] = [*answer.diagnostics, *self._compilation.instances.asides(id_)]
        instance = answer.instance
        if instance is None or self._compilation.blocks(found, "write"):
            _pass(found, report)
            return None
        refusals = tuple(self._refusals(instance, call))
        _pass((*found, *refusals), report)
        if refusals and (self._compilation.blocks(refusals, "write") or not instance.is_enabled):
            return None
        resolved, resolver = resolve_effects(instance, self.effects)
        emitted = self._emit(resolved, call)  # asks for values, and only who is asked meets what blocks it
        for section in (*(("vars",) if call.needs_vars else ()), "env", "backend"):
            self.effects.secrets.learn(resolved.section(section))
        if resolver.blocked:
            report(self._blocked(instance, resolver.blocked))
            return None
        misfits = component_misfits(self._compilation, (resolved,)) if call.makes else ()
        breaches = self._contract.of(resolved, () if call.makes and call.needs_vars else FILES, call.arguments)
        problems = unique((*emitted.diagnostics, *resolved.diagnostics, *moved_by_env(resolved), *misfits, *breaches))
        _pass(problems, report)
        if self._compilation.blocks(problems, "write"):
            return None
        return self._placed(resolved, emitted.value, report)

    def _emit(self, instance: Instance, call: Call) -> Outcome[Emitted]:
        """The files ``call`` needs; commands without variables need no upstream."""
        backend = self._compilation.config.backend_file and bool(instance.backend_type)
        return emit_instance(instance, backend=backend, variables=call.needs_vars)

    def _placed(self, instance: Instance, emitted: Emitted, report: Report) -> Prepared | None:
        config, module = self._compilation.config, self._compilation.modules.record(instance.folder)
        workdir = workdir_of(config.root, instance.folder, instance.id)
        declared = module.backend
        files = list(emitted.files)
        generated = any(artifact.name == "backend.tf.json" for artifact in files)
        kind, settings = instance.effective_backend
        if not generated and declared is None:
            files.append(Artifact(BACKEND_OVERRIDE, b'{"terraform":{"backend":{"local":{}}}}\n'))
        local = local_state(workdir, settings) if kind == "local" else {}
        environment, unset = self._environment(instance, emitted, report)
        selection = selection_of(kind, settings, enabled=config.workspaces_enabled)
        return Prepared(
            instance,
            workdir,
            tuple(files),
            environment,
            unset,
            local,
            instance.workspace,
            selection,
            emitted.hidden.variables,
        )

    def _environment(
        self, instance: Instance, emitted: Emitted, report: Report
    ) -> tuple[dict[str, str], tuple[str, ...]]:
        config = self._compilation.config
        added = {
            "TF_IN_AUTOMATION": "true",
            "ATMOS_BASE_PATH": config.root,
            "ATMOS_CLI_CONFIG_PATH": config.folder,
        }
        unset = ["TF_DATA_DIR", VARIABLE]
        for diagnostic in unset_variables(instance):
            report(diagnostic)
        for name, value in instance.table("env").items():
            if value is None:
                added.pop(name, None)
                unset.append(name)
            else:
                added[name] = environment_text(value)
        added.update(emitted.hidden.environment)
        return added, tuple(unset)

    # --- refusals

    def is_refused(self, id_: InstanceId, call: Call) -> bool:
        """True for an instance that ``call`` would not run whatever its values are."""
        instance = self._compilation.instance(id_).instance
        return instance is None or self._compilation.blocks(self._refusals(instance, call), "write")

    def _refusals(self, instance: Instance, call: Call) -> Iterator[Diagnostic]:
        config, id_ = self._compilation.config, instance.id
        here, label = instance.component.own_label((), "this component"), instance.component.label
        if id_.type != TERRAFORM:
            yield say.type_not_run(id_, here)
            return
        if instance.is_abstract and not (call.verb == "destroy" and config.dialect.name == "atmos"):
            yield say.abstract(id_, instance.component.own_label(("metadata", "type"), "abstract", key=False))
            return
        if not instance.is_enabled:
            yield say.disabled(id_, label("metadata", ("enabled",), "disabled"))
        yield from wrong_flags(instance)
        yield from wrong_workspace(instance)
        yield from instance.blocking if not instance.workspace else ()
        if instance.is_locked and call.verb in CHANGING:
            yield say.locked(id_, label("metadata", ("locked",), "locked"))
        for name in ("auth", "source", "provision"):
            section = instance.table(name)
            if name == "auth" and not (section.get("providers") or section.get("identities")):
                continue
            if section and not (name == "provision" and set(section) <= {"workdir"}):
                yield say.section_refused(id_, f"a section `{name}`", label(name, (), "not supported", key=True))
        if table_at(instance.table("settings"), "validation"):
            where = label("settings", ("validation",), "not supported", key=True)
            yield say.section_refused(id_, "`settings.validation`", where)
        if instance.table("generate"):
            yield say.section_not_run(
                f"the files in `generate` of {id_} are not written yet", label("generate", (), "no effect", key=True)
            )
        if instance.table("hooks"):
            yield say.section_not_run(f"the hooks of {id_} are not run yet", label("hooks", (), "no effect", key=True))
        if table_at(instance.table("dependencies"), "tools"):
            where = label("dependencies", ("tools",), "no effect", key=True)
            yield say.section_not_run(f"`dependencies.tools` of {id_} is not heeded yet", where)
        record = self._compilation.modules.record(instance.folder)
        if not record.exists and not instance.table("source"):
            yield folder_missing(self._compilation, instance)

    def _blocked(self, instance: Instance, missing: list[Blocked]) -> Diagnostic:
        """What lacks state, all the way down, and the one command that goes on from there."""
        upstreams = list(dict.fromkeys(each.upstream for each in missing))
        chain = list(
            dict.fromkeys(step for upstream in upstreams for step in self._missing_below(upstream, frozenset()))
        )
        label = instance.component.own_label((), "reads outputs that do not exist")
        for section in ("vars", "backend", "env", "settings", "providers"):
            found = next((path for path, text in instance.unknowns(section) if text == missing[0].text), None)
            if found is not None:
                label = instance.component.label(section, found[1:], f"reads {upstreams[0]}")
                break
        return say.blocked(instance.id, upstreams, chain, label)

    def _missing_below(self, id_: InstanceId, seen: frozenset[InstanceId]) -> list[InstanceId]:
        """``id_`` and what it reads that has no state, first things first."""
        instance = self._compilation.instance(id_).instance
        if instance is None or id_ in seen:
            return []
        found: list[InstanceId] = []
        for dependency in reads(instance):
            upstream = InstanceId(StackName(dependency.stack), dependency.component)
            try:
                if self.outputs.read(upstream) is None:
                    found += self._missing_below(upstream, seen | {id_})
            except OutputFailure:
                continue
        return [*dict.fromkeys(found), id_]

    # --- processes

    def _execute_all(self, prepared: Prepared, held: Held, call: Call, report: Report) -> int:
        """``init`` where it is needed, then the verb; both again where the verb says that it was needed after all."""
        env = self.child_env(prepared)
        if call.verb == "init":
            forget_init(prepared.workdir, self._workplace)
        elif (failed := self._make_ready(prepared, held, env)) is not None:
            self._tell_failed(prepared, *failed, report)
            return 1
        plan = output_file(call.arguments) if call.verb == "plan" else None
        if plan is not None:
            self._workplace.make_private(posixpath.join(prepared.workdir.path, plan))
        try:
            done = self._verb(prepared, held, call, env)
            if call.verb != "init" and done.code != 0 and needs_init(done.err):
                self._event(RunEvent("note", prepared.instance.id, "`init` has to run again"))
                if (failed := self._make_ready(prepared, held, env, anew=True)) is not None:
                    self._tell_failed(prepared, *failed, report)
                    return 1
                done = self._verb(prepared, held, call, env)
        except FileNotFoundError as problem:
            report(say.binary_missing(str(problem)))
            return 1
        except KeyboardInterrupt as interrupt:  # Terraform heard of it and has ended, with the code that comes along
            if not interrupt.args:
                raise
            self._interrupted = True
            return int(interrupt.args[0])
        if call.verb == "init" and done.code == 0:
            self._note_workspace(prepared)
            self._note_init(prepared, env)
        _pass(prepared.refused(done.err) if done.code != 0 else (), report)
        return done.code

    def _make_ready(
        self,
        prepared: Prepared,
        held: Held,
        env: Mapping[str, str],
        timeout: float | None = None,
        *,
        anew: bool = False,
    ) -> tuple[Command, Finished] | None:
        """Run what has to run before a verb: ``init`` unless it was done for exactly this, and what selects the
        workspace. The command that failed, and what it said.
        """
        init, *selects = prepared.before
        root, workdir = self._compilation.config.root, prepared.workdir
        fingerprint = fingerprint_of(workdir, init.arguments, self.binary, env, self._workplace)
        if anew or not is_initialized(workdir, prepared.instance, root, fingerprint, self._workplace):
            forget_init(workdir, self._workplace)
            done = self._capture(prepared, held, init, env, timeout)
            if done.code != 0:
                return init, done
            self._note_init(prepared, env)
        for command in selects:
            done = self._capture(prepared, held, command, env, timeout)
            if done.code != 0:
                return command, done
        self._note_workspace(prepared)
        return None

    def _tell_failed(self, prepared: Prepared, command: Command, done: Finished, report: Report) -> None:
        self._event(RunEvent("note", prepared.instance.id, self.effects.secrets.masked((done.out + done.err).strip())))
        report(say.command_failed(prepared.instance.id, command.arguments[0], done.code))
        _pass(prepared.refused(done.err), report)

    def _note_init(self, prepared: Prepared, env: Mapping[str, str]) -> None:
        """Noted of what is there now: ``init`` brings modules, and may write the lock file."""
        arguments = prepared.before[0].arguments
        fingerprint = fingerprint_of(prepared.workdir, arguments, self.binary, env, self._workplace)
        note_init(prepared.workdir, fingerprint, self._workplace)

    def _capture(
        self, prepared: Prepared, held: Held, command: Command, env: Mapping[str, str], timeout: float | None = None
    ) -> Finished:
        return self._processes.capture(
            [self.binary.path, *command.arguments],
            prepared.workdir.path,
            {**env, **command.environment},
            timeout,
            inherited=(held.descriptor,),
        )

    def _verb(self, prepared: Prepared, held: Held, call: Call, env: Mapping[str, str]) -> Finished:
        command = prepared.commands(call)[-1]
        with self._secrets(prepared, call) as secrets:
            return self._processes.stream(
                [self.binary.path, *command.arguments],
                prepared.workdir.path,
                {**env, **command.environment},
                inherited=(held.descriptor, *secrets),
            )

    def _secrets(self, prepared: Prepared, call: Call) -> AbstractContextManager[tuple[int, ...]]:
        """The secret variables, where the child reads them; the descriptors it needs for that."""
        if prepared.secret_variables is None or not call.needs_vars:
            return nullcontext(())
        return self._workplace.unlinked(posixpath.join(prepared.workdir.path, SECRETS), prepared.secret_variables)

    def child_env(self, prepared: Prepared) -> dict[str, str]:
        env = {**self._env, **prepared.environment}
        return {
            name: value for name, value in env.items() if name not in prepared.unset or name in prepared.environment
        }

    def _note_workspace(self, prepared: Prepared) -> None:
        """Terraform's own note of the workspace says what the variable says, so that both always agree."""
        if prepared.selection == "variable":
            self._workplace.write(environment_of(prepared.workdir), prepared.workspace.encode(), PRIVATE)

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
        prepared = self.prepare(instance.id, call, found.append)
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
        env = without_arguments(self.child_env(prepared))
        asked = prepared.commands(call)[-1]
        self._make_answerable(prepared, held, env)
        done = self._capture(prepared, held, asked, env, ANSWER_SECONDS)
        if done.code != 0 and needs_init(done.err):
            self._make_answerable(prepared, held, env, anew=True)
            done = self._capture(prepared, held, asked, env, ANSWER_SECONDS)
        outputs = parse_outputs(self._answer(asked, done))
        if outputs:
            return outputs
        pull = Command(("state", "pull"), asked.environment)
        state = self._answer(pull, self._capture(prepared, held, pull, env, ANSWER_SECONDS))
        return parse_state(state.encode()) if state.strip() else None

    def _make_answerable(self, prepared: Prepared, held: Held, env: Mapping[str, str], *, anew: bool = False) -> None:
        failed = self._make_ready(prepared, held, env, ANSWER_SECONDS, anew=anew)
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
