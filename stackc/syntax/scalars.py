"""What a plain scalar means. See docs/language.md, scalars.

The rules are those of YAML 1.2 as Go programs read it, plus what gets lost there: numbers with a leading zero, dates
and integers beyond 64 bits. How much of that is kept is a matter of dialect.
"""

from __future__ import annotations

import math
from typing import Literal

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.value import Scalar
from stackc.go.floats import float_text

Loss = Literal["leading zero", "date", "digits", "not a number"]

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_FLOAT = late_pattern(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_INT = late_pattern(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)\Z")
_LEADING_ZERO = late_pattern(r"[-+]?0[0-9_]+\Z")
_DATE = late_pattern(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_TIME = late_pattern(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt])|[ \t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]*)?"
    r"(?:[ \t]*(Z|[-+][0-9]{2}:[0-9]{2}))?\Z"
)
_STARTS = frozenset("0123456789+-.")
_MAX_DIGITS = 20
"""An integer of more decimal digits does not fit 64 bits; nor, some day, Python's limit on conversions."""


class Resolved(NamedTuple):
    """A scalar's value and, where the text says more than the value can hold, what got lost."""

    value: Scalar
    loss: Loss | None = None


def resolve_plain(text: str) -> Resolved:
    """The value of an untagged plain scalar.

    A leading zero makes octal or a float, an integer beyond 64 bits a float and a date None, each with its ``loss``.
    """
    if text in _WORDS:
        value = _WORDS[text]
        return Resolved(value, "not a number" if isinstance(value, float) else None)
    if text[0] not in _STARTS:
        return Resolved(text)
    if is_date(text):
        return Resolved(None, "date")
    plain = text.replace("_", "")
    if text[0] != "." and _INT.match(plain):
        return _integer(text, plain)
    if _FLOAT.match(plain if text[0] != "." else text):
        value = float(plain)
        if math.isinf(value):
            return Resolved(text)
        whole = plain.lstrip("+-").isdigit()
        loss: Loss | None = (
            "leading zero" if _LEADING_ZERO.match(text) else "digits" if whole and int(value) != int(plain) else None
        )
        return Resolved(value, loss)
    return Resolved(text)


def _integer(text: str, plain: str) -> Resolved:
    negative, digits = plain[0] == "-", plain.lstrip("+-")
    if digits[:2] in ("0x", "0X", "0b", "0B", "0o", "0O"):
        number = int(digits, 0)
    elif len(digits) > 1 and digits[0] == "0":
        number = int(digits, 8)
    elif len(digits) > _MAX_DIGITS:
        value = float(plain)
        return Resolved(text) if math.isinf(value) else Resolved(value, "digits")
    else:
        number = int(digits)
    number = -number if negative else number
    if not -(2**63) <= number < 2**64:
        if _LEADING_ZERO.match(text):
            return Resolved(-float(digits) if negative else float(digits), "leading zero")
        return Resolved(float(number), "digits") if digits.isdigit() and digits[0] != "0" else Resolved(text)
    return Resolved(number, "leading zero" if _LEADING_ZERO.match(text) else None)


def is_date(text: str) -> bool:
    """True for a date or timestamp that exists: not ``2024-13-45``."""
    date = _DATE.match(text)
    found = date or _TIME.match(text)
    if not found:
        return False
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if not (1 <= month <= 12 and 1 <= day <= _days(year, month)):
        return False
    if date:
        return True
    return int(found[5]) < 24 and int(found[6]) < 60 and int(found[7]) < 60


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def key_text(value: Scalar) -> str | None:
    """The string a key becomes: ``1`` and ``1.0`` are ``"1"``, ``true`` is ``"true"``; None for null."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return float_text(value) if isinstance(value, float) else str(value)
