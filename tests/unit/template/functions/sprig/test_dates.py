"""Sprig: the family in ``sprig.dates``; answers are those of the Go library."""

import pytest

from stackc.go.faults import EffectNeeded
from stackc.template import Expansion
from tests.unit.template.render import expand, fault, render


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


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('"90s"', "1m"),
        ('"60s"', "60s"),
        ('"59m"', "59m"),
        ('"24h"', "24h"),
        ('"25h"', "1d"),
        ('"720h1s"', "1mo"),
        ('"8760h1s"', "1y"),
        ('"-5h"', "5h"),
        ('"1s"', "0s"),
        ('"2s"', "2s"),
        ('"x"', "0s"),
        ("(int64 7200000000001)", "2h"),
        ("5", "0s"),
        ("nil", "0s"),
    ],
)
def test_a_duration_is_rounded_to_the_largest_unit_that_it_is_longer_than(value: str, shown: str) -> None:
    assert render(f"{{{{ durationRound {value} }}}}") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('"-95"', "-1m35s"),
        ('"+5"', "5s"),
        ('"--5"', "0s"),
        ('"1.5"', "0s"),
        ('"x"', "0s"),
        ("nil", "0s"),
        ('"9223372037"', "-2562047h47m16.709551616s"),
    ],
)
def test_a_number_of_seconds_is_in_digits(value: str, shown: str) -> None:
    assert render(f"{{{{ duration {value} }}}}") == shown


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ('date "15:04" (int64 60)', "00:01"),
        ('dateInZone "15:04 MST" 0 "America/New_York"', "19:00 EST"),
        ('dateInZone "15:04 MST" 0 "Nowhere"', "00:00 UTC"),
        ('date_in_zone "15" 0 "UTC"', "00"),
        ('toDate "2006" "2020" | dateModify "x"', "2020-01-01 00:00:00 +0000 UTC"),
        ('toDate "2006" "2020" | date_modify "24h"', "2020-01-02 00:00:00 +0000 UTC"),
        ('toDate "2006" "2020" | htmlDate', "2020-01-01"),
        ('htmlDateInZone (toDate "2006" "2020") "America/New_York"', "2019-12-31"),
    ],
)
def test_a_moment_is_a_time_or_seconds(action: str, shown: str) -> None:
    assert render(f"{{{{ {action} }}}}") == shown


@pytest.mark.parametrize(
    "action", ["now", 'date "2006" nil', 'htmlDate "x"', "ago 0", 'durationRound (toDate "x" "y")']
)
def test_reading_the_clock_is_an_effect(action: str) -> None:
    with pytest.raises(EffectNeeded) as needed:
        expand(f"{{{{ {action} }}}}")
    assert needed.value.name in (action.split()[0], "date")


@pytest.mark.parametrize("action", ['date "2006" nil | len', 'ago 0 | hasSuffix "s"', 'durationRound (toDate "x" "y")'])
def test_the_clock_is_read_with_effects(action: str) -> None:
    expansion = expand(f"{{{{ {action} }}}}", effects=True)
    assert isinstance(expansion, Expansion), expansion
    assert expansion.text in ("4", "true") or expansion.text.endswith("y")
