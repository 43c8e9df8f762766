"""``DiskWorld``: the real files and environment behind the ``World`` port, and atomic writes."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple

from stackc.base.ports import ReadFailure, WalkFailure
from stackc.system.locks import hold

MAX_READ_BYTES = 64 << 20
"""No file the compiler reads is larger; a larger one is refused before it fills the memory."""
MAX_LINKED_ENTRIES = 50_000
"""Files and folders that the links of one folder may lead to, each as often as a way leads there."""


class DiskWorld:
    """Files below ``root`` and an environment given by the caller. Answers are kept: one run sees one world."""

    def __init__(self, root: str, environment: Mapping[str, str]) -> None:
        self.root = root
        self._environment = environment
        self._contents: dict[str, bytes | ReadFailure] = {}
        self._kinds: dict[str, str | None] = {}
        self._walks: dict[str, tuple[str, ...] | WalkFailure] = {}
        self._entries: dict[str, tuple[str, ...]] = {}
        self._variables: dict[str, str | None] = {}

    @property
    def questions(self) -> Mapping[str, Mapping[str, object]]:
        """Everything that was asked and what the answer was, by kind of question."""
        return {
            "read": self._contents,
            "kind": self._kinds,
            "walk": self._walks,
            "entries": self._entries,
            "variable": self._variables,
        }

    def read(self, path: str) -> bytes:
        known = self._contents.get(path)
        if known is None:
            known = self._contents[path] = _content(posixpath.join(self.root, path))
        if isinstance(known, ReadFailure):
            raise known
        return known

    def kind(self, path: str) -> str | None:
        if path not in self._kinds:
            full = posixpath.join(self.root, path)
            self._kinds[path] = "file" if os.path.isfile(full) else "folder" if os.path.isdir(full) else None
        return self._kinds[path]

    def walk(self, folder: str) -> tuple[str, ...]:
        known = self._walks.get(folder)
        if known is None:
            known = self._walks[folder] = self._listed(posixpath.join(self.root, folder))
        if isinstance(known, WalkFailure):
            raise known
        return known

    def entries(self, folder: str) -> tuple[str, ...]:
        if folder not in self._entries:
            self._entries[folder] = tuple(sorted(_entries(posixpath.join(self.root, folder)), key=os.fsencode))
        return self._entries[folder]

    def variable(self, name: str) -> str | None:
        if name not in self._variables:
            self._variables[name] = self._environment.get(name)
        return self._variables[name]

    @staticmethod
    def _listed(full: str) -> tuple[str, ...] | WalkFailure:
        try:
            return tuple(sorted(_walk(full), key=os.fsencode))
        except WalkFailure as failure:
            return failure


def _content(full: str) -> bytes | ReadFailure:
    try:
        with open(full, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return ReadFailure("not a regular file")
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


def _entries(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if not entry.is_dir()]
    except (OSError, ValueError):
        return []


class _Folder(NamedTuple):
    """A folder to be listed."""

    path: str
    prefix: str
    link: str = ""
    """The first link on the way; empty for a folder that lies where it stands."""
    above: frozenset[_Identity] = frozenset()
    """Behind a link: all the folder lies in, by whatever way."""
    itself: tuple[_Identity, ...] = ()


def _walk(top: str) -> list[str]:
    """Files below ``top``, relative to it; a folder that is its own ancestor by a link is not entered again.

    Folders that link to one another can be walked through in as many ways as they can be ordered, so what is found behind
    links is counted. Raises WalkFailure.
    """
    found: list[str] = []
    pending = [_Folder(top, "")]
    behind_links = 0
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(folder.path), key=lambda entry: entry.name)
        except (OSError, ValueError):
            continue
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
                else:
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

    ``folders``: the permissions of folders that have to be made. Raises OSError that names the file: a full disk does not
    say whose it was.
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
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise
    return True


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
        return hold(path, owner, on_wait)

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

    def find_program(self, name: str, path: str) -> str | None:
        import shutil

        return shutil.which(name, path=path)

    def is_link(self, path: str) -> bool:
        return os.path.islink(path)

    def is_folder(self, path: str) -> bool:
        return os.path.isdir(path) and not os.path.islink(path)
