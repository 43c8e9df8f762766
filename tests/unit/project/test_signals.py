"""What is sent to a command while it runs children."""

from __future__ import annotations

import signal

import pytest

from stackc.project.signals import receive_signals


def test_a_signal_while_no_child_runs_is_an_interrupt_and_the_old_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), receive_signals():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_nothing_was_received_when_nothing_was_sent() -> None:
    with receive_signals() as scope:
        assert scope is not None
        assert not scope.received
