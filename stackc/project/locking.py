"""The guard of a project, on the real disk."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.ids import InstanceId
from stackc.base.ports import Workplace
from stackc.project.open_project import OpenProject
from stackc.run.guard import Guard
from stackc.run.lock_file import LockFile
from stackc.run.runner import RunEvent
from stackc.system.files import DiskWorkplace


def unheard(_: RunEvent) -> None:
    """Nobody listens to the run."""


def make_guard(
    project: OpenProject, on_event: Callable[[RunEvent], None] = unheard, workplace: Workplace | None = None
) -> Guard:
    """What stands between a command and the states."""
    files = workplace or DiskWorkplace()

    def wait(id_: InstanceId, who: str) -> None:
        on_event(RunEvent("note", id_, f"{id_} is in use; waiting for {who or 'another process'}"))

    def note(text: str) -> None:
        on_event(RunEvent("note", None, text))

    return Guard(project.compilation, files, LockFile(project.root, files, note), wait)
