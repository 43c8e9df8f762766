"""``StateMover``: brings a state from one address to another, so that it can be cut off anywhere and gone on with.

Terraform alone reads and writes states, in folders that hold a backend and nothing else. The order is what makes it
safe: the row of the lock file says that the state is being moved before anything is written; what was written is read
again and compared; the row says the new address when both are equal and the source has not changed meanwhile. See
docs/language.md, moving a state.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Final, NamedTuple

from stackc.artifact.files import PRIVATE
from stackc.base.ids import InstanceId
from stackc.base.ports import Finished, OutputFailure, Processes, Workplace
from stackc.base.value import Table
from stackc.evaluate.address import Moving
from stackc.run.lock_file import LockFile, Rows
from stackc.run.state_file import StateFile, read_state_file
from stackc.run.state_place import Place
from stackc.run.workspaces import VARIABLE
from stackc.text.json import to_json

MAX_ROUNDS: Final = 5
"""How often a source that changes while it is moved is followed."""
_STATE: Final = "moved.tfstate"
_SECONDS: Final = 300


class Move(NamedTuple):
    """One state to be moved: whose it is, whose it was, from where to where."""

    instance: InstanceId
    source: Place
    target: Place
    former: InstanceId | None = None
    """The row of an instance that is gone, whose state it is."""
    is_begun: bool = False
    """The row says that it is on its way: what is at the new address is what an earlier try left there."""
    is_settled: bool = False
    """The row says the new address already: what is there counts, and what is at the old one is only left over."""


class MoveFailure(Exception):
    """A state that was not moved; the text says why and is fit for people. What is there stays as it is."""


class StateMover:
    """Moves states with one Terraform, in folders below ``folder``."""

    def __init__(
        self,
        binary: str,
        folder: str,
        processes: Processes,
        workplace: Workplace,
        lock: LockFile,
        masked: Callable[[str], str],
    ) -> None:
        self._binary, self._folder = binary, folder
        self._processes, self._workplace, self._lock, self._masked = processes, workplace, lock, masked

    def move(self, move: Move, env: Mapping[str, str], *, delete_source: bool) -> str:
        """Move one state while its workdir is held; what was done, in words.

        Raises MoveFailure and CompileError. Before anything is written nothing has changed; afterwards the row says
        that the state is on its way, and the same call goes on.
        """
        try:
            source, target = self._end(move.source, "source", env), self._end(move.target, "target", env)
            if move.is_settled and not _is_free(target.pull()):
                said = self._confirmed(source, target)
            else:
                self._check(move, source, target)
                self._mark(move)
                said = self._carried(source, target)
                self._lock.update(lambda now: _arrived(now, move))
            if delete_source:
                self._delete(source)
        except OutputFailure as failure:
            raise MoveFailure(str(failure)) from failure
        finally:
            self._workplace.remove(self._folder)
        return said

    def _mark(self, move: Move) -> None:
        """The row says what is going on before anything is written."""
        text = Moving(move.source.address, move.target.address).text
        self._lock.update(lambda now: {**now, move.instance: text})

    def _check(self, move: Move, source: _End, target: _End) -> None:
        """What keeps a state from being moved, before anything is written."""
        state, there = source.pull(), target.pull()
        if state is None and there is None:
            raise MoveFailure(f"there is no state at {source.place.address}, and none at {target.place.address}")
        if state is None or there is None or there.is_empty:
            return
        _refuse_stranger(state, there, target.place)
        if not move.is_begun and there.serial > state.serial and not there.holds_same(state):
            raise MoveFailure(
                f"a later state of the same history is at {target.place.address}"
                f" (serial {there.serial}, and {state.serial} at the old address)"
            )

    def _confirmed(self, source: _End, target: _End) -> str:
        """The state has arrived before; what is at the old address is held against it. It is never written again."""
        state, there = source.pull(), target.pull()
        if state is None or state.is_empty:
            return "nothing is left at the old address"
        if there is None or there.lineage != state.lineage or there.serial < state.serial:
            raise MoveFailure(f"what is at {source.place.address} is no earlier state of the one at its address")
        return "it was moved before"

    def _carried(self, source: _End, target: _End) -> str:
        """Until both ends hold the same and the source is as it was."""
        state = source.pull()
        if state is None or state.is_empty:
            return "nothing was left to be moved"
        for _ in range(MAX_ROUNDS):
            self._written(state, target)
            again = source.pull()
            if again is not None and again.lineage == state.lineage and again.serial == state.serial:
                return f"serial {state.serial}"
            if again is None or again.lineage != state.lineage:
                raise MoveFailure("the state at the old address was replaced by another one while it was moved")
            state = again
        raise MoveFailure("the state at the old address keeps changing: something works on it")

    def _written(self, state: StateFile, target: _End) -> None:
        """Put ``state`` at the target, which holds nothing, or an earlier state of the same history."""
        place, there = target.place, target.pull()
        _refuse_stranger(state, there, place)
        if there is not None and there.lineage == state.lineage and there.holds_same(state):
            return
        serial = state.serial
        if there is None and place.kind != "local":
            target.push(state.emptied())  # a first push takes a history of its own
        elif there is not None and not there.is_empty:
            serial = max(state.serial, there.serial) + 1
        target.push(state.numbered(serial))
        found = target.pull()
        if found is None or (found.lineage, found.holds_same(state)) != (state.lineage, True):
            raise MoveFailure(f"what was written to {place.address} is not what was read; the old state is as it was")

    def _delete(self, source: _End) -> None:
        """Nothing is left at the old address: a local state's files go, others are emptied, as Terraform can."""
        state = source.pull()
        file = source.place.file
        if file is not None:
            for path in (file, f"{file}.backup"):
                self._workplace.remove(path)
        elif state is not None and not state.is_empty:
            source.push(state.emptied())

    def _end(self, place: Place, name: str, env: Mapping[str, str]) -> _End:
        """One end of the way, with Terraform led there."""
        folder = posixpath.join(self._folder, name)
        settings: Table = {"terraform": {"backend": {place.kind: place.settings}}}
        self._workplace.write(posixpath.join(folder, "backend.tf.json"), to_json(settings).encode(), PRIVATE)
        end = _End(place, folder, self._run, self._workplace, {**env, VARIABLE: place.workspace})
        end.ask(("init", "-reconfigure", "-input=false"), {**env})
        return end

    def _run(self, folder: str, words: tuple[str, ...], env: Mapping[str, str], inherited: tuple[int, ...]) -> str:
        done: Finished = self._processes.capture([self._binary, *words], folder, env, _SECONDS, inherited=inherited)
        if done.code != 0:
            said = self._masked((done.err or done.out).strip())
            raise OutputFailure(f"`terraform {' '.join(words[:2])}` failed: {said}")
        return done.out


