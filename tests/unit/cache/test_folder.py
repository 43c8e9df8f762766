"""The folder of kept answers: whose it is, what is read and written there, and how large it gets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.cache import folder as module
from stackc.cache.folder import cache_folder, entries, is_private, read_entry, remove_entries, write_entry


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"HOME": "/home/me"}, "/home/me/.cache/stackc"),
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "/var/c"}, "/var/c/stackc"),
        ({"HOME": "/home/me", "XDG_CACHE_HOME": "relative"}, "/home/me/.cache/stackc"),
        ({"HOME": "/home/me", "STACKC_CACHE_DIR": "/mine"}, "/mine"),
        ({"HOME": "/home/me", "STACKC_CACHE_DIR": ""}, None),
        ({"HOME": "/home/me", "STACKC_NO_CACHE": "1"}, None),
        ({"HOME": "/home/me", "STACKC_NO_CACHE": "0"}, "/home/me/.cache/stackc"),
        ({"HOME": ""}, None),
        ({}, None),
    ],
)
def test_answers_are_kept_where_the_user_says(env: Mapping[str, str], expected: str | None) -> None:
    assert cache_folder(env) == expected


def test_what_is_written_is_read(tmp_path: Path) -> None:
    folder = str(tmp_path / "a/b")
    assert write_entry(folder, "key", b"content")
    assert read_entry(folder, "key") == b"content"
    assert read_entry(folder, "other") is None
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a/b/key.answer").stat().st_mode & 0o777 == 0o600


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert not write_entry(str(tmp_path / "home/.cache/stackc"), "key", b"content")
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_enters_what_is_made_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert write_entry(str(tmp_path / ".cache/stackc"), "key", b"content")
    finally:
        os.umask(before)
    assert (tmp_path / ".cache").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o707, 0o750])
def test_a_folder_that_others_may_enter_is_not_used(mode: int, tmp_path: Path) -> None:
    assert write_entry(str(tmp_path), "key", b"content") is is_private(str(tmp_path))
    tmp_path.chmod(mode)
    assert read_entry(str(tmp_path), "key") is None
    assert not write_entry(str(tmp_path), "key", b"other")
    tmp_path.chmod(0o700)


def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert not write_entry(str(tmp_path / "link"), "key", b"content")


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path / "kept")
    assert write_entry(folder, "key", b"content")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert read_entry(folder, "key") is None


def test_an_entry_that_is_a_link_or_no_file_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o700)
    (tmp_path / "forged").write_bytes(b"content")
    (folder / "link.answer").symlink_to(tmp_path / "forged")
    (folder / "folder.answer").mkdir()
    os.mkfifo(folder / "pipe.answer")
    assert [read_entry(str(folder), name) for name in ("link", "folder", "pipe")] == [None] * 3


def test_what_cannot_be_written_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "kept"
    monkeypatch.setattr(os, "replace", full)
    assert not write_entry(str(folder), "key", b"content")
    assert list(folder.iterdir()) == []
    (tmp_path / "file").write_text("")
    assert not write_entry(str(tmp_path / "file"), "key", b"content")


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ANSWER", 4)
    assert not write_entry(str(tmp_path / "kept"), "key", b"content")


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path / "kept")
    monkeypatch.setattr(module, "MAX_BYTES", 20)
    for number, key in enumerate("abc"):
        assert write_entry(folder, key, b"content")
        os.utime(f"{folder}/{key}.answer", (number, number))
    assert write_entry(folder, "d", b"content")
    assert [key for key in "abcd" if read_entry(folder, key)] == ["c", "d"]


def test_only_what_is_ours_is_removed(tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    write_entry(folder, "a", b"content")
    (tmp_path / "kept/b.1.tmp").write_bytes(b"cut off")
    (tmp_path / "kept/notes.txt").write_text("mine")
    assert remove_entries(folder) == 2
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["notes.txt"]
    assert remove_entries(str(tmp_path / "none")) == 0


def test_what_another_process_removes_meanwhile_is_passed_over(tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    for key in "abc":
        write_entry(folder, key, b"content")
    found = entries(folder)
    next(found)
    for path in (tmp_path / "kept").iterdir():
        path.unlink()
    assert list(found) == []


def test_what_a_process_of_the_same_number_left_is_not_in_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o700)
    (folder / f"key.{os.getpid()}.tmp").write_bytes(b"cut off")
    assert write_entry(str(folder), "key", b"content")


def test_what_was_cut_off_long_ago_is_removed(tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    write_entry(folder, "a", b"content")
    for name, age in (("old.1.tmp", 0), ("new.1.tmp", None)):
        path = tmp_path / "kept" / name
        path.write_bytes(b"cut off")
        if age is not None:
            os.utime(path, (age, age))
    write_entry(folder, "b", b"content")
    assert sorted(os.path.basename(path) for path, _ in entries(folder)) == ["a.answer", "b.answer", "new.1.tmp"]


def test_there_are_no_more_than_can_be_looked_at_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(tmp_path / "kept")
    monkeypatch.setattr(module, "MAX_FILES", 2)
    for number, key in enumerate("abc"):
        assert write_entry(folder, key, b"content")
        os.utime(f"{folder}/{key}.answer", (number, number))
    assert [key for key in "abc" if read_entry(folder, key)] == ["b", "c"]
