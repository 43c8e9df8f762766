"""States that move, with the real Terraform: local ones and those in S3, renamed instances, moves that were cut off."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bucket import Bucket, opened_bucket
from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import stand_in

pytestmark = pytest.mark.e2e

S3 = "  backend_type: s3\n  backend: {s3: {bucket: states, region: us-east-1, key: terraform.tfstate, use_path_style: true}}\n"
LOCAL = "  backend_type: local\n  backend: {local: {workspace_dir: ../../../state}}\n"
STACK = f"""\
vars: {{stage: one}}
metadata: {{terraform_workspace_pattern: "{{stage}}-{{component}}"}}
terraform:
{LOCAL}components:
  terraform:
    app: {{metadata: {{component: app}}}}
    other: {{metadata: {{component: app}}}}
"""
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": STACK,
    "components/terraform/app/main.tf": (
        'variable "stage" {}\nresource "terraform_data" "it" { input = var.stage }\n'
        'output "id" { value = terraform_data.it.id }\n'
    ),
}


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with opened_bucket("states") as bucket:
        yield bucket


@pytest.fixture
def made(tmp_path: Path, clean_env: Env, bucket: Bucket) -> Iterator[Checkout]:
    """Two deployed instances with local states of their own; the bucket is empty afterwards."""
    made = repository(tmp_path / "repo", clean_env, FILES).with_env(**bucket.env)
    assert made.terraform("deploy", "--all").code == 0
    yield made
    bucket.empty()


def unchanged(made: Checkout) -> bool:
    """True when nothing would be made, changed or destroyed."""
    said = made.terraform("plan", "--all", "-detailed-exitcode")
    assert said.code in (0, 2), said.err
    return said.code == 0


def to_bucket(made: Checkout) -> None:
    made.edit("stacks/one.yaml", LOCAL, S3)


def test_states_move_to_a_bucket_and_back_and_nothing_changes(made: Checkout) -> None:
    ids = {name: made.state(f"{name}@one")["outputs"]["id"]["value"] for name in ("app", "other")}
    before = made.locked()
    to_bucket(made)
    refused = made.terraform("plan", "app", "-s", "one")
    assert (refused.codes, refused.helps) == (
        ["SC0902"],
        ["undo the change, or move the state: stackc state move app@one"],
    )
    assert made.stackc("state", "move", "--all", "--delete-source").code == 0
    assert {address.split(":")[0] for address in made.locked().values()} == {"s3"}
    assert (made.states(), unchanged(made)) == (set(), True)
    made.edit("stacks/one.yaml", S3, LOCAL)
    assert made.stackc("state", "move", "--all", "--delete-source").code == 0
    assert (made.locked(), unchanged(made)) == (before, True)
    assert {name: made.state(f"{name}@one")["outputs"]["id"]["value"] for name in ids} == ids


def test_a_dry_run_says_the_ways_and_moves_nothing(made: Checkout) -> None:
    to_bucket(made)
    before = made.locked()
    said = made.stackc("state", "move", "app@one", "--dry-run")
    [line] = said.out.splitlines()
    assert line.startswith("app@one  local:state/one-app/terraform.tfstate → s3:")
    assert (said.code, made.locked()) == (0, before)


def test_a_renamed_component_takes_its_state_along(made: Checkout) -> None:
    made.edit("stacks/one.yaml", "    app: {", "    service: {")
    refused = made.terraform("plan", "service", "-s", "one")
    assert refused.codes == ["SC0920"]
    assert "stackc state move service@one --from app@one" in refused.helps[0]
    assert made.stackc("state", "move", "service@one", "--from", "app@one", "--delete-source").code == 0
    assert sorted(made.locked()) == ["other@one", "service@one"]
    assert made.states() == {"state/one-other/terraform.tfstate", "state/one-service/terraform.tfstate"}
    assert unchanged(made)


def test_a_state_at_the_new_address_is_never_written_over(made: Checkout) -> None:
    made.edit("stacks/one.yaml", "../../../state", "../../../moved")
    made.write("moved/one-app/terraform.tfstate", (made.root / "state/one-other/terraform.tfstate").read_text())
    said = made.stackc("state", "move", "--all")
    assert (said.code, said.codes) == (1, ["SC0923"])
    assert "another state is at local:moved/one-app/terraform.tfstate" in said.err
    assert made.locked()["app@one"] == "local:state/one-app/terraform.tfstate"
    assert made.locked()["other@one"] == "local:moved/one-other/terraform.tfstate"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_move_that_was_killed_goes_on(made: Checkout, tmp_path: Path, terraform: str, sent: signal.Signals) -> None:
    to_bucket(made)
    slow = stand_in(tmp_path / "slow", f'case "$2" in push) touch $here/pushing; sleep 1;; esac\nexec {terraform} "$@"')
    with made.with_path(slow.folder).started("move", "app@one", command="state") as child:
        until = time.monotonic() + 60
        while not (slow.folder / "pushing").exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        os.kill(child.pid, sent)
        child.wait()
    assert made.locked()["app@one"].startswith("moving: local:state/one-app/terraform.tfstate → s3:")
    blocked = made.terraform("plan", "app", "-s", "one")
    assert (blocked.codes, blocked.helps) == (["SC0902"], ["go on with it: stackc state move app@one"])
    assert made.stackc("state", "move", "--all", "--delete-source").code == 0
    assert (made.states(), unchanged(made)) == (set(), True)
