"""Any value to another type as gomplate does it: nil is the text ``nil``, numbers may hold commas, ``yes`` is true."""

from collections.abc import Sequence

from stackc.go.faults import FunctionError
from stackc.go.fmt import format_value
from stackc.go.strings import from_bytes, to_bytes
from stackc.go.unquote import parse_float
from stackc.go.values import Int64, NamedInt, Strings, truncate_float, type_name, wrap_int64
from stackc.template.functions.sprig.casting import parse_int, to_texts


def to_text(value: object) -> str:
    """``value`` as text."""
    if isinstance(value, str):
        return value
    if value is None:
        return "nil"
    return from_bytes(value) if isinstance(value, bytes) else format_value(value)


def to_strings(*values: object) -> Strings:
    """Each value as text."""
    return Strings(to_texts("nil" if value is None else value for value in values))


def to_raw(value: object) -> bytes:
    """``value`` as bytes; nil is none."""
    if isinstance(value, bytes):
        return value
    return b"" if value is None else to_bytes(to_text(value))


def to_int(value: object) -> int:
    """``value`` as a 64-bit integer; what is no number is 0."""
    if isinstance(value, str):
        plain = value.replace(",", "")
        whole = parse_int(plain)
        return whole if whole is not None else truncate_float(parse_float(plain) or 0.0)
    if isinstance(value, float):
        return truncate_float(value)
    return wrap_int64(int(value)) if isinstance(value, int | NamedInt) else 0


def to_int64(value: object) -> Int64:
    """``value`` as an ``int64``, by the rules of ``to_int``."""
    return Int64(to_int(value))


def to_float(value: object) -> float:
    """``value`` as a float; what is no number is 0."""
    if isinstance(value, str):
        plain = value.replace(",", "")
        whole = parse_int(plain)
        return float(whole) if whole is not None else parse_float(plain) or 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def to_bool(value: object) -> bool:
    """``value`` as a bool: ``1``, ``t``, ``true`` and ``yes`` in any case, and what equals 1, are true."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.lower() in ("1", "t", "true", "yes") or to_float(value.lower()) == 1
    return isinstance(value, int | float) and value == 1


def require_items(value: object) -> Sequence[object]:
    """The entries of a list. Raises FunctionError for anything else."""
    if isinstance(value, list | tuple | bytes):
        return value
    raise FunctionError(f"expected a list, found {'nil' if value is None else type_name(value)}")


def require_count(values: Sequence[object], least: int, most: int) -> None:
    """Raise FunctionError unless there are that many arguments."""
    if not least <= len(values) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise FunctionError(f"takes {wanted} arguments, not {len(values)}")
