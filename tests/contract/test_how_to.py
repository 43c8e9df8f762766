"""The pages in docs/how-to/ and the page about one value do what they show."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from stackc.syntax.tags import KNOWN
from tests.kit.command import terraform_env, write_files
from tests.kit.examples import read_files, run_walk, untyped_blocks
from tests.kit.work import GUARD

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))
WALKS = {page.stem: page.read_text(encoding="utf-8") for page in (*HOW_TO, DOCS / "how-a-value-is-decided.md")}
_OTHER_TOOLS = {"adopt-an-atmos-repository": ["sh"], "how-a-value-is-decided": ["mermaid"]}
"""The blocks that need another program: Atmos, and whatever draws the picture."""


@pytest.mark.parametrize("page", WALKS.values(), ids=WALKS)
def test_a_page_does_what_it_shows_from_top_to_end(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_walk(page, tmp_path, monkeypatch)


@pytest.mark.parametrize("name", WALKS)
def test_no_block_is_left_out_of_the_walk(name: str) -> None:
    assert [mark for _, mark in untyped_blocks(WALKS[name])] == _OTHER_TOOLS.get(name, [])


def test_a_walk_that_shows_something_else_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = WALKS["append-to-a-list"].replace("\n- 192.168.0.0/16", "\n- 192.168.0.0/24", 1)
    with pytest.raises(pytest.fail.Exception, match=re.escape("- 192.168.0.0/24")):
        run_walk(page, tmp_path, monkeypatch)


def test_the_test_of_a_policy_passes(tmp_path: Path) -> None:
    write_files(tmp_path, read_files(WALKS["write-a-policy"]))
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_policies.py"]
    env = {**terraform_env(tmp_path / "home"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=GUARD)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


def test_the_settings_of_an_editor_name_tags_and_schemas_that_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = WALKS["set-up-an-editor"]
    run_walk(page, tmp_path, monkeypatch)
    tags = re.findall(r'"(![\w.-]+) \w+"', page)
    assert len(tags) > 10
    assert set(tags) <= KNOWN
    lines = re.findall(r'title="([^"]+)"\n# yaml-language-server: \$schema=(\S+)', page)
    assert [(tmp_path / file).parent.joinpath(schema).is_file() for file, schema in lines] == [True, True]
