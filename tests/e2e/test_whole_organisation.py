"""``--all``: the organisation deployed in its order, found unchanged, and destroyed against its order."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.e2e.checkout import Checkout, fingerprint
from tests.e2e.conftest import Deployed
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

INSTANCES = 43
_STARTED = re.compile(r"^\[(\d+)/(\d+)\] (\w+) (\S+@\S+)", re.MULTILINE)
_ADDED = re.compile(r"Resources: (\d+) added, (\d+) changed, (\d+) destroyed\.")
_DESTROYED = re.compile(r"Resources: (\d+) destroyed\.")


def order(err: str) -> list[str]:
    """The instances in the order the progress lines name them."""
    return [found[3] for found in _STARTED.findall(err)]


def test_everything_is_deployed_in_one_go(deployed: Deployed) -> None:
    assert deployed.said.code == 0
    assert deployed.said.err.splitlines()[-1] == f"{INSTANCES} done"
    assert len(set(order(deployed.said.err))) == INSTANCES


def edges(checkout: Checkout) -> list[tuple[str, str]]:
    """Dependent and prerequisite of each edge."""
    return [
        (edge["from"], edge["to"]) for edge in json.loads(checkout.stackc("graph", "--format", "json").out)["edges"]
    ]


def test_a_prerequisite_is_deployed_before_what_depends_on_it(deployed: Deployed) -> None:
    at = {instance: place for place, instance in enumerate(order(deployed.said.err))}
    assert [(one, other) for one, other in edges(deployed.checkout) if at[one] < at[other]] == []
    assert at["tfstate-backend@core-gbl-root"] == 0


def test_every_instance_has_its_state_at_its_locked_address(deployed: Deployed) -> None:
    rows = deployed.checkout.locked()
    assert len(rows) == INSTANCES
    assert {f"local:{place}" for place in deployed.checkout.states()} == set(rows.values())
    assert all(deployed.checkout.state(instance)["resources"] for instance in rows)


def test_the_lock_is_complete_and_right(deployed: Deployed) -> None:
    said = deployed.checkout.stackc("lock", "--check")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_values_travel_from_state_to_state(deployed: Deployed) -> None:
    accounts = deployed.checkout.state("account-map@core-gbl-root")["outputs"]["full_account_map"]["value"]
    [bucket] = [
        each["instances"][0]["attributes"]["output"]["value"]
        for each in deployed.checkout.state("cloudtrail-bucket@core-ue1-audit")["resources"]
        if each["name"] == "bucket"
    ]
    assert set(accounts.values()) <= set(re.findall(r"\d{12}", json.dumps(bucket)))


def test_component_folders_are_byte_identical_after_all(deployed: Deployed) -> None:
    assert fingerprint(deployed.checkout.root / "components") == deployed.before


def test_a_second_run_of_all_changes_nothing(deployed: Deployed, tmp_path: Path) -> None:
    copy = deployed.checkout.copied(tmp_path / "copy")
    said = copy.terraform("deploy", "--all")
    assert (said.code, said.err.splitlines()[-1]) == (0, f"{INSTANCES} done")
    assert _ADDED.findall(said.out) == [("0", "0", "0")] * INSTANCES
    assert copy.locked() == deployed.checkout.locked()


@pytest.mark.parametrize("verb", ["apply", "destroy"])
def test_all_is_refused_without_a_terminal_unless_approved(
    deployed: Deployed, recorded: StandIn, tmp_path: Path, verb: str
) -> None:
    copy = deployed.checkout.copied(tmp_path / "copy")
    said = copy.with_path(recorded.folder).terraform(verb, "--all")
    assert (said.code, said.codes, said.helps) == (1, ["SC0913"], ["give --auto-approve"])
    assert recorded.calls == []


def test_destroy_of_all_goes_against_the_order_and_leaves_no_resources(deployed: Deployed, tmp_path: Path) -> None:
    copy = deployed.checkout.copied(tmp_path / "copy")
    said = copy.terraform("destroy", "--all", "--auto-approve")
    assert (said.code, said.err.splitlines()[-1]) == (0, f"{INSTANCES} done")
    at = {instance: place for place, instance in enumerate(order(said.err))}
    assert [(one, other) for one, other in edges(copy) if at[one] > at[other]] == []
    assert all(int(found) > 0 for found in _DESTROYED.findall(said.out))
    assert [instance for instance in copy.locked() if copy.state(instance)["resources"]] == []


def test_a_selection_runs_only_what_it_names(clone: Checkout) -> None:
    said = clone.terraform("deploy", "--all", "-s", "plat-*-prod", "-c", "account-quotas")
    assert said.code == 0
    assert set(clone.locked()) == {f"account-quotas@plat-{region}-prod" for region in ("gbl", "ue1", "uw2")}
    assert len(clone.states()) == 3


def test_an_instance_and_what_it_needs_is_one_command(clone: Checkout) -> None:
    said = clone.terraform("deploy", "account-settings", "-s", "core-gbl-artifacts", "--with-prerequisites")
    assert said.code == 0, said.err
    names = {*clone.locked()}
    assert "account-settings@core-gbl-artifacts" in names
    assert {other for one, other in edges(clone) if one in names} <= names
    assert len(order(said.err)) == len(names) < INSTANCES // 2


def test_what_destroys_takes_nothing_along_that_others_need(clone: Checkout) -> None:
    words = ("account-settings", "-s", "core-gbl-artifacts", "--with-prerequisites")
    assert [clone.terraform(*verb, *words).code for verb in (("destroy",), ("apply", "-destroy"))] == [1, 1]
    assert clone.states() == set()
