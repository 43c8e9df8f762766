from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.command import run_here, write_files

PROJECT = """\
components: {terraform: {auto_generate_backend_file: GENERATED}}
stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}"}
"""
STACK = """\
vars: {stage: dev}
terraform: {backend_type: s3, backend: {s3: {bucket: states, key: terraform.tfstate}}}
components: {terraform: {app: {}}}
"""
DECLARED = """\
terraform {
  backend "s3" {
    bucket               = "states"
    key                  = "terraform.tfstate"
    workspace_key_prefix = "app"
  }
}
"""


def _project(generated: bool) -> dict[str, str]:
    return {"stackc.yaml": PROJECT.replace("GENERATED", str(generated).lower())}


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a locked state in S3, by a generated backend file."""
    files = {"stacks/deploy/dev.yaml": STACK, "components/terraform/app/main.tf": "# a root module\n"}
    write_files(tmp_path, {**_project(True), **files})
    monkeypatch.chdir(tmp_path)
    assert run_here("lock").code == 0
    return tmp_path


@pytest.mark.parametrize("words", [["lock"], ["lock", "--check"]], ids=" ".join)
def test_a_backend_that_nobody_tells_terraform_of_any_more_is_an_error(locked: Path, words: list[str]) -> None:
    write_files(locked, _project(False))
    said = run_here(*words)
    assert (said.code, said.out, said.err.count("error[SC0909]")) == (1, "", 1)


def test_a_backend_that_the_module_declares_has_an_effect(locked: Path) -> None:
    write_files(locked, {**_project(False), "components/terraform/app/backend.tf": DECLARED})
    assert run_here("lock", "--check") == (0, "", "")
