"""The command tree: what each command takes, and the exit codes of wrong usage."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.cli.app import app, describe
from stackc.version import __version__
from tests.kit.command import PROJECT, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}, net: {}}}\n",
    "stacks/deploy/affected.yaml": "vars: {stage: affected}\ncomponents: {terraform: {app: {}}}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> str:
    return str(write_files(tmp_path, FILES))


def test_the_commands_are_these() -> None:
    assert {each.name or (each.callback and each.callback.__name__) for each in app.registered_commands} == {
        *("list", "validate", "why", "impact", "diff", "set", "graph", "generate", "build", "lock", "terraform"),
        *("explain", "schema", "completion", "version"),
    }
    assert [each.name for each in describe.registered_commands] == [
        *("stack", "stacks", "component", "dependents", "affected")
    ]


@pytest.mark.parametrize("words", [["version"], ["--version"], ["-q", "--version"], ["--version", "list"]])
def test_the_version_is_told_without_a_project(words: list[str], tmp_path: Path) -> None:
    assert run_here("-C", str(tmp_path), *words) == (0, f"stackc {__version__}\n", "")


@pytest.mark.parametrize(
    "words", [["--help"], ["-h"], ["describe", "-h"], ["list", "--help"], ["terraform", "-h"], ["lock", "-h"]]
)
def test_help_is_an_answer(words: list[str], tmp_path: Path) -> None:
    said = run_here("-C", str(tmp_path), *words)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage: stackc")


def test_help_names_the_global_options(tmp_path: Path) -> None:
    assert "--deny-warnings" in run_here("-C", str(tmp_path), "--help").out


@pytest.mark.parametrize(
    "line",
    [
        *("nothing", "list", "list nothing", "list stacks more", "list stacks -f yaml", "list stacks --nothing"),
        *("describe component", "describe component app -f text", "describe stack dev -f csv", "validate pods"),
        *("describe affected --base a --repo-path b", "graph -f xml", "generate varfile", "generate tarball app"),
        *("build", "completion", "completion cmd", "lock more"),
    ],
)
def test_wrong_usage_has_a_code_of_its_own(line: str, root: str) -> None:
    said = run_here("-C", root, *line.split())
    assert (said.code, said.out) == (2, "")
    assert "Usage: stackc" in said.err


@pytest.mark.parametrize(
    "line", ["terraform", "terraform nothing", "terraform plan", "--color x terraform plan", "terraform plan -s , app"]
)
def test_wrong_usage_of_terraform_is_1_because_2_means_changes_there(line: str, root: str) -> None:
    said = run_here("-C", root, *line.split())
    assert (said.code, said.out) == (1, "")


@pytest.mark.parametrize("option", ["-s", "-c"])
@pytest.mark.parametrize("command", ["list instances", "graph", "describe stacks", "build -o out"])
def test_an_empty_selection_is_wrong_usage(command: str, option: str, root: str) -> None:
    said = run_here("-C", root, *command.split(), option, "")
    assert (said.code, said.err) == (
        2,
        f"stackc: `{option}` is empty: name what is meant, or leave the option out to mean all\n",
    )


def test_describe_takes_the_name_of_a_stack_at_once(root: str) -> None:
    assert run_here("-C", root, "describe", "dev") == run_here("-C", root, "describe", "stack", "dev")
    assert run_here("-C", root, "describe", "dev").code == 0


def test_a_stack_that_is_named_like_a_command_needs_the_long_form(root: str) -> None:
    assert run_here("-C", root, "describe", "stack", "affected").out.startswith("stack affected\n")
    assert "SC0916" in run_here("-C", root, "describe", "affected").err


def test_an_option_of_describe_is_no_name(root: str) -> None:
    assert run_here("-C", root, "describe", "--nothing").code == 2


@pytest.mark.parametrize("words", [["-s", "dev", "-s", "affected"], ["-s", "dev,affected"]])
def test_selectors_are_repeated_or_comma_lists(words: list[str], root: str) -> None:
    said = run_here("-C", root, "list", "instances", *words)
    assert (said.code, said.out.split()) == (0, ["app@affected", "app@dev", "net@dev"])


def test_terraform_leaves_foreign_flags_to_terraform(root: str) -> None:
    said = run_here("-C", root, "terraform", "plan", "app", "-x")
    assert (said.code, "is no flag of stackc" in said.err) == (1, True)
