"""The lock file and who writes it: one change at a time, never over what cannot be understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.artifact.lock import Entries
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId, StackName
from stackc.run.lock_file import LockFile, Rows
from stackc.system.files import DiskWorkplace

APP, WEB = (InstanceId(StackName("dev"), name) for name in ("app", "web"))


class Counting(DiskWorkplace):
    """The real files, and how often each was written."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, path: str, content: bytes, mode: int) -> bool:
        self.written.append(Path(path).name)
        return super().write(path, content, mode)


@pytest.fixture
def workplace() -> Counting:
    return Counting()


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def lock(tmp_path: Path, workplace: Counting, notes: list[str]) -> LockFile:
    return LockFile(str(tmp_path), workplace, notes.append)


def test_a_change_is_made_to_what_is_there(lock: LockFile) -> None:
    lock.update(lambda now: {**now, APP: "local:a"})
    assert lock.update(lambda now: {**now, WEB: "local:b"}) == {APP: "local:a", WEB: "local:b"}
    assert lock.read().value.rows == {APP: "local:a", WEB: "local:b"}


def test_what_others_wrote_meanwhile_is_kept(lock: LockFile, tmp_path: Path) -> None:
    def change(now: Rows) -> Rows:
        return {**now, APP: "local:a"}

    LockFile(str(tmp_path), DiskWorkplace(), lambda _: None).update(lambda _: {WEB: "local:b"})
    assert lock.update(change) == {APP: "local:a", WEB: "local:b"}


def test_no_change_is_no_write(lock: LockFile, workplace: Counting, tmp_path: Path) -> None:
    assert lock.update(lambda now: now) == {}
    assert (workplace.written, list(tmp_path.iterdir())) == ([], [])


def test_our_own_folder_is_hidden_from_git(lock: LockFile, tmp_path: Path) -> None:
    lock.update(lambda _: {APP: "local:a"})
    assert (tmp_path / ".stackc/.gitignore").read_text() == "*\n"
    assert (tmp_path / ".stackc").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("content", ["", "version: 2\n", "<<<<<<< HEAD\n"])
def test_a_damaged_file_is_never_replaced(lock: LockFile, tmp_path: Path, content: str) -> None:
    (tmp_path / "stackc.lock").write_text(content)
    with pytest.raises(CompileError):
        lock.update(lambda _: {APP: "local:a"})
    assert (tmp_path / "stackc.lock").read_text() == content


def test_a_link_is_no_lock_file(lock: LockFile, tmp_path: Path) -> None:
    (tmp_path / "stackc.lock").symlink_to("nowhere")
    with pytest.raises(CompileError, match="symbolic link"):
        lock.update(lambda _: {APP: "local:a"})


def test_a_file_of_version_1_is_rewritten_with_a_note(lock: LockFile, tmp_path: Path, notes: list[str]) -> None:
    (tmp_path / "stackc.lock").write_text("instances:\n  app@dev: 'http:https://u:p@h/s'\nversion: 1\n")
    assert lock.update(lambda now: now) == {APP: "http:https://h/s"}
    assert "version: 2" in (tmp_path / "stackc.lock").read_text()
    assert notes == ["stackc.lock was of version 1 and is now of version 2; commit it"]


def test_a_lock_file_that_cannot_be_read_is_reported(lock: LockFile, tmp_path: Path) -> None:
    (tmp_path / "stackc.lock").mkdir()
    read = lock.read()
    [found] = read.diagnostics
    assert (found.code, read.value.rows) == (Code.LOCK_FILE, {})
    assert "is a directory" in found.message


def test_without_a_file_there_are_no_rows(lock: LockFile) -> None:
    assert (lock.read().value.rows, lock.read().diagnostics) == ({}, ())


def test_a_file_that_did_not_change_is_parsed_once(lock: LockFile, tmp_path: Path) -> None:
    lock.update(lambda _: {APP: "local:a"})
    first = lock.read()
    assert lock.read() is first
    (tmp_path / "stackc.lock").write_text((tmp_path / "stackc.lock").read_text().replace("local:a", "local:b"))
    assert lock.read().value.rows == {APP: "local:b"}


@pytest.mark.parametrize(
    ("in_the_way", "said"),
    [
        pytest.param(".stackc", "not a directory (`{root}/.stackc/.gitignore`)", id="our own folder"),
        pytest.param(".stackc/locks", "file exists (`{root}/.stackc/locks`)", id="the folder of locks"),
    ],
)
def test_a_lock_file_that_cannot_be_written_says_what_is_in_the_way(
    in_the_way: str, said: str, lock: LockFile, tmp_path: Path
) -> None:
    (tmp_path / in_the_way).parent.mkdir(exist_ok=True)
    (tmp_path / in_the_way).write_text("a file")
    with pytest.raises(CompileError) as refused:
        lock.update(lambda _: {APP: "local:a"})
    [found] = refused.value.diagnostics
    assert found.code is Code.WRITE_FAILED
    assert found.message == f"`{tmp_path}/stackc.lock` cannot be written: {said.format(root=tmp_path)}"
    assert not (tmp_path / "stackc.lock").exists()


class Full(DiskWorkplace):
    """No room for the lock file itself."""

    def write(self, path: str, content: bytes, mode: int) -> bool:
        if path.endswith("stackc.lock"):
            raise OSError(28, "No space left on device", path)
        return super().write(path, content, mode)


def test_the_lock_file_itself_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(CompileError) as refused:
        LockFile(str(tmp_path), Full(), lambda _: None).update(lambda _: {APP: "local:a"})
    [found] = refused.value.diagnostics
    assert found.message == f"`{tmp_path}/stackc.lock` cannot be written: no space left on device"


def test_a_file_of_version_1_without_rows_is_left_alone(lock: LockFile, tmp_path: Path, notes: list[str]) -> None:
    (tmp_path / "stackc.lock").write_text("instances: {}\nversion: 1\n")
    assert lock.update(lambda now: now) == {}
    assert ((tmp_path / "stackc.lock").read_text(), notes) == ("instances: {}\nversion: 1\n", [])


def test_rows_may_be_taken_out(lock: LockFile) -> None:
    lock.update(lambda _: {APP: "local:a", WEB: "local:b"})
    assert lock.update(lambda now: {id_: text for id_, text in now.items() if id_ != APP}) == {WEB: "local:b"}
    assert lock.read().value.rows == {WEB: "local:b"}


def test_copies_stay_whatever_happens_to_rows(lock: LockFile) -> None:
    lock.change(lambda now: now._replace(copies={APP: ("local:old",)}))
    assert lock.update(lambda now: {**now, WEB: "local:b"}) == {WEB: "local:b"}
    assert lock.read().value.entries == Entries({WEB: "local:b"}, {APP: ("local:old",)})
    lock.change(lambda now: now._replace(copies={APP: ()}))
    assert lock.read().value.copies == {}
