"""``Preparation``: everything about one instance that is known before a process starts.

Compile, resolve, emit, refuse. See docs/language.md, running Terraform.
"""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from stackc.artifact.files import Artifact, Emitted, emit_instance, varfile_name
from stackc.artifact.secrets import FILES
from stackc.base.diagnostic import Diagnostic, Outcome, Report, unique
from stackc.base.ids import TERRAFORM, InstanceId, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import OutputFailure, ReadFailure, Workplace
from stackc.base.record import Record, replace
from stackc.check.component_schema import component_misfits, schema_reader
from stackc.check.component_validation import entries, validation_breaches
from stackc.check.contract import Contract
from stackc.check.findings import folder_missing, unset_variables, wrong_flags, wrong_workspace
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import DEFAULT
from stackc.evaluate.instance import Instance
from stackc.function.pure import environment_text
from stackc.graph.dependencies import reads
from stackc.run import messages as say
from stackc.run.arguments import arguments_variable
from stackc.run.auth import identity_variables
from stackc.run.destroy_inputs import Filled, fill_inputs, noted_inputs
from stackc.run.guard import moved_by_env
from stackc.run.hooks import Hook, hooks_for
from stackc.run.keepers import Keepers
from stackc.run.outlook import covered_of, refused_sections
from stackc.run.plugin_cache import PluginCache
from stackc.run.resolve import Blocked, Effects, resolve_effects
from stackc.run.source_cache import SourceCache
from stackc.run.sources import read_source
from stackc.run.terraform import Binary, Call, init_arguments, main_arguments
from stackc.run.terraform_errors import at_home
from stackc.run.tools import wrong_version
from stackc.run.verbs import VERBS, Verb
from stackc.run.workdir import BACKEND_OVERRIDE, LOCK_FILE, SECRETS, Workdir, local_state, state_of, workdir_of
from stackc.run.workspaces import VARIABLE, Selection, select_arguments, selection_of

if TYPE_CHECKING:
    from stackc.check.component_schema import Schemas


class Command(NamedTuple):
    """One call of Terraform: its arguments without the binary, and what it alone gets into its environment.

    ``init`` gets no workspace: it refuses one that is not there yet.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = {}  # never changed
    program: str | None = None
    """What runs instead of Terraform."""


class Prepared(Record):
    """Everything that is known before a process starts."""

    instance: Instance
    workdir: Workdir
    files: tuple[Artifact, ...]
    environment: Mapping[str, str]
    """What we add to the caller's environment."""
    unset: tuple[str, ...]
    local: Mapping[str, str] = MappingProxyType({})
    """Absolute state paths of a local backend."""
    workspace: str = ""
    selection: Selection = "variable"
    secret_variables: bytes | None = None
    """The variables that no file may hold."""
    remembered: tuple[str, ...] = ()
    """Variables of a destroy with the value of the last apply."""
    invented: tuple[str, ...] = ()
    """Variables of a destroy with any value of their type."""
    hooks: tuple[Hook, ...] = ()
    """What runs before and after the verb."""
    away: Instance | None = None
    """The instance with its state where the manifests say, if it is brought home before it is destroyed."""

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
        if call.program is not None:
            return (init, *selects, Command(call.arguments, {**selected, **self._arguments}, call.program))
        words = main_arguments(call, *self._varfiles, own=self._local_flags(call.known))
        return (init, *selects, Command(words, selected))

    @property
    def _varfiles(self) -> tuple[str, ...]:
        return (varfile_name(self.instance), *((SECRETS,) if self.secret_variables is not None else ()))

    def _local_flags(self, verb: Verb) -> tuple[str, ...]:
        """What a verb has to be told of a local state.

        ``console`` reads ``terraform.tfstate`` where it runs, whatever the backend says. ``state mv`` and its like put
        a backup below the folder where they run, and fail for a workspace that has no folder there.
        """
        if not self.local or not verb.local:
            return ()
        state = state_of(self.local, self.workspace if self.selection == "variable" else DEFAULT)
        return (f"-state={state}",) if verb.local == "state" else (f"-backup={state}.backup",)

    @property
    def _arguments(self) -> dict[str, str]:
        """The arguments of ours for each verb, for whoever calls Terraform in a shell."""
        found: dict[str, str] = {}
        for verb in _OWN:
            words = main_arguments(Call(verb.name), *self._varfiles, own=self._local_flags(verb))
            further = words[len(verb.name.split()) :]
            if further:
                found[arguments_variable(verb.name)] = shlex.join(further)
        return found

    def child_env(self, caller: Mapping[str, str]) -> dict[str, str]:
        """The environment of Terraform, for a caller with that of its own."""
        env = {**caller, **self.environment}
        return {name: value for name, value in env.items() if name not in self.unset or name in self.environment}

    def refused(self, said: str) -> tuple[Diagnostic, ...]:
        """The manifest lines that set what Terraform refuses in what it ``said``."""
        return tuple(at_home(said, self.instance, self.files, self.secret_variables))


