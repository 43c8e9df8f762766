"""One process measured: CPU, wall and peak memory of it and its children, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, Self

PROC = Path("/proc")
MEMORY = "PSS of the process tree" if (PROC / "self/smaps_rollup").exists() else "RSS of the largest process"
"""What is measured as memory on this system."""
_SHARE = 10
"""Reading how much memory a process has holds it up, so that takes one part in so many of the time, about."""


class Sample(NamedTuple):
    """What one process cost."""

    cpu: float
    """Seconds, user and system, of the process and the children it waited for."""
    wall: float
    """Seconds."""
    memory: float
    """MiB at the peak, as ``MEMORY`` says."""


class CommandFailed(Exception):
    """A measured command that ended with another exit code than 0: a figure of it would mean nothing."""


def measure(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Sample:
    """Run a command to its end; what it prints is thrown away.

    Raises CommandFailed, with what it wrote to stderr, when it fails, and when it cannot be started.
    """
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        try:
            child = subprocess.Popen(
                command, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said
            )
        except OSError as problem:
            raise CommandFailed(f"{' '.join(command)}: {problem}") from problem
        with _Watch(child.pid) as watch:
            _, status, usage = os.wait4(child.pid, 0)  # Popen would wait, too, but not tell what it cost
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise CommandFailed(f"{' '.join(command)}: exit code {child.returncode}\n{_text(said)}")
    kib = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Sample(usage.ru_utime + usage.ru_stime, wall, (watch.peak or kib) / 1024)


def _text(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read().decode(errors="replace").strip()


class _Watch:
    """Notes the largest memory of a process and its children, again and again while its block runs."""

    def __init__(self, pid: int) -> None:
        self._pid, self._over = pid, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.peak = 0
        """KiB; 0 where the system does not tell."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        pause = 0.0
        while not self._over.wait(pause):
            began = time.perf_counter()
            family = list(_family(self._pid))
            told = set(map(_memory, family))  # each text once: a child that was just made still has its parent's memory
            self.peak = max(self.peak, sum(map(_proportional, told)))
            pause = min(0.02, max(0.003, _SHARE * (time.perf_counter() - began)))


def _family(pid: int) -> Iterator[int]:
    """A process and all that come from it, as far as they still run."""
    yield pid
    for file in PROC.glob(f"{pid}/task/*/children"):
        with suppress(OSError):
            for child in file.read_text().split():
                yield from _family(int(child))


def _memory(pid: int) -> str:
    """What the system says of the memory of a process; nothing of one that is gone."""
    with suppress(OSError):
        return (PROC / str(pid) / "smaps_rollup").read_text()
    return ""


def _proportional(told: str) -> int:
    """The KiB of a process, those it shares with others in part."""
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)
