"""Every verb that is passed on, with the real Terraform on local states, leaves nothing behind where it runs."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from stackc.base.ids import InstanceId, StackName
from stackc.run.workdir import foreign_files, workdir_of
from stackc.system.files import DiskWorkplace
from tests.e2e.checkout import PROJECT, Checkout, fingerprint, repository
from tests.e2e.conftest import Env

pytestmark = pytest.mark.e2e

MODULE = """\
variable "stage" {}
variable "password" {
  default   = ""
  sensitive = true
}
locals { text = "text of ${var.stage}" }
resource "terraform_data" "a" { input = local.text }
resource "terraform_data" "b" { input = local.text }
output "a" { value = terraform_data.a.output }
"""
TEST = """\
run "one" {
  command = apply
  assert {
    condition     = output.a == "text of one"
    error_message = "not the variables of the instance"
  }
}
"""
MANIFEST = """\
vars: {stage: one, password: correct horse}
terraform: {backend_type: local}
components:
  terraform:
    app: {backend: {local: {path: ../../../state/app.tfstate, workspace_dir: ../../../state}}}
    plain:
      metadata: {component: app, terraform_workspace: default}
      backend: {local: {path: ../../../state/plain.tfstate}}
"""
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": MANIFEST,
    "components/terraform/app/main.tf": MODULE,
    "components/terraform/app/tests/one.tftest.hcl": TEST,
}
BEFORE = ["console", "state list", "show", "graph", "state pull"]
"""What can be asked before there is a state."""
CHANGES = [
    "deploy C",
    "state mv C terraform_data.a terraform_data.z",
    "state mv C terraform_data.z terraform_data.a",
    "taint C terraform_data.a",
    "untaint C terraform_data.a",
    "state rm C terraform_data.b",
    "import C terraform_data.b 42",
    "refresh C",
    "state replace-provider C terraform.io/builtin/terraform terraform.io/builtin/other --auto-approve",
    "state replace-provider C terraform.io/builtin/other terraform.io/builtin/terraform --auto-approve",
    "test C",
    "console C",
    "shell C -- -c 'terraform state mv terraform_data.a terraform_data.z'",
    "state mv C terraform_data.z terraform_data.a",
]
LOOKS = [
    "output C a -raw",
    "state list C -id=nothing",
    "state show C terraform_data.a",
    "plan C -out=saved",
    "show C saved",
    "graph C -plan=saved",
    "graph C -type=plan -draw-cycles",
    "providers C",
    "providers lock C",
    "providers schema C -json",
    "modules C",
    "get C",
    "workspace list C",
]


@pytest.fixture
def made(tmp_path: Path, clean_env: Env) -> Checkout:
    """One component in a workspace of its own and in the default one, both with local states."""
    return repository(tmp_path / "repo", clean_env, FILES)


def left_behind(made: Checkout, component: str) -> list[str]:
    """Whatever neither stackc nor ``init`` makes in a workdir, and states and plans among what ``init`` makes."""
    workdir = workdir_of(str(made.root), "x", InstanceId(StackName("one"), component))
    noted = Path(workdir.top, "components/terraform/app/.terraform").rglob("*")
    known = ("terraform.tfstate", "environment", "modules.json")
    return [
        *foreign_files(workdir, DiskWorkplace()),
        *(str(path) for path in noted if path.is_file() and path.name not in known),
    ]


def states(made: Checkout) -> set[str]:
    folder = made.root / "state"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("component", "file", "lines"),
    [
        pytest.param("app", "one/terraform.tfstate", [*CHANGES, *LOOKS], id="named"),
        pytest.param("plain", "plain.tfstate", CHANGES, id="default"),
    ],
)
def test_no_verb_leaves_a_state_a_backup_or_a_plan_where_it_runs(
    made: Checkout, component: str, file: str, lines: list[str]
) -> None:
    before = fingerprint(made.root / "components")
    made = made.with_env(SHELL="/bin/sh")
    for line in lines:
        said = made.terraform(*shlex.split(line.replace(" C", f" {component}@one", 1)))
        assert said.code == 0, f"{line}: {said.err}{said.out}"
        assert left_behind(made, component) == [], line
    assert fingerprint(made.root / "components") == before
    assert states(made) == {file, f"{file}.backup"}
    resources = made.state(f"{component}@one")["resources"]
    assert [each["name"] for each in resources] == ["a", "b"]
    assert resources[1]["instances"][0]["attributes"]["id"] == "42"


@pytest.mark.parametrize("component", ["app", "plain"])
def test_a_state_that_is_pulled_can_be_pushed(made: Checkout, component: str) -> None:
    instance = f"{component}@one"
    assert made.terraform("deploy", instance).code == 0
    pulled = made.terraform("state", "pull", instance)
    state = {**json.loads(pulled.out), "serial": 100}
    made.write("mine.json", json.dumps(state))
    assert made.terraform("state", "push", instance, "mine.json").code == 0
    assert (made.state(instance)["serial"], left_behind(made, component)) == (100, [])
    assert made.terraform("state", "push", instance, "nowhere.json").code == 1


@pytest.mark.parametrize("component", ["app", "plain"])
def test_a_console_reads_the_state_of_the_instance_and_what_is_piped(made: Checkout, component: str) -> None:
    assert made.terraform("deploy", f"{component}@one").code == 0
    said = subprocess.run(
        [sys.executable, "-m", "stackc", "terraform", "console", component, "-s", "one"],
        cwd=made.root,
        env=dict(made.env),
        input='"${terraform_data.a.output}, ${local.text}"\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (said.returncode, said.stdout) == (0, '"text of one, text of one"\n')


def test_what_is_asked_before_there_is_a_state_makes_none(made: Checkout) -> None:
    for verb in BEFORE:
        assert made.terraform(*verb.split(), "app@one").code in (0, 1), verb
        assert (left_behind(made, "app"), states(made), made.locked()) == ([], set(), {}), verb


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("state mv app@one -state=x a b", "SC0921", id="another state"),
        pytest.param("state rm app@one -backup-out x a", "SC0921", id="another backup"),
        pytest.param("import app@one -config=x a b", "SC0921", id="another backend"),
        pytest.param("taint app@one -lock=false a", "SC0921", id="no lock"),
    ],
)
def test_no_verb_takes_a_state_elsewhere(made: Checkout, line: str, code: str) -> None:
    said = made.terraform(*line.split())
    assert (said.code, said.codes, (made.root / ".stackc/work").exists()) == (1, [code], False)


def test_a_verb_that_terraform_does_not_know_is_refused_by_terraform(made: Checkout) -> None:
    said = made.terraform("frobnicate", "app@one")
    assert (said.code, 'no command named "frobnicate"' in said.out + said.err) == (1, True)


def test_sources_are_formatted_where_people_keep_them(made: Checkout) -> None:
    file = made.root / "components/terraform/app/main.tf"
    file.write_text(f"{MODULE}locals {{\nx=1\n}}\n")
    assert made.terraform("fmt", "app@one", "-check").code == 3
    assert made.terraform("fmt", "--all").code == 0
    assert file.read_text() == f"{MODULE}locals {{\n  x = 1\n}}\n"
