"""JSON as Go writes and reads it."""

import math

import pytest

from stackc.go.duration import Duration
from stackc.go.faults import FunctionError
from stackc.go.json import JsonStyle, decode_json, encode_float, encode_json, encode_string
from stackc.go.limits import ENTRY_COST, MAX_DEPTH, MAX_TEXT, MAX_WORK
from stackc.go.terms import Terms
from stackc.go.time import Time
from stackc.go.values import Int64, NilList, NilStrings, StringMap, Strings

PLAIN, LINES = JsonStyle(html=False), JsonStyle(spacing="  ")


def terms() -> Terms:
    return Terms(False, lambda name: None)


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (Int64(-5), "-5"),
        (1.0, "1"),
        ("a", '"a"'),
        ("", '""'),
        (b"\x00\x01", '"AAE="'),
        (Duration(5), "5"),
        (Time(0), '"1970-01-01T00:00:00Z"'),
        ([], "[]"),
        (NilList(), "null"),
        (NilStrings(), "null"),
        (Strings(), "[]"),
        ({}, "{}"),
        ((1, [2, {}]), "[1,[2,{}]]"),
        ({"b": 1, "a": [None]}, '{"a":[null],"b":1}'),
        (StringMap(a="<"), '{"a":"\\u003c"}'),
        ({"<": 1, 2: 3}, '{"2":3,"\\u003c":1}'),
    ],
)
def test_a_value_is_written_in_one_line(value: object, shown: str) -> None:
    assert encode_json(terms(), value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ([], "[]"),
        ({}, "{}"),
        ([1, [2]], "[\n  1,\n  [\n    2\n  ]\n]"),
        ({"b": {"c": 1}, "a": []}, '{\n  "a": [],\n  "b": {\n    "c": 1\n  }\n}'),
    ],
)
def test_with_spacing_every_entry_has_a_line(value: object, shown: str) -> None:
    assert encode_json(terms(), value, LINES) == shown


@pytest.mark.parametrize(
    ("text", "escaped", "plain"),
    [
        ("a1", '"a1"', '"a1"'),
        ("<>&", r'"\u003c\u003e\u0026"', '"<>&"'),
        ("\"\\'/", '"\\"\\\\\'/"', '"\\"\\\\\'/"'),
        ("\b\f\n\r\t", r'"\b\f\n\r\t"', r'"\b\f\n\r\t"'),
        ("\0\x1f \x7f", '"\\u0000\\u001f \x7f"', '"\\u0000\\u001f \x7f"'),
        ("é\U0001f600", '"é\U0001f600"', '"é\U0001f600"'),
        ("\u2027\u2028\u2029", '"\u2027\\u2028\\u2029"', '"\u2027\\u2028\\u2029"'),
        ("\udcff", r'"\ufffd"', r'"\ufffd"'),
    ],
)
def test_text_is_escaped_for_html_unless_told_otherwise(text: str, escaped: str, plain: str) -> None:
    assert (encode_string(text), encode_string(text, html=False)) == (escaped, plain)
    assert encode_json(terms(), {text: text}, PLAIN) == f"{{{plain}:{plain}}}"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.0, "0"),
        (-0.0, "-0"),
        (1.5, "1.5"),
        (-1e20, "-100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e21, "1.5e+21"),
        (1e-6, "0.000001"),
        (-1.5e-7, "-1.5e-7"),
        (9.9e-7, "9.9e-7"),
        (1e-100, "1e-100"),
    ],
)
def test_a_float_has_an_exponent_when_it_is_far_from_one(number: float, shown: str) -> None:
    assert encode_float(number) == shown
    assert float(shown) == number


def test_a_style_may_write_floats_in_its_own_way() -> None:
    assert encode_json(terms(), [1.0, 2], JsonStyle(floats=repr)) == "[1.0,2]"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (math.inf, "inf has no form in JSON"),
        ([math.nan], "nan has no form in JSON"),
        ({"a": object()}, "*object has no form in JSON"),
    ],
)
def test_what_json_cannot_hold_is_refused(value: object, message: str) -> None:
    with pytest.raises(FunctionError) as found:
        encode_json(terms(), value)
    assert str(found.value) == message


def test_values_are_written_to_a_depth() -> None:
    assert encode_json(terms(), nested(MAX_DEPTH)).startswith("[[")
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} deep"):
        encode_json(terms(), nested(MAX_DEPTH + 1))


def test_a_text_of_json_is_no_longer_than_a_text_may_be() -> None:
    half = "x" * (MAX_TEXT // 2 - 2)
    assert len(encode_json(terms(), half + half)) == MAX_TEXT - 2
    with pytest.raises(FunctionError, match="more than"):
        encode_json(terms(), [half, half])


def test_every_piece_is_charged() -> None:
    charged = terms()
    encode_json(charged, ["ab"])
    assert MAX_WORK - charged.left == len('["ab"]') + 3 * ENTRY_COST


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        ("-0.5e1", -5.0),
        ('{"a": [1, null, true, "x"]}', {"a": [1.0, None, True, "x"]}),
        (' "\\u00e9" ', "é"),
    ],
)
def test_every_number_that_is_read_is_a_float(text: str, value: object) -> None:
    found = decode_json(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "-Infinity", "1 2", "{'a': 1}", "[1,]", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(FunctionError, match="invalid JSON"):
        decode_json(text)
