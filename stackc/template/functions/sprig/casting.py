"""Any value to a number, a string or a list of strings, as Sprig does it: what cannot be converted becomes zero."""

from collections.abc import Iterable, Mapping, Sequence

from stackc.go.faults import FunctionError
from stackc.go.fmt import format_value, format_values
from stackc.go.strings import from_bytes
from stackc.go.unquote import LiteralError, parse_float, parse_number
from stackc.go.values import GoObject, Int64, Strings, kind_name, truncate_float, wrap_int64


def to_text(value: object) -> str:
    """``value`` as text: bytes are text, all else is printed."""
    if isinstance(value, str):
        return value
    return from_bytes(value) if isinstance(value, bytes) else format_value(value)


def to_texts(values: Iterable[object]) -> list[str]:
    """Each of ``values`` as text; together they are no longer than one text may be."""
    return format_values(from_bytes(value) if isinstance(value, bytes) else value for value in values)


def parse_int(text: str) -> int | None:
    """The integer ``text`` writes, in Go's notations (``0x1f``, ``017``, ``1_000``); None when it is none."""
    try:
        number = parse_number(text)
    except LiteralError:
        return None
    return number if isinstance(number, int) else None


def to_int(value: object) -> int:
    """``value`` as a 64-bit integer: fractions are cut off, what is no number is 0."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, GoObject):
        return 0
    if isinstance(value, int):
        return wrap_int64(int(value))
    if isinstance(value, float):
        return truncate_float(value)
    if isinstance(value, str):
        return parse_int(_without_zero_fraction(value)) or 0
    return 0


def to_int64(value: object) -> Int64:
    """``value`` as an ``int64``, by the rules of ``to_int``."""
    return Int64(to_int(value))


def to_float(value: object) -> float:
    """``value`` as a float; what is no number is 0."""
    if isinstance(value, GoObject):
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    return (parse_float(value) or 0.0) if isinstance(value, str) else 0.0


def _without_zero_fraction(text: str) -> str:
    whole, point, fraction = text.partition(".")
    return whole if point and whole and not fraction.strip("0") else text


def to_strings(value: object) -> Strings:
    """``value`` as a list of strings: nil entries are left out, a single value is a list of one."""
    if isinstance(value, Strings):
        return value
    if isinstance(value, list | tuple):
        return Strings(to_texts(item for item in value if item is not None))
    if isinstance(value, bytes):
        return Strings(str(item) for item in value)
    return Strings() if value is None else Strings([to_text(value)])


def require_items(value: object, action: str) -> Sequence[object]:
    """The entries of a list. Raises FunctionError for anything else."""
    if isinstance(value, list | tuple | bytes):
        return value
    raise FunctionError(f"cannot {action} {kind_name(value)}: expected a list")


def is_empty(value: object) -> bool:
    """Whether ``value`` is nil, zero, false or has no entries. Objects such as times are never empty."""
    if value is None:
        return True
    if isinstance(value, GoObject):
        return not value.is_true()
    if isinstance(value, Mapping):
        return len(value) == 0
    return not value


def drop_nil(values: Iterable[object]) -> list[object]:
    """The values that are not nil."""
    return [value for value in values if value is not None]
