"""What the campaign calls wrong, in worlds with planted faults; and one of its moves."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.campaigns.move_worlds import (
    BUCKET,
    Expected,
    Place,
    Unit,
    World,
    address_of,
    lost,
    manifests,
    spot_of,
    wrongs,
)
from tests.campaigns.moves import check, drawn_cut

HERE = f"s3:127.0.0.1:5000//{BUCKET}"
OLD, NEW, OTHER = Place("local", "p1"), Place("s3", "p2", "one"), Place("local", "p3", "w")
UNIT = Unit(0, "app", "one", NEW)


def state(serial: int = 3, lineage: str = "mine", size: int | None = 1) -> dict[str, Any]:
    outputs = {"size": {"value": size, "type": "number"}} if size is not None else {}
    return {"lineage": lineage, "serial": serial, "outputs": outputs, "resources": []}


EXPECTED = Expected(UNIT, state(), has_row=True)
ROWS = {"app@one": f"{HERE}/p2-in/one/p2"}
COPIES = {"app@one": ["local:state/p1.tfstate"]}


def world(
    states: Mapping[str, Mapping[str, Any]],
    rows: Mapping[str, str] = ROWS,
    copies: Mapping[str, list[str]] | None = None,
    **more: Any,
) -> World:
    return World({NEW.spot: state(), **states}, more.get("backups", {}), rows, copies or {}, more.get("leaks", ()))


def kinds(found: list[tuple[str, str]]) -> list[str]:
    return [kind for kind, _ in found]


# --- places and manifests


@pytest.mark.parametrize(
    ("place", "spot", "address"),
    [
        (OLD, "state/p1.tfstate", "local:state/p1.tfstate"),
        (OTHER, "p3/w/terraform.tfstate", "local:p3/w/terraform.tfstate"),
        (Place("s3", "p2"), "bucket/p2", f"{HERE}/p2"),
        (NEW, "bucket/p2-in/one/p2", f"{HERE}/p2-in/one/p2"),
    ],
)
def test_a_place_has_a_spot_and_an_address(place: Place, spot: str, address: str) -> None:
    assert (place.spot, address_of(place.spot, HERE), spot_of(address, HERE)) == (spot, address, spot)


def test_a_manifest_says_the_place_and_who_is_read_by_its_name_now() -> None:
    reader = Unit(1, "web", "two", OTHER, reads=0)
    texts = manifests([UNIT, reader])
    assert sorted(texts) == ["stacks/one.yaml", "stacks/two.yaml"]
    assert '"text": !terraform.state app one size' in texts["stacks/two.yaml"]
    body = yaml.safe_load(texts["stacks/one.yaml"])["components"]["terraform"]["app"]
    assert (body["metadata"]["terraform_workspace"], body["backend"]["s3"]["key"]) == ("one", "p2")


# --- planted faults

NOTHING: dict[str, Any] = {}
PLANTED = [
    pytest.param(world({}), [], id="all is well"),
    pytest.param(world({OLD.spot: state(9, size=None)}), [], id="an old state that holds nothing"),
    pytest.param(world({OLD.spot: state()}, copies=COPIES), [], id="a copy that is noted"),
    pytest.param(world({OLD.spot: state()}), ["stray copy"], id="a copy that nobody noted"),
    pytest.param(world({OLD.spot: state()}, copies={"web@one": COPIES["app@one"]}), ["stray copy"], id="of nobody"),
    pytest.param(world({}, backups={OLD.spot: state()}), ["stray copy"], id="a copy in a backup"),
    pytest.param(world({}, backups={NEW.spot: state(2)}), [], id="a backup beside the state"),
    pytest.param(world({NEW.spot: state(size=2)}), ["contents"], id="other outputs"),
    pytest.param(world({NEW.spot: {**state(), "resources": [1]}}), ["contents"], id="other resources"),
    pytest.param(world({NEW.spot: state(lineage="new")}), ["contents"], id="another history"),
    pytest.param(world({NEW.spot: state(size=None)}), ["contents"], id="nothing has arrived"),
    pytest.param(world({NEW.spot: state(2)}), ["serial"], id="a serial that fell"),
    pytest.param(world({}, rows={}), ["lock rows"], id="no row"),
    pytest.param(world({}, rows={"app@one": f"moving: local:x → {HERE}/y"}), ["lock rows"], id="still moving"),
    pytest.param(world({}, rows={**ROWS, "old@one": "local:x"}), ["lock rows"], id="the row of a former name"),
    pytest.param(world({}, leaks=(".stackc/x",)), ["leak"], id="a state below .stackc"),
]


@pytest.mark.parametrize(("planted", "found"), PLANTED)
def test_what_a_move_must_not_leave_is_found(planted: World, found: list[str]) -> None:
    assert kinds(wrongs([EXPECTED], planted, [], HERE)) == found


def test_an_old_state_that_was_to_stay_is_missed() -> None:
    stays = EXPECTED._replace(left=OLD.spot)
    assert kinds(wrongs([stays], world({}), [], HERE)) == ["old state"]
    assert kinds(wrongs([stays], world({OLD.spot: state(4, size=2)}, copies=COPIES), [], HERE)) == ["old state"]
    assert wrongs([stays], world({OLD.spot: state()}, copies=COPIES), [], HERE) == []


def test_a_copy_that_was_to_go_is_found() -> None:
    assert kinds(wrongs([EXPECTED], world({}, copies=COPIES), [UNIT.key], HERE)) == ["left"]


def test_a_state_that_held_nothing_stays_so() -> None:
    empty = EXPECTED._replace(before=None)
    assert kinds(wrongs([empty], world({}), [], HERE)) == ["out of nothing"]
    assert wrongs([empty], world({NEW.spot: state(size=None)}), [], HERE) == []


def test_a_state_is_lost_while_it_is_nowhere() -> None:
    assert lost([EXPECTED], world({})) == []
    assert kinds(lost([EXPECTED], world({NEW.spot: state(size=2)}))) == ["lost"]


# --- its moves


def test_a_cut_depends_on_its_seed_alone() -> None:
    assert drawn_cut(random.Random("1"), 3) == drawn_cut(random.Random("1"), 3)
    assert {drawn_cut(random.Random(str(seed)), 1).kind for seed in range(99)} == {
        *("SIGKILL", "SIGTERM", "SIGINT", "crash", "failing")
    }


@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not on the PATH")
def test_a_move_that_is_cut_off_ends_as_it_must() -> None:
    found = check(1, 6)
    assert [each for each in found if not each.is_allowed] == []
    assert "tried: cut off by" in json.dumps([each.kind for each in found])
