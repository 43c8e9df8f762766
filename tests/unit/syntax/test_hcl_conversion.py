"""What Terraform's values become beside and as one another."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stackc.syntax.hcl_conversion import (
    Known,
    ListOf,
    MapOf,
    common_kind,
    convert,
    kind_of,
    to_boolean,
    to_number,
    to_text,
)

ONE, TWO = Fraction(1), Fraction(2)


@pytest.mark.parametrize(
    ("value", "beside", "expected"),
    [
        pytest.param(ONE, "a", "1", id="a number beside text"),
        pytest.param(True, "a", "true", id="a boolean beside text"),
        pytest.param(None, ONE, None, id="null beside anything"),
        pytest.param([ONE], ["a"], ["1"], id="lists of one length, item by item"),
        pytest.param([ONE], ["a", "b"], ListOf(["1"]), id="lists of different lengths, all items"),
        pytest.param({"a": ONE}, {"a": "x"}, {"a": "1"}, id="maps with the same keys, key by key"),
        pytest.param({"a": ONE}, {"b": "x"}, MapOf({"a": "1"}), id="maps with different keys, all values"),
    ],
)
def test_two_values_meet_in_the_kind_both_can_become(value: Known, beside: Known, expected: Known) -> None:
    kind = common_kind(kind_of(value), kind_of(beside))
    assert kind is not None
    assert convert(value, kind) == expected
    assert type(convert(value, kind)) is type(expected)


@pytest.mark.parametrize(
    ("value", "beside"),
    [
        pytest.param(ONE, True, id="number and boolean"),
        pytest.param([], {}, id="list and map"),
        pytest.param([], "", id="list and text"),
        pytest.param([ONE], [[]], id="items that do not meet"),
        pytest.param({"a": ONE}, {"b": True}, id="values that do not meet"),
    ],
)
def test_some_values_do_not_meet(value: Known, beside: Known) -> None:
    assert common_kind(kind_of(value), kind_of(beside)) is None
    assert common_kind(kind_of(beside), kind_of(value)) is None


def test_scalars_convert_where_the_text_says_so() -> None:
    assert (to_text(TWO), to_text(True), to_text(None), to_text([])) == ("2", "true", None, None)
    assert (to_number("2"), to_number(True), to_number("x")) == (TWO, None, None)
    assert (to_boolean("true"), to_boolean("0"), to_boolean(ONE), to_boolean("yes")) == (True, False, None, None)
