"""gomplate's ``coll`` namespace: lists and maps. Nothing here changes what it is given."""

from collections.abc import Mapping, Sequence
from functools import cmp_to_key
from itertools import zip_longest

from stackc.go.equality import find_unique, is_in
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.limits import ENTRY_COST, MAX_DEPTH, MAX_ITEMS, VISIT_COST
from stackc.go.terms import Terms
from stackc.go.values import Strings, kind_name, type_name
from stackc.template.functions.gomplate.casting import require_count, require_items, to_int, to_strings, to_text

_Map = Mapping[str, object]


def make_dict(*values: object) -> dict[str, object]:
    """Keys and values in turn; a key without a value has an empty string."""
    return dict(zip_longest(to_strings(*values[::2]), values[1::2], fillvalue=""))


def has_entry(terms: Terms, subject: object, key: str) -> bool:
    """Whether a map has the key, or a list the entry."""
    if isinstance(subject, Mapping):
        return key in subject
    return isinstance(subject, list | tuple) and is_in(terms, key, subject)


def _slice(*values: object) -> list[object]:
    return list(values)


def _keys(*tables: _Map) -> Strings:
    if not tables:
        raise FunctionError("takes at least 1 argument, not 0")
    return Strings(key for table in tables for key in sorted(table))


def _values(*tables: _Map) -> list[object]:
    if not tables:
        raise FunctionError("takes at least 1 argument, not 0")
    return [table[key] for table in tables for key in sorted(table)]


def _unique(terms: Terms, items: object) -> list[object]:
    return find_unique(terms, require_items(items))


def _merge(terms: Terms, target: _Map, *sources: _Map) -> dict[str, object]:
    """The maps merged key by key; what stands further left wins."""
    merged = dict(target)
    for source in sources:
        merged = _merge_two(terms, source, merged, 0)
    return merged


def _merge_two(terms: Terms, below: _Map, above: _Map, depth: int) -> dict[str, object]:
    if depth > MAX_DEPTH:
        raise FunctionError(f"maps are nested more than {MAX_DEPTH} deep")
    terms.charge(VISIT_COST + ENTRY_COST * (len(below) + len(above)))
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        is_pair = isinstance(value, Mapping) and isinstance(old, Mapping)
        merged[key] = _merge_two(terms, old, value, depth + 1) if is_pair else value  # type: ignore[arg-type]
    return merged


def _sort(*values: object) -> object:
    """A list in order, or of maps by the value of a key; entries of different kinds stay as they are."""
    require_count(values, 1, 2)
    key = to_text(values[0]) if len(values) == 2 else ""
    if values[-1] is None:
        return []
    items = list(require_items(values[-1]))
    if len({kind_name(item) for item in items}) > 1:
        return items

    def compare(left: object, right: object) -> int:
        return int(_is_less(right, left, key)) - int(_is_less(left, right, key))

    return sorted(items, key=cmp_to_key(compare))


def _is_less(left: object, right: object, key: str) -> bool:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return key in left and key in right and _is_less(left[key], right[key], "")
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left < right
    return isinstance(left, str) and isinstance(right, str) and left < right


def _flatten(terms: Terms, *values: object) -> list[object]:
    """A list with the lists inside it opened up, as deep as the first argument says (``-1``: all the way)."""
    require_count(values, 1, 2)
    depth = to_int(values[0]) if len(values) == 2 else -1
    flat: list[object] = []
    _flatten_into(terms, flat, require_items(values[-1]), depth, 0)
    return flat


def _flatten_into(terms: Terms, flat: list[object], items: Sequence[object], depth: int, level: int) -> None:
    if level > MAX_DEPTH or len(flat) > MAX_ITEMS:
        raise FunctionError("the list is too deep or too long to flatten")
    terms.charge(VISIT_COST + ENTRY_COST * len(items))
    for item in items:
        if depth != 0 and isinstance(item, list | tuple):
            _flatten_into(terms, flat, item, depth - 1, level + 1)
        else:
            flat.append(item)


def _split_selection(values: tuple[object, ...]) -> tuple[_Map, list[str]]:
    """The map, which comes last, and the keys before it."""
    if len(values) < 2:
        raise FunctionError(f"takes at least 2 arguments, not {len(values)}")
    *keys, table = values
    if not isinstance(table, Mapping):
        raise FunctionError(f"expected a map, found {type_name(table)}")
    for key in keys:
        if not isinstance(key, str):
            raise FunctionError(f"expected a key that is a string, found {type_name(key)}")
    return table, [str(key) for key in keys]


def _pick(*values: object) -> dict[str, object]:
    table, keys = _split_selection(values)
    return {key: value for key, value in table.items() if key in keys}


def _omit(*values: object) -> dict[str, object]:
    table, keys = _split_selection(values)
    return {key: value for key, value in table.items() if key not in keys}


def _no_jsonpath(_path: str, _subject: object) -> object:
    raise FunctionError("JSONPath is not supported")


_NAMESPACE: Table = {
    "Slice": ("...any", _slice),
    "Has": ("terms any string", has_entry),
    "Dict": ("...any", make_dict),
    "Keys": ("...map", _keys),
    "Values": ("...map", _values),
    "Append": ("any any", lambda value, items: [*require_items(items), value]),
    "Prepend": ("any any", lambda value, items: [value, *require_items(items)]),
    "Uniq": ("terms any", _unique),
    "Reverse": ("any", lambda items: list(require_items(items))[::-1]),
    "Merge": ("terms map ...map", _merge),
    "Sort": ("...any", _sort),
    "JSONPath": ("string any", _no_jsonpath),
    "Flatten": ("terms ...any", _flatten),
    "Pick": ("...any", _pick),
    "Omit": ("...any", _omit),
}
_ALONE = ("Slice", "Has", "Dict", "Keys", "Values", "Append", "Prepend", "Uniq", "Reverse", "Merge", "Sort", "Flatten")
TABLE: Table = {
    **{f"coll.{name}": entry for name, entry in _NAMESPACE.items()},
    **{name.lower(): _NAMESPACE[name] for name in _ALONE},
    "jsonpath": _NAMESPACE["JSONPath"],
}
