"""Local files: ``X.local.yaml`` says on one machine what ``X`` says otherwise. See docs/language.md, local files.

What a local file says goes over what its manifest says itself, before anything else is made of it. It may not say what
a stack, an instance or a state is found by: for everybody else these would be others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from stackc.base.fold import Fold, Leaf, Lists, Node, layer
from stackc.base.memo import Once
from stackc.base.source import Path
from stackc.base.value import Table, table_at
from stackc.manifest import messages as say
from stackc.manifest.index import ManifestIndex
from stackc.manifest.places import Places
from stackc.manifest.vocabulary import COMPONENT_TYPES
from stackc.merge.merge import overlaid

_STATE: Final = "it says where the state is"
_READ: Final = "it says where others read the outputs"
_MODULE: Final = "it says what the root module is"
_REFUSED: Final[Mapping[str, str]] = {
    "metadata": "it says what the instance is, where it runs and whether it may",
    "component": _MODULE,
    "source": _MODULE,
    "provision": _STATE,
    "generate": "it writes files into the root module",
    "backend": _STATE,
    "backend_type": _STATE,
    "remote_state_backend": _READ,
    "remote_state_backend_type": _READ,
}
"""Keys of sections that a local file may not have, wherever sections stand, and why."""
_REFUSED_AT_ROOT: Final[Mapping[str, str]] = {
    "import": "a local file is all that is local",
    "name": "it names the stack",
}
_Refusal = tuple[tuple[str, ...], str]
"""The path of what a local file may not say, and why."""


class LocalLayer:
    """The local files of one compilation, if they are in force."""

    def __init__(
        self, index: ManifestIndex, in_force: Callable[[], bool], named_by: tuple[tuple[str, ...], ...]
    ) -> None:
        """``in_force`` is asked once, and only where there is a local file. ``named_by``: the paths of a component
        that give its stack its name, such as ``("vars", "stage")``.
        """
        self._index, self._in_force = index, Once(in_force)
        self.named_by: tuple[tuple[str, ...], ...] = named_by

    def of(self, file: str) -> str | None:
        """The local file that is laid over the manifest ``file``, both relative to the stacks folder."""
        found = self._index.local_file(file)
        return found if found is not None and self._in_force() else None

    @property
    def files(self) -> tuple[str, ...]:
        """The local files below the stacks folder that are in force, each with a manifest, in byte order."""
        there = tuple(file for file in self._index.local_files if self._index.manifests_of(file))
        return there if there and self._in_force() else ()


def permitted(table: Table, named_by: tuple[tuple[str, ...], ...], places: Places) -> Table:
    """What of a local file counts; what it may not say is reported (SC0222)."""
    for path, reason in sorted(dict(_refusals(table, named_by)).items()):
        places.report(say.local_refused(path, reason, places))
        table = _without(table, path)
    return table


def added_to(table: Table, declares: Callable[[str, str], bool], places: Places) -> Table:
    """``table`` with the components alone that its manifest has: ``declares(type, name)``. Others are reported."""
    for kind, named in table_at(table, "components").items():
        for name in named if isinstance(named, dict) else ():
            if not declares(kind, name):
                places.report(say.local_component(kind, name, places))
                table = _without(table, ("components", kind, name))
    return table


def laid_over(own: Leaf, local: Leaf | None, lists: Lists) -> Node:
    """What a manifest says itself, its local file included."""
    if local is None or not isinstance(local.value, dict) or not local.value:
        return own
    return Fold(overlaid(table_at(own.value), local.value, lists), (layer(own), layer(local)), lists)


# --- what it may not say


def _refusals(table: Table, named_by: tuple[tuple[str, ...], ...]) -> Iterator[_Refusal]:
    for key, reason in _REFUSED_AT_ROOT.items():
        if key in table:
            yield (key,), reason
    for at, body in _bodies(table):
        if not isinstance(body, dict):
            yield at, "only a map adds to what there is"
            continue
        for key, reason in _REFUSED.items():
            if key in body:
                yield (*at, key), reason
        for path in named_by:
            met = _meeting(body, path)
            if met:
                yield (*at, *met), "the stack is named after it"


def _bodies(table: Table) -> Iterator[tuple[tuple[str, ...], object]]:
    """All that may hold sections, with its path; nothing of what is not there."""
    yield (), table
    yield from _there(table, (), "overrides")
    for kind in COMPONENT_TYPES:
        yield from _there(table, (), kind)
        yield from _there(table_at(table, kind), (kind,), "overrides")
    for at, kinds in _there(table, (), "components"):
        if not isinstance(kinds, dict):
            yield at, kinds
            continue
        for kind, named in kinds.items():
            if not isinstance(named, dict):
                yield (*at, kind), named
                continue
            for name, body in named.items():
                yield (*at, kind, name), body
                if isinstance(body, dict):
                    yield from _there(body, (*at, kind, name), "overrides")


def _there(table: Table, at: tuple[str, ...], key: str) -> Iterator[tuple[tuple[str, ...], object]]:
    if key in table:
        yield (*at, key), table[key]


def _meeting(body: Table, path: tuple[str, ...]) -> tuple[str, ...]:
    """The part of ``path`` that ``body`` says: all of it, or down to what takes the place of the map it leads through.

    Empty where it says nothing of it.
    """
    found: object = body
    for at, step in enumerate(path):
        if not isinstance(found, dict):
            return path[:at]
        if step not in found:
            return ()
        found = found[step]
    return path


def _without(table: Table, path: Path) -> Table:
    """``table`` without what is at ``path``, and without the maps that held nothing else; the rest is shared."""
    key, below = str(path[0]), table_at(table, str(path[0]))
    left = _without(below, path[1:]) if len(path) > 1 and below else {}
    return {**table, key: left} if left else {name: value for name, value in table.items() if name != key}
