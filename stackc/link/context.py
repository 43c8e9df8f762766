"""What linking needs besides the manifests; one for a compilation."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.marks import Marks
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path, Span
from stackc.config.project_config import ProjectConfig
from stackc.manifest.manifest import Manifest
from stackc.manifest.places import Locator
from stackc.merge.trace import trace


class LinkContext(NamedTuple):
    """Settings, marks and the two questions linking asks: where something is written, and who defines a component."""

    config: ProjectConfig
    marks: Marks
    defers: Callable[[str], bool]
    locator: Locator
    folder_exists: Callable[[str], bool]
    definers: Callable[[str, str], tuple[str, ...]]
    """``(type, component)`` → the import paths of the files that define it and could be imported."""

    def locate(self, manifest: Manifest, path: Path, key: bool) -> Span:
        """Where the value at ``path`` of the merged manifest was written, or its key; the
        nearest parent when nobody wrote it.
        """
        while path:
            origin = trace(manifest.fold, path)
            if origin is not None:
                return self.locator.locate(origin, key=key)
            path = path[:-1]
        return Span(manifest.file)
