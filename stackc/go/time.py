"""Moments as Go holds and prints them: nanoseconds since 1970 and a time zone."""

from typing import ClassVar

from stackc.go.calendar import DAYS, MONTHS, UTC, Zone, civil_date, day_number
from stackc.go.duration import SECOND, Duration, make_duration
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.layout import RFC3339_NANO, format_time
from stackc.go.values import GoObject, Int64, NamedInt

_SECONDS_A_DAY = 86_400
ZERO_SECONDS = -62_135_596_800
"""The first of January of the year 1, Go's zero time."""


class Month(NamedInt):
    """A month, counted from 1."""

    __slots__ = ()
    go_type = "time.Month"

    def text(self) -> str:
        return MONTHS[self - 1]

    members: ClassVar[Table] = {"String": ("", lambda self: self.text())}


class Weekday(NamedInt):
    """A day of the week, counted from Sunday, which is 0."""

    __slots__ = ()
    go_type = "time.Weekday"

    def text(self) -> str:
        return DAYS[self]

    members: ClassVar[Table] = {"String": ("", lambda self: self.text())}


class Time(GoObject):
    """A moment: ``seconds`` since 1970 and ``nanoseconds`` on top, and the zone it is told in."""

    __slots__ = ("nanoseconds", "seconds", "zone")
    go_type = "time.Time"

    def __init__(self, seconds: int, nanoseconds: int = 0, zone: Zone = UTC) -> None:
        if abs(seconds) > 1 << 50:
            raise FunctionError("the time is too far from now")
        self.seconds: int = seconds
        self.nanoseconds: int = nanoseconds
        self.zone: Zone = zone

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Time) and self.stamp() == other.stamp() and self.zone == other.zone

    def __hash__(self) -> int:
        return hash(self.stamp())

    def stamp(self) -> int:
        """Nanoseconds since 1970."""
        return self.seconds * SECOND + self.nanoseconds

    def local_seconds(self) -> int:
        """Seconds since 1970 as the clocks of the zone count them."""
        return self.seconds + self.zone.offset

    def date(self) -> tuple[int, int, int]:
        """Year, month and day."""
        return civil_date(self.local_seconds() // _SECONDS_A_DAY)

    def clock(self) -> tuple[int, int, int]:
        """Hour, minute and second."""
        minutes, second = divmod(self.local_seconds() % _SECONDS_A_DAY, 60)
        return minutes // 60, minutes % 60, second

    def weekday(self) -> Weekday:
        return Weekday((self.local_seconds() // _SECONDS_A_DAY + 4) % 7)

    def day_of_year(self) -> int:
        year = self.date()[0]
        return self.local_seconds() // _SECONDS_A_DAY - day_number(year, 1, 1) + 1

    def moved(self, nanoseconds: int) -> "Time":
        """The moment that many nanoseconds later."""
        seconds, rest = divmod(self.stamp() + nanoseconds, SECOND)
        return Time(seconds, rest, self.zone)

    def within(self, zone: Zone) -> "Time":
        return Time(self.seconds, self.nanoseconds, zone)

    def text(self) -> str:
        return format_time(self, "2006-01-02 15:04:05.999999999 -0700 MST")

    def json(self) -> str:
        return f'"{format_time(self, RFC3339_NANO)}"'

    members: ClassVar[Table] = {
        "Format": ("string", lambda self, layout: format_time(self, layout)),
        "String": ("", lambda self: self.text()),
        "Unix": ("", lambda self: Int64(self.seconds)),
        "UnixMilli": ("", lambda self: Int64(self.stamp() // 1_000_000)),
        "UnixMicro": ("", lambda self: Int64(self.stamp() // 1_000)),
        "UnixNano": ("", lambda self: Int64(self.stamp())),
        "Year": ("", lambda self: self.date()[0]),
        "Month": ("", lambda self: Month(self.date()[1])),
        "Day": ("", lambda self: self.date()[2]),
        "Hour": ("", lambda self: self.clock()[0]),
        "Minute": ("", lambda self: self.clock()[1]),
        "Second": ("", lambda self: self.clock()[2]),
        "Nanosecond": ("", lambda self: self.nanoseconds),
        "Weekday": ("", lambda self: self.weekday()),
        "YearDay": ("", lambda self: self.day_of_year()),
        "IsZero": ("", lambda self: self.seconds == ZERO_SECONDS and self.nanoseconds == 0),
        "UTC": ("", lambda self: self.within(UTC)),
        "Local": ("", lambda self: self.within(UTC)),
        "Add": ("duration", lambda self, duration: self.moved(duration)),
        "AddDate": ("int int int", lambda self, years, months, days: _add_date(self, years, months, days)),
        "Sub": ("time", lambda self, other: make_duration(self.stamp() - other.stamp())),
        "Before": ("time", lambda self, other: self.stamp() < other.stamp()),
        "After": ("time", lambda self, other: self.stamp() > other.stamp()),
        "Equal": ("time", lambda self, other: self.stamp() == other.stamp()),
        "Compare": ("time", lambda self, other: (self.stamp() > other.stamp()) - (self.stamp() < other.stamp())),
        "Truncate": ("duration", lambda self, step: _truncate(self, step)),
        "Round": ("duration", lambda self, step: _round(self, step)),
    }


ZERO_TIME = Time(ZERO_SECONDS)


def _since_zero(time: Time) -> int:
    return time.stamp() - ZERO_SECONDS * SECOND


def _truncate(time: Time, step: Duration) -> Time:
    return time if step <= 0 else time.moved(-(_since_zero(time) % int(step)))


def _round(time: Time, step: Duration) -> Time:
    if step <= 0:
        return time
    over = _since_zero(time) % int(step)
    return time.moved(-over if 2 * over < step else int(step) - over)


def _add_date(time: Time, years: int, months: int, days: int) -> Time:
    """Calendar arithmetic: the 31st of a month without one runs into the next month."""
    if max(abs(years), abs(months), abs(days)) > 1_000_000:
        raise FunctionError("the time is too far from now")
    year, month, day = time.date()
    number = day_number(year + years, month + months, 1) + day - 1 + days
    seconds = number * _SECONDS_A_DAY + time.local_seconds() % _SECONDS_A_DAY
    return Time(seconds - time.zone.offset, time.nanoseconds, time.zone)


def now() -> Time:
    """The moment of the call."""
    from time import time_ns

    seconds, rest = divmod(time_ns(), SECOND)
    return Time(seconds, rest)
