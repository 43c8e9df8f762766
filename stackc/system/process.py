"""Child processes: streamed through unchanged, signals forwarded, exit codes kept."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from stackc.base.ports import Finished


class SystemProcesses:
    """The real processes behind the ``Processes`` port. A signal that reaches us while a child runs reaches it, once."""

    def stream(self, argv: Sequence[str], cwd: str, env: Mapping[str, str], inherited: Sequence[int] = ()) -> int:
        """Run with this process's own standard streams.

        Raises KeyboardInterrupt with the exit code when the child ended after a signal: nothing should follow it.
        """
        try:
            with _started(argv, cwd, env, inherited) as (child, received):
                code = _exit_code(child.wait())
        except OSError as problem:
            raise FileNotFoundError(_no_start(argv, problem)) from problem
        if received:
            raise KeyboardInterrupt(code)
        return code

    def capture(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        timeout: float | None = None,
        inherited: Sequence[int] = (),
    ) -> Finished:
        """Run and keep what it says. Raises KeyboardInterrupt when the child ended after a signal."""
        try:
            with _started(argv, cwd, env, inherited, captured=True) as (child, received):
                try:
                    out, err = child.communicate(timeout=timeout)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.communicate()
                    return Finished(124, "", f"no answer in {timeout:.0f} s")
        except OSError as problem:
            return Finished(127, "", _no_start(argv, problem))
        code = _exit_code(child.returncode)
        if received:
            raise KeyboardInterrupt(code)
        return Finished(code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))


def _no_start(argv: Sequence[str], problem: OSError) -> str:
    return f"cannot start `{argv[0]}`: {(problem.strerror or str(problem)).lower()}"


def _exit_code(code: int) -> int:
    """The exit code as shells tell it: 128 and the signal for a child that one ended."""
    return 128 - code if code < 0 else code


@contextmanager
def _started(
    argv: Sequence[str], cwd: str, env: Mapping[str, str], inherited: Sequence[int], *, captured: bool = False
) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A child, and the signals received since before it started; each is passed on to it, once.

    The terminal sends an interrupt to parent and child alike, and a second one makes Terraform give up at once.
    """
    child: subprocess.Popen[bytes] | None = None
    received: list[int] = []
    early: list[int] = []

    def forward(number: int, _: object) -> None:
        received.append(number)
        if child is None:
            early.append(number)
        elif number != signal.SIGINT or not _from_terminal():
            child.send_signal(number)

    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {}
    try:
        for number in watched:
            before[number] = signal.signal(number, forward)
    except ValueError:  # not in the main thread: the caller owns the signals
        pass
    pipe = subprocess.PIPE if captured else None
    try:
        child = subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL if captured else None,
            stdout=pipe,
            stderr=pipe,
            pass_fds=tuple(inherited),
        )
        while early:
            child.send_signal(early.pop())
        yield child, received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _from_terminal() -> bool:
    """True when we run in the foreground of a terminal, whose interrupts the child receives itself.

    The terminal is asked by its own name: standard input may be something else.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
