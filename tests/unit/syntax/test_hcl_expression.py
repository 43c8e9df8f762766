"""What an expression says without being evaluated: a literal value, or a text on one line."""

from __future__ import annotations

import pytest

from stackc.base.value import MISSING, Value
from stackc.syntax.hcl_expression import MAX_DEPTH, literal_value, one_line


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(("true", True), ("false", False), ("null", None), ('"a"', "a"), ('""', ""), (r'"\n$${x}"', "\n${x}")),
        *(("1", 1), ("-1", -1), ("007", 7), ("1.5", 1.5), ("-1.5", -1.5), ("1.0", 1), ("1e3", 1000), ("1E-1", 0.1)),
        *(("9007199254740991.0", 2**53 - 1), ("9007199254740992.0", 2.0**53), ("1" * 1000, int("1" * 1000))),
        *(("[]", []), ("[1]", [1]), ("[1, 2]", [1, 2]), ("[1, 2,]", [1, 2]), ("[\n1\n,\n2\n]", [1, 2]), ("[[]]", [[]])),
        *(("{}", {}), ("{a=1}", {"a": 1}), ("{a : 1}", {"a": 1}), ('{"a b" = 1}', {"a b": 1}), ("{1 = 2}", {"1": 2})),
        *(("{a=1, b=2}", {"a": 1, "b": 2}), ("{a=1,}", {"a": 1}), ("{a=1\nb=2\n}", {"a": 1, "b": 2})),
        *(("{\n\na =\n1,\n\nb = 2}", {"a": 1, "b": 2}), ("{a=1, a=2}", {"a": 2}), ("{true = null}", {"true": None})),
        *(("1 # c", 1), ("/* c */ 1", 1), ("1\n\n", 1), ("[1 // c\n, 2]", [1, 2])),
        *(("<<A\nx\n  y\nA", "x\n  y\n"), ("<<A\nA", ""), ("<<A\n$${x}\nA", "${x}\n"), ("[<<A\nx\nA\n]", ["x\n"])),
        *(("<<-A\n  x\n    y\n  A", "x\n  y\n"), ("<<-A\n  x\n\n y\nA", " x\n\ny\n"), ("<<-A\n   \n  x\nA", "   \nx\n")),
        *(("<<-A\n\n\nA", "\n\n"), ("<<A\n%%{x}\nA", "%{x}\n")),
    ],
)  # fmt: skip
def test_a_literal_has_its_value(source: str, value: Value) -> None:
    found = literal_value(source)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    "source",
    [
        *("a", "a.b", "f()", "1 + 1", "!true", "(1)", "- true", "--1", '"${a}"', '"%{ if a }%{ endif }"', "True"),
        *("[1 2]", "[,]", "[1,,2]", "[1", "[a]", "{a}", "{a=}", "{a=1 b=2}", "{,}", "{[1]=2}", "{a=b}", "{(a)=1}"),
        *("<<A\n${x}\nA", "<<A\n%{ x }\nA", "1 1", "1,", "", "-", "1e999", "-1e999", "1" * 1001, "[for x in [] : x]"),
        *("{a == 1}", "{a => 1}", "1.", ".5", "0x10"),
    ],
)
def test_what_has_to_be_evaluated_is_no_literal(source: str) -> None:
    assert literal_value(source) is MISSING


@pytest.mark.parametrize(("before", "behind"), [("[", "]"), ("{a=", "}")])
def test_a_literal_is_nested_sixty_deep_at_most(before: str, behind: str) -> None:
    assert MAX_DEPTH == 60
    assert literal_value(before * 60 + "1" + behind * 60) is not MISSING
    assert literal_value(before * 61 + "1" + behind * 61) is MISSING


@pytest.mark.parametrize(
    ("source", "text"),
    [
        *(("string", "string"), ("list( string )", "list(string)"), ("map(\nstring\n)", "map(string)")),
        *(("object({})", "object({})"), ("object({\n})", "object({})"), ("object({a=string})", "object({ a = string })")),
        *(("object({\na=string\nb=number\n})", "object({ a = string, b = number })"),),
        *(("object({\n\na=string,\n\nb=number,\n})", "object({ a = string, b = number })"),),
        *(("object({a=\nstring})", "object({ a = string })"), ("{a:\n1}", "{ a : 1 }")),
        *(("tuple([string,number,])", "tuple([string, number])"), ("[\n1\n,\n2\n]", "[1, 2]"), ("f(a,\nb)", "f(a, b)")),
        *(("[\n1,\n]", "[1]"), ("optional(number,-1)", "optional(number, -1)"), ("[1]", "[1]"), ("a [0]", "a[0]")),
        *(("a . b", "a.b"), ("a.b [ 0 ]", "a.b[0]"), ("! a", "!a"), ("1+2", "1 + 2"), ("a==b", "a == b"), ("a&&b", "a && b")),
        *(("f ( x )", "f(x)"), ("_f (x)", "_f(x)"), ("1 (2)", "1 (2)"), ("a = [1]", "a = [1]"), ("({})", "({})")),
        *(("a # c\n", "a"), ("/* c */ a /* d */", "a"), ('"a  b"', '"a  b"'), ('f("${ x }" )', 'f("${ x }")')),
        *(("{ a = {\n} }", "{ a = {} }"), ("{a={b=1\nc=2}\nd=3}", "{ a = { b = 1, c = 2 }, d = 3 }")),
        *(("{\n[\n1\n] }", "{ [1] }"), ("f(g(\nx\n)\n)", "f(g(x))"), ("a...", "a ..."), ("{a => b}", "{ a => b }")),
        *(("{a = f(1,\n2)\nb = 1}", "{ a = f(1, 2), b = 1 }"), ("", "")),
    ],
)  # fmt: skip
def test_an_expression_is_written_on_one_line(source: str, text: str) -> None:
    assert one_line(source) == text


def test_a_heredoc_stays_as_it_is_written() -> None:
    assert one_line("f(<<A\n x\nA\n)") == "f(<<A\n x\nA)"
