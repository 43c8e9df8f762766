from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from stackc.system.output import OutputFolder, read_named, write_named

ROOT = Path(__file__).parents[3]


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o640)
    write_named(str(path), b"new")
    assert (path.read_text(), path.stat().st_mode & 0o777, os.listdir(tmp_path)) == ("new", 0o640, ["a"])


def test_a_new_file_has_the_permissions_asked_for(tmp_path: Path) -> None:
    write_named(str(tmp_path / "a"), b"new", 0o600)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_link_is_refused_and_its_target_kept(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("kept")
    (tmp_path / "link").symlink_to("target")
    with pytest.raises(OSError, match="symbolic link to `target`"):
        write_named(str(tmp_path / "link"), b"new")
    assert ((tmp_path / "target").read_text(), (tmp_path / "link").is_symlink()) == ("kept", True)


@pytest.mark.parametrize("target", ["/dev/null", "/nowhere/at/all"])
def test_a_link_is_refused_wherever_it_leads(target: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(OSError, match=f"symbolic link to `{target}`"):
        write_named(str(tmp_path / "link"), b"new")


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(path.read_bytes()))
    reader.start()
    write_named(str(path), b"said" * 50_000)
    reader.join()
    assert (heard, stat.S_ISFIFO(path.lstat().st_mode)) == ([b"said" * 50_000], True)


def test_a_device_is_written_to_and_stays() -> None:
    write_named("/dev/null", b"x")
    assert stat.S_ISCHR(os.lstat("/dev/null").st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
def test_a_full_device_is_said_by_name() -> None:
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"):
        write_named("/dev/full", b"x")


def test_an_open_file_is_written_where_it_stands(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "a", os.O_WRONLY | os.O_CREAT)
    try:
        os.write(descriptor, b"before ")
        write_named(f"/dev/fd/{descriptor}", b"after")
    finally:
        os.close(descriptor)
    assert (tmp_path / "a").read_text() == "before after"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("missing/a", "there is no folder `.*/missing`", id="no folder"),
        pytest.param("file/a", "`.*/file` is a file, not a folder", id="a file on the way"),
        pytest.param("folder", "it is a folder", id="a folder"),
        pytest.param("n" * 300, "File name too long", id="a long name"),
    ],
)
def test_what_cannot_be_written_is_said(name: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=reason):
        write_named(str(tmp_path / name), b"x")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_a_folder_is_made_but_none_above_it(tmp_path: Path) -> None:
    with OutputFolder(str(tmp_path / "new")):
        assert (tmp_path / "new").is_dir()
    with (
        pytest.raises(OSError, match=r"there is no folder `[^`]*/missing`"),
        OutputFolder(str(tmp_path / "missing/new")),
    ):
        pass


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(OSError, match="it is not a folder"), OutputFolder(str(tmp_path / "file")):
        pass


