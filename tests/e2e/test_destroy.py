"""An organisation comes down: whole, in parts, and but for what is protected."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from tests.e2e.checkout import Checkout
from tests.e2e.conftest import Deployed

pytestmark = pytest.mark.e2e


@pytest.fixture
def organisation(deployed: Deployed, tmp_path: Path) -> Checkout:
    """The deployed organisation, to be taken down; its workdirs are another checkout's."""
    target = tmp_path / "organisation"
    shutil.copytree(deployed.checkout.root, target, symlinks=True)
    return Checkout(target, deployed.checkout.env)


def resources(checkout: Checkout) -> dict[str, int]:
    """How many resources each state has that has any."""
    counted = {path: len(json.loads((checkout.root / path).read_text())["resources"]) for path in checkout.states()}
    return {path: count for path, count in counted.items() if count}


@pytest.mark.parametrize("seed", range(2))
def test_what_is_deployed_in_parts_is_destroyed_whole(seed: int, organisation: Checkout) -> None:
    chance = random.Random(seed)
    states = sorted(organisation.states())
    for path in chance.sample(states, chance.randrange(5, len(states) - 3)):
        (organisation.root / path).unlink()
    said = organisation.terraform("destroy", "--all", "--auto-approve")
    assert (said.code, resources(organisation), organisation.locked()) == (0, {}, {})


def test_what_is_protected_stays_with_what_it_reads(organisation: Checkout) -> None:
    head = "    cloudtrail-bucket:\n"
    organisation.edit(
        "stacks/catalog/cloudtrail-bucket/defaults.yaml", head, f"{head}      metadata: {{protect: true}}\n"
    )
    said = organisation.terraform("destroy", "--all", "--auto-approve")
    kept = {"cloudtrail-bucket@core-ue1-audit", "account-map@core-gbl-root", "account@core-gbl-root"}
    assert (said.code, said.codes) == (1, ["SC0926"])
    assert set(organisation.locked()) == {*kept, "tfstate-backend@core-gbl-root"}
    assert {f"  kept     {each}" for each in kept} <= set(said.err.splitlines())
    assert all(organisation.state(each)["resources"] for each in kept)
    assert len(resources(organisation)) == 4


def test_what_others_depend_on_is_destroyed_with_them_alone(organisation: Checkout) -> None:
    bucket = ("destroy", "cloudtrail-bucket", "-s", "core-ue1-audit", "--auto-approve")
    before = organisation.locked()
    refused = organisation.terraform(*bucket)
    assert (refused.code, refused.codes, organisation.locked()) == (1, ["SC0925"], before)
    assert organisation.terraform(*bucket, "--with-dependents").code == 0
    gone = set(before) - set(organisation.locked())
    assert gone == {each for each in before if each.startswith(("cloudtrail@", "cloudtrail-bucket@"))}


def test_what_is_removed_or_disabled_is_told_and_can_be_destroyed(organisation: Checkout) -> None:
    stacks = "stacks/orgs/cch/plat"
    organisation.edit(f"{stacks}/dev/global-region/baseline.yaml", "  - catalog/account-quotas/global\n", "")
    path = f"{stacks}/staging/global-region/baseline.yaml"
    off = "components: {terraform: {account-quotas: {metadata: {enabled: false}}}}\n"
    organisation.write(path, (organisation.root / path).read_text() + off)
    orphans = ["account-quotas@plat-gbl-dev", "account-quotas@plat-gbl-staging"]
    told = organisation.stackc("validate")
    assert (told.code, told.codes) == (0, ["SC0919", "SC0919"])
    assert organisation.stackc("lock", "--check").code == 1
    looked = organisation.stackc("lock", "--check", "--states")
    assert looked.err.count("in it:     1 resource: terraform_data.quotas") == 2
    planned = organisation.terraform("plan", "--all")
    assert (planned.code, planned.codes) == (0, ["SC0919", "SC0919"])
    for each in orphans:
        component, _, stack = each.partition("@")
        assert organisation.terraform("destroy", component, "-s", stack, "--orphan", "--auto-approve").code == 0
    assert len(resources(organisation)) == 41
    assert set(orphans) & set(organisation.locked()) == set()
    assert organisation.stackc("validate", "--deny-warnings").code == 0
