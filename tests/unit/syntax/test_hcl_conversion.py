"""What Terraform's values become beside and as one another."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stackc.syntax.hcl_conversion import (
    Each,
    Every,
    Kind,
    Known,
    ListOf,
    MapOf,
    common_kind,
    convert,
    kind_name,
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


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        *((None, "any"), (True, "bool"), (ONE, "number"), ("a", "string")),
        *(([ONE], Each("tuple", {0: "number"})), ({"a": None}, Each("object", {"a": "any"}))),
        *((ListOf(["a"]), Every("list", "string")), (ListOf(), Every("list", "any"))),
        *((MapOf({"a": ONE}), Every("map", "number")), (MapOf(), Every("map", "any"))),
    ],
)
def test_a_value_has_a_kind(value: Known, kind: Kind) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        ("a", "text"),
        (ONE, "a number"),
        (True, "a boolean"),
        ([], "a list"),
        ({}, "a map"),
        (MapOf(), "a map"),
    ],
)
def test_a_value_has_a_name(value: Known, name: str) -> None:
    assert kind_name(value) == name


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("any", "bool", "bool"),
        ("bool", "any", "bool"),
        ("bool", "string", "string"),
        ("string", "number", "string"),
        ("number", "bool", None),
        (Every("list", "number"), Every("list", "string"), Every("list", "string")),
        (Every("list", "number"), Every("map", "number"), None),
        (Every("list", "number"), "string", None),
        (Every("list", "bool"), Each("tuple", {0: "string"}), Every("list", "string")),
        (Each("object", {"a": "bool"}), Every("map", "string"), Every("map", "string")),
        (Each("tuple", {0: "bool"}), Each("tuple", {0: "number"}), None),
        (Each("tuple", {0: "bool"}), Each("tuple", {0: "any"}), Each("tuple", {0: "bool"})),
        (Each("tuple", {}), Each("tuple", {0: "any"}), Every("list", "any")),
        (Each("object", {"a": "bool"}), Each("object", {"b": "number"}), None),
        (Every("list", Every("list", "any")), Every("list", Every("map", "any")), None),
    ],
)
def test_kinds_meet(left: Kind, right: Kind, expected: Kind | None) -> None:
    assert common_kind(left, right) == expected


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, "string", None),
        (ONE, "any", ONE),
        (ONE, "number", ONE),
        ([ONE, None], Every("list", "string"), ListOf(["1", None])),
        ({"a": ONE}, Every("map", "string"), MapOf({"a": "1"})),
        ([ONE, True], Each("tuple", {0: "string", 1: "bool"}), ["1", True]),
        ({"a": ONE, "b": ONE}, Each("object", {"a": "string", "b": "number"}), {"a": "1", "b": ONE}),
        (ListOf([[ONE]]), Every("list", Every("list", "string")), ListOf([ListOf(["1"])])),
    ],
)
def test_a_value_becomes_a_kind(value: Known, kind: Kind, expected: Known) -> None:
    found = convert(value, kind)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", True),
        ("1", True),
        ("false", False),
        ("0", False),
        (True, True),
        ("", None),
        ("True", None),
        (None, None),
    ],
)
def test_texts_that_mean_yes_or_no(value: Known, expected: bool | None) -> None:
    assert to_boolean(value) is expected
