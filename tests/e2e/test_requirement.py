"""The end-to-end tests themselves: skipped without Terraform, but a failure where they are required."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.checkout import SHIPPED
from tests.e2e.conftest import Env

pytestmark = pytest.mark.e2e

ONE = "tests/e2e/test_refusals.py::test_a_locked_component_can_be_planned"


@pytest.mark.parametrize(
    ("env", "code", "word"),
    [
        pytest.param({}, 0, "1 skipped", id="nobody asks"),
        pytest.param({"CI": "true"}, 1, "1 error", id="in CI"),
        pytest.param({"STACKC_E2E": "required"}, 1, "1 error", id="required"),
    ],
)
def test_a_missing_terraform_is_a_skip_or_a_failure(
    clean_env: Env, tmp_path: Path, env: dict[str, str], code: int, word: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'inner'}", ONE],
        cwd=SHIPPED,
        env={**clean_env, "PATH": str(tmp_path), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, word in done.stdout) == (code, True), done.stdout