def test_two_commands_do_not_write_one_folder(tmp_path: Path) -> None:
    with (
        OutputFolder(str(tmp_path)),
        pytest.raises(OSError, match="another command is writing it"),
        OutputFolder(str(tmp_path)),
    ):
        pass
    with OutputFolder(str(tmp_path)):
        pass


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("a/b", None, id="nothing there"),
        pytest.param("file", None, id="a file"),
        pytest.param("file/b", "`{top}/file` is not a folder", id="below a file"),
        pytest.param("folder", "`{top}/folder` is not a file", id="a folder"),
        pytest.param("pipe", "`{top}/pipe` is not a file", id="a pipe"),
        pytest.param("link", "`{top}/link` is a symbolic link to `folder`", id="a link"),
        pytest.param("link/b", "`{top}/link` is a symbolic link to `folder`", id="below a link"),
    ],
)
def test_what_stands_in_the_way_of_a_file_is_named(name: str, said: str | None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("folder")
    assert OutputFolder(str(tmp_path)).obstacle(name) == (said and said.format(top=tmp_path))


# streams and devices


@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr"])
def test_a_stream_is_called_by_its_name(name: str, tmp_path: Path) -> None:
    """In another process, whose streams are ours to lend: one line before, which is still in its buffer."""
    script = (
        "import sys; from stackc.system.output import write_named; "
        f"sys.stdout.write('before '); write_named('/dev/{name}', b'said')"
    )
    number = ["stdin", "stdout", "stderr"].index(name)
    with open(tmp_path / "a", "w+b") as file:
        streams: list[Any] = [subprocess.DEVNULL] * 3
        streams[number] = file
        command = [sys.executable, "-c", script]
        subprocess.run(command, stdin=streams[0], stdout=streams[1], stderr=streams[2], cwd=ROOT, check=True)
    assert (tmp_path / "a").read_text() == ("before said" if name == "stdout" else "said")


@pytest.mark.parametrize("top", ["/dev/fd", "/proc/self/fd"])
def test_a_stream_is_called_by_its_number(top: str, tmp_path: Path) -> None:
    with open(tmp_path / "a", "wb", buffering=0) as file:
        write_named(f"{top}/{file.fileno()}", b"one ")
        write_named(f"{top}/{file.fileno()}", b"two")
    assert (tmp_path / "a").read_text() == "one two"


def test_a_stream_that_is_not_open_is_an_error_by_its_name() -> None:
    with pytest.raises(OSError, match="Bad file descriptor: '/dev/fd/987654'"):
        write_named("/dev/fd/987654", b"x")


def test_a_whole_name_alone_is_a_stream(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="there is no folder `/dev/fd/x`"):
        write_named("/dev/fd/x/1", b"x")


# files


def test_what_is_written_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("same")
    os.utime(tmp_path / "a", (1, 1))
    write_named(str(tmp_path / "a"), b"same")
    assert (tmp_path / "a").stat().st_mtime == 1


def test_a_new_file_can_be_read_by_all_unless_told(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_named(str(tmp_path / "a"), b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_a_file_that_may_not_be_written_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("kept")
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs the tests as root may write everything
    with pytest.raises(PermissionError, match="Permission denied"):
        write_named(str(tmp_path / "a"), b"new")
    assert ((tmp_path / "a").read_text(), os.listdir(tmp_path)) == ("kept", ["a"])


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a").write_text("kept")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*/a'"):
        write_named(str(tmp_path / "a"), b"new")
    assert ((tmp_path / "a").read_text(), os.listdir(tmp_path)) == ("kept", ["a"])


def test_a_file_that_is_replaced_keeps_its_owner_as_far_as_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_ours(*_: int) -> None:
        raise PermissionError

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os, "fchown", not_ours)
    write_named(str(tmp_path / "a"), b"new")
    assert (tmp_path / "a").read_text() == "new"


# folders of many files


def test_files_of_a_folder_are_written_and_read(tmp_path: Path) -> None:
    with OutputFolder(str(tmp_path)) as folder:
        folder.write("a/b/c", b"x", 0o600)
        assert (folder.read("a/b/c"), folder.read("a/none")) == (b"x", None)
    assert (tmp_path / "a/b/c").stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(tmp_path)) == ["a"]


def test_a_file_is_written_by_way_of_the_name_that_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[str] = []
    replace = os.replace

    def noted(source: str, target: str) -> None:
        ways.append(os.path.relpath(source, tmp_path))
        replace(source, target)

    monkeypatch.setattr(os, "replace", noted)
    with OutputFolder(str(tmp_path)) as folder:
        folder.write("a/b", b"x", 0o644)
        folder.write("a/c", b"x", 0o644, "mine")
        assert ways == [folder.temporary, "mine"]


def test_two_commands_have_temporary_names_of_their_own(tmp_path: Path) -> None:
    assert OutputFolder(str(tmp_path)).temporary != OutputFolder(str(tmp_path)).temporary


def test_with_a_file_go_the_folders_that_only_held_it(tmp_path: Path) -> None:
    with OutputFolder(str(tmp_path)) as folder:
        for name in ("a/b/c", "a/d", "e/f/g"):
            folder.write(name, b"x", 0o644)
        for name in ("a/b/c", "e/f/g", "e/none"):
            folder.remove(name)
    assert sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*")) == ["a", "a/d"]


def test_a_file_at_the_top_is_removed_without_the_folder_itself(tmp_path: Path) -> None:
    with OutputFolder(str(tmp_path / "new")) as folder:
        folder.write("a", b"x", 0o644)
        folder.remove("a")
    assert os.listdir(tmp_path) == ["new"]


def test_a_file_system_without_locks_is_written_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    with OutputFolder(str(tmp_path)) as folder:
        folder.write("a", b"x", 0o644)
    assert (tmp_path / "a").read_bytes() == b"x"


def test_a_folder_that_is_written_by_another_leaves_nothing_open(tmp_path: Path) -> None:
    with OutputFolder(str(tmp_path)):
        before = len(os.listdir("/dev/fd"))
        with pytest.raises(OSError, match="another command"):
            OutputFolder(str(tmp_path)).__enter__()
        assert len(os.listdir("/dev/fd")) == before


# --- what a user named, read


def test_only_a_regular_file_is_read(tmp_path: Path) -> None:
    file, link, pipe = tmp_path / "file", tmp_path / "link", tmp_path / "pipe"
    file.write_bytes(b"x")
    link.symlink_to(file)
    os.mkfifo(pipe)
    read = [read_named(str(path)) for path in (file, link, pipe, tmp_path, tmp_path / "none", Path("/dev/stdout"))]
    assert read == [b"x", None, None, None, None, None]
