"""Type constraints: what they mean, how they are shown, and what is none."""

from __future__ import annotations

import pytest

from stackc.base.value import MISSING
from stackc.syntax.hcl_expression import one_line
from stackc.syntax.type_constraint import (
    ANY,
    BOOL,
    MAX_DEPTH,
    NUMBER,
    STRING,
    Collection,
    Member,
    ObjectType,
    TupleType,
    parse_type,
    type_text,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("string", STRING),
        ("any", ANY),
        ("list", Collection("list", ANY)),
        ("map", Collection("map", ANY)),
        ("set(bool)", Collection("set", BOOL)),
        ("map(list(number))", Collection("map", Collection("list", NUMBER))),
        ("tuple([string, number,])", TupleType((STRING, NUMBER))),
        ("tuple([])", TupleType(())),
        ("object({})", ObjectType(())),
        ('object({ a = string, "b-c": number })', ObjectType((Member("a", STRING), Member("b-c", NUMBER)))),
        ("object({ a = optional(string) })", ObjectType((Member("a", STRING, is_optional=True),))),
    ],
)
def test_a_constraint_means_a_type(text: str, meant: object) -> None:
    assert parse_type(text) == meant


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ('"x"', "x"),
        ("3", 3),
        ("null", None),
        ("{ a = [1, 2], }", {"a": [1, 2]}),
        ('["a", "b"]', ["a", "b"]),
        ('"${local.x}"', MISSING),
        ("tolist([])", MISSING),
    ],
)
def test_an_optional_attribute_has_the_default_that_is_a_literal(default: str, value: object) -> None:
    parsed = parse_type(one_line(f"object({{ a = optional(any, {default}) }})"))
    assert parsed == ObjectType((Member("a", ANY, is_optional=True, has_default=True, default=value),))  # type: ignore[arg-type]


def test_line_ends_separate_attributes() -> None:
    text = one_line("object({\n  a = string # comment\n  b = optional(\n    number\n  )\n})")
    assert parse_type(text) == ObjectType((Member("a", STRING), Member("b", NUMBER, is_optional=True)))


@pytest.mark.parametrize(
    "text",
    [
        *("", "strng", "set", "tuple", "object", "list()", "list(string", "list(string) x", "list(string, number)"),
        *("optional(string)", "object({ a })", "object({ a = optional() })", "object({ a = string b = string })"),
        *(
            "tuple(string)",
            "tuple([string number])",
            '"string"',
            "object({ a = optional(string, })",
            "list(optional(any))",
        ),
        "list(" * (MAX_DEPTH + 2) + "any" + ")" * (MAX_DEPTH + 2),
    ],
)
def test_anything_else_is_no_type(text: str) -> None:
    assert parse_type(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("list(object({ a = string, b = optional(map(any)) }))", "list(object({ a, b }))"),
        ("object({ a = any, b = any, c = any, d = any, e = any })", "object({ a, b, c, d, … })"),
        ("tuple([string, set(bool)])", "tuple([string, set(bool)])"),
    ],
)
def test_a_type_is_shown_as_it_is_written_and_objects_in_short(text: str, shown: str) -> None:
    parsed = parse_type(text)
    assert parsed is not None
    assert type_text(parsed) == shown
