"""``OverlayWorld``: another world in which a few files say something else: what an edit would come to."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from stackc.base.boundary import Access
from stackc.base.ports import World


class OverlayWorld:
    """``world``, but the ``files`` that it has say something else. Nothing is written."""

    def __init__(self, world: World, files: Mapping[str, bytes]) -> None:
        self._world = world
        self._files = {posixpath.normpath(path): content for path, content in files.items()}

    def read(self, path: str) -> bytes:
        known = self._files.get(posixpath.normpath(path))
        return self._world.read(path) if known is None else known

    def access(self, path: str) -> Access:
        return self._world.access(path)

    def kind(self, path: str) -> str | None:
        return self._world.kind(path)

    def walk(self, folder: str) -> tuple[str, ...]:
        return self._world.walk(folder)

    def closed_links(self, folder: str) -> tuple[str, ...]:
        return self._world.closed_links(folder)

    def entries(self, folder: str) -> tuple[str, ...]:
        return self._world.entries(folder)

    def variable(self, name: str) -> str | None:
        return self._world.variable(name)
