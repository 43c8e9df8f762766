"""Terraform's JSON syntax: the same blocks, at the places of their names."""

from __future__ import annotations

import json

import pytest

from stackc.base.value import MISSING, Value
from stackc.syntax.hcl import Block, Expression, Fault
from stackc.syntax.hcl_json import MAX_DEPTH, literal_value, read_blocks

LABELS = {"v": 1, "t": 0}
NESTED = {"backend": 1, "cloud": 0}


def blocks(text: str) -> tuple[Block, ...]:
    reading = read_blocks(text, LABELS, NESTED)
    assert reading.fault is None
    return reading.blocks


def named(text: str) -> list[tuple[str, tuple[str, ...], list[str], list[tuple[str, tuple[str, ...]]]]]:
    """Type, labels, arguments and blocks inside, of each block."""
    return [(b.type, b.labels, list(b.arguments), [(i.type, i.labels) for i in b.blocks]) for b in blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{}", [], id="nothing"),
        pytest.param("null", [], id="null"),
        pytest.param("[]", [], id="a list of nothing"),
        pytest.param('{"v": {"x": {}}}', [("v", ("x",), [], [])], id="an object by name"),
        pytest.param('{"v": {"x": {}, "y": {}}}', [("v", ("x",), [], []), ("v", ("y",), [], [])], id="two names"),
        pytest.param('{"v": [{"x": {}}, {"y": {}}]}', [("v", ("x",), [], []), ("v", ("y",), [], [])], id="a list"),
        pytest.param('{"v": {"x": [{}, {}]}}', [("v", ("x",), [], []), ("v", ("x",), [], [])], id="one name twice"),
        pytest.param('{"v": null}', [], id="no blocks"),
        pytest.param('{"v": {"x": null}}', [], id="no block of a name"),
        pytest.param('[{"t": {}}, {"t": {}}]', [("t", (), [], []), ("t", (), [], [])], id="a list of roots"),
        pytest.param('{"t": [{}, {}]}', [("t", (), [], []), ("t", (), [], [])], id="blocks without labels"),
        pytest.param('{"z": 1, "t": {}}', [("t", (), [], [])], id="other keys"),
        pytest.param('{"//": {"t": {}}, "t": {"//": 1, "a": 1}}', [("t", (), ["a"], [])], id="comments"),
        pytest.param('{"t": {"backend": {"s3": {"k": 1}}}}', [("t", (), [], [("backend", ("s3",))])], id="inside"),
        pytest.param('{"t": {"cloud": {}, "a": 1}}', [("t", (), ["a"], [("cloud", ())])], id="inside, no label"),
        pytest.param('{"\\u0074": {}}', [("t", (), [], [])], id="an escaped name"),
    ],
)
def test_objects_are_blocks(text: str, expected: object) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("value", "source"),
    [
        *(("1", "1"), ("-1.5e3", "-1.5e3"), ("true", "true"), ("null", "null"), ('"a"', '"a"'), ('"a,}\\""', '"a,}\\""')),
        *(("[1, [2]]", "[1, [2]]"), ('{"b": "}"}', '{"b": "}"}'), ('["]", "["]', '["]", "["]'), ("[]", "[]"), ("{}", "{}")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("after", ["", " ", ', "z": 1', '\n,"z":[2]'])
def test_an_argument_is_the_json_of_its_value(value: str, source: str, after: str) -> None:
    [block] = blocks(f'{{"t": {{"a" : {value}{after}}}}}')
    assert block.arguments["a"] == Expression(source, json=True, start=13)
    assert ("z" in block.arguments) is ("z" in after)


def test_a_block_stands_at_its_name() -> None:
    text = '{\n "v" : { "x" : {} }, "t": [{}, {"cloud": {}}]}'
    found = blocks(text)
    assert [text[block.start : block.end] for block in found] == ['"x"', '"t"', '"t"']
    assert text[found[2].blocks[0].start : found[2].blocks[0].end] == '"cloud"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{"t": 1}', ("a block must be a JSON object", 6, 7, "not an object"), id="a number"),
        pytest.param('{"t": "x"}', ("a block must be a JSON object", 6, 7, "not an object"), id="text"),
        pytest.param('{"t": [{}, 1]}', ("a block must be a JSON object", 11, 12, "not an object"), id="in a list"),
        pytest.param('{"t": [null]}', ("a block must be a JSON object", 7, 8, "not an object"), id="null in a list"),
        pytest.param('{"v": {"x": 1}}', ("a block must be a JSON object", 12, 13, "not an object"), id="of a name"),
        pytest.param("1", ("a block must be a JSON object", 0, 1, "not an object"), id="the root"),
        pytest.param('{"t": {"ab": 1, "ab": 2}}', ("argument `ab` is given twice", 16, 20, "given again here"), id="twice"),
        pytest.param('{"a": NaN}', ("invalid JSON: `NaN` is no JSON number", 6, 7, "here"), id="NaN"),
        pytest.param('{"a": -Infinity}', ("invalid JSON: `-Infinity` is no JSON number", 6, 7, "here"), id="infinity"),
        pytest.param('{"t": {} , }', ("invalid JSON: a comma before the end", 9, 10, "here"), id="comma in an object"),
        pytest.param("[1,\n]", ("invalid JSON: a comma before the end", 2, 3, "here"), id="comma in a list"),
        pytest.param('{"a"}', ("invalid JSON: expecting ':' delimiter", 4, 5, "here"), id="no value"),
        pytest.param("", ("invalid JSON: expecting value", 0, 1, "here"), id="nothing"),
        pytest.param("{} {}", ("invalid JSON: extra data", 3, 4, "here"), id="two values"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, expected: tuple[str, int, int, str]) -> None:
    assert read_blocks(text, LABELS, NESTED).fault == Fault(*expected)


def test_what_was_read_before_a_mistake_is_kept() -> None:
    reading = read_blocks('{"v": {"x": {}}, "t": 1}', LABELS, NESTED)
    assert [block.labels for block in reading.blocks] == [("x",)]


def test_json_is_nested_a_hundred_deep_at_most() -> None:
    assert MAX_DEPTH == 100
    assert read_blocks('{"a":' + "[" * 99 + "]" * 99 + "}", LABELS, NESTED).fault is None
    deep = read_blocks('{"a":' + "[" * 100 + "]" * 100 + "}", LABELS, NESTED).fault
    assert deep == Fault("invalid JSON: nested too deeply", 104, 105, "here")


def test_brackets_in_strings_are_no_depth() -> None:
    assert read_blocks(json.dumps({"a": "[" * 200, "b": '"' + "{" * 200}), LABELS, NESTED).fault is None


def test_numbers_of_any_length_are_json() -> None:
    assert read_blocks('{"a": ' + "1" * 5000 + "}", LABELS, NESTED).fault is None


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ('"a"', "a"),
        ("[1, null]", [1, None]),
        ("1e999", MISSING),
        ("1" * 5000, MISSING),
        ("-1e999", MISSING),
    ],
)
def test_a_value_that_can_be_held_is_read(source: str, value: Value) -> None:
    assert literal_value(source) == value
