"""Values to text as Go prints them: `map[a:1 b:2]`, `[a b]`, `1e+08`, `<nil>`."""

from collections.abc import Iterable, Mapping

from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_DEPTH, MAX_TEXT
from stackc.go.values import GoObject, Missing, sorted_keys

NIL = "<nil>"
NO_VALUE = "<no value>"


def print_value(value: object) -> str:
    """The text an action prints for ``value``. Raises FunctionError when it is too long or too deep."""
    if type(value) is str:
        return value
    if value is None or isinstance(value, Missing):
        return NO_VALUE
    return format_value(value)


def format_value(value: object) -> str:
    """``value`` under ``%v``."""
    scalar = _format_scalar(value)
    return format_values((value,))[0] if scalar is None else scalar


def format_values(values: Iterable[object]) -> list[str]:
    """Each of ``values`` under ``%v``; together they are no longer than one text may be."""
    room = _Room()
    shown: list[str] = []
    for value in values:
        pieces: list[str] = []
        _format_into(pieces, value, 0, room)
        shown.append("".join(pieces))
    return shown


def print_values(values: Iterable[object]) -> str:
    """``values`` side by side as ``print`` does: a space between two that are both not strings."""
    listed = list(values)
    pieces: list[str] = []
    after_text = True
    for value, shown in zip(listed, format_values(listed), strict=True):
        is_text = isinstance(value, str)
        if not is_text and not after_text:
            pieces.append(" ")
        pieces.append(shown)
        after_text = is_text
    return "".join(pieces)


def format_float(number: float) -> str:
    """The shortest digits that give ``number`` back, with an exponent below 1e-4 and from 1e+06 on."""
    digits = repr(number)
    if "n" in digits:
        return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}[digits]
    sign = "-" if digits[0] == "-" else ""
    digits, exponent = split_digits(digits.lstrip("-"))
    if -4 <= exponent < 6:
        return sign + place_point(digits, exponent)
    return sign + scientific(digits, exponent)


def split_digits(shown: str) -> tuple[str, int]:
    """The significant digits of a positive number and the power of ten of the first: ``0.012`` is ``("12", -2)``."""
    mantissa, _, power = shown.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = len(whole) - 1 + (int(power) if power else 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return (digits, exponent) if digits else ("0", 0)


def place_point(digits: str, exponent: int) -> str:
    """Digits written out without an exponent."""
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    if len(digits) <= exponent + 1:
        return digits + "0" * (exponent + 1 - len(digits))
    return f"{digits[: exponent + 1]}.{digits[exponent + 1 :]}"


def scientific(digits: str, exponent: int) -> str:
    """Digits with an exponent of two digits or more: ``1.5e+08``."""
    point = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{point}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


class _Room:
    """What is left of the longest text one value may give: shared values can stand for endless text."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_TEXT

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise FunctionError(f"the value is longer than {MAX_TEXT} characters when printed")


def _format_scalar(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Missing):
        return NIL
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, GoObject):
        return value.text()
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return format_float(value)
    if isinstance(value, bytes):
        return f"[{' '.join(map(str, value))}]"
    return None


def _format_into(pieces: list[str], value: object, depth: int, room: _Room) -> None:
    scalar = _format_scalar(value)
    if scalar is not None:
        room.take(len(scalar) + 1)
        pieces.append(scalar)
        return
    if depth > MAX_DEPTH:
        raise FunctionError(f"lists and maps are nested more than {MAX_DEPTH} deep")
    room.take(6)
    separator = ""
    if isinstance(value, Mapping):
        pieces.append("map[")
        for key in sorted_keys(value):
            pieces.append(separator)
            _format_into(pieces, key, depth + 1, room)
            pieces.append(":")
            _format_into(pieces, value[key], depth + 1, room)
            separator = " "
        pieces.append("]")
    elif isinstance(value, list | tuple):
        pieces.append("[")
        for item in value:
            pieces.append(separator)
            _format_into(pieces, item, depth + 1, room)
            separator = " "
        pieces.append("]")
    else:
        pieces.append(str(value))
