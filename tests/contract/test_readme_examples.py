"""The commands and the code in README.md do what the page shows, from nothing or on the organization that ships with it."""

import re
from pathlib import Path

import pytest

from tests.kit.examples import Example, read_examples, run_commands, run_example

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = read_examples(PAGE)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_readme_example(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if example.pasted:
        run_example(example, tmp_path, monkeypatch)
    else:
        run_commands(example, ROOT, monkeypatch)


def test_what_a_newcomer_pastes_is_ten_lines_and_needs_no_file() -> None:
    [newcomer] = [example for example in EXAMPLES if example.pasted]
    [script] = newcomer.pasted
    assert len(script.splitlines()) <= 10
    assert newcomer.files == {}


def test_readme_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The Python block runs and prints nothing; an expression with a comment behind it has that value."""
    monkeypatch.chdir(ROOT)
    [block] = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(block, names)
    shown = re.findall(r"^(\S.*?) {2,}# ('.*')$", block, re.MULTILINE)
    assert [repr(eval(expression, names)) for expression, _ in shown] == [value for _, value in shown]
    assert len(shown) == 3
    assert capsys.readouterr().out == ""
