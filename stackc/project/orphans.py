"""What instances left that nobody runs any more: what is in their states, and how it is destroyed.

See docs/language.md, orphans.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from urllib.parse import quote

from stackc.artifact.secrets import open_backend
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
from stackc.run.lone_state import LoneState
from stackc.run.runner import RunEvent, Runner
from stackc.run.state_file import StateFile
from stackc.run.state_place import Known, Place, place_of
from stackc.run.terraform_notes import noted_backend, noted_workspace
from stackc.run.workdir import OWN_FOLDER, left_workdir
from stackc.system.files import DiskWorkplace
from stackc.system.process import SystemProcesses

SHOWN = 3
"""How many resources are named."""


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
            state = self._state_of(orphan).read()
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
        with self._guard.waiting(id_, f"terraform destroy {id_} --orphan"):
            try:
                state = self._state_of(orphan)
                code = 0
                if _contents(state.read()) != _NOTHING:
                    last = left_workdir(self._project.root, id_, self._workplace)
                    code = state.destroy(arguments, last)
                if code == 0 and _contents(state.read()) == _NOTHING:
                    row = rows[id_]
                    self._guard.lock_file.update(lambda now: {a: b for a, b in now.items() if (a, b) != (id_, row)})
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

    def _state_of(self, orphan: address_say.Orphan) -> LoneState:
        """Raises OutputFailure where nothing leads there, CompileError without a Terraform."""
        project = self._project
        place = place_of(orphan.address, self._ways(orphan), project.root, lambda name: project.env.get(name))
        if place is None:
            raise OutputFailure("no settings lead to it")
        return self._lone(orphan.id, place)

    def _lone(self, id_: InstanceId, place: Place) -> LoneState:
        if self._runner is None:
            runner = make_runner(self._project, self._event, self._guard)
            if isinstance(runner, Diagnostic):
                raise CompileError((runner,))
            self._runner = runner
        folder = posixpath.join(self._project.root, OWN_FOLDER, "lone", quote(str(id_), safe=""))
        env = without_arguments(self._project.env)
        masked = self._runner.effects.secrets.masked
        return LoneState(place, self._runner.binary, folder, SystemProcesses(), self._workplace, env, masked)

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
        for instance in (*((orphan.idle,) if orphan.idle is not None else ()), *self._guard.census.running):
            kind, settings = instance.effective_backend
            yield Known(kind, open_backend(settings), (*dict.fromkeys((*workspaces, instance.workspace)),))


_NOTHING = "nothing is left"


def _contents(state: StateFile | None) -> str:
    if state is None or state.is_empty:
        return _NOTHING
    names = state.addresses
    if not names:
        return "outputs alone"
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{len(names)} resource{'s' if len(names) > 1 else ''}: {', '.join(names[:SHOWN])}{more}"
