"""One value under one verb; answers are those of Go's ``fmt``."""

import math

import pytest

from stackc.go.duration import Duration
from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_DEPTH, MAX_TEXT
from stackc.go.printf import format_printf
from stackc.go.values import Int64, Uint8, Uint64
from stackc.go.verbs import Flags, format_verb

INF, NAN = math.inf, math.nan
STEP = Duration(1500)


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def shown(template: str, values: tuple[object, ...]) -> str:
    """Every part of ``template`` between bars with the value whose turn it is."""
    parts = template.split("|")
    assert len(parts) == len(values)
    return "|".join(format_printf(part, value) for part, value in zip(parts, values, strict=True))


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("%T|%8T|%.3T|%T", (1, 1, 1.5, None), "int|     int|flo|<nil>"),
        ("%v|%5v|%-7v|%7v", (None,) * 4, "<nil>|<nil>|<nil>  |  <nil>"),
        ("%t|%6t|%-6t|%v", (True, True, True, False), "true|  true|true  |false"),
        ("%+v|%+v|% v", (5, "é", 5), "5|é| 5"),
    ],
)
def test_verbs_for_any_value(template: str, values: tuple[object, ...], expected: str) -> None:
    assert shown(template, values) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("%d|%+d|% d|%05d|%-5d|%5d", "5|+5| 5|00005|5    |    5"),
        ("%+05d|% 05d|%-05d|%0-5d", "+0005| 0005|5    |5    "),
        ("%.3d|%8.3d|%-8.3d|%08.3d", "005|     005|005     |     005"),
        ("%b|%#b|%o|%#o|%O|%#O", "101|0b101|5|05|0o5|0o05"),
        ("%x|%#x|%X|%#X|%+#x", "5|0x5|5|0X5|+0x5"),
        ("%#08x|%#8x|%#.4o|%#.1o", "0x00000005|     0x5|0005|05"),
        ("%v|%#v|%s", "5|5|%!s(int=5)"),
    ],
)
def test_verbs_for_integers(template: str, expected: str) -> None:
    assert shown(template, (5,) * (template.count("|") + 1)) == expected


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("%d|%+d|% d|%05d|%.3d", (-5,) * 5, "-5|-5|-5|-0005|-005"),
        ("%.0d|%5.0d|%#o|%#x", (0,) * 4, "|     |0|0x0"),
        ("%#v|%#v|%#.4v|%v", (Uint8(5), Int64(5), Uint8(5), Uint8(200)), "0x5|5|0x0005|200"),
        ("%v|%d|%x", (Uint64(1 << 63),) * 3, "9223372036854775808|9223372036854775808|8000000000000000"),
        ("%c|%q|%+q|%U|%#U|%.6U", (233,) * 6, "é|'é'|'\\u00e9'|U+00E9|U+00E9 'é'|U+0000E9"),
        ("%#U|%8U|%-8U|%U", (7, 65, 65, 0x1F600), "U+0007|  U+0041|U+0041  |U+1F600"),
        ("%05c|%-5c|%5q", (65,) * 3, "0000A|A    |  'A'"),
        ("%c|%q|%U|%c|%q", (-1, 0x110000, -1, 0xD800, 0xDFFF), "\ufffd|'\ufffd'|U+FFFFFFFFFFFFFFFF|\ufffd|'\ufffd'"),
        ("%#q|%c|%c", (65, 0x10FFFF, 0xE000), "'A'|\U0010ffff|\ue000"),
    ],
)
def test_verbs_for_odd_integers_and_characters(template: str, values: tuple[object, ...], expected: str) -> None:
    assert shown(template, values) == expected


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("%s|%5s|%-5s|%05s|%.2s|%5.1s", ("abc",) * 6, "abc|  abc|abc  |00abc|ab|    a"),
        ("%q|%+q|%#q|%#q|%#v", ("é", "é", "ab", "a`b", "a"), '"é"|"\\u00e9"|`ab`|"a`b"|"a"'),
        (
            "%x|%X|% x|%#x|% #x|%# X|%.2x",
            ("hi~",) * 7,
            "68697e|68697E|68 69 7e|0x68697e|0x68 0x69 0x7e|0X68 0X69 0X7E|6869",
        ),
        ("%x|%#x|% x", ("",) * 3, "||"),
        ("%-8x|%8x|%5q", ("hi", "hi", "a"), '6869    |    6869|  "a"'),
        ("%s|%q|%x|%d|%v", (b"hi",) * 5, 'hi|"hi"|6869|[104 105]|[104 105]'),
    ],
)
def test_verbs_for_text(template: str, values: tuple[object, ...], expected: str) -> None:
    assert shown(template, values) == expected


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        (
            "%f|%F|%8.2f|%-8.2f|%+.1f|% .1f|%+08.2f|% 08.2f",
            (1.5,) * 8,
            "1.500000|1.500000|    1.50|1.50    |+1.5| 1.5|+0001.50| 0001.50",
        ),
        ("%08.2f|%.0f|%.0f|%.2f|%-08.1f", (-1.5, 2.5, 3.5, 2.675, -1.5), "-0001.50|2|4|2.67|-1.5    "),
        ("%e|%E|%.0e|%10.2e|%-10.1e", (1234.5,) * 5, "1.234500e+03|1.234500E+03|1e+03|  1.23e+03|1.2e+03   "),
        ("%g|%G|%.3g|%.0g|%.10g", (1e21, 1e-7, 1234.5, 1234.5, 1234.5), "1e+21|1E-07|1.23e+03|1e+03|1234.5"),
        ("%6g|%-6g|%06g|%+g|% g|%06g", (1.5, 1.5, -1.5, 1.5, 1.5, 1.5), "   1.5|1.5   |-001.5|+1.5| 1.5|0001.5"),
        ("%.3g|%.3g|%.3g|%.3g|%.3g", (0.0001, 0.00001, 100.0, 1000.0, 999.9), "0.0001|1e-05|100|1e+03|1e+03"),
        ("%.2g|%.17g|%.2g|%.3g", (100.0, 0.1, -0.0, -1.0), "1e+02|0.10000000000000001|-0|-1"),
        (
            "%#g|%#.3g|%#f|%#.0f|%#e|%#.0e",
            (1.0, 1.0, 1.5, 2.0, 1.5, 2.0),
            "1.00000|1.00|1.500000|2.|1.500000e+00|2.e+00",
        ),
        ("%#g|%#g|%#v|%#v", (1e7, 0.0, 1.5, 1e6), "1.00000e+07|0.00000|1.5|1e+06"),
        ("%v|%5v|%-6v|%05v|%.3v|%+v", (1.5, 1.5, 1.5, 1.5, 1.23456, 1.5), "1.5|  1.5|1.5   |001.5|1.23|1.5"),
    ],
)
def test_verbs_for_floats(template: str, values: tuple[object, ...], expected: str) -> None:
    assert shown(template, values) == expected


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("%v|%5v|%05v|%+v|%f|%08f|%-8f|%e|%.2f|%G", INF, "+Inf| +Inf| +Inf|+Inf|+Inf|    +Inf|+Inf    |+Inf|+Inf|+Inf"),
        ("%v|%5v|%05v|%+f|% f|%08f|%G", NAN, "NaN|  NaN|  NaN|+NaN| NaN|     NaN|NaN"),
        ("%v|%f|%05f|%+f", -INF, "-Inf|-Inf| -Inf|-Inf"),
    ],
)
def test_what_is_not_finite_is_never_filled_with_zeros(template: str, value: float, expected: str) -> None:
    assert shown(template, (value,) * (template.count("|") + 1)) == expected


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("%d|%s|%x|%q", ([1, 2], ["a", "b"], ["a", 10], ["a", 65]), "[1 2]|[a b]|[61 a]|[\"a\" 'A']"),
        ("%v|%#v|%#v", ({}, [], {}), "map[]|[]interface {}{}|map[string]interface {}{}"),
        ("%d|%03d", ({"b": 1, "k": "x"}, [1, 22]), "map[%!d(string=b):1 %!d(string=k):%!d(string=x)]|[001 022]"),
        (
            "%#v",
            ({"b": [1, "a", None, True, 1.5], "a": None},),
            'map[string]interface {}{"a":interface {}(nil), "b":[]interface {}{1, "a", interface {}(nil), true, 1.5}}',
        ),
        ("%v|%s", ([None, [1]], [None]), "[<nil> [1]]|[<nil>]"),
    ],
)
def test_a_verb_reaches_every_entry(template: str, values: tuple[object, ...], expected: str) -> None:
    assert shown(template, values) == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("%v", "1.5µs"),
        ("%s", "1.5µs"),
        ("%q", '"1.5µs"'),
        ("%x", "312e35c2b573"),
        ("%X", "312E35C2B573"),
        ("%8v", "   1.5µs"),
        ("%.1s", "1"),
        ("%d", "1500"),
        ("%5d", " 1500"),
        ("%#v", "1500"),
        ("%T", "time.Duration"),
        ("%f", "%!f(time.Duration=1500)"),
    ],
)
def test_a_value_with_a_text_of_its_own_shows_it_where_text_is_asked_for(verb: str, expected: str) -> None:
    assert format_printf(verb, STEP) == expected


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        (
            "%d|%t|%U|%e|%p|%w",
            "x",
            "%!d(string=x)|%!t(string=x)|%!U(string=x)|%!e(string=x)|%!p(string=x)|%!w(string=x)",
        ),
        ("%d|%q|%s", True, "%!d(bool=true)|%!q(bool=true)|%!s(bool=true)"),
        ("%d|%s|%z|%c", 1.5, "%!d(float64=1.5)|%!s(float64=1.5)|%!z(float64=1.5)|%!c(float64=1.5)"),
        ("%s|%t|%f|%5z", 5, "%!s(int=5)|%!t(int=5)|%!f(int=5)|%!z(int=    5)"),
        ("%s|%x|%d", None, "%!s(<nil>)|%!x(<nil>)|%!d(<nil>)"),
        ("%t|%s", Int64(5), "%!t(int64=5)|%!s(int64=5)"),
    ],
)
def test_a_verb_that_does_not_fit_gives_a_complaint(template: str, value: object, expected: str) -> None:
    assert shown(template, (value,) * (template.count("|") + 1)) == expected


