"""``StateMover``: brings a state from one address to another, so that it can be cut off anywhere and gone on with.

The order is what makes it safe: the row of the lock file says that the state is being moved before anything is written;
what was written is read again and compared; the row says the new address when both are equal and the source has not
changed meanwhile. Until then the old address counts, afterwards the new one. Every other place where something of the
state may be is noted beside the row until it is known to hold nothing. See docs/language.md, moving a state.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from stackc.artifact.lock import Entries
from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import OutputFailure
from stackc.evaluate.address import Moving, claimed_by, held_at
from stackc.run.lock_file import LockFile, Rows
from stackc.run.state_end import StateEnd, StateEnds
from stackc.run.state_file import StateFile
from stackc.run.state_place import Place

MAX_ROUNDS: Final = 5
"""How often a source that changes while it is moved is followed."""
_NO_WAY: Final = "nothing says how to get there"


class Move(NamedTuple):
    """One state to be moved: whose it is, whose it was, from where to where."""

    instance: InstanceId
    source: Place
    target: Place
    row: str | None = None
    """What the lock file said of the instance when the move was planned."""
    formers: tuple[InstanceId, ...] = ()
    """What the instance was called before: their rows say where the state is, and go when it has arrived."""
    is_begun: bool = False
    """A row says that it is on this way: what is at the new address is what an earlier try left there."""
    is_copied: bool = False
    """The lock file says that a copy may be at the new address: an earlier state there does not count."""
    copies: tuple[Place, ...] = ()
    """Where something of the state may be as well: old states, and what tries with another target left."""
    lost: tuple[str, ...] = ()
    """The addresses of such copies to which nothing leads."""

    @property
    def owners(self) -> tuple[InstanceId, ...]:
        return self.instance, *self.formers

    @property
    def stays(self) -> bool:
        """It is where it belongs; the rows do not say so, or copies are to be taken away."""
        return self.source.address == self.target.address

    @property
    def is_settled(self) -> bool:
        """The row says the new address already: what is there counts, and what is at the old one is only left over."""
        return self.row == self.target.address and not self.stays


class MoveFailure(Exception):
    """A state that was not moved; the text says why and is fit for people. What is there stays as it is."""


class LeftOver(MoveFailure):
    """A state that has arrived, with a copy that was not taken away; the text says why."""


class StateMover:
    """Moves states whose ends are ``ends``."""

    def __init__(self, ends: StateEnds, lock: LockFile) -> None:
        self._ends, self._lock = ends, lock

    def move(self, move: Move, *, delete_source: bool) -> str:
        """Move one state while its workdir is held; what was done, in words.

        Raises MoveFailure and CompileError. Before anything is written nothing has changed; afterwards the row says
        that the state is on its way, and the same call goes on. Without ``delete_source`` what is left is told.
        """
        if self._entries().rows.get(move.instance) != move.row:
            raise MoveFailure("another command has moved it meanwhile: say it again")
        try:
            state, said = self._brought(move, delete_source=delete_source)
            told = self._taken_away(move, state) if delete_source else self._told(move)
        except OutputFailure as failure:
            raise MoveFailure(str(failure)) from failure
        finally:
            entries = self._lock.read().value.entries
            self._ends.close([*claimed_by(entries.rows.get(move.instance, "")), *entries.copies.get(move.instance, ())])
        return ", ".join((said, *told))

    def _entries(self) -> Entries:
        lock = self._lock.read()
        if lock.diagnostics:
            raise CompileError(lock.diagnostics)
        return lock.value.entries

    # --- to the new address

    def _brought(self, move: Move, *, delete_source: bool) -> tuple[StateFile | None, str]:
        """The state that counts now, and what was done."""
        if move.stays:
            self._lock.change(lambda now: _arrived(now, move))
            return None, "it is where it belongs"
        source, target = self._ends.open(move.source), self._ends.open(move.target)
        there = target.pull() if move.is_settled else None
        if there is not None and not there.is_empty:
            state, said = _confirmed(source, there), "it was moved before"
        else:
            state = self._carried(move, source, target)
            said = f"serial {state.serial}" if state and _holds(state) else "nothing was left to be moved"
        is_left = _holds(state) or delete_source or source.has_backup
        left = (move.source.address,) if is_left else ()
        self._lock.change(lambda now: _arrived(now, move, left))
        return state, said

    def _carried(self, move: Move, source: StateEnd, target: StateEnd) -> StateFile | None:
        """Until both ends hold the same and the source is as it was; the state that was carried."""
        state, is_begun = source.pull(), move.is_begun
        for _ in range(MAX_ROUNDS):
            there = target.pull()
            if has_to_go_there(state, there, move, is_begun=is_begun):
                assert state is not None
                self._lock.change(lambda now: _on_its_way(now, move))
                _write(state, there, target)
                is_begun = True
            again = source.pull()
            if again == state or (again and state and again.is_version_of(state)):
                return state
            if again is None or (state is not None and again.lineage != state.lineage):
                raise MoveFailure("the state at the old address was replaced by another one while it was moved")
            state = again
        raise MoveFailure("the state at the old address keeps changing: something works on it")

    # --- what is left elsewhere

    def _told(self, move: Move) -> list[str]:
        """The copies that are left; those that turn out to be none are forgotten."""
        said: list[str] = []
        for place in move.copies:
            try:
                end = self._ends.open(place)
                is_left = _holds(end.pull()) or end.has_backup
            except OutputFailure as failure:
                said.append(f"whether a copy is left at {place.address} cannot be seen: {failure}")
                continue
            if is_left:
                said.append(f"a copy is left at {place.address}")
            else:
                self._forget(move, place)
        return said + [f"whether a copy is left at {each} cannot be seen: {_NO_WAY}" for each in move.lost]

    def _taken_away(self, move: Move, state: StateFile | None) -> list[str]:
        """Nothing is left at the old address and of copies. Raises LeftOver for what nobody may take away."""
        said: list[str] = []
        for place in (move.source, *move.copies) if not move.stays else move.copies:
            try:
                word = self._without(move, place, state)
            except OutputFailure as failure:
                raise LeftOver(f"{place.address}: {failure}") from failure
            self._forget(move, place)
            said += [word] if word else []
        if move.lost:
            raise LeftOver(f"{', '.join(move.lost)}: {_NO_WAY}")
        return said

    def _without(self, move: Move, place: Place, state: StateFile | None) -> str:
        """Take away what is at ``place``; ``state`` is what has been carried."""
        owner = owner_of(self._entries().rows, place.address, move.owners)
        if owner is not None:
            return f"{place.address} belongs to {owner} now"
        end, target = self._ends.open(place), self._ends.open(move.target)
        old, there = end.pull(), target.pull()
        if old is not None and not old.is_empty:
            if not any(each is not None and old.is_no_later_than(each) for each in (there, state)):
                raise LeftOver(f"what is at {place.address} is no earlier state of the one at its address")
            # One place may have two addresses: by links, or by two names of a server.
            if place.kind == target.place.kind and old == there:
                if _is_one_place(end, target, old):
                    return f"{place.address} is the same place, where nothing was taken away"
                old = end.pull()
        end.clear(old)
        return "" if place == move.source else f"the copy at {place.address} was taken away"

    def _forget(self, move: Move, place: Place) -> None:
        """Nothing is left at ``place``."""

        def change(now: Entries) -> Entries:
            kept = tuple(each for each in now.copies.get(move.instance, ()) if each != place.address)
            return now._replace(copies={**now.copies, move.instance: kept})

        self._lock.change(change)


def has_to_go_there(state: StateFile | None, there: StateFile | None, move: Move, *, is_begun: bool) -> bool:
    """True when ``state`` has to be written where ``there`` is; False when what is there counts, or both hold nothing.

    Raises MoveFailure where something would be lost: only nothing, what holds nothing, and an earlier state of the same
    history makes way. ``is_begun``: what is there, if it is of the same history, was put there by an earlier try.
    """
    old, new = move.source.address, move.target.address
    if state is None:
        if there is None:
            raise MoveFailure(f"there is no state at {old}, and none at {new}")
        return False
    if there is None:
        return True  # even what holds nothing: copies are held against its history
    if there.is_empty:
        return not state.is_empty or there.lineage != state.lineage or there.serial < state.serial
    if there.lineage != state.lineage:
        raise MoveFailure(f"another state is at {new} (lineage {there.lineage})")
    if there.holds_same(state) and there.serial >= state.serial:
        return False
    if is_begun or (there.serial < state.serial and (move.is_copied or not state.is_empty)):
        return True
    if not state.is_empty:
        numbers = f"serial {there.serial}, and {state.serial} at the old address"
        raise MoveFailure(f"a later state of the same history is at {new} ({numbers})")
    if there.serial < state.serial:
        raise MoveFailure(
            f"the state at {old} holds nothing any more (serial {state.serial}), and an earlier one of its history is"
            f" at {new} (serial {there.serial}): which of them counts cannot be told"
        )
    return False


def owner_of(rows: Rows, address: str, but: Collection[InstanceId]) -> InstanceId | None:
    """Whose state is at ``address``, of all but some instances."""
    return next((id_ for id_ in sorted(rows, key=str) if id_ not in but and held_at(rows[id_]) == address), None)


def _write(state: StateFile, there: StateFile | None, target: StateEnd) -> None:
    """Put ``state`` at the target, in the place of ``there``, and look whether it has arrived."""
    serial = state.serial
    if there is None and target.place.kind != "local":
        target.push(state.emptied())  # a first push takes a history of its own
    elif there is not None and not there.is_empty:
        serial = max(state.serial, there.serial) + 1
    target.push(state.numbered(serial))
    found = target.pull()
    if found is None or (found.lineage, found.holds_same(state)) != (state.lineage, True):
        at = target.place.address
        raise MoveFailure(f"what was written to {at} is not what was read; the old state is as it was")


def _confirmed(source: StateEnd, there: StateFile) -> StateFile | None:
    """What is left where a state was before it was moved. It is never written again."""
    state = source.pull()
    if state is not None and not state.is_empty and not state.is_no_later_than(there):
        raise MoveFailure(f"what is at {source.place.address} is no earlier state of the one at its address")
    return state


def _is_one_place(end: StateEnd, target: StateEnd, state: StateFile) -> bool:
    """Both ends hold ``state``: a harmless change of one of them tells whether the other is the same."""
    end.push(state.numbered(state.serial + 1))
    return target.pull() != state


def _holds(state: StateFile | None) -> bool:
    return state is not None and not state.is_empty


# --- the lock file


def _on_its_way(now: Entries, move: Move) -> Entries:
    """The entries before anything is written."""
    _claim(now, move)
    left = {*now.copies.get(move.instance, ()), *_abandoned(now, move, (move.instance,))}
    row = Moving(move.source.address, move.target.address).text
    return Entries({**now.rows, move.instance: row}, {**now.copies, move.instance: tuple(sorted(left))})


def _arrived(now: Entries, move: Move, left: Collection[str] = ()) -> Entries:
    """The entries when a state is at its new address: those of former names go with it. ``left``: where it was."""
    _claim(now, move)
    rows = {id_: row for id_, row in now.rows.items() if id_ not in move.owners}
    copies = {id_: each for id_, each in now.copies.items() if id_ not in move.owners}
    own = {
        *left,
        *_abandoned(now, move, move.owners),
        *(each for id_ in move.owners for each in now.copies.get(id_, ())),
    }
    kept = tuple(sorted(own - {move.target.address}))
    return Entries({**rows, move.instance: move.target.address}, {**copies, move.instance: kept})


def _abandoned(now: Entries, move: Move, owners: Collection[InstanceId]) -> set[str]:
    """The addresses in rows of ``owners`` between which the state does not move: something may be there."""
    found = {address for id_ in owners if id_ in now.rows for address in claimed_by(now.rows[id_])}
    return found - {move.source.address, move.target.address}


def _claim(now: Entries, move: Move) -> None:
    """Raises MoveFailure when the new address has become another's."""
    owner = owner_of(now.rows, move.target.address, move.owners)
    if owner is not None:
        raise MoveFailure(f"{move.target.address} is locked for {owner}")
