"""YAML as gomplate reads and writes it."""

import math

import pytest

from stackc.go.duration import Duration
from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_DEPTH, MAX_WORK, VISIT_COST
from stackc.go.terms import Exhausted, Terms
from stackc.go.time import Time
from stackc.go.yaml import read_yaml, resolve_scalar, write_yaml


def terms() -> Terms:
    return Terms(False, lambda name: None)


def read(text: str) -> object:
    return read_yaml(terms(), text)


def write(value: object) -> str:
    return write_yaml(terms(), value)


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        *((text, text) for text in ("nUll", "tRue", "y", "yes", "on", "no", "off", "N")),
        (".inf", math.inf),
        ("+.Inf", math.inf),
        ("-.INF", -math.inf),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("1_000", 1000),
        ("0x1F", 31),
        ("-0x1F", -31),
        ("0o17", 15),
        ("017", 15),
        ("-017", -15),
        ("0b101", 5),
        ("08", 8.0),
        ("0o8", "0o8"),
        ("0x", "0x"),
        ("18446744073709551615", (1 << 64) - 1),
        ("18446744073709551616", float(1 << 64)),
        ("-9223372036854775808", -(1 << 63)),
        ("-9223372036854775809", -float((1 << 63) + 1)),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-1", -0.15),
        ("1_0.5", 10.5),
        ("_1", "_1"),
        ("_1.5", "_1.5"),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("1e", "1e"),
        ("9" * 79, float("9" * 79)),
        ("1" * 400, "1" * 400),
        ("a", "a"),
        ("2020-13-01", "2020-13-01"),
        ("2020-01-01x", "2020-01-01x"),
        ("1:30", "1:30"),
    ],
)
def test_a_plain_scalar_has_a_type(text: str, value: object) -> None:
    found = resolve_scalar(text)
    assert (found, type(found)) == (value, type(value))


def test_what_is_no_number_is_a_float_too() -> None:
    found = resolve_scalar(".NaN")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2020-01-02", "2020-01-02 00:00:00 +0000 UTC"),
        ("2020-1-2", "2020-01-02 00:00:00 +0000 UTC"),
        ("2020-01-02T03:04:05Z", "2020-01-02 03:04:05 +0000 UTC"),
        ("2020-01-02t03:04:05.5+01:00", "2020-01-02 03:04:05.5 +0100 +0100"),
        ("2020-01-02 03:4:5", "2020-01-02 03:04:05 +0000 UTC"),
    ],
)
def test_a_date_is_a_moment(text: str, shown: str) -> None:
    found = resolve_scalar(text)
    assert isinstance(found, Time)
    assert found.text() == shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("---\n---\na: 1\n---\nb: 2\n", {"a": 1}),
        ("a: 1\nb: [x, 'y', \"1\", 1]", {"a": 1, "b": ["x", "y", "1", 1]}),
        ("1: a\ntrue: b\n~: c\n1.5: d", {"1": "a", "true": "b", "nil": "c", "1.5": "d"}),
        ("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3", {"a": {"k": 1, "l": 2}, "b": {"l": 3, "k": 1}}),
        (
            "x: &x {k: 1}\ny: &y {k: 2, m: 3}\nz: {<<: [*x, *y]}",
            {"x": {"k": 1}, "y": {"k": 2, "m": 3}, "z": {"k": 1, "m": 3}},
        ),
        ('"<<": 1', {"<<": 1}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ('"1"', "1"),
    ],
)
def test_text_is_read(text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    "text", ["a: [", "a: b: c", "- a\nb", "{<<: 1}", "{<<: [1]}", "!foo a", "*x", "\tx: 1", "[" * 5000]
)
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(FunctionError) as found:
        read(text)
    assert str(found.value).startswith("invalid YAML: ")
    assert "\n" not in str(found.value)


