"""What is odd about declared dependencies: keys that mean nothing, and files that are not there.

Only whoever asks for all findings hears of it: neither changes an edge. See docs/language.md, dependencies.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from typing import Final

from stackc.base.diagnostic import Report
from stackc.base.ids import COMPONENT_TYPES
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import did_you_mean
from stackc.base.source import Path
from stackc.base.value import Table, table_at
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.graph import messages as say
from stackc.graph.dependencies import CONTEXT, FileDependency, files
from stackc.syntax.glob import has_magic, matches_glob

SECTION_KEYS: Final = ("components", "files", "folders", "tools")
ENTRY_KEYS: Final = ("component", "name", "stack", "kind", "path", "required", *CONTEXT)
OLD_KEYS: Final = ("component", "stack", "file", "folder", *CONTEXT)
KINDS: Final = (*COMPONENT_TYPES, "file", "folder")


class Odd(NamedTuple):
    """A word that means nothing where it stands, and the words that do."""

    section: str
    at: Path
    word: str
    known: Collection[str]
    what: str
    is_key: bool = True


def check_entries(compilation: Compilation, top: str, report: Report) -> None:
    """Unknown keys and kinds (SC0705, SC0706) and missing files (SC0707) of every sound instance's dependencies.

    ``top`` is the folder of the repository, relative to the project: ``.`` or ``..`` and so on.
    """
    listing = _Listing(compilation.world.walk)
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        instance = answer.instance
        if instance is None or compilation.blocks(answer.diagnostics):
            continue
        for odd in _odd_words(instance):
            report(say.word_unknown(instance, odd, [known for known in odd.known if _is_one_edit(odd.word, known)]))
        for each in files(instance):
            problem = _missing(each, compilation, listing, top)
            if problem is not None:
                report(say.file_missing(instance, each, problem, _near(each.path, compilation)))


# --- keys


def _odd_words(instance: Instance) -> Iterator[Odd]:
    section = instance.table("dependencies")
    yield from _odd_keys(section, SECTION_KEYS, "dependencies", (), "`dependencies`")
    components = section.get("components")
    for index, item in enumerate(components if isinstance(components, list) else ()):
        at: Path = ("components", index)
        if isinstance(item, dict):
            yield from _odd_keys(item, ENTRY_KEYS, "dependencies", at, "a dependency")
            kind = item.get("kind")
            if isinstance(kind, str) and kind and kind not in KINDS:
                yield Odd("dependencies", (*at, "kind"), kind, KINDS, "a dependency", is_key=False)
    for key, item in table_at(instance.table("settings"), "depends_on").items():
        if isinstance(item, dict):
            yield from _odd_keys(item, OLD_KEYS, "settings", ("depends_on", key), "an entry of `depends_on`")


def _odd_keys(table: Table, known: Collection[str], section: str, at: Path, what: str) -> Iterator[Odd]:
    for key in table:
        if key not in known and not key.startswith(("x-", ".")):
            yield Odd(section, (*at, key), key, known, what)


def _is_one_edit(left: str, right: str) -> bool:
    """True when one letter more, less, other, or two letters in turn make one out of the other."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[same:], right[same:]
    swapped = a[:2] == b[1::-1] and len(b) > 1 and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]


# --- files


class _Listing:
    """The files below folders, each folder listed once."""

    __slots__ = ("_known", "_walk")

    def __init__(self, walk: Callable[[str], tuple[str, ...]]) -> None:
        self._walk = walk
        self._known: dict[str, tuple[str, ...]] = {}

    def has(self, folder: str, pattern: str) -> bool:
        """True when a file below ``folder`` fits ``pattern``, both relative to the project."""
        names = self._known.get(folder)
        if names is None:
            names = self._known[folder] = self._walk(folder)
        prefix = "" if folder == "." else f"{folder}/"
        return any(matches_glob(prefix + name, pattern) for name in names)


def _missing(each: FileDependency, compilation: Compilation, listing: _Listing, top: str) -> str | None:
    """Why no changed file can be the one that is meant; None when there is such a file or folder."""
    path = posixpath.normpath(each.path)
    if path.startswith("/"):
        return "is absolute, and files are compared relative to the project"
    if _climbs(path) > _climbs(top):
        return "lies outside of the repository"
    if each.kind == "folder":
        return None if compilation.world.kind(path) == "folder" else "does not exist"
    if compilation.world.kind(path) == "file":
        return None
    if not has_magic(path):
        return "does not exist"
    folder = posixpath.dirname(path[: min(path.find(char) for char in "*?[{" if char in path)]) or "."
    found = compilation.world.kind(folder) == "folder" and listing.has(folder, path)
    return None if found else "fits no file"


def _near(path: str, compilation: Compilation) -> str | None:
    folder = posixpath.dirname(posixpath.normpath(path))
    names = compilation.world.entries(folder or ".") if not has_magic(path) else ()
    return did_you_mean(path, [posixpath.join(folder, name) for name in names])


def _climbs(path: str) -> int:
    """How many folders up a normal path begins."""
    return next((index for index, step in enumerate(path.split("/")) if step != ".."), path.count("/") + 1)
