"""gomplate's ``time`` namespace. Reading the clock is an effect."""

from stackc.go.calendar import UTC, zone_at
from stackc.go.duration import (
    HOUR,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    NANOSECOND,
    SECOND,
    Duration,
    make_duration,
    parse_duration,
)
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.layout import LAYOUTS
from stackc.go.time import Time, now
from stackc.go.time_parsing import parse_time
from stackc.go.values import GoObject, Uint64
from stackc.template.functions.gomplate.casting import to_int, to_text
from stackc.template.functions.sprig.casting import parse_int


def _parse_in(layout: str, location: str, value: object) -> Time:
    """The moment in the time zone ``location``, as that stood at the moment."""
    guess = parse_time(layout, to_text(value))
    if guess.zone != UTC:
        return guess
    zone = zone_at(location, guess.seconds)
    if zone is None:
        raise FunctionError(f"unknown time zone `{location}`")
    zone = zone_at(location, guess.seconds - zone.offset) or zone
    return parse_time(layout, to_text(value), zone)


def _unix(value: object) -> Time:
    """Seconds since 1970: an integer, or text that may have a fraction."""
    if isinstance(value, float):
        raise FunctionError("expected an integer or text, found a float")
    if value.__class__ in (int, Uint64):
        assert isinstance(value, int)
        return Time(value)
    if not isinstance(value, str | GoObject):
        return Time(0)
    whole, point, fraction = to_text(value).partition(".")
    seconds, nanoseconds = parse_int(whole), 0
    if point and fraction.isdecimal():
        nanoseconds = int(fraction[:9].ljust(9, "0"))
    if seconds is None or (point and not fraction.isdecimal()):
        raise FunctionError(f"`{to_text(value)}` is not a number")
    return Time(seconds, nanoseconds)


def _count(size: int, value: object) -> Duration:
    return make_duration(size * to_int(value))


TABLE: Table = {
    **{f"time.{name}": ("", lambda layout=layout: layout) for name, layout in LAYOUTS.items()},
    "time.Now": ("effect", now),
    "time.Since": ("effect time", lambda moment: make_duration(now().stamp() - moment.stamp())),
    "time.Until": ("effect time", lambda moment: make_duration(moment.stamp() - now().stamp())),
    "time.ZoneName": ("", lambda: UTC.name),
    "time.ZoneOffset": ("", lambda: UTC.offset),
    "time.Parse": ("string any", lambda layout, value: parse_time(layout, to_text(value))),
    "time.ParseLocal": ("string any", lambda layout, value: parse_time(layout, to_text(value))),
    "time.ParseInLocation": ("string string any", _parse_in),
    "time.Unix": ("any", _unix),
    "time.ParseDuration": ("any", lambda value: parse_duration(to_text(value))),
    "time.Nanosecond": ("any", lambda value: _count(NANOSECOND, value)),
    "time.Microsecond": ("any", lambda value: _count(MICROSECOND, value)),
    "time.Millisecond": ("any", lambda value: _count(MILLISECOND, value)),
    "time.Second": ("any", lambda value: _count(SECOND, value)),
    "time.Minute": ("any", lambda value: _count(MINUTE, value)),
    "time.Hour": ("any", lambda value: _count(HOUR, value)),
}
