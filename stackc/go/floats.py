"""How floats are written: the two shortest forms of Go programs, for templates and for JSON."""

from __future__ import annotations

import math

_SHORT_EXPONENT = 21
_PRINT_EXPONENT = 6  # Go prints the exponent form from here on when it chooses the digits itself


def float_text(value: float) -> str:
    """A float as Go's ``%v`` prints it: ``1e+08``, ``1.5``, ``1e-07``; whole numbers without a point."""
    if math.isinf(value) or math.isnan(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    digits, exponent = _shortest(value)
    sign = "-" if value < 0 else ""
    if exponent < -4 or exponent >= _PRINT_EXPONENT:
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{sign}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return sign + _positional(digits, exponent)


def json_float_text(value: float) -> str:
    """A finite float as Go's JSON encoder writes it: ``1e-7``, ``1e+21``, ``100000000``."""
    if not math.isfinite(value):
        raise ValueError("JSON has no form for NaN and infinity")
    if value == 0:
        return "0"
    digits, exponent = _shortest(value)
    sign = "-" if value < 0 else ""
    if exponent < -6 or exponent >= _SHORT_EXPONENT:
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return f"{sign}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent)}"
    return sign + _positional(digits, exponent)


def _shortest(value: float) -> tuple[str, int]:
    """The shortest digits that read back as ``abs(value)``, and the exponent of the first one."""
    mantissa, _, exponent = f"{abs(value)!r}".lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    shift = len(whole) - 1 if whole.strip("0") else -1 - (len(fraction) - len(fraction.lstrip("0")))
    return digits.rstrip("0") or "0", shift + int(exponent or 0)


def _positional(digits: str, exponent: int) -> str:
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    if len(digits) <= exponent + 1:
        return digits + "0" * (exponent + 1 - len(digits))
    return f"{digits[: exponent + 1]}.{digits[exponent + 1 :]}"
