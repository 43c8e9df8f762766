from __future__ import annotations

import os
import subprocess
import sys
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
