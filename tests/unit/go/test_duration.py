"""Lengths of time; answers are those of Go's ``time.Duration``."""

import pytest

from stackc.go.duration import (
    HOUR,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    SECOND,
    Duration,
    format_duration,
    make_duration,
    parse_duration,
    round_duration,
    truncate_duration,
)
from stackc.go.faults import FunctionError
from stackc.go.values import Int64
from tests.unit.template.render import render

LARGEST = (1 << 63) - 1


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (999, "999ns"),
        (1000, "1µs"),
        (1500, "1.5µs"),
        (999_999, "999.999µs"),
        (1_000_000, "1ms"),
        (1_100_000, "1.1ms"),
        (999_999_999, "999.999999ms"),
        (SECOND, "1s"),
        (59_999_999_999, "59.999999999s"),
        (MINUTE, "1m0s"),
        (61_500_000_000, "1m1.5s"),
        (3_599 * SECOND, "59m59s"),
        (HOUR, "1h0m0s"),
        (3_661_000_000_001, "1h1m1.000000001s"),
        (-1_500_000_000, "-1.5s"),
        (LARGEST, "2562047h47m16.854775807s"),
        (-LARGEST - 1, "-2562047h47m16.854775808s"),
    ],
)
def test_a_duration_is_written_in_the_largest_units(nanoseconds: int, text: str) -> None:
    assert format_duration(nanoseconds) == Duration(nanoseconds).text() == text
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("+0", 0),
        ("-0", 0),
        ("+5s", 5 * SECOND),
        ("-5.5s", -5_500 * MILLISECOND),
        ("1h30m", 90 * MINUTE),
        ("1.5h", 90 * MINUTE),
        (".5s", 500 * MILLISECOND),
        ("1.s", SECOND),
        ("1us", MICROSECOND),
        ("1µs", MICROSECOND),
        ("1μs", MICROSECOND),
        ("100ns", 100),
        ("1m1h", HOUR + MINUTE),
        ("1.0000000005s", SECOND),
        ("0." + "1" * 100 + "s", 111_111_111),
        ("0" * 199 + "s", 0),
    ],
)
def test_text_is_read_as_a_sum_of_terms(text: str, nanoseconds: int) -> None:
    found = parse_duration(text)
    assert (found, type(found)) == (nanoseconds, Duration)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "1",
        "1d",
        "1 s",
        "s",
        ".s",
        "1h-1m",
        "--1s",
        "1s ",
        "3000000h",
        "2562047h47m16.854775808s",
        "0" * 200 + "s",
    ],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(FunctionError, match="is not a duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("nanoseconds", "step", "rounded", "truncated"),
    [
        (1500, 1000, 2000, 1000),
        (2500, 1000, 3000, 2000),
        (1499, 1000, 1000, 1000),
        (1999, 1000, 2000, 1000),
        (-1500, 1000, -2000, -1000),
        (-1499, 1000, -1000, -1000),
        (-1999, 1000, -2000, -1000),
        (5, 1, 5, 5),
        (5, 0, 5, 5),
        (5, -1, 5, 5),
    ],
)
def test_halves_round_away_from_zero_and_cuts_go_towards_it(
    nanoseconds: int, step: int, rounded: int, truncated: int
) -> None:
    assert (round_duration(nanoseconds, step), truncate_duration(nanoseconds, step)) == (rounded, truncated)


@pytest.mark.parametrize(("number", "held"), [(LARGEST, LARGEST), (LARGEST + 1, -LARGEST - 1), (1 << 64, 0)])
def test_a_duration_has_64_bits(number: int, held: int) -> None:
    assert make_duration(number) == held


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        ("String", "-1h2m3.004005006s"),
        ("Hours", "-1.0341677791683332"),
        ("Minutes", "-62.0500667501"),
        ("Seconds", "-3723.004005006"),
        ("Milliseconds", "-3723004"),
        ("Microseconds", "-3723004005"),
        ("Nanoseconds", "-3723004005006"),
        ("Abs", "1h2m3.004005006s"),
        ("Round .step", "-1h2m0s"),
        ("Truncate .step", "-1h2m0s"),
    ],
)
def test_templates_ask_a_duration(member: str, shown: str) -> None:
    data = {"d": Duration(-3_723_004_005_006), "step": Duration(MINUTE)}
    assert render(f"{{{{ .d.{member} }}}}", data) == shown


def test_a_duration_is_a_number_for_json_and_conditions() -> None:
    assert (Duration(5).json(), Duration(0).is_true(), Duration(1).is_true()) == ("5", False, True)
    assert isinstance(Duration.members["Nanoseconds"][1](Duration(5)), Int64)
