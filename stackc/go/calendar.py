"""The proleptic Gregorian calendar and time zones, without moments."""

from __future__ import annotations

from stackc.base.named_tuple import NamedTuple

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


class Zone(NamedTuple):
    """What clocks show at one moment: the seconds east of Greenwich, and the name of that."""

    offset: int
    name: str


UTC = Zone(0, "UTC")


def day_number(year: int, month: int, day: int) -> int:
    """Days since the first of January 1970; months beyond 12 run into the next years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if month <= 2:
        year, month = year - 1, month + 12
    leaps = year // 4 - year // 100 + year // 400
    return 365 * year + leaps + (153 * (month - 3) + 2) // 5 + day - 1 - 719_468


def civil_date(number: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970."""
    era, day = divmod(number + 719_468, 146_097)
    year = (day - day // 1_460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    month = month + 3 if month < 10 else month - 9
    return era * 400 + year + (month <= 2), month, day + 1


def zone_at(name: str, seconds: int) -> Zone | None:
    """What zone ``name`` shows at a moment; None when there is no such zone.

    The local zone is UTC: where a stack compiles must not change what it means.
    """
    if name in ("", "UTC", "Local"):
        return UTC
    from datetime import UTC as DATETIME_UTC
    from datetime import datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    try:
        local = datetime.fromtimestamp(seconds, DATETIME_UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return UTC
    offset = local.utcoffset()
    return Zone(int(offset.total_seconds()) if offset is not None else 0, local.tzname() or "")
