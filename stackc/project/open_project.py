"""``OpenProject``: one repository with its project file read, and everything that is asked of the compiler there."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from threading import RLock
from typing import TYPE_CHECKING

from stackc.base.boundary import FULL_TRUST, Trust
from stackc.base.codes import Code, DialectName
from stackc.base.diagnostic import CompileError, Diagnostic, Label, Outcome, unique
from stackc.base.ids import InstanceId, StackName
from stackc.base.memo import Once
from stackc.base.overlay import OverlayWorld
from stackc.base.ports import ReadFailure, World
from stackc.base.record import replace
from stackc.base.source import Path, Span
from stackc.check.project import project_findings
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.config.decode import decode_config, locate_setting
from stackc.config.discovery import Found, find_project
from stackc.config.project_config import ProjectConfig
from stackc.project import messages as say
from stackc.project.edges import Edges
from stackc.project.tags import tag_evaluator
from stackc.syntax.yaml import decode_text

if TYPE_CHECKING:
    from stackc.graph.graph import Graph


class OpenProject:
    """One repository, opened. Nothing is read from the process's environment or working directory."""

    def __init__(
        self,
        config: ProjectConfig,
        found: Found,
        world: World,
        diagnostics: tuple[Diagnostic, ...],
        env: Mapping[str, str],
        edges: Edges,
        reopen: Callable[[Mapping[str, bytes]], OpenProject],
        *,
        local: bool,
        before: OpenProject | None = None,
    ) -> None:
        """``reopen``: the same, found and read again where some files, by absolute path, say something else.
        ``local``: local files count. ``before``: the same project as it was some time ago.
        """
        self.config: ProjectConfig = config
        self.found: Found = found
        self.world: World = world
        self.env: Mapping[str, str] = env
        self.edges: Edges = edges
        self._reopen, self._local = reopen, local
        self.own_findings: tuple[Diagnostic, ...] = diagnostics
        """What is wrong with the project file."""
        self._graph = Once(self._build_graph)
        self._compilation: Once[Compilation] = Once(self._compile, RLock())
        self._former = before._compilation() if before is not None and before._is_like(self) else None
        self._shared = Once(self._without_local_files)

    @property
    def root(self) -> str:
        """Absolute path of the folder everything is relative to."""
        return self.config.root

    @property
    def compilation(self) -> Compilation:
        """The compiled repository, lazily; one for all threads."""
        return self._compilation()

    @property
    def setup_findings(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the project itself: its file, its folders, its patterns."""
        more = () if self.is_broken else project_findings(self.compilation)
        return unique((*self.own_findings, *more))

    @property
    def is_broken(self) -> bool:
        """The project file has errors: what would be said about the rest may just follow from them."""
        return self.compilation.blocks(self.own_findings)

    @property
    def shared(self) -> OpenProject:
        """The same as everybody else has it: without local files. It is itself where none is in force."""
        return self._shared()

    def _without_local_files(self) -> OpenProject:
        return self._like(self.world, local=False) if self.compilation.local.files else self

    def _compile(self) -> Compilation:
        former, self._former = self._former, None  # it is needed once, and would keep all that was before it
        return compile_repository(self.world, self.config, self.setting, local=self._local, before=former)

    def _is_like(self, other: OpenProject) -> bool:
        """The manifests mean the same here and there, as far as project files and options say."""
        return (
            self._compilation.is_known
            and self.config == other.config
            and self.found == other.found
            and (self.env, self._local, self.edges.trust) == (other.env, other._local, other.edges.trust)
        )

    def _like(self, world: World, *, local: bool) -> OpenProject:
        """The same project file over another world, or with other files in force."""
        return OpenProject(
            self.config, self.found, world, self.own_findings, self.env, self.edges, self._reopen, local=local
        )

    def changed(self, files: Mapping[str, bytes]) -> OpenProject:
        """The same project in which a few files say something else; none of them is written.

        ``files`` are relative to the root.
        """
        absolute = {posixpath.join(self.root, file): text for file, text in files.items()}
        if not absolute.keys().isdisjoint(self.found.files):
            return self._reopen(absolute)
        return self._like(OverlayWorld(self.world, files), local=self._local)

    def find(self, component: str, stack: str) -> InstanceId:
        """The identifier of a component in a stack, whatever its type."""
        return InstanceId(StackName(stack), component, self.compilation.find_type(StackName(stack), component))

    def graph(self) -> Outcome[Graph]:
        """The graph of all instances that Terraform runs, built once."""
        return self._graph()

    def _build_graph(self) -> Outcome[Graph]:
        from stackc.graph.graph import build_graph

        return build_graph(self.compilation)

    def require_trust(self, consequence: str) -> None:
        """Something outside is about to be asked or done, so no answer that hangs on it is kept.

        Raises CompileError (SC0930) when the repository is untrusted: nothing it says is executed.
        """
        self.edges.look_elsewhere()
        if not self.edges.trust.full:
            raise CompileError((say.untrusted(consequence),))

    def lines(self, file: str) -> list[str] | None:
        """The lines of a file, for who shows one; none of a file that cannot be read, None for what is no text."""
        try:
            text = decode_text(self.world.read(file), file)
        except ReadFailure:
            text = ""
        return text.split("\n") if isinstance(text, str) else None

    def setting(self, name: str) -> Label | None:
        """The place of a setting below ``stacks``, or of another one by its whole name, in the project file."""
        steps = (int(step) if step.isdigit() else step for step in name.split("."))
        path: Path = ("base_path",) if name == "root" else tuple(steps)
        if name in ("name_pattern", "name_template", "included_paths", "base_path"):
            path = ("stacks", name)
        label = locate_setting(self.found, path, self.world, "set here")
        return label and label._replace(span=_relative(label.span, self.root))


def open_project(
    start: str,
    env: Mapping[str, str],
    explicit: str | None = None,
    trust: Trust = FULL_TRUST,
    *,
    local: bool = True,
    before: OpenProject | None = None,
) -> OpenProject:
    """Find and read the project for the absolute folder ``start``.

    ``before``: the same some time ago, of which is taken what is as it was. Without ``local`` no local file counts, and
    none of a stranger's does: what lies in their checkout is theirs.
    """
    return _open(start, env, explicit, trust, {}, local=local and trust.full, former=before)


def _open(
    start: str,
    env: Mapping[str, str],
    explicit: str | None,
    trust: Trust,
    changed: Mapping[str, bytes],
    before: Edges | None = None,
    *,
    local: bool,
    former: OpenProject | None = None,
) -> OpenProject:
    """``changed``: files, by absolute path, that say something else than they do ``before``.

    ``former``: the same project some time ago.
    """

    def seen(world: World, root: str) -> World:
        if not changed:
            return world
        return OverlayWorld(world, {**changed, **{posixpath.relpath(file, root): changed[file] for file in changed}})

    def project_file(file: str, dialect: DialectName, allowed: tuple[str, ...]) -> World:
        return seen(edges.project_file(file, dialect, allowed), start)

    edges = Edges(start, env, explicit is not None, trust, before)
    reported: list[Diagnostic] = []
    outside = seen(edges.world, start)
    found = find_project(start, outside, explicit, tag_evaluator(start), reported.append, project_file)
    config = decode_config(found, start, outside, reported.append)
    if not trust.full:
        config = replace(config, severities={**config.severities, Code.OUTSIDE.value: "error"})
    diagnostics = tuple(each.placed(lambda span: _relative(span, config.root)) for each in reported)
    world = seen(edges.compiled(config, found, before=None if former is None else former.world), config.root)

    def reopen(files: Mapping[str, bytes]) -> OpenProject:
        return _open(start, env, explicit, trust, {**changed, **files}, edges, local=local)

    return OpenProject(config, found, world, diagnostics, env, edges, reopen, local=local, before=former)


def _relative(span: Span, root: str) -> Span:
    return span._replace(file=span.file.removeprefix(root.rstrip("/") + "/"))
