"""``Twin``: the same project in another world, whose manifests count here as well where nothing differs for them.

Two commits differ in few files. A manifest is made of what was asked of its world, and every question is recorded:
where the answers here are the same, the manifest of the other side is what would be made here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from stackc.base.memo import Once
from stackc.base.ports import ReadFailure, VariableRefused, WalkFailure
from stackc.base.recording import Question, RecordingWorld
from stackc.manifest.manifest import Manifest
from stackc.manifest.reader import Reader

if TYPE_CHECKING:
    from stackc.compile.compilation import Compilation
    from stackc.compile.names import StackNames


class Twin:
    """Another compilation of the same project file and environment, beside the world and the reader of this one.

    ``stays``: it is there as long as this one is, and its components count here as well. Of one that goes the
    manifests alone are taken, since what is said of a component may name files that it is not made of.
    """

    def __init__(self, other: Compilation, world: RecordingWorld, reader: Reader, *, stays: bool = True) -> None:
        self._other: Compilation | None = other
        self._world, self._reader, self._stays = world, reader, stays
        self._shared = Once(self._find_shared)
        self._known = Once(lambda: frozenset(self._shared().values()))

    def manifest(self, file: str) -> Manifest | None:
        """The manifest of a top-level file, where it would be the same here."""
        return self._shared().get(file)

    def names(self, manifest: Manifest) -> StackNames | None:
        """Who knows the components of a manifest of the other side that counts here; None where nobody does."""
        other = self._other if self._stays else None
        return other.stacks if other is not None and manifest in self._known() else None

    def _find_shared(self) -> Mapping[str, Manifest]:
        other = self._other
        assert other is not None
        if not self._stays:
            self._other = None
        made = other.manifests.made(everything=self._stays)
        differing = {question for question, answer in other.world.asked.items() if self._differs(question, answer)}
        self._reader.take_over(other.reader)
        sources = set(other.sources()) - self._reader.included()  # who includes one is not told
        if any(kind != "read" or path not in sources for kind, path in differing):
            return {}  # whose question that was is not told
        changed = {path for _, path in differing}
        return {
            file: top for file, top in made.items() if not any(_may_differ(each, changed) for each in top.closure())
        }

    def _differs(self, question: Question, answer: object) -> bool:
        try:
            return self._world.ask(question) != answer
        except (ReadFailure, WalkFailure, VariableRefused) as failure:
            return failure.__class__ is not answer.__class__ or failure.args != getattr(answer, "args", ())


def _may_differ(manifest: Manifest, changed: Collection[str]) -> bool:
    """A file of it changed, or something was said of it: an import that was not followed hangs on files that are not
    among its own.
    """
    return bool(manifest.diagnostics) or any(file in changed for file in manifest.files)
