"""The functions every Go template has, and how values print."""

import pytest

from tests.unit.template.render import BARE, fault, marked, render

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
