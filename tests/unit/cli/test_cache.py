"""``stackc cache``: where answers are kept, how many there are, and that they can be removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.command import PROJECT, run_here, write_files
from tests.kit.kept import asked, environment


def test_what_is_kept_is_told_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_files(tmp_path / "repository", {"stackc.yaml": PROJECT, "stacks/deploy/a.yaml": ""}))
    kept = tmp_path / "kept"
    with environment({"HOME": str(tmp_path), "STACKC_CACHE_DIR": str(kept)}):
        assert run_here("cache", "info").out == f"{kept}: 0 answers, 0 bytes\n"
        asked("list", "files")
        (path,) = kept.iterdir()
        assert run_here("cache", "info").out == f"{kept}: 1 answer, {path.stat().st_size:,} bytes\n"
        assert run_here("cache", "clear").err == "1 answer removed\n"
        assert list(kept.iterdir()) == []


@pytest.mark.parametrize("env", [{"STACKC_NO_CACHE": "1"}, {"STACKC_CACHE_DIR": ""}, {}])
def test_where_nothing_is_kept_that_is_said(
    env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with environment(env):
        monkeypatch.delenv("HOME", raising=False)
        assert run_here("cache", "info").out.startswith("nothing is kept")
        assert run_here("cache", "clear").err == "0 answers removed\n"
