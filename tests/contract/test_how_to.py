"""The pages in docs/how-to/ do what they show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.command import terraform_env, write_files
from tests.kit.examples import Example, read_examples, read_files, run_example
from tests.kit.work import GUARD

PAGES = sorted((Path(__file__).parents[2] / "docs" / "how-to").glob("*.md"))
EXAMPLES = {f"{page.stem}-{each.name}": each for page in PAGES for each in read_examples(page.read_text(encoding="utf-8"))}  # fmt: skip
WRITE_A_POLICY = next(page for page in PAGES if page.stem == "write-a-policy").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_how_to_example(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_example(example, tmp_path, monkeypatch)


def test_the_test_of_a_policy_passes(tmp_path: Path) -> None:
    write_files(tmp_path, read_files(WRITE_A_POLICY))
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_policies.py"]
    env = {**terraform_env(tmp_path / "home"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=GUARD)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout
