"""A bucket for each account, made by the first instance that runs there, with the real Terraform and a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bucket import Bucket, opened_bucket
from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

BACKEND = """\
terraform:
  provision: {backend: {enabled: true}}
  backend_type: s3
  backend:
    s3:
      bucket: "acme-{{ .vars.stage }}-tfstate"
      region: us-east-1
      key: terraform.tfstate
      use_lockfile: true
      use_path_style: true
components:
  terraform:
    tfstate-backend: {}
    app:
      dependencies: {components: [tfstate-backend]}
      vars: {bucket: !terraform.state tfstate-backend .bucket}
"""
TF = "components/terraform"
VARIABLES = 'variable "stage" {}\n'
FILES = {
    "stackc.yaml": PROJECT.replace('["*"]', '["*"]\n  excluded_paths: ["base.yaml"]'),
    "stacks/base.yaml": BACKEND,
    "stacks/one.yaml": "import: [base]\nvars: {stage: one}\n",
    "stacks/two.yaml": "import: [base]\nvars: {stage: two}\n",
    f"{TF}/tfstate-backend/main.tf": f'{VARIABLES}output "bucket" {{ value = "acme-${{var.stage}}-tfstate" }}\n',
    f"{TF}/app/main.tf": f'{VARIABLES}variable "bucket" {{}}\nresource "terraform_data" "it" {{ input = var.bucket }}\n',
}
NAMES = ("acme-one-tfstate", "acme-two-tfstate")


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with opened_bucket(NAMES[0], made=False) as bucket:
        yield bucket


@pytest.fixture
def made(tmp_path: Path, clean_env: Env, recorded: StandIn, bucket: Bucket) -> Checkout:
    return repository(tmp_path / "repo", clean_env, FILES).with_env(**bucket.env).with_path(recorded.folder)


def test_each_account_gets_the_bucket_its_states_are_in(made: Checkout, bucket: Bucket) -> None:
    said = made.terraform("deploy", "--all")
    assert (said.code, said.codes) == (0, []), said.err
    assert [said.err.count(f"making the bucket {name}\n") for name in NAMES] == [1, 1]
    for name in NAMES:
        one = bucket._replace(name=name)
        assert {key.split("/")[0] for key in one.keys} == {"tfstate-backend", "app"}
        assert bucket.client.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
        assert bucket.client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
        assert all(bucket.client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    again = made.terraform("deploy", "--all")
    assert (again.code, again.codes, "making" in again.err) == (0, [], False)
    assert again.out.count("0 added, 0 changed, 0 destroyed") == 4


def test_an_upstream_whose_bucket_is_still_to_be_made_blocks(made: Checkout, recorded: StandIn, bucket: Bucket) -> None:
    said = made.terraform("plan", "app", "-s", "one")
    assert (said.code, said.codes, recorded.calls, bucket.is_there) == (1, ["SC0907"], [], False)


def test_a_dry_run_says_it_and_makes_nothing(made: Checkout, recorded: StandIn, bucket: Bucket) -> None:
    said = made.terraform("deploy", "tfstate-backend", "-s", "one", "--dry-run")
    assert f"  make the bucket {NAMES[0]} if it is missing\n" in said.out
    assert (said.code, recorded.calls, bucket.is_there) == (0, [], False)


def test_what_takes_away_makes_nothing(made: Checkout, bucket: Bucket) -> None:
    made.terraform("destroy", "tfstate-backend", "-s", "one", "--auto-approve")
    assert not bucket.is_there


def test_a_bucket_in_another_region_starts_nothing(made: Checkout, recorded: StandIn, bucket: Bucket) -> None:
    bucket.client.create_bucket(Bucket=NAMES[0], CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    said = made.terraform("deploy", "tfstate-backend", "-s", "one")
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0941"], [])
