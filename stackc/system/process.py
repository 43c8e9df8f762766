"""Child processes: streamed through unchanged, signals forwarded, exit codes kept."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from stackc.base.ports import Finished


class SystemProcesses:
    """The real processes behind the ``Processes`` port."""

    def stream(self, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> int:
        """Run with this process's own standard streams; signals that reach us reach the child, once."""
        try:
            child = subprocess.Popen(list(argv), cwd=cwd, env=dict(env))
        except OSError as problem:
            raise FileNotFoundError(
                f"cannot start `{argv[0]}`: {(problem.strerror or str(problem)).lower()}"
            ) from problem
        return _wait(child)

    def capture(self, argv: Sequence[str], cwd: str, env: Mapping[str, str], timeout: float | None = None) -> Finished:
        """Run and keep what it says."""
        try:
            done = subprocess.run(
                list(argv),
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Finished(124, "", f"no answer in {timeout:.0f} s")
        except OSError as problem:
            return Finished(127, "", f"cannot start `{argv[0]}`: {(problem.strerror or str(problem)).lower()}")
        return Finished(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def _wait(child: subprocess.Popen[bytes]) -> int:
    """Wait for a child. The terminal sends an interrupt to parent and child alike; other signals are passed on here."""

    def forward(number: int, frame: object) -> None:
        if number == signal.SIGINT and _from_terminal():
            return
        try:
            child.send_signal(number)
        except ProcessLookupError:
            pass

    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {}
    try:
        for number in watched:
            before[number] = signal.signal(number, forward)
    except ValueError:  # not in the main thread: the caller owns the signals
        pass
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


def _from_terminal() -> bool:
    """True when we run in the foreground of a terminal, whose interrupts the child receives itself."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False
