"""Deep equality as Go defines it: the same types all the way down, so ``1`` is not ``1.0`` and no ``int64``."""

from collections.abc import Iterable, Mapping

from stackc.template.faults import FunctionError
from stackc.template.limits import ENTRY_COST, MAX_DEPTH
from stackc.template.terms import Terms
from stackc.template.values import GoObject, type_name


def deep_equal(terms: Terms, first: object, second: object, depth: int = 0) -> bool:
    """Whether two values have the same types and contents. Charges ``terms`` for what it walks."""
    if depth > MAX_DEPTH:
        raise FunctionError(f"lists and maps are nested more than {MAX_DEPTH} deep")
    terms.charge(ENTRY_COST)
    if isinstance(first, str) and isinstance(second, str):
        return first == second
    if first is None or second is None:
        return first is second
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
    return bool(first == second) if not isinstance(first, GoObject) else first == second


def is_in(terms: Terms, value: object, items: Iterable[object]) -> bool:
    """Whether ``items`` holds something deeply equal to ``value``."""
    return any(deep_equal(terms, value, item) for item in items)
