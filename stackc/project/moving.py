"""Which states have to be moved, from where to where, in an order in which none is in the way of another.

See docs/language.md, moving a state.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from stackc.artifact.secrets import open_backend
from stackc.base.diagnostic import CompileError, Diagnostic, unique
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.ports import Workplace
from stackc.check.addresses import gone, is_renamed
from stackc.check.local_files import find_displaced
from stackc.evaluate.address import DEFAULT, parse_moving
from stackc.evaluate.instance import Instance
from stackc.project import messages as say
from stackc.project.locking import make_guard
from stackc.project.open_project import OpenProject
from stackc.project.running import make_runner
from stackc.run.arguments import without_arguments
from stackc.run.guard import Guard
from stackc.run.runner import RunEvent, Runner
from stackc.run.state_move import Move, MoveFailure, StateMover, former_address
from stackc.run.state_place import SERVERS, Known, place_of
from stackc.run.terraform import Call
from stackc.run.terraform_notes import noted_backend, noted_workspace
from stackc.run.workdir import OWN_FOLDER, workdir_of
from stackc.system.files import DiskWorkplace
from stackc.system.process import SystemProcesses

Hear = Callable[[RunEvent], None]
_ASK = Call("output")


class Planned(NamedTuple):
    """A move with what Terraform needs to be led to both ends."""

    move: Move
    env: Mapping[str, str]


class Moved(NamedTuple):
    """How one move ended."""

    move: Move
    said: str
    failed: bool = False


class StateMoves:
    """The moves of one command."""

    def __init__(self, project: OpenProject, on_event: Hear) -> None:
        self._project = project
        self._guard: Guard = make_guard(project, on_event)
        runner = make_runner(project, on_event, self._guard)
        if isinstance(runner, Diagnostic):
            raise CompileError((runner,))
        self._runner: Runner = runner
        self._workplace: Workplace = DiskWorkplace()

    def plan(self, ids: Sequence[InstanceId] | None, source: str | None) -> tuple[Planned, ...]:
        """The moves of ``ids``, of all whose address is not the locked one where it is None, in their order.

        ``source`` is an address, or the name of the row that has it. Raises CompileError for what cannot be planned.
        """
        rows = self._guard.rows()
        found: list[Diagnostic] = [*self._guard.census.broken] if ids is None else []
        wanted = tuple(self._wanted(ids, rows))
        planned = [each for id_ in wanted for each in self._planned(id_, rows, source, wanted, found.append)]
        errors = [each for each in found if self._project.compilation.blocks((each,), "write")]
        if errors:
            raise CompileError(unique(errors))
        return tuple(_ordered(planned))

    def run(self, planned: Iterable[Planned], *, delete_source: bool) -> Iterator[Moved]:
        """Move one after the other; one that fails keeps no other from its way, unless it is in it."""
        for each in planned:
            yield self._moved(each, delete_source=delete_source)

    # --- what has to be moved

    def _wanted(self, ids: Sequence[InstanceId] | None, rows: Mapping[InstanceId, str]) -> Iterator[InstanceId]:
        if ids is not None:
            yield from ids
            return
        for instance in self._guard.census.running:
            row, address = rows.get(instance.id), instance.state_address
            is_elsewhere = address is None or row != address.text
            if is_elsewhere if row is not None else self._formers(instance, rows):
                yield instance.id

    def _planned(
        self,
        id_: InstanceId,
        rows: Mapping[InstanceId, str],
        source: str | None,
        leaving: Sequence[InstanceId],
        report: Callable[[Diagnostic], None],
    ) -> Iterator[Planned]:
        """``leaving``: whose states are moved away by the same command."""
        displaced = find_displaced(self._project.compilation, id_)
        if displaced is not None:
            report(displaced)
            return
        prepared = self._runner.preparation.prepare(id_, _ASK, report)
        if prepared is None:
            return
        instance, address = prepared.instance, prepared.instance.state_address
        if address is None:
            return  # said by the guard in its own words
        former, old = self._source(instance, rows, source)
        if old is None:
            report(say.nothing_to_move(instance))
            return
        if old == address.text:
            return  # it is where it belongs
        owner = next((each for each, row in rows.items() if row == address.text and each not in (id_, former)), None)
        if owner is not None and owner not in leaving:
            report(say.target_taken(instance, address.text, owner))
            return
        kind, _ = instance.effective_backend
        target = place_of(address.text, [_today(instance)], self._project.root, instance.variable)
        known = [*self._noted(instance, former), _today(instance)]
        place = place_of(old, known, self._project.root, instance.variable)
        if kind in SERVERS or target is None:
            report(say.not_movable(instance, address.text))
        elif place is None:
            report(say.source_unreachable(instance, old))
        else:
            row = rows.get(id_, "")
            moving, settled = parse_moving(row), row == address.text
            begun = moving is not None and moving.target == address.text
            env = without_arguments(prepared.child_env(self._project.env))
            yield Planned(Move(id_, place, target, former, begun, settled), env)

    def _source(
        self, instance: Instance, rows: Mapping[InstanceId, str], source: str | None
    ) -> tuple[InstanceId | None, str | None]:
        """Whose row has the state, where it is not the instance's own, and the old address."""
        own = former_address(rows.get(instance.id))
        if source is not None:
            named = parse_instance_id(source)
            if named is not None and named in rows:
                return (named if named != instance.id else None), former_address(rows[named])
            return None, source
        left = [each for each, row in rows.items() if own is not None and row == own and each != instance.id]
        if own is not None:
            return next(iter(gone(left, self._guard.census)), None), own
        formers = self._formers(instance, rows)
        if len(formers) != 1:
            return None, None
        return formers[0], former_address(rows[formers[0]])

    def _formers(self, instance: Instance, rows: Mapping[InstanceId, str]) -> tuple[InstanceId, ...]:
        """The instances that are gone and that this one may have been."""
        left = gone(rows, self._guard.census)
        return tuple(each for each in left if is_renamed(instance, each, former_address(rows[each]) or ""))

    # --- what is known of a way

    def _noted(self, instance: Instance, former: InstanceId | None) -> Iterator[Known]:
        """What Terraform noted of the backend when it last ran for the instance, or for the one that is gone."""
        for id_ in (instance.id, former):
            if id_ is None:
                continue
            workdir = workdir_of(self._project.root, instance.folder, id_)
            noted = noted_backend(workdir, self._workplace)
            if noted is not None:
                last = noted_workspace(workdir, self._workplace) or DEFAULT
                yield Known(*noted, tuple(dict.fromkeys((last, instance.workspace, DEFAULT))))

    # --- moving

    def _moved(self, planned: Planned, *, delete_source: bool) -> Moved:
        move, id_ = planned.move, planned.move.instance
        name = quote(f"{id_.component}@{id_.stack}", safe="")
        folder = posixpath.join(self._project.root, OWN_FOLDER, "move", name)
        mover = StateMover(
            self._runner.binary.path,
            folder,
            SystemProcesses(),
            self._workplace,
            self._guard.lock_file,
            self._runner.effects.secrets.masked,
        )
        try:
            with self._guard.waiting(id_, f"state move {id_}"):
                said = mover.move(move, planned.env, delete_source=delete_source)
        except MoveFailure as failure:
            return Moved(move, str(failure), failed=True)
        return Moved(move, said)


def _today(instance: Instance) -> Known:
    kind, settings = instance.effective_backend
    return Known(kind, open_backend(settings), (instance.workspace,))


def _ordered(planned: Sequence[Planned]) -> Iterator[Planned]:
    """Each before the one that moves to where it is. Raises CompileError for states that change places."""
    left = list(planned)
    while left:
        taken = {each.move.source.address for each in left}
        free = [each for each in left if each.move.target.address not in taken]
        if not free:
            raise CompileError((say.states_change_places([each.move.instance for each in left]),))
        yield from free
        left = [each for each in left if each not in free]
