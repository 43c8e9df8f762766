"""Text back to moments, by the layout it is written in."""

import re

from stackc.go.calendar import DAYS, MONTHS, UTC, Zone, day_number
from stackc.go.faults import FunctionError
from stackc.go.layout import CHUNK
from stackc.go.time import Time

# Every part takes what it can and gives nothing back, as Go parses; it also keeps matching linear.
_TWO, _ONE_OR_TWO = r"(\d\d)", r"(\d\d?+)"
_VALUES = {
    "January": f"({'|'.join(MONTHS)})",
    "Jan": f"({'|'.join(month[:3] for month in MONTHS)})",
    "Monday": f"({'|'.join(DAYS)})",
    "Mon": f"({'|'.join(day[:3] for day in DAYS)})",
    "MST": r"([A-Z]{3,5}+|[+-]\d\d(?:\d\d)?+)",
    "002": r"(\d{3})",
    "__2": r"([ \d]{2}\d)",
    "06": _TWO,
    "2006": r"(\d{4})",
    "1": _ONE_OR_TWO,
    "01": _TWO,
    "2": r" ?+(\d\d?+)",
    "_2": r" ?+(\d\d?+)",
    "02": _TWO,
    "15": _TWO,
    "3": _ONE_OR_TWO,
    "03": _TWO,
    "4": _ONE_OR_TWO,
    "04": _TWO,
    "5": r"(\d\d?+(?:[.,]\d++)?+)",
    "05": r"(\d\d(?:[.,]\d++)?+)",
    "PM": "(AM|PM)",
    "pm": "(am|pm)",
}
_OFFSETS = {
    "07": r"[+-]\d\d",
    "0700": r"[+-]\d{4}",
    "07:00": r"[+-]\d\d:\d\d",
    "070000": r"[+-]\d{6}",
    "07:00:00": r"[+-]\d\d:\d\d:\d\d",
}
_FIELD = {"January": "month", "Jan": "month", "1": "month", "01": "month", "2": "day", "_2": "day", "02": "day"}
_FIELD |= {"15": "hour", "3": "hour", "03": "hour", "4": "minute", "04": "minute", "5": "second", "05": "second"}
_FIELD |= {"2006": "year", "06": "year", "002": "yearday", "__2": "yearday", "PM": "half", "pm": "half", "MST": "zone"}
_MAX_LAYOUT = 500


def parse_time(layout: str, text: str, zone: Zone = UTC) -> Time:
    """The moment ``text`` shows in the way of ``layout``, in ``zone`` unless it names one itself.

    Raises FunctionError when the text does not fit the layout or is no date.
    """
    if len(layout) > _MAX_LAYOUT or len(text) > _MAX_LAYOUT:
        raise FunctionError("the time or its layout is too long")
    chunks: list[str] = []
    pattern = ""
    position = 0
    for match in CHUNK.finditer(layout):
        pattern += re.escape(layout[position : match.start()]) + _value_pattern(match.group(), pattern)
        chunks.append(match.group())
        position = match.end()
    found = re.fullmatch(pattern + re.escape(layout[position:]), text, re.IGNORECASE | re.ASCII)
    if found is None:
        raise FunctionError(f"the time `{text}` does not look like `{layout}`")
    return _build(dict(_named(chunks, found.groups())), zone, text)


def _value_pattern(chunk: str, before: str) -> str:
    if chunk[0] in ".,":
        optional = chunk[1] == "9" or before.endswith((_VALUES["05"], _VALUES["5"]))
        return r"([.,]\d++)?+" if optional else rf"([.,]\d{{{len(chunk) - 1}}})"
    if chunk[0] in "-Z" and chunk[1:3] == "07":
        return f"({_OFFSETS[chunk[1:]]}{'|Z' if chunk[0] == 'Z' else ''})"
    return _VALUES[chunk]


def _named(chunks: list[str], values: tuple[str | None, ...]) -> list[tuple[str, str]]:
    named: list[tuple[str, str]] = []
    for chunk, value in zip(chunks, values, strict=True):
        if value is None:
            continue
        if chunk[0] in ".,":
            named.append(("fraction", value[1:]))
        elif chunk[0] in "-Z":
            named.append(("offset", value))
        elif chunk == "06":
            named.append(("year", str(int(value) + (1900 if int(value) >= 69 else 2000))))
        else:
            named.append((_FIELD.get(chunk, "weekday"), value.strip()))
    return named


def _build(parts: dict[str, str], zone: Zone, text: str) -> Time:
    second, _, fraction = parts.get("second", "0").replace(",", ".").partition(".")
    fraction = parts.get("fraction") or fraction
    year = int(parts.get("year", "0"))
    month, day = _month_number(parts.get("month", "1")), int(parts.get("day", "1"))
    if "yearday" in parts:
        month, day = 1, int(parts["yearday"])
    elif not 1 <= month <= 12 or not 1 <= day <= day_number(year, month + 1, 1) - day_number(year, month, 1):
        raise FunctionError(f"the time `{text}` has a day out of range")
    hour = _hour(int(parts.get("hour", "0")), parts.get("half", ""))
    minute = int(parts.get("minute", "0"))
    if hour > 23 or minute > 59 or int(second) > 59:
        raise FunctionError(f"the time `{text}` has a clock out of range")
    if "offset" in parts or parts.get("zone", "")[:1] in ("+", "-"):
        zone = _offset_zone(parts.get("offset") or parts["zone"])
    elif "zone" in parts:
        zone = UTC if parts["zone"].upper() == "UTC" else Zone(0, parts["zone"].upper())
    seconds = day_number(year, month, day) * 86_400 + hour * 3600 + minute * 60 + int(second)
    return Time(seconds - zone.offset, int(fraction[:9].ljust(9, "0")) if fraction else 0, zone)


def _month_number(shown: str) -> int:
    if shown.isdecimal():
        return int(shown)
    return next(number for number, name in enumerate(MONTHS, 1) if name[:3].lower() == shown[:3].lower())


def _hour(hour: int, half: str) -> int:
    if half.upper() == "PM" and hour < 12:
        return hour + 12
    return 0 if half.upper() == "AM" and hour == 12 else hour


def _offset_zone(shown: str) -> Zone:
    if shown.upper() == "Z":
        return UTC
    digits = shown[1:].replace(":", "").ljust(6, "0")
    offset = int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + int(digits[4:6])
    if offset == 0:
        return UTC
    return Zone(-offset if shown[0] == "-" else offset, "")
