"""The value a variable gets. ``tests/e2e/test_variable_conditions.py`` holds it against Terraform itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stackc.base.value import MISSING, Unknown, Value
from stackc.syntax.hcl_conversion import ListOf, MapOf
from stackc.syntax.type_constraint import parse_type
from stackc.syntax.type_convert import converted


def of(value: Value, type_: str) -> object:
    parsed = parse_type(type_)
    assert parsed is not None
    return converted(value, parsed)


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("string", 1.5, "1.5"),
        ("string", True, "true"),
        ("number", "0.5", Fraction(1, 2)),
        ("bool", "1", True),
        ("list(string)", [1, "a", None], ListOf(["1", "a", None])),
        ("set(string)", ["a", "a"], ListOf(["a"])),
        ("map(number)", {"a": "1"}, MapOf({"a": Fraction(1)})),
        ("tuple([string, any])", [1, 2], ["1", Fraction(2)]),
        ("any", "a", "a"),
        ("object({ a = string, b = optional(number, 3), c = optional(bool) })", {"a": 1, "d": 2},
         {"a": "1", "b": Fraction(3), "c": None}),
        ("object({ b = optional(number, 3) })", {"b": None}, {"b": Fraction(3)}),
    ],
)  # fmt: skip
def test_a_value_becomes_what_its_type_says(type_: str, value: Value, expected: object) -> None:
    found = of(value, type_)
    assert (found, found.__class__) == (expected, expected.__class__)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("any", [1]),
        ("list(any)", [1]),
        ("list(string)", [Unknown("x")]),
        ("object({ a = optional(string, local.x) })", {}),
    ],
)
def test_what_takes_more_than_is_here_is_not_known(type_: str, value: Value) -> None:
    assert of(value, type_) is MISSING
