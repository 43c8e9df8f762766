"""``printf``: verbs, flags and Go's complaints."""

import pytest

from stackc.go.printf import format_printf, format_println
from tests.unit.template.render import BARE, fault, render

DATA = {"list": [1, "a", None], "map": {"b": 1, "a": "x"}, "half": 0.5, "null": None}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param('"%s-%03d" "a" 7', "a-007", id="string and number"),
        pytest.param('"%v %v %v" .list .map nil', "[1 a <nil>] map[a:x b:1] <nil>", id="v"),
        pytest.param('"%#v %#v" .map "a"', 'map[string]interface {}{"a":"x", "b":1} "a"', id="sharp v"),
        pytest.param('"%+d|% d|%-5d|%5d" 5 5 5 5', "+5| 5|5    |    5", id="integer flags"),
        pytest.param('"%x %X %o %b %#x %c %U" 255 255 8 5 255 65 233', "ff FF 10 101 0xff A U+00E9", id="bases"),
        pytest.param('"%x % x %X" "hi" "hi" "hi"', "6869 68 69 6869", id="hexadecimal text"),
        pytest.param('"%q %q %+q" "a\\"b" 65 "é"', '"a\\"b" \'A\' "\\u00e9"', id="quoted"),
        pytest.param(
            '"%f %.2f %8.3f|%-8.1f|%08.2f" 1.5 1.005 2.5 2.5 -2.5', "1.500000 1.00    2.500|2.5     |-0002.50", id="f"
        ),
        pytest.param(
            '"%e %E %g %G %.3g" 1234.5 0.00012 1e21 1e-7 1234.5',
            "1.234500e+03 1.200000E-04 1e+21 1E-07 1.23e+03",
            id="e",
        ),
        pytest.param('"%t %v" true false', "true false", id="bool"),
        pytest.param(
            '"%T %T %T %T %T" 1 "a" 1.5 .list .map', "int string float64 []interface {} map[string]interface {}", id="T"
        ),
        pytest.param('"%5s|%-5s|%.2s|%5.1s|" "ab" "ab" "abc" "abc"', "   ab|ab   |ab|    a|", id="text"),
        pytest.param('"%*d|%-*d|%.*f" 5 1 3 2 1 1.55', "    1|2  |1.6", id="star"),
        pytest.param('"%[2]d %[1]d" 1 2', "2 1", id="argument numbers"),
        pytest.param('"100%%"', "100%", id="percent"),
        pytest.param('"%d" .list', "[1 %!d(string=a) <nil>]", id="entries of a list"),
        pytest.param('"%v" .half', "0.5", id="float"),
        pytest.param('"%6.2f%%" 12.345', " 12.35%", id="percentage"),
    ],
)
def test_verbs_print_as_in_go(arguments: str, expected: str) -> None:
    assert render(f"{{{{ printf {arguments} }}}}", DATA, functions=BARE) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param('"%d" "x"', "%!d(string=x)", id="wrong verb"),
        pytest.param('"%s" 5', "%!s(int=5)", id="string verb for a number"),
        pytest.param('"%d" nil', "%!d(<nil>)", id="nil"),
        pytest.param('"%s %s" "a"', "a %!s(MISSING)", id="too few"),
        pytest.param('"%s" "a" 1', "a%!(EXTRA int=1)", id="too many"),
        pytest.param('"%"', "%!(NOVERB)", id="no verb"),
        pytest.param('"%z" 1', "%!z(int=1)", id="unknown verb"),
        pytest.param('"%[5]d" 1', "%!d(BADINDEX)", id="bad argument number"),
        pytest.param('"%*d" "x" 1', "%!(BADWIDTH)1", id="bad width"),
        pytest.param('"%.*f" -1 1.5', "%!(BADPREC)1.500000", id="bad precision"),
    ],
)
def test_what_does_not_fit_is_printed_as_a_complaint(arguments: str, expected: str) -> None:
    assert render(f"{{{{ printf {arguments} }}}}", DATA, functions=BARE) == expected


