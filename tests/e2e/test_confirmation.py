"""``apply --all`` and ``destroy --all`` on a terminal: asked once, with the list, and only ``yes`` goes on."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, Said, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn, stand_in

pytestmark = pytest.mark.e2e

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": "vars: {stage: one}\ncomponents: {terraform: {alpha: {}, beta: {}}}\n",
    "components/terraform/alpha/main.tf": 'variable "stage" {}\n',
    "components/terraform/beta/main.tf": 'variable "stage" {}\n',
}


@pytest.fixture
def terraform_stand_in(tmp_path: Path) -> StandIn:
    return stand_in(tmp_path / "bin", "")


@pytest.fixture
def made(tmp_path: Path, clean_env: Env, terraform_stand_in: StandIn) -> Checkout:
    """Two instances and a ``terraform`` that does nothing."""
    return repository(tmp_path / "repo", clean_env, FILES).with_path(terraform_stand_in.folder)


def answered(made: Checkout, answer: str, *words: str) -> Said:
    """``stackc terraform …`` with ``answer`` typed on its terminal."""
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, f"{answer}\n".encode())
        done = subprocess.run(
            [sys.executable, "-m", "stackc", "terraform", *words],
            cwd=made.root,
            env=made.env,
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(terminal)
        os.close(keyboard)
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("verb", ["apply", "destroy"])
def test_yes_runs_what_was_listed(made: Checkout, terraform_stand_in: StandIn, verb: str) -> None:
    made.fill_states()
    said = answered(made, "yes", verb, "--all")
    assert (said.code, said.err.count("Only `yes` is accepted")) == (0, 1)
    assert f"  {verb} alpha@one\n  {verb} beta@one\n" in said.err
    ran = [call.split() for call in terraform_stand_in.calls if call.startswith(verb)]
    assert [words[-1] for words in ran] == ["-auto-approve"] * 2


@pytest.mark.parametrize("answer", ["no", "y", "YES", ""])
def test_any_other_answer_runs_nothing(made: Checkout, terraform_stand_in: StandIn, answer: str) -> None:
    said = answered(made, answer, "destroy", "--all")
    assert (said.code, terraform_stand_in.calls) == (1, [])


@pytest.mark.parametrize(
    "words", [["deploy", "--all"], ["destroy", "--all", "--auto-approve"], ["plan", "--all"]], ids=" ".join
)
def test_what_need_not_be_asked_is_not(made: Checkout, terraform_stand_in: StandIn, words: list[str]) -> None:
    made.fill_states()
    said = answered(made, "no", *words)
    assert (said.code, "Only `yes`" in said.err, len(terraform_stand_in.calls)) == (0, False, 4)


def test_one_instance_is_left_to_terraform_to_ask(made: Checkout, terraform_stand_in: StandIn) -> None:
    answered(made, "no", "apply", "alpha", "-s", "one")
    assert terraform_stand_in.calls[-1] == "apply -var-file one-alpha.terraform.tfvars.json"
