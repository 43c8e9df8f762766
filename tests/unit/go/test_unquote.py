"""Go literals; answers are those of ``strconv`` and ``text/template/parse``."""

import math

import pytest

from stackc.go.unquote import LiteralError, parse_float, parse_number, unquote_character, unquote_string


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('""', ""),
        ('"a"', "a"),
        (r'"\a\b\f\n\r\t\v\\\""', '\a\b\f\n\r\t\v\\"'),
        (r'"\x41\101\u00e9\U0001f600"', "AAé\U0001f600"),
        (r'"\x7f\x80"', "\x7f\udc80"),
        (r'"\377"', "\udcff"),
        (r'"\xc3\xa9"', "é"),
        (r'"\ud7ff\ue000\U0010ffff"', "\ud7ff\ue000\U0010ffff"),
        ('`a\rb\\n"`', 'ab\\n"'),
    ],
)
def test_a_string_is_unquoted(source: str, text: str) -> None:
    assert unquote_string(source) == text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (r'"\'"', r"unknown escape in a string: `\'`"),
        (r'"a\q"', r"unknown escape in a string: `\q`"),
        (r'"\x4"', r"unknown escape in a string: `\x`"),
        (r'"\u12"', r"unknown escape in a string: `\u`"),
        (r'"\400"', r"`\400` is more than a byte"),
        (r'"\ud800"', r"`\ud800` is not a character"),
        (r'"\udfff"', r"`\udfff` is not a character"),
        (r'"\U00110000"', r"`\U00110000` is not a character"),
    ],
)
def test_an_escape_that_is_none_is_refused(source: str, message: str) -> None:
    with pytest.raises(LiteralError) as found:
        unquote_string(source)
    assert str(found.value) == message


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("'a'", 97),
        ("'é'", 233),
        (r"'\''", 39),
        ("'\"'", 34),
        (r"'\n'", 10),
        (r"'\x41'", 65),
        (r"'\xff'", 255),
        (r"'\377'", 255),
        (r"'\x80'", 128),
        (r"'\u00e9'", 233),
    ],
)
def test_a_character_is_its_code(source: str, code: int) -> None:
    assert unquote_character(source) == code


@pytest.mark.parametrize("source", ["''", "'ab'", "'''", r"'\"'", r"'\400'", r"'\uD800'", r"'\q'"])
def test_what_is_not_one_character_is_refused(source: str) -> None:
    with pytest.raises(LiteralError):
        unquote_character(source)


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("0", 0),
        ("-0", 0),
        ("+1", 1),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0X_f", 15),
        ("-0x1F", -31),
        ("0b101", 5),
        ("0o17", 15),
        ("017", 15),
        ("0_7", 7),
        ("9223372036854775807", (1 << 63) - 1),
        ("-9223372036854775808", -(1 << 63)),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("1_0.5_0", 10.5),
        ("0x1p4", 16.0),
        ("0x1.8p1", 3.0),
        ("-0x.8p0", -0.5),
        ("08.5", 8.5),
        ("089e1", 890.0),
        ("1e1_0", 1e10),
    ],
)
def test_a_number_is_an_int_where_go_takes_it_for_one(source: str, number: float) -> None:
    found = parse_number(source)
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "`` is not a number"),
        ("08", "`08` is not a number"),
        ("089", "`089` is not a number"),
        ("1__0", "`1__0` is not a number"),
        ("1_", "`1_` is not a number"),
        ("0x", "`0x` is not a number"),
        ("0x1.8", "`0x1.8` is not a number"),
        ("0b12", "`0b12` is not a number"),
        ("1e", "`1e` is not a number"),
        ("--1", "`--1` is not a number"),
        ("1.5.2", "`1.5.2` is not a number"),
        ("1i", "complex numbers are not supported"),
        ("1e400", "`1e400` is too large"),
        ("-1e400", "`-1e400` is too large"),
        ("9223372036854775808", "`9223372036854775808` does not fit in an int"),
        ("-9223372036854775809", "`-9223372036854775809` does not fit in an int"),
        ("1" * 71, f"`{'1' * 71}` does not fit in an int"),
    ],
)
def test_what_is_no_number_is_refused(source: str, message: str) -> None:
    with pytest.raises(LiteralError) as found:
        parse_number(source)
    assert str(found.value) == message


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("1", 1.0),
        ("-1.5", -1.5),
        ("1_000", 1000.0),
        ("017", 17.0),
        ("0x1p4", 16.0),
        ("inf", math.inf),
        ("-Inf", -math.inf),
        ("+infinity", math.inf),
    ],
)
def test_text_that_writes_a_float_is_one(source: str, number: float) -> None:
    assert parse_float(source) == number


def test_nan_is_a_float_too() -> None:
    found = parse_float("NaN")
    assert found is not None
    assert math.isnan(found)


@pytest.mark.parametrize("source", ["", "a", "0x10", "0b1", "0o7", " 1", "1 ", "1e", "infi", "0x1p999999"])
def test_text_that_writes_no_float_gives_none(source: str) -> None:
    assert parse_float(source) is None
