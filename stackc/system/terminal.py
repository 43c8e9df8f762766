"""The terminal, lent to a child that asks for it.

A child in a process group of its own is stopped by the system when it reads the terminal or changes its settings, as a
job in the background of a shell is. It is then made the foreground until it ends or is interrupted.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator

ASKS = (signal.SIGTTIN, signal.SIGTTOU)
"""What stops a process that asks for the terminal."""
_WITNESS_SECONDS = 5.0
"""How long a witness whose input has ended may take to end."""


class Loan:
    """The terminal on loan to one process group. Without a terminal nothing of this ever happens."""

    def __init__(self, group: int) -> None:
        self._group = group
        self._witness: subprocess.Popen[bytes] | None = None
        self._refused = False

    def stopped(self, number: int) -> None:
        """The group was stopped: give it the terminal, or stop as well until a shell brings us to the foreground."""
        if number == signal.SIGTSTP:
            self.take_back()
            _stop(
                number
            )  # where no shell could continue us, this does nothing, and neither shall the key that was typed
            self._give()
        elif number in ASKS and (_is_foreground() or _stop(number)):
            self._give()
        elif number in ASKS:
            self._refuse()

    def witnessed(self, pid: int, status: int) -> bool:
        """Another process than the child has ended: True when it tells that an interrupt was typed."""
        if self._witness is None or self._witness.pid != pid:
            return False
        self._witness.returncode = os.waitstatus_to_exitcode(status)
        return self._witness.returncode == -signal.SIGINT

    def take_back(self) -> None:
        """Back to the foreground, if the group still has it: what is typed now is for us."""
        with _terminal() as terminal:
            if terminal is not None and _foreground(terminal) == self._group:
                _make_foreground(terminal, os.getpgrp())

    def end(self) -> bool:
        """The child ended; True when an interrupt was typed and nobody has said so yet."""
        witness = self._witness
        if witness is None:
            return False
        self.take_back()
        if witness.stdin:
            witness.stdin.close()
        if witness.returncode is not None:
            return False
        witness.send_signal(signal.SIGCONT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            witness.wait(_WITNESS_SECONDS)  # killed at once, it could die of that and not of the interrupt it was sent
        witness.kill()
        return witness.wait() == -signal.SIGINT

    def _give(self) -> None:
        """Also from the background, where it only goes on and asks again."""
        if self._witness is None:
            self._witness = _witness(self._group)
        with _terminal() as terminal:
            if terminal is not None and _foreground(terminal) == os.getpgrp():
                _make_foreground(terminal, self._group)
        self._send(signal.SIGCONT)

    def _refuse(self) -> None:
        """No shell will ever bring us to the foreground: the question cannot be answered."""
        self._send(signal.SIGKILL if self._refused else signal.SIGINT)
        self._refused = True
        self._send(signal.SIGCONT)

    def _send(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._group, number)


def _stop(number: int) -> bool:
    """Stop, with all that the shell started with us, until told to continue; False when there is no such shell."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCONT,))
    try:
        os.kill(0, number)
        return signal.SIGCONT in signal.sigpending()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _witness(group: int) -> subprocess.Popen[bytes] | None:
    """A process of the group that dies of what is typed there: we are not told, being in the background meanwhile."""
    nowhere = subprocess.DEVNULL
    try:
        return subprocess.Popen(
            ["/bin/sh", "-c", "read _"], stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere, process_group=group
        )
    except OSError:  # the group has ended, or there is no shell
        return None


def _is_foreground() -> bool:
    with _terminal() as terminal:
        return terminal is not None and _foreground(terminal) == os.getpgrp()


@contextlib.contextmanager
def _terminal() -> Iterator[int | None]:
    """The terminal by its own name: standard input may be something else. None when there is none."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        yield None
        return
    try:
        yield terminal
    finally:
        os.close(terminal)


def _foreground(terminal: int) -> int | None:
    try:
        return os.tcgetpgrp(terminal)
    except OSError:  # it hung up
        return None


def _make_foreground(terminal: int, group: int) -> None:
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, (signal.SIGTTOU,)
    )  # who asks from the background would be stopped
    try:
        with contextlib.suppress(OSError):
            os.tcsetpgrp(terminal, group)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
