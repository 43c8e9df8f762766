"""Did you mean: the nearest of the names that are really in scope."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

MAX_COMPARED = 200
"""Names that one wanted name is compared with.

Of more, those next to it are, in the order of letters from either end.
"""
MAX_PRODUCT = 100_000
"""Characters of the wanted name times those of all it is compared with: what comparing costs at most."""
_CUTOFF = 0.6


class Names:
    """Names in scope, for many questions about them. Nothing is done before the first one."""

    __slots__ = ("_backwards", "_folded", "_names", "_sorted")

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names
        self._sorted: list[str] | None = None
        self._backwards: list[str] = []
        self._folded: dict[str, list[str]] = {}

    def nearest(self, wanted: str, limit: int = 3) -> tuple[str, ...]:
        """Up to ``limit`` of the names that look like ``wanted``, most similar first; none when nothing is close.

        Those that differ by the case of letters hide all others, then those that are one edit away; of others the
        nearest, and what is as near as that.
        """
        from difflib import get_close_matches

        if self._sorted is None:
            self._sort()
        folded = [name for name in self._folded.get(wanted.lower(), ()) if name != wanted]
        if folded:
            return tuple(folded[:limit])
        close = get_close_matches(wanted, _affordable(wanted, self._candidates(wanted)), n=limit, cutoff=_CUTOFF)
        return tuple([name for name in close if is_one_edit(wanted, name)] or _alike(wanted, close))

    def did_you_mean(self, wanted: str) -> Advice | None:
        """A ready line of advice, or None when nothing is near."""
        return asked(self.nearest(wanted))

    def _sort(self) -> None:
        self._sorted = sorted(set(self._names))
        for name in self._sorted:
            self._folded.setdefault(name.lower(), []).append(name)
        if len(self._sorted) > MAX_COMPARED:
            self._backwards = sorted(name[::-1] for name in self._sorted)

    def _candidates(self, wanted: str) -> Iterable[str]:
        names = self._sorted or []
        if len(names) <= MAX_COMPARED:
            return names
        before = _around(wanted, names)
        return dict.fromkeys((*before, *(name[::-1] for name in _around(wanted[::-1], self._backwards))))


class Advice(str):
    """A line of advice that offers ``names`` for what is written at the place of a mistake."""

    names: tuple[str, ...]

    def __new__(cls, names: Iterable[str]) -> Advice:
        offered = tuple(names)
        shown = " or ".join(f"`{name}`" for name in offered)
        advice = super().__new__(cls, f"did you mean {shown}?")
        advice.names = offered
        return advice

    def __reduce__(self) -> tuple[object, ...]:
        """By its names: the text alone would not make it again in another process."""
        return type(self), (self.names,)


def asked(near: Iterable[str]) -> Advice | None:
    """A ready line of advice that names what may have been meant; None for nothing."""
    offered = tuple(near)
    return Advice(offered) if offered else None


def nearest(wanted: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """``Names.nearest`` of names that are asked about once."""
    return Names(names).nearest(wanted, limit)


def did_you_mean(wanted: str, names: Iterable[str]) -> Advice | None:
    """``Names.did_you_mean`` of names that are asked about once."""
    return Names(names).did_you_mean(wanted)


def is_one_edit(wanted: str, name: str) -> bool:
    """True when one letter more, less, another, two that changed places, or the case
    of letters alone tell them apart.
    """
    if wanted.lower() == name.lower():
        return wanted != name
    if abs(len(wanted) - len(name)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(wanted, name, strict=False)) if a != b), min(len(wanted), len(name)))
    left, right = wanted[at:], name[at:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]


_MARGIN = 0.06
"""How much less alike than the nearest name another one may be to be told as well."""


def _alike(wanted: str, close: Sequence[str]) -> list[str]:
    """The nearest of the names, which are sorted, and those that are hardly less so; rather those that begin alike."""
    from difflib import SequenceMatcher

    ratios = [SequenceMatcher(None, name, wanted).ratio() for name in close]
    alike = [name for name, ratio in zip(close, ratios, strict=True) if ratio >= ratios[0] - _MARGIN]
    return [name for name in alike if name[:3] == wanted[:3]] or alike


_AROUND = 16


def _around(wanted: str, names: Sequence[str]) -> Sequence[str]:
    """The names next to ``wanted``: those that begin as it does are among them."""
    at = bisect_left(names, wanted)
    return names[max(0, at - _AROUND) : at + _AROUND]


def _affordable(wanted: str, names: Iterable[str]) -> list[str]:
    """Those that can be similar by their length, until comparing them costs too much."""
    size = len(wanted)
    kept: list[str] = []
    cost = 0
    for name in names:
        if name == wanted or 2 * min(size, len(name)) < _CUTOFF * (size + len(name)):
            continue
        cost += size * len(name)
        if cost > MAX_PRODUCT:
            break
        kept.append(name)
    return kept
