"""Policies: Python functions of the repository that look at it and say what is wrong. See docs/language.md, policies.

An open project comes in, with what its policies shall see of it; findings go out. The files are read through the
project's own world, so nothing outside of the repository is loaded, and no bytecode is written. Each time they are
loaded as modules of a package of their own, which is forgotten afterwards: no project meets the policies of another.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import ExecutionLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import decode_source, spec_from_loader
from itertools import count
from threading import RLock, get_ident
from types import FunctionType, TracebackType
from typing import IO, Final, cast

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic, Label, folded
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import nearest
from stackc.base.ports import ReadFailure, World
from stackc.base.record import replace
from stackc.base.source import Span
from stackc.check.component_schema import component_misfits
from stackc.config.settings import SETTINGS
from stackc.library import messages as say
from stackc.library.finding import Finding
from stackc.library.purity import is_pure
from stackc.project.findings import find_all, is_torn
from stackc.project.open_project import OpenProject
from stackc.run.known_secrets import KnownSecrets

LONGEST = 400
"""Characters of a message; an exception may hold a whole file."""
_NAME: Final = "check"
_SETTING: Final = "policies.base_path"
_DEFAULT: Final = next(each.default for each in SETTINGS if each.name == _SETTING)
_numbers = count()
_alone = RLock()
"""Modules and the standard output belong to the whole process: one thread at a time lends them to policies."""


class Judged(NamedTuple):
    """What a policy says, and of whom: None is the repository."""

    diagnostic: Diagnostic
    concerns: InstanceId | None = None


def all_findings(project: OpenProject, subject: object, *, notes: bool = False) -> tuple[Diagnostic, ...]:
    """Every finding of the repository and of its policies, sorted, each mistake once; the compiler's notes if asked.

    Policies wait until everything compiles, nothing is lost, and each dependency and each component leads somewhere:
    what they would say before mostly follows from that.
    """
    found = find_all(project, notes=notes)
    compilation = project.compilation
    errors = [each for each in found if compilation.blocks((each,), "validate")]
    dangling = any(each.code in (Code.DEPENDENCY_DANGLING, Code.COMPONENT_FOLDER) for each in errors)
    if compilation.blocks(found) or is_torn(errors) or dangling:
        files = () if project.is_broken else _Files.of(project).policies
        return folded((*found, say.policies_wait(project.config.policies_folder))) if files else found
    return folded((*found, *(each.diagnostic for each in judge(project, subject))))


def demands(project: OpenProject, subject: object, ids: Iterable[InstanceId]) -> tuple[Diagnostic, ...]:
    """What policies and component schemas say of these instances, before they are run or their files are written.

    What a policy says of no instance concerns all of them.
    """
    chosen, compilation = frozenset(ids), project.compilation
    answers = [compilation.instance(id_) for id_ in sorted(chosen, key=str)]
    sound = [each.instance for each in answers if each.instance is not None]
    judged = judge(project, subject)
    return folded(
        (
            *component_misfits(compilation, sound),
            *(each.diagnostic for each in judged if each.concerns is None or each.concerns in chosen),
        )
    )


def judge(project: OpenProject, subject: object) -> tuple[Judged, ...]:
    """Ask every policy about ``subject``, by the names of their files; of one that fails is told why (SC0631).

    KeyboardInterrupt passes.
    """
    files, missing = _Files.of(project), _missing(project)
    if missing is not None:
        return (Judged(missing),)
    if not files.policies:
        return ()
    if not project.edges.trust.full:
        return (Judged(say.policies_not_run(files.folder)),)
    secrets = KnownSecrets(project.env, project.config.is_secret_variable)
    if project.config.secret_env or not files.are_pure:
        project.edges.look_elsewhere()
    with _lent(), _modules(files) as package:
        judged = [each for name in files.policies for each in _asked(files, package, name, subject)]
    return tuple(each._replace(diagnostic=_on_a_line(each.diagnostic, secrets.masked)) for each in judged)


def _missing(project: OpenProject) -> Diagnostic | None:
    """The folder of policies is named and not there, or leads out of the repository: a guard that sleeps."""
    folder = project.config.policies_folder
    kind = project.world.kind(folder) if folder else None
    is_named = folder != _DEFAULT or project.config.dialect.name == "atmos"
    if not folder or kind == "folder" or (kind is None and not is_named):
        return None
    return say.policies_missing(folder, project.setting(_SETTING))


class _Files(NamedTuple):
    """The policies of a project: their folder, the names in it, and who reads them."""

    folder: str
    policies: tuple[str, ...]
    """Without ``.py``."""
    world: World
    absolute: Callable[[str], str]

    @staticmethod
    def of(project: OpenProject) -> _Files:
        folder, world = project.config.policies_folder, project.world
        names = world.entries(folder) if folder and world.kind(folder) == "folder" else ()
        found = tuple(name.removesuffix(".py") for name in names if name.endswith(".py") and not name.startswith("_"))
        return _Files(folder, found, world, project.config.absolute)

    @property
    def are_pure(self) -> bool:
        """No module of the folder can look at anything but the project."""
        names = [name for name in self.world.entries(self.folder) if name.endswith(".py")]
        try:
            return all(is_pure(self.read(posixpath.join(self.folder, name))) for name in names)
        except ReadFailure:
            return False

    def path(self, name: str) -> str:
        return posixpath.join(self.folder, f"{name}.py")

    def read(self, file: str) -> bytes:
        """A file of the folder. Raises ReadFailure, also for one outside that values may be read from: this is code."""
        if self.world.access(file) != "inside":
            raise ReadFailure("it lies outside of the repository", outside=True)
        return self.world.read(file)

    def line(self, file: str, number: int) -> Label:
        """What stands on a line of a file of the folder; its first one where it has no such line."""
        try:
            lines = decode_source(self.read(file)).split("\n")
        except (ReadFailure, SyntaxError, UnicodeDecodeError):
            lines = []
        if not 0 < number <= len(lines):
            return Label(Span(file))
        text = lines[number - 1].rstrip()
        return Label(Span(file, number, len(text) - len(text.lstrip()) + 1, number, len(text) + 1))


# --- one policy


def _asked(files: _Files, package: str, name: str, subject: object) -> Iterator[Judged]:
    """What one policy says: all of its findings up to where it fails, and why it fails."""
    file, doing = files.path(name), "is loaded"
    try:
        module = import_module(f"{package}.{name}")
        check = getattr(module, _NAME, None)
        if not callable(check):
            functions = (each for each, value in vars(module).items() if isinstance(value, FunctionType))
            near = next(iter(nearest(_NAME, functions)), None)
            yield Judged(say.policy_without_check(file, near, files.line(file, 1)))
            return
        doing = "is asked"
        answer = check(subject)
        wrong = answer
        if isinstance(answer, Iterable):
            for each in answer:
                if not isinstance(each, Finding):
                    wrong = each
                    break
                yield Judged(_signed(each.diagnostic, file), each._concerns)
            else:
                return
        yield Judged(say.policy_answers(file, _kind(wrong), _definition(files, file, check)))
    except ReadFailure as failure:
        yield Judged(say.policy_unreadable(file, failure.reason, files.line(file, 1)))
    except CompileError as error:
        yield Judged(say.policy_stops(file, error, _where(files, file, error)))
    except (Exception, SystemExit) as error:
        yield Judged(say.policy_fails(file, doing, _text(error, package), _where(files, file, error)))


def _signed(diagnostic: Diagnostic, file: str) -> Diagnostic:
    """Who says so; a finding of the repository itself that a policy passes on stays what it is."""
    if diagnostic.code is not Code.POLICY:
        return diagnostic
    return replace(diagnostic, notes=say.policy_note(file, diagnostic.notes))


def _kind(value: object) -> str:
    return "None" if value is None else f"something of the type `{type(value).__name__}`"


def _definition(files: _Files, file: str, check: object) -> Label:
    """Where ``check`` is defined; the beginning of the policy where that is elsewhere."""
    code = getattr(check, "__code__", None)
    here = code is not None and code.co_filename == files.absolute(file)
    return files.line(file, code.co_firstlineno if code is not None and here else 1)


def _text(error: BaseException, package: str) -> str:
    """The kind of an exception and what it says."""
    try:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        said = ""
    said = said.replace(f"{package}.", "")
    return type(error).__name__ + (f": {said}" if said.strip() else "")


def _where(files: _Files, file: str, error: BaseException) -> Label:
    """The last line of the repository's policies on the way to what was raised."""
    known = {files.absolute(path): path for path in (posixpath.join(files.folder, each) for each in _names(files))}
    if isinstance(error, SyntaxError) and error.filename in known:
        return files.line(known[error.filename], error.lineno or 1)
    places = [(known[name], line) for name, line in _frames(error.__traceback__) if name in known]
    return files.line(*(places[-1] if places else (file, 1)))


