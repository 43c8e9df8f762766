from __future__ import annotations

from pathlib import Path

import pytest

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
