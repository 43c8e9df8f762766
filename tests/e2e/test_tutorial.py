"""docs/tutorial.md, typed in from its top to its end, with the real Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.checkout import SHIPPED, typed_in
from tests.e2e.conftest import Env
from tests.kit.examples import Command, File, judge, read_walk, untyped_blocks

pytestmark = pytest.mark.e2e
PAGE = (SHIPPED / "docs" / "tutorial.md").read_text(encoding="utf-8")


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
