"""Sprig's conversions of any value; answers are those of the Go library."""

import pytest

from stackc.go.duration import Duration
from stackc.go.faults import FunctionError
from stackc.go.time import Time
from stackc.go.values import Int64, Strings
from stackc.template.functions.sprig.casting import (
    drop_nil,
    is_empty,
    parse_int,
    require_items,
    to_float,
    to_int,
    to_int64,
    to_strings,
    to_text,
    to_texts,
)

SMALLEST = -(1 << 63)


@pytest.mark.parametrize(
    ("value", "whole", "fraction"),
    [
        ("1.5", 0, 1.5),
        ("1.50", 0, 1.5),
        ("1.00", 1, 1.0),
        (".0", 0, 0.0),
        ("x", 0, 0.0),
        ("", 0, 0.0),
        ("1_000", 1000, 1000.0),
        ("0x1f", 31, 0.0),
        ("017", 15, 17.0),
        (1.9, 1, 1.9),
        (-1.9, -1, -1.9),
        (1e300, SMALLEST, 1e300),
        (1 << 63, SMALLEST, float(1 << 63)),
        (True, 1, 1.0),
        (False, 0, 0.0),
        (None, 0, 0.0),
        ([1], 0, 0.0),
        (Int64(5), 5, 5.0),
        (Duration(5), 0, 0.0),
        (Time(5), 0, 0.0),
    ],
)
def test_what_is_no_number_is_zero(value: object, whole: int, fraction: float) -> None:
    assert (to_int(value), to_float(value)) == (whole, fraction)
    assert (to_int64(value), type(to_int64(value))) == (whole, Int64)


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("-0x1f", -31), ("1.0", None), ("x", None), ("", None)])
def test_an_integer_is_in_one_of_gos_notations(text: str, number: int | None) -> None:
    assert parse_int(text) == number


@pytest.mark.parametrize(("value", "text"), [("a", "a"), (b"a\xff", "a\udcff"), (None, "<nil>"), ([1], "[1]")])
def test_everything_has_a_text(value: object, text: str) -> None:
    assert to_text(value) == text
    assert to_texts([value, 1]) == [text, "1"]


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ([1, None, "a"], ["1", "a"]),
        ((), []),
        (b"a", ["97"]),
        ("a", ["a"]),
        (5, ["5"]),
        ({}, ["map[]"]),
        (None, []),
        (Strings(["x"]), ["x"]),
    ],
)
def test_a_list_of_texts_leaves_nil_out(value: object, texts: list[str]) -> None:
    assert (to_strings(value), type(to_strings(value))) == (texts, Strings)


@pytest.mark.parametrize(("value", "kind"), [(None, "invalid"), ("a", "string"), ({}, "map"), (Int64(1), "int64")])
def test_what_is_no_list_is_refused(value: object, kind: str) -> None:
    with pytest.raises(FunctionError) as refused:
        require_items(value, "reverse")
    assert str(refused.value) == f"cannot reverse {kind}: expected a list"


@pytest.mark.parametrize("value", [None, 0, 0.0, False, "", [], {}, b"", Duration(0)])
def test_zero_and_nothing_are_empty(value: object) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", [1, -1, True, " ", [None], {"a": None}, Duration(1), Time(0)])
def test_all_else_is_not_empty(value: object) -> None:
    assert not is_empty(value)


def test_only_nil_is_dropped() -> None:
    assert drop_nil([None, 0, "", False, []]) == [0, "", False, []]
