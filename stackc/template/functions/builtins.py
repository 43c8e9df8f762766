"""The functions every template has: comparison, length, index, slice, printing and escapes.

``and`` and ``or`` are not here: they leave arguments unevaluated, so the compiler of pipelines knows them.
"""

from collections.abc import Mapping

from stackc.go.faults import FunctionError
from stackc.go.fmt import NO_VALUE, print_values
from stackc.go.functions import Table
from stackc.go.printf import format_printf, format_println
from stackc.go.values import GoObject, StringMap, Uint8, is_true, kind_name, type_name

_BASIC = {"bool": "bool", "int": "int", "float64": "float", "string": "string"}


def _basic_kind(value: object) -> str:
    """What Go compares a value as: ``int`` for all integers with sign, ``uint`` for those without; empty for others."""
    kind = kind_name(value)
    if kind.startswith("int") and kind != "interface":
        return "invalid" if kind == "invalid" else "int"
    if kind.startswith("uint"):
        return "uint"
    return _BASIC.get(kind, "")


_NUMBERS = frozenset(("int", "uint"))


def is_equal(first: object, second: object) -> bool:
    """``eq`` of two values: values of different kinds do not compare, nil compares with anything."""
    kind, other = _basic_kind(first), _basic_kind(second)
    if kind != other and not (kind in _NUMBERS and other in _NUMBERS):
        if first is None or second is None:
            return False
        raise FunctionError(f"incompatible types for comparison: {type_name(first)} and {type_name(second)}")
    if kind:
        return first == second
    if first is None or second is None:
        return first is second
    if kind_name(first) != kind_name(second):
        raise FunctionError(f"cannot compare {type_name(first)} with {type_name(second)}")
    if not isinstance(first, GoObject):
        raise FunctionError(f"cannot compare values of type {type_name(second)}")
    return first == second


def _equal(first: object, *others: object) -> bool:
    if not others:
        raise FunctionError("missing argument for comparison")
    return any(is_equal(first, other) for other in others)


def _less(first: object, second: object) -> bool:
    kind, other = _basic_kind(first), _basic_kind(second)
    if not kind or not other:
        raise FunctionError(f"cannot order {type_name(second if kind else first)}")
    if kind != other and not (kind in _NUMBERS and other in _NUMBERS):
        raise FunctionError(f"incompatible types for comparison: {type_name(first)} and {type_name(second)}")
    if kind == "bool":
        raise FunctionError("cannot order bool")
    return bool(first < second)  # type: ignore[operator]


def _less_or_equal(first: object, second: object) -> bool:
    return _less(first, second) or is_equal(first, second)


def _length(value: object) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-8", "surrogateescape"))
    if isinstance(value, Mapping | list | tuple | bytes):
        return len(value)
    raise FunctionError(f"{type_name(value)} has no length" if value is not None else "no value has no length")


def _position(index: object, limit: int) -> int:
    """An index into a list or string of ``limit`` entries; ``limit`` itself is accepted, for slices."""
    if index is None:
        raise FunctionError("cannot index a list with nil")
    if not isinstance(index, int) or isinstance(index, bool):
        raise FunctionError(f"cannot index a list with {type_name(index)}")
    if not 0 <= index <= limit:
        raise FunctionError(f"index out of range: {index}")
    return index


def _index(item: object, *indexes: object) -> object:
    if item is None:
        raise FunctionError("index of nil")
    for index in indexes:
        if item is None:
            raise FunctionError("index of nil")
        item = _entry(item, index)
    return item


def _entry(item: object, index: object) -> object:
    if isinstance(item, Mapping):
        if not isinstance(index, str):
            raise FunctionError(f"a map is indexed with a string, not with {type_name(index)}")
        return item.get(index, "" if isinstance(item, StringMap) else None)
    if isinstance(item, str):
        item = item.encode("utf-8", "surrogateescape")
        position = _position(index, len(item))
        if position < len(item):
            return Uint8(item[position])
    elif isinstance(item, list | tuple | bytes):
        position = _position(index, len(item))
        if position < len(item):
            return Uint8(item[position]) if isinstance(item, bytes) else item[position]
    else:
        raise FunctionError(f"cannot index {type_name(item)}")
    raise FunctionError(f"index out of range: {position}")


def _slice(item: object, *indexes: object) -> object:
    if item is None:
        raise FunctionError("slice of nil")
    if len(indexes) > 3:
        raise FunctionError(f"too many indexes: {len(indexes)}")
    if isinstance(item, str):
        if len(indexes) == 3:
            raise FunctionError("a string is sliced with two indexes at most")
        raw = item.encode("utf-8", "surrogateescape")
        start, end = _bounds(indexes, len(raw))
        return raw[start:end].decode("utf-8", "surrogateescape")
    if isinstance(item, list | tuple):
        start, end = _bounds(indexes, len(item))
        return item.__class__(item[start:end])
    raise FunctionError(f"cannot slice {type_name(item)}")


def _bounds(indexes: tuple[object, ...], length: int) -> tuple[int, int]:
    bounds = [0, length, length]
    for place, index in enumerate(indexes):
        bounds[place] = _position(index, length)
    if bounds[0] > bounds[1] or bounds[1] > bounds[2]:
        raise FunctionError("slice indexes must not go down")
    return bounds[0], bounds[1]


def _call(function: object, *_arguments: object) -> object:
    raise FunctionError("call of nil" if function is None else f"{type_name(function)} is not a function")


_HTML = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SCRIPT = {
    "\\": "\\\\",
    "'": "\\'",
    '"': '\\"',
    "<": "\\u003C",
    ">": "\\u003E",
    "&": "\\u0026",
    "=": "\\u003D",
}


def _joined(values: tuple[object, ...]) -> str:
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    return print_values(NO_VALUE if value is None else value for value in values)


def _escape_html(*values: object) -> str:
    return "".join(_HTML.get(character, character) for character in _joined(values))


def _escape_script(*values: object) -> str:
    return "".join(_escape_character(character) for character in _joined(values))


def _escape_character(character: str) -> str:
    known = _SCRIPT.get(character)
    if known is not None:
        return known
    return character if character.isprintable() else f"\\u{ord(character):04X}"


def _escape_query(*values: object) -> str:
    from urllib.parse import quote_plus

    return quote_plus(_joined(values).encode("utf-8", "surrogateescape"), safe="")


TABLE: Table = {
    "not": ("any", lambda value: not is_true(value)),
    "eq": ("any ...any", _equal),
    "ne": ("any any", lambda first, second: not is_equal(first, second)),
    "lt": ("any any", _less),
    "le": ("any any", _less_or_equal),
    "gt": ("any any", lambda first, second: not _less_or_equal(first, second)),
    "ge": ("any any", lambda first, second: not _less(first, second)),
    "len": ("any", _length),
    "index": ("any ...any", _index),
    "slice": ("any ...any", _slice),
    "print": ("...any", lambda *values: print_values(values)),
    "printf": ("string ...any", format_printf),
    "println": ("...any", format_println),
    "html": ("...any", _escape_html),
    "js": ("...any", _escape_script),
    "urlquery": ("...any", _escape_query),
    "call": ("any ...any", _call),
}
