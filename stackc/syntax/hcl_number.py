"""Terraform's numbers: binary floats of 512 bits, so that ``0.1 + 0.2`` is ``0.3``. Pure.

A number is a ``Fraction`` that such a float can hold; every result is rounded to the nearest one, ties to even.
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from typing import Final

from stackc.base.pattern import late_pattern

BITS: Final = 512
MAX_DIGITS: Final = 1000
"""Digits before the point, and zeros behind it, that a number may have."""
_LARGEST: Final = Fraction(10**MAX_DIGITS)
_SMALLEST: Final = 1 / _LARGEST
_NUMBER: Final = late_pattern(r"[-+]?(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[eE]([-+]?[0-9]++))?+")


def parse_number(text: str) -> Fraction | None:
    """The number ``text`` writes in decimal; None when it writes none, or one that is out of bounds."""
    found = _NUMBER.fullmatch(text)
    if found is None or len(text) > 2 * MAX_DIGITS or (found[1] and abs(int(found[1])) > MAX_DIGITS):
        return None
    return round_number(Fraction(text))


def round_number(exact: Fraction) -> Fraction | None:
    """The number nearest to ``exact``; None beyond the bounds."""
    size = abs(exact)
    if not size:
        return exact
    if not _SMALLEST <= size < _LARGEST:
        return None
    shift = BITS - (size.numerator.bit_length() - size.denominator.bit_length())
    scaled = exact * Fraction(2) ** shift  # between 511 and 513 bits
    if abs(scaled) >= 2**BITS:
        shift -= 1
        scaled /= 2
    return Fraction(round(scaled)) / Fraction(2) ** shift


def number_text(number: Fraction) -> str:
    """The shortest decimal that means ``number``, without an exponent."""
    size = abs(number)
    if number.denominator == 1 and size < 2**BITS:
        return str(number.numerator)
    least = 1 if number.denominator > 1 else 1 - len(str(size.numerator))
    places = bisect_left(range(2 * MAX_DIGITS), True, lo=0, key=lambda n: _is_exact(size, n + least)) + least
    digits = round(_scaled(size, places))
    sign = "-" if number < 0 else ""
    if places <= 0:
        return f"{sign}{digits * 10**-places}"
    text = str(digits).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}"


def _scaled(size: Fraction, places: int) -> Fraction:
    power: int = 10 ** abs(places)
    return size * power if places > 0 else size / power


def _is_exact(size: Fraction, places: int) -> bool:
    """True when so many decimal places tell ``size`` from its neighbours; then more places do as well."""
    rounded = Fraction(round(_scaled(size, places)))
    return round_number(_scaled(rounded, -places)) == size


def number_value(number: Fraction) -> int | float:
    """``number`` as a configuration value: whole ones are integers of the digits that Terraform would write."""
    return int(number_text(number)) if number.denominator == 1 else float(number)
