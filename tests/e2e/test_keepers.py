"""What makes the bucket of states is destroyed last, with its own state at home, and never with states of others."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bucket import Bucket, opened_bucket
from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env

pytestmark = pytest.mark.e2e

NAME = "acme-tfstate"
KEEPER = "tfstate-backend@dev"
TF = "components/terraform"
STACK = """\
vars: {stage: dev}
terraform:
  backend_type: s3
  backend: {s3: {bucket: acme-tfstate, region: us-east-1, key: terraform.tfstate, use_path_style: true}}
components:
  terraform:
    network: {}
    tfstate-backend:
      dependencies: {components: [network]}
    app:
      dependencies: {components: [tfstate-backend]}
"""
PLAIN = 'variable "stage" {}\nresource "terraform_data" "it" { input = var.stage }\n'
GOES = """\
variable "stage" {}
resource "terraform_data" "bucket" {
  input = "acme-tfstate"
  provisioner "local-exec" {
    when    = destroy
    command = "%s ../../../../../../../take_away.py ${self.input}"
  }
}
output "bucket" { value = terraform_data.bucket.output }
"""
TAKE_AWAY = """\
import sys, boto3
if __import__("os").path.exists(sys.argv[0] + ".broken"):
    sys.exit("not today")
bucket = boto3.resource("s3").Bucket(sys.argv[1])
bucket.objects.all().delete()
bucket.delete()
"""
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/dev.yaml": STACK,
    "take_away.py": TAKE_AWAY,
    f"{TF}/network/main.tf": PLAIN,
    f"{TF}/app/main.tf": PLAIN,
    f"{TF}/tfstate-backend/main.tf": GOES % sys.executable,
}


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with opened_bucket(NAME) as bucket:
        yield bucket


@pytest.fixture
def made(tmp_path: Path, clean_env: Env, bucket: Bucket) -> Checkout:
    made = repository(tmp_path / "repo", clean_env, FILES).with_env(**bucket.env, AWS_DEFAULT_REGION="us-east-1")
    said = made.terraform("deploy", "--all")
    assert said.code == 0, said.err
    return made


def test_the_bucket_goes_last_and_its_state_is_written_when_it_is_gone(made: Checkout, bucket: Bucket) -> None:
    said = made.terraform("destroy", "--all", "--auto-approve")
    assert (said.code, said.codes, bucket.is_there) == (0, [], False), said.err
    assert f"{KEEPER}: its state comes to local:stackc-state/{KEEPER}/" in said.err
    order = [line.split()[-1] for line in said.err.splitlines() if line.startswith("[")]
    assert order == ["app@dev", "network@dev", KEEPER]  # what makes the bucket depends on network, whose state it keeps
    assert made.locked() == {}
    assert not (made.root / "stackc-state").exists()


def test_a_bucket_with_states_of_others_stays(made: Checkout, bucket: Bucket) -> None:
    alone = ("destroy", "tfstate-backend", "-s", "dev", "--auto-approve", "--force")
    before, rows = bucket.keys, made.locked()
    said = made.terraform(*alone)
    assert (said.code, said.codes, bucket.keys, made.locked()) == (1, ["SC0925"], before, rows)
    assert "2 states that hold something are in its bucket" in said.err


def test_a_state_nobody_here_knows_keeps_the_bucket(made: Checkout, bucket: Bucket) -> None:
    state = {"version": 4, "lineage": "x", "serial": 1, "outputs": {}, "resources": [{"mode": "managed"}]}
    bucket.client.put_object(Bucket=NAME, Key="theirs/terraform.tfstate", Body=json.dumps(state))
    bucket.client.put_object(Bucket=NAME, Key="notes.txt", Body=b"no state")
    rows = made.locked()
    said = made.terraform("destroy", "--all", "--auto-approve")
    assert (said.code, said.codes, made.locked()) == (1, ["SC0925"], rows)
    assert f"the state of {bucket.address}/theirs/terraform.tfstate is in its bucket" in said.err


def test_what_is_protected_keeps_the_bucket_its_state_is_in(made: Checkout, bucket: Bucket) -> None:
    made.edit("stacks/dev.yaml", "    network: {}", "    network: {metadata: {protect: true}}")
    said = made.terraform("destroy", "--all", "--auto-approve")
    assert (said.code, set(said.codes)) == (1, {"SC0926", "SC0925"})
    assert set(made.locked()) == {"network@dev", KEEPER}
    assert bucket.is_there


def test_a_destroy_that_failed_with_its_state_at_home_goes_on_from_there(made: Checkout, bucket: Bucket) -> None:
    broken = made.root / "take_away.py.broken"
    broken.touch()
    said = made.terraform("destroy", "--all", "--auto-approve")
    assert (said.code, bucket.is_there) == (1, True), said.err
    assert made.locked() == {KEEPER: f"local:stackc-state/{KEEPER}/dev/terraform.tfstate"}
    refused = made.terraform("plan", "tfstate-backend", "-s", "dev")
    assert (refused.code, refused.codes) == (1, ["SC0902"])
    broken.unlink()
    said = made.terraform("destroy", "tfstate-backend", "-s", "dev", "--auto-approve")
    assert (said.code, bucket.is_there, made.locked()) == (0, False, {}), said.err
    assert not (made.root / "stackc-state").exists()
