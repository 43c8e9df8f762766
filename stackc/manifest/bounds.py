"""How far the values of one file may grow when it is rendered: a reference to a value
costs a few characters each time.
"""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.diagnostic import Label, Report
from stackc.base.value import Value, count_values, is_deeper
from stackc.manifest import messages as say
from stackc.syntax.yaml import MAX_ALIAS_NODES, MAX_DEPTH, MAX_FILE_BYTES

MAX_INCLUDED_BYTES = 4 * MAX_FILE_BYTES
"""Bytes of all files that one file includes, each as often as it is included, whatever an expression takes of it."""


_TOO_MANY = f"the values included so far are more than {MAX_ALIAS_NODES:,}"


class Included:
    """What the includes of one file come to."""

    __slots__ = ("_bytes", "_values")

    def __init__(self) -> None:
        self._bytes = self._values = 0

    def add_file(self, size: int) -> str | None:
        """What is wrong with including ``size`` bytes more."""
        self._bytes += size
        if size > MAX_FILE_BYTES:
            return f"the file has {size:,} bytes; included files may have {MAX_FILE_BYTES:,}"
        if self._bytes > MAX_INCLUDED_BYTES:
            return f"the files included so far come to more than {MAX_INCLUDED_BYTES:,} bytes"
        return None

    def add_value(self, value: Value, levels: int) -> str | None:
        """What is wrong with including a value ``levels`` below the root."""
        if self._values > MAX_ALIAS_NODES:
            return _TOO_MANY
        if is_deeper(value, MAX_DEPTH - levels):
            return f"values are nested more than {MAX_DEPTH} levels deep"
        self._values += count_values(value)
        if self._values > MAX_ALIAS_NODES:
            return _TOO_MANY
        return None


def within_bounds(value: Value, place: Callable[[], Label], report: Report) -> bool:
    """True for a value that is neither too deep nor too large to be looked through; else it is reported."""
    if is_deeper(value, MAX_DEPTH):
        report(say.too_deep(MAX_DEPTH, place()))
        return False
    if count_values(value) > MAX_ALIAS_NODES:
        report(say.too_many_values(MAX_ALIAS_NODES, place()))
        return False
    return True
