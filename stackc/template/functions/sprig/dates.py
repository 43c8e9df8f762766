"""Sprig's dates. Reading the clock is an effect; all else is arithmetic. The local time zone is UTC, see ``times``."""

from stackc.go.calendar import UTC, zone_at
from stackc.go.duration import HOUR, MINUTE, SECOND, format_duration, parse_duration, round_duration
from stackc.go.faults import EffectNeeded, FunctionError
from stackc.go.functions import Table
from stackc.go.layout import format_time
from stackc.go.terms import Terms
from stackc.go.time import ZERO_TIME, Time, now
from stackc.go.time_parsing import parse_time
from stackc.go.values import Int32, Int64, wrap_int64

_HTML_DATE = "2006-01-02"


def _moment(terms: Terms, value: object, name: str) -> Time:
    """``value`` as a moment: a time, or seconds since 1970; anything else means now."""
    if isinstance(value, Time):
        return value
    if value.__class__ in (int, Int64, Int32):
        assert isinstance(value, int)
        return Time(value)
    if not terms.effects:
        raise EffectNeeded(name)
    return now()


def _date_in_zone(terms: Terms, layout: str, value: object, zone: str) -> str:
    moment = _moment(terms, value, "date")
    return format_time(moment.within(zone_at(zone, moment.seconds) or UTC), layout)


def _date(terms: Terms, layout: str, value: object) -> str:
    return _date_in_zone(terms, layout, value, "Local")


def _html_date(terms: Terms, value: object) -> str:
    return _date_in_zone(terms, _HTML_DATE, value, "Local")


def _html_date_in_zone(terms: Terms, value: object, zone: str) -> str:
    return _date_in_zone(terms, _HTML_DATE, value, zone)


def _must_modify(change: str, moment: Time) -> Time:
    return moment.moved(parse_duration(change))


def _modify(change: str, moment: Time) -> Time:
    try:
        return _must_modify(change, moment)
    except FunctionError:
        return moment


def _ago(terms: Terms, value: object) -> str:
    elapsed = now().stamp() - _moment(terms, value, "ago").stamp()
    return format_duration(round_duration(elapsed, SECOND))


def _duration(seconds: object) -> str:
    """A number of seconds, as an ``int64`` or in digits, written as a duration; all else is none."""
    if isinstance(seconds, str):
        digits = seconds.lstrip("+-")
        count = int(seconds) if digits.isascii() and digits.isdigit() and len(seconds) - len(digits) < 2 else 0
    else:
        count = int(seconds) if isinstance(seconds, Int64) else 0
    return format_duration(wrap_int64(count * SECOND))


_STEPS = ((365 * 24 * HOUR, "y"), (30 * 24 * HOUR, "mo"), (24 * HOUR, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s"))


def _round_duration(terms: Terms, value: object) -> str:
    """The largest unit of a duration: ``2h10m5s`` is ``2h``."""
    span = 0
    if isinstance(value, str):
        try:
            span = parse_duration(value)
        except FunctionError:
            span = 0
    elif isinstance(value, Int64):
        span = value
    elif isinstance(value, Time):
        if not terms.effects:
            raise EffectNeeded("durationRound")
        span = now().stamp() - value.stamp()
    for size, unit in _STEPS:
        if abs(span) > size:
            return f"{abs(span) // size}{unit}"
    return "0s"


def _to_date(layout: str, text: str) -> Time:
    try:
        return parse_time(layout, text)
    except FunctionError:
        return ZERO_TIME


TABLE: Table = {
    "now": ("effect", now),
    "ago": ("effect terms any", _ago),
    "date": ("terms string any", _date),
    "dateInZone": ("terms string any string", _date_in_zone),
    "date_in_zone": ("terms string any string", _date_in_zone),
    "htmlDate": ("terms any", _html_date),
    "htmlDateInZone": ("terms any string", _html_date_in_zone),
    "dateModify": ("string time", _modify),
    "date_modify": ("string time", _modify),
    "mustDateModify": ("string time", _must_modify),
    "must_date_modify": ("string time", _must_modify),
    "duration": ("any", _duration),
    "durationRound": ("terms any", _round_duration),
    "toDate": ("string string", _to_date),
    "mustToDate": ("string string", parse_time),
    "unixEpoch": ("time", lambda moment: str(moment.seconds)),
}
