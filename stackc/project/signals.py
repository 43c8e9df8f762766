"""What is sent to a command while it runs children."""

from __future__ import annotations

from contextlib import AbstractContextManager

from stackc.system.signals import Signals, signals


def receive_signals() -> AbstractContextManager[Signals | None]:
    """The scope in which a command runs children: each is interrupted once, whatever we are sent, and how often.

    Raises KeyboardInterrupt when a signal comes while no child runs, or instead of starting the next one.
    """
    return signals()
