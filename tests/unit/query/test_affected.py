"""What differs between two compilations."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from stackc.base.ports import OutputFailure
from stackc.cli.main import run
from stackc.system.git import UNCONVERTED, run_git

FILES = {
    "stackc.yaml": 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\n',
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents:\n  terraform:\n    net: {vars: {size: 1}}\n    app: {}\n    gone: {}\n",
    "components/terraform/net/main.tf": "",
    "components/terraform/app/main.tf": "",
    "components/terraform/gone/main.tf": "",
}


def git(root: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main", *words]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    git(tmp_path, "checkout", "-q", "-b", "work")
    return tmp_path


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "change")


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def affected(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, list[str]]:
    code = run(["-C", str(root), "describe", "affected", "--base", "main", *words])
    said = capsys.readouterr()
    assert code == 0, said.err
    return {row["component"]: row["affected_all"] for row in json.loads(said.out)}


@pytest.fixture
def hostile(repository: Path) -> Path:
    """A checkout whose own configuration names a command for everything git may start."""
    trap = repository / ".git/trap"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/ran\nexit 1\n", encoding="utf-8")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.t.textconv",
        "diff.t.command",
        "alias.rev-parse",
    ):
        git(repository, "config", name, str(trap))
    (repository / ".git/info/attributes").write_text("* diff=t\n", encoding="utf-8")
    for hook in ("post-index-change", "reference-transaction"):
        (repository / ".git/hooks" / hook).symlink_to(trap)
    return repository


def test_no_command_of_a_checkouts_configuration_runs(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(hostile, "stacks/deploy/dev.yaml", "size: 1", "size: 2")
    assert "net" in affected(hostile, capsys)
    assert not (hostile / "ran").exists()


@pytest.mark.parametrize("arguments", [("status",), ("diff", "--stat", *UNCONVERTED), ("update-index", "--refresh")])
def test_whatever_git_is_asked_it_runs_no_command_of_the_checkout(hostile: Path, arguments: tuple[str, ...]) -> None:
    edit(hostile, "stacks/deploy/dev.yaml", "size: 1", "size: 2")
    with contextlib.suppress(OutputFailure):
        run_git(str(hostile), arguments, {"PATH": os.environ["PATH"], "HOME": str(hostile)})
    assert not (hostile / "ran").exists()


def test_nothing_differs_from_itself(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert affected(repository, capsys) == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("size: 1", "size: 2", {"net": ["stack.vars"]}, id="value"),
        pytest.param("size: 1", "size: 1.0", {"net": ["stack.vars"]}, id="kind of number"),
        pytest.param("app: {}", "app: {settings: {a: 1}}", {"app": ["stack.settings"]}, id="settings"),
        pytest.param("    gone: {}\n", "", {"gone": ["deleted"]}, id="deleted"),
        pytest.param("app: {}", "app: {metadata: {enabled: false}}", {}, id="disabled"),
        pytest.param("app: {}", "app: {hooks: {a: {}}}", {}, id="hooks are not compared"),
    ],
)
def test_each_change_has_its_reasons(
    repository: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, expected: dict[str, list[str]]
) -> None:
    edit(repository, "stacks/deploy/dev.yaml", old, new)
    assert affected(repository, capsys) == expected


def test_a_committed_change_of_the_component_folder_counts(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(repository, "components/terraform/app/main.tf", "", "# changed\n")
    assert affected(repository, capsys) == {}
    commit(repository)
    assert affected(repository, capsys) == {"app": ["component"]}


def test_what_changed_on_the_base_alone_is_not_ours(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "checkout", "-q", "main")
    edit(repository, "stacks/deploy/dev.yaml", "size: 1", "size: 9")
    commit(repository)
    git(repository, "checkout", "-q", "work")
    assert affected(repository, capsys) == {}


def test_dependents_come_along_when_asked_for(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(repository, "stacks/deploy/dev.yaml", "app: {}", "app: {settings: {depends_on: {1: {component: net}}}}")
    commit(repository)
    git(repository, "branch", "-f", "main")
    edit(repository, "stacks/deploy/dev.yaml", "size: 1", "size: 2")
    run(["-C", str(repository), "describe", "affected", "--base", "main", "--include-dependents"])
    [row] = json.loads(capsys.readouterr().out)
    assert [item["component"] for item in row["dependents"]] == ["app"]


@pytest.mark.parametrize(
    ("base", "said"),
    [
        pytest.param("origin/main", "fetch it: git fetch origin main", id="unknown commit"),
        pytest.param("lonely", "git fetch --unshallow origin", id="no common history"),
    ],
)
def test_a_missing_base_says_how_to_fetch_it(
    repository: Path, capsys: pytest.CaptureFixture[str], base: str, said: str
) -> None:
    if base == "lonely":
        git(repository, "checkout", "-q", "--orphan", "lonely")
        edit(repository, "stacks/deploy/dev.yaml", "size: 1", "size: 3")
        commit(repository)
        git(repository, "checkout", "-q", "work")
    assert run(["-C", str(repository), "describe", "affected", "--base", base]) == 1
    err = capsys.readouterr().err
    assert "error[SC0916]" in err
    assert said in err


@pytest.fixture
def checkouts(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The project in a folder of its checkout, and a second checkout of the same commit."""
    for name in ("stackc.yaml", "stacks", "components"):
        (repository / "infra").mkdir(exist_ok=True)
        git(repository, "mv", name, f"infra/{name}")
    commit(repository)
    other = tmp_path_factory.mktemp("other") / "checkout"
    git(repository, "clone", "-q", str(repository), str(other))
    return repository, other


@pytest.mark.parametrize("where", ["", "infra"])
def test_another_checkout_is_named_by_its_top_or_by_the_project_in_it(
    checkouts: tuple[Path, Path], where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here, other = checkouts
    edit(here / "infra", "stacks/deploy/dev.yaml", "size: 1", "size: 2")
    words = ["describe", "affected", "--repo-path", str(other / where), "--query", ".[].component"]
    assert run(["-C", str(here / "infra"), *words]) == 0
    assert capsys.readouterr().out == "net\n"


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_the_project_is_no_base(
    checkouts: tuple[Path, Path], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here, other = checkouts
    (other / "empty").mkdir()
    assert run(["-C", str(here / "infra"), "describe", "affected", "--repo-path", str(other / name)]) == 1
    assert "is no checkout of this project" in capsys.readouterr().err


def test_a_base_whose_commit_is_not_here_is_an_error(
    checkouts: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    here, other = checkouts
    edit(other / "infra", "stacks/deploy/dev.yaml", "size: 1", "size: 5")
    commit(other)
    assert run(["-C", str(here / "infra"), "describe", "affected", "--repo-path", str(other)]) == 1
    assert "cannot be told" in capsys.readouterr().err


def test_outside_of_git_there_is_no_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stackc.yaml").write_text(FILES["stackc.yaml"], encoding="utf-8")
    (tmp_path / "stacks/deploy").mkdir(parents=True)
    (tmp_path / "stacks/deploy/dev.yaml").write_text("vars: {stage: dev}\n", encoding="utf-8")
    assert run(["-C", str(tmp_path), "describe", "affected", "--base", "main"]) == 1
    assert "is not in a git repository" in capsys.readouterr().err
