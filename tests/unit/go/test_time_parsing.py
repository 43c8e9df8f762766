"""Text to moments; answers are those of Go's ``time.ParseInLocation``."""

import pytest

from stackc.go.calendar import Zone
from stackc.go.faults import FunctionError
from stackc.go.layout import LAYOUTS
from stackc.go.time_parsing import parse_time

BERLIN = Zone(3600, "CET")


@pytest.mark.parametrize(
    ("layout", "text", "shown"),
    [
        ("2006-01-02", "2020-05-17", "2020-05-17 00:00:00 +0100 CET"),
        ("2006-1-2", "2020-5-7", "2020-05-07 00:00:00 +0100 CET"),
        ("Jan _2 2006", "feb  3 2020", "2020-02-03 00:00:00 +0100 CET"),
        ("January 2 2006", "DECEMBER 31 2020", "2020-12-31 00:00:00 +0100 CET"),
        ("Monday Mon 2006", "Sunday Tue 2020", "2020-01-01 00:00:00 +0100 CET"),
        ("06", "68", "2068-01-01 00:00:00 +0100 CET"),
        ("06", "69", "1969-01-01 00:00:00 +0100 CET"),
        ("2006 002", "2024 060", "2024-02-29 00:00:00 +0100 CET"),
        ("2006 __2", "2024  60", "2024-02-29 00:00:00 +0100 CET"),
        ("3PM", "12AM", "0000-01-01 00:00:00 +0100 CET"),
        ("3PM", "12PM", "0000-01-01 12:00:00 +0100 CET"),
        ("3pm", "11pm", "0000-01-01 23:00:00 +0100 CET"),
        ("03:04:05 PM", "01:02:03 AM", "0000-01-01 01:02:03 +0100 CET"),
        ("3:4:5", "1:2:3", "0000-01-01 01:02:03 +0100 CET"),
        ("15:04:05", "23:59:59.25", "0000-01-01 23:59:59.25 +0100 CET"),
        ("15:04:05.000", "23:59:59.250", "0000-01-01 23:59:59.25 +0100 CET"),
        ("15:04:05.999", "23:59:59", "0000-01-01 23:59:59 +0100 CET"),
        ("15:04:05", "01:02:03,5", "0000-01-01 01:02:03.5 +0100 CET"),
        ("05.999999999", "01.1234567891", "0000-01-01 00:00:01.123456789 +0100 CET"),
        (LAYOUTS["RFC3339"], "2020-05-17T01:02:03Z", "2020-05-17 01:02:03 +0000 UTC"),
        (LAYOUTS["RFC3339"], "2020-05-17T01:02:03-05:30", "2020-05-17 01:02:03 -0530 -0530"),
        ("2006 -07", "2020 +02", "2020-01-01 00:00:00 +0200 +0200"),
        ("2006 -0700", "2020 +0230", "2020-01-01 00:00:00 +0230 +0230"),
        ("2006 -070000", "2020 -023015", "2020-01-01 00:00:00 -0230 -0230"),
        ("2006 Z07:00:00", "2020 +02:30:15", "2020-01-01 00:00:00 +0230 +0230"),
        ("2006 MST", "2020 UTC", "2020-01-01 00:00:00 +0000 UTC"),
        ("a.b 2006", "a.b 2020", "2020-01-01 00:00:00 +0100 CET"),
        pytest.param("2006-01-02", "2000-02-29", "2000-02-29 00:00:00 +0100 CET", id="a century that leaps"),
    ],
)
def test_text_is_read_by_its_layout(layout: str, text: str, shown: str) -> None:
    assert parse_time(layout, text, BERLIN).text() == shown


def test_a_zone_that_only_has_a_name_is_taken_as_greenwich() -> None:
    moment = parse_time("2006 MST", "2020 EST", BERLIN)
    assert (moment.seconds, moment.zone) == (1_577_836_800, Zone(0, "EST"))


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        pytest.param("2006-01-02", "2020-5-17", id="one digit for two"),
        pytest.param("2006-01-02", "2020-05-17 ", id="more text"),
        pytest.param("2006-01-02", "x2020-05-17", id="text in front"),
        pytest.param("2006", "٢٠٢٠", id="other digits"),
        pytest.param("Jan", "Foo", id="no month"),
        pytest.param("a.b", "axb", id="a point is a point"),
        pytest.param(".000", ".12", id="digits of a fraction"),
        pytest.param("-07:00", "Z", id="Z without Z"),
    ],
)
def test_text_that_looks_otherwise_is_refused(layout: str, text: str) -> None:
    with pytest.raises(FunctionError) as found:
        parse_time(layout, text)
    assert str(found.value) == f"the time `{text}` does not look like `{layout}`"


@pytest.mark.parametrize(
    ("layout", "text", "message"),
    [
        ("2006-01-02", "2023-02-29", "has a day out of range"),
        ("2006-01-02", "1900-02-29", "has a day out of range"),
        ("2006-01-02", "2023-04-31", "has a day out of range"),
        ("2006-01-02", "2023-12-32", "has a day out of range"),
        ("2006-01-02", "2023-01-00", "has a day out of range"),
        ("2006-01-02", "2023-13-01", "has a day out of range"),
        ("2006-01-02", "2023-00-01", "has a day out of range"),
        ("15:04", "24:00", "has a clock out of range"),
        ("15:04", "23:60", "has a clock out of range"),
        ("15:04:05", "23:59:60", "has a clock out of range"),
    ],
)
def test_a_date_that_is_none_is_refused(layout: str, text: str, message: str) -> None:
    with pytest.raises(FunctionError) as found:
        parse_time(layout, text)
    assert str(found.value) == f"the time `{text}` {message}"


def test_layout_and_text_have_500_characters_at_most() -> None:
    assert parse_time("x" * 500, "x" * 500).date() == (0, 1, 1)
    for layout, text in (("x" * 501, "x"), ("x", "x" * 501)):
        with pytest.raises(FunctionError, match="too long"):
            parse_time(layout, text)


@pytest.mark.parametrize(
    ("fraction", "nanoseconds"), [("5", 500_000_000), ("123456789", 123_456_789), ("1234567899", 123_456_789)]
)
def test_a_fraction_is_cut_to_nanoseconds(fraction: str, nanoseconds: int) -> None:
    assert parse_time("15:04:05", f"00:00:00.{fraction}").nanoseconds == nanoseconds