def _names(files: _Files) -> tuple[str, ...]:
    return files.world.entries(files.folder)


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


def _on_a_line(diagnostic: Diagnostic, masked: Callable[[str], str]) -> Diagnostic:
    """Its words without the secrets that a policy opened, and then on one line: a secret may have several."""

    def told(text: str) -> str:
        words = " ".join(masked(text).split())
        return words if len(words) <= LONGEST else f"{words[:LONGEST]} …"

    advice, notes = diagnostic.help and told(diagnostic.help), tuple(map(told, diagnostic.notes))
    return replace(diagnostic, message=told(diagnostic.message), help=advice, notes=notes)


# --- modules and the standard output


class _Importer(MetaPathFinder, ExecutionLoader):
    """Imports the files of one folder as the modules of one package, from the bytes of the project's world."""

    def __init__(self, package: str, files: _Files) -> None:
        self._package, self._files = package, files

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """The package itself, and what lies in its folder; asked for the modules of everybody else as well."""
        if self.is_package(fullname):
            return ModuleSpec(fullname, self, is_package=True)  # without a folder: nobody else finds anything in it
        ours = fullname.startswith(f"{self._package}.")
        is_there = ours and self._files.world.kind(self._file(fullname)) == "file"
        return spec_from_loader(fullname, self) if is_there else None

    def is_package(self, fullname: str) -> bool:
        """Folders below are none."""
        return fullname == self._package

    def get_filename(self, fullname: str) -> str:
        """As a traceback names it."""
        return self._files.absolute(self._file(fullname))

    def get_source(self, fullname: str) -> str:
        """The package itself has no code. Raises ReadFailure."""
        return "" if self.is_package(fullname) else decode_source(self._files.read(self._file(fullname)))

    def _file(self, fullname: str) -> str:
        return self._files.path(fullname.removeprefix(f"{self._package}.").replace(".", "/"))


@contextmanager
def _modules(files: _Files) -> Iterator[str]:
    """The package under which the policies can be imported; as if they had never been when the block ends."""
    package = f"stackc_policies_{next(_numbers)}"
    importer, paths = _Importer(package, files), list(sys.path)
    sys.meta_path.append(importer)
    try:
        yield package
    finally:
        sys.meta_path.remove(importer)
        if sys.path != paths:
            sys.path[:] = paths
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]


class _Divided:
    """A standard output that is the standard error for one thread."""

    def __init__(self, stream: object) -> None:
        self._stream, self._thread = stream, get_ident()

    def __getattr__(self, name: str) -> object:
        return getattr(sys.stderr if get_ident() == self._thread else self._stream, name)


@contextmanager
def _lent() -> Iterator[None]:
    """What policies print is no answer: it goes to stderr, while other threads go on as ever."""
    with _alone:
        before = sys.stdout
        sys.stdout = cast(IO[str], _Divided(before))
        try:
            yield
        finally:
            sys.stdout = before
