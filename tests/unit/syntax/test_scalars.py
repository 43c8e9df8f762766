from __future__ import annotations

import math

import pytest

from stackc.base.value import Scalar
from stackc.syntax.scalars import Loss, Resolved, is_date, key_text, resolve_plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[pytest.param(word, None, id=f"null {word!r}") for word in ("", "~", "null", "Null", "NULL")],
        *[pytest.param(word, True, id=word) for word in ("true", "True", "TRUE")],
        *[pytest.param(word, False, id=word) for word in ("false", "False", "FALSE")],
    ],
)
def test_words_of_yaml_are_null_and_booleans(text: str, value: Scalar) -> None:
    assert resolve_plain(text) == Resolved(value)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "on", "off", "y", "n", "tRUE", "nULL", "12:30:45", "2024-05", "2024-13-45", "2024-02-30"),
        *(
            "1.2.3",
            "-",
            "+",
            ".",
            "--1",
            "0x",
            "0xG",
            "0b2",
            "0o8",
            "_1",
            "1e",
            "e1",
            "1 2",
            ".5_0",
            "1e400",
            "-.",
            "é",
        ),
    ],
)
def test_other_words_are_strings(text: str) -> None:
    assert resolve_plain(text) == Resolved(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("0", 0, id="zero"),
        pytest.param("-0", 0, id="minus zero"),
        pytest.param("+7", 7, id="plus"),
        pytest.param("-12", -12, id="minus"),
        pytest.param("1_000", 1000, id="underscores"),
        pytest.param("0x1F", 31, id="hexadecimal"),
        pytest.param("-0x1f", -31, id="negative hexadecimal"),
        pytest.param("0b101", 5, id="binary"),
        pytest.param("0o17", 15, id="octal"),
        pytest.param("9007199254740993", 2**53 + 1, id="beyond the floats"),
        pytest.param("18446744073709551615", 2**64 - 1, id="largest"),
        pytest.param("-9223372036854775808", -(2**63), id="smallest"),
    ],
)
def test_integers_are_exact(text: str, value: int) -> None:
    resolved = resolve_plain(text)
    assert (resolved, type(resolved.value)) == (Resolved(value), int)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.10", 1.1),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("1_0.5", 10.5),
        ("+1.5", 1.5),
    ],
)
def test_floats_lose_nothing(text: str, value: float) -> None:
    resolved = resolve_plain(text)
    assert (resolved, type(resolved.value)) == (Resolved(value), float)


@pytest.mark.parametrize(
    ("text", "value", "loss"),
    [
        pytest.param("017", 15, "leading zero", id="octal"),
        pytest.param("-010", -8, "leading zero", id="negative octal"),
        pytest.param("00", 0, "leading zero", id="two zeros"),
        pytest.param("08", 8.0, "leading zero", id="an eight makes a float"),
        pytest.param("018", 18.0, "leading zero", id="an eight inside"),
        pytest.param("012345678901", 12345678901.0, "leading zero", id="an account number"),
        pytest.param("18446744073709551616", 2.0**64, "digits", id="beyond 64 bits"),
        pytest.param("-9223372036854775809", -(2.0**63), "digits", id="below 64 bits"),
        pytest.param(".inf", math.inf, "not a number", id="infinite"),
        pytest.param("-.INF", -math.inf, "not a number", id="minus infinite"),
        pytest.param("2024-05-01", None, "date", id="date"),
        pytest.param("2024-5-1", None, "date", id="short date"),
        pytest.param("2024-05-01T10:00:00Z", None, "date", id="timestamp"),
        pytest.param("2024-05-01 10:00:00", None, "date", id="timestamp with a blank"),
    ],
)
def test_what_gets_lost_is_said(text: str, value: Scalar, loss: Loss) -> None:
    resolved = resolve_plain(text)
    assert (resolved, type(resolved.value)) == (Resolved(value, loss), type(value))


def test_not_a_number_is_said() -> None:
    resolved = resolve_plain(".nan")
    assert isinstance(resolved.value, float)
    assert (math.isnan(resolved.value), resolved.loss) == (True, "not a number")


