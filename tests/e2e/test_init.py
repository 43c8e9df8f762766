"""``init`` with the real Terraform: once, again when something that it reads changed, and when a verb asks for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

APP = "components/terraform/app"
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": "vars: {stage: one}\ncomponents: {terraform: {app: {}, other: {metadata: {component: app}}}}\n",
    f"{APP}/main.tf": 'variable "stage" {}\nmodule "part" {\n  source = "../part"\n  stage = var.stage\n}\n',
    "components/terraform/part/main.tf": 'variable "stage" {}\nresource "terraform_data" "it" { input = var.stage }\n',
}


@pytest.fixture
def made(tmp_path: Path, clean_env: Env, recorded: StandIn) -> Checkout:
    """Two instances that were deployed, each in a process of its own."""
    made = repository(tmp_path / "repo", clean_env, FILES).with_path(recorded.folder)
    assert made.terraform("deploy", "--all").code == 0
    assert verbs(recorded) == ["init", "apply"] * 2
    return made


def verbs(recorded: StandIn, since: int = 0) -> list[str]:
    return [call.split()[0] for call in recorded.calls[since:]]


def deployed(made: Checkout, recorded: StandIn) -> list[str]:
    """What a deployment of one of them starts."""
    since = len(recorded.calls)
    said = made.terraform("deploy", "app", "-s", "one")
    assert said.code == 0, said.err
    return verbs(recorded, since)


def test_what_did_not_change_is_not_initialized_again(made: Checkout, recorded: StandIn) -> None:
    assert deployed(made, recorded) == ["apply"]
    made.edit("stacks/one.yaml", "app: {}", "app: {vars: {size: two}}")
    made.edit(f"{APP}/main.tf", "variable", 'variable "size" {\n  default = ""\n}\nvariable')
    assert deployed(made, recorded) == ["init", "apply"]
    made.edit("stacks/one.yaml", "size: two", "size: three")
    assert deployed(made, recorded) == ["apply"]
    assert len(made.states()) == 2


def test_a_module_that_a_local_module_calls_is_fetched(made: Checkout, recorded: StandIn) -> None:
    made.write("components/terraform/leaf/main.tf", "")
    made.write("components/terraform/part/more.tf", 'module "leaf" { source = "../leaf" }\n')
    assert deployed(made, recorded) == ["init", "apply"]
    assert deployed(made, recorded) == ["apply"]


def test_a_local_module_may_change_what_is_no_concern_of_init(made: Checkout, recorded: StandIn) -> None:
    made.edit("components/terraform/part/main.tf", "input = var.stage", "input = upper(var.stage)")
    assert deployed(made, recorded) == ["init", "apply"]  # its text is compared, not understood
    assert made.state("app@one")["resources"][0]["instances"][0]["attributes"]["output"]["value"] == "ONE"


def test_modules_that_somebody_deleted_are_fetched_when_terraform_misses_them(
    made: Checkout, recorded: StandIn
) -> None:
    (made.workdir("app@one") / ".terraform/modules/modules.json").write_text('{"Modules": []}')
    assert deployed(made, recorded)[-2:] == ["init", "apply"]


def test_what_terraform_misses_is_fetched_and_the_verb_run_again(made: Checkout, recorded: StandIn) -> None:
    """The folders of modules are as they were, so nothing that is compared tells of it."""
    note = made.workdir("app@one") / ".terraform/modules/modules.json"
    kept = note.read_text()
    note.write_text(kept.replace('"Key":"part"', '"Key":"other"'))
    assert note.read_text() != kept
    assert deployed(made, recorded) == ["apply", "init", "apply"]
    assert deployed(made, recorded) == ["apply"]


def test_a_workdir_that_lost_everything_is_made_again(made: Checkout, recorded: StandIn) -> None:
    before = made.state("app@one")
    shutil.rmtree(made.root / ".stackc")
    assert deployed(made, recorded) == ["init", "apply"]
    assert made.state("app@one") == before


def test_a_state_that_moved_is_not_read_where_it_was(made: Checkout, recorded: StandIn) -> None:
    made.edit("stacks/one.yaml", "app: {}", "app: {backend_type: local, backend: {local: {workspace_dir: elsewhere}}}")
    since = len(recorded.calls)
    assert made.terraform("plan", "app", "-s", "one").codes == ["SC0902"]
    assert verbs(recorded, since) == []
    assert made.stackc("lock", "--accept", "app@one").code == 0
    assert deployed(made, recorded) == ["init", "apply"]
    assert "elsewhere/one/terraform.tfstate" in " ".join(made.states())


def test_kept_plugins_leave_the_lock_file_and_the_stamp_alone(
    tmp_path: Path, clean_env: Env, recorded: StandIn
) -> None:
    lock = f"{APP}/.terraform.lock.hcl"
    home = tmp_path / "home"
    made = repository(tmp_path / "repo", clean_env, {**FILES, lock: "# kept\n"}).with_path(recorded.folder)
    made = made.with_env(HOME=str(home))
    assert [deployed(made, recorded) for _ in range(2)] == [["init", "apply"], ["apply"]]
    assert (made.root / lock).read_text() == "# kept\n"
    assert (home / ".cache/stackc/plugins").is_dir()
    shutil.rmtree(home)
    assert deployed(made, recorded) == ["apply"]
