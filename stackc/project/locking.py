"""The guard of a project, on the real disk."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.ids import InstanceId
from stackc.project.open_project import OpenProject
from stackc.run.guard import Guard
from stackc.run.lock_file import LockFile
from stackc.run.runner import RunEvent
from stackc.system.files import DiskWorkplace


def unheard(_: RunEvent) -> None:
    """Nobody listens to the run."""


def make_guard(project: OpenProject, on_event: Callable[[RunEvent], None] = unheard) -> Guard:
    """What stands between a command and the states."""

    def wait(id_: InstanceId, who: str) -> None:
        on_event(RunEvent("note", id_, f"{id_} is in use; waiting for {who or 'another process'}"))

    def note(text: str) -> None:
        on_event(RunEvent("note", None, text))

    workplace = DiskWorkplace()
    return Guard(project.compilation, workplace, LockFile(project.root, workplace, note), wait)
