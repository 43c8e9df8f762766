from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackc.system.real_paths import RealPaths


@pytest.fixture
def top(tmp_path: Path) -> Path:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_text("")
    (tmp_path / "door").symlink_to("a/b")
    (tmp_path / "again").symlink_to("door")
    (tmp_path / "a/link").symlink_to("../door/file")
    (tmp_path / "dangling").symlink_to("nowhere/at/all")
    (tmp_path / "circle").symlink_to("circle")
    return tmp_path.resolve()


@pytest.mark.parametrize(
    "path",
    [
        "a/b/file",
        "door/file",
        "again/file",
        "a/link",
        "door/..",
        "door/../b/./file",
        "a//b",
        "none/x",
        "a/none",
        "dangling",
    ],
)
def test_a_path_leads_where_the_system_says(top: Path, path: str) -> None:
    assert RealPaths().of(f"{top}/{path}") == os.path.realpath(top / path) == os.path.realpath(f"{top}/{path}")


def test_a_link_to_itself_ends(top: Path) -> None:
    assert RealPaths().of(f"{top}/circle/x") == f"{top}/circle/x"


def test_a_path_that_nothing_opens_is_not_followed(top: Path) -> None:
    assert RealPaths().of(f"{top}/door" + "/." * 4096) == f"{top}/door"


def test_a_folder_is_looked_at_once(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def is_link(path: str) -> bool:
        asked.append(path)
        return False

    monkeypatch.setattr(os.path, "islink", is_link)
    paths = RealPaths()
    for number in range(50):
        paths.of(f"{top}/a/b/{number}")
    folders = [path for path in asked if not path[-1].isdigit() or path == str(top)]
    assert len(folders) == len(set(folders))
