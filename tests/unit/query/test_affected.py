"""What differs between two compilations."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from stackc.cli.main import run

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


def test_outside_of_git_there_is_no_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stackc.yaml").write_text(FILES["stackc.yaml"], encoding="utf-8")
    (tmp_path / "stacks/deploy").mkdir(parents=True)
    (tmp_path / "stacks/deploy/dev.yaml").write_text("vars: {stage: dev}\n", encoding="utf-8")
    assert run(["-C", str(tmp_path), "describe", "affected", "--base", "main"]) == 1
    assert "is not in a git repository" in capsys.readouterr().err
