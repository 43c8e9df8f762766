"""A part of the work in a second process, which begins with all that this one has computed."""

from __future__ import annotations

import marshal
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

Result: TypeAlias = Any
"""What ``marshal`` writes: tuples, lists, texts, bytes, numbers, None."""


def may_fork() -> bool:
    """True where a second process may be had for nothing: a second processor, and no thread that would be cut off.

    On Linux alone: elsewhere libraries of the system have threads of their own that do not survive it.
    """
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


@contextmanager
def second_process(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Begin ``work`` beside this process; what is yielded waits for its result, which is None where it failed, and
    where the system has no room for a second one.

    The second process changes nothing but that result, which it keeps in memory. It does not outlive the block.
    """
    memory = os.memfd_create("stackc")
    try:
        try:
            process = os.fork()
        except OSError:
            yield lambda: None
            return
        if process == 0:
            _work(work, memory)
        running = True

        def result() -> Result:
            nonlocal running
            _, status = os.waitpid(process, 0)
            running = False
            with open(memory, "rb", closefd=False) as file:
                file.seek(0)
                return None if status else marshal.load(file)

        try:
            yield result
        finally:
            if running:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
    finally:
        os.close(memory)


def _work(work: Callable[[], Result], memory: int) -> None:
    """What the second process does, all its life. Why it failed is said by the first, which does its work again."""
    code = 1
    try:
        with open(memory, "wb", closefd=False) as file:
            marshal.dump(work(), file)
        code = 0
    finally:
        os._exit(code)
