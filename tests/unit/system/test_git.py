from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from stackc.base.ports import OutputFailure
from stackc.system.git import GitWorld, git_fact

ENV = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    **{f"GIT_{role}_{part}": "t@example.com" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")},
}


def git(folder: Path, *words: str | bytes) -> None:
    subprocess.run(["git", *words], cwd=folder, env=ENV, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("url", "fact", "value"),
    [
        pytest.param(b"https://host/me/it.git", "owner", "me", id="owner"),
        pytest.param(b"https://host/m\xff/it", "owner", "m\ufffd", id="not UTF-8"),
        pytest.param(b"https://host/m\xff/it", "url", "https://host/m\ufffd/it", id="the whole, not UTF-8"),
    ],
)
def test_a_fact_is_text_whatever_its_bytes(url: bytes, fact: str, value: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", url)
    assert git_fact(str(tmp_path), fact, ENV) == value


def test_an_address_without_an_owner_is_said_whatever_its_bytes(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", b"\xff")
    with pytest.raises(OutputFailure, match="has no owner"):
        git_fact(str(tmp_path), "owner", ENV)


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit."""
    root = tmp_path_factory.mktemp("git")
    for path in ("a.yaml", "b/c/x.tf", "b/c/d/y.tf", "b/é.yaml"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    (root / "link").symlink_to("b")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "all")):
        subprocess.run(["git", *words], cwd=root, env=ENV, check=True)
    return root


@pytest.mark.parametrize(
    ("prefix", "folder", "expected"),
    [
        pytest.param("", ".", ("a.yaml", "link"), id="the top"),
        pytest.param("", "b", ("é.yaml",), id="a folder with folders"),
        pytest.param("", "b/c", ("x.tf",), id="below"),
        pytest.param("b", "c", ("x.tf",), id="relative to the project"),
        pytest.param("b", "..", ("a.yaml", "link"), id="above the project"),
        pytest.param("", "none", (), id="no folder"),
        pytest.param("", "a.yaml", (), id="a file"),
    ],
)
def test_entries_are_the_files_of_a_folder_alone(
    top: Path, prefix: str, folder: str, expected: tuple[str, ...]
) -> None:
    assert GitWorld(str(top), prefix, "HEAD", ENV).entries(folder) == expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [("b/c", "folder"), ("b", "folder"), ("a.yaml", "file"), ("link", "folder"), ("b/c/d/z", None), (".", "folder")],
)
def test_the_kind_of_a_path_follows_links(top: Path, path: str, kind: str | None) -> None:
    assert GitWorld(str(top), "", "HEAD", ENV).kind(path) == kind


def test_walk_does_not_follow_links(top: Path) -> None:
    assert GitWorld(str(top), "", "HEAD", ENV).walk(".") == ("a.yaml", "b/c/d/y.tf", "b/c/x.tf", "b/é.yaml", "link")
