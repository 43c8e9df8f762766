"""One instance of a fresh clone: where its state goes, what a second run changes, what it is refused for."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.checkout import Checkout, Said, fingerprint, organisation
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

SETTINGS = ("account-settings", "-s", "core-gbl-artifacts")
TRAIL = ("cloudtrail", "-s", "core-gbl-artifacts")
NOTHING = "Resources: 0 added, 0 changed, 0 destroyed."


class First(NamedTuple):
    """A clone in which one instance was deployed."""

    checkout: Checkout
    said: Said
    before: dict[str, str]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, clean_env: Env) -> First:
    checkout = organisation(tmp_path_factory.mktemp("first") / "clone", clean_env)
    before = fingerprint(checkout.root / "components")
    return First(checkout, checkout.terraform("deploy", *SETTINGS), before)


def test_a_first_deploy_applies(first: First) -> None:
    assert first.said.code == 0
    assert "Resources: 2 added, 0 changed, 0 destroyed." in first.said.out


def test_a_prerequisite_that_only_orders_and_has_no_state_is_a_warning(first: First) -> None:
    assert first.said.codes == ["SC0908"]
    assert "warning[SC0908]: account-map@core-gbl-root, which comes before account-settings@core-gbl-artifacts" in (
        first.said.err
    )
    assert first.said.helps == ["stackc terraform deploy account-map -s core-gbl-root"]


def test_the_state_is_at_the_locked_address_and_nowhere_else(first: First) -> None:
    place = "state/core-gbl-artifacts-account-settings/terraform.tfstate"
    assert first.checkout.locked() == {"account-settings@core-gbl-artifacts": f"local:{place}"}
    assert first.checkout.states() == {place}
    assert len(first.checkout.state("account-settings@core-gbl-artifacts")["resources"]) == 2


def test_the_component_folders_are_byte_identical_before_and_after(first: First) -> None:
    assert fingerprint(first.checkout.root / "components") == first.before


def test_a_generated_backend_file_is_for_its_owner_alone(first: First) -> None:
    workdir = first.checkout.workdir("account-settings@core-gbl-artifacts")
    assert (workdir / "backend.tf.json").stat().st_mode & 0o777 == 0o600


def test_a_second_deploy_changes_nothing(first: First) -> None:
    again = first.checkout.terraform("deploy", *SETTINGS)
    assert (again.code, NOTHING in again.out) == (0, True)


def test_without_stackcs_own_folder_a_deploy_changes_nothing(first: First) -> None:
    first.checkout.forget()
    again = first.checkout.terraform("deploy", *SETTINGS)
    assert (again.code, NOTHING in again.out) == (0, True)


def test_an_instance_that_reads_missing_outputs_is_refused_with_one_command(clone: Checkout, recorded: StandIn) -> None:
    said = clone.with_path(recorded.folder).terraform("deploy", *TRAIL)
    assert (said.code, said.out, recorded.calls) == (1, "", [])
    assert said.codes == ["SC0907"]
    assert said.helps == ["stackc terraform deploy account -s core-gbl-root"]
    assert "cloudtrail@core-gbl-artifacts is blocked" in said.err
    assert re.search(r"--> stacks/catalog/cloudtrail/defaults\.yaml:\d+:\d+", said.err)
    assert not (clone.root / "state").exists()


def test_a_refused_instance_is_not_recorded_in_the_lock(clone: Checkout) -> None:
    clone.terraform("deploy", *TRAIL)
    assert clone.locked() == {}


def test_the_printed_commands_lead_to_the_deploy(clone: Checkout) -> None:
    followed = []
    while (said := clone.terraform("deploy", *TRAIL)).code != 0:
        [advice] = [line for line in said.helps if "deploy" in line]
        followed.append(advice)
        assert clone.stackc(*shlex.split(advice)[1:]).code == 0
        assert len(followed) <= 3
    assert [line.split()[3] for line in followed] == ["account", "account-map", "cloudtrail-bucket"]
    assert clone.state("cloudtrail@core-gbl-artifacts")["resources"]


def test_two_stacks_in_turn_from_one_component_folder_never_see_each_other(clone: Checkout) -> None:
    before = fingerprint(clone.root / "components")
    stacks = ("core-gbl-artifacts", "plat-gbl-dev")
    for added in ("2 added", "0 added"):
        for stack, made in zip(stacks, (added, "1 added" if added == "2 added" else added), strict=True):
            said = clone.terraform("deploy", "account-settings", "-s", stack)
            assert (said.code, f"Resources: {made}, 0 changed, 0 destroyed." in said.out) == (0, True)
    aliases = [clone.state(f"account-settings@{stack}")["outputs"]["account_alias"]["value"] for stack in stacks]
    assert aliases == ["cch-core-gbl-artifacts", "cch-plat-gbl-dev"]
    assert fingerprint(clone.root / "components") == before


def test_clean_removes_the_workdir_and_nothing_else(first: First, tmp_path: Path) -> None:
    copy = first.checkout.copied(tmp_path / "copy")
    copy.terraform("plan", *SETTINGS)
    before = fingerprint(copy.root)
    workdir = ".stackc/work/core-gbl-artifacts/account-settings"
    said = copy.terraform("clean", *SETTINGS)
    assert said.code == 0
    lock = ".stackc/locks/work/core-gbl-artifacts/account-settings"
    before[lock] = fingerprint(copy.root)[lock]
    assert fingerprint(copy.root) == {
        path: found for path, found in before.items() if path != workdir and not path.startswith(f"{workdir}/")
    }
    assert NOTHING in copy.terraform("deploy", *SETTINGS).out