def test_reading_is_charged_by_the_character() -> None:
    charged = terms()
    read_yaml(charged, "a: 1")
    assert MAX_WORK - charged.left == 400
    with pytest.raises(Exhausted):
        read_yaml(terms(), "a" * (MAX_WORK // 100 + 1))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null\n"),
        (True, "true\n"),
        (False, "false\n"),
        (5, "5\n"),
        (1.0, "1\n"),
        (1.5e10, "1.5e+10\n"),
        (math.inf, ".inf\n"),
        (-math.inf, "-.inf\n"),
        (math.nan, ".nan\n"),
        (Duration(1000), "1µs\n"),
        ({}, "{}\n"),
        ([], "[]\n"),
        ({"b": 1, "a": {"c": []}}, "a:\n  c: []\nb: 1\n"),
        ([1, [2, [3]], {"a": 1, "b": 2}], "- 1\n- - 2\n  - - 3\n- a: 1\n  b: 2\n"),
        ({"l": [{"x": [1]}, "s"]}, "l:\n  - x:\n      - 1\n  - s\n"),
        ({"a": "x\ny"}, "a: |-\n  x\n  y\n"),
        ({"a": {"b": "x\n\ny\n"}}, "a:\n  b: |\n    x\n\n    y\n"),
        ({"a": "x\n\n\n"}, "a: |+\n  x\n\n\n"),
        ({"a": " x\n"}, "a: |2\n   x\n"),
        ({"a": "\nx"}, "a: |2-\n\n  x\n"),
        ("x\ny\n", "|\n  x\n  y\n"),
        (["x\ny"], "- |-\n  x\n  y\n"),
        ({"a": "\n"}, "a: |2+\n"),
        ({"a": "x \ny"}, 'a: "x \\ny"\n'),
        ({"a": "x\n\0"}, 'a: "x\\n\\0"\n'),
        ({"x\ny": 1}, '"x\\ny": 1\n'),
        ({1: 2}, '"1": 2\n'),
    ],
)
def test_a_value_is_written_in_blocks(value: object, text: str) -> None:
    assert write(value) == text


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (["b", "a", "B"], ["B", "a", "b"]),
        (["a10", "a9", "a1"], ["a1", "a9", "a10"]),
        (["b", "1", "_"], ["_", "'1'", "b"]),
        (["a", "a1", "a_"], ["a", "a_", "a1"]),
        (["a01", "a1"], ["a1", "a01"]),
        (["é", "z"], ["z", "é"]),
    ],
)
def test_keys_are_sorted_signs_before_digits_before_letters(keys: list[str], order: list[str]) -> None:
    shown = [line.removesuffix(": null").replace('"', "'") for line in write(dict.fromkeys(keys)).splitlines()]
    assert shown == order


@pytest.mark.parametrize(
    "text", ["a", "a b", "a-b", "-a", "?a", ":a", "a:b", "a#b", "é", "1.2.3", "a,b", "x'y", "=", "_1"]
)
def test_text_is_plain_where_that_means_the_same(text: str) -> None:
    assert write(text) == f"{text}\n"
    assert read(write(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a", "#a", ",a", "[a", "]", "{a", "}", " a"),
        *("a ", "a:", "-", "- a", "? a", ": a", "a: b", "a #b", "---", "...a", '"a'),
    ],
)
def test_text_that_would_mean_something_stands_in_single_quotes(text: str) -> None:
    assert write(text) == "'" + text.replace("'", "''") + "'\n"
    assert read(write(text)) == text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        *((text, f'"{text}"') for text in ("", "~", "null", "true", "1", "1.5", "0x1F", "017", ".inf", "1_000")),
        *((text, f'"{text}"') for text in ("y", "Yes", "on", "NO", "off", "n", "1:30", "1:30.5", "2020-01-02")),
        ("2020-13-99", '"2020-13-99"'),
        ("\t", '"\\t"'),
        ('a"b\\\x07', '"a\\"b\\\\\\a"'),
        ("\x1b\x85\u2028\u2029", '"\\e\\N\\L\\P"'),
        ("\x01\x9f", '"\\x01\\x9F"'),
        ("\ufeff\ufffe", '"\\uFEFF\\uFFFE"'),
        ("\U0001f600", '"\\U0001F600"'),
        ("é\x7f", '"é\\x7F"'),
    ],
)
def test_text_that_would_be_read_as_something_else_stands_in_double_quotes(text: str, quoted: str) -> None:
    assert write(text) == f"{quoted}\n"
    assert read(write(text)) == text


def test_values_are_written_to_a_depth() -> None:
    assert write(nested(MAX_DEPTH + 1)).startswith("- - ")
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} deep"):
        write(nested(MAX_DEPTH + 2))


def test_every_line_is_charged() -> None:
    charged = terms()
    write_yaml(charged, {"ab": 1, "c": 2})
    assert MAX_WORK - charged.left == len("ab: 1" + "c: 2") + 2 * VISIT_COST


def test_a_text_of_yaml_is_no_longer_than_a_text_may_be() -> None:
    half = "x" * 2_000_000
    with pytest.raises(FunctionError, match="more than"):
        write([half, half])
