"""gomplate's ``conv`` namespace: conversions, which never fail but give zero."""

from stackc.go.functions import Table
from stackc.go.strings import require_size
from stackc.go.unquote import parse_float
from stackc.go.url import UrlValue, parse_url
from stackc.go.values import Bools, Floats, Int64, Int64s, Ints, Uint64, is_true
from stackc.template.functions.gomplate.casting import (
    require_items,
    to_bool,
    to_float,
    to_int,
    to_int64,
    to_strings,
    to_text,
)
from stackc.template.functions.gomplate.coll import has_entry, make_dict

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _join(values: object, separator: str) -> str:
    parts = to_strings(*require_items(values))
    require_size(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def _parse(text: str, base: int, low: int, high: int) -> int:
    """The integer ``text`` writes in ``base`` (0: as its prefix says), held within the limits; 0 when it is none."""
    sign = -1 if text[:1] == "-" else 1
    digits = text.lower().removeprefix("-" if sign < 0 else "+")
    if (sign < 0 and low == 0) or (text[:1] == "+" and low == 0):
        return 0
    if base == 0:
        base, digits = _split_base(digits)
    allowed = _DIGITS[:base] if 2 <= base <= 36 else ""
    if not digits or len(digits) > 100 or not set(digits) <= set(allowed):
        return 0
    return max(low, min(high, sign * int(digits, base)))


def _split_base(digits: str) -> tuple[int, str]:
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if digits.startswith(prefix):
            return base, digits.removeprefix(prefix).replace("_", "")
    if digits[:1] == "0" and len(digits) > 1:
        return 8, digits[1:].replace("_", "")
    return 10, digits.replace("_", "")


def _parse_int(value: object, base: int, bits: int) -> Int64:
    limit = 1 << ((bits if 0 < bits <= 64 else 64) - 1)
    return Int64(_parse(to_text(value), base, -limit, limit - 1))


def _parse_uint(value: object, base: int, bits: int) -> Uint64:
    return Uint64(_parse(to_text(value), base, 0, (1 << (bits if 0 < bits <= 64 else 64)) - 1))


def _bool(value: object) -> bool:
    return to_text(value) in ("1", "t", "T", "TRUE", "true", "True")


def _default(fallback: object, value: object) -> object:
    return value if is_true(value) else fallback


def _slice(*values: object) -> list[object]:
    return list(values)


_NAMESPACE: Table = {
    "Bool": ("any", _bool),
    "ToBool": ("any", to_bool),
    "ToBools": ("...any", lambda *values: Bools(map(to_bool, values))),
    "Slice": ("...any", _slice),
    "Join": ("any string", _join),
    "Has": ("terms any string", has_entry),
    "ParseInt": ("any int int", _parse_int),
    "ParseFloat": ("any int", lambda value, _bits: parse_float(to_text(value)) or 0.0),
    "ParseUint": ("any int int", _parse_uint),
    "Atoi": ("any", lambda value: int(_parse_int(to_text(value), 10, 64))),
    "URL": ("any", lambda value: UrlValue(parse_url(to_text(value)))),
    "ToInt64": ("any", to_int64),
    "ToInt": ("any", to_int),
    "ToInt64s": ("...any", lambda *values: Int64s(map(to_int64, values))),
    "ToInts": ("...any", lambda *values: Ints(map(to_int, values))),
    "ToFloat64": ("any", to_float),
    "ToFloat64s": ("...any", lambda *values: Floats(map(to_float, values))),
    "ToString": ("any", to_text),
    "ToStrings": ("...any", to_strings),
    "Default": ("any any", _default),
    "Dict": ("...any", make_dict),
}
TABLE: Table = {
    **{f"conv.{name}": entry for name, entry in _NAMESPACE.items()},
    "urlParse": _NAMESPACE["URL"],
    "bool": _NAMESPACE["Bool"],
    "join": _NAMESPACE["Join"],
    "default": _NAMESPACE["Default"],
}
