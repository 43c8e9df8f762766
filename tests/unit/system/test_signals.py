from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from stackc.system.process import SystemProcesses
from stackc.system.signals import INTERRUPTING, Signals, signals, signals_in_force
from tests.kit.children import PATIENCE

INT, TERM, HUP, QUIT = signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Every signal is heard, also where the tests themselves ignore some (``nohup``)."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (TERM, HUP, QUIT)}
    before[INT] = signal.signal(INT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def scope() -> Iterator[Signals]:
    with signals() as made:
        assert made is not None
        yield made


@pytest.fixture
def children() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two that wait, each in a group of its own."""
    with ExitStack() as stack:
        made = [
            stack.enter_context(subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, process_group=0))
            for _ in range(2)
        ]
        yield made
        for child in made:
            child.kill()


def test_a_signal_while_a_child_starts_waits_until_it_can_be_told() -> None:
    with signals() as scope:
        assert scope is not None
        with scope.starting():
            os.kill(os.getpid(), INT)
            with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, process_group=0) as child:
                scope.started(child.pid)
                assert child.wait(PATIENCE) == -INT
            scope.ended(child.pid)
        assert scope.received == [INT]
        with pytest.raises(KeyboardInterrupt):
            SystemProcesses().stream(["/bin/true"], "/", {})


def test_a_scope_within_a_scope_is_the_same() -> None:
    before = signal.getsignal(INT)
    with signals() as outer, signals() as inner:
        assert outer is inner is signals_in_force()
    assert (signal.getsignal(INT), signals_in_force()) == (before, None)


def test_a_signal_without_a_child_interrupts_us_and_only_the_first_does(scope: Signals) -> None:
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), TERM)
    os.kill(os.getpid(), HUP)
    assert scope.received == [TERM, HUP]


def test_every_group_that_runs_hears_the_first_signal_once(
    scope: Signals, children: list[subprocess.Popen[bytes]]
) -> None:
    for child in children:
        scope.started(child.pid)
    os.kill(os.getpid(), HUP)
    assert [child.wait(PATIENCE) for child in children] == [-INT, -INT]
    assert scope.received == [HUP]


def test_a_group_that_ended_hears_nothing(scope: Signals, children: list[subprocess.Popen[bytes]]) -> None:
    ended, running = children
    scope.started(ended.pid)
    scope.ended(ended.pid)
    scope.started(running.pid)
    os.kill(os.getpid(), INT)
    assert (running.wait(PATIENCE), ended.poll()) == (-INT, None)


def test_when_the_last_child_has_ended_a_signal_interrupts_us(scope: Signals) -> None:
    scope.started(os.getpid() + 1_000_000)
    scope.ended(os.getpid() + 1_000_000)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), INT)


def test_a_child_that_another_thread_tells_and_sees_end_meanwhile_is_what_was_interrupted(scope: Signals) -> None:
    group = os.getpid() + 1_000_000

    class Noting(list[int]):
        def append(self, number: int) -> None:
            super().append(number)
            scope.ended(group)

    scope.started(group)
    scope.received = Noting()
    os.kill(os.getpid(), INT)
    assert scope.received == [INT]


def test_a_group_that_the_terminal_interrupted_hears_it_from_nobody_else(
    scope: Signals, children: list[subprocess.Popen[bytes]]
) -> None:
    heard, other = children
    scope.started(heard.pid)
    scope.started(other.pid)
    scope.heard_by(heard.pid)
    assert (other.wait(PATIENCE), heard.poll(), scope.received) == (-INT, None, [INT])


def test_quit_reaches_every_group_each_time(scope: Signals, children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        scope.started(child.pid)
    os.kill(os.getpid(), QUIT)
    assert {child.wait(PATIENCE) for child in children} <= {-QUIT, -INT}
    assert scope.received == [QUIT]


def test_quit_reaches_a_child_that_was_interrupted_before(scope: Signals) -> None:
    script = "trap '' INT; echo ready; read _"
    with subprocess.Popen(
        ["/bin/sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        scope.started(child.pid)
        os.kill(os.getpid(), INT)
        assert child.poll() is None
        os.kill(os.getpid(), QUIT)
        assert child.wait(PATIENCE) == -QUIT
    assert scope.received == [INT, QUIT]


def test_a_child_that_starts_after_a_signal_is_interrupted_at_once(
    scope: Signals, children: list[subprocess.Popen[bytes]]
) -> None:
    scope.started(children[0].pid)
    os.kill(os.getpid(), TERM)
    scope.started(children[1].pid)
    assert [child.wait(PATIENCE) for child in children] == [-INT, -INT]


def test_nothing_starts_after_a_signal(scope: Signals, children: list[subprocess.Popen[bytes]]) -> None:
    scope.started(children[0].pid)
    os.kill(os.getpid(), INT)
    with pytest.raises(KeyboardInterrupt), scope.starting():
        pytest.fail("it must not be started")
    scope.ended(children[0].pid)


def test_a_group_that_is_gone_is_no_mistake(scope: Signals) -> None:
    with subprocess.Popen(["/bin/true"], process_group=0) as child:
        child.wait(PATIENCE)
    scope.started(child.pid)
    os.kill(os.getpid(), INT)
    assert scope.received == [INT]


def test_all_that_interrupts_is_received_and_given_back() -> None:
    numbers = (INT, TERM, HUP, QUIT)
    before = [signal.getsignal(number) for number in numbers]
    with signals() as scope:
        assert {signal.getsignal(number) for number in numbers} == {scope}
    assert [signal.getsignal(number) for number in numbers] == before
    assert INTERRUPTING == (INT, TERM, HUP)


@pytest.mark.parametrize("number", [INT, TERM, HUP, QUIT])
def test_a_signal_that_is_ignored_stays_ignored(number: int) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with signals():
            assert signal.getsignal(number) is signal.SIG_IGN
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_a_scope_is_in_force_however_few_signals_it_heeds() -> None:
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in (INT, TERM, HUP)]
    try:
        with signals() as scope:
            assert signals_in_force() is scope
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def test_in_another_thread_there_is_no_scope_but_the_one_around() -> None:
    found: list[object] = []

    def work() -> None:
        with signals() as scope:
            found.append(scope)

    for around in (False, True):
        with ExitStack() as stack:
            expected = stack.enter_context(signals()) if around else None
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            assert found.pop() is expected
