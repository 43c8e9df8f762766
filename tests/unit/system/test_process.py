from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from stackc.base.ports import Finished
from stackc.system.echo import KEPT
from stackc.system.process import SystemProcesses
from stackc.system.signals import signals
from tests.kit.children import running

INT, TERM, HUP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


def capture(script: str, timeout: float | None = None) -> Finished:
    return SystemProcesses().capture(["/bin/sh", "-c", script], "/", {"PATH": os.defpath}, timeout)


def test_what_a_child_says_is_kept_whatever_its_encoding() -> None:
    assert capture("printf 'a\\377b'; printf '\\351' >&2; exit 3") == (3, "a\ufffdb", "\ufffd")


def test_a_child_that_a_signal_ended_has_the_code_of_a_shell() -> None:
    assert capture("kill -9 $$").code == 137


def test_a_child_that_does_not_end_is_killed_with_what_it_started() -> None:
    assert capture("sleep 60 >/dev/null & wait", timeout=0.3) == (124, "", "no answer in 0 s")


def test_what_a_streamed_child_complains_of_is_seen_byte_for_byte_and_kept(capfd: pytest.CaptureFixture[str]) -> None:
    script = "echo out; printf 'a\\033[1mb\\n' >&2; exit 3"
    assert SystemProcesses().stream(["/bin/sh", "-c", script], "/", {}) == (3, "", "a\033[1mb\n")
    assert capfd.readouterr() == ("out\n", "a\033[1mb\n")


def test_a_conversing_child_has_standard_error_itself(capfd: pytest.CaptureFixture[str]) -> None:
    script = "[ -p /dev/stderr ] && echo piped; echo told >&2; exit 3"
    assert SystemProcesses().stream(["/bin/sh", "-c", script], "/", {}, conversing=True) == (3, "", "")
    assert capfd.readouterr() == ("", "told\n")


def test_only_the_end_of_endless_complaints_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    script = f"head -c {2 * KEPT} /dev/zero >&2; printf end >&2"
    said = SystemProcesses().stream(["/bin/sh", "-c", script], "/", {"PATH": os.defpath}).err
    assert (len(said), said[-4:]) == (KEPT, "\0end")
    assert len(capfd.readouterr().err) == 2 * KEPT + 3


def test_what_a_child_leaves_running_is_not_waited_for() -> None:
    begun = time.monotonic()
    script = "sleep 20 & echo $! >&2"
    said = SystemProcesses().stream(["/bin/sh", "-c", script], "/", {"PATH": os.defpath}).err
    os.kill(int(said), signal.SIGKILL)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("program", ["/nowhere/terraform", "/etc"])
def test_a_program_that_cannot_start_is_said(program: str) -> None:
    with pytest.raises(FileNotFoundError, match=f"cannot start `{program}`: "):
        SystemProcesses().stream([program], "/", {})
    assert SystemProcesses().capture([program], "/", {}).code == 127


def test_an_inherited_file_is_open_in_the_child_and_no_other() -> None:
    kept, other = os.pipe()
    os.set_inheritable(other, False)
    try:
        script = f"for each in {kept} {other}; do test -e /dev/fd/$each && echo $each; done"
        done = SystemProcesses().capture(["/bin/sh", "-c", script], "/", {"PATH": os.defpath}, inherited=[kept])
        assert done.out.split() == [str(kept)]
    finally:
        os.close(kept)
        os.close(other)


@pytest.mark.parametrize("how", ["stream", "capture"])
@pytest.mark.parametrize("group", [False, True], ids=["process", "group"])
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param((INT,), id="INT"),
        pytest.param((TERM,), id="TERM"),
        pytest.param((HUP,), id="HUP"),
        pytest.param((INT, INT, INT), id="often"),
        pytest.param((HUP, TERM, INT), id="all"),
    ],
)
def test_a_child_is_interrupted_once_whatever_we_are_sent(how: str, group: bool, sent: tuple[int, ...]) -> None:
    with running(how) as command:
        command.expect("ready")
        command.process.send_signal(sent[0])
        command.expect("SIGINT")
        command.send(*sent[1:], group=group)
        ended = command.finish()
    assert (ended["interrupted"], ended["received"][0]) == ([7], signal.Signals(sent[0]).name)


@pytest.mark.parametrize("sent", [INT, TERM, HUP])
def test_a_group_that_is_interrupted_twice_at_once_interrupts_the_child_once(sent: int) -> None:
    with running("stream") as command:
        command.expect("ready")
        os.killpg(command.process.pid, sent)
        os.killpg(command.process.pid, sent)
        command.expect("SIGINT")
        command.send()
        assert command.finish()["interrupted"] == [7]


