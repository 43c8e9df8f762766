"""What a policy or a component's schema refuses never reaches Terraform."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

MODULE = 'variable "stage" {}\nvariable "owner" {}\nresource "terraform_data" "it" { input = var.owner }\n'
POLICY = """\
import stackc


def check(project):
    for instance in project.instances():
        if instance.vars.get("owner") == "nobody":
            yield stackc.finding("everything has an owner", at=instance.place("vars.owner"), instance=instance)
"""
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": (
        "vars: {stage: one}\n"
        "components:\n"
        "  terraform:\n"
        "    app: {vars: {owner: nobody}}\n"
        "    net: {metadata: {component: app}, vars: {owner: us}}\n"
    ),
    "components/terraform/app/main.tf": MODULE,
    "policies/owners.py": POLICY,
}


@pytest.fixture
def made(tmp_path: Path, clean_env: Env, recorded: StandIn) -> Checkout:
    return repository(tmp_path / "repo", clean_env, FILES).with_path(recorded.folder)


@pytest.mark.parametrize("words", [("deploy", "app", "-s", "one"), ("deploy", "--all", "--auto-approve")])
def test_a_run_is_refused_by_a_policy_before_terraform_starts(
    made: Checkout, recorded: StandIn, words: tuple[str, ...]
) -> None:
    said = made.terraform(*words)
    assert (said.code, said.out, said.codes, recorded.calls) == (1, "", ["SC0630"], [])
    assert " --> stacks/one.yaml:4:25\n" in said.err
    assert not (made.root / ".stackc").exists()
    assert not (made.root / "stackc.lock").exists()


def test_what_the_policy_does_not_concern_is_deployed_and_what_it_refuses_can_be_destroyed(
    made: Checkout, recorded: StandIn
) -> None:
    assert made.terraform("deploy", "net", "-s", "one").code == 0
    made.edit("stacks/one.yaml", "owner: us", "owner: nobody")
    assert made.terraform("deploy", "net", "-s", "one").codes == ["SC0630"]
    assert made.terraform("destroy", "net", "-s", "one", "--auto-approve").code == 0
    assert [call.split()[0] for call in recorded.calls if call.split()[0] in ("apply", "destroy")] == [
        "apply",
        "destroy",
    ]


def test_a_policy_leaves_nothing_in_the_repository(made: Checkout) -> None:
    made.stackc("validate", env={"PYTHONDONTWRITEBYTECODE": ""})
    assert [path.name for path in (made.root / "policies").iterdir()] == ["owners.py"]
