"""The folder in which answers are kept: the user's own, never one of the checkout, which a pull request could forge."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

FOLDER_VARIABLE, SWITCH_VARIABLE = "STACKC_CACHE_DIR", "STACKC_NO_CACHE"
MAX_BYTES: Final = 512 << 20
"""What all files of the folder may hold together; the oldest go first."""
MAX_FILES: Final = 5_000
"""How many there may be: all are looked at whenever one more is kept."""
MAX_ANSWER: Final = 64 << 20
"""No larger file is kept or read."""
_ENDING = ".answer"
_TEMPORARY = ".tmp"
_ABANDONED: Final = 3_600
"""Seconds after which a temporary file is nobody's any more."""


def cache_folder(env: Mapping[str, str]) -> str | None:
    """Where answers are kept; None where nothing is: it is switched off, or there is no home to keep it in."""
    if env.get(SWITCH_VARIABLE, "") not in ("", "0", "false"):
        return None
    named = env.get(FOLDER_VARIABLE)
    if named is not None:
        return os.path.abspath(named) if named else None
    above = env.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(above):
        home = env.get("HOME", "")
        above = f"{home}/.cache" if os.path.isabs(home) else ""
    return f"{above}/stackc" if above else None


def is_private(folder: str) -> bool:
    """True for a folder of this user's that nobody else writes into, or reads."""
    try:
        state = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o077


def read_entry(folder: str, key: str) -> bytes | None:
    """The bytes that are kept under ``key``; None where there are none, or they cannot be trusted."""
    if not is_private(folder):
        return None
    try:
        descriptor = os.open(f"{folder}/{key}{_ENDING}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode) or state.st_size > MAX_ANSWER:
                return None
            return file.read()
    except OSError:
        return None


def write_entry(folder: str, key: str, content: bytes) -> bool:
    """Keep ``content`` under ``key``, at once or not at all; False where it cannot be kept.

    Nothing is waited for: an answer that is lost with the machine is computed again.
    """
    if len(content) > MAX_ANSWER:
        return False
    temporary = f"{folder}/{key}.{os.urandom(8).hex()}{_TEMPORARY}"  # in containers every process has the same number
    try:
        for each in (os.path.dirname(folder), folder):  # a home that is not there is not made
            if not os.path.isdir(each):
                os.mkdir(each, 0o700)
        if not is_private(folder):
            return False
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(content)
            os.replace(temporary, f"{folder}/{key}{_ENDING}")
        except BaseException:
            os.unlink(temporary)
            raise
        _make_room(folder)
    except OSError:
        return False
    return True


def entries(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files of ours in the folder, with their states."""
    if not is_private(folder):
        return
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith((_ENDING, _TEMPORARY)) and entry.is_file(follow_symlinks=False):
                try:
                    state = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # another process removed it, or gave it its name
                    continue
                yield entry.path, state


def remove_entries(folder: str) -> int:
    """Remove every file of ours; how many there were. Raises OSError."""
    found = list(entries(folder))
    for path, _ in found:
        _remove(path)
    return len(found)


def _make_room(folder: str) -> None:
    import time

    now = time.time()
    kept = sorted(entries(folder), key=lambda each: each[1].st_mtime_ns, reverse=True)
    total = 0
    for count, (path, state) in enumerate(kept, 1):
        total += state.st_size
        abandoned = path.endswith(_TEMPORARY) and state.st_mtime < now - _ABANDONED
        if total > MAX_BYTES or count > MAX_FILES or abandoned:
            _remove(path)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:  # another process was quicker
        pass
