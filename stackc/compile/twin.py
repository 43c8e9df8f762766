"""``Twin``: the same project in another world, whose manifests count here as well where nothing differs for them.

Two commits differ in few files. A manifest is made of what was asked of its world, and every question is recorded:
where the answers here are the same, the manifest of the other side is what would be made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stackc.base.memo import Once
from stackc.base.ports import ReadFailure, VariableRefused, WalkFailure
from stackc.base.recording import Question, RecordingWorld
from stackc.manifest.manifest import Manifest

if TYPE_CHECKING:
    from stackc.compile.compilation import Compilation


class Twin:
    """Another compilation of the same project file and environment, beside the world of this one."""

    def __init__(self, other: Compilation, world: RecordingWorld) -> None:
        self.other: Compilation = other
        self._world = world
        self._shared = Once(self._find_shared)
        self._known = Once(lambda: frozenset(self._shared().values()))

    def manifest(self, file: str) -> Manifest | None:
        """The manifest of a top-level file, where it would be the same here."""
        return self._shared().get(file)

    def has(self, manifest: Manifest) -> bool:
        """``manifest`` is one of the other side's that counts here."""
        return manifest in self._known()

    def _find_shared(self) -> Mapping[str, Manifest]:
        manifests = self.other.manifests
        made = {file: manifests.of(file) for file in manifests.top_level}
        differing = {question for question, answer in self.other.world.asked.items() if self._differs(question, answer)}
        sources = set(self.other.sources())
        if any(kind != "read" or path not in sources for kind, path in differing):
            return {}  # whose question that was is not told
        changed = {path for _, path in differing}
        return {
            file: top
            for file, top in made.items()
            if not any(changed.intersection(each.files) for each in top.closure())
        }

    def _differs(self, question: Question, answer: object) -> bool:
        try:
            return self._world.ask(question) != answer
        except (ReadFailure, WalkFailure, VariableRefused) as failure:
            return failure.__class__ is not answer.__class__ or failure.args != getattr(answer, "args", ())
