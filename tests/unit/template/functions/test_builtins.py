"""The functions every Go template has, and how values print."""

import pytest

from stackc.template import Expansion
from tests.unit.template.render import BARE, expand, fault, marked, render

DATA = {
    "list": [1, "a", None, 2.5],
    "map": {"b": 1, "a": {"x": None}},
    "null": None,
    "int": 3,
    "float": 3.0,
    "big": 123456789018.0,
    "text": "héllo",
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(1e8, "1e+08", id="large"),
        pytest.param(100000.0, "100000", id="below the exponent"),
        pytest.param(1000000.0, "1e+06", id="first exponent"),
        pytest.param(123456789018.0, "1.23456789018e+11", id="digits"),
        pytest.param(0.0001, "0.0001", id="small"),
        pytest.param(0.00001, "1e-05", id="smaller"),
        pytest.param(1.5, "1.5", id="fraction"),
        pytest.param(2.0, "2", id="whole"),
        pytest.param(-0.0, "-0", id="negative zero"),
        pytest.param(float("inf"), "+Inf", id="infinity"),
        pytest.param(float("nan"), "NaN", id="not a number"),
        pytest.param(100000000, "100000000", id="int"),
        pytest.param(True, "true", id="bool"),
        pytest.param([1, "a b", None, [True]], "[1 a b <nil> [true]]", id="list"),
        pytest.param({"b": 1, "a": {"c": None}}, "map[a:map[c:<nil>] b:1]", id="map"),
        pytest.param([], "[]", id="empty list"),
        pytest.param({}, "map[]", id="empty map"),
    ],
)
def test_values_print_as_in_go(value: object, expected: str) -> None:
    assert render("{{ .v }}", {"v": value}, functions=BARE) == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        pytest.param("eq 1 1", "true", id="eq"),
        pytest.param("eq 1 2 3 1", "true", id="eq with any of many"),
        pytest.param('ne "a" "b"', "true", id="ne"),
        pytest.param("lt 1 2", "true", id="lt"),
        pytest.param("le 2 2", "true", id="le"),
        pytest.param('gt "b" "a"', "true", id="gt"),
        pytest.param("ge 1.5 1.5", "true", id="ge"),
        pytest.param("eq .null nil", "true", id="nil equals nil"),
        pytest.param("eq .list nil", "false", id="a list is not nil"),
        pytest.param("not 0", "true", id="not"),
        pytest.param("len .text", "6", id="length in bytes"),
        pytest.param("len .map", "2", id="length of a map"),
        pytest.param("index .list 1", "a", id="index"),
        pytest.param('index .map "a" "x"', "<no value>", id="index into maps"),
        pytest.param('index .map "nope"', "<no value>", id="index of a missing key"),
        pytest.param('index "abc" 0', "97", id="index of a string is a byte"),
        pytest.param("slice .list 1 2", "[a]", id="slice"),
        pytest.param('slice "abc" 1', "bc", id="slice of a string"),
        pytest.param('print 1 2 "a" "b" 3 nil', "1 2ab3 <nil>", id="print"),
        pytest.param('println "a" 1', "a 1\n", id="println"),
        pytest.param("html `<a href='x'>&\"`", "&lt;a href=&#39;x&#39;&gt;&amp;&#34;", id="html"),
        pytest.param("js `it's <b>=&`", "it\\'s \\u003Cb\\u003E\\u003D\\u0026", id="js"),
        pytest.param('urlquery "a b&c" 1', "a+b%26c1", id="urlquery"),
    ],
)
def test_builtins_answer_as_in_go(action: str, expected: str) -> None:
    assert render(f"{{{{ {action} }}}}", DATA, functions=BARE) == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param("eq .int .float", "`eq`: incompatible types for comparison: int and float64", id="int and float"),
        pytest.param('eq 1 "1"', "`eq`: incompatible types for comparison: int and string", id="int and string"),
        pytest.param("eq .list .list", "`eq`: cannot compare values of type []interface {}", id="lists"),
        pytest.param("eq 1", "`eq`: missing argument for comparison", id="one argument"),
        pytest.param("lt .null 1", "`lt`: cannot order <nil>", id="order of nil"),
        pytest.param("lt true false", "`lt`: cannot order bool", id="order of bools"),
        pytest.param("len 5", "`len`: int has no length", id="length of a number"),
        pytest.param("index .list 4", "`index`: index out of range: 4", id="index beyond the end"),
        pytest.param("index .list -1", "`index`: index out of range: -1", id="negative index"),
        pytest.param('index .list "a"', "`index`: cannot index a list with string", id="index with text"),
        pytest.param("index .map 1", "`index`: a map is indexed with a string, not with int", id="map with a number"),
        pytest.param("index .null 1", "`index`: index of nil", id="index of nil"),
        pytest.param("slice .list 3 1", "`slice`: slice indexes must not go down", id="slice backwards"),
        pytest.param("slice 5", "`slice`: cannot slice int", id="slice of a number"),
        pytest.param("call .null", "`call`: call of nil", id="call of nil"),
        pytest.param("call .int", "`call`: int is not a function", id="call of a number"),
        pytest.param("not", "`not` takes 1 argument, not 0", id="too few"),
        pytest.param("not 1 2", "`not` takes 1 argument, not 2", id="too many"),
    ],
)
def test_wrong_arguments_are_faults(action: str, message: str) -> None:
    text = f"{{{{ {action} }}}}"
    found = fault(text, DATA, functions=BARE)
    assert (found.message, marked(found, text)) == (message, action)


