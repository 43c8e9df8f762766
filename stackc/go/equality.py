"""Deep equality as Go defines it: the same types all the way down, so ``1`` is not ``1.0`` and no ``int64``."""

from collections.abc import Iterable, Mapping, Sequence

from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_DEPTH, SCALAR_COST, VISIT_COST
from stackc.go.terms import Terms
from stackc.go.values import type_name

_SCALARS = frozenset((str, int, float, bool, type(None)))


def deep_equal(terms: Terms, first: object, second: object, depth: int = 0) -> bool:
    """Whether two values have the same types and contents. Charges ``terms`` for what it walks."""
    if first.__class__ in _SCALARS or second.__class__ in _SCALARS:
        terms.charge(SCALAR_COST)
        return first.__class__ is second.__class__ and first == second
    if depth > MAX_DEPTH:
        raise FunctionError(f"lists and maps are nested more than {MAX_DEPTH} deep")
    terms.charge(VISIT_COST)
    if type_name(first) != type_name(second):
        return False
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return len(first) == len(second) and all(
            key in second and deep_equal(terms, value, second[key], depth + 1) for key, value in first.items()
        )
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(
            deep_equal(terms, mine, other, depth + 1) for mine, other in zip(first, second, strict=True)
        )
    return first == second


def is_in(terms: Terms, value: object, items: Sequence[object]) -> bool:
    """Whether ``items`` holds something deeply equal to ``value``."""
    kind = value.__class__
    if kind in _SCALARS:
        terms.charge(len(items))
        return any(item.__class__ is kind and item == value for item in items)
    return any(deep_equal(terms, value, item) for item in items)


def find_unique(terms: Terms, items: Iterable[object]) -> list[object]:
    """``items`` without those deeply equal to an earlier one."""
    kept: list[object] = []
    compound: list[object] = []
    scalars: set[tuple[type, object]] = set()
    for item in items:
        terms.charge(SCALAR_COST)
        if item.__class__ in _SCALARS:
            mark = (item.__class__, item)
            if mark in scalars:
                continue
            scalars.add(mark)
        elif is_in(terms, item, compound):
            continue
        else:
            compound.append(item)
        kept.append(item)
    return kept
