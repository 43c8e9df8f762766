"""Lengths of time as Go writes them, ``1h30m0.5s``, held as nanoseconds."""

from typing import ClassVar

from stackc.base.pattern import late_pattern
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.values import Int64, NamedInt, wrap_int64

NANOSECOND = 1
MICROSECOND = 1_000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_UNITS = {
    "ns": NANOSECOND,
    "us": MICROSECOND,
    "µs": MICROSECOND,
    "μs": MICROSECOND,
    "ms": MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
}
_TERM = late_pattern(r"([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)")
_MAX_TEXT = 200


class Duration(NamedInt):
    """A number of nanoseconds."""

    __slots__ = ()
    go_type = "time.Duration"
    go_kind = "int64"

    def text(self) -> str:
        return format_duration(self)

    members: ClassVar[Table] = {
        "String": ("", lambda self: self.text()),
        "Hours": ("", lambda self: int(self) / HOUR),
        "Minutes": ("", lambda self: int(self) / MINUTE),
        "Seconds": ("", lambda self: int(self) / SECOND),
        "Milliseconds": ("", lambda self: Int64(_quotient(self, MILLISECOND))),
        "Microseconds": ("", lambda self: Int64(_quotient(self, MICROSECOND))),
        "Nanoseconds": ("", lambda self: Int64(self)),
        "Abs": ("", lambda self: Duration(abs(self))),
        "Round": ("duration", lambda self, step: round_duration(self, step)),
        "Truncate": ("duration", lambda self, step: truncate_duration(self, step)),
    }


def make_duration(nanoseconds: int) -> Duration:
    """That many nanoseconds, wrapped around to 64 bits."""
    return Duration(wrap_int64(nanoseconds))


def _quotient(number: int, divisor: int) -> int:
    return int(number) // divisor if number >= 0 else -(-int(number) // divisor)


def truncate_duration(duration: int, step: int) -> Duration:
    """``duration`` down to a multiple of ``step``, towards zero."""
    return Duration(duration) if step <= 0 else Duration(_quotient(duration, step) * step)


def round_duration(duration: int, step: int) -> Duration:
    """``duration`` to the nearest multiple of ``step``, halves away from zero."""
    if step <= 0:
        return Duration(duration)
    rounded = (2 * abs(int(duration)) + step) // (2 * step) * step
    return make_duration(rounded if duration >= 0 else -rounded)


def format_duration(duration: int) -> str:
    """``1h30m0.5s``; less than a second in ``ms``, ``µs`` or ``ns``; ``0s``."""
    rest, sign = abs(int(duration)), "-" if duration < 0 else ""
    if rest == 0:
        return "0s"
    if rest < SECOND:
        unit, size = (
            ("ns", 1) if rest < MICROSECOND else ("µs", MICROSECOND) if rest < MILLISECOND else ("ms", MILLISECOND)
        )
        return sign + _decimal(rest, size) + unit
    minutes, below = divmod(rest, MINUTE)
    hours, minutes = divmod(minutes, 60)
    shown = _decimal(below, SECOND) + "s"
    if hours:
        return f"{sign}{hours}h{minutes}m{shown}"
    return f"{sign}{minutes}m{shown}" if minutes else sign + shown


def _decimal(number: int, size: int) -> str:
    whole, rest = divmod(number, size)
    fraction = str(rest).zfill(len(str(size)) - 1).rstrip("0") if size > 1 else ""
    return f"{whole}.{fraction}" if fraction else str(whole)


def parse_duration(text: str) -> Duration:
    """The duration ``text`` writes. Raises FunctionError when it is none."""
    sign = -1 if text[:1] == "-" else 1
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return Duration(0)
    total = position = 0
    while position < len(rest) <= _MAX_TEXT:
        match = _TERM.match(rest, position)
        if match is None or not (match[1] or match[2]):
            break
        unit = _UNITS[match[3]]
        total += int(match[1] or 0) * unit
        if match[2]:
            total += int(match[2][:30]) * unit // 10 ** len(match[2][:30])
        position = match.end()
    if not rest or position < len(rest) or total > (1 << 63) - (sign > 0):
        raise FunctionError(f"`{text[:80]}` is not a duration")
    return Duration(sign * total)
