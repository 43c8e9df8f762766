"""What a child says on its standard error, handed on as it comes and kept for whoever reads it afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import IO, Final

KEPT: Final = 256 * 1024
"""Bytes of the end that are kept: causes stand at the end."""
_LATE_SECONDS = 0.5
"""How long is waited for the rest when the child has ended: what it left running may hold the pipe open for good."""


class Echo:
    """Takes over ``source``, reads it to its end in a thread of its own, and writes every byte to the descriptor
    ``target``.
    """

    def __init__(self, source: IO[bytes], target: int) -> None:
        self._target = target
        # A descriptor that nobody else closes: the thread may read on when the child's owner is gone.
        self._source = os.dup(source.fileno())
        source.close()
        self._kept = b""
        self._thread = threading.Thread(target=self._hand_on, name="stderr of a child", daemon=True)
        self._thread.start()

    def end(self) -> bytes:
        """The end of what was said, when the child has ended."""
        self._thread.join(_LATE_SECONDS)
        return self._kept

    def _hand_on(self) -> None:
        # Signals belong to the main thread; and a terminal that was lent to the child may be written to all the same.
        signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())
        try:
            while chunk := os.read(self._source, 65536):
                self._kept = (self._kept + chunk)[-KEPT:]
                # Nobody may read us any more: the child is read on, or it would wait for ever.
                with contextlib.suppress(OSError):
                    _write(self._target, chunk)
        finally:
            os.close(self._source)


def _write(target: int, chunk: bytes) -> None:
    while chunk:
        chunk = chunk[os.write(target, chunk) :]