@pytest.mark.parametrize(
    "action",
    [
        pytest.param('printf "%1000000d%1000000d%1000000d%1000000d%1000000d" 1 2 3 4 5', id="widths"),
        pytest.param('printf "%.5000f" 1.5', id="precision"),
        pytest.param('printf "%x" 1.5', id="hexadecimal float"),
        pytest.param("printf 5", id="no format"),
    ],
)
def test_what_is_too_much_for_printf_is_a_fault(action: str) -> None:
    assert fault(f"{{{{ {action} }}}}", functions=BARE).message.startswith("`printf`: ")


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("%[2]d %d", (1, 2, 3), "2 3"),
        ("%[3]*.[2]*[1]f|", (12.0, 2, 6), " 12.00|"),
        ("%[1]*d", (5, 2), "    2"),
        ("%[1]d|%[5]d|%d", (1, 2), "1|%!d(BADINDEX)|2"),
        ("%[x]d|%[0]d|%[-1]d|%[]d", (1,), "%!d(BADINDEX)|%!d(BADINDEX)|%!d(BADINDEX)|%!d(BADINDEX)"),
        ("%[99999999]d", (1,), "%!d(BADINDEX)"),
        ("%[2]5d", (1, 2), "%!d(BADINDEX)"),
        ("%[1].2f|%.[1]2f", (1.5,), "%!f(BADINDEX)|1.50"),
        ("%5[1]d|%.2[1]d", (1,), "    1|01"),
        ("%[1]", (1,), "%!(NOVERB)"),
        ("%[1", (1,), "%!(NOVERB)"),
        ("%[", (1,), "%!(NOVERB)"),
        ("%[1]*", (1,), "%!(NOVERB)"),
    ],
)
def test_an_argument_may_be_named_by_its_number(template: str, values: tuple[object, ...], expected: str) -> None:
    assert format_printf(template, *values) == expected


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("%*d|%*d", (-5, 1, "x", 2), "1    |%!(BADWIDTH)2"),
        ("%0*d", (-5, 1), "1    "),
        ("%.*d|%.*d|%.*d", (3, 1, -3, 1, "x", 1), "001|%!(BADPREC)1|%!(BADPREC)1"),
        ("%*d", (1_000_001, 1), "%!(BADWIDTH)1"),
        ("%*d", (True, 1), "%!(BADWIDTH)1"),
        ("%*d", (5,), "%!d(MISSING)"),
        ("%.*d", (0, 0), ""),
        ("%*", (1,), "%!(NOVERB)"),
        ("%.*", (1,), "%!(NOVERB)"),
        ("%.", (1,), "%!.(int=1)"),
        ("%5.", (1,), "%!.(int=    1)"),
        ("%.d|%.s|%.f", (0, "x", 1.5), "||2"),
    ],
)
def test_widths_and_precisions_may_be_arguments(template: str, values: tuple[object, ...], expected: str) -> None:
    assert format_printf(template, *values) == expected


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("", (), ""),
        ("text", (), "text"),
        ("%d", (1, 2, "x", None), "1%!(EXTRA int=2, string=x, <nil>)"),
        ("%d %d", (1,), "1 %!d(MISSING)"),
        ("%%|%5%|%-%", (1,), "%|%|%%!(EXTRA int=1)"),
        ("%5", (1,), "%!(NOVERB)%!(EXTRA int=1)"),
        ("%+-5d|%-+5d", (1, 1), "+1   |+1   "),
        ("%é", (1,), "%!é(int=1)"),
        ("%!", (), "%!!(MISSING)"),
    ],
)
def test_what_is_left_over_or_missing_is_said(template: str, values: tuple[object, ...], expected: str) -> None:
    assert format_printf(template, *values) == expected


def test_the_widest_width_is_a_million() -> None:
    assert len(format_printf("%*d", 1_000_000, 1)) == 1_000_000


@pytest.mark.parametrize(("values", "expected"), [((), "\n"), (("a", "b"), "a b\n"), ((1, None, [1]), "1 <nil> [1]\n")])
def test_println_puts_a_space_between_all(values: tuple[object, ...], expected: str) -> None:
    assert format_println(*values) == expected
