"""Did you mean: the nearest of the names that are really in scope."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(wanted: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to ``limit`` of ``names`` that look like ``wanted``, most similar first; none when nothing is close."""
    from difflib import get_close_matches

    pool = sorted({name for name in names if name != wanted})
    found = get_close_matches(wanted, pool, n=limit, cutoff=0.6)
    folded = [name for name in pool if name.lower() == wanted.lower() and name not in found]
    return tuple((folded + found)[:limit])


def did_you_mean(wanted: str, names: Iterable[str]) -> str | None:
    """A ready line of advice, or None when nothing is near."""
    near = nearest(wanted, names)
    return "did you mean " + " or ".join(f"`{name}`" for name in near) + "?" if near else None


def is_one_edit(wanted: str, name: str) -> bool:
    """True when one letter more, less, another, two that changed places, or the case of letters alone tell them apart."""
    if wanted.lower() == name.lower():
        return wanted != name
    if abs(len(wanted) - len(name)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(wanted, name, strict=False)) if a != b), min(len(wanted), len(name)))
    left, right = wanted[at:], name[at:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]
