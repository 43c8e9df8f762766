"""The commands in README.md print what the page shows, on the organization that ships with it."""

from pathlib import Path

import pytest

from tests.kit.examples import Example, read_examples, run_commands

ROOT = Path(__file__).parents[2]
EXAMPLES = read_examples((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_readme_example(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    run_commands(example, ROOT, monkeypatch)
