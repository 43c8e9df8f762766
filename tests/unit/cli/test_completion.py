"""What a shell is offered."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from stackc.cli.app import app, complete_component, complete_stack
from stackc.cli.main import run
from stackc.cli.options import Globals
from stackc.cli.session import Session
from tests.kit.command import PROJECT, write_files

ROOT = Path(__file__).parents[3]


def offered(line: str) -> list[str]:
    words = line.split(" ")
    env = {
        "PATH": os.environ["PATH"],
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_STACKC_COMPLETE": "complete_bash",
    }
    done = subprocess.run(
        [sys.executable, "-m", "stackc"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("stackc describe component cloudtrail -s core-gbl-ar", ["core-gbl-artifacts"], id="stack"),
        pytest.param("stackc describe component cloudtrail-b", ["cloudtrail-bucket"], id="component"),
        pytest.param("stackc val", ["validate"], id="command"),
    ],
)
def test_names_are_completed(line: str, expected: list[str]) -> None:
    assert offered(line) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_STACKC_COMPLETE" in capsys.readouterr().out


def test_an_unknown_shell_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "cmd"]) == 2
    assert "shells are bash, zsh and fish" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("incomplete", "names", "components"),
    [("", ["dev", "prod"], ["app", "net"]), ("d", ["dev"], []), ("n", [], ["net"]), ("x", [], [])],
)
def test_names_begin_as_they_were_begun(
    incomplete: str, names: list[str], components: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        f"stacks/deploy/{stage}.yaml": f"vars: {{stage: {stage}}}\ncomponents: {{terraform: {{net: {{}}, app: {{}}}}}}\n"
        for stage in ("prod", "dev")
    }
    monkeypatch.chdir(write_files(tmp_path, {"stackc.yaml": PROJECT, **files}))
    context = typer.Context(typer.main.get_command(app), obj=Session(Globals()))
    assert (complete_stack(context, incomplete), complete_component(context, incomplete)) == (names, components)
