"""Terraform's numbers in binary, and as text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stackc.syntax.hcl_number import MAX_DIGITS, number_text, number_value, parse_number, round_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1.50", "1.5", id="no zeros behind"),
        pytest.param("-0.25", "-0.25", id="negative"),
        pytest.param("1e3", "1000", id="an exponent is written out"),
        pytest.param("1e-3", "0.001", id="a small one too"),
        pytest.param("0.1", "0.1", id="the shortest text that means it"),
        pytest.param("1e400", "1" + "0" * 400, id="more digits than bits"),
        pytest.param("12345678901234567890123", "12345678901234567890123", id="exact"),
    ],
)
def test_a_number_is_written_as_the_shortest_text_that_means_it(text: str, expected: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number_text(number) == expected


@pytest.mark.parametrize(
    "text", ["", "a", "0x10", "1_000", " 1", "1e", "1e2000", "9" * (2 * MAX_DIGITS + 1), "inf", "--1", "."]
)
def test_text_that_writes_no_number_or_one_out_of_bounds_gives_none(text: str) -> None:
    assert parse_number(text) is None


def test_a_third_is_rounded_to_512_bits() -> None:
    third = round_number(Fraction(1, 3))
    assert third is not None
    assert third != Fraction(1, 3)
    assert round_number(third * 3) == 1


def test_rounding_twice_changes_nothing() -> None:
    once = round_number(Fraction(2, 7))
    assert once is not None
    assert round_number(once) == once


@pytest.mark.parametrize("exact", [Fraction(10**MAX_DIGITS), Fraction(1, 10 ** (MAX_DIGITS + 1))])
def test_a_result_beyond_the_bounds_is_no_number(exact: Fraction) -> None:
    assert round_number(exact) is None


@pytest.mark.parametrize(("number", "expected"), [(Fraction(4, 2), 2), (Fraction(1, 2), 0.5)])
def test_whole_numbers_are_integers(number: Fraction, expected: float) -> None:
    assert number_value(number) == expected
    assert type(number_value(number)) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1", 1),
        ("-1", -1),
        (".5", 0.5),
        ("1.", 1),
        ("-.5e1", -5),
        ("1E2", 100),
        ("1e+2", 100),
        ("1e-2", 0.01),
        ("007", 7),
    ],
)
def test_numbers_are_read_as_decimals(text: str, expected: float) -> None:
    number = parse_number(text)
    assert number is not None
    assert float(number) == expected


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        *(("1e999", True), ("1e1000", False), ("9" * 1000, True), ("1" + "0" * 1000, False), ("1e-1000", True)),
        *(
            ("9e-1001", False),
            ("0e1000", True),
            ("0e1001", False),
            ("0." + "0" * 1998, True),
            ("0." + "0" * 1999, False),
        ),
    ],
)
def test_numbers_have_bounds(text: str, is_number: bool) -> None:
    assert (parse_number(text) is not None) is is_number


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(2**512 - 1), Fraction(2**512 - 1)),
        (Fraction(2**513 + 1), Fraction(2**513)),
        (Fraction(2**513 + 3), Fraction(2**513 + 4)),
        (Fraction(-(2**513) - 1), Fraction(-(2**513))),
        (Fraction(1, 2**600), Fraction(1, 2**600)),
        (Fraction(0), Fraction(0)),
    ],
)
def test_ties_go_to_the_even_of_512_bits(exact: Fraction, rounded: Fraction) -> None:
    assert round_number(exact) == rounded


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(1, 10**20), "0.00000000000000000001"),
        (Fraction(2**512), "1340780792994259709957402499820584612747936582059239337772356144372176403007354697680187429816690342769003185818648605085375388281194656994643364900608410000"),
        (Fraction(2**511), str(2**511)),
    ],
)  # fmt: skip
def test_a_number_is_text_without_an_exponent(number: Fraction, text: str) -> None:
    rounded = round_number(number)
    assert rounded is not None
    written = number_text(rounded)
    assert parse_number(written) == rounded
    assert written[:40] == text[:40]
