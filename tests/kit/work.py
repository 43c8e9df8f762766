"""Work counted instead of timed, and a guard for what might never end: a slow machine makes no test fail."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import CodeType, FrameType

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

    _profiled(action, count)
    return counted


def count_named(names: Mapping[str, str], action: Callable[[], object]) -> Counter[str]:
    """How often each of some functions is called while ``action`` runs, by the keys of ``names``.

    A function is named as ``module:qualified.name``. It is told by that alone, so nothing is imported for it.
    """
    wanted = {name: key for key, name in names.items()}
    known: dict[CodeType, str | None] = {}
    counted = Counter(dict.fromkeys(names, 0))

    def count(frame: FrameType, event: str, argument: object) -> None:
        if event != "call":
            return
        code = frame.f_code
        if code not in known:
            known[code] = wanted.get(f"{frame.f_globals.get('__name__')}:{code.co_qualname}")
        key = known[code]
        if key is not None:
            counted[key] += 1

    _profiled(action, count)
    return counted


def _profiled(action: Callable[[], object], hear: Callable[[FrameType, str, object], None]) -> None:
    """Run ``action`` while ``hear`` hears of each call and each return."""
    with guarded():
        before = sys.getprofile()
        sys.setprofile(hear)
        try:
            action()
        finally:
            sys.setprofile(before)
