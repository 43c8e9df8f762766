"""Where a repository ends."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from contextlib import suppress

from stackc.base.boundary import Boundary, Trust, is_inside
from stackc.base.codes import DialectName
from stackc.base.ports import OutputFailure, ReadFailure, World
from stackc.cache.questions import NotKept, Question
from stackc.config.discovery import NAMING, Found, git_root
from stackc.config.project_config import ProjectConfig
from stackc.system.files import DiskWorld
from stackc.system.git import git_question, run_git
from stackc.system.seen import links_on


class _Asked:
    """What was asked through the edges of a project, for whoever wants to know whether it would be answered alike."""

    def __init__(self) -> None:
        self.worlds: list[DiskWorld] = []
        self.links: list[str] = []
        self.git: list[tuple[str, tuple[str, ...], bytes]] = []
        self.is_told = True
        """All that was looked at is told by a question."""


class Edges:
    """Where the repository ends, for the project file while it is read and for all that is compiled.

    The repository is the git checkout that holds the project file, else its folder; with
    it that of the working directory.
    """

    def __init__(
        self, start: str, env: Mapping[str, str], named: bool, trust: Trust, before: Edges | None = None
    ) -> None:
        """``named``: the command line names the project file. ``before``: of the same project, which hears of all that
        is asked here, too.
        """
        self._start, self._env = start, env
        self.trust: Trust = trust
        self._asked: _Asked = before._asked if before is not None else _Asked()
        plain = self._opened(start)
        self._named = named or any(plain.variable(each) for each in NAMING)
        self._here = git_root(start, plain) or start
        scope = Boundary((self._real(self._here),), True, scope=self._here)
        self.world: DiskWorld = plain if trust.full else self._opened(start, scope)
        """Where project files are looked for: a user's own lie anywhere."""

    def project_file(self, file: str, dialect: DialectName, allowed: tuple[str, ...]) -> World:
        """The world as the project file that begins with ``file`` may see it."""
        folders = (*self._repository(posixpath.dirname(file)), *(allowed if self.trust.full else ()))
        if not self._is_ours(posixpath.dirname(file)):
            folders = (*folders, file)  # the user's own: a link to it counts as what it leads to
        return self._bounded(self._start, folders, dialect)

    def compiled(
        self, config: ProjectConfig, found: Found, others: tuple[str, ...] = (), before: World | None = None
    ) -> World:
        """The world of a compilation; ``others`` are further checkouts, which the user named.

        ``before``: the same world some time ago.
        """
        checkouts = tuple(git_root(other, self.world) or other for other in others)
        allowed = config.allowed_folders if self.trust.full else ()
        folders = (*self._repository(found.folder), *config.named_folders, *allowed, *checkouts)
        named = (config.root, *(config.absolute(f) for f in (config.stacks_folder, *config.component_folders.values())))
        former = before if isinstance(before, DiskWorld) and before.root == config.root else None
        return self._bounded(config.root, folders, config.dialect.name, named, former)

    def unbounded(self, root: str) -> World:
        """Another folder that the user named, as far as it is looked whether it is what they mean."""
        return self._opened(root)

    def _bounded(
        self,
        root: str,
        folders: tuple[str, ...],
        dialect: DialectName,
        said: tuple[str, ...] = (),
        before: DiskWorld | None = None,
    ) -> World:
        roots, said = (tuple(dict.fromkeys(map(self._real, group))) for group in (folders, said))
        boundary = Boundary(roots, dialect == "stackc" or not self.trust.full, said)
        return self._opened(root, boundary, None if self.trust.full else self.trust.allow_env, before)

    def _opened(
        self,
        root: str,
        boundary: Boundary | None = None,
        allowed: frozenset[str] | None = None,
        before: DiskWorld | None = None,
    ) -> DiskWorld:
        world = DiskWorld(root, self._env, boundary, allowed, before)
        self._asked.worlds.append(world)
        return world

    def _real(self, path: str) -> str:
        real = os.path.realpath(path)
        self._asked.links.append(path)
        return real

    def git(self, folder: str, arguments: tuple[str, ...]) -> bytes:
        """What git says in a folder now. Raises OutputFailure, after which no answer is kept."""
        asked = self._asked
        try:
            said = run_git(folder, arguments, self._env)
        except OutputFailure:
            asked.is_told = False
            raise
        asked.git.append((folder, arguments, said))
        return said

    def note_file(self, path: str) -> None:
        """The absolute ``path`` is about to be read by somebody who does not ask a world."""
        with suppress(ReadFailure):
            self._opened("/").read(path)

    def read_beside(self, world: World) -> frozenset[str]:
        """Files, by absolute path, that were read in other worlds than ``world``."""
        others = (each for each in self._asked.worlds if each is not world)
        return frozenset(posixpath.join(each.root, path) for each in others for path in each.seen.contents)

    def look_elsewhere(self) -> None:
        """Something is asked that no question tells, such as code of the repository that may do anything."""
        self._asked.is_told = False

    def questions(self, now: int) -> list[Question]:
        """All that was asked of the disk and the environment; ``now`` is when the run began, in nanoseconds since 1970.

        Raises NotKept.
        """
        asked = self._asked
        if not asked.is_told:
            raise NotKept
        found = {(each.kind, each.subject): each for world in asked.worlds for each in world.seen.questions(now)}
        for each in links_on(asked.links):
            found.setdefault((each.kind, each.subject), each)
        return [*found.values(), *(git_question(*each) for each in asked.git)]

    def _repository(self, folder: str) -> tuple[str, ...]:
        checkout = git_root(folder, self.world) if self._named or self._is_ours(folder) else None
        return self._here, checkout or folder

    def _is_ours(self, folder: str) -> bool:
        """The folder is one of the repository, and not a place of the user's such as their home's."""
        return is_inside(folder, (self._here,)) or is_inside(self._start, (folder,))
