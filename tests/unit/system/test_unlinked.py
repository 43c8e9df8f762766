from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stackc.system import unlinked as module
from stackc.system.unlinked import unlinked

READ = "import sys; sys.stdout.write(open(sys.argv[1]).read())"


def child(link: Path, descriptors: tuple[int, ...]) -> str:
    """What a child that inherits the descriptors reads at the link."""
    command = [sys.executable, "-c", READ, str(link)]
    return subprocess.run(command, pass_fds=descriptors, check=True, capture_output=True, text=True).stdout


def test_a_child_reads_what_has_no_name_as_often_as_it_likes(tmp_path: Path) -> None:
    link = tmp_path / "secrets"
    with unlinked(str(link), b"hunter2") as descriptors:
        assert [child(link, descriptors) for _ in range(2)] == ["hunter2", "hunter2"]
        assert (link.is_symlink(), len(descriptors)) == (True, 1)


def test_a_child_that_does_not_inherit_it_reads_nothing(tmp_path: Path) -> None:
    link = tmp_path / "secrets"
    with unlinked(str(link), b"hunter2"), pytest.raises(subprocess.CalledProcessError):
        child(link, ())


@pytest.mark.parametrize("failing", [False, True])
def test_nothing_is_left_whatever_happens(tmp_path: Path, failing: bool) -> None:
    before = len(os.listdir("/dev/fd"))
    with contextlib.suppress(RuntimeError), unlinked(str(tmp_path / "a"), b"x"):
        if failing:
            raise RuntimeError
    assert (os.listdir(tmp_path), len(os.listdir("/dev/fd"))) == ([], before)


@pytest.mark.parametrize("top", ["/proc/self/fd", "/dev/fd"])
def test_it_is_read_from_its_beginning_wherever_files_are_found_by_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, top: str
) -> None:
    if not os.path.isdir(top):
        pytest.skip(f"there is no {top}")
    monkeypatch.setattr(module, "_DESCRIPTORS", ("/nowhere", top))
    with unlinked(str(tmp_path / "a"), b"hunter2") as descriptors:
        assert os.readlink(tmp_path / "a") == f"{top}/{descriptors[0]}"
        assert os.lseek(descriptors[0], 0, os.SEEK_CUR) == 0
        assert child(tmp_path / "a", descriptors) == "hunter2"


def test_files_are_found_where_they_are_opened_anew_first() -> None:
    assert module._DESCRIPTORS == ("/proc/self/fd", "/dev/fd")


def test_what_an_earlier_run_left_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/dev/fd/99")
    with unlinked(str(tmp_path / "a"), b"x"):
        assert (tmp_path / "a").read_bytes() == b"x"


def test_a_link_that_was_deleted_meanwhile_is_no_mistake(tmp_path: Path) -> None:
    with unlinked(str(tmp_path / "a"), b"x"):
        (tmp_path / "a").unlink()
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    with pytest.raises(FileNotFoundError), unlinked(str(tmp_path / "none/a"), b"x"):
        pass
    assert len(os.listdir("/dev/fd")) == before


def test_without_files_in_memory_one_on_the_disk_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    with unlinked(str(tmp_path / "a"), b"hunter2") as descriptors:
        assert child(tmp_path / "a", descriptors) == "hunter2"
    assert os.listdir(tmp_path) == []


def test_where_no_descriptors_are_shown_it_is_a_file_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_DESCRIPTORS", ("/nowhere",))
    with unlinked(str(tmp_path / "a"), b"hunter2") as descriptors:
        assert (descriptors, child(tmp_path / "a", ())) == ((), "hunter2")
        assert (tmp_path / "a").lstat().st_mode & 0o7777 == 0o600
    assert os.listdir(tmp_path) == []
