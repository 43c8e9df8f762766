"""What shared subtrees hold: templates, calls, ``!append`` wrappers. Each container is looked through once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from stackc.base.memo import IdentityMemo
from stackc.base.value import Append, Call, Value

TEMPLATE: Final = 1
CALL: Final = 2
APPEND: Final = 4


class Marks:
    """A memo over one compilation's values: ``of(value)`` is a set of the bits above for everything below ``value``.

    Values are never changed in place, so an answer holds for as long as the memo keeps the value alive.
    """

    __slots__ = ("_below", "_opening", "_spells_call")

    def __init__(self, spells_call: Callable[[str], bool] | None = None, opening: str = "{{") -> None:
        """``spells_call``: which texts are calls although no tag says so; None where only a tag calls."""
        self._spells_call = spells_call
        self._opening = opening
        self._below = IdentityMemo(self._find_below)

    def is_call(self, value: Value) -> bool:
        """True for a call, and for text that is one in this language."""
        if isinstance(value, str):
            return value[:1] == "!" and self._spells_call is not None and self._spells_call(value)
        return isinstance(value, Call)

    def of(self, value: Value) -> int:
        """The bits of ``value`` itself and of all that is below it."""
        kind = value.__class__
        if kind is dict or kind is list:
            return self._below(value)
        if isinstance(value, str):
            bits = CALL if self.is_call(value) else 0
            return bits | TEMPLATE if self._opening in value else bits
        if isinstance(value, Call):
            return CALL | TEMPLATE if self._opening in value.text else CALL
        if isinstance(value, Append):
            return APPEND | self.of(value.items)
        return 0

    def _find_below(self, value: Value) -> int:
        """The bits of all that is in a map or a list."""
        bits = 0
        if isinstance(value, dict):
            if any(self._opening in key for key in value):
                bits = TEMPLATE
            items: Iterable[Value] = value.values()
        else:
            items = value if isinstance(value, list) else ()
        for item in items:
            kind = item.__class__
            if isinstance(item, str):  # most are, and say nothing: no call for them
                if item[:1] == "!" or self._opening in item:
                    bits |= self.of(item)
            elif kind is dict or kind is list:
                bits |= self._below(item)
            elif kind not in _QUIET:
                bits |= self.of(item)
        return bits


_QUIET: Final = frozenset({int, float, bool, type(None)})
