"""docs/tutorial.md, typed in from its top to its end, with the real Terraform."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.checkout import SHIPPED
from tests.e2e.conftest import Env
from tests.kit.examples import Command, File, judge, read_walk, untyped_blocks
from tests.kit.work import GUARD

pytestmark = pytest.mark.e2e
PAGE = (SHIPPED / "docs" / "tutorial.md").read_text(encoding="utf-8")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def typed_in(command: Command, folder: Path, env: Env) -> tuple[int, str]:
    """How a line ends that is given to a shell as it stands, and what a terminal shows, without colours."""
    done = subprocess.run(
        ["bash", "-c", command.typed],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=GUARD,
        check=False,
    )
    return done.returncode, _COLOUR.sub("", done.stdout)


@pytest.fixture
def path_with_stackc(tmp_path: Path, clean_env: Env) -> Env:
    """The environment of a newcomer who has installed ``stackc`` and Terraform."""
    command = tmp_path / "bin" / "stackc"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stackc "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return {**clean_env, "PATH": f"{command.parent}:{clean_env['PATH']}", "PYTHONPATH": str(SHIPPED)}


def test_the_tutorial_does_what_it_shows_on_an_empty_folder(tmp_path: Path, path_with_stackc: Env) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    for step in read_walk(PAGE):
        if isinstance(step, File):
            path = folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.content, encoding="utf-8")
        else:
            code, printed = typed_in(step, folder, path_with_stackc)
            judge(step, code, printed, folder)


def test_only_the_installation_is_not_typed_in() -> None:
    """It needs a network; all else on the page is a file or a command that the test above checks."""
    [(_, mark)] = untyped_blocks(PAGE)
    assert mark == "sh"


def test_a_line_the_tutorial_does_not_show_is_noticed(tmp_path: Path, path_with_stackc: Env) -> None:
    command = next(each for each in read_walk(PAGE) if isinstance(each, Command))
    with pytest.raises(pytest.fail.Exception):
        judge(command, 0, "another tool 1.0\n", tmp_path)
