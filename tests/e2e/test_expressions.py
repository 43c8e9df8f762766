"""The values that the unit tests expect of Terraform's expressions are those of the Terraform on the PATH."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.kit.hcl_rows import VALUES

pytestmark = pytest.mark.e2e


def test_terraform_gives_expressions_the_recorded_values(
    terraform: str, clean_env: Mapping[str, str], tmp_path: Path
) -> None:
    arguments = "\n".join(f"  v{number} = {source}" for number, source in enumerate(VALUES))
    (tmp_path / "main.tf").write_text('variable "v" {\n  type = any\n}\n', encoding="utf-8")
    (tmp_path / "v.tfvars").write_text(f"v = {{\n{arguments}\n}}\n", encoding="utf-8")
    said = subprocess.run(
        [terraform, "console", "-no-color", "-var-file=v.tfvars"],
        cwd=tmp_path,
        env=dict(clean_env),
        input="jsonencode(var.v)\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert json.loads(json.loads(said.stdout)) == {
        f"v{number}": json.loads(value) for number, value in enumerate(VALUES.values())
    }
