"""What Terraform would make of a value. ``tests/e2e/test_variable_types.py`` holds the rules against Terraform itself."""

from __future__ import annotations

import pytest

from stackc.base.value import Call, Secret, Unknown, Value
from stackc.syntax.type_constraint import parse_type
from stackc.syntax.type_fit import Dropped, Fit, fit

PERSON = "object({ name = string, age = optional(number) })"


def of(value: Value, type_: str) -> Fit:
    parsed = parse_type(type_)
    assert parsed is not None
    return fit(value, parsed)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("string", 1),
        ("string", True),
        ("number", "1.5"),
        ("bool", "1"),
        ("list(string)", ["a", 1, None]),
        ("map(number)", {"a": "1"}),
        ("set(any)", [1, "a"]),
        ("any", Unknown("!terraform.state a .b")),
        (PERSON, {"name": "n"}),
        (f"map({PERSON})", {"a": {"name": 1, "age": "2"}, "b": None}),
    ],
)
def test_a_value_that_terraform_converts_fits(type_: str, value: Value) -> None:
    assert of(value, type_) == Fit()


@pytest.mark.parametrize(
    ("type_", "value", "path", "reason"),
    [
        ("list(string)", "a", (), "needs list(string), but this is a string"),
        ("string", ["a"], (), "needs string, but this is a list"),
        ("number", "many", (), "needs number, but this text is none"),
        ("number", True, (), "needs number, but this is a boolean"),
        ("bool", "yes", (), "needs bool, but this text is neither `true` nor `false`"),
        ("bool", 1, (), "needs bool, but this is a number"),
        ("list(number)", [1, "x"], (1,), "needs number, but this text is none"),
        ("map(list(string))", {"a": {}}, ("a",), "needs list(string), but this is a map"),
        ("tuple([string])", ["a", "b"], (), "needs 1 items, but this has 2"),
        ("list(any)", [1, [1]], (), "needs items of one kind, but these are of several"),
        (f"list({PERSON})", [{"age": 1}], (0,), "needs the attribute `name`"),
        (PERSON, {"name": "n", "age": []}, ("age",), "needs number, but this is a list"),
    ],
)
def test_what_is_refused_is_said_where_it_is(
    type_: str, value: Value, path: tuple[str | int, ...], reason: str
) -> None:
    [found] = of(value, type_).refused
    assert (found.path, found.reason) == (path, reason)


def test_each_part_that_is_refused_is_said() -> None:
    found = of({"a": "x", "b": 1, "c": []}, "map(number)")
    assert [each.path for each in found.refused] == [("a",), ("c",)]


def test_a_key_that_an_object_has_not_is_dropped_and_refused_by_nobody() -> None:
    found = of({"a": {"name": "n", "aeg": 1}}, f"map({PERSON})")
    assert found == Fit(dropped=(Dropped(("a", "aeg"), ("name", "age")),))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("string", Unknown("!terraform.state a .b")),
        ("list(string)", Call("!exec date")),
        ("number", Secret("many")),
        ("list(any)", [1, Unknown("x")]),
        ("number", "inf"),
        ("list(object({ a = any }))", [{"a": 1}, {"a": "x"}]),
    ],
)
def test_what_cannot_be_looked_at_neither_fits_nor_is_refused(type_: str, value: Value) -> None:
    found = of(value, type_)
    assert (found.refused, found.fits, bool(found.doubts)) == ((), False, True)


def test_beside_what_is_unknown_the_rest_is_still_refused() -> None:
    found = of([Unknown("x"), {}], "list(string)")
    assert [each.path for each in found.refused] == [(1,)]
    assert found.doubts
