"""Where a repository ends."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping

from stackc.base.boundary import Boundary, Trust, is_inside
from stackc.base.codes import DialectName
from stackc.base.ports import World
from stackc.config.discovery import Found, git_root
from stackc.config.project_config import ProjectConfig
from stackc.system.files import DiskWorld


class Edges:
    """Where the repository ends, for the project file while it is read and for all that is compiled.

    The repository is the git checkout that holds the project file, else its folder; with
    it that of the working directory.
    """

    def __init__(self, start: str, env: Mapping[str, str], named: bool, trust: Trust) -> None:
        self._start, self._env, self._named = start, env, named
        self.trust: Trust = trust
        plain = DiskWorld(start, env)
        self._here = git_root(start, plain) or start
        scope = Boundary((os.path.realpath(self._here),), True, scope=self._here)
        self.world: DiskWorld = plain if trust.full else DiskWorld(start, env, scope)
        """Where project files are looked for: a user's own lie anywhere."""

    def project_file(self, file: str, dialect: DialectName, allowed: tuple[str, ...]) -> World:
        """The world as the project file that begins with ``file`` may see it."""
        folders = (*self._repository(posixpath.dirname(file)), *(allowed if self.trust.full else ()))
        if not self._is_ours(posixpath.dirname(file)):
            folders = (*folders, file)  # the user's own: a link to it counts as what it leads to
        return self._bounded(self._start, folders, dialect)

    def compiled(self, config: ProjectConfig, found: Found, others: tuple[str, ...] = ()) -> World:
        """The world of a compilation; ``others`` are further checkouts, which the user named."""
        checkouts = tuple(git_root(other, self.world) or other for other in others)
        allowed = config.allowed_folders if self.trust.full else ()
        folders = (*self._repository(found.folder), *config.named_folders, *allowed, *checkouts)
        named = (config.root, *(config.absolute(f) for f in (config.stacks_folder, *config.component_folders.values())))
        return self._bounded(config.root, folders, config.dialect.name, named)

    def _bounded(self, root: str, folders: tuple[str, ...], dialect: DialectName, said: tuple[str, ...] = ()) -> World:
        roots, said = (tuple(dict.fromkeys(os.path.realpath(each) for each in group)) for group in (folders, said))
        boundary = Boundary(roots, dialect == "stackc" or not self.trust.full, said)
        return DiskWorld(root, self._env, boundary, None if self.trust.full else self.trust.allow_env)

    def _repository(self, folder: str) -> tuple[str, ...]:
        checkout = git_root(folder, self.world) if self._named or self._is_ours(folder) else None
        return self._here, checkout or folder

    def _is_ours(self, folder: str) -> bool:
        """The folder is one of the repository, and not a place of the user's such as their home's."""
        return is_inside(folder, (self._here,)) or is_inside(self._start, (folder,))
