from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from stackc.system.output import OutputFolder, write_named


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
        pytest.param("file/a", "there is no folder `.*/file`", id="a file on the way"),
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
