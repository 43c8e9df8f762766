"""Child processes: streamed through unchanged or captured, each interrupted once, exit codes kept."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from stackc.base.ports import NOT_STARTED, Finished
from stackc.system.echo import Echo
from stackc.system.signals import Signals, signals
from stackc.system.terminal import Loan

_Heard = Literal["nothing", "errors", "everything"]
"""What of a child is read: nothing, standard error, which people see as well, or all it says, which they do not."""
_LOOK_SECONDS = 0.2
"""How often a captured child is looked at: it may have been stopped because it asks for the terminal."""


class SystemProcesses:
    """The real processes behind the ``Processes`` port.

    Under ``signals`` a child has a process group of its own and ignores HUP. What reaches us while it runs
    interrupts it, once; both calls then raise KeyboardInterrupt with its exit code, since nothing should
    follow, and without one when it was not started at all. In a thread without that scope signals are the
    caller's, and the child stays in our group.
    """

    def stream(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        *,
        inherited: Sequence[int] = (),
        conversing: bool = False,
    ) -> Finished:
        """Run with this process's own standard streams, and keep the end of what it says on standard error too.

        One that is ``conversing`` has standard error itself: a shell asks whether that is a terminal. An interrupt that
        is typed while it has the terminal is for it alone.
        Raises FileNotFoundError when it cannot start.
        """
        with _running(argv, cwd, env, inherited, heard="nothing" if conversing else "errors") as child:
            child.wait()
            said = child.said
        return Finished(child.code, "", said.decode("utf-8", "replace"))

    def capture(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        timeout: float | None = None,
        *,
        inherited: Sequence[int] = (),
    ) -> Finished:
        """Run and keep what it says, be it UTF-8 or not. 124 after ``timeout`` seconds, 127 when it cannot start."""
        try:
            with _running(argv, cwd, env, inherited, heard="everything") as child:
                said = child.communicate(timeout)
        except FileNotFoundError as problem:
            return Finished(127, "", str(problem))
        if said is None:
            return Finished(124, "", f"no answer in {timeout:.0f} s")
        out, err = (text.decode("utf-8", "replace") for text in said)
        return Finished(child.code, out, err)


class _Child:
    """A process that was started, and the scope whose signals it gets."""

    def __init__(self, process: subprocess.Popen[bytes], scope: Signals | None) -> None:
        self._process, self._scope = process, scope
        self._loan = Loan(process.pid)
        self._converses = process.stdout is None and process.stderr is None
        # Without a pipe for what it prints as well, what it says is for people, who see it at once.
        self._echo = Echo(process.stderr, 2) if process.stdout is None and process.stderr is not None else None

    @property
    def code(self) -> int:
        """The exit code as shells tell it: 128 and the signal for a child that one ended."""
        code = self._process.returncode
        return 128 - code if code < 0 else code

    @property
    def said(self) -> bytes:
        """The end of what it said on standard error, when it was handed on and has ended."""
        return self._echo.end() if self._echo is not None else b""

    def wait(self) -> None:
        """Until it has ended."""
        if self._scope is None:
            self._process.wait()
        while self._process.returncode is None:
            self._look(0)

    def communicate(self, timeout: float | None) -> tuple[bytes, bytes] | None:
        """What it says until it ends; None, and it is killed, when it does not end in time."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _LOOK_SECONDS if end is None else end - time.monotonic()
            if left <= 0:
                self._kill()
                self._process.communicate()
                return None
            try:
                return self._process.communicate(timeout=min(left, _LOOK_SECONDS))
            except subprocess.TimeoutExpired:  # what it said so far is kept
                if self._scope is not None and self._process.returncode is None:
                    self._look(os.WNOHANG)

    def end(self) -> None:
        """It has ended, or something went wrong here: then it must not outlive us unseen."""
        if self._process.returncode is None:
            self._kill()
            self._process.wait()
        typed = self._loan.end()
        if self._scope is not None:
            self._scope.ended(self._process.pid)
            if typed and not self._converses:
                self._scope.heard_by(self._process.pid)

    def _look(self, options: int) -> None:
        """Take note of the next thing that happens: it ended, was stopped, or an interrupt was
        typed while it had the terminal.
        """
        assert self._scope is not None, "without a scope there is no group to look at"
        pid, status = os.waitpid(-self._process.pid, os.WUNTRACED | options)
        if pid == self._process.pid and os.WIFSTOPPED(status):
            self._loan.stopped(os.WSTOPSIG(status))
        elif pid == self._process.pid:
            self._process.returncode = os.waitstatus_to_exitcode(status)
        elif pid and not os.WIFSTOPPED(status) and self._loan.witnessed(pid, status) and not self._converses:
            self._loan.take_back()
            self._scope.heard_by(self._process.pid)

    def _kill(self) -> None:
        """With all it started, where it has a group: they may hold the pipes open."""
        if self._scope is None:
            self._process.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


@contextlib.contextmanager
def _running(
    argv: Sequence[str], cwd: str, env: Mapping[str, str], inherited: Sequence[int], *, heard: _Heard
) -> Iterator[_Child]:
    """A child, to be waited for within.

    Raises FileNotFoundError when there is none, KeyboardInterrupt after a signal.
    """
    with signals() as scope:
        with scope.starting() if scope else contextlib.nullcontext():
            process = _start(argv, cwd, env, inherited, heard=heard, grouped=scope is not None)
            if scope:
                scope.started(process.pid)
        child = _Child(process, scope)
        try:
            yield child
        finally:
            child.end()
        if scope and scope.received:
            raise KeyboardInterrupt(child.code)


def _start(
    argv: Sequence[str], cwd: str, env: Mapping[str, str], inherited: Sequence[int], *, heard: _Heard, grouped: bool
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL if heard == "everything" else None,
            stdout=subprocess.PIPE if heard == "everything" else None,
            stderr=None if heard == "nothing" else subprocess.PIPE,
            pass_fds=tuple(inherited),
            process_group=0 if grouped else None,
            # Blocked instead of ignored, HUP would never reach a server that a provisioner starts,
            # and that reloads by it.
            preexec_fn=_ignore_hangup if grouped else None,
        )
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise FileNotFoundError(f"{NOT_STARTED}{argv[0]}`: {reason}") from problem


def _ignore_hangup() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
