"""Constraints on versions as Terraform writes them: ``>= 1.5, < 2.0``, ``~> 1.9.0``. Pure, and total."""

from __future__ import annotations

import re
from typing import Final

from stackc.base.pattern import late_pattern

_VERSION: Final = late_pattern(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_CONSTRAINT: Final = late_pattern(r"(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+){0,2})")
Version = tuple[int, int, int]


def parse_version(text: str) -> Version | None:
    """A whole version, ``1.9`` as ``1.9.0``; None for anything else, pre-releases among it."""
    found = _VERSION.fullmatch(text.strip())
    return None if found is None else (int(found[1]), int(found[2] or 0), int(found[3] or 0))


def core_version(text: str) -> Version | None:
    """The three numbers of a version: ``1.12.0-beta1`` as ``1.12.0``. Terraform meets constraints by them alone."""
    return parse_version(re.split(r"[-+]", text.strip(), maxsplit=1)[0])


def allows(constraints: str, version: Version) -> bool | None:
    """Whether ``version`` meets all of ``constraints``; None where one of them is none that is known here."""
    verdicts = [_allows(each.strip(), version) for each in constraints.split(",")]
    if None in verdicts:
        return None
    return all(verdicts)


def _allows(constraint: str, version: Version) -> bool | None:
    found = _CONSTRAINT.fullmatch(constraint)
    wanted = parse_version(found[2]) if found else None
    if found is None or wanted is None:
        return None
    match found[1] or "=":
        case "=":
            return version == wanted
        case "!=":
            return version != wanted
        case ">=":
            return version >= wanted
        case "<=":
            return version <= wanted
        case ">":
            return version > wanted
        case "<":
            return version < wanted
        case _:
            fixed = found[2].count(".")  # the last number that is written may grow
            return version >= wanted and version[:fixed] == wanted[:fixed]