_Run = Callable[[str, "tuple[str, ...]", Mapping[str, str], "tuple[int, ...]"], str]


class _End(NamedTuple):
    """A state that Terraform can be asked for, in a folder with its backend alone."""

    place: Place
    folder: str
    run: _Run
    workplace: Workplace
    env: Mapping[str, str]

    def ask(self, words: tuple[str, ...], env: Mapping[str, str]) -> str:
        return self.run(self.folder, words, env, ())

    def pull(self) -> StateFile | None:
        return read_state_file(self.ask(("state", "pull"), self.env))

    def push(self, content: bytes) -> None:
        """Terraform locks the state while it writes. The text is in no file of ours."""
        with ExitStack() as stack:
            descriptors = stack.enter_context(self.workplace.unlinked(posixpath.join(self.folder, _STATE), content))
            self.run(self.folder, ("state", "push", _STATE), self.env, descriptors)


def _is_free(state: StateFile | None) -> bool:
    return state is None or state.is_empty


def _refuse_stranger(state: StateFile, there: StateFile | None, place: Place) -> None:
    """What holds something, and is of another history, is never written over."""
    if there is not None and not there.is_empty and there.lineage != state.lineage:
        raise MoveFailure(f"another state is at {place.address} (lineage {there.lineage})")


def _arrived(now: Rows, move: Move) -> Rows:
    """The rows when a state is at its new address: that of an instance that is gone goes with it."""
    kept = {id_: address for id_, address in now.items() if id_ != move.former}
    return {**kept, move.instance: move.target.address}
