"""Which states have to be moved, from where to where, in an order in which none is in the way of another.

See docs/language.md, moving a state.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from stackc.artifact.lock import Copies, Entries
from stackc.base.diagnostic import CompileError, Diagnostic, Report, unique
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Workplace
from stackc.base.record import Record, replace
from stackc.check.addresses import gone, is_renamed
from stackc.check.local_files import find_displaced
from stackc.evaluate.address import DEFAULT, claimed_by, held_at, parse_moving
from stackc.evaluate.instance import Instance
from stackc.project import messages as say
from stackc.project.locking import make_guard
from stackc.project.open_project import OpenProject
from stackc.project.running import make_runner
from stackc.run.arguments import without_arguments
from stackc.run.guard import Guard
from stackc.run.runner import RunEvent, Runner
from stackc.run.state_end import StateEnds, noted_ends
from stackc.run.state_move import LeftOver, Move, MoveFailure, StateMover, owner_of
from stackc.run.state_place import SERVERS, Known, Place, known_of, place_of
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


class Moved(Record):
    """How the move of one state ended."""

    instance: InstanceId
    source: str
    """The address where it was."""
    target: str
    """The address that the manifests say."""
    formers: tuple[InstanceId, ...]
    """What the instance was called before."""
    said: str
    """What was done, in words; empty when it failed."""
    failure: Diagnostic | None = None
    """Why it was not moved, or why a copy of it was not taken away (SC0923)."""


class _Origin(NamedTuple):
    """Where a state is: its address, and former names of the instance."""

    address: str
    formers: tuple[InstanceId, ...] = ()
    copy: str | None = None
    """The only one of its copies that is meant."""


class StateMoves:
    """The moves of one command; with ``delete_source`` nothing is left at old addresses and of copies."""

    def __init__(self, project: OpenProject, on_event: Hear, *, delete_source: bool) -> None:
        self._project, self._deletes = project, delete_source
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
        entries = self._guard.entries()
        found: list[Diagnostic] = [*self._guard.census.broken] if ids is None else []
        wanted = tuple(self._wanted(entries)) if ids is None else tuple(dict.fromkeys(ids))
        planned = [each for id_ in wanted for each in self._planned(id_, entries, source, wanted, found.append)]
        self._require(found)
        ordered = tuple(_ordered(planned, deletes=self._deletes))
        self._require(self._in_the_way([each.move for each in planned], entries))
        return ordered

    def copies(self) -> Copies:
        """Where copies may be, as the lock file says now. Raises CompileError for a damaged one."""
        return self._guard.entries().copies

    def _require(self, found: Iterable[Diagnostic]) -> None:
        errors = [each for each in found if self._project.compilation.blocks((each,), "write")]
        if errors:
            raise CompileError(unique(errors))

    def run(self, planned: Iterable[Planned]) -> Iterator[Moved]:
        """Move one after the other; one that fails keeps no other from its way, unless it is in it."""
        return map(self._moved, planned)

    # --- what has to be moved

    def _wanted(self, entries: Entries) -> Iterator[InstanceId]:
        for instance in self._guard.census.running:
            row, address = entries.rows.get(instance.id), instance.state_address
            is_elsewhere = address is None or row != address.text
            has_copies = self._deletes and bool(entries.copies.get(instance.id))
            if (is_elsewhere or has_copies) if row is not None else self._formers(instance, entries):
                yield instance.id

    def _planned(
        self, id_: InstanceId, entries: Entries, source: str | None, leaving: Sequence[InstanceId], report: Report
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
        self._guard.check_alone([instance], report)
        origin = self._origin(instance, entries, source, report)
        if origin is None:
            return
        row, owners = entries.rows.get(id_), (id_, *origin.formers)
        copies = _copies(entries, owners, {address.text, origin.address}) if origin.copy is None else {origin.copy}
        is_done = row == address.text == origin.address and not origin.formers
        if is_done and not (copies and (self._deletes or origin.copy)):
            return
        owner = owner_of(entries.rows, address.text, owners)
        if owner is not None and owner not in leaving:
            report(say.target_taken(instance, address.text, owner))
            return
        move = self._led(instance, address.text, origin, sorted(copies), report)
        if move is not None:
            way = (origin.address, address.text)
            begun = any(parse_moving(entries.rows.get(each, "")) == way for each in owners)
            copied = any(address.text in entries.copies.get(each, ()) for each in owners)
            move = move._replace(row=row, formers=origin.formers, is_begun=begun, is_copied=copied)
            yield Planned(move, without_arguments(prepared.child_env(self._project.env)))

    def _led(
        self, instance: Instance, address: str, origin: _Origin, copies: Iterable[str], report: Report
    ) -> Move | None:
        """A move whose ends can be reached; None after reporting which cannot."""
        known = [*self._noted(instance, (instance.id, *origin.formers)), known_of(instance)]

        def place(each: str, known: Iterable[Known] = known) -> Place | None:
            return place_of(each, known, self._project.root, instance.variable)

        target = place(address, [known_of(instance)])
        source = target if origin.address == address else place(origin.address)
        led = {each: place(each) for each in copies}
        if instance.effective_backend[0] in SERVERS or target is None:
            report(say.not_movable(instance, address))
        elif source is None:
            report(say.source_unreachable(instance, origin.address))
        elif origin.copy is not None and led[origin.copy] is None:
            report(say.source_unreachable(instance, origin.copy))
        else:
            found = tuple(each for each in led.values() if each is not None)
            lost = tuple(each for each in led if led[each] is None)
            return Move(instance.id, source, target, copies=found, lost=lost)
        return None

    def _in_the_way(self, moves: Sequence[Move], entries: Entries) -> Iterator[Diagnostic]:
        """States that several would take, and addresses that are not free for who comes there."""
        for address in dict.fromkeys(each.source.address for each in moves):
            ids = [each.instance for each in moves if each.source.address == address]
            if len(ids) > 1:
                yield say.claimed_by_several(ids, address)
        leaving = {each.source.address: each.instance for each in moves if not each.stays}
        taken_away = {copy.address for each in moves for copy in each.copies} if self._deletes else set[str]()
        for move in moves:
            address = move.target.address
            owner = next((id_ for id_, left in entries.copies.items() if address in left), move.instance)
            if move.stays:
                continue
            if address in leaving and not self._deletes:
                yield say.place_needed(move.instance, address, leaving[address])
            elif owner not in move.owners and address not in taken_away:
                yield say.target_left(move.instance, address, owner)

    # --- where a state is

    def _origin(self, instance: Instance, entries: Entries, source: str | None, report: Report) -> _Origin | None:
        """Where the state of an instance is; None after reporting why that cannot be told."""
        rows, row = entries.rows, entries.rows.get(instance.id)
        if source is None:
            return self._own(instance, entries, report)
        named = next((id_ for id_ in rows if str(id_) == source and id_ != instance.id), None)
        if named is None and _is_name(source):
            if row is None:
                report(say.no_row(instance, source))
                return None
            return self._own(instance, entries, report)  # that name has gone with an earlier try
        address = held_at(rows[named]) if named is not None else self._known_as(source, instance, entries)
        moving = parse_moving(row or "")
        if moving is not None and moving.source != address:
            report(say.on_another_way(instance, *moving))
            return None
        if row is not None and named is None and address in entries.copies.get(instance.id, ()):
            return _Origin(held_at(row), self._former(instance, entries, held_at(row)), address)
        formers = self._former(instance, entries, address)
        owner = named if named is not None else owner_of(rows, address, (instance.id, *formers))
        if owner is None or owner in formers:
            return _Origin(address, formers)
        if named is None:
            report(say.source_owned(instance, address, owner))
            return None
        if owner in self._guard.census.declared and not self._deletes:
            report(say.still_declared(instance, owner))
            return None
        return _Origin(address, (owner, *formers))

    def _own(self, instance: Instance, entries: Entries, report: Report) -> _Origin | None:
        """By its row; without one it is what one may have been that is gone."""
        row = entries.rows.get(instance.id)
        if row is not None:
            return _Origin(held_at(row), self._former(instance, entries, held_at(row)))
        formers = self._formers(instance, entries)
        if len(formers) == 1:
            address = held_at(entries.rows[formers[0]])
            return _Origin(address, self._former(instance, entries, address))
        report(say.may_be_several(instance, formers) if formers else say.nothing_to_move(instance))
        return None

    def _former(self, instance: Instance, entries: Entries, address: str) -> tuple[InstanceId, ...]:
        """The instances that are gone and whose rows say that their state is at ``address``."""
        left = gone(entries.rows, self._guard.census)
        return tuple(each for each in left if each != instance.id and held_at(entries.rows[each]) == address)

    def _formers(self, instance: Instance, entries: Entries) -> tuple[InstanceId, ...]:
        """The instances that are gone and that this one may have been, one for each state."""
        left = gone(entries.rows, self._guard.census)
        taken = {held_at(row) for id_, row in entries.rows.items() if id_ not in left}
        held = {each: held_at(entries.rows[each]) for each in left}
        found = {held[each]: each for each in left if is_renamed(instance, each, held[each])}
        return tuple(each for address, each in found.items() if address not in taken)

    def _known_as(self, address: str, instance: Instance, entries: Entries) -> str:
        """How the manifests or the lock file write an address: a path may be written in many ways."""
        held = [held_at(row) for row in entries.rows.values()]
        copied = [each for addresses in entries.copies.values() for each in addresses]
        known = [str(instance.state_address), *held, *copied]
        return next((each for each in known if self._path(each) == self._path(address)), address)

    def _path(self, address: str) -> str:
        """The absolute path of a local state; of others their address."""
        kind, _, path = address.partition(":")
        return posixpath.normpath(posixpath.join(self._project.root, path)) if kind == "local" else address

    # --- what is known of a way

    def _noted(self, instance: Instance, owners: Sequence[InstanceId]) -> Iterator[Known]:
        """What was noted of backends when Terraform last ran for the instance, or what it was, and by moves."""
        for id_ in owners:
            workdir = workdir_of(self._project.root, instance.folder, id_)
            noted = noted_backend(workdir, self._workplace)
            last = noted_workspace(workdir, self._workplace) or DEFAULT
            workspaces = tuple(dict.fromkeys((last, instance.workspace, DEFAULT)))
            if noted is not None:
                yield Known(*noted, workspaces)
            for kind, settings in noted_ends(self._folder(id_), self._workplace):
                yield Known(kind, settings, workspaces)

    def _folder(self, id_: InstanceId) -> str:
        name = quote(f"{id_.component}@{id_.stack}", safe="")
        return posixpath.join(self._project.root, OWN_FOLDER, "move", name)

    # --- moving

    def _moved(self, planned: Planned) -> Moved:
        move, id_ = planned.move, planned.move.instance
        ended = Moved(id_, move.source.address, move.target.address, move.formers, "")
        try:
            with self._guard.waiting(id_, f"state move {id_}") as held:
                ends = StateEnds(
                    self._runner.binary.path,
                    self._folder(id_),
                    SystemProcesses(),
                    self._workplace,
                    planned.env,
                    held,
                    self._runner.effects.secrets.masked,
                )
                said = StateMover(ends, self._guard.lock_file).move(move, delete_source=self._deletes)
        except LeftOver as failure:
            return replace(ended, failure=say.copy_not_taken_away(id_, str(failure)))
        except MoveFailure as failure:
            return replace(ended, failure=say.state_not_moved(id_, str(failure)))
        return replace(ended, said=said)


def _copies(entries: Entries, owners: Sequence[InstanceId], ends: set[str]) -> set[str]:
    """Where something of a state may be besides: noted copies, and what the rows say that is neither end now."""
    noted = {address for id_ in owners for address in entries.copies.get(id_, ())}
    said = {address for id_ in owners if id_ in entries.rows for address in claimed_by(entries.rows[id_])}
    return (noted | said) - ends


def _ordered(planned: Sequence[Planned], *, deletes: bool) -> Iterator[Planned]:
    """Each before those that come to where something of it is. Raises CompileError where states change places."""

    def places(move: Move) -> set[str]:
        return {move.source.address, *(copy.address for copy in move.copies if deletes)}

    left = list(planned)
    while left:
        waiting = [
            each
            for each in left
            if any(each.move.target.address in places(other.move) for other in left if other is not each)
        ]
        if len(waiting) == len(left):
            raise CompileError((say.states_change_places([each.move.instance for each in left]),))
        yield from (each for each in left if each not in waiting)
        left = waiting


def _is_name(source: str) -> bool:
    """``component@stack``, and no address, which begins with a type of backend."""
    return parse_instance_id(source) is not None and ":" not in source.partition("@")[0]
