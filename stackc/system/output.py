"""What the user names to be written: a file, a device, a pipe, or a folder of many files.

Everything raises OSError with a reason fit for people. Files are replaced whole; devices and pipes are written to; a
symbolic link is never followed, since it may lead to what nobody meant.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import posixpath
import secrets
import stat
import sys

from stackc.base.pattern import late_pattern

_DESCRIPTOR = late_pattern(r"/dev/(?:fd/(\d+)|(stdin|stdout|stderr))|/proc/self/fd/(\d+)")
_STREAMS = {"stdin": 0, "stdout": 1, "stderr": 2}


def read_named(path: str) -> bytes | None:
    """What is in a regular file; None for anything else: nothing, a folder, a link, a device."""
    there = _status(path)
    if there is None or not stat.S_ISREG(there.st_mode) or _DESCRIPTOR.fullmatch(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def write_named(path: str, content: bytes, mode: int = 0o644) -> None:
    """Write to the absolute ``path``; an existing file keeps its permissions, a new one gets ``mode``."""
    named = _DESCRIPTOR.fullmatch(path)
    if named:
        _write_stream(int(named[1] or named[3] or _STREAMS[named[2]]), content, path)
        return
    there = _status(path)
    if there is not None and not stat.S_ISREG(there.st_mode):
        _write_special(path, there, content)
        return
    folder = posixpath.dirname(path)
    if not os.path.isdir(folder):
        raise OSError(errno.ENOENT, _no_folder(folder), path)
    temporary = posixpath.join(folder, f".stackc-{secrets.token_hex(8)}.tmp")
    _replace(path, content, mode, there, temporary)


def _no_folder(path: str) -> str:
    return f"`{path}` is a file, not a folder" if os.path.exists(path) else f"there is no folder `{path}`"


def _write_stream(number: int, content: bytes, path: str) -> None:
    """A stream that is open already keeps its place: opened anew, a file behind it would be written from its start."""
    if number == 1:
        sys.stdout.flush()
    try:
        _write_all(number, content)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, path) from problem


def _write_special(path: str, there: os.stat_result, content: bytes) -> None:
    """A device or a pipe is written to; a pipe waits for its reader."""
    if stat.S_ISLNK(there.st_mode):
        raise OSError(errno.ELOOP, f"it is a symbolic link to `{os.readlink(path)}`", path)
    if stat.S_ISDIR(there.st_mode):
        raise OSError(errno.EISDIR, "it is a folder", path)
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NOCTTY)
    try:
        _write_all(descriptor, content)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, path) from problem
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _replace(path: str, content: bytes, mode: int, there: os.stat_result | None, temporary: str) -> None:
    """Put a new file in the place of a regular one, or of none. Leaves nothing behind when it fails."""
    if there is not None:
        if not os.access(path, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), path)
        with open(path, "rb") as file:
            if file.read() == content:
                return
        mode = stat.S_IMODE(there.st_mode)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        try:
            with os.fdopen(descriptor, "wb") as new:
                if there is not None:
                    with contextlib.suppress(OSError):  # only root may give files away
                        os.fchown(descriptor, there.st_uid, there.st_gid)
                    os.fchmod(descriptor, mode)
                new.write(content)
                new.flush()
                os.fsync(descriptor)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, path) from problem


def _status(path: str) -> os.stat_result | None:
    """What is there itself, not what it leads to."""
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


class OutputFolder:
    """A folder for many files, which one command at a time writes. Names are relative, with ``/``."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.temporary: str = f".stackc-{secrets.token_hex(8)}.tmp"
        self._lock = -1

    def __enter__(self) -> OutputFolder:
        above = posixpath.dirname(self.path)
        if not os.path.isdir(above):
            raise OSError(errno.ENOENT, _no_folder(above), self.path)
        try:
            os.mkdir(self.path)
        except FileExistsError:
            if not os.path.isdir(self.path):
                raise OSError(errno.ENOTDIR, "it is not a folder", self.path) from None
        self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            os.close(self._lock)
            raise OSError(errno.EAGAIN, "another command is writing it", self.path) from held
        except OSError:  # a file system without locks
            pass
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)

    def obstacle(self, name: str) -> str | None:
        """Why no file can be at ``name``: something on the way is a link, or something else than a folder or a file."""
        parts = name.split("/")
        for end in range(1, len(parts) + 1):
            path = posixpath.join(self.path, *parts[:end])
            there = _status(path)
            if there is None:
                return None
            if stat.S_ISLNK(there.st_mode):
                return f"`{path}` is a symbolic link to `{os.readlink(path)}`"
            last = end == len(parts)
            if not (stat.S_ISREG(there.st_mode) if last else stat.S_ISDIR(there.st_mode)):
                return f"`{path}` is not a {'file' if last else 'folder'}"
        return None

    def read(self, name: str) -> bytes | None:
        """The content of a file; None when there is none. Ask for an ``obstacle`` first."""
        try:
            with open(posixpath.join(self.path, name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes, mode: int, temporary: str | None = None) -> None:
        """Replace a file by way of ``temporary``, else of the temporary name of this command."""
        path = posixpath.join(self.path, name)
        os.makedirs(posixpath.dirname(path), exist_ok=True)
        _replace(path, content, mode, _status(path), posixpath.join(self.path, temporary or self.temporary))

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that only held it."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(posixpath.join(self.path, name))
        above = posixpath.dirname(name)
        while above:
            try:
                os.rmdir(posixpath.join(self.path, above))
            except OSError:
                return
            above = posixpath.dirname(above)
