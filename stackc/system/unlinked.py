"""A file for one child: it has no name, so nothing is left of it whatever happens."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

_DESCRIPTORS = ("/proc/self/fd", "/dev/fd")
"""Where a process finds its own open files by number; the first opens them anew, from their beginning."""


@contextmanager
def unlinked(link: str, content: bytes) -> Iterator[tuple[int, ...]]:
    """Make the link ``link``, through which a child that inherits the given descriptors reads ``content``.

    Where the system shows no descriptors, it is a file for its owner alone until the block ends. Raises OSError.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(link)
    top = next((each for each in _DESCRIPTORS if os.path.isdir(each)), None)
    try:
        if top is None:
            with open(os.open(link, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
            yield ()
            return
        with _nameless() as descriptor:
            os.write(descriptor, content)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.symlink(f"{top}/{descriptor}", link)
            yield (descriptor,)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(link)


@contextmanager
def _nameless() -> Iterator[int]:
    """A file in memory, else one on the disk that is gone when it is closed."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("stackc")
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    else:
        import tempfile

        with tempfile.TemporaryFile() as file:
            yield file.fileno()
