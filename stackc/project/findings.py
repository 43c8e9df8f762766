"""Everything that can be said about a repository."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, Union

from stackc.artifact.lock import FILE
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, folded, unique
from stackc.base.ids import InstanceId
from stackc.base.memo import Memo, Once
from stackc.base.source import Span
from stackc.check.addresses import check_orphans, orphans, take_census
from stackc.check.contract import Contract
from stackc.check.files import said_at
from stackc.check.findings import check_repository
from stackc.check.notes import NOTES, find_notes
from stackc.config.discovery import OWN_FILES, git_root
from stackc.graph.entries import check_entries
from stackc.graph.graph import build_graph
from stackc.project.fixes import Trial, Try, has_fix, settle
from stackc.project.open_project import OpenProject
from stackc.run.lock_file import LockFile
from stackc.run.outlook import outlook
from stackc.run.retry import check_retries
from stackc.system.files import DiskWorkplace


def find_all(project: OpenProject, *, notes: bool = False) -> tuple[Diagnostic, ...]:
    """Every finding of the repository, sorted, each mistake once; of a broken project file those of it alone.

    Fixes that are offered were tried, and what follows from a mistake is not told beside it. What is legal and
    perhaps not meant is looked for with ``notes``, and where the project file makes more of it.
    """
    found = _gather(project)
    return _noted(project, settle(found, project.lines, _trials(project, found, lambda: found)), asked=notes)


Subject = Union[InstanceId, Literal["repository"]]
"""What a command is asked about."""


def settled(project: OpenProject, found: Sequence[Diagnostic], subject: Subject) -> tuple[Diagnostic, ...]:
    """What a command found wrong, with fixes tried as ``find_all`` does it; ``found`` itself where none is offered.

    Of an instance they are tried in that instance alone, which is what its command compiles: a fix may bring something
    elsewhere. Cost: up to ``MAX_TRIED`` compilations of the subject, and none where there is nothing to try.
    """
    if not any(map(has_fix, found)):
        return tuple(found)
    if subject != "repository":
        return settle(found, project.lines, _trials_in(project, subject))
    trials = _trials(project, found, lambda: _gather(project))

    def trial(files: Mapping[str, bytes]) -> Trial:
        before, after = trials(files)  # a check is silent about what follows from a loss, and a command is not
        losses, left = project.compilation.losses(), project.changed(files).compilation.losses()
        return Trial((*before, *losses), (*after, *left))

    return settle(found, project.lines, trial)


def _trials_in(project: OpenProject, id_: InstanceId) -> Try:
    before = Once(lambda: _of_instance(project, id_))
    return lambda files: Trial(before(), _of_instance(project.changed(files), id_))


def _of_instance(project: OpenProject, id_: InstanceId) -> tuple[Diagnostic, ...]:
    """All that is said of one instance, and beside it of its stack."""
    if project.is_broken:
        return unique(project.own_findings)
    compilation = project.compilation
    answer = compilation.instance(id_)
    instances = compilation.instances
    found = [*project.own_findings, *answer.diagnostics, *instances.abstract_duplicates(id_), *instances.asides(id_)]
    if answer.instance is not None and not compilation.blocks(answer.diagnostics):
        found += (*answer.instance.complete(), *Contract(compilation).of(answer.instance))
    return unique(found)


def _trials(project: OpenProject, found: Sequence[Diagnostic], whole: Callable[[], Sequence[Diagnostic]]) -> Try:
    """Trials in everything that an edit reaches; ``whole``: all there is to find."""
    crossing = {each.place[0] for each in found if each.code in _CROSSING}
    before = Memo[frozenset[str], tuple[Diagnostic, ...]](lambda looked_at: _gather(project, looked_at))

    def trial(files: Mapping[str, bytes]) -> Trial:
        changed = project.changed(files)
        if changed.found is not project.found:  # another project file concerns everything
            return Trial(whole(), _gather(changed))
        looked_at = frozenset((*crossing, *files, *_dependents(project, files)))
        return Trial(before(looked_at), _gather(changed, looked_at))

    return trial


def _noted(project: OpenProject, found: tuple[Diagnostic, ...], *, asked: bool) -> tuple[Diagnostic, ...]:
    """``found`` with notes, where they are asked for or count, and nothing is missing that would explain them."""
    if project.is_broken or is_torn(found):
        return found
    severity = project.compilation.severity
    if not asked and all(severity(code, "validate") in ("note", "off") for code in NOTES):
        return found
    said = said_at(found)
    return folded((*found, *(each for each in find_notes(project.compilation) if each.place not in said)))


def _dependents(project: OpenProject, files: Iterable[str]) -> Iterator[str]:
    """The manifests of the instances that come after one that ``files`` reach."""
    compilation = project.compilation
    reached = frozenset(compilation.reached_by(files).instance_ids())
    for edge in project.graph().value.edges:
        if edge.prerequisite in reached and edge.dependent not in reached:
            dependent = compilation.instance(edge.dependent).instance
            if dependent is not None:
                yield dependent.component.manifest.file


_CROSSING = frozenset(
    {
        *(Code.DEPENDENCY_DANGLING, Code.DEPENDENCY_DISABLED, Code.DEPENDENCY_CYCLE),
        *(Code.STATE_ADDRESS_SHARED, Code.DUPLICATE_COMPONENT, Code.OUTPUT_UNKNOWN),
    }
)
"""What a mistake in another stack may bring about."""


def _gather(project: OpenProject, edited: Collection[str] | None = None) -> tuple[Diagnostic, ...]:
    """All that the stages and the checks say, of all stacks or of those that reach one of the files ``edited``."""
    found: list[Diagnostic] = [*project.own_findings]
    if project.is_broken:
        return unique(found)
    whole = edited is None
    compilation = project.compilation if edited is None else project.compilation.reached_by(edited)
    graph = project.graph() if whole else build_graph(compilation)
    check_repository(compilation, found.append, graph.diagnostics)
    found += graph.diagnostics if not is_torn(found) else [each for each in graph.diagnostics if _is_sure(each)]
    top = posixpath.relpath(git_root(project.root, project.world) or project.root, project.root)
    check_entries(compilation, top, found.append)
    found += graph.value.waves().diagnostics
    found += outlook(compilation)
    if not whole:
        return folded(found)
    check_retries(compilation, found.append)
    project.edges.note_file(posixpath.join(project.root, FILE))
    lock = LockFile(project.root, DiskWorkplace()).read()
    found += lock.diagnostics
    if lock.value.rows:
        check_orphans(orphans(lock.value.rows, take_census(compilation)), lock.value.place, found.append)
    return folded(found)


class FromRepository:
    """Places as they are named in the whole git repository, of which the project may be one folder.

    What lies outside keeps its absolute path; without git the project is all there is.
    """

    def __init__(self, project: OpenProject) -> None:
        self._project = project
        top = git_root(project.root, project.world)
        self._below = posixpath.relpath(project.root, top) if top else "."

    def place(self, span: Span) -> Span:
        """The same place, named from the top of the repository."""
        return span._replace(file=posixpath.normpath(posixpath.join(self._below, span.file)))

    def lines(self, file: str) -> list[str] | None:
        """The lines of a file that is so named."""
        return self._project.lines(file if posixpath.isabs(file) else posixpath.relpath(file, self._below))

    @property
    def project_file(self) -> str:
        """The project file, so named; where there is none, or elsewhere, the one that could be."""
        file = self._project.found.files[-1] if self._project.found.files else ""
        inside = file.startswith(f"{self._project.root.rstrip('/')}/")
        return self.place(Span(posixpath.relpath(file, self._project.root) if inside else OWN_FILES[0])).file


_TEARING = frozenset(
    {
        *(Code.YAML_SYNTAX, Code.TAB, Code.MERGE_CONFLICT, Code.UNCLOSED_QUOTE, Code.IMPORT_NOT_FOUND),
        *(Code.MISSPELT_KEY, Code.BODY_LOST, Code.NAME_VALUE_MISSING, Code.NAME_TOKEN, Code.SECTION_KIND),
    }
)
"""What takes components or stacks away that others depend on."""


def is_torn(found: Iterable[Diagnostic]) -> bool:
    """True where components or stacks may be missing that others count on."""
    return any(each.code in _TEARING for each in found)


def _is_sure(found: Diagnostic) -> bool:
    """Where components or stacks are lost, a dependency on nothing counts only if a component looks misspelt."""
    if found.code is not Code.DEPENDENCY_DANGLING:
        return True
    return (found.help or "").startswith("did you mean") and not found.message.endswith("no such stack")
