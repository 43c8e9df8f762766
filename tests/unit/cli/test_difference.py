"""``stackc diff``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, Said, run_here, write_files
from tests.unit.project.test_comparing import commit, git

DEV = "stacks/deploy/dev.yaml"
FILES = {
    "stackc.yaml": PROJECT,
    DEV: "vars: {stage: dev, size: 1}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod, size: 1}\ncomponents: {terraform: {app: {}}}\n",
    "components/terraform/app/main.tf": "",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A branch with a changed value."""
    write_files(tmp_path, FILES)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    git(tmp_path, "checkout", "-q", "-b", "work")
    return write_files(tmp_path, {DEV: FILES[DEV].replace("size: 1", "size: 2")})


def diff(root: Path, *words: str) -> Said:
    return run_here("-C", str(root), "diff", *words)


def test_the_line_that_was_edited_is_told_with_its_leaves(root: Path) -> None:
    said = diff(root, "--base", "main")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        f"{DEV}:1",
        "  vars.size   1 → 2   app@dev",
        "state addresses: none move · order: unchanged · 1 instance to plan in 1 wave",
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(("--base", "main"), 1, id="a commit"),
        pytest.param(("dev", "prod"), 1, id="stacks"),
        pytest.param(("app@dev", "app@dev"), 0, id="an instance and itself"),
    ],
)
def test_a_difference_is_an_exit_code_when_that_is_asked_for(root: Path, words: tuple[str, ...], code: int) -> None:
    assert (diff(root, *words, "--exit-code").code, diff(root, *words).code) == (code, 0)


def test_json_and_queries_answer_for_programs(root: Path) -> None:
    whole = json.loads(diff(root, "dev", "prod", "-f", "json").out)
    assert (whole["version"], whole["kind"]) == (1, "stacks")
    assert diff(root, "dev", "prod", "--query", ".after").out == "prod\n"


def test_markdown_is_written_to_a_file(root: Path, tmp_path: Path) -> None:
    said = diff(root, "--repo-path", str(root), "-f", "markdown", "-o", str(tmp_path / "comment.md"))
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "comment.md").read_text(encoding="utf-8").startswith("### ")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(("dev",), 2, "name two stacks", id="one name"),
        pytest.param(("dev", "prod", "qa"), 2, "name two stacks", id="three names"),
        pytest.param(("dev", "prod", "--base", "main"), 2, "exclude each other", id="names and a base"),
        pytest.param(("--repo-path", ".", "--base", "main"), 2, "exclude each other", id="two bases"),
        pytest.param(("dev", "app@prod"), 2, "not of one kind", id="a stack and an instance"),
        pytest.param(("dev", "prd"), 1, "did you mean `prod`?", id="a stack that is not there"),
        pytest.param(("app@dev", "ap@prod"), 1, "SC0416", id="an instance that is not there"),
        pytest.param(("--base", "none"), 1, "SC0916", id="a commit that is not there"),
        pytest.param((), 1, "SC0916", id="no main branch of a remote"),
    ],
)
def test_what_cannot_be_compared_is_told(root: Path, words: tuple[str, ...], code: int, message: str) -> None:
    said = diff(root, *words)
    assert (said.code, message in " ".join(said.err.split()), said.out) == (code, True, "")


def test_the_rest_is_compared_while_something_is_broken(root: Path) -> None:
    write_files(
        root, {"stacks/deploy/prod.yaml": FILES["stacks/deploy/prod.yaml"].replace("{}", "{metadata: {inherits: [x]}}")}
    )
    said = diff(root, "--base", "main")
    assert (said.code, "vars.size   1 → 2" in said.out, "error[SC0406]" in said.err) == (1, True, True)


def test_secrets_are_not_shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    write_files(
        root,
        {"stackc.yaml": PROJECT + "secrets: {env: [TOKEN]}\n", DEV: FILES[DEV].replace("size: 1", "size: !env TOKEN")},
    )
    for words in (
        ("--base", "main"),
        ("app@dev", "app@prod"),
        ("dev", "prod", "-f", "json"),
        ("--base", "main", "-f", "markdown"),
    ):
        said = diff(root, *words)
        assert ("hunter2" in said.out + said.err, "<secret>" in said.out) == (False, True)
