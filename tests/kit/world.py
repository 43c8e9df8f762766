"""``MemoryWorld``: files and environment in memory, behind the ``World`` port."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from stackc.base.boundary import Access
from stackc.base.ports import ReadFailure


class MemoryWorld:
    """A world of ``files`` and ``env``. Relative paths, of files and of questions, start at ``root``."""

    def __init__(
        self,
        files: Mapping[str, str | bytes] | None = None,
        env: Mapping[str, str] | None = None,
        *,
        root: str = "/repo",
    ) -> None:
        self.root = root
        self._env = dict(env or {})
        self._files = {self._full(path): _bytes(content) for path, content in (files or {}).items()}
        self._folders = {folder for path in self._files for folder in _above(path)} | {root, *_above(root)}

    def read(self, path: str) -> bytes:
        full = self._full(path)
        if full in self._folders:
            raise ReadFailure("is a directory")
        if full not in self._files:
            raise ReadFailure("no such file or directory")
        return self._files[full]

    def access(self, path: str) -> Access:
        return "inside"

    def closed_links(self, folder: str) -> tuple[str, ...]:
        return ()

    def kind(self, path: str) -> str | None:
        full = self._full(path)
        return "file" if full in self._files else "folder" if full in self._folders else None

    def walk(self, folder: str) -> tuple[str, ...]:
        top = self._full(folder).rstrip("/") + "/"
        return tuple(sorted((path[len(top) :] for path in self._files if path.startswith(top)), key=str.encode))

    def entries(self, folder: str) -> tuple[str, ...]:
        return tuple(name for name in self.walk(folder) if "/" not in name)

    def variable(self, name: str) -> str | None:
        return self._env.get(name)

    def _full(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.root, path))


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _above(path: str) -> Iterator[str]:
    while (above := posixpath.dirname(path)) != path:
        yield above
        path = above
