from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MANIFEST = "vars: {stage: é, note: grüße}\ncomponents: {terraform: {vpc: {}}}\n"
PROJECT = 'stacks: {included_paths: ["*"], name_pattern: "{stage}"}\n'


def run(root: Path, shell: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """``shell`` in a project of one stack, with ``$STACKC`` as the command."""
    (root / "stacks").mkdir(exist_ok=True)
    (root / "stacks/a.yaml").write_text(MANIFEST, encoding="utf-8")
    (root / "stackc.yaml").write_text(PROJECT)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    command = f'STACKC="{sys.executable} -m stackc"\n{shell}'
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=root, env={**plain, **env}, capture_output=True, timeout=20, check=False
    )


@pytest.mark.parametrize(
    "env",
    [
        pytest.param({"LC_ALL": "C.UTF-8"}, id="utf-8"),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="ascii"),
        pytest.param({"PYTHONIOENCODING": "latin-1"}, id="latin-1"),
    ],
)
def test_an_answer_is_utf_8_whatever_the_locale(env: dict[str, str], tmp_path: Path) -> None:
    done = run(tmp_path, "$STACKC list stacks", **env)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, "é\n", b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
@pytest.mark.parametrize("command", ["list stacks", "describe stacks"])
def test_a_full_disk_is_said_and_fails(command: str, tmp_path: Path) -> None:
    done = run(tmp_path, f"$STACKC {command} >/dev/full")
    assert (done.returncode, done.stderr) == (1, b"stackc: the answer cannot be written: No space left on device\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_mistake(closed: str, tmp_path: Path) -> None:
    done = run(tmp_path, f"$STACKC list stacks {closed}")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_goes_away_is_no_mistake_to_talk_about(tmp_path: Path) -> None:
    assert run(tmp_path, "$STACKC describe stacks | true").stderr == b""


def test_a_working_directory_that_is_gone_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, "mkdir gone && cd gone && rmdir ../gone && $STACKC list stacks")
    assert (done.returncode, done.stderr) == (2, b"stackc: the working directory does not exist any more\n")
