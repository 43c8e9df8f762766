"""Sprig's functions on numbers: 64-bit integers that wrap around, and decimal arithmetic for the ones with an ``f``."""

import math
from collections.abc import Callable
from decimal import Context, Decimal

from stackc.go.faults import FunctionError
from stackc.go.fmt import format_value
from stackc.go.functions import Table
from stackc.go.limits import MAX_ITEMS
from stackc.go.values import Int64, Ints, wrap_int64
from stackc.template.functions.sprig.casting import to_float, to_int, to_int64

_DECIMALS = Context(prec=60)


def _int64(number: int) -> Int64:
    return Int64(wrap_int64(number))


def _multiply(*values: object) -> Int64:
    product = 1
    for value in values:
        product = wrap_int64(product * to_int(value))
    return Int64(product)


def divide(dividend: int, divisor: int) -> int:
    """The quotient cut off towards zero. Raises FunctionError for a divisor of zero."""
    if divisor == 0:
        raise FunctionError("division by zero")
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


def remainder(dividend: int, divisor: int) -> int:
    """What division leaves over, with the sign of the dividend."""
    return dividend - divisor * divide(dividend, divisor)


def steps(start: int, stop: int, step: int) -> Ints:
    """``start`` and on by ``step``, up to ``stop``, which is left out; nothing when the step leads away from it."""
    if step == 0 or (stop < start) != (step < 0):
        return Ints()
    numbers = range(start, stop, step)
    if len(numbers) > MAX_ITEMS:
        raise FunctionError(f"the result has more than {MAX_ITEMS} entries")
    return Ints(numbers)


def _sequence(*bounds: int) -> str:
    """Numbers with a space between, like the shell's ``seq``: end; start and end; or start, step and end."""
    if not 1 <= len(bounds) <= 3:
        return ""
    start, end = (1, bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[-1])
    direction = -1 if end < start else 1
    step = bounds[1] if len(bounds) == 3 else direction
    if direction < 0 and step > 0:
        return ""
    return " ".join(map(str, steps(start, end + direction, step)))


def _round(value: object, places: int, *threshold: float) -> float:
    """``value`` with ``places`` decimals; a fraction from ``threshold`` (one half) on goes up."""
    if abs(places) > 400:
        raise FunctionError("too many decimals")
    power = math.pow(10, places)
    digits = power * to_float(value)
    if not math.isfinite(digits):
        return digits / power
    fraction = math.modf(digits)[0]
    limit = threshold[0] if threshold else 0.5
    return _whole(math.ceil if fraction >= limit else math.floor, digits) / power


def _whole(operation: Callable[[float], int], value: object) -> float:
    number = to_float(value)
    return math.copysign(operation(number), number) if math.isfinite(number) else number


def _decimal(value: object) -> Decimal:
    number = to_float(value)
    if not math.isfinite(number):
        raise FunctionError("cannot calculate with infinity or NaN")
    return Decimal(repr(number))


def _fold(operation: Callable[[Decimal, Decimal], Decimal], first: object, others: tuple[object, ...]) -> float:
    result = _decimal(first)
    for other in others:
        result = operation(result, _decimal(other))
    return float(result)


def _divide_decimal(first: Decimal, second: Decimal) -> Decimal:
    if second == 0:
        raise FunctionError("division by zero")
    quotient = _DECIMALS.divide(first, second)
    exact_enough = quotient.adjusted() + 17 < _DECIMALS.prec
    return quotient.quantize(Decimal("1e-16"), context=_DECIMALS) if exact_enough else quotient


def _octal(value: object) -> Int64:
    """The number that octal digits stand for, 0 for anything else."""
    shown = format_value(value)
    digits = shown.lstrip("+-") if len(shown) < 30 else ""
    if not digits or not set(digits) <= set("01234567") or len(shown) - len(digits) > 1:
        return Int64(0)
    number = int(shown, 8)
    return Int64(number) if number == wrap_int64(number) else Int64(0)


def _atoi(text: str) -> int:
    digits = text[1:] if text[:1] in ("+", "-") else text
    if len(digits) > 19 or not digits.isascii() or not digits.isdigit():
        return 0
    number = int(text)
    return number if number == wrap_int64(number) else 0


def _largest(*values: object) -> float:
    numbers = [to_float(value) for value in values]
    return math.nan if any(map(math.isnan, numbers)) else max(numbers)


def _smallest(*values: object) -> float:
    numbers = [to_float(value) for value in values]
    return math.nan if any(map(math.isnan, numbers)) else min(numbers)


TABLE: Table = {
    "atoi": ("string", _atoi),
    "int": ("any", to_int),
    "int64": ("any", to_int64),
    "float64": ("any", to_float),
    "toDecimal": ("any", _octal),
    "add1": ("any", lambda value: _int64(to_int(value) + 1)),
    "add": ("...any", lambda *values: _int64(sum(map(to_int, values)))),
    "sub": ("any any", lambda first, second: _int64(to_int(first) - to_int(second))),
    "mul": ("any ...any", _multiply),
    "div": ("any any", lambda first, second: _int64(divide(to_int(first), to_int(second)))),
    "mod": ("any any", lambda first, second: _int64(remainder(to_int(first), to_int(second)))),
    "max": ("any ...any", lambda *values: Int64(max(map(to_int, values)))),
    "biggest": ("any ...any", lambda *values: Int64(max(map(to_int, values)))),
    "min": ("any ...any", lambda *values: Int64(min(map(to_int, values)))),
    "maxf": ("any ...any", _largest),
    "minf": ("any ...any", _smallest),
    "add1f": ("any", lambda value: _fold(_DECIMALS.add, value, (1,))),
    "addf": ("...any", lambda *values: _fold(_DECIMALS.add, 0, values)),
    "subf": ("any ...any", lambda first, *others: _fold(_DECIMALS.subtract, first, others)),
    "mulf": ("any ...any", lambda first, *others: _fold(_DECIMALS.multiply, first, others)),
    "divf": ("any ...any", lambda first, *others: _fold(_divide_decimal, first, others)),
    "ceil": ("any", lambda value: _whole(math.ceil, value)),
    "floor": ("any", lambda value: _whole(math.floor, value)),
    "round": ("any int ...float64", _round),
    "until": ("int", lambda count: steps(0, count, -1 if count < 0 else 1)),
    "untilStep": ("int int int", steps),
    "seq": ("...int", _sequence),
}
