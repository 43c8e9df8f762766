"""Days, dates and zones; the dates are those of Python's own calendar."""

from datetime import date

import pytest

from stackc.go.calendar import DAYS, MONTHS, UTC, Zone, civil_date, day_number, zone_at

SUMMER, WINTER = 1_720_000_000, 1_705_000_000


@pytest.mark.parametrize(
    ("day", "number"),
    [
        pytest.param((1970, 1, 1), 0, id="the first day"),
        pytest.param((1969, 12, 31), -1, id="the day before"),
        pytest.param((2000, 2, 29), 11_016, id="a century that leaps"),
        pytest.param((1900, 3, 1), -25_508, id="a century that does not"),
        pytest.param((2024, 2, 29), 19_782, id="leap day"),
        pytest.param((2024, 12, 31), 20_088, id="last of a leap year"),
        pytest.param((1, 1, 1), -719_162, id="year 1"),
        pytest.param((0, 3, 1), -719_468, id="first of an era"),
        pytest.param((-1, 12, 31), -719_529, id="before year 0"),
    ],
)
def test_a_date_is_a_number_of_days_and_back(day: tuple[int, int, int], number: int) -> None:
    assert day_number(*day) == number
    assert civil_date(number) == day


def test_four_centuries_of_days_are_those_of_the_calendar() -> None:
    start = date(1804, 1, 1).toordinal()
    for ordinal in range(start, start + 146_100):
        day = date.fromordinal(ordinal)
        number = day_number(day.year, day.month, day.day)
        assert (number, civil_date(number)) == (ordinal - 719_163, (day.year, day.month, day.day))


@pytest.mark.parametrize(("month", "meant"), [(13, (2025, 1)), (12, (2024, 12)), (26, (2026, 2)), (0, (2023, 12))])
def test_months_run_into_other_years(month: int, meant: tuple[int, int]) -> None:
    assert day_number(2024, month, 1) == day_number(*meant, 1)


def test_names_are_counted_from_january_and_sunday() -> None:
    assert (MONTHS[0], MONTHS[11], DAYS[0], DAYS[6]) == ("January", "December", "Sunday", "Saturday")


@pytest.mark.parametrize("name", ["", "UTC", "Local"])
def test_the_local_zone_is_utc_wherever_a_stack_compiles(name: str) -> None:
    assert zone_at(name, SUMMER) == UTC == Zone(0, "UTC")


@pytest.mark.parametrize(
    ("name", "seconds", "zone"),
    [
        pytest.param("Europe/Berlin", SUMMER, Zone(7200, "CEST"), id="summer"),
        pytest.param("Europe/Berlin", WINTER, Zone(3600, "CET"), id="winter"),
        pytest.param("Asia/Kolkata", WINTER, Zone(19_800, "IST"), id="half an hour"),
        pytest.param("America/New_York", WINTER, Zone(-18_000, "EST"), id="west"),
        pytest.param("Europe/Berlin", 1 << 50, UTC, id="beyond the years zones are known for"),
    ],
)
def test_a_zone_shows_what_it_does_at_the_moment(name: str, seconds: int, zone: Zone) -> None:
    assert zone_at(name, seconds) == zone


@pytest.mark.parametrize("name", ["Nowhere/At_All", "../UTC", "/etc/passwd", "a\0b"])
def test_a_name_that_is_no_zone_gives_none(name: str) -> None:
    assert zone_at(name, SUMMER) is None
