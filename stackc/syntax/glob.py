"""Doublestar globs, as ``included_paths`` and imports use them. See docs/language.md, globs.

``*`` and ``?`` stay inside one path segment, ``**`` as a whole segment spans any number of them, ``[a-z]`` and
``[!a-z]`` are classes, ``{a,b}`` alternatives, and ``\\`` quotes. Names that start with a dot are nothing special.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from stackc.base.pattern import late_pattern

MAX_PATTERN = 1_000
"""Characters of a pattern; a longer one fits nothing but itself."""

_MAGIC = frozenset("*?[{")
_STARS = late_pattern(r"\*+")
_FEW = 3
_SHORT = 256


def has_magic(pattern: str) -> bool:
    """True when ``pattern`` is more than a literal path."""
    return any(char in _MAGIC for char in pattern)


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a pattern that cannot be used."""
    if len(pattern) > MAX_PATTERN and has_magic(pattern):
        return f"a pattern may have {MAX_PATTERN:,} characters, and this one has {len(pattern):,}"
    return None


def matches_glob(path: str, pattern: str) -> bool:
    """True when the whole of ``path`` fits ``pattern``. A pattern with unbalanced brackets is taken literally."""
    if len(pattern) > MAX_PATTERN:
        return path == pattern
    return bool(_matcher(pattern, len(path) <= _SHORT)(path))


@lru_cache(maxsize=512)
def _matcher(pattern: str, short: bool) -> Callable[[str], object]:
    """``short``: only for paths the standard library gets through, however often it turns back."""
    translated = _translate(pattern)
    try:
        if short and _is_simple(pattern):
            return re.compile(translated, re.DOTALL).fullmatch
        return _linear(translated)
    except (re.error, RecursionError):
        return pattern.__eq__


def _is_simple(pattern: str) -> bool:
    """True for few places with several ways to go on: those of all places multiply when a path does not fit."""
    return pattern.count("{") <= 1 and len(_STARS.findall(pattern)) <= _FEW


def _linear(translated: str) -> Callable[[str], object]:
    """A matcher that never turns back: its time is the length of the path times that of the pattern, at most."""
    from stackc.go.regexp_program import Automaton
    from stackc.go.regexp_syntax import SyntaxFault, parse_expression

    try:
        return Automaton(parse_expression(f"(?s){translated}").tree).accepts
    except SyntaxFault as fault:
        raise re.error(str(fault)) from fault


def literal_prefix(pattern: str) -> str:
    """The folder below which everything that matches ``pattern`` must lie."""
    kept: list[str] = []
    for segment in pattern.split("/")[:-1]:
        if has_magic(segment):
            break
        kept.append(segment)
    return "/".join(kept)


def _translate(pattern: str) -> str:
    out, at, depth = "", 0, 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            end = at
            while end < len(pattern) and pattern[end] == "*":
                end += 1
            whole = (
                end - at == 1
                and (at == 1 or pattern[at - 2] in "/{,")
                and (end == len(pattern) or pattern[end] in "/,}")
            )
            if not whole:
                out += "[^/]*"
            elif end < len(pattern) and pattern[end] == "/":
                out, end = out + "(?:[^/]+/)*", end + 1
            elif out.endswith("/"):  # `a/**` matches `a` itself too
                out = out[:-1] + "(?:/.*)?"
            else:
                out += ".*"
            at = end
        elif char == "?":
            out += "[^/]"
        elif char == "[":
            found = re.compile(r"\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]").match(pattern, at - 1)
            if found:
                inside = re.sub(r"\\(.)|([\[&~|])", lambda m: "\\" + (m[1] or m[2]), found[2]).replace("--", "-\\-")
                out += f"[{'^/' if found[1] else ''}{inside}]"
                at = found.end()
            else:
                out += re.escape(char)
        elif char == "{":
            out, depth = out + "(?:", depth + 1
        elif char == "}" and depth:
            out, depth = out + ")", depth - 1
        elif char == "," and depth:
            out += "|"
        elif char == "\\" and at < len(pattern):
            out += re.escape(pattern[at])
            at += 1
        else:
            out += re.escape(char)
    return out
