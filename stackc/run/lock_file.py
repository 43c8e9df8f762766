"""``LockFile``: reads ``stackc.lock``, and is the only one that writes it. See docs/language.md, lock file."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Mapping

from stackc.artifact.lock import EMPTY, FILE, VERSION, Entries, Lock, emit_lock, parse_lock
from stackc.artifact.messages import lock_unreadable
from stackc.base.diagnostic import CompileError, Label, Outcome
from stackc.base.ids import InstanceId
from stackc.base.ports import ReadFailure, Workplace
from stackc.base.source import Span
from stackc.run import messages as say
from stackc.run.workdir import LOCKS, make_own_folder

Rows = Mapping[InstanceId, str]


def silent(_: str) -> None:
    """Nobody listens to the lock file."""


class LockFile:
    """The lock file of one project. Many processes may use it at once: a change is made while a file lock is held."""

    def __init__(self, root: str, workplace: Workplace, on_note: Callable[[str], None] = silent) -> None:
        self._root, self._workplace, self._note = root, workplace, on_note
        self._path = posixpath.join(root, FILE)
        self._known: tuple[bytes, Outcome[Lock]] | None = None

    def read(self) -> Outcome[Lock]:
        """What it says now; nothing when there is none. A file that cannot be understood is reported (SC0911)."""
        if self._workplace.is_link(self._path):
            return Outcome(EMPTY, (lock_unreadable("it is a symbolic link", Label(Span(FILE), "this file")),))
        try:
            content = self._workplace.read(self._path)
        except ReadFailure as failure:
            return Outcome(EMPTY, (lock_unreadable(failure.reason, Label(Span(FILE), "this file")),))
        if content is None:
            return Outcome(EMPTY)
        if self._known is None or self._known[0] != content:  # a run of many asks for each, and it rarely changes
            self._known = content, parse_lock(content)
        return self._known[1]

    def update(self, change: Callable[[Rows], Rows]) -> Rows:
        """Put ``change`` of its rows in their place, in one write, if that makes a difference; gives the rows.

        Raises CompileError when the file is damaged or cannot be written: it is never replaced by what we believe.
        """
        return self.change(lambda now: now._replace(rows=change(now.rows))).rows

    def drop(self, rows: Collection[tuple[InstanceId, str]]) -> None:
        """Take rows away that still say so. Raises CompileError as ``update`` does."""
        self.update(lambda now: {id_: row for id_, row in now.items() if (id_, row) not in rows})

    def change(self, change: Callable[[Entries], Entries]) -> Entries:
        """The same for rows and copies."""
        now = self.read()
        if not now.diagnostics and now.value.version == VERSION and change(now.value.entries) == now.value.entries:
            return now.value.entries
        try:
            make_own_folder(self._root, self._workplace)
            with self._workplace.hold(posixpath.join(self._root, LOCKS, FILE), f"writing {FILE}", lambda _: None):
                now = self.read()
                if now.diagnostics:
                    raise CompileError(now.diagnostics)
                entries = change(now.value.entries)
                if entries != now.value.entries or (entries.rows and now.value.version != VERSION):
                    self._write(entries, now.value.version)
                return entries
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            where = f" (`{problem.filename}`)" if problem.filename not in (None, self._path) else ""
            raise CompileError((say.not_written(self._path, f"{reason}{where}"),)) from problem

    def _write(self, entries: Entries, version: int) -> None:
        self._workplace.write(self._path, emit_lock(entries.rows, entries.copies), 0o644)
        if version != VERSION:
            self._note(f"{FILE} was of version {version} and is now of version {VERSION}; commit it")
