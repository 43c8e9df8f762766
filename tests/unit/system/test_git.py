from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from stackc.base.ports import OutputFailure, ReadFailure
from stackc.system.git import GitWorld, git_fact, run_git

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


URLS = [
    pytest.param("https://github.com/me/it.git", ("github.com", "me/it", "me", "it"), id="https"),
    pytest.param("https://github.com/me/it", ("github.com", "me/it", "me", "it"), id="no ending"),
    pytest.param("https://github.com/me/it/", ("github.com", "me/it", "me", "it"), id="a slash at the end"),
    pytest.param("https://user:word@host:8443/me/it.git", ("host", "me/it", "me", "it"), id="user and port"),
    pytest.param("git@github.com:me/it.git", ("github.com", "me/it", "me", "it"), id="scp"),
    pytest.param("ssh://git@host:22/me/it.git", ("host", "me/it", "me", "it"), id="ssh"),
    pytest.param("https://host/group/sub/it.git", ("host", "group/sub/it", "group/sub", "it"), id="groups"),
    pytest.param("host:it", ("host", "it", "", "it"), id="no owner"),
]


@pytest.mark.parametrize(("url", "expected"), URLS)
def test_the_parts_of_an_address(url: str, expected: tuple[str, ...], tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", url)
    facts = ("host", "repository", "owner", "name")
    assert tuple(git_fact(str(tmp_path), fact, ENV) for fact in facts) == expected


def test_a_fact_that_there_is_not_is_empty(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", "https://host/me/it")
    assert git_fact(str(tmp_path), "colour", ENV) == ""


def test_facts_of_the_commit_that_is_checked_out(top: Path) -> None:
    said = subprocess.run(["git", "log", "-1", "--format=%H"], cwd=top, env=ENV, capture_output=True, text=True)
    assert git_fact(str(top), "sha", ENV) == git_fact(str(top), "ref", ENV) == said.stdout.strip()


def test_the_branch_is_the_one_that_is_checked_out(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "some/branch")
    assert git_fact(str(tmp_path), "branch", ENV) == "some/branch"


def test_what_git_refuses_is_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(OutputFailure, match=r"^fatal: not a git repository"):
        run_git(str(tmp_path), ("rev-parse", "HEAD"), {**ENV, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})


def test_what_git_refuses_without_a_word_names_the_command(top: Path) -> None:
    with pytest.raises(OutputFailure, match=r"^git rev-parse failed$"):
        run_git(str(top), ("rev-parse", "--verify", "--quiet", "nothing"), ENV)


def test_without_git_the_reason_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputFailure, match="git cannot be started: no such file or directory"):
        run_git(str(tmp_path), ("status",), {"PATH": str(tmp_path)})


def test_commands_that_a_checkout_names_are_not_run(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.fsmonitor", f"touch {tmp_path}/ran; false")
    (tmp_path / "a").write_text("a")
    run_git(str(tmp_path), ("status",), ENV)
    assert not (tmp_path / "ran").exists()


def test_git_is_given_what_is_asked(top: Path) -> None:
    assert (
        run_git(str(top), ("hash-object", "--stdin"), ENV, b"x").strip()
        != run_git(str(top), ("hash-object", "--stdin"), ENV).strip()
    )


@pytest.mark.parametrize(
    ("prefix", "path", "content"),
    [
        pytest.param("", "a.yaml", b"a.yaml", id="at the top"),
        pytest.param("b", "c/x.tf", b"b/c/x.tf", id="relative to the project"),
        pytest.param("b", "../a.yaml", b"a.yaml", id="above the project"),
        pytest.param("", "notes.txt", b"notes", id="no usual ending"),
        pytest.param("", "to-notes", b"notes", id="a link"),
        pytest.param("", "b/up", b"notes", id="a link to a link, from its own folder"),
    ],
)
def test_a_file_of_a_commit_is_read(linked: Path, prefix: str, path: str, content: bytes) -> None:
    assert GitWorld(str(linked), prefix, "HEAD", ENV).read(path) == content


@pytest.mark.parametrize("path", ["none", "b", "uncommitted", "/etc/passwd"])
def test_what_is_no_file_of_a_commit_is_not_read(linked: Path, path: str) -> None:
    (linked / "uncommitted").write_text("later")
    world = GitWorld(str(linked), "", "HEAD", ENV)
    with pytest.raises(ReadFailure, match="no such file"):
        world.read(path)


def test_a_commit_holds_its_repository_alone(linked: Path) -> None:
    world = GitWorld(str(linked), "", "HEAD", {**ENV, "A": "1"})
    assert (world.access("/etc/passwd"), world.closed_links(".")) == ("inside", ())
    assert (world.variable("A"), world.variable("NONE")) == ("1", None)


@pytest.mark.parametrize(
    ("prefix", "folder", "expected"),
    [
        ("", "b/c", ("d/y.tf", "x.tf")),
        ("b", "c", ("d/y.tf", "x.tf")),
        ("b", ".", ("c/d/y.tf", "c/x.tf", "é.yaml")),
        ("", "b/c/", ("d/y.tf", "x.tf")),
        ("", "none", ()),
    ],
)
def test_walk_lists_files_of_a_commit_relative_to_the_folder(
    top: Path, prefix: str, folder: str, expected: tuple[str, ...]
) -> None:
    assert GitWorld(str(top), prefix, "HEAD", ENV).walk(folder) == expected


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with links that lead to files, to one another and nowhere."""
    root = tmp_path_factory.mktemp("linked")
    for path in ("a.yaml", "b/c/x.tf"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    (root / "notes.txt").write_text("notes")
    (root / "to-notes").symlink_to("notes.txt")
    (root / "b/up").symlink_to("../to-notes")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "all")):
        git(root, *words)
    return root


@pytest.mark.parametrize("links", [1, 19, 20])
def test_a_chain_of_links_is_followed_twenty_times(tmp_path: Path, links: int) -> None:
    (tmp_path / "l0").write_text("end")
    for number in range(1, links + 1):
        (tmp_path / f"l{number}").symlink_to(f"l{number - 1}")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "all")):
        git(tmp_path, *words)
    assert GitWorld(str(tmp_path), "", "HEAD", ENV).read(f"l{links}") == b"end"


def test_what_a_commit_holds_hangs_on_its_name_alone(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    for content in ("one", "two"):
        (tmp_path / "a.yaml").write_text(content)
        git(tmp_path, "add", "a.yaml")
        git(tmp_path, "commit", "-qm", content)
    git(tmp_path, "replace", "HEAD:a.yaml", "HEAD~1:a.yaml")
    assert GitWorld(str(tmp_path), "", "HEAD", ENV).read("a.yaml") == b"two"