@pytest.mark.parametrize("verb", ["b", "x", "X"])
def test_floats_in_base_two_are_refused(verb: str) -> None:
    with pytest.raises(FunctionError) as found:
        format_verb(1.5, verb, Flags())
    assert str(found.value) == f"`%{verb}` of a float is not supported"


def test_a_float_has_2000_digits_at_most() -> None:
    assert len(format_verb(0.5, "f", Flags(precision=2000))) == 2002
    with pytest.raises(FunctionError, match="a precision above 2000"):
        format_verb(0.5, "f", Flags(precision=2001))


def test_values_are_shown_to_a_depth_and_a_length() -> None:
    assert format_verb(nested(MAX_DEPTH), "v", Flags()).startswith("[[")
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} deep"):
        format_verb(nested(MAX_DEPTH + 1), "v", Flags())
    half = "x" * (MAX_TEXT // 2 - 1)
    assert len(format_verb(half, "v", Flags())) == len(half)
    with pytest.raises(FunctionError, match="more than"):
        format_verb([half, half], "v", Flags())


def test_formatting_leaves_the_flags_as_they_are() -> None:
    flags = Flags(sharp=True, plus=True)
    format_verb(1, "v", flags)
    assert flags == Flags(sharp=True, plus=True)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (math.inf, "+Inf|+Inf| Inf|    +Inf|+Inf    |    +Inf|     Inf|+Inf"),
        (-math.inf, "-Inf|-Inf|-Inf|    -Inf|-Inf    |    -Inf|    -Inf|-Inf"),
        (math.nan, "NaN|+NaN| NaN|     NaN|NaN     |    +NaN|     NaN|NaN"),
    ],
)
def test_what_is_no_number_is_padded_with_blanks_and_signed_as_asked(number: float, expected: str) -> None:
    assert shown("%f|%+f|% f|%08f|%-8f|%+08f|% 08f|%g", (number,) * 8) == expected
