"""The files of many instances below one folder, and the index that knows which of them are ours.

A file is ours if the index names its place and it still holds what was written there. The index is
written first, with what was and what will be, then the files, then the index again: wherever that is cut
off, the next time goes on from it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from stackc.artifact import messages as say
from stackc.artifact.files import Artifact
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import InstanceId, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.evaluate.instance import Instance

INDEX = "index.json"
NEW_INDEX = "index.json.new"
_BEGINNING = b'{\n  "version": 1,\n'
_TEMPORARY = late_pattern(r"\.stackc-[0-9a-f]{16}\.tmp")
_DIGEST = late_pattern(r"[0-9a-f]{64}")
_INDEX_MODE = 0o644


class Folder(Protocol):
    """The folder that is written; its calls raise OSError."""

    path: str
    temporary: str

    def obstacle(self, name: str) -> str | None:
        """Why no file can be at ``name``."""

    def read(self, name: str) -> bytes | None:
        """The content of a file; None when there is none."""

    def write(self, name: str, content: bytes, mode: int, temporary: str | None = None) -> None:
        """Replace a file."""

    def remove(self, name: str) -> None:
        """Remove a file."""


class Index(NamedTuple):
    """``files``: what is there when all went well; ``earlier``: what may still be, after a command that did not end."""

    files: Mapping[str, str] = {}
    earlier: Mapping[str, tuple[str, ...]] = {}
    temporary: str = ""

    def owned(self, name: str) -> frozenset[str]:
        """Digests of what we may have left at ``name``."""
        return frozenset((*self.earlier.get(name, ()), *([self.files[name]] if name in self.files else [])))

    @property
    def names(self) -> frozenset[str]:
        """Every place where something of ours may be."""
        return frozenset((*self.files, *self.earlier))


def lay_out(
    emitted: Iterable[tuple[Instance, Iterable[Artifact]]], addressed: Iterable[Instance]
) -> tuple[dict[str, Artifact], tuple[Diagnostic, ...]]:
    """Files by ``<stack>/<component folder>/<name>``; those of two that would get one path are reported (SC0804).

    Instances of one stack that share a folder, as told by all of ``addressed``, get one each below it.
    """
    shared = Counter((each.id.stack, each.folder) for each in addressed)
    files: dict[str, Artifact] = {}
    owners: dict[str, InstanceId] = {}
    found: list[Diagnostic] = []
    for instance, artifacts in emitted:
        folder = _folder(instance, shared)
        for artifact in artifacts:
            name = f"{folder}/{artifact.name}"
            if not _is_inside(name):
                found.append(say.file_outside(name))
            elif name in files:
                found.append(say.file_of_two(name, owners[name], instance))
            else:
                files[name], owners[name] = artifact, instance.id
    return files, tuple(found)


def _folder(instance: Instance, shared: Counter[tuple[StackName, str]]) -> str:
    place = f"{instance.id.stack}/{instance.folder}"
    alone = shared[(instance.id.stack, instance.folder)] < 2
    return place if alone else f"{place}/{instance.id.component.replace('/', '-')}"


def _is_inside(name: str) -> bool:
    """A relative name of plain steps, that leaves no folder."""
    return "\0" not in name and not any(step in ("", ".", "..") for step in name.split("/"))


def write_tree(folder: Folder, files: Mapping[str, Artifact], *, whole: bool) -> tuple[Diagnostic, ...]:
    """Write ``files``; when they are the ``whole``, remove what earlier ones are not among them.

    Foreign files and links are reported and left alone (SC0801). Raises CompileError for an index that is not ours, and
    OSError.
    """
    before = read_index(folder)
    if before.temporary and folder.obstacle(before.temporary) is None:
        folder.remove(before.temporary)
    found: list[Diagnostic] = []
    changed: dict[str, Artifact] = {}
    wanted: dict[str, str] = {}
    for name, artifact in sorted(files.items()):
        digest, obstacle = _look(folder, name)
        if obstacle is not None or digest not in (None, *before.owned(name)):
            found.append(say.foreign_file(f"{folder.path}/{name}", obstacle))
            continue
        wanted[name] = _digest(artifact.content)
        if digest != wanted[name]:
            changed[name] = artifact
    past = {name: _look(folder, name)[0] for name in before.names if name not in files}
    ours = {name: digest for name, digest in past.items() if digest is not None and digest in before.owned(name)}
    stale = ours if whole else {}
    after = Index(wanted if whole else {**ours, **wanted})
    if changed or stale:
        earlier = {name: tuple(sorted(before.owned(name))) for name in sorted(before.names)}
        _write_index(folder, after._replace(earlier=earlier, temporary=folder.temporary))
    for name, artifact in changed.items():
        folder.write(name, artifact.content, artifact.mode)
    for name in sorted(stale):
        folder.remove(name)
    _write_index(folder, after)
    return tuple(found)


def _look(folder: Folder, name: str) -> tuple[str | None, str | None]:
    """The digest of what is at ``name``, None when nothing is; or what stands in the way."""
    obstacle = folder.obstacle(name)
    content = None if obstacle else folder.read(name)
    return None if content is None else _digest(content), obstacle


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- the index


def read_index(folder: Folder) -> Index:
    """The index of a folder; an empty one where there is none.

    Raises CompileError (SC0801) for one that is not ours.
    """
    obstacle = folder.obstacle(INDEX)
    if obstacle is not None:
        raise CompileError((say.index_obstructed(obstacle),))
    content = folder.read(INDEX)
    if content is None:
        return Index()
    try:
        return _parse(json.loads(content))
    except (ValueError, RecursionError) as problem:
        raise CompileError((say.index_foreign(f"{folder.path}/{INDEX}", str(problem)),)) from problem


def _parse(data: object) -> Index:
    """Raises ValueError for anything that we do not write."""
    if not isinstance(data, dict):
        raise ValueError("it is no map")
    if data.get("version") is True or data.get("version") != 1:
        raise ValueError(f"version {data.get('version')!r} is not known")
    temporary = data.get("temporary", "")
    if not isinstance(temporary, str) or (temporary and not _TEMPORARY.fullmatch(temporary)):
        raise ValueError("`temporary` is not a name of ours")
    files = _checked(data.get("files"), lambda digest: (digest,))
    earlier = _checked(data.get("earlier", {}), lambda digests: digests if isinstance(digests, list) else ())
    return Index({name: digests[0] for name, digests in files.items()}, earlier, temporary)


def _checked(rows: object, digests_of: Callable[[object], Iterable[object]]) -> dict[str, tuple[str, ...]]:
    if not isinstance(rows, dict):
        raise ValueError("its files are no map")
    checked: dict[str, tuple[str, ...]] = {}
    for name, given in rows.items():
        if not _is_inside(name):
            raise ValueError(f"the name `{name}` leaves the folder")
        digests = [each for each in digests_of(given) if isinstance(each, str) and _DIGEST.fullmatch(each)]
        if not digests:
            raise ValueError(f"`{name}` has no digest")
        checked[name] = tuple(digests)
    return checked


def _write_index(folder: Folder, index: Index) -> None:
    shape: dict[str, object] = {"version": 1, "files": dict(sorted(index.files.items()))}
    if index.temporary:
        shape |= {"earlier": dict(index.earlier), "temporary": index.temporary}
    _clear_new_index(folder)
    folder.write(INDEX, (json.dumps(shape, indent=2) + "\n").encode(), _INDEX_MODE, NEW_INDEX)


def _clear_new_index(folder: Folder) -> None:
    """Remove an index whose writing was cut off: it begins as all of ours do."""
    obstacle = folder.obstacle(NEW_INDEX)
    content = None if obstacle else folder.read(NEW_INDEX)
    if obstacle or (content is not None and not _BEGINNING.startswith(content[: len(_BEGINNING)])):
        raise CompileError((say.new_index_foreign(f"{folder.path}/{NEW_INDEX}", obstacle),))
    if content is not None:
        folder.remove(NEW_INDEX)
