from __future__ import annotations

import pytest

from stackc.base.value import Value
from stackc.syntax.type_constraint import parse_type
from stackc.syntax.type_convert import converted
from stackc.syntax.type_example import example_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("string", "unknown"),
        ("number", 0),
        ("bool", False),
        ("any", "unknown"),
        ("list(number)", []),
        ("set(string)", []),
        ("map(any)", {}),
        ("tuple([string, bool])", ["unknown", False]),
        ("object({a = number, b = optional(string), c = object({d = list(any)})})", {"a": 0, "c": {"d": []}}),
    ],
)
def test_a_type_has_an_example_that_terraform_takes(text: str, value: Value) -> None:
    type_ = parse_type(text)
    assert example_of(type_) == value
    converted(value, type_)


def test_text_stands_for_what_is_not_understood() -> None:
    assert example_of(None) == "unknown"
