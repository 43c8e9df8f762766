"""``RealPaths``: where a path leads when links are followed, with each folder looked at once."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping

MAX_PATH = 4096
"""No system opens a longer path, so nobody needs to know where it leads."""


class RealPaths:
    """Absolute paths with links followed as the system follows them: ``..`` leaves the folder a link leads to."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {"": "/", "/": "/"}

    def of(self, path: str) -> str:
        """Where the absolute ``path`` leads, whether or not it exists."""
        if len(path) > MAX_PATH:
            return posixpath.normpath(path)
        folder, _, name = path.rpartition("/")
        return _step(self._folder(folder), name)

    @property
    def folders(self) -> Mapping[str, str]:
        """Each folder that was on the way, and where it leads."""
        return self._folders

    def _folder(self, folder: str) -> str:
        pending: list[str] = []
        while folder not in self._folders:
            pending.append(folder)
            folder = folder.rpartition("/")[0]
        real = self._folders[folder]
        for each in reversed(pending):
            real = self._folders[each] = _step(real, each.rpartition("/")[2])
        return real


def _step(real: str, name: str) -> str:
    """One name further from the folder ``real``."""
    if name in ("", "."):
        return real
    if name == "..":
        return posixpath.dirname(real)
    path = posixpath.join(real, name)
    return os.path.realpath(path) if os.path.islink(path) else path
