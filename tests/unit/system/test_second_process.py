"""What a second process does for the first, and what it cannot do to it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from stackc.system.second_process import may_fork, second_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a second process is for Linux")


def test_the_result_comes_from_another_process_that_knows_what_this_one_knew() -> None:
    known = ["a", "\udc80", "é" * 100_000]
    with second_process(lambda: (os.getpid(), known)) as result:
        process, texts = result()
    assert texts == known
    assert process != os.getpid()


@pytest.mark.parametrize(
    "failure",
    [ValueError("a"), KeyboardInterrupt(), SystemExit(0), MemoryError()],
    ids=lambda each: type(each).__name__,
)
def test_a_second_process_that_fails_has_no_result_and_says_nothing(
    failure: BaseException, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> object:
        raise failure

    with second_process(fail) as result:
        assert result() is None
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_handed_over_is_no_result() -> None:
    with second_process(lambda: object()) as result:
        assert result() is None


def test_a_second_process_that_is_killed_has_no_result() -> None:
    with second_process(lambda: os.kill(os.getpid(), 9)) as result:
        assert result() is None


def test_without_room_for_a_second_process_there_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    with second_process(lambda: 1) as result:
        assert result() is None


def test_nothing_is_left_running_when_the_first_goes_on_without_the_result(tmp_path: Path) -> None:
    number = tmp_path / "process"

    def work() -> None:
        number.write_text(str(os.getpid()))
        time.sleep(60)

    def go_on() -> None:
        with second_process(work):
            while not number.exists() or not number.read_text():
                time.sleep(0.01)
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        go_on()
    assert not Path("/proc", number.read_text()).exists()


def test_no_second_process_where_a_thread_would_be_cut_off() -> None:
    done = Event()
    thread = Thread(target=done.wait)
    thread.start()
    try:
        assert not may_fork()
    finally:
        done.set()
        thread.join()


def test_no_second_process_on_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert not may_fork()


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_no_second_process_on_another_system(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert not may_fork()
