"""gomplate's ``math`` namespace: integers stay ``int64`` until a float, or text that writes one, is among them."""

import math
from collections.abc import Callable

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.limits import MAX_ITEMS
from stackc.go.unquote import parse_float
from stackc.go.values import GoObject, Int64, Int64s, truncate_float, wrap_int64
from stackc.template.functions.gomplate.casting import to_float, to_int
from stackc.template.functions.sprig.casting import parse_int
from stackc.template.functions.sprig.numbers import remainder


def _is_int(value: object) -> bool:
    if isinstance(value, str):
        return parse_int(value) is not None
    return isinstance(value, int) and not isinstance(value, bool | GoObject)


def _is_float(value: object) -> bool:
    if isinstance(value, str):
        return parse_float(value) is not None and not _is_int(value)
    return isinstance(value, float)


def _add(*values: object) -> int | float:
    if any(map(_is_float, values)):
        return sum(map(to_float, values), 0.0)
    return Int64(wrap_int64(sum(map(to_int, values))))


def _multiply(*values: object) -> int | float:
    if any(map(_is_float, values)):
        return math.prod(map(to_float, values), start=1.0)
    product = 1
    for value in values:
        product = wrap_int64(product * to_int(value))
    return Int64(product)


def _subtract(first: object, second: object) -> int | float:
    if _is_float(first) or _is_float(second):
        return to_float(first) - to_float(second)
    return Int64(wrap_int64(to_int(first) - to_int(second)))


def _divide(first: object, second: object) -> float:
    divisor = to_float(second)
    if divisor == 0:
        raise FunctionError("division by zero")
    return to_float(first) / divisor


def _power(base: object, exponent: object) -> int | float:
    number, power = to_float(base), to_float(exponent)
    try:
        result = math.pow(number, power)
    except OverflowError:
        result = math.inf if number > 0 or power % 2 == 0 else -math.inf
    except ValueError:
        result = math.inf if number == 0 else math.nan
    return result if _is_float(base) else Int64(truncate_float(result))


def _absolute(value: object) -> int | float:
    number = abs(to_float(value))
    return Int64(truncate_float(number)) if _is_int(value) else number


def _sequence(*bounds: object) -> Int64s:
    """End; start and end; or start, end and step, whose sign follows the direction. Both ends are included."""
    if not bounds:
        raise FunctionError("takes at least an end")
    start, end, step = 1, 0, 1
    match bounds:
        case (only,):
            end = to_int(only)
        case (first, last, *more) if len(more) < 2:
            start, end = to_int(first), to_int(last)
            step = to_int(more[0]) if more else 1
    if step == 0:
        return Int64s()
    step = -abs(step) if end < start else abs(step) if end > start else step
    if abs(end - start) // abs(step) >= MAX_ITEMS:
        raise FunctionError(f"the result has more than {MAX_ITEMS} entries")
    end -= remainder(end - start, step)
    return Int64s(Int64(number) for number in range(start, end + (1 if step > 0 else -1), step))


def _extreme(choose: Callable[[list[float]], float], values: tuple[object, ...]) -> int | float:
    if any(map(_is_float, values)):
        numbers = [to_float(value) for value in values]
        return math.nan if any(map(math.isnan, numbers)) else choose(numbers)
    return Int64(choose([to_int(value) for value in values]))


def _round(value: object) -> float:
    """To the nearest whole number, halves away from zero."""
    number = to_float(value)
    if not math.isfinite(number):
        return number
    whole = math.floor(abs(number))
    return math.copysign(whole + (abs(number) - whole >= 0.5), number)


def _whole(operation: Callable[[float], int], value: object) -> float:
    number = to_float(value)
    return math.copysign(operation(number), number) if math.isfinite(number) else number


_NAMESPACE: Table = {
    "IsInt": ("any", _is_int),
    "IsFloat": ("any", _is_float),
    "IsNum": ("any", lambda value: _is_int(value) or _is_float(value)),
    "Abs": ("any", _absolute),
    "Add": ("...any", _add),
    "Mul": ("...any", _multiply),
    "Sub": ("any any", _subtract),
    "Div": ("any any", _divide),
    "Rem": ("any any", lambda first, second: Int64(remainder(to_int(first), to_int(second)))),
    "Pow": ("any any", _power),
    "Seq": ("...any", _sequence),
    "Max": ("any ...any", lambda *values: _extreme(max, values)),
    "Min": ("any ...any", lambda *values: _extreme(min, values)),
    "Ceil": ("any", lambda value: _whole(math.ceil, value)),
    "Floor": ("any", lambda value: _whole(math.floor, value)),
    "Round": ("any", _round),
}
TABLE: Table = {
    **{f"math.{name}": entry for name, entry in _NAMESPACE.items()},
    **{name.lower(): _NAMESPACE[name] for name in ("Add", "Sub", "Mul", "Div", "Rem", "Pow", "Seq")},
}