_OWN = tuple(verb for verb in VERBS.values() if (verb.variables or verb.local) and verb.name not in ("deploy", "shell"))
"""Verbs of Terraform that get arguments of ours."""


class Preparation:
    """Prepares the instances of one run."""

    def __init__(
        self,
        effects: Effects,
        workplace: Workplace,
        plugins: PluginCache,
        sources: SourceCache,
        keepers: Keepers,
        binary: Binary,
    ) -> None:
        self._effects, self._workplace, self._plugins, self._keepers = effects, workplace, plugins, keepers
        self._sources, self._binary = sources, binary
        self._compilation = effects.compilation
        self._contract = Contract(effects.compilation)
        self._schemas = schema_reader(effects.compilation)

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
        if refusals and (self._compilation.blocks(refusals, "write") or not (instance.is_enabled or call.orphan)):
            return None
        resolved, resolver = resolve_effects(instance, self._effects, destroying=call.destroys)
        module = self._module(resolved, call, report)
        if module is None:
            return None
        resolved = resolved.with_module(module) if module else resolved
        filled = self._filled(resolved, call) if call.destroys and call.needs_vars else Filled(resolved)
        if filled.missing:
            report(say.input_gone(filled.instance, filled.missing))
            return None
        resolved = filled.instance
        away, home = resolved, self._keepers.home_of(resolved) if call.takes_away else None
        resolved = home or resolved
        emitted = self._emit(resolved, call)  # asks for values, and only who is asked meets what blocks it
        hooks = hooks_for(instance, resolved, call, self._compilation.config)
        skipped = {"hooks" if not hooks.value else "", "vars" if not call.needs_vars else ""}
        for section in (name for name in ("hooks", "generate", "vars", "env", "backend") if name not in skipped):
            self._effects.secrets.learn(resolved.section(section))
        if resolver.blocked and not (call.destroys and filled.is_whole):
            report(self._blocked(instance, resolver.blocked))
            return None
        misfits = _misfits(self._compilation, resolved, self._schemas) if call.makes else ()
        breaches = self._contract.of(resolved, () if call.makes and call.needs_vars else FILES, call.arguments)
        made = [*emitted.diagnostics, *resolved.diagnostics, *moved_by_env(resolved)]
        problems = unique((*made, *misfits, *breaches, *(each for each in hooks.diagnostics if each not in refusals)))
        _pass(problems, report)
        if self._compilation.blocks(problems, "write"):
            return None
        placed = self._placed(resolved, emitted.value, report)
        if placed is None:
            return None
        return replace(
            placed,
            hooks=hooks.value,
            remembered=filled.remembered,
            invented=filled.invented,
            away=away if home is not None else None,
        )

    def _filled(self, instance: Instance, call: Call) -> Filled:
        """``instance`` with what stands for variables that can no longer be read."""
        workdir = workdir_of(self._compilation.config.root, instance.folder, instance.id)
        noted = noted_inputs(workdir, self._workplace)
        return fill_inputs(instance, call.arguments, noted, self._contract.modules)

    def _module(self, instance: Instance, call: Call, report: Report) -> str | None:
        """The folder that takes the place of the component's own, empty for none; None after reporting why not."""
        source = read_source(instance, self._compilation.config.root)
        if call.source or source is None:
            return call.source
        if isinstance(source, Diagnostic):
            report(source)
            return None
        try:
            found = self._sources.module(source, f"terraform {call.verb} {instance.id}", update=call.update_sources)
        except (OutputFailure, OSError, ReadFailure) as problem:
            why = (problem.strerror or str(problem)).lower() if isinstance(problem, OSError) else str(problem)
            label = instance.component.label("source", ("uri",), "fetched from here")
            report(say.source_failed(instance.id, source.location, self._effects.secrets.masked(why), label))
            return None
        return found.folder if found is not None else ""

    def _emit(self, instance: Instance, call: Call) -> Outcome[Emitted]:
        """The files ``call`` needs; commands without variables need no upstream."""
        backend = self._compilation.config.backend_file and bool(instance.backend_type)
        return emit_instance(instance, backend=backend, variables=call.needs_vars)

    def _placed(self, instance: Instance, emitted: Emitted, report: Report) -> Prepared | None:
        config, module = self._compilation.config, self._compilation.modules.record(instance.module)
        workdir = workdir_of(config.root, instance.folder, instance.id, instance.module)
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
            **self._plugins.environment(instance, has_lock_file=self._has_lock_file(instance)),
        }
        unset = ["TF_DATA_DIR", VARIABLE]
        for diagnostic in unset_variables(instance):
            report(diagnostic)
        identity = identity_variables(instance)
        added.update({} if isinstance(identity, Diagnostic) else identity)
        for name, value in instance.table("env").items():
            if value is None:
                added.pop(name, None)
                unset.append(name)
            else:
                added[name] = environment_text(value)
        added.update(emitted.hidden.environment)
        return added, tuple(unset)

    def _has_lock_file(self, instance: Instance) -> bool:
        return self._compilation.world.kind(posixpath.join(instance.folder, LOCK_FILE)) == "file"

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
        if not instance.is_enabled and not call.orphan:
            yield say.disabled(id_, label("metadata", ("enabled",), "disabled"))
        yield from wrong_flags(instance)
        yield from wrong_workspace(instance)
        yield from instance.blocking if not instance.workspace else ()
        if instance.is_locked and call.known.changes:
            yield say.locked(id_, label("metadata", ("locked",), "locked"))
        elif instance.is_protected and call.takes_away:
            yield say.protected(id_, label("metadata", ("protect",), "protected"))
        yield from refused_sections(instance)
        yield from wrong_version(instance, self._binary)
        yield from entries(self._compilation, instance)[1] if call.makes else ()
        yield from covered_of(instance, self._compilation)
        yield from hooks_for(instance, instance, call, config).diagnostics
        record = self._compilation.modules.record(instance.folder)
        if not record.exists and not instance.table("source") and not call.source:
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
                if self._effects.outputs.read(upstream) is None:
                    found += self._missing_below(upstream, seen | {id_})
            except OutputFailure:
                continue
        return [*dict.fromkeys(found), id_]


def _misfits(compilation: Compilation, resolved: Instance, schemas: Schemas) -> tuple[Diagnostic, ...]:
    """What an instance says that the schemas of its component do not allow."""
    return (*component_misfits(compilation, (resolved,), schemas), *validation_breaches(compilation, (resolved,)))


def _pass(diagnostics: Iterable[Diagnostic], report: Report) -> None:
    for diagnostic in diagnostics:
        report(diagnostic)
