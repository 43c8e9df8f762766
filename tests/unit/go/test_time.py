"""Moments as values; answers are those of Go's ``time.Time``."""

import time

import pytest

from stackc.go.calendar import UTC, Zone
from stackc.go.duration import HOUR, MINUTE, SECOND, Duration
from stackc.go.faults import FunctionError
from stackc.go.time import ZERO_TIME, Month, Time, Weekday, now
from tests.unit.template.render import fault, render

LEAP_DAY = Time(1_709_186_709, 123_450_000, Zone(3600, "CET"))
BEFORE_1970 = Time(-1, 500_000_000)
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("String", "2024-02-29 07:05:09.12345 +0100 CET"),
        ('Format "15h"', "07h"),
        ("Unix", "1709186709"),
        ("UnixMilli", "1709186709123"),
        ("UnixMicro", "1709186709123450"),
        ("UnixNano", "1709186709123450000"),
        ("Year", "2024"),
        ("Month", "February"),
        ("Month.String", "February"),
        ("Day", "29"),
        ("Hour", "7"),
        ("Minute", "5"),
        ("Second", "9"),
        ("Nanosecond", "123450000"),
        ("Weekday", "Thursday"),
        ("Weekday.String", "Thursday"),
        ("YearDay", "60"),
        ("IsZero", "false"),
        ("UTC", "2024-02-29 06:05:09.12345 +0000 UTC"),
        ("Local", "2024-02-29 06:05:09.12345 +0000 UTC"),
        ("Add .hour", "2024-02-29 08:05:09.12345 +0100 CET"),
        ("Truncate .hour", "2024-02-29 07:00:00 +0100 CET"),
        ("Round .hour", "2024-02-29 07:00:00 +0100 CET"),
        ("Sub .old", "474774h5m9.62345s"),
        ("Before .old", "false"),
        ("After .old", "true"),
        ("Equal .old", "false"),
        ("Equal (.t.UTC)", "true"),
        ("Before .t.UTC", "false"),
        ("After .t.UTC", "false"),
        ("Compare .old", "1"),
        ("Compare .t", "0"),
    ],
)
def test_templates_ask_a_moment(asked: str, shown: str) -> None:
    data = {"t": LEAP_DAY, "old": BEFORE_1970, "hour": Duration(HOUR)}
    assert render(f"{{{{ .t.{asked} }}}}", data) == shown


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("String", "1969-12-31 23:59:59.5 +0000 UTC"),
        ("Unix", "-1"),
        ("UnixMilli", "-500"),
        ("UnixMicro", "-500000"),
        ("UnixNano", "-500000000"),
        ("Truncate .second", "1969-12-31 23:59:59 +0000 UTC"),
        ("Round .second", "1970-01-01 00:00:00 +0000 UTC"),
        ("Compare .t", "0"),
    ],
)
def test_moments_before_1970_are_counted_downwards(asked: str, shown: str) -> None:
    assert render(f"{{{{ .t.{asked} }}}}", {"t": BEFORE_1970, "second": Duration(SECOND)}) == shown


@pytest.mark.parametrize(
    ("years", "months", "days", "shown"),
    [
        pytest.param(0, 1, 0, "2024-03-29", id="month"),
        pytest.param(1, 0, 0, "2025-03-01", id="no leap day next year"),
        pytest.param(0, 12, 0, "2025-03-01", id="twelve months"),
        pytest.param(0, -2, 0, "2023-12-29", id="back over the year"),
        pytest.param(0, 0, 1, "2024-03-01", id="day"),
        pytest.param(0, 0, -60, "2023-12-31", id="days back over the year"),
        pytest.param(-1, -1, -1, "2023-01-28", id="all"),
        pytest.param(1_000_000, 0, 0, "1002024-02-29", id="the farthest"),
    ],
)
def test_dates_are_added_by_the_calendar(years: int, months: int, days: int, shown: str) -> None:
    moment = Time.members["AddDate"][1](LEAP_DAY, years, months, days)
    assert isinstance(moment, Time)
    assert moment.text() == f"{shown} 07:05:09.12345 +0100 CET"


