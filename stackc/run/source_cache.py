"""``SourceCache``: fetched modules, each in a folder that never changes. See docs/language.md, sources.

Below ``.stackc/sources`` a source has a folder; in it a folder a version, which gets its name when it is whole, and a
note which of them counts.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from typing import Final

from stackc.artifact.files import PRIVATE
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Fetching, OutputFailure, ReadFailure, Workplace
from stackc.run.sources import Source
from stackc.run.workdir import LOCKS, OWN_FOLDER, make_own_folder

SOURCES: Final = f"{OWN_FOLDER}/sources"
_NOTE: Final = "current.json"
_VERSION: Final = 16
"""Digits of a commit or digest that name a version."""


class Fetched(NamedTuple):
    """A module that is there."""

    folder: str
    """Absolute."""
    version: str
    """A commit, or a digest of the archive or files."""
    moves: bool
    """The same source may mean another version later."""


class SourceCache:
    """The fetched modules of one project."""

    def __init__(
        self,
        root: str,
        workplace: Workplace,
        fetching: Fetching,
        say: Callable[[str], None],
        *,
        only_look: bool = False,
    ) -> None:
        """``say`` hears what is fetched; ``only_look``: nothing is."""
        self._root, self._workplace, self._fetching = root, workplace, fetching
        self._say, self._only_look = say, only_look
        self._updated: set[str] = set()

    def module(self, source: Source, owner: str, *, update: bool = False) -> Fetched | None:
        """The folder of a module, fetched where it is not there; None where it may only be looked for.

        ``update``: one that moves is fetched again, once a run. Raises OutputFailure and OSError.
        """
        if source.kind == "folder" and not (source.included or source.excluded):
            if not self._workplace.is_folder(source.location):
                raise OutputFailure("there is no such folder")
            return Fetched(source.location, "", True)
        known = self._known(source)
        wanted = source.kind == "folder" or (update and known is not None and known.moves)
        if self._only_look or (known is not None and not (wanted and source.digest not in self._updated)):
            return known
        make_own_folder(self._root, self._workplace)
        lock = posixpath.join(self._root, LOCKS, "sources", source.digest)
        with self._workplace.hold(lock, owner, lambda who: self._say(f"waiting for {who}, which fetches the same")):
            found = self._known(source)  # by whoever held the lock before
            if found is None or found == known:
                found = self._fetch(source)
        self._updated.add(source.digest)
        return found

    def _folder(self, source: Source) -> str:
        return posixpath.join(self._root, SOURCES, source.digest)

    def _known(self, source: Source) -> Fetched | None:
        folder = self._folder(source)
        try:
            text = self._workplace.read(posixpath.join(folder, _NOTE))
            note = json.loads(text) if text is not None else None
        except (ReadFailure, ValueError):
            return None
        if not isinstance(note, dict) or not isinstance(note.get("version"), str):
            return None
        whole = posixpath.join(folder, note["version"][:_VERSION])
        return Fetched(whole, note["version"], note.get("moves") is True) if self._workplace.is_folder(whole) else None

    def _fetch(self, source: Source) -> Fetched:
        folder, workplace = self._folder(source), self._workplace
        part, whole = posixpath.join(folder, ".part"), posixpath.join(folder, ".whole")
        for leftover in (part, whole):
            workplace.remove(leftover)
        try:
            if source.kind == "git":
                version, moves = self._fetching.clone(source.location, source.ref, part)
            elif source.kind == "archive":
                version, moves = self._fetching.unpack(source.location, source.checksum, part), not source.checksum
            else:
                version, moves, part = "", True, source.location
            digest = self._fetching.copy(posixpath.join(part, source.subfolder), whole, source.takes)
            version = version or digest
            final = posixpath.join(folder, version[:_VERSION])
            if workplace.is_folder(final):
                workplace.remove(whole)
            else:
                workplace.move(whole, final)
            note = json.dumps({"version": version, "moves": moves}).encode()
            workplace.write(posixpath.join(folder, _NOTE), note, PRIVATE)
        finally:
            for leftover in (posixpath.join(folder, ".part"), whole):
                workplace.remove(leftover)
        if source.kind != "folder":
            self._say(f"fetched {source.location} at {version}")
        return Fetched(final, version, moves)
