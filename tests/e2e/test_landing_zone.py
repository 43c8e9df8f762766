"""``examples/landing-zone`` with the real Terraform: on local states, from a cold start as its page says, and in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.bucket import Bucket, opened_bucket
from tests.e2e.checkout import SHIPPED, Checkout, organisation, typed_in
from tests.e2e.conftest import Env
from tests.kit.examples import Command, judge, read_walk

pytestmark = pytest.mark.e2e
ZONE = SHIPPED / "examples" / "landing-zone"
PAGE = (ZONE / "README.md").read_text(encoding="utf-8")
INSTANCES = 34
ACCOUNTS = [path.stem for path in (ZONE / "stacks/accounts").iterdir()]
DEFAULTS = "stacks/orgs/acme/_defaults.yaml"
BACKEND = "  - catalog/backend/{}\n"
LOCAL, OWN_SERVER, SINGLE, PER_ACCOUNT = map(BACKEND.format, ("local", "own-server", "s3-single", "s3-per-account"))
DEV = "identity@plat-gbl-dev"


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    """The bucket that component ``tfstate-backend`` stands for."""
    with opened_bucket("acme-core-root-tfstate") as bucket:
        yield bucket
        bucket.empty()  # all servers of a process have the same ones


@pytest.fixture
def zone(tmp_path: Path, bucket: Bucket, path_with_stackc: Env) -> Checkout:
    """A fresh copy, a server of our own for its buckets, and nothing but the profiles that it names to get there."""
    names = ["bootstrap", *(f"{account}-terraform" for account in ACCOUNTS)]
    keys = "aws_access_key_id = testing\naws_secret_access_key = testing\n"
    profiles = tmp_path / "profiles"
    profiles.write_text("".join(f"[profile acme-{name}]\n{keys}" for name in names), encoding="utf-8")
    endpoint = "AWS_ENDPOINT_URL_S3"
    env = {**path_with_stackc, endpoint: bucket.env[endpoint], "AWS_CONFIG_FILE": str(profiles)}
    zone = organisation(tmp_path / "zone", env, ZONE)
    zone.edit(DEFAULTS, LOCAL, LOCAL + OWN_SERVER)
    return zone


def is_unchanged(zone: Checkout, *selected: str) -> bool:
    """True when nothing would be made, changed or destroyed."""
    said = zone.terraform("plan", *(selected or ("--all",)), "-detailed-exitcode")
    assert said.code in (0, 2), said.err
    return said.code == 0


def test_states_go_from_this_machine_to_one_bucket_and_to_one_each_and_nothing_changes(
    zone: Checkout, bucket: Bucket
) -> None:
    said = zone.terraform("deploy", "--all")
    assert (said.code, said.err.splitlines()[-1]) == (0, f"{INSTANCES} done")
    assert (len(zone.states()), is_unchanged(zone)) == (INSTANCES, True)
    zone.edit(DEFAULTS, LOCAL, SINGLE)
    moved = zone.stackc("state", "move", "--all", "--delete-source")
    assert (moved.code, zone.states(), len(bucket.keys)) == (0, set(), INSTANCES), moved.err
    assert is_unchanged(zone)
    zone.edit(DEFAULTS, SINGLE, PER_ACCOUNT)
    bucket.client.create_bucket(Bucket="acme-plat-dev-tfstate")
    assert zone.stackc("state", "move", DEV, "--delete-source").code == 0
    assert zone.locked()[DEV].endswith("//acme-plat-dev-tfstate/identity/plat-gbl-dev/terraform.tfstate")
    assert is_unchanged(zone, "identity", "-s", "plat-gbl-dev")  # it reads a state of core-root, which stayed


def test_a_cold_start_goes_as_its_page_says(zone: Checkout, bucket: Bucket) -> None:
    steps = read_walk(PAGE)
    assert len(steps) > 10
    for step in steps:
        assert isinstance(step, Command)
        code, printed = typed_in(step, zone.root, zone.env)
        judge(step, code, printed, zone.root)
    assert (len(bucket.keys), zone.states()) == (INSTANCES, set())
    ids = bucket.state("account-map/core-gbl-root/terraform.tfstate")["outputs"]["full_account_map"]["value"]
    assert {len(each) for each in ids.values()} == {12}
    assert (len(ids), ids["core-root"]) == (8, "041862957302")
