"""A state that is moved arrives as it was, wherever the move was cut off; nothing is ever written over another state."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from stackc.base.ids import InstanceId
from stackc.base.ports import Finished
from stackc.evaluate.address import Moving
from stackc.run.lock_file import LockFile
from stackc.run.state_move import MAX_ROUNDS, Move, MoveFailure, StateMover
from stackc.run.state_place import Place
from stackc.system.files import DiskWorkplace
from tests.unit.run.bench import Children, Started, named

State = dict[str, Any]
APP, OLD = named("app@dev"), named("old@dev")
LINEAGE = "11111111-2222"


def state(serial: int, lineage: str = LINEAGE, **outputs: str) -> State:
    """A state with some outputs and, where it has any, a resource."""
    resources = [{"type": "terraform_data", "name": "it"}] if outputs else []
    return {"version": 4, "serial": serial, "lineage": lineage, "outputs": outputs, "resources": resources}


def contents(found: State | None) -> object:
    return found and (found["lineage"], found["outputs"], found["resources"])


class Backends(Children):
    """A Terraform that knows ``init``, ``state pull`` and ``state push``, with states as local files and S3 have them."""

    def __init__(self, states: Mapping[str, State]) -> None:
        super().__init__(self._answered)
        self.states: dict[str, State] = dict(states)
        self.calls: list[str] = []
        self.before: Callable[[int, str], None] = lambda number, call: None
        self.made = 0

    def _answered(self, child: Started) -> Finished:
        [(kind, settings)] = json.loads(Path(child.cwd, "backend.tf.json").read_text())["terraform"]["backend"].items()
        name = settings["path"] if kind == "local" else settings["key"]
        call = f"{' '.join(child.arguments[:2])} {name}"
        self.calls.append(call)
        self.before(len(self.calls), call)
        assert not child.streamed
        if child.arguments[0] == "init":
            return Finished(0, "", "")
        assert child.env["TF_WORKSPACE"] == "default"
        if child.arguments[1] == "pull":
            empty = "" if kind == "local" else json.dumps(state(0, ""))
            return Finished(0, json.dumps(self.states[name]) if name in self.states else empty, "")
        return self._pushed(kind, name, json.loads(Path(child.cwd, child.arguments[2]).read_text()))

    def _pushed(self, kind: str, name: str, pushed: State) -> Finished:
        there = self.states.get(name)
        if there is not None and (there["resources"] or there["outputs"]):
            if there["lineage"] != pushed["lineage"]:
                return Finished(1, "", "cannot import state with another lineage")
            if there["serial"] > pushed["serial"]:
                return Finished(1, "", "cannot import state over a newer one")
        if kind != "local" and there is None:
            self.made += 1
            pushed = {**pushed, "lineage": f"made-{self.made}", "serial": 1}
        elif kind != "local":
            pushed = {**pushed, "serial": pushed["serial"] + 1}
        self.states[name] = pushed
        return Finished(0, "", "")


class Yard:
    """Everything a move needs, on disk but for Terraform."""

    def __init__(self, root: Path, states: Mapping[str, State], rows: Mapping[InstanceId, str]) -> None:
        self.root, self.terraform, self.workplace = root, Backends(states), DiskWorkplace()
        self.lock = LockFile(str(root), self.workplace, lambda _: None)
        self.lock.update(lambda _: rows)

    def move(self, move: Move, *, delete_source: bool = False) -> str:
        folder = str(self.root / ".stackc/move/app")
        mover = StateMover("terraform", folder, self.terraform, self.workplace, self.lock, lambda text: text)
        said = mover.move(move, {"PATH": os.defpath}, delete_source=delete_source)
        assert not (self.root / ".stackc/move/app").exists()
        return said

    @property
    def rows(self) -> dict[str, str]:
        return {str(id_): row for id_, row in self.lock.read().value.rows.items()}


def local(name: str) -> Place:
    return Place(f"local:{name}", "local", {"path": name})


def remote(name: str) -> Place:
    return Place(f"s3://b/{name}", "s3", {"bucket": "b", "key": name})


WAYS = [
    pytest.param(local("a"), local("b"), id="local to local"),
    pytest.param(local("a"), remote("b"), id="local to S3"),
    pytest.param(remote("a"), local("b"), id="S3 to local"),
    pytest.param(remote("a"), remote("b"), id="S3 to S3"),
]


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_a_state_arrives_with_its_history_and_its_row(source: Place, target: Place, tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: source.address, OLD: "local:other"})
    assert yard.move(Move(APP, source, target)) == "serial 7"
    assert contents(yard.terraform.states["b"]) == contents(state(7, x="1"))
    assert yard.terraform.states["b"]["serial"] >= 7
    assert yard.terraform.states["a"] == state(7, x="1")
    assert yard.rows == {"app@dev": target.address, "old@dev": "local:other"}


def _calls(tmp_path: Path, source: Place, target: Place) -> int:
    yard = Yard(tmp_path / "counted", {"a": state(7, x="1")}, {APP: source.address})
    yard.move(Move(APP, source, target))
    return len(yard.terraform.calls)


@pytest.mark.parametrize(("source", "target"), WAYS)
@pytest.mark.parametrize("is_done", [False, True], ids=["before the call", "after the call"])
def test_a_move_that_is_cut_off_anywhere_goes_on(source: Place, target: Place, is_done: bool, tmp_path: Path) -> None:
    for cut in range(1, _calls(tmp_path, source, target) + 1):
        yard = Yard(tmp_path / str(cut), {"a": state(7, x="1")}, {APP: source.address})

        def interrupt(number: int, _: str, cut: int = cut) -> None:
            if number == cut + is_done:
                raise KeyboardInterrupt

        yard.terraform.before = interrupt
        move = Move(APP, source, target)
        try:
            yard.move(move)
        except KeyboardInterrupt:
            moving = Moving(source.address, target.address).text
            assert yard.rows["app@dev"] in (source.address, moving)
            assert "b" not in yard.terraform.states or yard.rows["app@dev"] == moving
        yard.terraform.before = lambda number, call: None
        yard.move(move)
        assert contents(yard.terraform.states["b"]) == contents(state(7, x="1"))
        assert yard.terraform.states["b"]["serial"] >= 7
        assert yard.rows == {"app@dev": target.address}


def test_a_source_that_rose_meanwhile_is_followed(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "local:a"})
    rose = iter([state(8, x="2"), state(9, x="3")])

    def rise(_: int, call: str) -> None:
        if call == "state pull a" and "b" in yard.terraform.states:
            yard.terraform.states["a"] = next(rose, yard.terraform.states["a"])

    yard.terraform.before = rise
    assert yard.move(Move(APP, local("a"), remote("b"))) == "serial 9"
    assert contents(yard.terraform.states["b"]) == contents(state(9, x="3"))


def test_a_source_that_never_rests_is_given_up(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "local:a"})

    def rise(_: int, call: str) -> None:
        if call == "state pull a":
            now = yard.terraform.states["a"]
            yard.terraform.states["a"] = {**now, "serial": now["serial"] + 1, "outputs": {"x": str(now["serial"])}}

    yard.terraform.before = rise
    with pytest.raises(MoveFailure, match="keeps changing"):
        yard.move(Move(APP, local("a"), local("b")))
    assert sum(call == "state push b" for call in yard.terraform.calls) == MAX_ROUNDS
    assert yard.rows == {"app@dev": "moving: local:a → local:b"}


def test_a_source_that_was_replaced_meanwhile_stops(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "local:a"})

    def replace(_: int, call: str) -> None:
        if call == "state pull a" and "b" in yard.terraform.states:
            yard.terraform.states["a"] = state(1, "another", x="2")

    yard.terraform.before = replace
    with pytest.raises(MoveFailure, match="was replaced by another one"):
        yard.move(Move(APP, local("a"), local("b")))


# --- what is at the target


@pytest.mark.parametrize("target", [local("b"), remote("b")])
@pytest.mark.parametrize(
    "there",
    [
        pytest.param(state(3, "another"), id="another history that holds nothing"),
        pytest.param(state(12), id="its own, empty, with a higher serial"),
        pytest.param(state(5, x="0"), id="an earlier one of its own"),
        pytest.param(state(7, x="1"), id="itself"),
    ],
)
def test_what_is_no_loss_is_replaced(there: State, target: Place, tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1"), "b": there}, {APP: "local:a"})
    yard.move(Move(APP, local("a"), target))
    found = yard.terraform.states["b"]
    assert contents(found) == contents(state(7, x="1"))
    assert found["serial"] >= max(7, there["serial"] if there["outputs"] else 0)


@pytest.mark.parametrize("target", [local("b"), remote("b")])
def test_another_state_is_never_written_over(target: Place, tmp_path: Path) -> None:
    other = state(1, "another", x="9")
    yard = Yard(tmp_path, {"a": state(7, x="1"), "b": other}, {APP: "local:a"})
    with pytest.raises(MoveFailure, match=r"another state is at .*lineage another"):
        yard.move(Move(APP, local("a"), target))
    assert (yard.terraform.states["b"], yard.rows) == (other, {"app@dev": "local:a"})


def test_a_later_state_of_the_same_history_is_what_counts(tmp_path: Path) -> None:
    """Somebody went on there, and the manifests or the lock file went back: the old address has what was before."""
    later = state(9, x="2")
    yard = Yard(tmp_path, {"a": state(7, x="1"), "b": later}, {APP: "local:a"})
    with pytest.raises(MoveFailure, match=r"a later state of the same history is at local:b \(serial 9, and 7"):
        yard.move(Move(APP, local("a"), local("b")))
    assert (yard.terraform.states["b"], yard.rows) == (later, {"app@dev": "local:a"})


def test_what_an_earlier_try_left_is_replaced_by_what_has_risen_since(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(8, x="2"), "b": state(9, x="1")}, {APP: "moving: local:a → s3://b/b"})
    yard.move(Move(APP, local("a"), remote("b"), is_begun=True))
    found = yard.terraform.states["b"]
    assert (contents(found), found["serial"] > 9) == (contents(state(8, x="2")), True)


def test_where_nothing_is_at_either_end_nothing_is_agreed_to(tmp_path: Path) -> None:
    """The state may be on another machine."""
    yard = Yard(tmp_path, {}, {APP: "local:a"})
    with pytest.raises(MoveFailure, match="no state at local:a, and none at s3://b/b"):
        yard.move(Move(APP, local("a"), remote("b")))
    assert yard.rows == {"app@dev": "local:a"}


def test_a_state_that_somebody_moved_by_hand_is_agreed_to(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"b": state(7, x="1")}, {APP: "local:a"})
    assert yard.move(Move(APP, local("a"), remote("b"))) == "nothing was left to be moved"
    assert (yard.terraform.states, yard.rows) == ({"b": state(7, x="1")}, {"app@dev": "s3://b/b"})


def test_what_did_not_arrive_as_it_was_is_no_success(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "local:a"})

    def spoil(_: int, call: str) -> None:
        if call == "state pull b" and "b" in yard.terraform.states:
            yard.terraform.states["b"] = state(8, x="spoiled")

    yard.terraform.before = spoil
    with pytest.raises(MoveFailure, match="is not what was read"):
        yard.move(Move(APP, local("a"), local("b")))
    assert yard.rows == {"app@dev": "moving: local:a → local:b"}


# --- names and leftovers


def test_the_row_of_one_that_is_gone_goes_when_its_state_has_arrived(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {OLD: "local:a"})
    yard.move(Move(APP, local("a"), local("b"), OLD))
    assert yard.rows == {"app@dev": "local:b"}


@pytest.mark.parametrize("name", ["local", "remote"])
def test_the_source_is_taken_away_when_that_is_wanted(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tfstate"
    place = local(str(path)) if name == "local" else remote("a")
    key = str(path) if name == "local" else "a"
    for file in (path, Path(f"{path}.backup")):
        file.write_text("{}")
    yard = Yard(tmp_path, {key: state(7, x="1")}, {APP: place.address})
    yard.move(Move(APP, place, remote("b")), delete_source=True)
    assert contents(yard.terraform.states["b"]) == contents(state(7, x="1"))
    if name == "local":
        assert not path.exists()
        assert not Path(f"{path}.backup").exists()
    else:
        assert contents(yard.terraform.states["a"]) == (LINEAGE, {}, [])


def test_what_is_left_of_an_earlier_move_is_held_against_what_is_there(tmp_path: Path) -> None:
    settled = Move(APP, remote("a"), remote("b"), is_settled=True)
    yard = Yard(tmp_path, {"a": state(7, x="1"), "b": state(9, x="2")}, {APP: "s3://b/b"})
    assert yard.move(settled, delete_source=True) == "it was moved before"
    assert (contents(yard.terraform.states["a"]), yard.terraform.states["b"]) == ((LINEAGE, {}, []), state(9, x="2"))


@pytest.mark.parametrize("left", [state(12, x="3"), state(1, "another", x="3")], ids=["newer", "another"])
def test_what_is_no_earlier_state_is_not_taken_away(left: State, tmp_path: Path) -> None:
    settled = Move(APP, remote("a"), remote("b"), is_settled=True)
    yard = Yard(tmp_path, {"a": left, "b": state(9, x="2")}, {APP: "s3://b/b"})
    with pytest.raises(MoveFailure, match="no earlier state"):
        yard.move(settled, delete_source=True)
    assert yard.terraform.states == {"a": left, "b": state(9, x="2")}


def test_a_terraform_that_fails_is_told_and_nothing_has_changed(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "local:a"})
    yard.terraform.answer = lambda _: Finished(1, "", "no credentials")
    with pytest.raises(MoveFailure, match="`terraform init -reconfigure` failed: no credentials"):
        yard.move(Move(APP, local("a"), remote("b")))
    assert yard.rows == {"app@dev": "local:a"}
