"""``Signals``: what a command was sent, and its children, each of which is interrupted once.

Children live in process groups of their own (see ``process.py``), so what the caller's group or the terminal's
foreground is sent arrives here alone. The installed handler is the only record of the scope in force: a process has one
for all its threads, and so there is nothing else to keep.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

INTERRUPTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """The signals received since the scope began, and the process groups that still have to hear of the first one."""

    def __init__(self) -> None:
        self.received: list[int] = []
        self._groups: set[int] = set()
        self._untold: set[int] = set()
        self._starting: list[None] = []

    def __call__(self, number: int, _: FrameType | None) -> None:
        """The handler, in the main thread. Raises KeyboardInterrupt when no child runs that could end first."""
        if number == signal.SIGQUIT:
            for group in tuple(self._groups):
                _send(group, signal.SIGQUIT)
        # Asked before the signal is noted as well: from then on another thread may tell its child, see it end and
        # forget it before this one goes on, and that thread raises.
        busy = self._busy()
        if not self._hear(number) or busy or self._busy():
            return
        raise KeyboardInterrupt

    def _busy(self) -> bool:
        return bool(self._groups or self._starting)

    @contextlib.contextmanager
    def starting(self) -> Iterator[None]:
        """A child is being started: a signal waits until it can be told.

        Raises KeyboardInterrupt when nothing may start.
        """
        self._starting.append(None)
        try:
            if self.received:
                raise KeyboardInterrupt
            yield
        finally:
            self._starting.pop()

    def started(self, group: int) -> None:
        """A child runs, the first of its process group."""
        self._groups.add(group)
        self._untold.add(group)
        if self.received:
            self._tell(group)

    def ended(self, group: int) -> None:
        """The child was waited for: its number may soon be another's."""
        self._untold.discard(group)
        self._groups.discard(group)

    def heard_by(self, group: int) -> None:
        """The terminal interrupted a child that had it, and not us."""
        self._untold.discard(group)
        self._hear(signal.SIGINT)

    def _hear(self, number: int) -> bool:
        """Note a signal; the first one interrupts everything that runs. True for the first."""
        self.received.append(number)
        if len(self.received) > 1:
            return False
        for group in tuple(self._untold):
            self._tell(group)
        return True

    def _tell(self, group: int) -> None:
        """Interrupt a group unless that was done: the handler and a thread that starts a child may both come here."""
        try:
            self._untold.remove(group)  # one of them succeeds
        except KeyError:
            return
        _send(group, signal.SIGINT)


def _send(group: int, number: int) -> None:
    """The whole group, as a terminal does: a shell script passes nothing on to the program it waits for."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def signals_in_force() -> Signals | None:
    """The scope around us, whatever thread asks."""
    handlers = (signal.getsignal(number) for number in (*INTERRUPTING, signal.SIGQUIT))
    return next((handler for handler in handlers if isinstance(handler, Signals)), None)


@contextlib.contextmanager
def signals() -> Iterator[Signals | None]:
    """Receive INT, TERM and HUP for all children started within; gives the scope in force where there is one already.

    A signal ignored when we were started stays so (``nohup``). None outside of the main
    thread: signals are the caller's.
    """
    around = signals_in_force()
    if around is not None or threading.current_thread() is not threading.main_thread():
        yield around
        return
    scope = Signals()
    heeded = [number for number in (*INTERRUPTING, signal.SIGQUIT) if signal.getsignal(number) is not signal.SIG_IGN]
    before = {}
    try:
        for number in heeded:
            before[number] = signal.signal(number, scope)
        yield scope
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
