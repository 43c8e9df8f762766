"""The quick way of the commands that are asked all the time says what the command tree says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackc.cli import main
from tests.kit.command import PROJECT, Said, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": """\
vars: {stage: dev, since: 2024-05-01}
components:
  terraform:
    app: {vars: {name: "{{ .atmos_component }}", day: !exec date}, depends_on: []}
    none: {vars: {none: "{{ .vars.nothing }}"}}
    broken: {metadata: {inherits: [nothing]}}
""",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}, größe: {}}}\n",
    "bad.yaml": "stacks: {included_paths: 3}\n",
}
QUICK = [
    "describe component app -s dev",
    "describe component -s dev app",
    "describe component app --stack dev",
    "describe component app -s dev -f json",
    "describe component app -s dev -f yaml",
    "describe component -f json -s dev app",
    "describe component --format json app --stack prod",
    "describe component --stack prod --format yaml app",
    "describe component größe -s prod",
    "-q describe component app -s dev",
    "describe -q component app -s dev",
    "describe component app -s dev -v --color always",
    "describe component app -s dev --deny-warnings",
    "describe component nothing -s dev",
    "describe component ap -s dev",
    "describe component app -s nothing",
    "describe component app -s pro -f json",
    "describe component broken -s dev",
    "why app@dev",
    "why app@dev vars.stage",
    "why app@dev vars.nothing",
    "why broken@dev vars",
    "describe component none -s dev",
    "describe component app -s ''",
    "describe component '' -s dev",
    "describe component app -s d*",
    "describe component app -s -dev",
    "describe component app -s --help",
    "describe component app -s -f",
    "describe component app -s deploy/dev",
    "describe component app -s dev --project bad.yaml",
    "describe component app -s dev --project nowhere.yaml",
    "describe component app -s dev -C nowhere",
    "terraform plan app -s dev --dry-run",
    "terraform plan app --help",
    "terraform plan -s dev -- -out",
    "terraform plan app -s nothing --dry-run -q",
    "terraform nothing",
    "terraform plan --nothing",
    "list stacks",
    "list stacks --format json",
    "list stacks --format=json",
    "-q list stacks",
    "list stacks --deny-warnings",
    "list --color always stacks",
    "list stacks --project bad.yaml",
    "list stacks -C nowhere",
    "validate",
    "-q validate",
    "validate --deny-warnings",
    "validate --notes",
    "validate --project bad.yaml",
    "validate -C nowhere",
    "version",
    "-v version",
    "version -C nowhere",
]
"""Answered without the command tree."""
SLOW = [
    "describe component app -s dev -f xml",
    "describe component app -s dev -f JSON",
    "describe component app -s dev -f ''",
    "describe component app -s dev -f text",
    "describe component app -s dev --format=json",
    "describe component app --stack=dev",
    "describe component app -sdev",
    "describe component app -s dev -f json -f yaml",
    "describe component app -s dev -s prod",
    "describe component app -s dev --stack prod",
    "describe component app",
    "describe component app -s",
    "describe component app -s dev -f",
    "describe component -s dev",
    "describe component",
    "describe component app other -s dev",
    "describe component app -s dev -- more",
    "describe component -- app -s dev",
    "describe component app -s dev --nothing",
    "describe component app -s dev --query .vars",
    "describe component app -s dev --help",
    "describe component - -s dev",
    "describe component app -s -f json",
    "list stacks --format csv",
    "list stacks --format xml",
    "list stacks --format",
    "list stacks -f json",
    "list stacks -s dev",
    "list stacks stacks",
    "list --format json stacks",
    "list stacks --",
    "list",
    "validate stacks",
    "validate nothing",
    "validate --format json",
    "validate --help",
    "terraform",
    "terraform --help",
    "terraform --nothing",
    "terraform -- plan",
    "version more",
    "version --help",
    "version --format json",
    "--version more",
    "more --version",
    "--versio",
]
"""Left to the command tree."""


def words_of(line: str) -> list[str]:
    return ["" if word == "''" else word for word in line.split()]


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ATMOS_", "STACKC_", "NO_COLOR", "TF_", "_STACKC", "_TYPER")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(write_files(tmp_path, FILES))


def both(words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[Said, Said, bool]:
    """What is said, what the command tree says, and whether it was asked in the first place."""
    tree, asked = main._typer, []

    def noted(*given: object) -> int:
        asked.append(given)
        return tree(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as inner:
        inner.setattr(main, "_typer", noted)
        first = run_here(*words)
    was_asked = bool(asked)
    with monkeypatch.context() as inner:
        inner.setattr(main, "_hot", lambda *_: None)
        second = run_here(*words)
    return first, second, was_asked


@pytest.mark.parametrize("line", QUICK)
def test_the_quick_way_says_what_the_command_tree_says(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick, tree, was_asked = both(words_of(line), monkeypatch)
    assert not was_asked
    assert quick == tree


@pytest.mark.parametrize("line", SLOW)
def test_what_the_quick_way_does_not_know_is_left_to_the_command_tree(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, tree, was_asked = both(words_of(line), monkeypatch)
    assert was_asked
    assert said == tree


@pytest.mark.parametrize("line", ["--version", "-q --version", "--version --color never"])
def test_the_version_option_is_known_to_the_command_tree(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick, tree, was_asked = both(words_of(line), monkeypatch)
    assert not was_asked
    assert quick == tree
