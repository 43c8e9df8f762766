"""``validate``: what it prints, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.command import PROJECT, run_here, write_files

SOUND = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": "vars: {stage: dev}\n"}
BROKEN = {**SOUND, "stacks/deploy/dev.yaml": "vars: [stage]\nimpot: [a]\n"}


@pytest.mark.parametrize("fmt", ["text", "json"])
@pytest.mark.parametrize(("files", "code"), [(SOUND, 0), (BROKEN, 1)], ids=["sound", "broken"])
def test_findings_go_to_the_file_and_nowhere_else(tmp_path: Path, fmt: str, files: dict[str, str], code: int) -> None:
    root = write_files(tmp_path, files)
    shown = run_here("-C", str(root), "validate", "--format", fmt)
    said = run_here("-C", str(root), "validate", "--format", fmt, "-o", str(tmp_path / "found"))
    assert (said.code, said.out, said.err) == (code, "", "")
    assert (tmp_path / "found").read_text(encoding="utf-8") == shown.err + shown.out


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    root = write_files(tmp_path, SOUND)
    said = run_here("-C", str(root), "validate", "-o", str(tmp_path / "none" / "found"))
    assert (said.code, "SC0805" in said.err) == (1, True)