def test_an_octal_number_beyond_64_bits_becomes_a_float() -> None:
    text = "0" + "7" * 24
    assert resolve_plain(text).value == float(text)


@pytest.mark.parametrize("digits", [400, 5000])
def test_an_integer_no_float_can_hold_is_text(digits: int) -> None:
    text = "9" * digits
    assert resolve_plain(text).value == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2024-02-29", True, id="leap day"),
        pytest.param("2023-02-29", False, id="no leap year"),
        pytest.param("1900-02-29", False, id="a century"),
        pytest.param("2000-02-29", True, id="a leap century"),
        pytest.param("2024-04-31", False, id="thirty days"),
        pytest.param("2024-00-01", False, id="month zero"),
        pytest.param("2024-01-00", False, id="day zero"),
        pytest.param("24-01-01", False, id="two digits of year"),
        pytest.param("2024-01-01T24:00:00Z", False, id="hour 24"),
        pytest.param("2024-01-01T23:59:59.5Z", True, id="fraction"),
        pytest.param("2024-01-01T10:00:00+02:00", True, id="offset"),
        pytest.param("2024-01-01T10:00", False, id="no seconds"),
        pytest.param("2024-01-01\n", False, id="line end"),
    ],
)
def test_a_date_exists(text: str, expected: bool) -> None:
    assert is_date(text) is expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(1, "1", id="integer"),
        pytest.param(1.0, "1", id="whole float"),
        pytest.param(1.5, "1.5", id="float"),
        pytest.param(1e8, "1e+08", id="large float"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param("x", "x", id="string"),
        pytest.param(None, None, id="null has no text"),
    ],
)
def test_keys_become_strings(value: Scalar, text: str | None) -> None:
    assert key_text(value) == text


@pytest.mark.parametrize(
    ("text", "value", "loss"),
    [
        pytest.param("18446744073709551615", 2**64 - 1, None, id="the largest"),
        pytest.param("18446744073709551616", 2.0**64, "digits", id="one more"),
        pytest.param("-9223372036854775808", -(2**63), None, id="the smallest"),
        pytest.param("-9223372036854775809", -(2.0**63), "digits", id="one less"),
        pytest.param("99999999999999999999", 1e20, "digits", id="twenty digits"),
        pytest.param("100000000000000000001", 1e20, "digits", id="twenty-one digits"),
        pytest.param("-100000000000000000001", -1e20, "digits", id="twenty-one digits below zero"),
        pytest.param("1" + "0" * 400, "1" + "0" * 400, None, id="more than a float holds"),
        pytest.param("0x10000000000000000", "0x10000000000000000", None, id="hexadecimal beyond 64 bits"),
        pytest.param("0" + "7" * 23, float("7" * 23), "leading zero", id="octal beyond 64 bits"),
        pytest.param("-0" + "7" * 23, -float("7" * 23), "leading zero", id="octal below them"),
        pytest.param("0o2000000000000000000000", "0o2000000000000000000000", None, id="octal with its letter"),
    ],
)
def test_integers_at_the_edges_of_64_bits(text: str, value: Scalar, loss: Loss | None) -> None:
    found = resolve_plain(text)
    assert (found, type(found.value)) == (Resolved(value, loss), type(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("2024-01-01T23:59:59Z", True), ("2024-01-01T24:00:00Z", False), ("2024-01-01T10:60:00Z", False)),
        *(("2024-01-01T10:00:60Z", False), ("2024-01-01 10:00:00", True), ("2024-01-01 10:00:00.5 +01:00", True)),
        *(
            ("2024-00-01", False),
            ("2024-12-31", True),
            ("2024-12-32", False),
            ("2024-04-31", False),
            ("2024-1-1", True),
        ),
        *(
            ("2024-01-00", False),
            ("1900-02-29", False),
            ("2000-02-29", True),
            ("2023-02-29", False),
            ("2024-02-29", True),
        ),
        *((f"2024-{month:02}-31", month not in (2, 4, 6, 9, 11)) for month in range(1, 13)),
    ],
)
def test_only_days_and_times_that_exist_are_dates(text: str, expected: bool) -> None:
    assert is_date(text) is expected
