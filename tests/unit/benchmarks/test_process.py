"""One process measured: what it says of it, and that a command that fails has no figures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.process import CommandFailed, measure

BUSY = "sum(range(2_000_000))"
LARGE = "import time; held = bytearray(60 << 20); time.sleep(0.2)"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def child(code: str) -> tuple[str, ...]:
    return python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)")


@pytest.mark.parametrize("command", [python(BUSY), child(BUSY)], ids=["itself", "its child"])
def test_the_time_of_a_process_and_its_children_counts(command: tuple[str, ...], tmp_path: Path) -> None:
    sample = measure(command, tmp_path, {})
    assert sample.cpu > 0.005
    assert sample.wall > 0


@pytest.mark.parametrize("command", [python(LARGE), child(LARGE)], ids=["itself", "its child"])
def test_the_memory_of_a_process_and_its_children_counts(command: tuple[str, ...], tmp_path: Path) -> None:
    assert 60 < measure(command, tmp_path, {}).memory < 120


def test_a_command_runs_where_and_with_what_it_is_told(tmp_path: Path) -> None:
    code = "import os; open('env', 'w').write(os.environ.get('A', '') + os.environ.get('HOME', ''))"
    measure(python(code), tmp_path, {"A": "a"})
    assert (tmp_path / "env").read_text() == "a"


def test_a_command_that_fails_is_said_with_its_stderr(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"exit code 3\nwhy"):
        measure(python("import sys; sys.stderr.write('why'); sys.exit(3)"), tmp_path, {})


def test_a_command_that_a_signal_ends_has_failed(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="exit code -9"):
        measure(python("import os; os.kill(os.getpid(), 9)"), tmp_path, {})


def test_a_command_that_is_not_there_has_failed(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="no-such-program"):
        measure((str(tmp_path / "no-such-program"),), tmp_path, {})
