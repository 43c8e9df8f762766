"""Semantic versions and constraints on them: ``>=1.2``, ``~1.2.3``, ``^0.2``, ``1.x || 2.1.0 - 2.4``."""

import re
from functools import lru_cache
from typing import ClassVar

from stackc.base.pattern import late_pattern
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.values import GoObject, Uint64

_IDENTIFIERS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = late_pattern(
    rf"v?([0-9]{{1,18}})(?:\.([0-9]{{1,18}}))?(?:\.([0-9]{{1,18}}))?(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?"
)
_PATTERN = rf"v?([0-9xX*|]+)(?:\.([0-9xX*|]+))?(?:\.([0-9xX*|]+))?(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?"
_OPERATOR = r"(!=|>=|=>|<=|=<|~>|=|>|<|~|\^|)"
_CONSTRAINT = late_pattern(rf"\s*{_OPERATOR}\s*({_PATTERN})\s*")
_RANGE = late_pattern(rf"\s*({_PATTERN})\s+-\s+({_PATTERN})\s*")
_MAX_TEXT = 1000


class Version(GoObject):
    """A version; printed as it is normalised, ``v1.2`` as ``1.2.0``."""

    __slots__ = ("build", "numbers", "original", "pre")
    go_type = "*semver.Version"
    go_kind = "ptr"

    def __init__(self, numbers: tuple[int, int, int], pre: str, build: str, original: str) -> None:
        self.numbers: tuple[int, int, int] = numbers
        self.pre: str = pre
        self.build: str = build
        self.original: str = original

    def text(self) -> str:
        core = ".".join(map(str, self.numbers))
        return core + (f"-{self.pre}" if self.pre else "") + (f"+{self.build}" if self.build else "")

    def json(self) -> str:
        return f'"{self.text()}"'

    def rank(self) -> tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]:
        """What orders versions: a version without a pre-release comes after those with one."""
        return self.numbers, not self.pre, tuple(_identifier_rank(part) for part in self.pre.split(".") if part)

    members: ClassVar[Table] = {
        "Major": ("", lambda self: Uint64(self.numbers[0])),
        "Minor": ("", lambda self: Uint64(self.numbers[1])),
        "Patch": ("", lambda self: Uint64(self.numbers[2])),
        "Prerelease": ("", lambda self: self.pre),
        "Metadata": ("", lambda self: self.build),
        "Original": ("", lambda self: self.original),
        "String": ("", lambda self: self.text()),
        "IncMajor": ("", lambda self: _next_version(self, 0)),
        "IncMinor": ("", lambda self: _next_version(self, 1)),
        "IncPatch": ("", lambda self: _next_version(self, 2)),
        "SetPrerelease": ("string", lambda self, pre: parse_version(Version(self.numbers, pre, self.build, "").text())),
        "SetMetadata": ("string", lambda self, build: parse_version(Version(self.numbers, self.pre, build, "").text())),
        "Compare": ("version", lambda self, other: (self.rank() > other.rank()) - (self.rank() < other.rank())),
        "Equal": ("version", lambda self, other: self.rank() == other.rank()),
        "LessThan": ("version", lambda self, other: self.rank() < other.rank()),
        "LessThanEqual": ("version", lambda self, other: self.rank() <= other.rank()),
        "GreaterThan": ("version", lambda self, other: self.rank() > other.rank()),
        "GreaterThanEqual": ("version", lambda self, other: self.rank() >= other.rank()),
    }


def _identifier_rank(part: str) -> tuple[bool, int, str]:
    """Numbers come before words, and by value."""
    return (False, int(part), "") if part.isdecimal() and len(part) < 19 else (True, 0, part)


def _next_version(version: Version, place: int) -> Version:
    """The next release at ``place``; a pre-release becomes its own release before a patch is counted up."""
    major, minor, patch = version.numbers
    if place == 2:
        numbers = (major, minor, patch if version.pre else patch + 1)
    else:
        numbers = (major + 1, 0, 0) if place == 0 else (major, minor + 1, 0)
    return Version(numbers, "", "", ".".join(map(str, numbers)))


