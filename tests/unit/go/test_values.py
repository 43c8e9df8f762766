"""Types, kinds and truth of values."""

import pytest

from stackc.go import values
from stackc.go.drafts import Draft
from stackc.go.duration import Duration
from stackc.go.time import Time, Weekday
from stackc.go.url import Url, UrlValue
from stackc.go.values import (
    NULL,
    GoObject,
    Missing,
    is_true,
    kind_name,
    sorted_keys,
    truncate_float,
    type_name,
    wrap_int64,
)

SIGN = 1 << 63


@pytest.mark.parametrize(
    ("value", "type_", "kind"),
    [
        (True, "bool", "bool"),
        (1, "int", "int"),
        (1.5, "float64", "float64"),
        ("a", "string", "string"),
        (b"a", "[]uint8", "slice"),
        ({}, "map[string]interface {}", "map"),
        (Draft({}, lambda value: value), "map[string]interface {}", "map"),
        ([], "[]interface {}", "slice"),
        ((), "[]interface {}", "slice"),
        (None, "<nil>", "invalid"),
        (NULL, "<nil>", "invalid"),
        (Missing(("a",)), "<nil>", "invalid"),
        (values.Int64(1), "int64", "int64"),
        (values.Int32(1), "int32", "int32"),
        (values.Uint8(1), "uint8", "uint8"),
        (values.Uint32(1), "uint32", "uint32"),
        (values.Uint64(1), "uint64", "uint64"),
        (values.Strings(), "[]string", "slice"),
        (values.NilStrings(), "[]string", "slice"),
        (values.NilList(), "[]interface {}", "slice"),
        (values.Ints(), "[]int", "slice"),
        (values.Int64s(), "[]int64", "slice"),
        (values.Floats(), "[]float64", "slice"),
        (values.Bools(), "[]bool", "slice"),
        (values.StringLists(), "[][]string", "slice"),
        (values.StringMaps(), "[]map[string]string", "slice"),
        (values.StringListMap(), "map[string][]string", "map"),
        (values.Lists(), "[][]interface {}", "slice"),
        (values.StringMap(), "map[string]string", "map"),
        (Time(0), "time.Time", "struct"),
        (Duration(1), "time.Duration", "int64"),
        (Weekday(1), "time.Weekday", "int"),
        (UrlValue(Url()), "*url.URL", "ptr"),
        (GoObject(), "struct {}", "struct"),
        (object(), "*object", "ptr"),
    ],
)
def test_every_value_has_a_type_and_a_kind_of_go(value: object, type_: str, kind: str) -> None:
    assert (type_name(value), kind_name(value)) == (type_, kind)


@pytest.mark.parametrize(
    "value", [True, 1, -1, 0.1, "a", " ", b"a", {"a": None}, [None], Time(0), Duration(1), GoObject()]
)
def test_what_is_not_empty_is_true(value: object) -> None:
    assert is_true(value)


@pytest.mark.parametrize(
    "value",
    [False, 0, 0.0, "", b"", {}, Draft({}, lambda value: value), [], (), None, NULL, Missing(("a",)), Duration(0)],
)
def test_what_is_nothing_or_empty_is_false(value: object) -> None:
    assert not is_true(value)


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        pytest.param(["b", "a", "B", "é"], ["B", "a", "b", "é"], id="by their characters"),
        pytest.param([10, 9.5, 9], [9, 9.5, 10], id="numbers by value"),
        pytest.param([True, False], [False, True], id="false first"),
        pytest.param(["b", 3, True, None, "a", 2, False], [None, False, True, 2, 3, "a", "b"], id="by kind"),
    ],
)
def test_keys_have_an_order(keys: list[object], order: list[object]) -> None:
    assert list(sorted_keys(dict.fromkeys(keys))) == order


@pytest.mark.parametrize(
    ("number", "held"),
    [
        (0, 0),
        (SIGN - 1, SIGN - 1),
        (-SIGN, -SIGN),
        (SIGN, -SIGN),
        (-SIGN - 1, SIGN - 1),
        (2 * SIGN, 0),
        (3 * SIGN, -SIGN),
    ],
)
def test_numbers_overflow_in_64_bits(number: int, held: int) -> None:
    assert wrap_int64(number) == held


@pytest.mark.parametrize(
    ("number", "held"),
    [(1.9, 1), (-1.9, -1), (float(-SIGN), -SIGN), (float(SIGN), -SIGN), (1e300, -SIGN), (float("nan"), -SIGN)],
)
def test_a_float_loses_its_fraction_and_what_does_not_fit_is_the_smallest(number: float, held: int) -> None:
    assert truncate_float(number) == held


def test_an_object_shows_nothing_of_its_own() -> None:
    assert (GoObject().text(), GoObject().json()) == ("{}", "{}")
