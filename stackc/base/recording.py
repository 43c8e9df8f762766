"""``RecordingWorld``: a world that tells which questions an answer was made of.

What was computed is valid for as long as those questions have the same answers; nothing else can change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Literal, TypeAlias, TypeVar

from stackc.base.boundary import Access
from stackc.base.ports import ReadFailure, VariableRefused, WalkFailure, World

Question: TypeAlias = tuple[Literal["access", "read", "kind", "walk", "links", "entries", "variable"], str]
"""What was asked, and of which path or variable."""
Asked: TypeAlias = dict[Question, object]
"""Each question with its answer; what was refused or failed is the exception."""
T = TypeVar("T")


class RecordingWorld:
    """Another world, files or git objects, whose questions are recorded: all of them, and for whoever wants to know
    those of a part of the work.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._thread = local()
        self.asked: Asked = {}
        """Everything that was ever asked. It is kept by whom it was asked as well."""

    @contextmanager
    def recording(self) -> Iterator[Asked]:
        """All this thread asks inside of the block; recordings inside of one another hear the same."""
        asked: Asked = {}
        self._recordings.append(asked)
        try:
            yield asked
        finally:
            self._recordings[:] = [each for each in self._recordings if each is not asked]

    @property
    def _recordings(self) -> list[Asked]:
        known: list[Asked] | None = getattr(self._thread, "recordings", None)
        if known is None:
            known = self._thread.recordings = []
        return known

    def _ask(self, question: Question, ask: Callable[[str], T]) -> T:
        recordings = self._recordings
        try:
            answer = ask(question[1])
        except (ReadFailure, WalkFailure, VariableRefused) as failure:
            for each in (self.asked, *recordings):
                each[question] = failure
            raise
        for each in (self.asked, *recordings):
            each[question] = answer
        return answer

    def ask(self, question: Question) -> object:
        """The answer to a question that was recorded elsewhere."""
        kind, subject = question
        asks: dict[str, Callable[[str], object]] = {
            "access": self.access,
            "read": self.read,
            "kind": self.kind,
            "walk": self.walk,
            "links": self.closed_links,
            "entries": self.entries,
            "variable": self.variable,
        }
        return asks[kind](subject)

    def access(self, path: str) -> Access:
        return self._ask(("access", path), self._world.access)

    def read(self, path: str) -> bytes:
        return self._ask(("read", path), self._world.read)

    def kind(self, path: str) -> str | None:
        return self._ask(("kind", path), self._world.kind)

    def walk(self, folder: str) -> tuple[str, ...]:
        return self._ask(("walk", folder), self._world.walk)

    def closed_links(self, folder: str) -> tuple[str, ...]:
        return self._ask(("links", folder), self._world.closed_links)

    def entries(self, folder: str) -> tuple[str, ...]:
        return self._ask(("entries", folder), self._world.entries)

    def variable(self, name: str) -> str | None:
        return self._ask(("variable", name), self._world.variable)
