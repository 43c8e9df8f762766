"""``Project``: a repository for programs. ``stackc.load`` opens one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from stackc.base.boundary import Trust
from stackc.base.collector import without_collector
from stackc.base.diagnostic import CompileError, Diagnostic, LookupFailure, unique
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.near import nearest
from stackc.compile.selection import Selector
from stackc.library.finding import Finding
from stackc.library.graph import Graph
from stackc.library.instance import Instance, Stack
from stackc.project.messages import no_instance
from stackc.project.open_project import OpenProject, open_project
from stackc.project.stacks import compile_all, find_instance, find_stack

if TYPE_CHECKING:
    from stackc.base.codes import Severity
    from stackc.explain.difference import Difference
    from stackc.explain.impact import Impact
    from stackc.project.moving import Moved
    from stackc.project.saving import SavedOutputs
    from stackc.query.affected import Affected
    from stackc.run.runner import RunEvent, RunReport
    from stackc.run.terraform import KnownVerb


class Project:
    """One repository, opened. It reads nothing of the process but what ``load`` was given, and prints nothing.

    Files are read when they are needed, each once: ``reload`` sees what has changed since. It may be used from
    several threads.
    """

    def __init__(self, reopen: Callable[[OpenProject | None], OpenProject], *, judged: bool = True) -> None:
        """``reopen`` is given the project as it was. ``judged``: its policies are asked, which they are not while they
        look at it themselves.
        """
        self._reopen, self._open, self._judged = reopen, reopen(None), judged

    def __repr__(self) -> str:
        return f"Project({self.root!r})"

    @property
    def root(self) -> str:
        """Absolute path of the folder everything is relative to."""
        return self._open.root

    def reload(self) -> None:
        """See what has changed: files that are as they were are not read again, and what is made of them alone is not
        computed again. Instances that were handed out stay as they are.
        """
        self._open = self._reopen(self._open)

    # --- what there is

    @without_collector()
    def stacks(self) -> tuple[Stack, ...]:
        """Every stack, sorted by name. Raises CompileError when anything does not compile: one may be missing."""
        self._require_whole()
        return tuple(self.stack(name) for name in self._open.compilation.names())

    @without_collector()
    def stack(self, name: str) -> Stack:
        """One stack.

        Raises LookupFailure for an unknown name and CompileError when part of it does not compile.
        """
        found = find_stack(self._open, name)
        return Stack(found.name, tuple(map(Instance, found.instances)))

    @without_collector()
    def instances(self, select: Selector = None, components: Selector = None) -> tuple[Instance, ...]:
        """The real instances whose stack and component fit one of the globs each, sorted by stack, type and name.

        None selects everything, an empty sequence nothing, text is one glob; empty text raises ValueError. Disabled
        ones are among them. Raises CompileError when one of them does not compile, and without a selection also when
        a manifest is broken: one may be missing.
        """
        if select is None and components is None:
            self._require_whole()
        compilation = self._open.compilation
        found, broken = compile_all(self._open, compilation.select(select, components))
        if compilation.blocks(broken):
            raise CompileError(broken)
        return tuple(Instance(each) for each in found if not each.is_abstract)

    def _require_whole(self) -> None:
        lost = self._open.compilation.losses()
        if lost:
            raise CompileError(lost)

    def instance(self, component: str, stack: str) -> Instance:
        """One instance. Raises LookupFailure for unknown names and CompileError when it does not compile.

        A value that cannot be rendered is the text of its template: ``diagnostics`` of the instance tells.
        """
        return Instance(find_instance(self._open, component, stack))

    def resolve(self, instance: Instance) -> Instance:
        """A new instance with its functions called that reach outside: states are read, commands run.

        Raises CompileError (SC0930) in an untrusted repository.
        """
        from stackc.project.running import resolve

        return Instance(resolve(self._open, instance._instance))

    # --- what is wrong

    @without_collector()
    def diagnostics(self, *, notes: bool = False) -> tuple[Finding, ...]:
        """Every finding of the repository, sorted by place, each mistake once; those that are off are left out.

        ``notes``: what is legal and perhaps not meant is looked for, too (docs/language.md, notes).

        Its policies are asked, too (docs/language.md, policies), unless it is untrusted.
        """
        from stackc.library.policies import all_findings
        from stackc.project.findings import find_all

        compilation = self._open.compilation
        if self._judged:
            found = all_findings(self._open, seen_by_policies(self._open), notes=notes)
        else:
            found = find_all(self._open, notes=notes)
        levels: list[Severity] = [compilation.grade(each, "validate") for each in found]
        graded = zip(levels, found, strict=True)
        return tuple(Finding(level, each, self._open.lines) for level, each in graded if level != "off")

    def check(self) -> tuple[Finding, ...]:
        """The findings that are errors: an empty answer means that ``validate`` passes."""
        return tuple(each for each in self.diagnostics() if each.severity == "error")

    def render(self, error: CompileError) -> str:
        """What an exception of this project says, as the command line prints it: with its lines, without colour."""
        from stackc.render.diagnostics import Paint, render_diagnostic

        grade = self._open.compilation.grade
        graded: list[tuple[Diagnostic, Severity]] = [(each, grade(each, "write")) for each in unique(error.diagnostics)]
        lines, plain = self._open.lines, Paint(False)
        return "".join(render_diagnostic(each, level, lines, plain) for each, level in graded if level != "off")

    # --- order and differences

    @without_collector()
    def graph(self, select: Selector = None, components: Selector = None) -> Graph:
        """The graph of the selected instances, globs as in ``instances``; edges by way of others are left out.

        Raises CompileError when an edge leads nowhere, and when anything does not compile: an instance may be missing.
        """
        self._require_whole()
        whole, compilation = self._open.graph(), self._open.compilation
        if compilation.blocks(whole.diagnostics):
            raise CompileError(whole.diagnostics)
        return Graph(whole.value.restricted(compilation.select(select, components, "terraform")))

    @without_collector()
    def affected(self, base: str) -> tuple[Affected, ...]:
        """Instances that differ from the commit at which this branch left ``base``, with the reasons, sorted.

        Deleted ones are behind. Local files do not count. Raises CompileError (SC0916) when git does not know the
        commit, and when anything does not compile: an instance may be missing.
        """
        self._require_whole()
        from stackc.project.comparing import base_of
        from stackc.query.affected import Changes, find_affected

        project = self._open.shared
        before, changed = base_of(project, base)
        found: list[Diagnostic] = []
        rows = find_affected(project.compilation, before, Changes(changed), found)
        if self._open.compilation.blocks(found):
            raise CompileError(unique(found))
        return rows

    @without_collector()
    def impact(self, file: str | os.PathLike[str], line: int | None = None) -> Impact:
        """What hangs on ``line`` of ``file``, or on all of the file: values that come from it or are computed from it.

        ``file`` is relative to the project. Raises LookupFailure (SC0423) for no manifest and for an empty line, and
        CompileError when anything does not compile: an instance may be missing.
        """
        self._require_whole()
        from stackc.explain.impact import find_impact

        answer = find_impact(self._open.compilation, os.fspath(file), line)
        if isinstance(answer, Diagnostic):
            raise LookupFailure(answer)
        return answer

    @without_collector()
    def diff(self, before: str | None = None, after: str | None = None, *, base: str | None = None) -> Difference:
        """What two stacks or two instances (``component@stack``) differ in, or the commit of ``base`` and now.

        Files are as they were when they were first read; with a base local ones do not count. Raises LookupFailure for
        what does not exist, CompileError when anything that is compared does not compile, or git does not know the
        commit (SC0916), and ValueError for names that are not of one kind, or too few or too many of them.
        """
        from stackc.project.differences import compare_named, compare_with_base

        if base is None and before is not None and after is not None:
            return compare_named(self._open, before, after)
        if base is None or before is not None or after is not None:
            raise ValueError("name two stacks, or two instances, or a base alone")
        self._require_whole()
        compared = compare_with_base(self._open, base)
        if self._open.compilation.blocks(compared.diagnostics):
            raise CompileError(compared.diagnostics)
        return compared.difference

    # --- runs

    def save_outputs(
        self,
        select: Instance | InstanceId | str | Iterable[Instance | InstanceId | str] | None,
        out: str | os.PathLike[str],
    ) -> SavedOutputs:
        """Write outputs of instances, each given as ``component@stack``, into the manifest ``out``: what others import.

        None selects all that have a state. Sensitive outputs, and those that a manifest would read as something else,
        are left out and told. States are read as for ``resolve``. Raises LookupFailure for an instance that does not
        exist, and CompileError, with nothing written, for a named instance without a state (SC0928), for outputs that
        cannot be read, and for a file that was not written so (SC0801).
        """
        from stackc.project.saving import save_outputs

        ids = None if select is None else self._all_known(select)
        return save_outputs(self._open, ids, os.path.abspath(out))

    def run(
        self,
        verb: KnownVerb | str,
        select: Instance | InstanceId | str | Iterable[Instance | InstanceId | str],
        on_event: Callable[[RunEvent], None] | None = None,
        arguments: tuple[str, ...] = (),
        *,
        force: bool = False,
    ) -> RunReport:
        """Run ``verb`` on instances in graph order, each given as ``component@stack``; none of them is no run.

        ``force``: destroy although others that have a state depend on it.

        Raises ValueError for an unknown verb, LookupFailure for an instance that does not exist, and CompileError
        before anything starts when something is wrong.
        """
        from stackc.project.locking import unheard
        from stackc.project.running import run_call
        from stackc.run.arguments import destroys
        from stackc.run.runner import RunReport
        from stackc.run.terraform import MANY, Call

        known: KnownVerb | None = next((each for each in MANY if each == verb), None)
        if known is None:
            raise ValueError(f"no such verb: {verb!r}; verbs are {', '.join(MANY)}")
        ids = self._all_known(select)
        if not ids:
            return RunReport(known, ())
        destroying = destroys(known, arguments, self._open.env)
        call = Call(known, arguments, auto_approve=True, interactive=False, destroys=destroying)
        self._demand(ids if call.makes else ())
        return run_call(self._open, call, ids, on_event or unheard, force=force)

    def move_states(
        self,
        select: Instance | InstanceId | str | Iterable[Instance | InstanceId | str] | None = None,
        on_event: Callable[[RunEvent], None] | None = None,
        *,
        source: str | None = None,
        delete_source: bool = False,
    ) -> tuple[Moved, ...]:
        """Bring states to the addresses that the manifests say, one after the other; a move that was cut off goes on.

        Instances are given as for ``run``; None means all whose address is not the locked one. ``source`` is about one
        of them: its old address, or the row of the lock file that has its state. ``delete_source``: nothing is left at
        old addresses. One that fails keeps no other from moving: ask ``failure`` of each.

        Raises LookupFailure for an instance that does not exist, CompileError before anything is moved when something
        is wrong, and ValueError for a ``source`` of several. See docs/language.md, moving a state.
        """
        from stackc.project.locking import unheard
        from stackc.project.moving import StateMoves

        given = (select,) if isinstance(select, (str, InstanceId, Instance)) else select
        ids = None if given is None else tuple(self._known(each) for each in given)
        if source is not None and (ids is None or len(ids) != 1):
            raise ValueError("a source is about one instance")
        if ids == ():
            return ()
        moves = StateMoves(self._open, on_event or unheard, delete_source=delete_source)
        return tuple(moves.run(moves.plan(ids, source)))

    def _demand(self, ids: Iterable[InstanceId]) -> None:
        """Ask policies and component schemas. Raises CompileError for what they say of these instances."""
        from stackc.library.policies import demands

        chosen = tuple(ids) if self._judged else ()
        found = demands(self._open, seen_by_policies(self._open), chosen) if chosen else ()
        if self._open.compilation.blocks(found, "write"):
            raise CompileError(found)

    def _all_known(
        self, select: Instance | InstanceId | str | Iterable[Instance | InstanceId | str]
    ) -> tuple[InstanceId, ...]:
        given = (select,) if isinstance(select, (str, InstanceId, Instance)) else tuple(select)
        return tuple(self._known(each) for each in given)

    def _known(self, named: Instance | InstanceId | str) -> InstanceId:
        id_ = named.id if isinstance(named, Instance) else named
        id_ = _parsed(id_) if isinstance(id_, str) else id_
        answer = self._open.compilation.instance(id_)
        if answer.instance is None:
            near = nearest(str(id_), map(str, self._open.compilation.instance_ids()))
            raise LookupFailure(answer.diagnostics[0], near)
        return id_


def seen_by_policies(project: OpenProject) -> Project:
    """The project as its policies see it: what they ask for is what was read for the command that asks them."""
    return Project(lambda _: project, judged=False)


def _parsed(text: str) -> InstanceId:
    if not text.strip():
        raise ValueError("an empty name selects nothing")
    id_ = parse_instance_id(text)
    if id_ is None:
        raise LookupFailure(no_instance(text))
    return id_


def load(
    path: str | os.PathLike[str],
    *,
    env: Mapping[str, str] | None = None,
    project_file: str | os.PathLike[str] | None = None,
    untrusted: bool = False,
    allow_env: Iterable[str] = (),
    local: bool = True,
) -> Project:
    """Open the project found from the folder ``path`` (absolute, or relative to the current one).

    ``env`` is the environment the project sees; without it there is none. ``project_file`` names the
    project file, relative to ``path``. ``untrusted``: nothing outside of the repository is read and nothing
    is run; of the environment its manifests may read ``allow_env`` alone. ``local``: local files count
    (docs/language.md, local files), unless ``env`` has ``CI``. Never raises for a broken repository: ask
    ``Project.diagnostics()``.
    """
    trust = Trust(not untrusted, frozenset(allow_env))
    named = None if project_file is None else os.fspath(project_file)
    start, variables = os.path.abspath(path), dict(env or {})
    return Project(lambda before: open_project(start, variables, named, trust, local=local, before=before))