def test_a_wrong_type_points_at_the_argument() -> None:
    text = '{{ upper "a" | repeat "3" }}'
    found = fault(text)
    assert (found.message, marked(found, text)) == ("`repeat`: expected int, found string", '"3"')


def test_a_number_written_in_the_template_becomes_the_type_that_is_wanted() -> None:
    assert render('{{ trunc 2.0 "abc" }} {{ round 1.26 1.0 }}') == "ab 1.3"


def test_an_int64_is_no_int() -> None:
    assert fault('{{ trunc (add 1 1) "abc" }}').message == "`trunc`: expected int, found int64"
    assert render('{{ trunc (add 1 1 | int) "abc" }}') == "ab"


def test_nil_is_an_empty_map_only_when_it_went_through_a_pipeline() -> None:
    assert render('{{ hasKey (.null) "a" }}', {"null": None}) == "false"
    assert fault('{{ hasKey .null "a" }}', {"null": None}).message == (
        "`hasKey`: expected map[string]interface {}, found nil"
    )


COMPARED = {"vars": {"a": 1, "l": [1, 2], "n": None}}


@pytest.mark.parametrize(
    ("arguments", "answers"),
    [
        ("1 1", "tfftft"),
        ("1 2", "ftttff"),
        ("2 1", "ftfftt"),
        ("1 1.0", "------"),
        ("1.5 1.5", "tfftft"),
        ("1.0 1.5", "ftttff"),
        ('"a" "b"', "ftttff"),
        ('"b" "a"', "ftfftt"),
        ('"a" "a"', "tfftft"),
        ("true true", "tf----"),
        ("true false", "ft----"),
        ("nil nil", "tf----"),
        ("1 nil", "ft----"),
        ('nil "a"', "ft----"),
        (".vars.l .vars.l", "------"),
        (".vars .vars", "------"),
        (".vars.l nil", "ft----"),
        (".vars.n nil", "tf----"),
        (".vars.n .vars.n", "tf----"),
        ("(int64 1) 1", "tfftft"),
        ("1 (int64 2)", "ftttff"),
        ("'a' (index \"a\" 0)", "tfftft"),
        ('(index "a" 0) 97', "tfftft"),
        ('1 "1"', "------"),
        ("1 true", "------"),
        (".vars.l .vars", "------"),
        ("(list) 1", "------"),
        ('(toDate "2006" "2020") (toDate "2006" "2020")', "tf----"),
    ],
)
def test_two_values_compare_as_in_go(arguments: str, answers: str) -> None:
    """``answers`` are those of the six comparisons, true, false or (``-``) a fault."""
    for name, answer in zip(("eq", "ne", "lt", "le", "gt", "ge"), answers, strict=True):
        found = expand(f"{{{{ {name} {arguments} }}}}", COMPARED, missing="no value")
        assert (found.text[:1] if isinstance(found, Expansion) else "-") == answer, name


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("eq 1 2 1", "true"),
        ("eq 1 2 3", "false"),
        ('eq 1 1 "a"', "true"),
        ("not .null", "true"),
        ("index .map", "map[a:map[x:<nil>] b:1]"),
        ('index .map "zz"', "<no value>"),
        ('index "abc" 1', "98"),
        ('len "héé"', "5"),
        ("len .list", "4"),
        ("len .map", "2"),
        ('slice "abcd" 1', "bcd"),
        ('slice "abcd" 1 3', "bc"),
        ('slice "abcd" 4', ""),
        ("slice .list", "[1 a <nil> 2.5]"),
        ("slice .list 1 2", "[a]"),
        ("slice .list 0 1 4", "[1]"),
        ("slice .list 4", "[]"),
        ("html `<a href='x'>&\"`", "&lt;a href=&#39;x&#39;&gt;&amp;&#34;"),
        ("html 1 2", "1 2"),
        ("html nil", "&lt;no value&gt;"),
        ("js `a'b\"<>&=\\`", r"a\'b\"\u003C\u003E\u0026\u003D\\"),
        (r'js "\n\u2028é\x01"', r"\u000A\u2028é\u0001"),
        ("js 1 nil", "1\\u003Cno value\\u003E"),
        ('urlquery "a b&c=d/é~.-_*"', "a+b%26c%3Dd%2F%C3%A9~.-_%2A"),
        ("urlquery 1 2", "1+2"),
    ],
)
def test_builtins_answer_for_odd_arguments_as_in_go(action: str, expected: str) -> None:
    assert render(f"{{{{ {action} }}}}", DATA, functions=BARE, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("eq 1", "`eq`: missing argument for comparison"),
        ('eq 1 2 "a"', "`eq`: incompatible types for comparison: int and string"),
        ("ne 1 2 3", "`ne` takes 2 arguments, not 3"),
        ("eq .list .map", "`eq`: cannot compare []interface {} with map[string]interface {}"),
        ("eq .list .list", "`eq`: cannot compare values of type []interface {}"),
        ("lt .list 1", "`lt`: cannot order []interface {}"),
        ("lt 1 .list", "`lt`: cannot order []interface {}"),
        ("lt true false", "`lt`: cannot order bool"),
        ("lt 1 1.5", "`lt`: incompatible types for comparison: int and float64"),
        ("len 5", "`len`: int has no length"),
        ("len nil", "`len`: no value has no length"),
        ("index nil 1", "`index`: index of nil"),
        ('index .map "b" 1', "`index`: cannot index int"),
        ('index .map "zz" 1', "`index`: index of nil"),
        ("index .map 1", "`index`: a map is indexed with a string, not with int"),
        ("index .list 4", "`index`: index out of range: 4"),
        ("index .list 5", "`index`: index out of range: 5"),
        ("index .list -1", "`index`: index out of range: -1"),
        ("index .list nil", "`index`: cannot index a list with nil"),
        ("index .list true", "`index`: cannot index a list with bool"),
        ('index "abc" 3', "`index`: index out of range: 3"),
        ("slice nil", "`slice`: slice of nil"),
        ("slice .map 1", "`slice`: cannot slice map[string]interface {}"),
        ('slice "abcd" 1 2 3', "`slice`: a string is sliced with two indexes at most"),
        ("slice .list 0 1 1 1", "`slice`: too many indexes: 4"),
        ("slice .list 2 1", "`slice`: slice indexes must not go down"),
        ("slice .list 0 2 1", "`slice`: slice indexes must not go down"),
        ("slice .list 5", "`slice`: index out of range: 5"),
        ("call nil", "`call`: call of nil"),
        ("call 5", "`call`: int is not a function"),
    ],
)
def test_builtins_refuse_what_go_refuses(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}", DATA, functions=BARE, missing="no value").message == message
