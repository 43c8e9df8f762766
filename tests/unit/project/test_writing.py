"""Files that a user named, written."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.artifact.files import Artifact
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.project.writing import write_file, write_files


def artifact(name: str, content: bytes = b"x") -> Artifact:
    return Artifact(name, content)


def test_a_file_is_replaced(tmp_path: Path) -> None:
    for content in (b"one", b"two\xff"):
        write_file(str(tmp_path / "f"), content)
        assert (tmp_path / "f").read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


@pytest.mark.parametrize(
    ("name", "place", "reason"),
    [
        ("none/f", "none/f", "there is no folder `{top}/none`"),
        ("folder", "folder", "it is a folder"),
        ("link", "link", "it is a symbolic link to `file`"),
        ("n" * 300, "n" * 300, "file name too long"),
    ],
)
def test_what_cannot_be_written_is_a_diagnostic_that_names_it(
    name: str, place: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("file")
    with pytest.raises(CompileError) as failed:
        write_file(str(tmp_path / name), b"x")
    [found] = failed.value.diagnostics
    assert found.code is Code.WRITE_FAILED
    assert found.message == f"`{tmp_path / place}` cannot be written: {reason.format(top=tmp_path)}"


def test_files_are_written_with_an_index(tmp_path: Path) -> None:
    assert write_files(str(tmp_path / "out"), {"a/b.json": artifact("b.json", b"{}")}, whole=True) == ()
    assert (tmp_path / "out/a/b.json").read_bytes() == b"{}"
    assert "a/b.json" in (tmp_path / "out/index.json").read_text()


@pytest.mark.parametrize(("whole", "left"), [(True, ["b.json"]), (False, ["a.json", "b.json"])])
def test_only_the_whole_removes_what_is_not_in_it(whole: bool, left: list[str], tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    write_files(out, {"a.json": artifact("a.json")}, whole=True)
    assert write_files(out, {"b.json": artifact("b.json")}, whole=whole) == ()
    assert sorted(each.name for each in (tmp_path / "out").glob("?.json")) == left


def test_a_file_that_is_not_ours_is_left_and_told(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.json").write_text("mine")
    [found] = write_files(str(tmp_path / "out"), {"a.json": artifact("a.json")}, whole=True)
    assert (found.code.value[:4], (tmp_path / "out/a.json").read_text()) == ("SC08", "mine")


@pytest.mark.parametrize(("name", "reason"), [("none/out", "there is no folder"), ("file", "it is not a folder")])
def test_a_folder_that_is_none_is_a_diagnostic(name: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CompileError, match=f"cannot be written: {reason}"):
        write_files(str(tmp_path / name), {"a.json": artifact("a.json")}, whole=True)


def test_a_name_that_is_no_text_is_a_diagnostic(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="has no valid name") as failed:
        write_files(str(tmp_path / "out"), {"\ud800.json": artifact("\ud800.json")}, whole=True)
    assert failed.value.diagnostics[0].code is Code.WRITE_FAILED
