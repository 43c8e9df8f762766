"""Exclusive locks on files, held by this process *and* by the children that inherit them.

A lock is an open file description (``flock``): a child that inherits its descriptor holds it for as long as it lives,
even when this process is killed. See docs/language.md, workdirs.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_PAUSE: Final = 0.05
"""Seconds between two tries; a signal is heard in between."""
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})
_MAX_NOTE: Final = 1000


@contextmanager
def hold(
    path: str, owner: str, on_wait: Callable[[str], None], sleep: Callable[[float], None] = time.sleep
) -> Iterator[int]:
    """Hold the lock on the file ``path``, which is made with its folders where it is missing; gives its descriptor.

    ``owner`` is left in the file for those who wait; ``on_wait`` is called once, with what the present
    holder left there, and ``sleep`` between two tries. On a file system without locks nothing is held: what guards a
    state there is Terraform's own lock. Raises OSError.
    """
    descriptor = _locked(path, on_wait, sleep)
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{owner} (process {os.getpid()})".encode("utf-8", "surrogateescape")[:_MAX_NOTE], 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(path: str, on_wait: Callable[[str], None], sleep: Callable[[float], None]) -> int:
    import fcntl

    said = False
    while True:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_at(descriptor, path):
                    return descriptor
            except BlockingIOError:
                if not said:
                    said = True
                    on_wait(os.pread(descriptor, _MAX_NOTE, 0).decode("utf-8", "replace"))
                sleep(_PAUSE)
            except OSError as problem:
                if problem.errno not in _NO_LOCKS:
                    raise
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is_at(descriptor: int, path: str) -> bool:
    """False when the file was deleted or replaced between opening and locking: a lock on it would lock nobody out."""
    try:
        there = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    here = os.fstat(descriptor)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
