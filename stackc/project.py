"""``Project``: wires the system, the project file, the compilation and the runner. The door of the library."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from stackc.base.boundary import FULL_TRUST, Boundary, Trust, is_inside, outside_found
from stackc.base.codes import Code, DialectName
from stackc.base.diagnostic import CompileError, Diagnostic, Label, LookupFailure, Outcome, Report, folded, unique
from stackc.base.ids import InstanceId, StackName, parse_instance_id
from stackc.base.near import nearest
from stackc.base.ports import Finished, OutputFailure, ReadFailure, World
from stackc.base.source import Path
from stackc.base.value import Value
from stackc.check.project import project_findings
from stackc.compile.compilation import Compilation
from stackc.compile.selection import Selector
from stackc.compile.wiring import compile_repository
from stackc.config.decode import decode_config, locate_setting
from stackc.config.discovery import NAMING, EvaluateCall, Found, find_project, git_root
from stackc.config.project_config import ProjectConfig
from stackc.evaluate.instance import Instance
from stackc.function.include import parse_included
from stackc.function.pure import Scope, evaluate_pure
from stackc.syntax.calls import CallFault, parse_call
from stackc.syntax.tags import call_tag
from stackc.syntax.yaml import ScalarRules
from stackc.system.files import DiskWorkplace, DiskWorld

if TYPE_CHECKING:
    from stackc.artifact.files import Artifact
    from stackc.artifact.lock import Lock
    from stackc.graph.graph import Graph
    from stackc.run.guard import Guard
    from stackc.run.lock_file import LockFile
    from stackc.run.runner import RunEvent, Runner, RunReport
    from stackc.run.stores import Stores
    from stackc.run.terraform import Call
    from stackc.system.signals import Signals


class Stack(NamedTuple):
    """One compiled stack: its name and its sound instances, sorted by type and name."""

    name: StackName
    instances: tuple[Instance, ...]

    def __repr__(self) -> str:
        return f"Stack({str(self.name)!r}, {len(self.instances)} instances)"

    def instance(self, component: str) -> Instance:
        """The instance called ``component``; raises KeyError."""
        found = next((each for each in self.instances if each.id.component == component), None)
        if found is None:
            raise KeyError(component)
        return found


def _unheard(_: RunEvent) -> None:
    """Nobody listens to the run."""


def _silent(_: str) -> None:
    """Nobody listens to the lock file."""


class Project:
    """One repository, opened. Nothing is read from the process's environment or working directory."""

    def __init__(
        self,
        config: ProjectConfig,
        found: Found,
        world: World,
        diagnostics: tuple[Diagnostic, ...],
        env: Mapping[str, str],
        edges: Edges,
    ) -> None:
        self.config, self.world, self.env = config, world, env
        self._edges = edges
        self._found, self._own = found, diagnostics
        self._compilation: Compilation | None = None

    def __repr__(self) -> str:
        return f"Project({self.root!r})"

    @property
    def root(self) -> str:
        """Absolute path of the folder everything is relative to."""
        return self.config.root

    @property
    def compilation(self) -> Compilation:
        """The compiled repository, lazily."""
        if self._compilation is None:
            self._compilation = compile_repository(self.world, self.config, self._setting)
        return self._compilation

    @property
    def setup(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the project itself: its file, its folders, its patterns."""
        return unique(self._own if self._is_broken else (*self._own, *project_findings(self.compilation)))

    @property
    def _is_broken(self) -> bool:
        """The project file has errors: what would be said about the rest may just follow from them."""
        return self.compilation.blocks(self._own)

    # --- questions

    def find(self, component: str, stack: str) -> InstanceId:
        """The identifier of a component in a stack, whatever its type."""
        return InstanceId(StackName(stack), component, self.compilation.find_type(StackName(stack), component))

    def stack(self, name: str) -> Stack:
        """One compiled stack.

        Raises LookupFailure for an unknown name and CompileError when part of it does not compile.
        """
        compilation = self.compilation
        known = compilation.stacks.definitions()
        if name not in known:
            near = nearest(name, map(str, known))
            advice = "did you mean " + " or ".join(f"`{each}`" for each in near) + "?" if near else None
            raise LookupFailure(
                Diagnostic(Code.UNKNOWN_STACK, f"invalid stack: Stack `{name}` not found.", help=advice), near
            )
        ids = sorted(
            {InstanceId(StackName(name), d.component.name, d.component.kind) for d in known[StackName(name)]},
            key=lambda i: (i.type, i.component),
        )
        instances, found = self._sound(ids)
        if compilation.blocks(found):
            raise CompileError(found)
        return Stack(StackName(name), instances)

    def _sound(self, ids: Iterable[InstanceId]) -> tuple[tuple[Instance, ...], tuple[Diagnostic, ...]]:
        sound: list[Instance] = []
        found: list[Diagnostic] = []
        for id_ in ids:
            answer = self.compilation.instance(id_)
            found += answer.diagnostics
            if answer.instance is not None and not self.compilation.blocks(answer.diagnostics):
                answer.instance.evaluated()
                found += answer.instance.diagnostics
                sound.append(answer.instance)
        return tuple(sound), unique(found)

    def instance(self, component: str, stack: str) -> Instance:
        """One instance. Raises LookupFailure for unknown names and CompileError when it does not compile."""
        id_ = self.find(component, stack)
        answer = self.compilation.instance(id_)
        found = (*answer.diagnostics, *self.compilation.instances.abstract_duplicates(id_))
        if answer.instance is None:
            here = {d.component.name for d in self.compilation.stacks.definitions().get(StackName(stack), ())}
            raise LookupFailure(
                found[0], nearest(component, here) if here else nearest(stack, map(str, self.compilation.names()))
            )
        if self.compilation.blocks(found):
            raise CompileError(found)
        return answer.instance

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every finding of the repository, sorted, each mistake once."""
        from stackc.check.addresses import check_orphans, take_census
        from stackc.check.findings import check_repository
        from stackc.graph.entries import check_entries
        from stackc.graph.graph import build_graph

        found: list[Diagnostic] = [*self._own]
        if self._is_broken:
            return unique(found)
        graph = build_graph(self.compilation)
        check_repository(self.compilation, found.append, graph.diagnostics)
        found += graph.diagnostics
        check_entries(
            self.compilation, posixpath.relpath(git_root(self.root, self.world) or self.root, self.root), found.append
        )
        found += graph.value.waves().diagnostics
        lock = self.read_lock()
        found += lock.diagnostics
        if lock.value.rows:
            check_orphans(lock.value.rows, lock.value.place, take_census(self.compilation), found.append)
        return folded(found)

    def check(self) -> tuple[Diagnostic, ...]:
        """The findings that are errors for ``validate``."""
        return tuple(d for d in self.diagnostics() if self.compilation.severity(d.code, "validate") == "error")

    def graph(self, select: Selector = None, components: Selector = None) -> Outcome[Graph]:
        """The graph of the selected instances; globs on stacks and components, None for all."""
        from stackc.graph.graph import build_graph

        whole = build_graph(self.compilation)
        ids = self.compilation.select(select, components, "terraform")
        return Outcome(whole.value.restricted(ids), whole.diagnostics)

    # --- two compilations

    def base_at(self, path: str) -> tuple[Compilation, frozenset[str]]:
        """The checkout in the folder ``path`` compiled with this project file, and the files the two commits differ in.

        ``path`` is the top of the checkout, or the project's own folder in it. Raises CompileError (SC0916) for a
        folder in which this project is not: all would be new.
        """
        from stackc.system.git import run_git

        top, prefix = self._place_in_git()
        other = self._other_root(path, prefix)
        config = replace(self.config, root=other)
        base = compile_repository(self._edges.compiled(config, self._found, (path,)), config, self._setting)
        try:
            commit = run_git(path, ("rev-parse", "HEAD"), self.env).decode().strip()
            changed = self._changed(top, prefix, commit)
        except OutputFailure as failure:
            message = f"which files `{path}` and this checkout differ in cannot be told: {failure}"
            help_ = "both must be git checkouts, and this one must have the commit of the other: fetch it"
            raise CompileError((Diagnostic(Code.GIT, message, help=help_),)) from failure
        return base, changed

    def _other_root(self, path: str, prefix: str) -> str:
        files = sorted({posixpath.relpath(file, self.root) for file in self._found.files if self._is_own(file)})
        stacks = self.config.stacks_folder
        for root in dict.fromkeys((posixpath.normpath(posixpath.join(path, prefix)), posixpath.normpath(path))):
            plain = DiskWorld(root, {})
            if plain.kind(stacks) == "folder" or any(plain.kind(file) == "file" for file in files):
                return root
        wanted = " or ".join(f"`{each}`" for each in (*files, stacks) if each)
        message = f"`{path}` is no checkout of this project: there is no {wanted} in it"
        raise CompileError((Diagnostic(Code.GIT, message, help="name the top of a checkout, or the project in it"),))

    def _is_own(self, file: str) -> bool:
        return posixpath.normpath(file).startswith(self.root.rstrip("/") + "/")

    def base_of(self, reference: str) -> tuple[Compilation, frozenset[str]]:
        """The commit this branch left ``reference`` at, compiled from git's objects, and the files changed since.

        Raises CompileError (SC0916) when there is no such commit or no common one.
        """
        from stackc.system.git import GitWorld, run_git

        top, prefix = self._place_in_git()
        try:
            wanted = (
                run_git(top, ("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}"), self.env).decode().strip()
            )
        except OutputFailure:
            raise CompileError((_no_commit(reference),)) from None
        try:
            commit = run_git(top, ("merge-base", wanted, "HEAD"), self.env).decode().strip()
        except OutputFailure:
            message = f"`{reference}` and the current commit have no common ancestor here"
            help_ = (
                "fetch the history that is missing: git fetch --unshallow origin (or: git fetch --deepen=1000 origin)"
            )
            raise CompileError((Diagnostic(Code.GIT, message, help=help_),)) from None
        world = GitWorld(top, prefix, commit, self.env)
        return compile_repository(world, self.config, self._setting), self._changed(top, prefix, commit)

    def _place_in_git(self) -> tuple[str, str]:
        top = git_root(self.root, self.world)
        if top is None:
            message = f"`{self.root}` is not in a git repository"
            raise CompileError((Diagnostic(Code.GIT, message, help="compare with --repo-path inside a git checkout"),))
        return top, posixpath.relpath(self.root, top)

    def _changed(self, top: str, prefix: str, commit: str) -> frozenset[str]:
        from stackc.system.git import UNCONVERTED, run_git

        listed = run_git(
            top, ("diff", "--name-only", "-z", "--no-renames", *UNCONVERTED, commit, "HEAD"), self.env
        ).decode("utf-8", "replace")
        paths = (posixpath.relpath(path, prefix) for path in listed.split("\0") if path)
        return frozenset(paths)

    # --- state addresses

    def read_lock(self) -> Outcome[Lock]:
        """What the lock file says; nothing when there is none yet."""
        return self.lock_file().read()

    def lock_file(self, on_note: Callable[[str], None] = _silent) -> LockFile:
        """The lock file; ``on_note`` hears what it says while it writes."""
        from stackc.run.lock_file import LockFile

        return LockFile(self.root, DiskWorkplace(), on_note)

    def guard(self, on_event: Callable[[RunEvent], None] = _unheard) -> Guard:
        """What stands between a command and the states."""
        from stackc.run.guard import Guard
        from stackc.run.runner import RunEvent

        def wait(id_: InstanceId, who: str) -> None:
            on_event(RunEvent("note", id_, f"{id_} is in use; waiting for {who or 'another process'}"))

        def note(text: str) -> None:
            on_event(RunEvent("note", None, text))

        return Guard(self.compilation, DiskWorkplace(), self.lock_file(note), wait)

    def addressed(self) -> tuple[Instance, ...]:
        """Every instance that has a state: real, enabled, of Terraform.

        Raises CompileError while some do not compile.
        """
        from stackc.check.addresses import take_census

        census = take_census(self.compilation)
        if census.broken:
            raise CompileError(unique(census.broken))
        return census.running

    # --- artifacts and runs

    def resolve(self, instance: Instance) -> Instance:
        """A new instance with its effects evaluated: upstream state is read, commands run."""
        self._require_trust("functions that reach outside are not evaluated")
        from stackc.run.known_secrets import KnownSecrets
        from stackc.run.outputs import StateOutputs
        from stackc.run.resolve import Effects, resolve_effects

        runner = self.runner()
        if isinstance(runner, Diagnostic):  # no Terraform: states that can be read without it still are

            def ask(_: Instance) -> None:
                raise OutputFailure(runner.message)

            outputs = StateOutputs(self.compilation, DiskWorkplace(), self.env, self.guard(), ask)
            effects = Effects(
                self.compilation,
                outputs,
                self._execute,
                self._git,
                self._stores(),
                KnownSecrets(self.env, self.config.is_secret_variable),
            )
            return resolve_effects(instance, effects)[0]
        return resolve_effects(instance, runner.effects)[0]

    def _require_trust(self, consequence: str) -> None:
        """Raises CompileError (SC0930) when the repository is untrusted: nothing it says is executed."""
        if not self._edges.trust.full:
            raise CompileError((Diagnostic(Code.UNTRUSTED, f"the repository is untrusted: {consequence}"),))

    def _execute(self, script: str) -> Finished:
        from stackc.system.process import SystemProcesses

        return SystemProcesses().capture(["/bin/sh", "-c", script], self.root, self.env)

    def _stores(self) -> Stores:
        from stackc.run.stores import FACTORIES, Stores

        return Stores(self.config.stores, self.world, FACTORIES, self.env)

    def _git(self, fact: str) -> str:
        from stackc.system.git import git_fact

        return git_fact(self.root, fact, self.env)

    def runner(
        self, on_event: Callable[[RunEvent], None] = _unheard, guard: Guard | None = None
    ) -> Runner | Diagnostic:
        """A runner with its Terraform found; a diagnostic when there is none."""
        self._require_trust("Terraform is not run")
        from stackc.run.runner import Runner
        from stackc.run.terraform import find_binary
        from stackc.system.process import SystemProcesses

        workplace, processes = DiskWorkplace(), SystemProcesses()
        binary = find_binary(self.config.commands.get("terraform", ""), workplace, processes, self.env)
        if isinstance(binary, Diagnostic):
            return binary
        guard = guard or self.guard(on_event)
        return Runner(
            self.compilation, binary, processes, workplace, self.env, self._stores(), self._git, guard, on_event
        )

    def run(
        self,
        verb: str,
        select: InstanceId | str | Iterable[InstanceId | str],
        on_event: Callable[[RunEvent], None] = _unheard,
        arguments: tuple[str, ...] = (),
    ) -> RunReport:
        """Run ``verb`` on instances in graph order, each given as ``component@stack``; none of them is no run.

        Raises LookupFailure for one that does not exist, and CompileError before anything
        starts when something is wrong.
        """
        from stackc.run.arguments import destroys
        from stackc.run.runner import RunReport
        from stackc.run.terraform import VERBS, Call

        known = next((each for each in VERBS if each == verb), None)
        if known is None:
            raise ValueError(f"no such verb: {verb!r}; verbs are {', '.join(VERBS)}")
        given = (select,) if isinstance(select, (str, InstanceId)) else tuple(select)
        ids = tuple(self._known(each if isinstance(each, InstanceId) else self._parsed(each)) for each in given)
        if not ids:
            return RunReport(known, ())
        destroying = destroys(known, arguments, self.env)
        call = Call(known, arguments, auto_approve=True, interactive=False, destroys=destroying)
        return self.run_call(call, ids, on_event)

    def _parsed(self, text: str) -> InstanceId:
        if not text.strip():
            raise ValueError("an empty name selects nothing")
        id_ = parse_instance_id(text)
        if id_ is None:
            raise LookupFailure(
                Diagnostic(Code.UNKNOWN_COMPONENT, f"`{text}` is not an instance; write component@stack")
            )
        return id_

    def _known(self, id_: InstanceId) -> InstanceId:
        answer = self.compilation.instance(id_)
        if answer.instance is None:
            raise LookupFailure(answer.diagnostics[0], nearest(str(id_), map(str, self.compilation.instance_ids())))
        return id_

    def run_call(
        self,
        call: Call,
        ids: tuple[InstanceId, ...],
        on_event: Callable[[RunEvent], None],
        *,
        many: bool = True,
        update_lock: bool = False,
    ) -> RunReport:
        """Guard, record addresses, run. Raises CompileError before anything starts when something is wrong."""
        from stackc.graph.graph import build_graph
        from stackc.run.guard import check_call
        from stackc.run.runner import RunReport

        found: list[Diagnostic] = []
        check_call(call, self.env, found.append)
        guard = self.guard(on_event)
        guard.admit(ids, found.append)
        runner = self.runner(on_event, guard)
        if isinstance(runner, Diagnostic):
            raise CompileError((*found, runner))
        whole = build_graph(self.compilation, ids)
        graph = whole.value.contracted(ids)
        found += whole.diagnostics
        found += graph.waves().diagnostics
        if self.compilation.blocks(found, "write"):
            raise CompileError(unique(found))
        if many:
            if call.records:
                guard.record(id_ for id_ in ids if not runner.is_refused(id_, call))
            return runner.run_all(graph, call)
        return RunReport(call.verb, (runner.run(ids[0], call, update_lock=update_lock),))

    def graph_of(self, ids: tuple[InstanceId, ...]) -> Graph:
        """The graph of exactly these instances."""
        from stackc.graph.graph import build_graph

        return build_graph(self.compilation, ids).value.contracted(ids)

    def planner(self) -> Runner:
        """A runner that prepares and shows; it needs no Terraform."""
        from stackc.run.runner import Runner
        from stackc.run.terraform import Binary
        from stackc.system.process import SystemProcesses

        self._require_trust("Terraform is not run")
        command = self.config.commands.get("terraform") or "terraform"
        return Runner(
            self.compilation,
            Binary(command, "terraform", ""),
            SystemProcesses(),
            DiskWorkplace(),
            self.env,
            self._stores(),
            self._git,
            self.guard(),
            _unheard,
            dry=True,
        )

    def clean(self, id_: InstanceId, on_event: Callable[[RunEvent], None] = _unheard) -> bool:
        """Remove the workdir of an instance; True when there was one.

        Waits while it is in use. Raises CompileError when something lies there that neither we nor init made.
        """
        from stackc.run.workdir import foreign_files, workdir_of

        workplace = DiskWorkplace()
        workdir = workdir_of(self.root, "x", id_)
        if not workplace.is_folder(workdir.top):
            return False
        with self.guard(on_event).waiting(id_, f"terraform clean {id_}"):
            foreign = next(foreign_files(workdir, workplace), None)
            if foreign is not None:
                message = f"the workdir of {id_} is kept: `{foreign}` was not made by stackc"
                raise CompileError((Diagnostic(Code.FOREIGN_FILE, message, help="look at it and remove it yourself"),))
            workplace.remove(workdir.top)
        return True

    def _setting(self, name: str) -> Label | None:
        path: Path = ("base_path",) if name == "root" else tuple(name.split("."))
        if name in ("name_pattern", "name_template", "included_paths", "base_path"):
            path = ("stacks", name)
        label = locate_setting(self._found, path, self.world, "set here")
        return self._relative(label) if label else None

    def _relative(self, label: Label) -> Label:
        prefix = self.root.rstrip("/") + "/"
        return label._replace(span=label.span._replace(file=label.span.file.removeprefix(prefix)))


def _no_commit(reference: str) -> Diagnostic:
    remote, _, branch = reference.partition("/")
    fetch = f"git fetch {remote} {branch}" if branch else f"git fetch origin {reference}"
    return Diagnostic(Code.GIT, f"there is no commit `{reference}` here", help=f"fetch it: {fetch}")


def receive_signals() -> AbstractContextManager[Signals | None]:
    """The scope in which a command runs children: each is interrupted once, whatever we are sent, and how often.

    Raises KeyboardInterrupt when a signal comes while no child runs, or instead of starting the next one.
    """
    from stackc.system.signals import signals

    return signals()


class Edges:
    """Where the repository ends, for the project file while it is read and for all that is compiled.

    The repository is the git checkout that holds the project file, else its folder; with
    it that of the working directory.
    """

    def __init__(self, start: str, env: Mapping[str, str], named: bool, trust: Trust) -> None:
        self._start, self._env, self._named, self.trust = start, env, named, trust
        plain = DiskWorld(start, env)
        self._here = git_root(start, plain) or start
        scope = Boundary((os.path.realpath(self._here),), True, scope=self._here)
        self.world = plain if trust.full else DiskWorld(start, env, scope)
        """Where project files are looked for: a user's own lie anywhere."""

    def project_file(self, file: str, dialect: DialectName, allowed: tuple[str, ...]) -> World:
        """The world as the project file that begins with ``file`` may see it."""
        folders = (*self._repository(posixpath.dirname(file)), *(allowed if self.trust.full else ()))
        if not self._is_ours(posixpath.dirname(file)):
            folders = (*folders, file)  # the user's own: a link to it counts as what it leads to
        return self._bounded(self._start, folders, dialect)

    def compiled(self, config: ProjectConfig, found: Found, others: tuple[str, ...] = ()) -> World:
        """The world of a compilation; ``others`` are further checkouts, which the user named."""
        checkouts = tuple(git_root(other, self.world) or other for other in others)
        allowed = config.allowed_folders if self.trust.full else ()
        folders = (*self._repository(found.folder), *config.named_folders, *allowed, *checkouts)
        named = (config.root, *(config.absolute(f) for f in (config.stacks_folder, *config.component_folders.values())))
        return self._bounded(config.root, folders, config.dialect.name, named)

    def _bounded(self, root: str, folders: tuple[str, ...], dialect: DialectName, said: tuple[str, ...] = ()) -> World:
        roots, said = (tuple(dict.fromkeys(os.path.realpath(each) for each in group)) for group in (folders, said))
        boundary = Boundary(roots, dialect == "stackc" or not self.trust.full, said)
        return DiskWorld(root, self._env, boundary, None if self.trust.full else self.trust.allow_env)

    def _repository(self, folder: str) -> tuple[str, ...]:
        checkout = git_root(folder, self.world) if self._named or self._is_ours(folder) else None
        return self._here, checkout or folder

    def _is_ours(self, folder: str) -> bool:
        """The folder is one of the repository, and not a place of the user's such as their home's."""
        return is_inside(folder, (self._here,)) or is_inside(self._start, (folder,))


def open_project(start: str, env: Mapping[str, str], explicit: str | None = None, trust: Trust = FULL_TRUST) -> Project:
    """Find and read the project for the absolute folder ``start``."""
    named = explicit is not None or any(env.get(variable) for variable in NAMING)
    edges = Edges(start, env, named, trust)
    reported: list[Diagnostic] = []
    found = find_project(start, edges.world, explicit, _evaluator(start), reported.append, edges.project_file)
    config = decode_config(found, start, edges.world, reported.append)
    if not trust.full:
        config = replace(config, severities={**config.severities, Code.OUTSIDE.value: "error"})
    diagnostics = tuple(_relative(d, config.root) for d in reported)
    return Project(config, found, edges.compiled(config, found), diagnostics, env, edges)


def _relative(diagnostic: Diagnostic, root: str) -> Diagnostic:
    prefix = root.rstrip("/") + "/"

    def label(each: Label) -> Label:
        return each._replace(span=each.span._replace(file=each.span.file.removeprefix(prefix)))

    primary = label(diagnostic.primary) if diagnostic.primary else None
    return replace(diagnostic, primary=primary, related=tuple(label(each) for each in diagnostic.related))


def _evaluator(cwd: str) -> EvaluateCall:
    """The tags a project file may use."""

    def evaluate(text: str, file: str, folder: str, world: World, report: Report) -> Value:
        return _evaluate(text, file, folder, world, cwd, report)

    return evaluate


def _evaluate(text: str, file: str, folder: str, world: World, cwd: str, report: Report) -> Value:
    call = parse_call(text)
    if isinstance(call, CallFault):
        report(Diagnostic(Code.FUNCTION_ARGUMENTS, f"in the project file `{file}`: {call.message}"))
        return None
    tag = call_tag(text) or call.tag
    if tag == "!cwd":
        return posixpath.normpath(posixpath.join(cwd, call.get("text")))
    if tag in ("!include", "!include.raw"):
        return _include(call.get("path"), tag, file, folder, world, report)
    if tag in ("!env", "!repo-root", "!git.root", "!template"):
        value = evaluate_pure(call, Scope({}, {}, world.variable, lambda: git_root(folder, world)))
        if isinstance(value, CallFault):
            code = value.code or Code.FUNCTION_FAILED
            report(Diagnostic(code, f"in the project file `{file}`: {value.message}"))
            return None
        return value
    report(
        Diagnostic(
            Code.PROJECT_FUNCTION,
            f"`{text}` in the project file reaches outside; the setting stays unset",
            help="write the value itself, or use `!env`",
        )
    )
    return None


def _include(path: str, tag: str, file: str, folder: str, world: World, report: Report) -> Value:
    full = posixpath.normpath(posixpath.join(folder, path))
    access = world.access(full)
    if access == "refused" or (access == "outside" and world.kind(full) == "file"):
        report(outside_found(f"`{tag}`: `{path}`", None, access))
    if access == "refused":
        return None
    try:
        text = world.read(full).decode("utf-8-sig", "replace")
    except ReadFailure as failure:
        report(
            Diagnostic(
                Code.INCLUDE_NOT_FOUND,
                f"the project file `{file}` includes `{path}`, which cannot be read: {failure.reason}",
            )
        )
        return None
    if tag == "!include.raw":
        return text
    value = parse_included(text, full, ScalarRules())
    if isinstance(value, CallFault):
        report(Diagnostic(Code.INCLUDE_INVALID, f"in the project file `{file}`: {value.message}"))
        return None
    return value


def write_file(path: str, content: bytes) -> None:
    """Write to what the user named: a file is replaced, a device or a pipe written to, a link refused (SC0805).

    Raises CompileError.
    """
    from stackc.system.output import write_named

    with _written(path):
        write_named(path, content)


def write_files(path: str, files: Mapping[str, Artifact], *, whole: bool) -> tuple[Diagnostic, ...]:
    """Write ``files`` below the folder ``path`` and its index; gives what was left alone. Raises CompileError."""
    from stackc.artifact.tree import write_tree
    from stackc.system.output import OutputFolder

    with _written(path), OutputFolder(path) as folder:
        return write_tree(folder, files, whole=whole)


@contextmanager
def _written(path: str) -> Iterator[None]:
    """Whatever the system refuses is a diagnostic that names the file."""
    try:
        yield
    except OSError as problem:
        place = os.fsdecode(problem.filename) if isinstance(problem.filename, (str, bytes)) else path
        reason = problem.strerror or str(problem)
        message = f"`{place}` cannot be written: {reason[:1].lower()}{reason[1:]}"
        raise CompileError((Diagnostic(Code.WRITE_FAILED, message),)) from problem
    except UnicodeEncodeError as problem:
        message = f"a file below `{path}` has no valid name: {problem.object!a}"
        raise CompileError((Diagnostic(Code.WRITE_FAILED, message),)) from problem
