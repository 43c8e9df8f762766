"""Sprig: the family in ``sprig.dates``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{{ date "2006-01-02 15:04:05 MST -0700 Mon January 2 3PM" 1700000000 }}',
            "2023-11-14 22:13:20 UTC +0000 Tue November 14 10PM",
        ),
        pytest.param(
            '{{ dateInZone "2006-01-02T15:04:05Z07:00" 1700000000 "America/New_York" }}', "2023-11-14T17:13:20-05:00"
        ),
        pytest.param("{{ htmlDate 0 }}", "1970-01-01"),
        pytest.param('{{ htmlDateInZone 0 "UTC" }}', "1970-01-01"),
        pytest.param('{{ toDate "2006-01-02" "2020-05-17" }}', "2020-05-17 00:00:00 +0000 UTC"),
        pytest.param('{{ toDate "2006-01-02" "2020-05-17" | date "02/01/06" }}', "17/05/20"),
        pytest.param('{{ toDate "2006-01-02" "2020-05-17" | dateModify "-1.5h" }}', "2020-05-16 22:30:00 +0000 UTC"),
        pytest.param('{{ toDate "2006-01-02" "2020-05-17" | unixEpoch }}', "1589673600"),
        pytest.param("{{ duration 95 }}", "0s"),
        pytest.param('{{ duration "95" }}', "1m35s"),
        pytest.param('{{ durationRound "2h10m5s" }}', "2h"),
        pytest.param('{{ durationRound "2400h10m5s" }}', "3mo"),
        pytest.param('{{ toDate "x" "y" }}', "0001-01-01 00:00:00 +0000 UTC"),
        pytest.param("{{ duration (int64 95) }}", "1m35s"),
        pytest.param('{{ (toDate "2006-01-02" "2020-05-17").Year }}', "2020"),
        pytest.param('{{ (toDate "2006-01-02" "2020-05-17").Month }}', "May"),
        pytest.param('{{ (toDate "2006-01-02" "2020-05-17").Weekday }}', "Sunday"),
        pytest.param('{{ (toDate "2006-01-02" "2020-05-17").YearDay }}', "138"),
        pytest.param(
            '{{ date "Jan _2 06 __2 002 .000 ,999 pm PM 03 4 5 Monday Janx Monx 2006x _2006 Z0700" 1700000000 }}',
            "Nov 14 23 318 318 .000  pm PM 10 13 20 Tuesday Janx Monx 2023x _2023 Z",
        ),
        pytest.param(
            '{{ (toDate "2006-01-02 15:04:05.999" "2020-01-01 10:00:00.123").Format "15:04:05.000000 .999999999" }}',
            "10:00:00.123000 .123",
        ),
        pytest.param(
            '{{ mustToDate "Mon, 02 Jan 2006 15:04:05 MST" "Tue, 10 Nov 2009 23:00:00 UTC" }}',
            "2009-11-10 23:00:00 +0000 UTC",
        ),
        pytest.param(
            '{{ mustToDate "2006-01-02T15:04:05Z07:00" "2009-11-10T23:00:00+01:00" }}',
            "2009-11-10 23:00:00 +0100 +0100",
        ),
        pytest.param('{{ mustToDate "3:04PM" "5:07AM" }}', "0000-01-01 05:07:00 +0000 UTC"),
        pytest.param('{{ date "2006-01-02 15:04:05 MST -0700" 1700000000 }}', "2023-11-14 22:13:20 UTC +0000"),
        pytest.param('{{ date "Mon January 2 3PM" 1700000000 }}', "Tue November 14 10PM"),
        pytest.param('{{ date "Jan _2 06 __2 002 .000 ,999 pm" 1700000000 }}', "Nov 14 23 318 318 .000  pm"),
        pytest.param('{{ date "Janx Monx 2006x _2006 Z0700" 1700000000 }}', "Janx Monx 2023x _2023 Z"),
    ],
)
def test_dates_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param(
            'mustToDate "2006-01-02" "2020-13-01"', "`mustToDate`: the time `2020-13-01` has a day out of range"
        ),
        pytest.param('mustToDate "2006-01-02" "x"', "`mustToDate`: the time `x` does not look like `2006-01-02`"),
        pytest.param('mustDateModify "1x" (toDate "2006" "2020")', "`mustDateModify`: `1x` is not a duration"),
    ],
)
def test_dates_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