@pytest.mark.parametrize("sent", [INT, TERM, HUP])
@pytest.mark.parametrize("turn", ["before the first child", "between two children"])
def test_a_signal_while_no_child_runs_lets_none_start(sent: int, turn: str) -> None:
    with running("idle") as command:
        command.expect("ready")
        if turn != "before the first child":
            os.write(command.hear, b"..")
            command.expect("ready", "next", "ready")
        command.process.send_signal(sent)
        assert command.ended()["interrupted"] == []


@pytest.mark.parametrize("how", ["stream", "capture"])
def test_a_child_without_a_signal_says_its_code_and_the_next_one_starts(how: str) -> None:
    with running(how) as command:
        command.expect("ready")
        os.write(command.hear, b".")
        command.expect("next", "ready")
        os.write(command.hear, b".")
        command.expect("next")
        ended = command.ended()
    assert ("interrupted" in ended, ended["received"]) == (False, [])


def test_a_signal_that_was_ignored_when_we_were_started_stays_so() -> None:
    with running("stream", before="trap '' HUP") as command:
        command.expect("ready")
        command.send(HUP, group=True)
        os.write(command.hear, b".")
        command.expect("next", "ready")
        command.process.send_signal(TERM)
        command.expect("SIGINT")
        assert command.finish()["received"] == ["SIGTERM"]


def test_in_another_thread_signals_stay_the_callers() -> None:
    found: list[object] = []

    def work() -> None:
        with signals() as scope:
            found.append(scope)
        done = capture("echo $(ps -o pgid= -p $$ || cut -d' ' -f5 /proc/$$/stat)")
        found.append(int(done[1]) == os.getpgrp())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [None, True]


def test_a_thread_within_a_scope_has_its_child_told() -> None:
    found: list[object] = []

    def work() -> None:
        try:
            SystemProcesses().stream(["/bin/sh", "-c", f"kill -TERM {os.getpid()}; exec sleep 60"], "/", {})
        except KeyboardInterrupt as interrupt:
            found.append(interrupt.args)

    with signals() as scope:
        thread = threading.Thread(target=work)
        thread.start()
        # In short steps: a signal that comes just before the main thread falls asleep does not wake it.
        while thread.is_alive():
            thread.join(0.05)
    assert (found, scope and scope.received) == ([(130,)], [TERM])


def test_a_child_runs_in_the_folder_and_with_the_variables_given() -> None:
    done = SystemProcesses().capture(["/bin/sh", "-c", "pwd; echo $A$HOME"], "/usr", {"A": "1"})
    assert done == (0, "/usr\n1\n", "")


def test_a_child_that_is_captured_hears_nothing_from_us() -> None:
    assert SystemProcesses().capture(["/bin/cat"], "/", {}, 10.0) == (0, "", "")


def test_without_a_scope_a_child_is_waited_for_in_any_thread() -> None:
    found: list[int] = []
    thread = threading.Thread(
        target=lambda: found.append(SystemProcesses().stream(["/bin/sh", "-c", "exit 3"], "/", {}).code)
    )
    thread.start()
    thread.join()
    assert found == [3]


def test_without_a_scope_a_child_that_does_not_end_is_killed_alone() -> None:
    found: list[Finished] = []
    thread = threading.Thread(
        target=lambda: found.append(SystemProcesses().capture(["/bin/sleep", "60"], "/", {}, 0.1))
    )
    thread.start()
    thread.join()
    assert found == [(124, "", "no answer in 0 s")]


def test_a_child_that_ended_but_left_another_with_its_pipes_is_waited_for_no_longer_than_told() -> None:
    assert capture("sleep 60 & echo said", timeout=0.5).code == 124


def test_a_child_ends_with_us_when_something_goes_wrong_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trouble of ours while we wait: the child must not go on unseen."""
    waited: list[int] = []
    wait = os.waitpid

    def trouble(pid: int, options: int) -> tuple[int, int]:
        if pid < 0:
            waited.append(-pid)
            raise RuntimeError("ours")
        return wait(pid, options)

    monkeypatch.setattr(os, "waitpid", trouble)
    with pytest.raises(RuntimeError, match="ours"):
        SystemProcesses().stream(["/bin/sleep", "60"], "/", {})
    with pytest.raises(ProcessLookupError):
        os.kill(waited[0], 0)


def test_a_program_that_cannot_start_says_its_name_and_why() -> None:
    done = SystemProcesses().capture(["/etc", "x"], "/", {})
    assert done == (127, "", "cannot start `/etc`: permission denied")
