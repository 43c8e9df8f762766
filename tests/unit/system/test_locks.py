from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackc.system.locks import hold


def unheard(_: str) -> None:
    """Nobody waits here."""


class _Heard(Exception):
    pass


def give_up(who: str) -> None:
    """Waiting would be for ever."""
    raise _Heard(who)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "locks" / "one")


def test_a_second_one_hears_who_holds_the_lock(path: str) -> None:
    with hold(path, "terraform plan app@dev", unheard), pytest.raises(_Heard) as heard, hold(path, "me", give_up):
        pass
    assert str(heard.value) == f"terraform plan app@dev (process {os.getpid()})"


def test_a_lock_is_free_after_the_block(path: str) -> None:
    for _ in range(2):
        with hold(path, "me", give_up):
            assert os.path.exists(path)


def test_files_are_for_their_owner_alone(path: str) -> None:
    with hold(path, "me", unheard):
        assert [os.stat(each).st_mode & 0o777 for each in (path, os.path.dirname(path))] == [0o600, 0o700]


@pytest.fixture
def child() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for each in started:
        each.kill()
        each.wait()


def test_a_child_that_inherits_a_lock_holds_it_until_it_ends(path: str, child: list[subprocess.Popen[bytes]]) -> None:
    with hold(path, "parent", unheard) as descriptor:
        command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        child.append(subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=(descriptor,)))
    with pytest.raises(_Heard), hold(path, "me", give_up):
        pass
    child[0].communicate(b"")
    with hold(path, "me", give_up):
        pass


def test_a_lock_file_that_was_deleted_while_somebody_waited_is_made_again(path: str) -> None:
    held = hold(path, "first", unheard)
    held.__enter__()

    def release(_: str) -> None:
        os.unlink(path)
        held.__exit__(None, None, None)

    with hold(path, "second", release), pytest.raises(_Heard), hold(path, "third", give_up):
        pass


def test_a_link_is_no_lock_file(path: str, tmp_path: Path) -> None:
    os.makedirs(os.path.dirname(path))
    os.symlink(tmp_path / "elsewhere", path)
    with pytest.raises(OSError, match=r"link"), hold(path, "me", unheard):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_who_waits_is_told_once_and_goes_on(path: str) -> None:
    told: list[str] = []
    first = hold(path, "first", unheard)
    first.__enter__()
    releasing = threading.Timer(0.3, first.__exit__, (None, None, None))

    def wait(who: str) -> None:
        told.append(who)
        releasing.start()

    with hold(path, "second", wait) as descriptor:
        noted = os.pread(descriptor, 100, 0)
    releasing.join()
    assert told == [f"first (process {os.getpid()})"]
    assert noted == f"second (process {os.getpid()})".encode()


def test_a_shorter_note_replaces_a_longer_one_and_a_long_one_is_cut(path: str) -> None:
    with hold(path, "x" * 2_000, unheard) as descriptor:
        assert os.fstat(descriptor).st_size == 1_000
    with hold(path, "me", unheard) as descriptor:
        assert os.pread(descriptor, 2_000, 0) == f"me (process {os.getpid()})".encode()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL])
def test_on_a_file_system_without_locks_nothing_is_held(
    path: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: int) -> None:
        raise OSError(number, "no locks")

    monkeypatch.setattr(fcntl, "flock", none)
    with hold(path, "one", give_up), hold(path, "two", give_up):
        assert os.path.exists(path)


def test_what_else_is_wrong_with_a_lock_is_raised_and_nothing_stays_open(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: int) -> None:
        raise OSError(errno.EIO, "broken")

    before = len(os.listdir("/dev/fd"))
    monkeypatch.setattr(fcntl, "flock", broken)
    with pytest.raises(OSError, match="broken"), hold(path, "me", unheard):
        pass
    assert len(os.listdir("/dev/fd")) == before


@pytest.mark.parametrize("again", [True, False], ids=["replaced", "deleted"])
def test_a_lock_on_a_file_that_is_not_there_any_more_is_none(
    path: str, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, turns = fcntl.flock, list[int]()

    def late(descriptor: int, how: int) -> None:
        """The first time, the file goes between opening and locking."""
        turns.append(descriptor)
        if len(turns) == 1:
            os.rename(path, f"{path}.old")
            if again:
                Path(path).touch()
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with hold(path, "me", unheard) as descriptor:
        assert os.fstat(descriptor).st_ino == os.stat(path).st_ino
    assert len(turns) == 2
