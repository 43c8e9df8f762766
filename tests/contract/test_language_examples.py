"""The examples of docs/language.md do what the page says."""

from pathlib import Path

import pytest

from tests.kit.examples import Example, first_file, read_examples, run_example

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
SHARED = first_file(PAGE)
EXAMPLES = read_examples(PAGE)
_PROJECT_FILES = ("stackc.yaml", "stackc.yml", "atmos.yaml", "atmos.yml", ".atmos.yaml")


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_language_example(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not example.bare and not any(name in example.files for name in _PROJECT_FILES):
        example.files.update(SHARED)
    run_example(example, tmp_path, monkeypatch)


def test_the_shared_project_file_stands_at_the_top() -> None:
    assert set(SHARED) == {"stackc.yaml"}
