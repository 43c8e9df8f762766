"""Another state of the same project."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.compile.compilation import Compilation
from stackc.project.comparing import base_at, base_of
from stackc.project.open_project import OpenProject, open_project
from tests.kit.command import PROJECT, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
    "notes.txt": "one\n",
}


def git(root: Path, *words: str) -> None:
    settings = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *words], cwd=root, check=True, capture_output=True)


def commit(root: Path, **files: str) -> None:
    write_files(root, {name.replace("__", "/") + ".yaml": text for name, text in files.items()})
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "change")


@pytest.fixture(params=["", "team/infra"], ids=["at the top", "in a folder"])
def place(request: pytest.FixtureRequest) -> str:
    """Where in the checkout the project lies."""
    return str(request.param)


@pytest.fixture
def top(tmp_path: Path, place: str) -> Path:
    """A checkout whose branch ``work`` left ``main`` at the first commit."""
    top = tmp_path / "checkout"
    write_files(top / place, FILES)
    git(top, "init", "-q", "-b", "main")
    commit(top)
    git(top, "checkout", "-q", "-b", "work")
    return top


def opened(top: Path, place: str) -> OpenProject:
    return open_project(str(top / place), {})


def names(compilation: Compilation) -> list[str]:
    return [str(name) for name in compilation.names()]


def test_a_commit_is_compiled_from_gits_objects(top: Path, place: str) -> None:
    commit(top / place, stacks__deploy__prod="vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n")
    before, changed = base_of(opened(top, place), "main")
    assert (names(before), names(opened(top, place).compilation)) == (["dev"], ["dev", "prod"])
    assert changed == frozenset({"stacks/deploy/prod.yaml"})


def test_it_is_the_commit_at_which_the_branch_left(top: Path, place: str) -> None:
    commit(top / place, work="a: 1\n")
    git(top, "checkout", "-q", "main")
    commit(top / place, stacks__deploy__late="vars: {stage: late}\ncomponents: {terraform: {app: {}}}\n")
    git(top, "checkout", "-q", "work")
    before, changed = base_of(opened(top, place), "main")
    assert (names(before), changed) == (["dev"], frozenset({"work.yaml"}))


def test_what_is_not_committed_is_no_change_of_files(top: Path, place: str) -> None:
    write_files(top / place, {"new.yaml": "", "notes.txt": "two\n"})
    assert base_of(opened(top, place), "main")[1] == frozenset()


def test_a_file_that_was_renamed_is_two_that_changed(top: Path, place: str) -> None:
    git(top / place, "mv", "notes.txt", "words é.txt")
    git(top, "commit", "-qm", "rename")
    assert base_of(opened(top, place), "main")[1] == frozenset({"notes.txt", "words é.txt"})


def test_files_above_the_project_are_told_from_there(top: Path, place: str) -> None:
    write_files(top, {"modules/x.tf": ""})
    commit(top)
    above = "../" * place.count("/") + ("../" if place else "")
    assert base_of(opened(top, place), "main")[1] == frozenset({f"{above}modules/x.tf"})


@pytest.mark.parametrize(
    ("reference", "fetch"),
    [
        ("nowhere", "git fetch origin nowhere"),
        ("origin/main", "git fetch origin main"),
        ("up/feature/x", "git fetch up feature/x"),
        ("--all", "git fetch origin --all"),
    ],
)
def test_a_commit_that_is_not_here_is_told_with_how_to_fetch_it(
    reference: str, fetch: str, top: Path, place: str
) -> None:
    with pytest.raises(CompileError) as missing:
        base_of(opened(top, place), reference)
    [found] = missing.value.diagnostics
    assert (found.code, found.message, found.help) == (
        Code.GIT,
        f"there is no commit `{reference}` here",
        f"fetch it: {fetch}",
    )


def test_commits_without_a_common_one_are_not_compared(top: Path, place: str) -> None:
    git(top, "checkout", "-q", "--orphan", "other")
    commit(top, stray="a: 1\n")
    with pytest.raises(CompileError) as apart:
        base_of(opened(top, place), "main")
    assert [each.message for each in apart.value.diagnostics] == [
        "`main` and the current commit have no common ancestor here"
    ]


@pytest.mark.parametrize("question", ["commit", "checkout"])
def test_without_git_nothing_is_compared(question: str, tmp_path: Path) -> None:
    project = open_project(str(write_files(tmp_path, FILES)), {})
    with pytest.raises(CompileError) as refused:
        base_of(project, "main") if question == "commit" else base_at(project, str(tmp_path))
    assert [each.message for each in refused.value.diagnostics] == [f"`{tmp_path}` is not in a git repository"]


@pytest.fixture
def other(top: Path, tmp_path: Path) -> Path:
    """Another checkout, of the branch ``main``."""
    git(top, "worktree", "add", "-q", str(tmp_path / "other"), "main")
    return tmp_path / "other"


@pytest.mark.parametrize("inner", [False, True], ids=["its top", "the project in it"])
def test_another_checkout_is_compiled(inner: bool, other: Path, top: Path, place: str) -> None:
    commit(top / place, stacks__deploy__prod="vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n")
    before, changed = base_at(opened(top, place), str(other / place if inner else other))
    assert (names(before), changed) == (["dev"], frozenset({"stacks/deploy/prod.yaml"}))


def test_the_files_of_another_checkout_are_those_on_its_disk(other: Path, top: Path, place: str) -> None:
    write_files(other / place, {"stacks/deploy/dev.yaml": "vars: {stage: new}\ncomponents: {terraform: {app: {}}}\n"})
    before, changed = base_at(opened(top, place), str(other))
    assert (names(before), changed) == (["new"], frozenset())


def test_a_folder_in_which_the_project_is_not_is_refused(top: Path, place: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CompileError) as refused:
        base_at(opened(top, place), str(tmp_path / "empty"))
    [found] = refused.value.diagnostics
    assert (found.code, found.message) == (
        Code.GIT,
        f"`{tmp_path / 'empty'}` is no checkout of this project: there is no `stackc.yaml` or `stacks` in it",
    )


def test_a_checkout_needs_one_of_its_files_alone(top: Path, place: str, tmp_path: Path) -> None:
    write_files(tmp_path / "bare", {"stackc.yaml": ""})
    with pytest.raises(CompileError, match=r"which files .* differ in cannot be told"):
        base_at(opened(top, place), str(tmp_path / "bare"))
