from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from stackc.system.terminal import Loan
from tests.kit.children import Command, running, until

INT, TERM = signal.SIGINT, signal.SIGTERM


class Typist:
    """The keyboard of a terminal in which a command runs."""

    def __init__(self, keyboard: int, command: Command) -> None:
        self._keyboard, self._command = keyboard, command

    def types(self, text: bytes) -> None:
        os.write(self._keyboard, text)

    def await_foreground(self) -> None:
        """Wait until the command is in the foreground, and not its child."""
        until(lambda: os.tcgetpgrp(self._keyboard) == self._command.process.pid)

    def witness(self) -> int:
        """The process that shares the foreground with the child."""
        child = os.tcgetpgrp(self._keyboard)
        return next(pid for pid in range(child + 1, child + 10_000) if _group(pid) == child)


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


@contextmanager
def at_terminal(how: str, *words: str, before: str = "") -> Iterator[tuple[Typist, Command]]:
    """A command in the foreground of a terminal of its own."""
    keyboard, terminal = pty.openpty()
    try:
        with running(how, *words, before=before, terminal=terminal) as command:
            yield Typist(keyboard, command), command
    finally:
        os.close(terminal)
        os.close(keyboard)


@pytest.mark.parametrize("how", ["stream", "capture"])
def test_interrupts_typed_reach_a_child_once(how: str) -> None:
    with at_terminal(how) as (typist, command):
        command.expect("ready")
        typist.types(b"\x03\x03")
        command.expect("SIGINT")
        typist.types(b"\x03")
        command.send()
        assert command.finish()["interrupted"] == [7]


@pytest.mark.parametrize("how", ["stream", "capture"])
def test_a_child_that_asks_on_the_terminal_is_answered_and_still_interrupted_once(how: str) -> None:
    with at_terminal(how, "ask") as (typist, command):
        command.expect("asking")
        typist.types(b"yes\n")
        command.expect("answered yes", "ready")
        typist.types(b"\x03")
        command.expect("SIGINT")
        typist.await_foreground()
        typist.types(b"\x03\x03")
        command.send(INT)
        ended = command.finish()
    assert (ended["interrupted"], ended["received"][0]) == ([7], "SIGINT")


def test_an_interrupt_typed_in_a_conversation_is_for_the_child_alone() -> None:
    with at_terminal("converse", "ask") as (typist, command):
        for _ in range(2):
            command.expect("asking")
            typist.types(b"yes\n")
            command.expect("answered yes", "ready")
            typist.types(b"\x03")
            command.expect("SIGINT")
            os.write(command.hear, b".")
            command.expect("next")
        assert command.ended() == {"code": 7, "received": []}


def test_an_interrupt_typed_is_known_however_late_the_process_that_tells_of_it_runs() -> None:
    with at_terminal("stream", "ask") as (typist, command):
        command.expect("asking")
        typist.types(b"yes\n")
        command.expect("answered yes", "ready")
        os.kill(typist.witness(), signal.SIGSTOP)
        typist.types(b"\x03")
        command.expect("SIGINT")
        assert command.finish()["interrupted"] == [7]


def test_a_child_that_has_the_terminal_is_interrupted_once_when_we_are() -> None:
    with at_terminal("stream", "ask") as (typist, command):
        command.expect("asking")
        typist.types(b"yes\n")
        command.expect("answered yes", "ready")
        command.process.send_signal(TERM)
        command.expect("SIGINT")
        command.send(TERM, INT, group=True)
        assert command.finish()["interrupted"] == [7]


def test_the_terminal_is_ours_again_when_a_child_has_ended() -> None:
    with at_terminal("stream", "ask") as (typist, command):
        for answer in ("yes", "again"):
            command.expect("asking")
            typist.types(f"{answer}\n".encode())
            command.expect(f"answered {answer}", "ready")
            os.write(command.hear, b".")
            command.expect("next")
        assert "interrupted" not in command.ended()


def test_a_stop_typed_where_no_shell_could_continue_does_nothing() -> None:
    with at_terminal("stream", "ask") as (typist, command):
        command.expect("asking")
        typist.types(b"yes\n")
        command.expect("answered yes", "ready")
        typist.types(b"\x1a")
        command.send()
        typist.types(b"\x03")
        command.expect("SIGINT")
        assert command.finish()["interrupted"] == [7]


AWAY = """
import os, signal, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
told, tell = os.pipe()
if os.fork() == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    os.write(tell, b".")
    signal.pause()
os.read(told, 1)
"""
"""A process that takes the terminal for a group of its own and keeps it until the terminal hangs up."""


def test_a_child_that_asks_where_nobody_can_answer_is_interrupted_and_then_killed() -> None:
    """Another group has the terminal, and no shell is there that could ever give it to us."""
    lost = f"{sys.executable} -c '{AWAY}'"
    with at_terminal("stream", "ask", before=lost) as (_, command):
        for _ in range(2):
            command.expect("asking", "SIGINT", "next")
        ended = command.ended()
    assert ended == {"code": 128 + signal.SIGKILL, "received": []}


def test_without_a_terminal_a_child_that_is_stopped_as_if_it_asked_is_interrupted() -> None:
    with running("capture", "pid") as command:
        child = int(command.said())
        command.expect("ready")
        os.kill(child, signal.SIGTTIN)
        command.expect("SIGINT")
        assert undisturbed(command) == {"code": 7, "received": []}


def test_a_child_that_is_stopped_for_another_reason_is_left_alone() -> None:
    with running("stream", "pid") as command:
        child = int(command.said())
        command.expect("ready")
        os.kill(child, signal.SIGSTOP)
        until(lambda: state(child) == "T")
        os.kill(child, signal.SIGCONT)
        assert undisturbed(command) == {"code": 7, "received": []}


def undisturbed(command: Command) -> dict[str, Any]:
    """Let the child end, and the next one as well; how the command ended."""
    os.write(command.hear, b".")
    command.expect("next")
    assert command.said().isdigit()
    command.expect("ready")
    os.write(command.hear, b".")
    command.expect("next")
    return command.ended()


def state(pid: int) -> str:
    """One letter for what a process does, as the system tells it."""
    return subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()[:1]


def test_nobody_types_where_nothing_was_lent() -> None:
    loan = Loan(os.getpid())
    assert (loan.witnessed(1, signal.SIGINT), loan.end()) == (False, False)
