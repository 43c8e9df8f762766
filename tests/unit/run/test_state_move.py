"""A state that is moved arrives as it was, wherever the move was cut off; nothing is ever written over another state."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from stackc.artifact.lock import Entries
from stackc.base.ids import InstanceId
from stackc.base.ports import Finished
from stackc.base.value import Table
from stackc.evaluate.address import Moving, parse_moving
from stackc.run.lock_file import LockFile
from stackc.run.state_end import StateEnds, noted_ends
from stackc.run.state_move import MAX_ROUNDS, LeftOver, Move, MoveFailure, StateMover
from stackc.run.state_place import Place
from stackc.system.files import DiskWorkplace
from tests.unit.run.bench import Children, Started, named

State = dict[str, Any]
APP, OLD = named("app@dev"), named("old@dev")
LINEAGE = "11111111-2222"
HELD = 99
"""The lock on the workdir, which every Terraform inherits."""


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
        name = (settings["path"] if kind == "local" else settings["key"]).removeprefix("/nowhere/")
        call = f"{' '.join(child.arguments[:2])} {name}"
        self.calls.append(call)
        self.before(len(self.calls), call)
        assert (child.streamed, child.inherited[-1]) == (False, HELD)
        if child.arguments[0] == "init":
            return Finished(0, "", "")
        assert child.env["TF_WORKSPACE"] == "default"
        if child.arguments[1] == "pull":
            empty = "" if kind == "local" else json.dumps(state(0, ""))
            return Finished(0, json.dumps(self.states[name]) if name in self.states else empty, "")
        return self._pushed(kind, name, json.loads(Path(child.cwd, child.arguments[-1]).read_text()))

    def _pushed(self, kind: str, name: str, pushed: State) -> Finished:
        there = self.states.get(name)
        if there is not None and (there["resources"] or there["outputs"]):
            if there["lineage"] != pushed["lineage"]:
                return Finished(1, "", "cannot import state with another lineage")
            if there["serial"] > pushed["serial"]:
                return Finished(1, "", "cannot import state over a newer one")
            if there["serial"] == pushed["serial"] and contents(there) != contents(pushed):
                return Finished(1, "", "cannot overwrite existing state with a different one that has the same serial")
        if kind != "local" and there is None:
            self.made += 1
            pushed = {**pushed, "lineage": f"made-{self.made}", "serial": 1}
        elif kind != "local":
            pushed = {**pushed, "serial": pushed["serial"] + 1}
        self.states[name] = pushed
        return Finished(0, "", "")


class Yard:
    """Everything a move needs, on disk but for Terraform."""

    def __init__(self, root: Path, states: Mapping[str, State], rows: Mapping[InstanceId, str], *copies: str) -> None:
        self.root, self.terraform, self.workplace = root, Backends(states), DiskWorkplace()
        self.lock = LockFile(str(root), self.workplace, lambda _: None)
        self.lock.change(lambda _: Entries(rows, {APP: copies}))

    def move(self, move: Move, *, delete_source: bool = False) -> str:
        env = {"PATH": os.defpath}
        ends = StateEnds("terraform", self.folder, self.terraform, self.workplace, env, HELD, lambda text: text)
        row = self.lock.read().value.rows.get(move.instance)
        begun = (move.source.address, move.target.address) == parse_moving(row or "")
        return StateMover(ends, self.lock).move(move._replace(row=row, is_begun=begun), delete_source=delete_source)

    @property
    def folder(self) -> str:
        return str(self.root / ".stackc/move/app")

    @property
    def copies(self) -> dict[str, tuple[str, ...]]:
        return {str(id_): copies for id_, copies in self.lock.read().value.copies.items() if copies}

    @property
    def rows(self) -> dict[str, str]:
        return {str(id_): row for id_, row in self.lock.read().value.rows.items()}


def local(name: str) -> Place:
    return Place(f"local:{name}", "local", {"path": f"/nowhere/{name}"})


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


def _calls(tmp_path: Path, source: Place, target: Place, deletes: bool) -> int:
    yard = Yard(tmp_path / "counted", {"a": state(7, x="1")}, {APP: source.address})
    yard.move(Move(APP, source, target), delete_source=deletes)
    return len(yard.terraform.calls)


def next_try(yard: Yard, source: Place, target: Place) -> Move:
    """What the same command would do after it was cut off."""
    if yard.rows.get("app@dev") != target.address:
        return Move(APP, source, target)
    return Move(
        APP, target, target, copies=tuple(each for each in (source,) if each.address in yard.copies.get("app@dev", ()))
    )


@pytest.mark.parametrize("deletes", [False, True], ids=["left", "taken away"])
@pytest.mark.parametrize(("source", "target"), WAYS)
@pytest.mark.parametrize("is_done", [False, True], ids=["before the call", "after the call"])
def test_a_move_that_is_cut_off_anywhere_goes_on(
    source: Place, target: Place, is_done: bool, deletes: bool, tmp_path: Path
) -> None:
    for cut in range(1, _calls(tmp_path, source, target, deletes) + 1):
        yard = Yard(tmp_path / str(cut), {"a": state(7, x="1")}, {APP: source.address})

        def interrupt(number: int, _: str, cut: int = cut) -> None:
            if number == cut + is_done:
                raise KeyboardInterrupt

        yard.terraform.before = interrupt
        moving, arrived = Moving(source.address, target.address).text, target.address
        try:
            yard.move(Move(APP, source, target), delete_source=deletes)
        except KeyboardInterrupt:
            assert yard.rows["app@dev"] in (source.address, moving, *((arrived,) if deletes else ()))
            assert "b" not in yard.terraform.states or yard.rows["app@dev"] in (moving, arrived)
        yard.terraform.before = lambda number, call: None
        yard.move(next_try(yard, source, target), delete_source=deletes)
        assert contents(yard.terraform.states["b"]) == contents(state(7, x="1"))
        assert yard.terraform.states["b"]["serial"] >= 7
        assert (yard.rows, yard.copies) == ({"app@dev": arrived}, {} if deletes else {"app@dev": (source.address,)})
        assert not deletes or source.kind == "local" or not yard.terraform.states["a"]["outputs"]


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
    yard.move(Move(APP, local("a"), remote("b")))
    found = yard.terraform.states["b"]
    assert (contents(found), found["serial"] > 9) == (contents(state(8, x="2")), True)


@pytest.mark.parametrize("serial", [7, 8])
def test_two_that_went_on_apart_are_not_one_earlier_than_the_other(serial: int, tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1"), "b": state(serial, x="2")}, {APP: "local:a"})
    with pytest.raises(MoveFailure, match="a later state of the same history is at local:b"):
        yard.move(Move(APP, local("a"), local("b")))
    assert yard.terraform.states["b"] == state(serial, x="2")


def test_a_state_with_the_same_contents_takes_the_higher_serial(tmp_path: Path) -> None:
    """A change and its undoing: the contents are those of an earlier try, and the history has gone on."""
    yard = Yard(tmp_path, {"a": state(9, x="1"), "b": state(7, x="1")}, {APP: "moving: local:a → local:b"})
    yard.move(Move(APP, local("a"), local("b")))
    assert yard.terraform.states["b"]["serial"] >= 9


def test_what_was_destroyed_while_it_was_moved_is_not_brought_back(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(9), "b": state(7, x="1")}, {APP: "moving: local:a → local:b"})
    yard.move(Move(APP, local("a"), local("b")), delete_source=True)
    assert (contents(yard.terraform.states["b"]), yard.rows) == ((LINEAGE, {}, []), {"app@dev": "local:b"})


@pytest.mark.parametrize("target", [local("c"), remote("c")])
@pytest.mark.parametrize("there", [None, state(1, "another"), state(2)], ids=["none", "another", "earlier"])
def test_a_state_that_holds_nothing_keeps_its_history(there: State | None, target: Place, tmp_path: Path) -> None:
    """By it, a copy that holds something is known for an earlier one even when the old state is gone."""
    states = {"a": state(9), "b": state(8, x="1"), **({"c": there} if there is not None else {})}
    yard = Yard(tmp_path, states, {APP: "moving: local:a → s3://b/b"})
    assert yard.move(Move(APP, local("a"), target, copies=(remote("b"),))) == (
        "nothing was left to be moved, a copy is left at s3://b/b"
    )
    found = yard.terraform.states["c"]
    assert (contents(found), found["serial"] >= 9) == ((LINEAGE, {}, []), True)
    yard.move(Move(APP, target, target, copies=(remote("b"),)), delete_source=True)
    assert (contents(yard.terraform.states["b"]), yard.copies) == ((LINEAGE, {}, []), {})


def test_what_was_destroyed_does_not_come_back_from_a_copy(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(9), "b": state(7, x="1")}, {APP: "local:a"}, "local:b")
    yard.move(Move(APP, local("a"), local("b"), is_copied=True))
    assert (contents(yard.terraform.states["b"]), yard.rows) == ((LINEAGE, {}, []), {"app@dev": "local:b"})


def test_nobody_decides_between_nothing_and_an_earlier_state(tmp_path: Path) -> None:
    """It was destroyed after it came from there, or it went there before the lock file went back."""
    yard = Yard(tmp_path, {"a": state(9), "b": state(7, x="1")}, {APP: "local:a"})
    with pytest.raises(MoveFailure, match=r"holds nothing any more \(serial 9\).*\(serial 7\): which of them counts"):
        yard.move(Move(APP, local("a"), local("b")))
    assert (yard.terraform.states["b"], yard.rows) == (state(7, x="1"), {"app@dev": "local:a"})


def test_a_state_that_went_on_where_it_came_to_is_agreed_to(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(8), "b": state(9, x="1")}, {APP: "s3://b/a"})
    assert yard.move(Move(APP, remote("a"), local("b"))) == "nothing was left to be moved"
    assert (yard.terraform.states["b"], yard.rows, yard.copies) == (state(9, x="1"), {"app@dev": "local:b"}, {})


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
    yard.move(Move(APP, local("a"), local("b"), formers=(OLD,)))
    assert yard.rows == {"app@dev": "local:b"}


@pytest.mark.parametrize("name", ["local", "remote"])
def test_the_source_is_taken_away_when_that_is_wanted(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.tfstate"
    place = Place(f"local:{path}", "local", {"path": str(path)}) if name == "local" else remote("a")
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


def test_a_backup_beside_nothing_is_taken_away_after_a_cut_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.tfstate"
    for file in (path, Path(f"{path}.backup")):
        file.write_text("{}")
    source = Place("local:a", "local", {"path": str(path)})
    yard = Yard(tmp_path, {str(path): state(7)}, {APP: "local:a"})

    def interrupt(_: int, call: str) -> None:
        if yard.rows["app@dev"] == "s3://b/b":
            raise KeyboardInterrupt

    yard.terraform.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        yard.move(Move(APP, source, remote("b")), delete_source=True)
    yard.terraform.before = lambda number, call: None
    yard.move(next_try(yard, source, remote("b")), delete_source=True)
    assert (sorted(tmp_path.glob("a.tfstate*")), yard.copies) == ([], {})


def test_what_is_left_of_an_earlier_move_is_held_against_what_is_there(tmp_path: Path) -> None:
    settled = Move(APP, remote("a"), remote("b"))
    yard = Yard(tmp_path, {"a": state(7, x="1"), "b": state(9, x="2")}, {APP: "s3://b/b"})
    assert yard.move(settled, delete_source=True) == "it was moved before"
    assert (contents(yard.terraform.states["a"]), yard.terraform.states["b"]) == ((LINEAGE, {}, []), state(9, x="2"))


@pytest.mark.parametrize("left", [state(12, x="3"), state(1, "another", x="3")], ids=["newer", "another"])
def test_what_is_no_earlier_state_is_not_taken_away(left: State, tmp_path: Path) -> None:
    settled = Move(APP, remote("a"), remote("b"))
    yard = Yard(tmp_path, {"a": left, "b": state(9, x="2")}, {APP: "s3://b/b"})
    with pytest.raises(MoveFailure, match="no earlier state"):
        yard.move(settled, delete_source=True)
    assert yard.terraform.states == {"a": left, "b": state(9, x="2")}
    copy = Move(APP, remote("b"), remote("b"), copies=(remote("a"),))
    with pytest.raises(LeftOver, match="no earlier state"):
        yard.move(copy, delete_source=True)
    assert yard.terraform.states == {"a": left, "b": state(9, x="2")}


def test_a_terraform_that_fails_is_told_and_nothing_has_changed(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "local:a"})
    yard.terraform.answer = lambda _: Finished(1, "", "no credentials")
    with pytest.raises(MoveFailure, match="`terraform init -reconfigure` failed: no credentials"):
        yard.move(Move(APP, local("a"), remote("b")))
    assert yard.rows == {"app@dev": "local:a"}


# --- the lock file meanwhile


def test_a_move_that_waited_for_another_is_planned_anew(tmp_path: Path) -> None:
    """Else it would put an old state over what has been done at the new address since."""
    yard = Yard(tmp_path, {"a": state(7, x="1"), "b": state(9, x="2")}, {APP: "local:b"})
    ends = StateEnds("terraform", yard.folder, yard.terraform, yard.workplace, {}, HELD, str)
    begun = Move(APP, local("a"), local("b"), "moving: local:a → local:b", is_begun=True)
    with pytest.raises(MoveFailure, match="another command has moved it meanwhile"):
        StateMover(ends, yard.lock).move(begun, delete_source=True)
    assert (yard.terraform.states["b"], yard.terraform.calls) == (state(9, x="2"), [])


@pytest.mark.parametrize("row", ["local:b", "moving: local:b → local:c"])
@pytest.mark.parametrize("states", [{"a": state(7, x="1")}, {"b": state(7, x="1")}], ids=["carried", "agreed to"])
def test_nobody_comes_to_where_the_state_of_another_is(row: str, states: dict[str, State], tmp_path: Path) -> None:
    yard = Yard(tmp_path, states, {APP: "local:a", OLD: row})
    with pytest.raises(MoveFailure, match="local:b is locked for old@dev"):
        yard.move(Move(APP, local("a"), local("b")))
    assert (yard.terraform.states, yard.rows) == (states, {"app@dev": "local:a", "old@dev": row})


# --- other targets, and what is left elsewhere


def retargeted(tmp_path: Path) -> Yard:
    """A state whose way to ``b`` was cut off after it had been written there."""
    states = {"a": state(7, x="1"), "b": state(8, x="1")}
    return Yard(tmp_path, states, {APP: Moving("local:a", "s3://b/b").text})


def test_a_copy_at_a_target_that_was_given_up_is_told_and_noted(tmp_path: Path) -> None:
    yard = retargeted(tmp_path)
    said = yard.move(Move(APP, local("a"), local("c"), copies=(remote("b"),)))
    assert said == "serial 7, a copy is left at s3://b/b"
    assert contents(yard.terraform.states["c"]) == contents(state(7, x="1"))
    assert (yard.rows, yard.copies) == ({"app@dev": "local:c"}, {"app@dev": ("local:a", "s3://b/b")})


def test_a_copy_at_a_target_that_was_given_up_is_noted_before_anything_is_written(tmp_path: Path) -> None:
    yard = retargeted(tmp_path)
    yard.terraform.answer = stopped_at("push", yard.terraform.answer)
    with pytest.raises(KeyboardInterrupt):
        yard.move(Move(APP, local("a"), local("c"), copies=(remote("b"),)))
    assert (yard.rows, yard.copies) == ({"app@dev": "moving: local:a → local:c"}, {"app@dev": ("s3://b/b",)})


def stopped_at(word: str, answer: Callable[[Started], Finished]) -> Callable[[Started], Finished]:
    def stopped(child: Started) -> Finished:
        if word in child.arguments:
            raise KeyboardInterrupt
        return answer(child)

    return stopped


@pytest.mark.parametrize("target", [local("c"), local("a")], ids=["another target", "called off"])
def test_a_copy_at_a_target_that_was_given_up_is_taken_away(target: Place, tmp_path: Path) -> None:
    yard = retargeted(tmp_path)
    said = yard.move(Move(APP, local("a"), target, copies=(remote("b"),)), delete_source=True)
    assert said.endswith("the copy at s3://b/b was taken away")
    assert contents(yard.terraform.states["b"]) == (LINEAGE, {}, [])
    assert (yard.rows, yard.copies) == ({"app@dev": target.address}, {})


def test_a_move_that_is_called_off_leaves_the_state_where_it_was(tmp_path: Path) -> None:
    yard = retargeted(tmp_path)
    said = yard.move(Move(APP, local("a"), local("a"), copies=(remote("b"),)))
    assert said == "it is where it belongs, a copy is left at s3://b/b"
    assert yard.terraform.states == {"a": state(7, x="1"), "b": state(8, x="1")}
    assert (yard.rows, yard.copies) == ({"app@dev": "local:a"}, {"app@dev": ("s3://b/b",)})


def test_where_nothing_was_written_no_copy_is_noted(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "moving: local:a → local:b"})
    assert yard.move(Move(APP, local("a"), local("a"), copies=(local("b"),))) == "it is where it belongs"
    assert (yard.rows, yard.copies) == ({"app@dev": "local:a"}, {})


def test_a_state_that_comes_back_replaces_its_own_copy(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(9, x="2"), "b": state(7, x="1")}, {APP: "local:a"}, "local:b", "local:z")
    yard.move(Move(APP, local("a"), local("b")))
    assert contents(yard.terraform.states["b"]) == contents(state(9, x="2"))
    assert yard.copies == {"app@dev": ("local:a", "local:z")}


def test_what_has_become_anothers_is_not_taken_away(tmp_path: Path) -> None:
    """Even where it is of the same history: somebody made an instance of a copy."""
    states = {"a": state(7, x="1"), "b": state(9, x="2")}
    yard = Yard(tmp_path, states, {APP: "s3://b/b", OLD: "s3://b/a"}, "s3://b/a")
    said = yard.move(Move(APP, remote("b"), remote("b"), copies=(remote("a"),)), delete_source=True)
    assert said == "it is where it belongs, s3://b/a belongs to old@dev now"
    assert (yard.terraform.states, yard.copies) == (states, {})


@pytest.mark.parametrize("kind", ["s3", "local"])
def test_one_place_with_two_addresses_is_not_emptied(kind: str, tmp_path: Path) -> None:
    """By a link, or by another name of a server."""
    path = tmp_path / "a.tfstate"
    path.write_text("{}")
    settings: Table = {"path": str(path)} if kind == "local" else {"bucket": "b", "key": str(path)}
    one, other = Place(f"{kind}://one", kind, settings), Place(f"{kind}://other", kind, settings)
    yard = Yard(tmp_path, {str(path): state(7, x="1")}, {APP: one.address})
    said = yard.move(Move(APP, one, other), delete_source=True)
    assert said == f"serial 7, {one.address} is the same place, where nothing was taken away"
    assert contents(yard.terraform.states[str(path)]) == contents(state(7, x="1"))
    assert (path.exists(), yard.rows, yard.copies) == (True, {"app@dev": other.address}, {})


def test_a_copy_that_cannot_be_seen_is_told(tmp_path: Path) -> None:
    yard = retargeted(tmp_path)
    move = Move(APP, local("a"), local("c"), copies=(remote("b"),), lost=("gcs://g",))
    answer = yard.terraform.answer

    def closed(child: Started) -> Finished:
        has_no_access = "s3" in Path(child.cwd, "backend.tf.json").read_text()
        return Finished(1, "", "denied") if has_no_access else answer(child)

    yard.terraform.answer = closed
    denied = "whether a copy is left at s3://b/b cannot be seen: `terraform init -reconfigure` failed: denied"
    lost = "whether a copy is left at gcs://g cannot be seen: nothing says how to get there"
    assert yard.move(move) == f"serial 7, {denied}, {lost}"
    with pytest.raises(LeftOver, match="s3://b/b: `terraform init"):
        yard.move(Move(APP, local("c"), local("c"), copies=(remote("b"),)), delete_source=True)
    assert yard.copies == {"app@dev": ("local:a", "s3://b/b")}


def test_a_copy_to_which_nothing_leads_is_not_taken_away(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "local:a"}, "gcs://g")
    with pytest.raises(LeftOver, match="gcs://g: nothing says how to get there"):
        yard.move(Move(APP, local("a"), local("a"), lost=("gcs://g",)), delete_source=True)
    assert yard.copies == {"app@dev": ("gcs://g",)}


def test_an_old_state_that_somebody_works_on_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.tfstate"
    path.write_text("{}")
    source = Place("local:a", "local", {"path": str(path)})
    yard = Yard(tmp_path, {str(path): state(7, x="1")}, {APP: "local:a"})
    answer = yard.terraform.answer

    def locked(child: Started) -> Finished:
        is_source = str(path) in Path(child.cwd, "backend.tf.json").read_text()
        is_locked = is_source and child.arguments[1] == "push"
        return Finished(1, "", "the state is locked") if is_locked else answer(child)

    yard.terraform.answer = locked
    with pytest.raises(LeftOver, match="local:a: `terraform state push` failed: the state is locked"):
        yard.move(Move(APP, source, remote("b")), delete_source=True)
    assert (path.exists(), yard.rows, yard.copies) == (True, {"app@dev": "s3://b/b"}, {"app@dev": ("local:a",)})


def test_what_leads_to_copies_is_kept_where_that_is_no_path(tmp_path: Path) -> None:
    yard = Yard(tmp_path, {"a": state(7, x="1")}, {APP: "s3://b/a"})
    yard.move(Move(APP, remote("a"), local("b")))
    assert list(noted_ends(yard.folder, yard.workplace)) == [("s3", {"bucket": "b", "key": "a"})]
    assert [path.name for path in Path(yard.folder).rglob("*") if path.is_file()] == ["backend.tf.json"]
    yard.move(Move(APP, local("b"), local("b"), copies=(remote("a"),)), delete_source=True)
    assert not Path(yard.folder).exists()


@pytest.mark.parametrize(
    ("backup", "is_left"),
    [(json.dumps(state(6, x="1")), True), ("cut o", True), (json.dumps(state(6)), False)],
    ids=["what was destroyed", "unreadable", "empty"],
)
def test_what_terraform_kept_beside_a_state_that_holds_nothing_is_a_copy(
    backup: str,
    is_left: bool,
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.tfstate"
    path.write_text(json.dumps(state(7)))
    Path(f"{path}.backup").write_text(backup)
    source = Place("local:a", "local", {"path": str(path)})
    yard = Yard(tmp_path, {str(path): state(7)}, {APP: "local:a"})
    yard.move(Move(APP, source, remote("b")))
    assert yard.copies == ({"app@dev": ("local:a",)} if is_left else {})
    again = Move(APP, remote("b"), remote("b"), copies=(source,) if is_left else ())
    assert yard.move(again) == "it is where it belongs" + (", a copy is left at local:a" if is_left else "")
    yard.move(again, delete_source=True)
    assert (yard.copies, Path(f"{path}.backup").exists()) == ({}, not is_left)