@pytest.mark.parametrize("amounts", [(1_000_001, 0, 0), (0, -1_000_001, 0), (0, 0, 1_000_001)])
def test_dates_are_added_within_reason(amounts: tuple[int, int, int]) -> None:
    with pytest.raises(FunctionError, match="too far from now"):
        Time.members["AddDate"][1](LEAP_DAY, *amounts)


@pytest.mark.parametrize(
    ("step", "truncated", "rounded"),
    [
        (DAY, "2024-02-29 00:00:00", "2024-02-29 00:00:00"),
        (7 * DAY, "2024-02-26 00:00:00", "2024-02-26 00:00:00"),
        (2 * HOUR, "2024-02-29 06:00:00", "2024-02-29 06:00:00"),
        (12 * MINUTE + 10 * SECOND, "2024-02-29 05:58:30", "2024-02-29 06:10:40"),
        (Duration(0), "2024-02-29 06:05:09.12345", "2024-02-29 06:05:09.12345"),
        (Duration(-1), "2024-02-29 06:05:09.12345", "2024-02-29 06:05:09.12345"),
    ],
)
def test_steps_are_counted_from_the_year_one(step: int, truncated: str, rounded: str) -> None:
    moment = LEAP_DAY.within(UTC)
    found = [Time.members[name][1](moment, Duration(step)) for name in ("Truncate", "Round")]
    assert [each.text() for each in found if isinstance(each, Time)] == [
        f"{truncated} +0000 UTC",
        f"{rounded} +0000 UTC",
    ]


def test_a_half_step_rounds_up() -> None:
    rounded = Time.members["Round"][1](Time(0, 500_000_000), Duration(SECOND))
    assert rounded == Time(1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(Time(1), Time(1), True, id="same"),
        pytest.param(Time(1), Time(1, 1), False, id="a nanosecond later"),
        pytest.param(Time(1), Time(1, 0, Zone(3600, "CET")), False, id="told elsewhere"),
        pytest.param(Time(1), 1, False, id="a number"),
    ],
)
def test_moments_are_equal_with_their_zones(one: Time, other: object, same: bool) -> None:
    assert (one == other) is same
    assert hash(one) == hash(Time(1))


def test_the_zero_time_is_the_first_of_january_of_the_year_one() -> None:
    shown = render("{{ .t.IsZero }} {{ .t }} {{ .later.IsZero }}", {"t": ZERO_TIME, "later": ZERO_TIME.moved(1)})
    assert shown == "true 0001-01-01 00:00:00 +0000 UTC false"


def test_json_has_the_fraction_and_the_offset() -> None:
    assert (LEAP_DAY.json(), Time(0).json()) == ('"2024-02-29T07:05:09.12345+01:00"', '"1970-01-01T00:00:00Z"')


@pytest.mark.parametrize("number", range(1, 13))
def test_months_count_from_one(number: int) -> None:
    moment = Time.members["AddDate"][1](Time(0), 0, number - 1, 0)
    assert isinstance(moment, Time)
    assert Month(number).text() == moment.members["Month"][1](moment).text()  # type: ignore[attr-defined]


def test_days_of_the_week_count_from_sunday() -> None:
    assert [Time(day * 86_400).weekday() for day in range(3, 10)] == [Weekday(number) for number in range(7)]
    assert (Weekday(0).text(), Weekday(0).is_true(), Weekday(6).json()) == ("Sunday", False, "6")


def test_a_moment_may_not_be_too_far() -> None:
    assert Time(1 << 50).date()[0] > 30_000_000
    for seconds in ((1 << 50) + 1, -(1 << 50) - 1):
        with pytest.raises(FunctionError, match="too far from now"):
            Time(seconds)


def test_now_lies_between_two_looks_at_the_clock() -> None:
    before = time.time_ns()
    moment = now()
    assert before <= moment.stamp() <= time.time_ns()
    assert moment.zone == UTC


def test_a_moment_takes_no_number_for_a_duration() -> None:
    assert fault("{{ .t.Add 5 }}", {"t": LEAP_DAY}).message == "`Add`: expected time.Duration, found int"
