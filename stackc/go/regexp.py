"""Regular expressions with Go's syntax, and its rules for finding, replacing and splitting.

A search is done by `regex`, which is fast and turns back. When it has to do so for too long, and for the few
expressions of which it thinks otherwise than Go, it is done by a machine that never turns back, and is slow. Both find
the same, so how fast a computer is does not show in an answer.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Protocol, cast

from stackc.base.pattern import late_pattern
from stackc.go.faults import FunctionError
from stackc.go.regexp_program import Program, StepsUsed, compile_program, search_program
from stackc.go.regexp_syntax import Parsed, SyntaxFault, has_empty_turns, parse_expression, program_size
from stackc.go.regexp_translation import translate
from stackc.go.strings import from_bytes, require_size, to_bytes
from stackc.go.terms import Terms
from stackc.go.values import NilStrings, Strings

PATIENCE = 0.25
"""Seconds for which `regex` may search, before the machine takes over."""

MAX_STEPS = 4_000_000
"""Steps of the machine for one call of a function: half a second for each million. Each is charged."""

_MAX_PATTERN = 5_000
_PROGRAM_COST = 10
_SCAN_SHARE = 32
"""A search may scan all of the rest: it is charged for one in this many characters of it."""
_TAKE_OVER_COST = 500_000

Found = Callable[[int], tuple[int, int]]
"""Where a group begins and ends, -1 when it took no part; group 0 is the whole match."""


class _Match(Protocol):
    def span(self, group: int, /) -> tuple[int, int]: ...


class _Engine(Protocol):
    """A compiled expression of `regex`."""

    def search(self, text: str, pos: int, *, timeout: float) -> _Match | None: ...


class _Pattern:
    """A compiled expression; the program is made when the machine is needed."""

    __slots__ = ("_program", "engine", "parsed", "size")

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.size = program_size(parsed.tree) + 2
        self.engine = None if has_empty_turns(parsed.tree) else _engine(parsed)
        self._program: Program | None = None

    def program(self) -> Program:
        if self._program is None:
            self._program = compile_program(self.parsed.tree, self.parsed.groups)
        return self._program


def _engine(parsed: Parsed) -> _Engine | None:
    import regex

    try:
        made = cast(_Engine, regex.compile(translate(parsed.tree), regex.V1, cache_pattern=False))
    except Exception:
        # Its optimiser stumbles over a few expressions that are sound, as over two opposite properties, and with
        # whatever exception it happens to be. The machine is there for them.
        return None
    return made


@lru_cache(256)
def _compile(source: str) -> _Pattern:
    if len(source) > _MAX_PATTERN:
        raise FunctionError(f"the regular expression has more than {_MAX_PATTERN} characters")
    try:
        return _Pattern(parse_expression(source))
    except SyntaxFault as fault:
        raise FunctionError(f"invalid regular expression `{source}`: {fault}") from None


class Expression:
    """A regular expression at work for one call of a function, which charges the terms of its expansion."""

    __slots__ = ("_is_slow", "_pattern", "_source", "_steps", "_terms")

    def __init__(self, terms: Terms, source: str) -> None:
        self._source = source
        self._pattern = _compile(source)
        self._terms = terms
        self._steps = MAX_STEPS
        self._is_slow = False
        terms.charge(self._pattern.size * _PROGRAM_COST)

    def _search(self, text: str, position: int) -> Found | None:
        self._terms.charge(1 + (len(text) - position) * (1 + self._pattern.size // 100) // _SCAN_SHARE)
        engine = self._pattern.engine
        if engine is None or self._is_slow:
            return self._run(text, position)
        try:
            found = engine.search(text, position, timeout=PATIENCE)
        except (TimeoutError, MemoryError):
            self._is_slow = True
            self._terms.charge(_TAKE_OVER_COST)
            return self._run(text, position)
        return None if found is None else found.span

    def _run(self, text: str, position: int) -> Found | None:
        try:
            spans, left = search_program(self._pattern.program(), text, position, self._steps)
        except StepsUsed:
            raise FunctionError("the regular expression takes too long on this text") from None
        self._terms.charge(self._steps - left)
        self._steps = left
        return None if spans is None else lambda group: (spans[2 * group], spans[2 * group + 1])

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Matches that do not overlap; an empty one right behind another match does not count."""
        position, last_end = 0, -1
        while position <= len(text):
            found = self._search(text, position)
            if found is None:
                return
            start, end = found(0)
            is_empty = end == position
            if not (is_empty and start == last_end):
                yield start, end
            position = position + 1 if is_empty else end
            last_end = end

    def is_found(self, text: str) -> bool:
        return self._search(_searched(_joined(text)), 0) is not None

    def first(self, text: str) -> str:
        """The leftmost match; nothing when there is none."""
        text = _joined(text)
        found = self._search(_searched(text), 0)
        return "" if found is None else text[slice(*found(0))]

    def all(self, text: str, limit: int) -> Strings:
        """The matches, at most ``limit`` when that is not negative."""
        found = Strings()
        if limit == 0:
            return NilStrings()
        text = _joined(text)
        for start, end in self._spans(_searched(text)):
            found.append(text[start:end])
            if len(found) == limit:
                break
        return found or NilStrings()

    def replace(self, text: str, replacement: str, *, literal: bool) -> str:
        """``text`` with every match replaced; unless ``literal``, ``$1`` and ``${name}`` stand for groups."""
        template: list[_Part] = [replacement] if literal else self._split_replacement(replacement)
        text = _joined(text)
        searched = _searched(text)
        pieces: list[str] = []
        position = last_end = size = 0
        while position <= len(text):
            found = self._search(searched, position)
            if found is None:
                break
            start, end = found(0)
            pieces.append(text[last_end:start])
            if end > last_end or start == 0:
                pieces.extend(part if isinstance(part, str) else _group_text(part, found, text) for part in template)
            size += sum(map(len, pieces[-1 - len(template) :]))
            require_size(size)
            last_end = end
            position = max(end, position + 1)
        return _joined("".join([*pieces, text[last_end:]]))

    def _split_replacement(self, replacement: str) -> list["_Part"]:
        """Texts, and in tuples the numbers of groups, of which the first that took part stands for itself."""
        before, *rest = replacement.split("$")
        parts: list[_Part] = [before]
        while rest:
            after = rest.pop(0)
            if not after and rest:
                parts.append("$" + rest.pop(0))
                continue
            name, end = _reference(after)
            parts.extend((self._groups(name), after[end:]) if name else ("$" + after,))
        return parts

    def _groups(self, name: str) -> tuple[int, ...]:
        if _NUMBER.fullmatch(name):
            return (int(name),) if int(name) <= self._pattern.parsed.groups else ()
        return self._pattern.parsed.names.get(name, ())

    def split(self, text: str, limit: int) -> Strings:
        """What stands between the matches, at most ``limit`` parts when that is not negative."""
        if limit == 0:
            return NilStrings()
        if self._source and not text:
            return Strings([""])
        text = _joined(text)
        parts = Strings()
        begin = end = 0
        for start, stop in self._spans(_searched(text)):
            if 0 < limit <= len(parts) + 1:
                break
            end = start
            if stop != 0:
                parts.append(text[begin:end])
            begin = stop
        if end != len(text):
            parts.append(text[begin:])
        return parts


