"""Kinds of values that do not exist yet. ``tests/e2e/test_output_types.py`` holds the rules against Terraform itself."""

from __future__ import annotations

import pytest

from stackc.syntax.shape import (
    BOOL,
    LIST,
    MAP,
    NULL,
    NUMBER,
    STRING,
    Misfit,
    Shape,
    common,
    holding,
    misfits,
    nullable,
    shape_of_type,
    walked,
)
from stackc.syntax.type_constraint import parse_type

PERSON = "object({ name = string, age = optional(number) })"
MAYBE = nullable(STRING)


def refused(shape: Shape | None, type_: str) -> list[Misfit]:
    parsed = parse_type(type_)
    assert parsed is not None
    return list(misfits(shape, parsed))


@pytest.mark.parametrize(
    ("shape", "type_"),
    [
        pytest.param(STRING, "number", id="text may write a number"),
        pytest.param(NUMBER, "string", id="a number becomes text"),
        pytest.param(LIST, "set(string)", id="a list is a set in JSON"),
        pytest.param(LIST, "tuple([string])", id="it may have as many items"),
        pytest.param(MAP, PERSON, id="it may have the attributes"),
        pytest.param(holding("map", {"name": None, "more": LIST}), PERSON, id="what is too much is dropped"),
        pytest.param(holding("list", {0: LIST, 1: STRING}), "list(any)", id="items of any kind are not compared"),
        pytest.param(holding("list", {0: MAYBE}), "list(list(string))", id="null fits everything"),
        pytest.param(nullable(LIST), "string", id="as a whole, too"),
        pytest.param(NULL, "string", id="null itself"),
        pytest.param(None, "string", id="nothing is known"),
    ],
)
def test_what_may_become_a_value_of_the_type_is_not_refused(shape: Shape | None, type_: str) -> None:
    assert refused(shape, type_) == []


@pytest.mark.parametrize(
    ("shape", "type_", "expected"),
    [
        (LIST, "string", Misfit((), "string", "is a list")),
        (STRING, "list(string)", Misfit((), "list(string)", "is a string")),
        (BOOL, "number", Misfit((), "number", "is a boolean")),
        (NUMBER, "bool", Misfit((), "bool", "is a number")),
        (LIST, "map(any)", Misfit((), "map(any)", "is a list")),
        (MAP, "set(string)", Misfit((), "set(string)", "is a map")),
        (holding("list", {0: STRING, 1: LIST}), "list(string)", Misfit((1,), "string", "is a list")),
        (holding("list", {}), "tuple([string])", Misfit((), "1 items", "has 0")),
        (holding("map", {"age": NUMBER}), PERSON, Misfit((), "the attribute `name`", "does not have it")),
        (holding("map", {"name": STRING, "age": BOOL}), PERSON, Misfit(("age",), "number", "is a boolean")),
    ],
)
def test_what_terraform_never_converts_is_said_where_it_is(shape: Shape, type_: str, expected: Misfit) -> None:
    assert refused(shape, type_) == [expected]


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("any", None),
        ("set(any)", LIST),
        ("tuple([string, any])", holding("list", {0: MAYBE, 1: None})),
        (PERSON, holding("map", {"name": MAYBE, "age": nullable(NUMBER)})),
        ('object({ a = optional(string, "x") })', holding("map", {"a": STRING})),
        ("object({ a = optional(string, null) })", holding("map", {"a": MAYBE})),
    ],
)
def test_a_type_says_what_all_its_values_are(type_: str, expected: Shape | None) -> None:
    parsed = parse_type(type_)
    assert parsed is not None
    assert shape_of_type(parsed) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (STRING, NUMBER, STRING),
        (NUMBER, BOOL, None),
        (STRING, LIST, None),
        (STRING, NULL, MAYBE),
        (NULL, NULL, NULL),
        (STRING, None, None),
        (holding("list", {0: STRING}), holding("list", {0: STRING}), holding("list", {0: STRING})),
        (holding("list", {0: STRING}), holding("list", {}), LIST),
    ],
)
def test_one_of_two_is_what_terraform_makes_both(
    left: Shape | None, right: Shape | None, expected: Shape | None
) -> None:
    assert common(left, right) == common(right, left) == expected


def test_a_path_leads_to_what_is_surely_there() -> None:
    shape = holding("map", {"a": holding("list", {0: STRING})})
    assert walked(shape, ("a", 0)) == STRING
    assert [walked(shape, path) for path in (("b",), ("a", 1), ("a", 0, "b"), ("a", "0"))] == [None] * 4
    assert walked(LIST, (0,)) is None


def test_a_shape_of_too_many_parts_says_no_more_than_its_kind() -> None:
    shape = STRING
    for _ in range(100):
        shape = holding("list", {0: shape, 1: shape})
    assert shape.size < 5000
