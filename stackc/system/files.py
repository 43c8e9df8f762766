"""``DiskWorld``: the real files and environment behind the ``World`` port, and atomic writes."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from stackc.base.boundary import GIT_FOLDER, Access, Boundary, is_inside
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import ReadFailure, VariableRefused, WalkFailure
from stackc.cache.questions import MAX_READ_BYTES, UNSURE, is_folder, settled_stamp, stamp_of
from stackc.system.locks import hold
from stackc.system.real_paths import RealPaths
from stackc.system.seen import Listing, Seen
from stackc.system.unlinked import unlinked

MAX_LINKED_ENTRIES = 50_000
"""Files and folders that the links of one folder may lead to, each as often as a way leads there."""


class DiskWorld:
    """Files below ``root`` and an environment given by the caller. Answers are kept: one run sees one world.

    All files enter here, so here is decided what a ``boundary`` refuses; without one nothing is. ``allowed`` are the
    only variables that may be asked for; None for all.
    """

    def __init__(
        self,
        root: str,
        environment: Mapping[str, str],
        boundary: Boundary | None = None,
        allowed: frozenset[str] | None = None,
        before: DiskWorld | None = None,
    ) -> None:
        """``before``: the same world some time ago; what was read there counts where the file is as it was."""
        self.root = root
        self._before, self._began = before, time.time_ns()
        if before is not None:
            before._before = None  # who reloads for days keeps two worlds, not all of them
        self._environment, self._allowed = environment, allowed
        self._boundary, self._real = boundary, RealPaths()
        self._accesses: dict[str, Access] = {}
        self._closed: dict[str, tuple[str, ...]] = {}
        self._contents: dict[str, bytes | ReadFailure] = {}
        self._states: dict[str, os.stat_result] = {}
        self._listings: list[Listing] = []
        self._kinds: dict[str, str | None] = {}
        self._walks: dict[str, tuple[str, ...] | WalkFailure] = {}
        self._entries: dict[str, tuple[str, ...]] = {}
        self._variables: dict[str, str | None] = {}

    def access(self, path: str) -> Access:
        known = self._accesses.get(path)
        if known is None:
            known = self._accesses[path] = self._judge(posixpath.join(self.root, path))
        return known

    def _judge(self, full: str) -> Access:
        boundary = self._boundary
        if boundary is None:
            return "inside"
        real = self._real.of(full)
        if is_inside(real, boundary.roots):
            return "inside"
        if not boundary.refuses and real not in boundary.said and is_inside(real, boundary.said):
            return "inside"
        if boundary.scope and not is_inside(posixpath.normpath(full), (boundary.scope,)):
            return "inside"
        return "refused" if boundary.refuses else "outside"

    def read(self, path: str) -> bytes:
        known = self._contents.get(path)
        if known is None:
            refused = self.access(path) == "refused"
            known = self._contents[path] = (
                ReadFailure("it lies outside of the repository", outside=True) if refused else self._content(path)
            )
        if isinstance(known, ReadFailure):
            raise known
        return known

    def _content(self, path: str) -> bytes | ReadFailure:
        full = posixpath.join(self.root, path)
        if self._before is not None:
            known = self._before.unchanged(path, full)
            if known is not None:
                self._states[path], content = known
                return content
        return _content(full, lambda state: self._states.__setitem__(path, state))

    def unchanged(self, path: str, full: str) -> tuple[os.stat_result, bytes] | None:
        """What was read of a file that is as it was then, with its state; None where that is not sure."""
        state, content = self._states.get(path), self._contents.get(path)
        if state is None or not isinstance(content, bytes) or settled_stamp(state, self._began) == UNSURE:
            return None
        try:
            return (state, content) if stamp_of(os.stat(full)) == stamp_of(state) else None
        except OSError:
            return None

    def kind(self, path: str) -> str | None:
        if path not in self._kinds:
            full = posixpath.join(self.root, path)
            if self.access(path) == "refused" and posixpath.basename(path) != GIT_FOLDER:
                self._kinds[path] = self._kind_refused(full)
            else:
                self._kinds[path] = "file" if os.path.isfile(full) else "folder" if os.path.isdir(full) else None
        return self._kinds[path]

    def _kind_refused(self, full: str) -> str | None:
        """A link in the repository is there, whatever it leads to; all else outside is not."""
        is_ours = self.access(posixpath.dirname(full)) != "refused"
        return "file" if is_ours and os.path.islink(full) else None

    def walk(self, folder: str) -> tuple[str, ...]:
        known = self._walks.get(folder)
        if known is None:
            known = self._walks[folder] = self._listed(folder)
        if isinstance(known, WalkFailure):
            raise known
        return known

    def closed_links(self, folder: str) -> tuple[str, ...]:
        self.walk(folder)
        return self._closed[folder]

    def entries(self, folder: str) -> tuple[str, ...]:
        if folder not in self._entries:
            refused = self.access(folder) == "refused"
            found = [] if refused else _entries(posixpath.join(self.root, folder), self._listings.append)
            self._entries[folder] = tuple(sorted(found, key=os.fsencode))
        return self._entries[folder]

    def variable(self, name: str) -> str | None:
        if self._allowed is not None and name not in self._allowed:
            raise VariableRefused(name)
        if name not in self._variables:
            self._variables[name] = self._environment.get(name)
        return self._variables[name]

    def _listed(self, folder: str) -> tuple[str, ...] | WalkFailure:
        """What ``walk`` finds; notes the links it did not enter."""
        top = posixpath.join(self.root, folder)
        closed: list[str] = []

        def enters(link: str) -> bool:
            if self.access(link) != "refused":
                return True
            closed.append(posixpath.relpath(link, top))
            return False

        try:
            found = [] if self.access(folder) == "refused" else _walk(top, enters, self._listings.append)
        except WalkFailure as failure:
            return failure
        finally:
            self._closed[folder] = tuple(sorted(closed, key=os.fsencode))
        return tuple(sorted(found, key=os.fsencode))

    @property
    def seen(self) -> Seen:
        """All that was asked so far, with its answers."""
        return Seen(
            self.root,
            self._contents,
            self._states,
            self._kinds,
            self._listings,
            self._accesses,
            self._real,
            self._variables,
        )


def _unheard(_: object) -> None:
    """Nobody wants to know."""


def _content(full: str, note: Callable[[os.stat_result], None] = _unheard) -> bytes | ReadFailure:
    """``note`` hears in which state the file was before it was read."""
    try:
        with open(full, "rb", opener=_open_at_once) as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                return ReadFailure("not a regular file")
            note(state)
            content = file.read(MAX_READ_BYTES + 1)
    except OSError as problem:
        missing = isinstance(problem, FileNotFoundError)
        return ReadFailure((problem.strerror or str(problem)).lower(), missing=missing)
    except ValueError:
        return ReadFailure("not a valid file name")
    if len(content) > MAX_READ_BYTES:
        return ReadFailure(f"larger than {MAX_READ_BYTES:,} bytes", too_large=True)
    return content


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting: a pipe in a repository must not hold the compiler until somebody writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _scanned(folder: str, note: Callable[[Listing], None]) -> tuple[os.DirEntry[str], ...]:
    """The entries of a folder, unsorted; ``note`` hears of them. None of a folder that cannot be read."""
    state = None
    try:
        state = os.stat(folder)
        with os.scandir(folder) as found:
            entries = tuple(found)
    except (OSError, ValueError):
        note(Listing(folder, None))
        return ()
    note(Listing(folder, state, entries))
    return entries


def _entries(folder: str, note: Callable[[Listing], None]) -> list[str]:
    return [entry.name for entry in _scanned(folder, note) if not is_folder(entry)]


class _Folder(NamedTuple):
    """A folder to be listed."""

    path: str
    prefix: str
    link: str = ""
    """The first link on the way; empty for a folder that lies where it stands."""
    above: frozenset[_Identity] = frozenset()
    """Behind a link: all the folder lies in, by whatever way."""
    itself: tuple[_Identity, ...] = ()


def _walk(top: str, enters: Callable[[str], bool], note: Callable[[Listing], None]) -> list[str]:
    """Files below ``top``, relative to it; a folder that is its own ancestor by a link is not entered again, and no
    link to a folder that ``enters``, asked with its path, declines.

    Folders that link to one another can be walked through in as many ways as they can be ordered, so what is found
    behind links is counted. Raises WalkFailure.
    """
    found: list[str] = []
    pending = [_Folder(top, "")]
    behind_links = 0
    while pending:
        folder = pending.pop()
        entries = sorted(_scanned(folder.path, note), key=lambda entry: entry.name)
        behind_links += len(entries) if folder.link else 0
        if behind_links > MAX_LINKED_ENTRIES:
            raise WalkFailure(folder.link, MAX_LINKED_ENTRIES)
        above = folder.above.union(folder.itself)
        for entry in entries:
            name = folder.prefix + entry.name
            try:
                if not entry.is_dir():  # dangling links and sockets, too: an import of one is reported where it stands
                    found.append(name)
                elif not entry.is_symlink() and not folder.link:
                    pending.append(_Folder(entry.path, f"{name}/"))
                elif not entry.is_symlink() or enters(entry.path):
                    above = above or _identity(folder.path)
                    state = entry.stat()
                    seen = (state.st_dev, state.st_ino)
                    if seen not in above and len(above) < _MAX_LINKED_DEPTH:
                        pending.append(_Folder(entry.path, f"{name}/", folder.link or name, above, (seen,)))
            except OSError:
                found.append(name)
    return found


_Identity = tuple[int, int]
"""Device and inode."""
_MAX_LINKED_DEPTH = 40


def _identity(folder: str) -> frozenset[_Identity]:
    """The folder and all its ancestors."""
    found: set[_Identity] = set()
    while True:
        state = os.stat(folder)
        found.add((state.st_dev, state.st_ino))
        above = os.path.dirname(folder)
        if above == folder:
            return frozenset(found)
        folder = above


def write_atomic(path: str, content: bytes, mode: int = 0o644, folders: int = 0o777) -> bool:
    """Write ``content`` to ``path`` through a temporary file beside it, only when it differs. True when it wrote.

    ``folders``: the permissions of folders that have to be made. Raises OSError that names the file: a full
    disk does not say whose it was.
    """
    try:
        return _write_atomic(path, content, mode, folders)
    except OSError as problem:
        problem.filename = path if problem.filename is None else problem.filename
        raise


def _write_atomic(path: str, content: bytes, mode: int, folders: int) -> bool:
    try:
        with open(path, "rb") as file:
            if file.read() == content:
                return False
    except FileNotFoundError:
        pass
    _make_folders(os.path.dirname(path) or ".", folders)
    if not _put_nameless(path, content, mode):
        _put_named(path, content, mode)
    return True


def _put_nameless(path: str, content: bytes, mode: int) -> bool:
    """Write a file that has no name until it is whole: who is killed meanwhile leaves nothing. False where there are no
    such files.
    """
    kind = getattr(os, "O_TMPFILE", None)
    if kind is None:
        return False
    try:
        descriptor = os.open(os.path.dirname(path) or ".", os.O_WRONLY | kind, mode)
    except OSError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
        try:
            _name(descriptor, path)
        except FileExistsError:
            temporary = _temporary(path)
            _name(descriptor, temporary)
            _replace(temporary, path)
        except OSError:
            return False
    return True


def _name(descriptor: int, path: str) -> None:
    """Links are followed only where a folder is given, which an absolute path has no use for."""
    os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=descriptor, follow_symlinks=True)


def _put_named(path: str, content: bytes, mode: int) -> None:
    temporary = _temporary(path)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _discard(temporary)
        raise
    _replace(temporary, path)


def _temporary(path: str) -> str:
    return f"{path}.{os.getpid()}.tmp"


def _replace(temporary: str, path: str) -> None:
    try:
        os.replace(temporary, path)
    except BaseException:
        _discard(temporary)
        raise


def _discard(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


def _make_folders(path: str, mode: int) -> None:
    """Every missing folder on the way, each with ``mode``; ``os.makedirs`` gives it to the last one alone."""
    missing: list[str] = []
    while path and not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path)
    for each in reversed(missing):
        try:
            os.mkdir(each, mode)
        except FileExistsError:  # another process was quicker
            if not os.path.isdir(each):
                raise


_PRIVATE_FOLDER = 0o700


class DiskWorkplace:
    """The real files of a run behind the ``Workplace`` port."""

    sleep: Callable[[float], None] = staticmethod(time.sleep)
    """What to do, for some seconds, while somebody else holds a lock."""

    def write(self, path: str, content: bytes, mode: int) -> bool:
        wrote = write_atomic(path, content, mode, _PRIVATE_FOLDER)
        if not wrote and stat.S_IMODE(os.stat(path).st_mode) != mode and mode == 0o600:
            os.chmod(path, mode)
        return wrote

    def read(self, path: str) -> bytes | None:
        content = _content(path)
        if isinstance(content, ReadFailure):
            if content.missing:
                return None
            raise content
        return content

    def hold(self, path: str, owner: str, on_wait: Callable[[str], None]) -> AbstractContextManager[int]:
        return hold(path, owner, on_wait, self.sleep)

    def unlinked(self, link: str, content: bytes) -> AbstractContextManager[tuple[int, ...]]:
        return unlinked(link, content)

    def make_private(self, path: str) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)

    def make_private_folder(self, path: str) -> None:
        if stat.S_IMODE(os.stat(path).st_mode) != _PRIVATE_FOLDER:
            os.chmod(path, _PRIVATE_FOLDER)

    def link(self, path: str, target: str) -> None:
        try:
            if os.readlink(path) == target:
                return
            os.unlink(path)
        except FileNotFoundError:
            _make_folders(os.path.dirname(path), _PRIVATE_FOLDER)
        except OSError as problem:  # no link: whatever it is, it is not ours to replace
            raise FileExistsError(errno.EEXIST, "something that is no link is in the way", path) from problem
        os.symlink(target, path)

    def entries(self, folder: str) -> tuple[str, ...]:
        try:
            return tuple(sorted(os.listdir(folder)))
        except OSError:
            return ()

    def remove(self, path: str) -> None:
        if os.path.isdir(path) and not os.path.islink(path):
            import shutil

            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)

    def move(self, path: str, target: str) -> None:
        os.rename(path, target)

    def find_program(self, name: str, path: str) -> str | None:
        import shutil

        return shutil.which(name, path=path)

    def is_link(self, path: str) -> bool:
        return os.path.islink(path)

    def is_folder(self, path: str) -> bool:
        return os.path.isdir(path) and not os.path.islink(path)
