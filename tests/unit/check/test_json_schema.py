"""JSON Schemas and values of which a part is not known: only what is wrong of every value they may have is said."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from stackc.base.value import Append, Call, Secret, Unknown, Value
from stackc.check.json_schema import LONGEST, Unusable, find_misfits, opened, read_schema
from tests.kit.world import MemoryWorld

SEEN = "{'a': <unknown>, 'l': [<unknown>, 1]}"
UNKNOWN = Unknown("!exec x")


def told(schema: Mapping[str, object], value: Value) -> list[tuple[str, tuple[str | int, ...]]]:
    validator = read_schema(MemoryWorld({"s.json": json.dumps(schema)}), "s.json")
    assert not isinstance(validator, Unusable)
    found = find_misfits(validator, opened(value))
    assert not isinstance(found, Unusable)
    return [(each.reason, each.path) for each in found]


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"type": "integer"}, id="a type"),
        pytest.param({"enum": [1]}, id="one of some"),
        pytest.param({"const": {"a": 1}}, id="a constant"),
        pytest.param({"pattern": "^x"}, id="a pattern"),
        pytest.param({"required": ["b"], "type": "object"}, id="keys of it"),
        pytest.param({"not": {"type": "integer"}}, id="what it must not be"),
        pytest.param({"oneOf": [{"type": "integer"}, {"minimum": 3}]}, id="one of two"),
        pytest.param({"allOf": [{"type": "integer"}, {"type": "string"}]}, id="what nothing is"),
        pytest.param({"$ref": "#/$defs/n", "$defs": {"n": {"type": "integer"}}}, id="a reference"),
    ],
)
@pytest.mark.parametrize("value", [UNKNOWN, Call("!exec x"), Secret("s")], ids=["unknown", "call", "secret"])
def test_what_is_not_known_fits_whatever_is_asked(keywords: Mapping[str, object], value: Value) -> None:
    assert told({"properties": {"a": keywords}, "required": ["a"], **keywords_of_root(keywords)}, {"a": value}) == []


def keywords_of_root(keywords: Mapping[str, object]) -> Mapping[str, object]:
    return {"$defs": keywords["$defs"]} if "$defs" in keywords else {}


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"not": {"properties": {"a": {"const": 1}}}}, id="not"),
        pytest.param({"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}, id="then"),
        pytest.param({"if": {"properties": {"a": {"const": 1}}}, "else": {"required": ["b"]}}, id="else"),
        pytest.param({"const": {"a": 1}}, id="const"),
        pytest.param({"enum": [{"a": 1}, {"a": 2}]}, id="enum"),
        pytest.param({"oneOf": [{"properties": {"a": {"const": 1}}}, {"required": ["a"]}]}, id="oneOf"),
        pytest.param({"properties": {"l": {"contains": {"const": 1}, "maxContains": 1}}}, id="contains"),
        pytest.param({"properties": {"l": {"uniqueItems": True}}}, id="uniqueItems"),
        pytest.param(
            {"if": {"properties": {"a": {"const": 1}}}, "then": {"properties": {"l": True}}, "unevaluatedProperties": False},
            id="unevaluatedProperties",
        ),
    ],
)  # fmt: skip
def test_a_schema_does_not_refuse_what_a_value_may_still_mend(schema: Mapping[str, object]) -> None:
    assert told(schema, {"a": UNKNOWN, "l": [UNKNOWN, UNKNOWN, 1]}) == []


@pytest.mark.parametrize(
    ("schema", "reason", "path"),
    [
        ({"required": ["b"]}, "'b' is a required property", ()),
        ({"additionalProperties": False, "properties": {"l": {}}}, "the key `a` is not allowed here", ("a",)),
        ({"properties": {"l": {"items": {"type": "string"}}}}, "1 is not of type 'string'", ("l", 1)),
        ({"properties": {"l": {"maxItems": 1}}}, "[<unknown>, 1] is too long", ("l",)),
        (
            {"oneOf": [{"required": ["b"]}, {"required": ["c"]}]},
            f"{SEEN} is not valid under any of the given schemas",
            (),
        ),
        ({"type": "array"}, f"{SEEN} is not of type 'array'", ()),
    ],
)
def test_what_no_value_could_mend_is_said(
    schema: Mapping[str, object], reason: str, path: tuple[str | int, ...]
) -> None:
    assert told(schema, {"a": UNKNOWN, "l": [UNKNOWN, 1]}) == [(reason, path)]


def test_a_secret_is_in_no_message() -> None:
    [(reason, _)] = told({"maxProperties": 0}, {"a": Secret("hunter2hunter2")})
    assert "hunter2" not in reason
    assert "<secret>" in reason


def test_of_a_large_value_only_the_kind_is_said() -> None:
    assert told({"type": "array"}, {"a": "x" * LONGEST}) == [("a map is not of type 'array'", ())]


def test_a_list_that_appends_is_a_list() -> None:
    assert told({"properties": {"a": {"type": "array", "items": {"type": "string"}}}}, {"a": Append(["x"])}) == []


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        pytest.param("{\n  ]", "it is no JSON: ", 2, id="no JSON"),
        pytest.param(b"\xff\xfe\x00", "it is no JSON: ", 1, id="no text"),
        pytest.param("[" * 100_000, "it is no JSON: ", 1, id="too deep"),
        pytest.param('{"type": 7}', "it is no JSON Schema: ", 1, id="no schema"),
        pytest.param('{"pattern": "("}', "it is no JSON Schema: ", 1, id="a pattern that is none"),
        pytest.param("3", "it is no JSON Schema: ", 1, id="a number"),
        pytest.param('{"$schema": []}', "it is no JSON Schema: ", 1, id="a draft that is none"),
    ],
)
def test_a_schema_that_cannot_be_read_says_why_and_where(text: str | bytes, reason: str, line: int) -> None:
    found = read_schema(MemoryWorld({"s.json": text}), "s.json")
    assert isinstance(found, Unusable)
    assert found.reason.startswith(reason)
    assert found.line == line


def test_a_schema_that_refers_to_itself_is_unusable_and_no_crash() -> None:
    validator = read_schema(MemoryWorld({"s.json": '{"$ref": "#"}'}), "s.json")
    assert not isinstance(validator, Unusable)
    assert find_misfits(validator, {}) == Unusable("it refers to itself without end")