def parse_version(text: str) -> Version:
    """The version ``text`` writes; missing parts are zero. Raises FunctionError when it is none."""
    match = _VERSION.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if match is None:
        raise FunctionError(f"`{text[:80]}` is not a semantic version")
    major, minor, patch, pre, build = match.groups()
    if any(part.isdecimal() and len(part) > 1 and part[0] == "0" for part in (pre or "").split(".")):
        raise FunctionError(f"`{text[:80]}` is not a semantic version: a number begins with zero")
    return Version((int(major), int(minor or 0), int(patch or 0)), pre or "", build or "", text)


class _Constraint:
    """One comparison; ``given`` is how many numbers were written before an ``x`` or the end."""

    __slots__ = ("given", "operator", "version")

    def __init__(self, operator: str, version: Version, given: int) -> None:
        self.operator = {"=>": ">=", "=<": "<=", "~>": "~", "": "="}.get(operator, operator)
        self.version = version
        self.given = given

    def allows(self, version: Version) -> bool:
        if self.operator == "!=":
            return self._differs(version)
        if version.pre and not self.version.pre:  # Pre-releases are only meant where one is named.
            return False
        mine, theirs = self.version.rank(), version.rank()
        match self.operator:
            case "=":
                return mine == theirs if self.given == 3 else self._is_near(version)
            case ">":
                return theirs > mine if self.given in (0, 3) else self._is_above(version)
            case "<":
                return theirs < mine
            case ">=":
                return theirs >= mine
            case "<=":
                return theirs <= mine if self.given == 3 else not self._is_above(version)
            case "~":
                return self._is_near(version)
        return self._is_compatible(version)

    def _is_above(self, version: Version) -> bool:
        """Beyond every version that begins with the numbers given (two zeros when none is)."""
        same = self.given or 2
        return version.numbers[:same] > self.version.numbers[:same]

    def _differs(self, version: Version) -> bool:
        if self.given < 3 and version.pre and not self.version.pre:
            return False
        if self.given in (0, 3):
            return self.version.rank() != version.rank()
        return version.numbers[: self.given] != self.version.numbers[: self.given]

    def _is_near(self, version: Version) -> bool:
        """``~1.2.3``: not below, and the same major and, if given, minor number."""
        if version.rank() < self.version.rank():
            return False
        if self.version.numbers == (0, 0, 0) and self.given in (0, 3):
            return True
        same = 1 if self.given == 1 else 2
        return version.numbers[:same] == self.version.numbers[:same]

    def _is_compatible(self, version: Version) -> bool:
        """``^1.2.3``: not below, and no change in the leftmost number that is not zero."""
        if version.rank() < self.version.rank():
            return False
        major, minor, _ = self.version.numbers
        if major > 0 or self.given == 1:
            same = 1
        elif minor > 0 or self.given == 2:
            same = 2
        else:
            same = 3
        return version.numbers[:same] == self.version.numbers[:same]


@lru_cache(256)
def _parse_constraints(text: str) -> tuple[tuple[_Constraint, ...], ...]:
    """Alternatives, each of comparisons that must all hold."""
    if len(text) > _MAX_TEXT:
        raise FunctionError("the version constraint is too long")
    spelled = _RANGE.sub(lambda match: f">={match[1]}, <={match[7]}", text)
    return tuple(_parse_all(alternative) for alternative in spelled.split("||"))


def _parse_all(text: str) -> tuple[_Constraint, ...]:
    found: list[_Constraint] = []
    position = 0
    while position < len(text) or not found:
        if found and text[position] == ",":
            position += 1
        match = _CONSTRAINT.match(text, position)
        if match is None or (found and text[position - 1] not in ", \t\n"):
            raise FunctionError(f"`{text.strip()[:80]}` is not a version constraint")
        found.append(_constraint(match, text))
        position = match.end()
    return tuple(found)


def _constraint(match: re.Match[str], text: str) -> _Constraint:
    operator, _, *parts, pre, _ = match.groups()
    given = 0
    numbers = [0, 0, 0]
    for place, part in enumerate(parts):
        if part is None or part in ("x", "X", "*"):
            break
        if not part.isdecimal() or len(part) > 18:
            raise FunctionError(f"`{text.strip()[:80]}` is not a version constraint")
        numbers[place] = int(part)
        given = place + 1
    version = Version((numbers[0], numbers[1], numbers[2]), pre or "", "", "")
    return _Constraint(operator, version, given)


def satisfies(constraint: str, version: Version) -> bool:
    """Whether ``version`` lies within ``constraint``. Raises FunctionError when that cannot be read."""
    return any(all(one.allows(version) for one in every) for every in _parse_constraints(constraint))
