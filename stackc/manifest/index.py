"""Which manifests exist, which are top-level, and which files an import path names. See docs/language.md, imports."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from stackc.base.ids import ManifestKey
from stackc.base.memo import Memo
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import Names
from stackc.base.ports import WalkFailure, World
from stackc.syntax.glob import has_magic, literal_prefix, matches_glob

EXTENSIONS = (".yaml", ".yml", ".yaml.tmpl", ".yml.tmpl")
LOCAL_EXTENSIONS = (".local.yaml", ".local.yml")
"""What a local file is called by: the name of its manifest and one of these."""


class Resolution(NamedTuple):
    """The files a path names, relative to the stacks folder; empty when there are none."""

    files: tuple[str, ...]
    beside: tuple[str, ...] = ()
    """Further files that would have fitted an extensionless path."""
    fault: str = ""
    """Why the files a glob names cannot be listed."""
    refused: bool = False
    """The path leads out of the repository, where nothing is looked for."""
    local: bool = False
    """The path names a local file, which is laid over its manifest and never imported."""


class ManifestIndex:
    """All files of the stacks folder, listed once.

    ``has_local_files``: files called ``X.local.yaml`` are none of them, but what is laid over the manifest ``X``.
    """

    def __init__(self, world: World, stacks_folder: str, *, has_local_files: bool = False) -> None:
        self._world = world
        self.folder: str = stacks_folder
        self.endless: WalkFailure | None = None
        """Why there are no files: what their links lead to has no end."""
        listed = self._listed() if stacks_folder and not _is_around(stacks_folder) else ()
        self.local_files: tuple[str, ...] = tuple(filter(is_local_file, listed)) if has_local_files else ()
        """Local files, with manifests and without, relative to the stacks folder, in byte order."""
        self._local = {self.path(file): file for file in self.local_files}
        local = frozenset(self.local_files)
        self.files: tuple[str, ...] = tuple(file for file in listed if file not in local)
        self._known = frozenset(self.files)
        self._folders = Names(posixpath.dirname(file) for file in self.files)
        self._names: frozenset[str] | None = None
        self._near = Names(())
        self._resolved = Memo(self._resolve)

    def _listed(self) -> tuple[str, ...]:
        try:
            return self._world.walk(self.folder)
        except WalkFailure as failure:
            self.endless = failure
            return ()

    @property
    def closed_links(self) -> tuple[str, ...]:
        """Links to folders outside of the repository, which are not followed, as the world names them."""
        looked = self.folder and self.endless is None and not _is_around(self.folder)
        links = self._world.closed_links(self.folder) if looked else ()
        return tuple(self.path(link) for link in links)

    def exists(self, file: str) -> bool:
        """True for a file that is no local one; ``file`` is relative to the stacks folder or absolute and may leave
        it.
        """
        if file in self._known:
            return True
        path = self.path(file)
        return (file.startswith(("../", "/"))) and path not in self._local and self._world.kind(path) == "file"

    def local_file(self, file: str) -> str | None:
        """The local file of the manifest ``file``; None where there is none. Of two the first extension counts."""
        if not self._local:
            return None
        name = import_name(self.path(file))
        return next((self._local[name + end] for end in LOCAL_EXTENSIONS if name + end in self._local), None)

    def manifests_of(self, local_file: str) -> tuple[str, ...]:
        """The manifests that ``local_file`` is laid over; nearly always one, and none where it has lost its own."""
        name = next(local_file.removesuffix(end) for end in LOCAL_EXTENSIONS if local_file.endswith(end))
        named = (name + end for end in EXTENSIONS)
        return tuple(each for each in named if self.exists(each) and self.local_file(each) == local_file)

    def path(self, file: str) -> str:
        """``file`` as the world and spans name it."""
        return posixpath.normpath(posixpath.join(self.folder, file))

    def called(self, path: str) -> str:
        """How an import would name a file that the world calls ``path``."""
        return import_name(path.removeprefix(f"{self.folder.rstrip('/')}/"))

    def top_level(self, included: tuple[str, ...], excluded: tuple[str, ...]) -> tuple[str, ...]:
        """Files selected by the include patterns and by no exclude pattern, in byte order."""
        patterns = [p for pattern in included for p in _expanded(pattern)]
        chosen = [file for file in self.files if any(self._matches(file, p) for p in patterns)]
        return tuple(file for file in chosen if not any(self._matches(file, p) for p in excluded))

    def _matches(self, file: str, pattern: str) -> bool:
        if pattern.startswith("/"):
            return matches_glob(posixpath.join("/", self.path(file)), pattern)
        return matches_glob(file, posixpath.normpath(pattern))

    def resolve(self, path: str, importer: str) -> Resolution:
        """The files ``path`` names in an import of ``importer`` (relative to the stacks folder), in byte order."""
        first = path.split("/", 1)[0]
        start = posixpath.dirname(importer) if first in (".", "..") else ""
        return self._resolved(posixpath.normpath(posixpath.join(start, path)))

    def _resolve(self, target: str) -> Resolution:
        name = posixpath.basename(target)
        beside: tuple[str, ...] = ()
        if "." not in name.lstrip(".") and not name.startswith("."):
            fitting = [target + end for end in EXTENSIONS if self.exists(target + end)]
            target, beside = (fitting[0], tuple(fitting[1:])) if fitting else (target + ".yaml", ())
        elif name.endswith((".yaml", ".yml")) and self.exists(target + ".tmpl"):
            beside = (target,) if self.exists(target) else ()
            target += ".tmpl"
        if self.exists(target):
            return Resolution((target,), beside)
        if any(self.path(target + end) in self._local for end in ("", ".yaml", ".yml")):
            return Resolution((), local=True)
        if self._world.access(self.path(literal_prefix(target) if has_magic(target) else target)) == "refused":
            return Resolution((), refused=True)
        if not has_magic(target):
            return Resolution(())
        if target.startswith(("../", "/")):
            top = literal_prefix(target)
            where = self.path(top)
            try:
                files = () if _is_around(where) else self._world.walk(where)
            except WalkFailure as failure:
                return Resolution((), fault=f"{failure}, as `{posixpath.join(where, failure.link)}` does")
            below = [posixpath.join(top, file) for file in files]
            below = [file for file in below if self.path(file) not in self._local]
            return Resolution(_walk_order(file for file in below if matches_glob(file, target)))
        return Resolution(_walk_order(file for file in self.files if matches_glob(file, target)))

    def nearest(self, path: str) -> tuple[str, ...]:
        """Import paths that look like ``path``; for a glob the folders that look like its folder."""
        if has_magic(path):
            folder, name = posixpath.split(path)
            return tuple(f"{near}/{name}" for near in self._folders.nearest(folder))
        if self._names is None:
            self._names = frozenset(import_name(file) for file in self.files if file.endswith(EXTENSIONS))
            self._near = Names(self._names)
        bare = path.lstrip("./") if path.startswith(("./", "../")) else path
        while bare.endswith((".yaml", ".yml")):
            bare = bare.rsplit(".", 1)[0]
        return (bare,) if bare in self._names and bare != path else self._near.nearest(bare)

    def in_folder(self, path: str) -> tuple[str, ...]:
        """What imports would call the files of a folder, where ``path`` names one instead of a file."""
        folder = posixpath.normpath(path)
        files = (file for file in self.files if file.endswith(EXTENSIONS) and posixpath.dirname(file) == folder)
        return tuple(dict.fromkeys(map(import_name, files)))


def _is_around(folder: str) -> bool:
    """True for a folder the project lies in: what is beside the project is nobody's
    catalog, and may be the whole disk.
    """
    return folder == "/" or (folder.startswith("..") and not folder.strip("./"))


def is_local_file(file: str) -> bool:
    """True for a file that is called as local files are: ``X.local.yaml``."""
    name = posixpath.basename(file)
    return name.endswith(LOCAL_EXTENSIONS) and name not in LOCAL_EXTENSIONS


def import_name(file: str) -> str:
    """How an import would name ``file``: without its extension."""
    return next((file[: -len(end)] for end in (".yaml.tmpl", ".yml.tmpl", ".yaml", ".yml") if file.endswith(end)), file)


def manifest_key(file: str) -> ManifestKey:
    """The key of a top-level manifest: its path without ``.yaml`` or ``.yml``."""
    return ManifestKey(file[:-5] if file.endswith(".yaml") else file[:-4] if file.endswith(".yml") else file)


def import_key(file: str) -> str:
    """How described instances list an imported file: its path without the last extension."""
    folder, name = posixpath.split(file)
    stem, dot, _ = name.rpartition(".")
    return posixpath.join(folder, stem) if dot and stem else file


def _walk_order(files: Iterable[str]) -> tuple[str, ...]:
    """A folder's files before what is in its sub-folders, each in byte order: the order in which globs are walked."""

    def key(file: str) -> list[tuple[bool, bytes]]:
        *folders, name = file.split("/")
        return [*((True, folder.encode()) for folder in folders), (False, name.encode())]

    return tuple(sorted(files, key=key))


def _expanded(pattern: str) -> tuple[str, ...]:
    return (pattern,) if "." in posixpath.basename(pattern) else tuple(pattern + end for end in EXTENSIONS)
