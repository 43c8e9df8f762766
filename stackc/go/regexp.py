"""Regular expressions in linear time, with Go's rules for finding, replacing and splitting.

Work is done on UTF-8 bytes: positions then cost nothing to convert, and bytes that are no UTF-8 pass through.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast

from stackc.go.faults import FunctionError
from stackc.go.strings import from_bytes, require_size, to_bytes
from stackc.go.terms import Terms
from stackc.go.values import NilStrings, Strings

_MAX_PATTERN = 5_000
_PROGRAM_COST = 10
_SCAN_SHARE = 32
"""A search may scan all of the rest: it is charged for one in this many bytes of it."""


class Match(Protocol):
    """What a search found."""

    def start(self) -> int: ...
    def end(self) -> int: ...
    def group(self, group: int = 0) -> bytes | None: ...


class Pattern(Protocol):
    """A compiled expression."""

    groups: int
    groupindex: dict[bytes, int]
    programsize: int

    def search(self, text: bytes, pos: int = ...) -> Match | None: ...


@lru_cache(256)
def _compile(source: str) -> Pattern:
    import re2

    if len(source) > _MAX_PATTERN:
        raise FunctionError(f"the regular expression has more than {_MAX_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        return cast(Pattern, re2.compile(to_bytes(source), options))
    except re2.error as error:
        reason = error.args[0] if error.args else error
        shown = from_bytes(reason) if isinstance(reason, bytes) else str(reason)
        raise FunctionError(f"invalid regular expression `{source}`: {shown}") from None


class Expression:
    """A regular expression at work for one expansion, whose terms it charges."""

    __slots__ = ("_pattern", "_terms")

    def __init__(self, terms: Terms, source: str) -> None:
        self._pattern = _compile(source)
        self._terms = terms
        terms.charge(self._pattern.programsize * _PROGRAM_COST)

    def _search(self, text: bytes, position: int) -> Match | None:
        self._terms.charge(1 + (len(text) - position) * (1 + self._pattern.programsize // 100) // _SCAN_SHARE)
        return self._pattern.search(text, position)

    def _matches(self, text: bytes) -> Iterator[Match]:
        """Matches that do not overlap; an empty one right behind another match does not count."""
        position, last_end = 0, -1
        while position <= len(text):
            found = self._search(text, position)
            if found is None:
                return
            start, end = found.start(), found.end()
            is_empty = end == position
            if not (is_empty and start == last_end):
                yield found
            position = _next_character(text, position) if is_empty else end
            last_end = end

    def is_found(self, text: str) -> bool:
        return self._search(to_bytes(text), 0) is not None

    def first(self, text: str) -> str:
        """The leftmost match; nothing when there is none."""
        found = self._search(to_bytes(text), 0)
        return "" if found is None else from_bytes(found.group() or b"")

    def all(self, text: str, limit: int) -> Strings:
        """The matches, at most ``limit`` when that is not negative."""
        found = Strings()
        if limit == 0:
            return NilStrings()
        for match in self._matches(to_bytes(text)):
            found.append(from_bytes(match.group() or b""))
            if len(found) == limit:
                break
        return found or NilStrings()

    def replace(self, text: str, replacement: str, *, literal: bool) -> str:
        """``text`` with every match replaced; unless ``literal``, ``$1`` and ``${name}`` stand for groups."""
        template: list[_Part] = [to_bytes(replacement)] if literal else _split_replacement(replacement)
        raw = to_bytes(text)
        pieces: list[bytes] = []
        position = last_end = size = 0
        while position <= len(raw):
            match = self._search(raw, position)
            if match is None:
                break
            start, end = match.start(), match.end()
            pieces.append(raw[last_end:start])
            if end > last_end or start == 0:
                pieces.extend(self._fill(part, match) for part in template)
            size += sum(map(len, pieces[-1 - len(template) :]))
            require_size(size)
            last_end = end
            position = max(end, _next_character(raw, position))
        return from_bytes(b"".join([*pieces, raw[last_end:]]))

    def _fill(self, part: "_Part", match: Match) -> bytes:
        if isinstance(part, bytes):
            return part
        [name] = part
        if name.isdecimal():
            number = int(name) if len(name) < 9 else self._pattern.groups + 1
            return (match.group(number) or b"") if number <= self._pattern.groups else b""
        number = self._pattern.groupindex.get(to_bytes(name), -1)
        return (match.group(number) or b"") if number >= 0 else b""

    def split(self, text: str, limit: int) -> Strings:
        """What stands between the matches, at most ``limit`` parts when that is not negative."""
        if limit == 0:
            return NilStrings()
        raw = to_bytes(text)
        if not raw:
            return Strings([""])
        parts: list[bytes] = []
        begin = end = 0
        for match in self._matches(raw):
            if 0 < limit <= len(parts) + 1:
                break
            end = match.start()
            if match.end() != 0:
                parts.append(raw[begin:end])
            begin = match.end()
        if end != len(raw):
            parts.append(raw[begin:])
        return Strings(map(from_bytes, parts))


def _next_character(text: bytes, position: int) -> int:
    position += 1
    while position < len(text) and text[position] & 0xC0 == 0x80:
        position += 1
    return position


_Part = bytes | tuple[str]
_REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))", re.ASCII)


def _split_replacement(replacement: str) -> list[_Part]:
    """Literal parts, and the names of groups in tuples of one."""
    parts: list[_Part] = []
    position = 0
    for match in _REFERENCE.finditer(replacement):
        parts.append(to_bytes(replacement[position : match.start()]))
        parts.append(b"$" if match[1] else (match[2] or match[3],))
        position = match.end()
    return [*parts, to_bytes(replacement[position:])]


def quote_pattern(text: str) -> str:
    """``text`` as an expression that matches just it."""
    return "".join("\\" + character if character in r"\.+*?()|[]{}^$" else character for character in text)
