"""Sprig's functions on maps. ``set``, ``unset`` and the merges change their first map; see ``drafts``."""

from collections.abc import Mapping
from itertools import zip_longest

from stackc.go.drafts import require_changeable
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.limits import MAX_DEPTH, VISIT_COST
from stackc.go.terms import Terms
from stackc.go.values import Strings, kind_name, type_name
from stackc.template.functions.sprig.casting import is_empty, to_texts

_Map = Mapping[str, object]


def make_dict(*values: object) -> dict[str, object]:
    """Keys and values in turn; a key without a value has an empty string."""
    return dict(zip_longest(to_texts(values[::2]), values[1::2], fillvalue=""))


def _get(table: _Map, key: str) -> object:
    return table.get(key, "")


def _set(table: _Map, key: str, value: object) -> _Map:
    require_changeable(table)[key] = value
    return table


def _unset(table: _Map, key: str) -> _Map:
    require_changeable(table).pop(key, None)
    return table


def _pluck(key: str, *tables: _Map) -> list[object]:
    return [table[key] for table in tables if key in table]


def _keys(*tables: _Map) -> Strings:
    """All keys, sorted within each map (Go leaves their order to chance)."""
    return Strings(key for table in tables for key in sorted(table))


def _values(table: _Map) -> list[object]:
    return [table[key] for key in sorted(table)]


def _pick(table: _Map, *keys: str) -> dict[str, object]:
    return {key: table[key] for key in keys if key in table}


def _omit(table: _Map, *keys: str) -> dict[str, object]:
    return {key: value for key, value in table.items() if key not in keys}


def _merge(terms: Terms, target: _Map, *sources: _Map) -> _Map:
    for source in sources:
        _merge_into(terms, target, source, overwrites=False, depth=0)
    return target


def _merge_overwrite(terms: Terms, target: _Map, *sources: _Map) -> _Map:
    for source in sources:
        _merge_into(terms, target, source, overwrites=True, depth=0)
    return target


def _merge_into(terms: Terms, target: _Map, source: _Map, *, overwrites: bool, depth: int) -> None:
    """Lay ``source`` over ``target``, or under it: then only empty values give way. Maps merge, whichever is above."""
    if depth > MAX_DEPTH:
        raise FunctionError(f"maps are nested more than {MAX_DEPTH} deep")
    writable = require_changeable(target)
    for key in list(source):
        terms.charge(VISIT_COST)
        value, present = source[key], key in target
        old = target[key] if present else None
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            _merge_into(terms, old, value, overwrites=overwrites, depth=depth + 1)
        elif overwrites or (value is not None and (not present or is_empty(old))):
            writable[key] = value


def _deep_copy(terms: Terms, value: object, depth: int = 0) -> object:
    if depth > MAX_DEPTH:
        raise FunctionError(f"lists and maps are nested more than {MAX_DEPTH} deep")
    terms.charge(VISIT_COST)
    if isinstance(value, Mapping):
        return {key: _deep_copy(terms, inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return value.__class__(_deep_copy(terms, inner, depth + 1) for inner in value)
    return value


def _dig(*values: object) -> object:
    """Keys, a default and a map: what the keys lead to, or the default where one is missing."""
    if len(values) < 3:
        raise FunctionError(f"takes at least 3 arguments, not {len(values)}")
    *keys, default, current = values
    for key in keys:
        if not isinstance(current, Mapping):
            raise FunctionError(f"expected a map to look up keys in, found {type_name(current)}")
        if not isinstance(key, str):
            raise FunctionError(f"expected a key that is a string, found {kind_name(key)}")
        if key not in current:
            return default
        current = current[key]
    return current


TABLE: Table = {
    "dict": ("...any", make_dict),
    "get": ("map string", _get),
    "set": ("mutates map string any", _set),
    "unset": ("mutates map string", _unset),
    "hasKey": ("map string", lambda table, key: key in table),
    "pluck": ("string ...map", _pluck),
    "keys": ("...map", _keys),
    "values": ("map", _values),
    "pick": ("map ...string", _pick),
    "omit": ("map ...string", _omit),
    "merge": ("mutates terms map ...map", _merge),
    "mustMerge": ("mutates terms map ...map", _merge),
    "mergeOverwrite": ("mutates terms map ...map", _merge_overwrite),
    "mustMergeOverwrite": ("mutates terms map ...map", _merge_overwrite),
    "deepCopy": ("terms any", _deep_copy),
    "mustDeepCopy": ("terms any", _deep_copy),
    "dig": ("...any", _dig),
}
