"""What shared subtrees hold: templates, calls, ``!append`` wrappers, what is unknown.

Each container is looked through once, and a merged map not even that: what is marked in it was marked in one of the
maps it was merged from, so only the keys marked there are looked at. A section of forty keys has two or three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from stackc.base.memo import IdentityMap, IdentityMemo
from stackc.base.source import Path
from stackc.base.value import Append, Call, Table, Unknown, Value, source_text

TEMPLATE: Final = 1
CALL: Final = 2
APPEND: Final = 4
UNKNOWN: Final = 8
KEY: Final = 16
"""The key itself holds a template."""


class Marks:
    """A memo over one compilation's values: ``of(value)`` is a set of the bits above for everything below ``value``.

    Values are never changed in place, so an answer holds for as long as the memo keeps the value alive.
    """

    __slots__ = ("_items", "_keys", "_merged", "_opening", "_spells_call")

    def __init__(self, spells_call: Callable[[str], bool] | None = None, opening: str = "{{") -> None:
        """``spells_call``: which texts are calls although no tag says so; None where only a tag calls."""
        self._spells_call = spells_call
        self._opening = opening
        self._items = IdentityMemo(self._of_items)
        self._keys = IdentityMemo(self._find_keys)
        self._merged = IdentityMap[Table, Sequence[Table]]()

    def is_call(self, value: Value) -> bool:
        """True for a call, and for text that is one in this language."""
        if isinstance(value, str):
            return value[:1] == "!" and self._spells_call is not None and self._spells_call(value)
        return isinstance(value, Call)

    def of(self, value: Value) -> int:
        """The bits of ``value`` itself and of all that is below it."""
        if isinstance(value, dict):
            marked = self._keys(value)
            return _together(marked) if marked else 0
        if isinstance(value, list):
            return self._items(value)
        if isinstance(value, str):
            bits = CALL if self.is_call(value) else 0
            return bits | TEMPLATE if self._opening in value else bits
        if isinstance(value, Call):
            return CALL | TEMPLATE if self._opening in value.text else CALL
        if isinstance(value, Append):
            return APPEND | self.of(value.items)
        return UNKNOWN if isinstance(value, Unknown) else 0

    def keys(self, table: Table) -> Mapping[str, int]:
        """The keys of ``table`` with something marked below them or in themselves, and the bits of that."""
        return self._keys(table)

    def templates(self, value: Value) -> Iterator[str]:
        """The texts with templates in and below ``value``: those of values, of calls, and keys."""
        if isinstance(value, dict):
            for key, bits in self.keys(value).items():
                if bits & KEY:
                    yield key
                if bits & TEMPLATE:
                    yield from self.templates(value[key])
        elif isinstance(value, (list, Append)):
            for item in value.items if isinstance(value, Append) else value:
                yield from self.templates(item)
        elif self.of(value) & TEMPLATE:
            yield source_text(value) or ""

    def leaves(self, value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
        """The scalars in and below ``value`` that are marked, with their paths, in the order they are written."""
        if isinstance(value, dict):
            for key in self.keys(value):
                yield from self.leaves(value[key], (*path, key))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.leaves(item, (*path, index))
        elif self.of(value):
            yield path, value

    def merged(self, table: Table, layers: Sequence[Table]) -> Table:
        """Note, and give back, a map whose every value is of one of ``layers``, or made of what these have under the
        same key: nothing is marked in it under a key where nothing is in them.
        """
        for each in layers:
            if table is each:
                return table
        self._merged.keep(table, layers)
        return table

    def _find_keys(self, table: Table) -> Mapping[str, int]:
        layers = self._merged.get(table)
        if layers is None:
            return self._marked(table, table)
        names = dict.fromkeys(name for layer in layers for name in self._keys(layer) if name in table)
        for name in names:
            below = table[name]
            if isinstance(below, dict) and self._merged.get(below) is None:
                under = [found for layer in layers if isinstance(found := layer.get(name), dict)]
                if under:  # else what a template or a call gave, of which nothing is known
                    self.merged(below, under)
        return self._marked(table, names)

    def _marked(self, table: Table, names: Mapping[str, object]) -> Mapping[str, int]:
        marked: dict[str, int] = {}
        opening = self._opening
        for name in names:
            item = table[name]
            if isinstance(item, str):  # most are, and say nothing: no call for them
                bits = self.of(item) if item[:1] == "!" or opening in item else 0
            else:
                bits = 0 if item.__class__ in _QUIET else self.of(item)
            if opening in name:
                bits |= TEMPLATE | KEY
            if bits:
                marked[name] = bits
        return marked or _NOTHING

    def _of_items(self, items: list[Value]) -> int:
        bits = 0
        for item in items:
            bits |= self.of(item)
        return bits


def _together(marked: Mapping[str, int]) -> int:
    bits = 0
    for each in marked.values():
        bits |= each
    return bits & ~KEY


_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})
_QUIET: Final = frozenset({int, float, bool, type(None)})
