"""``catalog/backend/s3-single`` against a server of our own: where objects go, how outputs come back, what a move is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.bucket import Bucket, opened_bucket
from tests.e2e.checkout import Checkout, Said, organisation
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

BUCKET = "cch-core-root-tfstate"
CHAIN = (("account", "core-gbl-root"), ("account-map", "core-gbl-root"), ("cloudtrail-bucket", "core-ue1-audit"))
QUOTAS = ("account-quotas", "-s", "core-gbl-artifacts")
TRAIL = ("cloudtrail", "-s", "core-gbl-artifacts")
MANIFEST, KEY = "stacks/catalog/backend/s3-single.yaml", "key: terraform.tfstate"
NOTHING = "Resources: 0 added, 0 changed, 0 destroyed."


class Moved(NamedTuple):
    """The organisation with its states in the bucket, and what was said when the chain was deployed."""

    checkout: Checkout
    bucket: Bucket
    said: tuple[Said, ...]


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with opened_bucket(BUCKET) as bucket:
        yield bucket


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory, clean_env: Env, bucket: Bucket) -> Moved:
    checkout = organisation(tmp_path_factory.mktemp("s3") / "clone", clean_env).with_env(**bucket.env)
    checkout.edit("stacks/orgs/cch/_defaults.yaml", "- catalog/backend/local", "- catalog/backend/s3-single")
    # A bucket's name is no part of the host's when the host is a number.
    checkout.edit(MANIFEST, KEY, f"{KEY}\n      use_path_style: true")
    said = [checkout.terraform("deploy", component, "-s", stack) for component, stack in CHAIN]
    said.append(checkout.terraform("deploy", *QUOTAS))
    return Moved(checkout, bucket, tuple(said))


def test_one_changed_import_moves_every_state_to_the_bucket(moved: Moved) -> None:
    assert [said.code for said in moved.said] == [0, 0, 0, 0]
    assert moved.checkout.states() == set()


def test_objects_are_at_the_declared_keys(moved: Moved) -> None:
    keys = {f"{component}/{stack}/terraform.tfstate" for component, stack in (*CHAIN, (QUOTAS[0], QUOTAS[2]))}
    assert keys <= moved.bucket.keys
    assert set(moved.checkout.locked().values()) == {f"{moved.bucket.address}/{key}" for key in keys}


def test_outputs_are_read_back_from_the_bucket(moved: Moved) -> None:
    accounts = moved.bucket.state("account-map/core-gbl-root/terraform.tfstate")["outputs"]["full_account_map"]["value"]
    state = json.dumps(moved.bucket.state("cloudtrail-bucket/core-ue1-audit/terraform.tfstate"))
    assert [each for each in accounts.values() if each not in state] == []


def test_a_second_deploy_in_the_bucket_changes_nothing(moved: Moved) -> None:
    moved.checkout.forget()
    said = moved.checkout.terraform("deploy", "cloudtrail-bucket", "-s", "core-ue1-audit")
    assert (said.code, NOTHING in said.out) == (0, True)


def test_without_the_client_library_terraform_reads_the_outputs(
    moved: Moved, recorded: StandIn, tmp_path: Path
) -> None:
    (tmp_path / "boto3.py").write_text("raise ImportError")
    checkout = moved.checkout.copied(tmp_path / "copy").with_path(recorded.folder)
    said = checkout.with_env(PYTHONPATH=str(tmp_path)).terraform("plan", *TRAIL)
    assert (said.code, "Plan: 3 to add" in said.out) == (0, True), said.err
    assert recorded.calls.count("output -json") == 2
    assert "cch-core-ue1-audit-cloudtrail" in said.out


def test_saved_outputs_are_the_same_whoever_reads_the_state(moved: Moved, tmp_path: Path) -> None:
    (tmp_path / "boto3.py").write_text("raise ImportError")
    checkout = moved.checkout.copied(tmp_path / "copy")
    read = [
        each.stackc("outputs", "save", "account-map@core-gbl-root")
        for each in (checkout, checkout.with_env(PYTHONPATH=str(tmp_path)))
    ]
    assert [said.code for said in read] == [0, 0]
    assert read[0].out == read[1].out
    assert "full_account_map:" in read[0].out


def test_an_upstream_without_an_object_blocks(moved: Moved, recorded: StandIn, tmp_path: Path) -> None:
    checkout = moved.checkout.copied(tmp_path / "copy").with_path(recorded.folder)
    checkout.edit(MANIFEST, KEY, "key: elsewhere.tfstate")
    (checkout.root / "stackc.lock").unlink()
    said = checkout.terraform("plan", *TRAIL)
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0907"], [])
    assert said.helps == ["stackc terraform deploy account -s core-gbl-root"]


def test_outputs_at_another_address_than_the_locked_one_are_not_read(
    moved: Moved, recorded: StandIn, tmp_path: Path
) -> None:
    checkout = moved.checkout.copied(tmp_path / "copy").with_path(recorded.folder)
    checkout.edit(MANIFEST, KEY, "key: elsewhere.tfstate")
    said = checkout.terraform("plan", *TRAIL)
    assert (said.code, recorded.calls, "its state address moved" in said.err) == (1, [], True)


def test_a_changed_key_is_refused_until_it_is_accepted(moved: Moved, recorded: StandIn, tmp_path: Path) -> None:
    checkout = moved.checkout.copied(tmp_path / "copy").with_path(recorded.folder)
    checkout.edit(MANIFEST, KEY, "key: moved.tfstate")
    instance, old = (
        f"{QUOTAS[0]}@{QUOTAS[2]}",
        f"{moved.bucket.address}/account-quotas/core-gbl-artifacts/terraform.tfstate",
    )
    new = old.replace("terraform.tfstate", "moved.tfstate")
    for verb in ("plan", "deploy", "output", "destroy"):
        said = checkout.terraform(verb, *QUOTAS)
        assert (said.code, said.out, said.codes[-1], recorded.calls) == (1, "", "SC0902", [])
        assert (f"locked:  {old}\n" in said.err, f"now:     {new}\n" in said.err) == (True, True)
        assert said.helps[-1].endswith(f"stackc state move {instance}")
    assert checkout.locked()[instance] == old
    accepted = checkout.stackc("lock", "--accept", instance)
    assert (accepted.code, set(accepted.codes), instance in accepted.err) == (1, {"SC0902"}, False)
    unmoved = {each: address for each, address in moved.checkout.locked().items() if each != instance}
    assert unmoved.items() <= checkout.locked().items()
    assert checkout.locked()[instance] == new
    assert checkout.terraform("deploy", *QUOTAS).code == 0
    assert new.removeprefix(f"{moved.bucket.address}/") in moved.bucket.keys


def test_an_unreachable_bucket_is_told_and_nothing_is_applied(moved: Moved, recorded: StandIn, tmp_path: Path) -> None:
    nowhere = moved.checkout.copied(tmp_path / "copy").with_path(recorded.folder)
    said = nowhere.with_env(AWS_ENDPOINT_URL_S3="http://127.0.0.1:9").terraform("plan", *TRAIL)
    assert (said.code, recorded.calls) == (1, [])
    assert "the outputs of cloudtrail-bucket@core-ue1-audit cannot be read" in said.err
