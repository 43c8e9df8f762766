"""Moments by layout; answers are those of Go's ``time.Format``."""

import pytest

from stackc.go.calendar import Zone
from stackc.go.faults import FunctionError
from stackc.go.layout import LAYOUTS, format_time
from stackc.go.limits import MAX_TEXT
from stackc.go.time import Time

LEAP_DAY = Time(1_709_186_709, 123_450_000, Zone(3600, "CET"))
WEST = Time(1_704_070_815, 0, Zone(-(5 * 3600 + 30 * 60 + 15), ""))
"""Half past midnight less fifteen seconds somewhere west, where no zone has a name."""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ANSIC", "Thu Feb 29 07:05:09 2024"),
        ("UnixDate", "Thu Feb 29 07:05:09 CET 2024"),
        ("RubyDate", "Thu Feb 29 07:05:09 +0100 2024"),
        ("RFC822", "29 Feb 24 07:05 CET"),
        ("RFC822Z", "29 Feb 24 07:05 +0100"),
        ("RFC850", "Thursday, 29-Feb-24 07:05:09 CET"),
        ("RFC1123", "Thu, 29 Feb 2024 07:05:09 CET"),
        ("RFC1123Z", "Thu, 29 Feb 2024 07:05:09 +0100"),
        ("RFC3339", "2024-02-29T07:05:09+01:00"),
        ("RFC3339Nano", "2024-02-29T07:05:09.12345+01:00"),
        ("Kitchen", "7:05AM"),
        ("Stamp", "Feb 29 07:05:09"),
        ("StampMilli", "Feb 29 07:05:09.123"),
        ("StampMicro", "Feb 29 07:05:09.123450"),
        ("StampNano", "Feb 29 07:05:09.123450000"),
    ],
)
def test_the_named_layouts(name: str, shown: str) -> None:
    assert format_time(LEAP_DAY, LAYOUTS[name]) == shown


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("002 __2 2 _2 02 1 01 06 3 03 4 04 5 05 15", "060  60 29 29 29 2 02 24 7 07 5 05 9 09 07"),
        ("Z07 Z0700 Z070000 Z07:00:00 -07 -07:00:00", "+01 +0100 +010000 +01:00:00 +01 +01:00:00"),
        (".999 ,000 .000000000 .999999999", ".123 ,123 .123450000 .12345"),
        ("Jan January Mon Monday", "Feb February Thu Thursday"),
        pytest.param("Jane Month", "Jane Month", id="words that only begin like a part"),
        pytest.param("2006 _2006", "2024 _2024", id="a year behind a line is no padded day"),
    ],
)
def test_every_part_of_a_layout(layout: str, shown: str) -> None:
    assert format_time(LEAP_DAY, layout) == shown


@pytest.mark.parametrize(
    ("hour", "shown"),
    [
        (0, "12 12 00 AM am"),
        (1, "1 01 01 AM am"),
        (11, "11 11 11 AM am"),
        (12, "12 12 12 PM pm"),
        (13, "1 01 13 PM pm"),
        (23, "11 11 23 PM pm"),
    ],
)
def test_noon_is_in_the_afternoon_and_midnight_in_the_morning(hour: int, shown: str) -> None:
    assert format_time(Time(hour * 3600), "3 03 15 PM pm") == shown


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("Z07:00", "Z"),
        ("Z07", "Z"),
        ("-0700", "+0000"),
        ("MST", "UTC"),
        (".000", ".000"),
        ("5.999", "0"),
    ],
)
def test_nothing_to_show_is_shown_briefly(layout: str, shown: str) -> None:
    assert format_time(Time(0), layout) == shown


def test_an_offset_of_any_length_is_shown_west_of_greenwich() -> None:
    assert format_time(WEST, "-07 -0700 -07:00 -070000 Z07:00:00") == "-05 -0530 -05:30 -053015 -05:30:15"


def test_a_zone_without_a_name_shows_its_offset() -> None:
    assert format_time(WEST, "MST") == "-0530"


def test_early_years_have_four_digits() -> None:
    assert format_time(Time(-62_009_366_400), "2006 06") == "0005 05"


def test_a_layout_is_no_longer_than_half_a_text() -> None:
    assert len(format_time(Time(0), "x" * (MAX_TEXT // 2))) == MAX_TEXT // 2
    with pytest.raises(FunctionError, match="more than"):
        format_time(Time(0), "x" * (MAX_TEXT // 2 + 1))
