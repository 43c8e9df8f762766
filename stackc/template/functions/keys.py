"""``collectKeys``: what Atmos adds to every template."""

from collections.abc import Iterable, Mapping

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.values import Strings, type_name


def _collect_keys(table: Mapping[str, object], *nested: object) -> Strings:
    """The sorted keys of ``table``, or the sorted union of those one level down.

    Down means into each entry (``true``), or into the map of that name in each entry (a string).
    """
    if len(nested) > 1:
        raise FunctionError(f"takes 1 or 2 arguments, not {len(nested) + 1}")
    if not nested or nested[0] is False or nested[0] is None:
        return Strings(sorted(table))
    level: Iterable[object] = table.values()
    if isinstance(nested[0], str):
        level = [entry.get(nested[0]) for entry in level if isinstance(entry, Mapping)]
    elif nested[0] is not True:
        raise FunctionError(f"expected a name or a bool, found {type_name(nested[0])}")
    return Strings(sorted({key for inner in level if isinstance(inner, Mapping) for key in inner}))


TABLE: Table = {"collectKeys": ("map ...any", _collect_keys)}
