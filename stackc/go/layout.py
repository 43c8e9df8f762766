"""Go's time layouts, which show how the second of January 2006, 15:04:05 would look."""

from collections.abc import Callable
from typing import Protocol

from stackc.base.pattern import late_pattern
from stackc.go.calendar import DAYS, MONTHS, Zone
from stackc.go.strings import require_size

RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00"
LAYOUTS = {
    "ANSIC": "Mon Jan _2 15:04:05 2006",
    "UnixDate": "Mon Jan _2 15:04:05 MST 2006",
    "RubyDate": "Mon Jan 02 15:04:05 -0700 2006",
    "RFC822": "02 Jan 06 15:04 MST",
    "RFC822Z": "02 Jan 06 15:04 -0700",
    "RFC850": "Monday, 02-Jan-06 15:04:05 MST",
    "RFC1123": "Mon, 02 Jan 2006 15:04:05 MST",
    "RFC1123Z": "Mon, 02 Jan 2006 15:04:05 -0700",
    "RFC3339": "2006-01-02T15:04:05Z07:00",
    "RFC3339Nano": RFC3339_NANO,
    "Kitchen": "3:04PM",
    "Stamp": "Jan _2 15:04:05",
    "StampMilli": "Jan _2 15:04:05.000",
    "StampMicro": "Jan _2 15:04:05.000000",
    "StampNano": "Jan _2 15:04:05.000000000",
}
CHUNK = late_pattern(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm"
    r"|[-Z]07(?:00(?:00)?|:00(?::00)?)?|[.,](?:0+|9+)(?![0-9])"
)
"""The parts of a layout that stand for something."""


class Shown(Protocol):
    """What a layout shows of a moment."""

    @property
    def nanoseconds(self) -> int:
        """On top of the second."""
        ...

    @property
    def zone(self) -> Zone:
        """The zone it is told in."""
        ...

    def date(self) -> tuple[int, int, int]:
        """Year, month and day."""
        ...

    def clock(self) -> tuple[int, int, int]:
        """Hour, minute and second."""
        ...

    def weekday(self) -> int:
        """The day of the week, counted from Sunday, which is 0."""
        ...

    def day_of_year(self) -> int:
        """Counted from 1."""
        ...


def format_time(time: Shown, layout: str) -> str:
    """``time`` in the way of ``layout``."""
    require_size(len(layout) * 2)
    return CHUNK.sub(lambda match: _format_chunk(time, match.group()), layout)


def _format_chunk(time: Shown, chunk: str) -> str:
    if chunk[0] in ".,":
        return _format_fraction(time.nanoseconds, chunk)
    if chunk[0] in "-Z" and chunk[1:3] == "07":
        return _format_offset(time.zone.offset, chunk)
    if chunk == "MST":
        return time.zone.name or _format_offset(time.zone.offset, "-0700")
    return _FORMATS[chunk](time)


def _format_fraction(nanoseconds: int, chunk: str) -> str:
    digits = f"{nanoseconds:09d}"[: len(chunk) - 1].ljust(len(chunk) - 1, "0")
    if chunk[1] == "9":
        digits = digits.rstrip("0")
    return chunk[0] + digits if digits else ""


def _format_offset(offset: int, chunk: str) -> str:
    if chunk[0] == "Z" and offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    sign, colon = "-" if offset < 0 else "+", ":" if ":" in chunk else ""
    shown = f"{sign}{minutes // 60:02d}"
    if len(chunk) > 3:
        shown += f"{colon}{minutes % 60:02d}"
    return shown + f"{colon}{seconds:02d}" if len(chunk) > 6 else shown


def _hour12(time: Shown) -> int:
    return time.clock()[0] % 12 or 12


_FORMATS: dict[str, Callable[[Shown], str]] = {
    "January": lambda time: MONTHS[time.date()[1] - 1],
    "Jan": lambda time: MONTHS[time.date()[1] - 1][:3],
    "1": lambda time: str(time.date()[1]),
    "01": lambda time: f"{time.date()[1]:02d}",
    "Monday": lambda time: DAYS[time.weekday()],
    "Mon": lambda time: DAYS[time.weekday()][:3],
    "2": lambda time: str(time.date()[2]),
    "_2": lambda time: f"{time.date()[2]:2d}",
    "02": lambda time: f"{time.date()[2]:02d}",
    "__2": lambda time: f"{time.day_of_year():3d}",
    "002": lambda time: f"{time.day_of_year():03d}",
    "06": lambda time: f"{abs(time.date()[0]) % 100:02d}",
    "2006": lambda time: f"{time.date()[0]:04d}",
    "15": lambda time: f"{time.clock()[0]:02d}",
    "3": lambda time: str(_hour12(time)),
    "03": lambda time: f"{_hour12(time):02d}",
    "4": lambda time: str(time.clock()[1]),
    "04": lambda time: f"{time.clock()[1]:02d}",
    "5": lambda time: str(time.clock()[2]),
    "05": lambda time: f"{time.clock()[2]:02d}",
    "PM": lambda time: "PM" if time.clock()[0] >= 12 else "AM",
    "pm": lambda time: "pm" if time.clock()[0] >= 12 else "am",
}