_HELD = late_pattern("[\ud800-\udfff]")


def _joined(text: str) -> str:
    """``text`` where bytes that are held one by one, and are UTF-8 together, are the character they stand for."""
    return from_bytes(to_bytes(text)) if _HELD.search(text) else text


def _searched(text: str) -> str:
    """What Go sees for ``text``, with characters at the same places: each byte that is no UTF-8 is a ``U+FFFD``."""
    return _HELD.sub("\ufffd", text)


_Part = str | tuple[int, ...]
_NUMBER = late_pattern("0|[1-9][0-9]{0,8}")


def _reference(text: str) -> tuple[str, int]:
    """The name with which ``text`` begins, in braces or without, and where it ends; no name when it does not."""
    start = 1 if text.startswith("{") else 0
    end = start
    while end < len(text) and (text[end].isalpha() or text[end].isdecimal() or text[end] == "_"):
        end += 1
    if not start:
        return text[:end], end
    return (text[start:end], end + 1) if text[end : end + 1] == "}" else ("", 0)


def _group_text(groups: tuple[int, ...], found: Found, text: str) -> str:
    spans = (found(group) for group in groups)
    return next((text[start:end] for start, end in spans if start >= 0), "")


def quote_pattern(text: str) -> str:
    """``text`` as an expression that matches just it."""
    return "".join("\\" + character if character in r"\.+*?()|[]{}^$" else character for character in text)
