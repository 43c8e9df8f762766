from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.work import GUARD

MANIFEST = "vars: {stage: é, note: grüße}\ncomponents: {terraform: {vpc: {metadata: {terraform_workspace: dev}}}}\n"
PROJECT = 'stacks: {included_paths: ["*"], name_pattern: "{stage}"}\n'


def run(root: Path, shell: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """``shell`` in a project of one stack, with ``$STACKC`` as the command."""
    (root / "stacks").mkdir(exist_ok=True)
    (root / "stacks/a.yaml").write_text(MANIFEST, encoding="utf-8")
    (root / "stackc.yaml").write_text(PROJECT)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    command = f'STACKC="{sys.executable} -m stackc"\n{shell}'
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=root, env={**plain, **env}, capture_output=True, timeout=GUARD, check=False
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


@pytest.mark.parametrize("command", ["list stacks", "graph", "describe stacks", "generate varfile vpc -s é", "lock"])
@pytest.mark.parametrize("closed", ["<&-", "<&- >&-", "<&- >&- 2>&-"])
def test_a_closed_standard_input_is_nothing_to_read_from(command: str, closed: str, tmp_path: Path) -> None:
    done = run(tmp_path, f"$STACKC {command} {closed}")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_question_to_a_closed_standard_input_is_an_error(tmp_path: Path) -> None:
    done = run(tmp_path, "$STACKC describe component vpc <&-")
    assert (done.returncode, b"SC0418" in done.stderr) == (1, True)


def test_a_child_has_no_stream_that_a_file_could_take_the_place_of(tmp_path: Path) -> None:
    (tmp_path / "components/terraform/vpc").mkdir(parents=True)
    (tmp_path / "terraform").write_text(
        '#!/bin/sh\ncase $1 in version) echo \'{"terraform_version": "1.9.0"}\';;\n'
        f"plan) for each in 0 1; do test /proc/$$/fd/$each -ef /dev/null && echo $each >>{tmp_path}/open; done\n"
        f"test -p /proc/$$/fd/2 && echo 2 >>{tmp_path}/open;; esac\n"
    )
    (tmp_path / "terraform").chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = run(tmp_path, "$STACKC terraform plan vpc -s é <&- >&- 2>&-", PATH=path)
    assert (done.returncode, (tmp_path / "open").read_text().split()) == (0, ["0", "1", "2"])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
@pytest.mark.parametrize("command", ["list nothing", "describe nothing", "describe component nothing -s é"])
def test_a_mistake_that_cannot_be_said_still_fails(command: str, tmp_path: Path) -> None:
    assert run(tmp_path, f"$STACKC {command} 2>/dev/full").returncode in (1, 2)


@pytest.mark.parametrize("gone", ["unset HOME", "HOME=", "HOME=/nowhere", "TMPDIR=/nowhere; export TMPDIR"])
@pytest.mark.parametrize("command", ["list stacks", "graph", "build -o out", "lock"])
def test_no_command_needs_a_home_or_a_folder_for_temporary_files(command: str, gone: str, tmp_path: Path) -> None:
    done = run(tmp_path, f"{gone}; $STACKC {command}")
    assert (done.returncode, done.stderr) == (0, b"")
