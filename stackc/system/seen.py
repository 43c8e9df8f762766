"""What one run saw of the disk, as questions that the next one can ask again."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stackc.base.boundary import GIT_FOLDER, Access
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import ReadFailure
from stackc.cache.questions import (
    CONTENT,
    KIND,
    LINK,
    LISTING,
    NOTHING,
    UNSURE,
    VARIABLE,
    NotKept,
    Question,
    digest,
    link_stamp,
    listing_digest,
    settled_stamp,
    variable_answer,
)
from stackc.system.real_paths import RealPaths


class Listing(NamedTuple):
    """What was in a folder."""

    folder: str
    state: os.stat_result | None
    """Of the folder, before it was read; None where it could not be."""
    entries: tuple[os.DirEntry[str], ...] = ()


class Seen(NamedTuple):
    """Everything a world was asked, with its answers; paths relative to ``root`` or absolute."""

    root: str
    contents: Mapping[str, bytes | ReadFailure]
    states: Mapping[str, os.stat_result]
    """Of each file, before it was read."""
    kinds: Mapping[str, str | None]
    listings: Sequence[Listing]
    accesses: Mapping[str, Access]
    real: RealPaths
    variables: Mapping[str, str | None]

    def questions(self, now: int) -> Iterator[Question]:
        """The same questions once more; ``now`` is when the run began, in nanoseconds since 1970.

        Raises NotKept.
        """
        if any(
            access == "refused" and posixpath.basename(path) != GIT_FOLDER for path, access in self.accesses.items()
        ):
            raise NotKept
        yield from self._contents(now)
        yield from self._kinds()
        yield from self._listings(now)
        yield from self._links()
        yield from self._variables()

    def _contents(self, now: int) -> Iterator[Question]:
        for path, content in self.contents.items():
            full = posixpath.join(self.root, path)
            if isinstance(content, bytes):
                yield Question(CONTENT, full, settled_stamp(self.states[path], now), digest(content))
            elif content.missing:
                yield Question(CONTENT, full, NOTHING, NOTHING)
            else:
                raise NotKept

    def _kinds(self) -> Iterator[Question]:
        for path, kind in self.kinds.items():
            yield Question(KIND, posixpath.join(self.root, path), "", kind or NOTHING)

    def _listings(self, now: int) -> Iterator[Question]:
        for folder, state, entries in self.listings:
            if state is None:
                yield Question(LISTING, folder, NOTHING, NOTHING)
                continue
            yield Question(LISTING, folder, settled_stamp(state, now), listing_digest(entries))
            for entry in entries:
                if entry.is_symlink():
                    yield Question(LINK, entry.path, UNSURE, os.path.realpath(entry.path))

    def _links(self) -> Iterator[Question]:
        """Where the paths lead on which it hung what belongs to the repository."""
        again = RealPaths()
        for folder, real in self.real.folders.items():
            if folder not in ("", "/"):
                yield _link(folder, real, again)
        listed = {folder for folder, state, _ in self.listings if state is not None}
        for path in self.accesses:
            full = posixpath.join(self.root, path)
            if posixpath.dirname(full) not in listed:
                yield _link(full, self.real.of(full), again)

    def _variables(self) -> Iterator[Question]:
        for name, value in self.variables.items():
            answer = variable_answer(name, value)
            if answer is None:
                raise NotKept
            yield Question(VARIABLE, name, "", answer)


def links_on(paths: Iterable[str]) -> Iterator[Question]:
    """Where absolute paths lead, and each folder on the way to one: any of them may become a link."""
    again, told = RealPaths(), {"", "/"}
    for path in paths:
        while path not in told:
            told.add(path)
            yield _link(path, os.path.realpath(path), again)
            path = posixpath.dirname(path)


def _link(path: str, real: str, again: RealPaths) -> Question:
    """The stamp is younger than the answer, so the answer must be the same by now, as ``again`` tells."""
    stamp = link_stamp(path)
    if "\0" in path or again.of(path) != real:
        raise NotKept
    return Question(LINK, path, stamp, real)
