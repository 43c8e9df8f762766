"""gomplate's conversions of any value."""

import math

import pytest

from stackc.go.duration import Duration
from stackc.go.faults import FunctionError
from stackc.go.values import Int64
from stackc.template.functions.gomplate.casting import (
    require_count,
    require_items,
    to_bool,
    to_float,
    to_int,
    to_int64,
    to_raw,
    to_strings,
    to_text,
)

LARGEST = (1 << 63) - 1


@pytest.mark.parametrize(
    ("value", "text", "raw"),
    [
        ("a", "a", b"a"),
        (None, "nil", b""),
        (b"\xff", "\udcff", b"\xff"),
        (5, "5", b"5"),
        ([1, None], "[1 <nil>]", b"[1 <nil>]"),
        (Duration(1000), "1µs", "1µs".encode()),
    ],
)
def test_everything_has_a_text(value: object, text: str, raw: bytes) -> None:
    assert (to_text(value), to_raw(value)) == (text, raw)


def test_every_one_of_many_has_a_text() -> None:
    assert to_strings(1, None, "a", b"b") == ["1", "nil", "a", "b"]


@pytest.mark.parametrize(
    ("value", "whole", "fraction"),
    [
        ("5", 5, 5.0),
        ("1,000", 1000, 1000.0),
        ("0x1f", 31, 31.0),
        ("3.9", 3, 3.9),
        ("-3.9", -3, -3.9),
        ("x", 0, 0.0),
        ("", 0, 0.0),
        (3.9, 3, 3.9),
        (True, 1, 1.0),
        (None, 0, 0.0),
        ([1], 0, 0.0),
        (Int64(5), 5, 5.0),
        (Duration(5), 5, 5.0),
        (LARGEST + 1, -LARGEST - 1, float(LARGEST + 1)),
        (math.inf, -LARGEST - 1, math.inf),
    ],
)
def test_what_is_no_number_is_zero(value: object, whole: int, fraction: float) -> None:
    assert (to_int(value), to_float(value)) == (whole, fraction)
    assert isinstance(to_int64(value), Int64)


@pytest.mark.parametrize("value", [True, 1, 1.0, "1", "t", "T", "TRUE", "True", "yes", "YES", "1.0", "0x1", Int64(1)])
def test_what_says_yes_or_equals_one_is_true(value: object) -> None:
    assert to_bool(value)


@pytest.mark.parametrize("value", [False, 0, 2, -1, 1.5, "", "on", "y", "2", "nil", None, [1], {}])
def test_all_else_is_false(value: object) -> None:
    assert not to_bool(value)


@pytest.mark.parametrize("value", [[1], (1,), b"a", []])
def test_lists_have_entries(value: object) -> None:
    assert require_items(value) is value


@pytest.mark.parametrize(("value", "found"), [(None, "nil"), ("a", "string"), ({}, "map[string]interface {}")])
def test_what_is_no_list_is_refused(value: object, found: str) -> None:
    with pytest.raises(FunctionError) as refused:
        require_items(value)
    assert str(refused.value) == f"expected a list, found {found}"


@pytest.mark.parametrize(
    ("count", "least", "most", "message"),
    [
        (0, 1, 2, "takes 1 to 2 arguments, not 0"),
        (3, 1, 2, "takes 1 to 2 arguments, not 3"),
        (1, 2, 2, "takes 2 arguments, not 1"),
    ],
)
def test_a_wrong_number_of_arguments_is_refused(count: int, least: int, most: int, message: str) -> None:
    require_count([None] * least, least, most)
    require_count([None] * most, least, most)
    with pytest.raises(FunctionError) as refused:
        require_count([None] * count, least, most)
    assert str(refused.value) == message
