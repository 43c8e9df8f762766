"""What instances left that nobody runs any more: what is in their states, and how it is destroyed.

See docs/language.md, orphans.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.ports import OutputFailure, Workplace
from stackc.check import address_messages as address_say
from stackc.check.addresses import check_orphans, orphans
from stackc.evaluate.address import DEFAULT, parse_moving
from stackc.project import messages as say
from stackc.project.open_project import OpenProject
from stackc.project.running import make_runner
from stackc.run.arguments import without_arguments
from stackc.run.guard import Guard
from stackc.run.runner import RunEvent, Runner
from stackc.run.state_end import StateEnds
from stackc.run.state_file import StateFile, local_content, parse_state_file
from stackc.run.state_place import Known, Place, known_of, place_of
from stackc.run.terraform_notes import noted_backend, noted_workspace
from stackc.run.workdir import LOCK_FILE, left_workdir
from stackc.run.workspaces import VARIABLE
from stackc.system.files import DiskWorkplace

SHOWN = 3
"""How many resources are named."""
_KEPT: Final = ("providers_override.tf.json", "terraform_override.tf.json", LOCK_FILE)
"""What the last run of an instance left that says which providers there are, and how they are configured."""


class Orphans:
    """The orphans of one project; Terraform is looked for when a state needs it."""

    def __init__(self, project: OpenProject, guard: Guard, on_event: Callable[[RunEvent], None]) -> None:
        self._project, self._guard, self._event = project, guard, on_event
        self._workplace: Workplace = DiskWorkplace()
        self._runner: Runner | None = None

    def living(self) -> tuple[Diagnostic, ...]:
        """What is said of those whose state holds something, or cannot be read; states are read for that."""
        lock = self._guard.lock_file.read().value
        found: list[Diagnostic] = []
        inside = [(each, self.contents(each)) for each in orphans(lock.rows, self._guard.census)]
        alive = {each: text for each, text in inside if text != _NOTHING}
        check_orphans(alive, lock.place, found.append, alive.__getitem__)
        return tuple(found)

    def contents(self, orphan: address_say.Orphan) -> str:
        """What is in its state, in words."""
        try:
            state = self._read(orphan.id, self._place_of(orphan))
        except OutputFailure as failure:
            return f"not known: {failure}"
        except CompileError as error:
            return f"not known: {error.diagnostics[0].message}"
        return _contents(state)

    def destroy(self, id_: InstanceId, arguments: tuple[str, ...]) -> int:
        """Destroy what an instance left that no manifest declares, from its state alone; Terraform's exit code.

        Raises CompileError before anything is destroyed.
        """
        rows = self._guard.rows()
        orphan = next((each for each in orphans(rows, self._guard.census) if each.id == id_), None)
        if orphan is None:
            raise CompileError(tuple(self._why_not(id_)))
        self._refuse_used(orphan)
        with self._guard.waiting(id_, f"terraform destroy {id_} --orphan") as held:
            try:
                place, code = self._place_of(orphan), 0
                if _contents(self._read(id_, place, held)) != _NOTHING:
                    code = self._destroyed(id_, place, held, arguments)
                if code == 0 and _contents(self._read(id_, place, held)) == _NOTHING:
                    self._guard.lock_file.drop([(id_, rows[id_])])
            except OutputFailure as failure:
                raise CompileError((say.orphan_unreachable(id_, orphan.address, str(failure)),)) from failure
        return code

    def _why_not(self, id_: InstanceId) -> Iterator[Diagnostic]:
        """Why nobody can say that ``id_`` is an orphan."""
        census = self._guard.census
        if census.broken and id_ in self._guard.rows():
            yield from census.broken
        else:
            yield say.no_orphan(id_, is_declared=id_ in census.declared)

    def _refuse_used(self, orphan: address_say.Orphan) -> None:
        """A state that is somebody's is not an orphan's, whatever its row says. Raises CompileError."""
        rows, census = self._guard.rows(), self._guard.census
        users = [each.id for each in census.running if str(each.state_address) == orphan.address]
        users += [id_ for id_, row in rows.items() if id_ != orphan.id and orphan.address in row]
        if users or parse_moving(rows[orphan.id]) is not None:
            raise CompileError((say.orphan_in_use(orphan.id, orphan.address, users[0] if users else None),))

    # --- states by themselves

    def _place_of(self, orphan: address_say.Orphan) -> Place:
        """Raises OutputFailure where nothing leads there."""
        root, env = self._project.root, self._project.env
        place = place_of(orphan.address, self._ways(orphan), root, env.get)
        if place is None:
            raise OutputFailure("no settings lead to it")
        return place

    def _read(self, id_: InstanceId, place: Place, held: int | None = None) -> StateFile | None:
        """What is there. Raises OutputFailure, and CompileError without a Terraform that is needed for it."""
        if place.file is not None:
            content = local_content(place.file, self._workplace)
            return None if content is None else parse_state_file(content)
        with self._opened(id_, held) as ends:
            return ends.open(place).pull()

    def _destroyed(self, id_: InstanceId, place: Place, held: int, arguments: tuple[str, ...]) -> int:
        """Destroy what is there with the providers as they were configured last; Terraform's exit code."""
        last = left_workdir(self._project.root, id_, self._workplace)
        kept = {} if last is None else {name: self._workplace.read(posixpath.join(last.path, name)) for name in _KEPT}
        files = {name: content for name, content in kept.items() if content is not None}
        with self._opened(id_, held) as ends:
            return ends.destroy(ends.open(place, files), arguments)

    @contextmanager
    def _opened(self, id_: InstanceId, held: int | None) -> Iterator[StateEnds]:
        if self._runner is None:
            runner = make_runner(self._project, self._event, self._guard)
            if isinstance(runner, Diagnostic):
                raise CompileError((runner,))
            self._runner = runner
        env = without_arguments(self._project.env)
        env.pop(VARIABLE, None)
        ends = self._runner.lead_to(id_, env, held)
        try:
            yield ends
        finally:
            ends.close(())

    def _ways(self, orphan: address_say.Orphan) -> Iterator[Known]:
        """Settings that may lead to its state: those of its last run, its own, those of the others."""
        workdir = left_workdir(self._project.root, orphan.id, self._workplace)
        noted = noted_backend(workdir, self._workplace) if workdir is not None else None
        stack, component = orphan.id.stack, orphan.id.component
        workspaces = [str(stack), f"{stack}-{component}", DEFAULT]  # what a workspace is called unless it is named
        if workdir is not None:
            workspaces.insert(0, noted_workspace(workdir, self._workplace) or DEFAULT)
        if noted is not None:
            yield Known(*noted, tuple(dict.fromkeys(workspaces)))
        others = self._guard.census.running
        for instance in others if orphan.idle is None else (orphan.idle, *others):
            yield known_of(instance, workspaces)


_NOTHING = "nothing is left"


def _contents(state: StateFile | None) -> str:
    if state is None or state.is_empty:
        return _NOTHING
    names = state.addresses
    if not names:
        return "outputs alone"
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{len(names)} resource{'s' if len(names) > 1 else ''}: {', '.join(names[:SHOWN])}{more}"
