"""Work counted instead of timed, and a guard for what might never end: a slow machine makes no test fail."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

GUARD = 60
"""Seconds after which a test is given up; nothing that is right takes even a tenth of them."""


@contextmanager
def guarded(seconds: float = GUARD) -> Iterator[None]:
    """Raise ``TimeoutError`` in the body if it still runs after so many seconds."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer after {seconds} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def count_calls(action: Callable[[], object]) -> int:
    """How often functions are called or left while ``action`` runs, those of the interpreter included."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += 1

    with guarded():
        before = sys.getprofile()
        sys.setprofile(count)
        try:
            action()
        finally:
            sys.setprofile(before)
    return counted
