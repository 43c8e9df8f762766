"""``DiskWorld``: the real files and environment behind the ``World`` port, and atomic writes."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from stackc.base.ports import ReadFailure
from stackc.system.locks import hold

MAX_READ_BYTES = 64 << 20
"""No file the compiler reads is larger; a larger one is refused before it fills the memory."""


class DiskWorld:
    """Files below ``root`` and an environment given by the caller. Answers are kept: one run sees one world."""

    def __init__(self, root: str, environment: Mapping[str, str]) -> None:
        self.root = root
        self._environment = environment
        self._contents: dict[str, bytes | ReadFailure] = {}
        self._kinds: dict[str, str | None] = {}
        self._walks: dict[str, tuple[str, ...]] = {}
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
        if folder not in self._walks:
            self._walks[folder] = tuple(sorted(_walk(posixpath.join(self.root, folder)), key=os.fsencode))
        return self._walks[folder]

    def entries(self, folder: str) -> tuple[str, ...]:
        if folder not in self._entries:
            self._entries[folder] = tuple(sorted(_entries(posixpath.join(self.root, folder)), key=os.fsencode))
        return self._entries[folder]

    def variable(self, name: str) -> str | None:
        if name not in self._variables:
            self._variables[name] = self._environment.get(name)
        return self._variables[name]


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


def _walk(top: str) -> list[str]:
    """Files below ``top``, relative to it; a folder that is its own ancestor by a link is not entered again."""
    found: list[str] = []
    pending: list[tuple[str, str, frozenset[tuple[int, int]]]] = [(top, "", frozenset())]
    while pending:
        folder, prefix, above = pending.pop()
        try:
            entries = list(os.scandir(folder))
        except (OSError, ValueError):
            continue
        for entry in entries:
            try:
                if entry.is_dir():
                    if not entry.is_symlink() and not above:
                        pending.append((entry.path, f"{prefix}{entry.name}/", above))
                        continue
                    state = entry.stat()
                    seen = (state.st_dev, state.st_ino)
                    here = above | _identity(folder)
                    if seen not in here and len(here) < _MAX_LINKED_DEPTH:
                        pending.append((entry.path, f"{prefix}{entry.name}/", here | {seen}))
                elif entry.is_file():
                    found.append(prefix + entry.name)
                else:  # a dangling link, a socket: listed so that an import of it is reported where it stands
                    found.append(prefix + entry.name)
            except OSError:
                found.append(prefix + entry.name)
    return found


_MAX_LINKED_DEPTH = 40


def _identity(folder: str) -> frozenset[tuple[int, int]]:
    """The folder and all its ancestors, as device and inode."""
    found: set[tuple[int, int]] = set()
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
