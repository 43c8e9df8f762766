"""Expressions of Terraform files as trees: what is refused before anything is evaluated."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stackc.syntax.hcl import Fault
from stackc.syntax.hcl_parser import MAX_DEPTH, parse_any_expression, parse_expression
from stackc.syntax.hcl_tree import (
    Attribute,
    Called,
    Chain,
    Condition,
    Index,
    Joined,
    Keyed,
    Listed,
    Literal,
    Loop,
    Name,
    Node,
    Signed,
    Splat,
    Steps,
)

ZERO, ONE = Fraction(0), Fraction(1)


def parsed(source: str) -> Node | Fault:
    return parse_expression(source, 0, len(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('"a"', Literal, id="text"),
        pytest.param('"${1 + 2}"', Chain, id="a template that is one value and no more is that value"),
        pytest.param('"a${1}"', Joined, id="template"),
        pytest.param("1 + 2 == 3 ? 4 : 5", Condition, id="a conditional binds least"),
        pytest.param("[1][0].a", Steps, id="steps"),
        pytest.param("{for x in [1] : x => x}", Loop, id="loop"),
        pytest.param("(\n1\n)", Literal, id="lines end nothing in brackets"),
    ],
)
def test_an_expression_becomes_a_tree(source: str, expected: type[Node]) -> None:
    assert isinstance(parsed(source), expected)


def test_operators_of_one_precedence_are_one_chain() -> None:
    tree = parsed("1 - 2 * 3 - 4")
    assert isinstance(tree, Chain)
    assert [operator for operator, _ in tree.rest] == ["-", "-"]


@pytest.mark.parametrize(
    ("source", "offset", "about"),
    [
        pytest.param('upper("x")', 0, "`upper` is a function", id="function"),
        pytest.param('"a${upper("x")}"', 4, "`upper` is a function", id="function in a template"),
        pytest.param("a::b::c(1)", 0, "`a::b::c` is a function", id="function of a provider"),
        pytest.param("1 + var.x.y", 4, "`var.x.y` is a variable", id="variable with its path"),
        pytest.param("[for x in [1] : y]", 16, "`y` is a variable", id="variable in a loop"),
        pytest.param("[for x in x : 1]", 10, "`x` is a variable", id="a loop's own variable is not there yet"),
        pytest.param("[[for x in [1] : x], x]", 21, "`x` is a variable", id="nor any more"),
        pytest.param("<<A\n${n}\nA", 6, "`n` is a variable", id="variable in a heredoc"),
        pytest.param('"%{ if true }a"', 1, "`endif` is missing", id="open directive"),
        pytest.param("[1 2]", 3, "`]` is missing", id="no comma"),
    ],
)
def test_a_fault_says_what_stands_where(source: str, offset: int, about: str) -> None:
    found = parsed(source)
    assert isinstance(found, Fault)
    assert about in found.message
    assert found.start == offset


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH, id="brackets"),
        pytest.param("[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH, id="lists"),
        pytest.param("!" * (MAX_DEPTH + 1) + "true", id="signs"),
        pytest.param("true ? 1 : " * MAX_DEPTH + "1", id="conditionals"),
        pytest.param('"${' * MAX_DEPTH + "1" + '}"' * MAX_DEPTH, id="templates"),
        pytest.param(f'"{"%{ if true }" * MAX_DEPTH}{"%{ endif }" * MAX_DEPTH}"', id="directives"),
        pytest.param("[1]" + "[*]" * 400, id="splats"),
    ],
)
def test_nesting_is_bounded(source: str) -> None:
    found = parsed(source)
    assert isinstance(found, Fault)
    assert "nested" in found.message


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        *(("1 2", "unexpected `2` behind the expression", 2), ("1\n", "unexpected `the end of the line` behind the expression", 1)),
        *(("(1 2)", "`)` is missing behind an expression, before `2`", 3), ("[1][1 2]", "`]` is missing behind an index, before `2`", 6)),
        *(("{a 1}", "`a` is a variable, which has no value here", 1), ("{1 2}", "`=` is missing behind a key", 3)),
        *(("{a=1 b=2}", "a new line or a comma is missing before `b`", 5), ("{,}", "a value is missing before `,`", 1)),
        *(("a.b.0", "`a.b.0` is a variable, which has no value here", 0), ("a.*.b", "`a.*.b` is a variable, which has no value here", 0)),
        *(("f (1)", "`f` is a function, which cannot be called here", 0), ("[1].", "a name is missing behind the dot", 3)),
        *(("[1].-", "a name is missing behind the dot", 3), ("[[1]].0.0", "two indexes with dots in a row; write them in brackets", 7)),
        *(("1 ? 2", "`:` is missing in a conditional, before `the end`", 5), ("1 ? 2 ; 3", "`:` is missing in a conditional, before `;`", 6)),
        *(("[for in [1] : 1]", "`in` is missing in a `for`, before `[`", 8), ("[for a [1] : 1]", "`in` is missing in a `for`, before `[`", 7)),
        *(("[for 1 in [1] : 1]", "a `for` needs the name of a variable before `1`", 5), ("[for a, 1 in [1] : 1]", "a `for` needs the name of a variable before `1`", 8)),
        *(("[for a in [1] 1]", "`:` is missing in a `for`, before `1`", 14), ("[for a in [1] : a 1]", "`]` is missing behind a `for`, before `1`", 18)),
        *(("{for a in [1] : a}", "`=>` is missing behind the key in a `for` that makes a map, before `}`", 17),),
        *(("[for a in [1] : a => 1]", "`]` is missing behind a `for`, before `=>`", 18), ("{for = 1}", "a `for` needs the name of a variable before `=`", 5)),
        *(('"${1 2}"', "`}` is missing behind an expression in a template, before `2`", 5), ('"%{ endfor }"', "`endfor` ends nothing in the template", 1)),
        *(('"%{ x }"', "`x` is no directive of a template: `if`, `else`, `endif`, `for` and `endfor` are", 1),),
        *(('"%{ for a in [1] }%{ endfor }${a}"', "`a` is a variable, which has no value here", 31),),
        *(("1 +", "a value is missing before `the end`", 3), ("+1", "a value is missing before `+`", 0), ("", "a value is missing before `the end`", 0)),
        *(("-", "a value is missing before `the end`", 1), ("1e1001", "the number has more than 1000 digits", 0)),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_our_words(source: str, message: str, offset: int) -> None:
    assert parsed(source) == Fault(message, offset, offset + 1, "here")


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("- ! 1", Signed("-", Signed("!", Literal(ONE, 4), 2), 0)),
        ("-1.a", Signed("-", Steps(Literal(ONE, 1), (Attribute("a", 2),), 1), 0)),
        ("[1].0", Steps(Listed((Literal(ONE, 1),), 0), (Index(Literal(ZERO, 3), 3),), 0)),
        ("1.a.*.b", Steps(Literal(ONE, 0), (Attribute("a", 1), Splat((Attribute("b", 5),), 3)), 0)),
        ("1.*.a[1]", Steps(Literal(ONE, 0), (Splat((Attribute("a", 3),), 1), Index(Literal(ONE, 6), 5)), 0)),
        ("1[*].a[1]", Steps(Literal(ONE, 0), (Splat((Attribute("a", 4), Index(Literal(ONE, 7), 6)), 1),), 0)),
        ("{a: 1, (true) = 1}", Keyed(((Literal("a", 1), Literal(ONE, 4)), (Literal(True, 8), Literal(ONE, 16))), 0)),
        ("{true = null}", Keyed(((Literal("true", 1), Literal(None, 8)),), 0)),
        ("{\n\n}", Keyed((), 0)),
        ("[\n]", Listed((), 0)),
        ("[for k, v in [] : v if k]", Loop("k", "v", Listed((), 13), None, Name("v", 18), Name("k", 23), False, 0)),
        ("{for v in [] : v => 1...}", Loop(None, "v", Listed((), 10), Name("v", 15), Literal(ONE, 20), None, True, 0)),
        ("1 < 2 == 3 && true", None),
    ],
)
def test_an_expression_becomes_this_tree(source: str, tree: Node | None) -> None:
    if tree is None:
        less = Chain(Literal(ONE, 0), (("<", Literal(Fraction(2), 4)),), 0)
        equal = Chain(less, (("==", Literal(Fraction(3), 9)),), 0)
        tree = Chain(equal, (("&&", Literal(True, 14)),), 0)
    assert parsed(source) == tree


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("||", "&&"),
        ("&&", "=="),
        ("&&", "!="),
        ("==", "<"),
        ("!=", ">="),
        ("<=", "+"),
        (">", "-"),
        ("+", "*"),
        ("-", "%"),
        ("+", "/"),
    ],
)
def test_operators_bind_in_this_order(weaker: str, stronger: str) -> None:
    first = parsed(f"1 {weaker} 2 {stronger} 3")
    second = parsed(f"1 {stronger} 2 {weaker} 3")
    assert isinstance(first, Chain)
    assert isinstance(second, Chain)
    assert ([sign for sign, _ in first.rest], [sign for sign, _ in second.rest]) == ([weaker], [weaker])


@pytest.mark.parametrize(
    ("before", "behind", "levels"),
    [("(", ")", 59), ("[", "]", 59), ("{a = ", "}", 59), ("!", "", 59), ("true ? 1 : ", "", 59), ('"${', '}"', 59)],
)
def test_expressions_are_nested_sixty_deep_at_most(before: str, behind: str, levels: int) -> None:
    assert MAX_DEPTH == 60
    assert not isinstance(parsed(before * levels + "true" + behind * levels), Fault)
    found = parsed(before * (levels + 1) + "true" + behind * (levels + 1))
    assert isinstance(found, Fault)
    assert found.message == "expressions are nested more than 60 deep"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("path", Name("path", 0), id="name"),
        pytest.param("var.a", Steps(Name("var", 0), (Attribute("a", 3),), 0), id="variable"),
        pytest.param("f(a, 1)", Called("f", (Name("a", 2), Literal(ONE, 5)), 0), id="function"),
        pytest.param("a::b::c (\n)", Called("a::b::c", (), 0), id="function of a provider"),
        pytest.param("f(\n1,\na...\n)", Called("f", (Literal(ONE, 3), Name("a", 6)), 0, expands=True), id="expanded"),
        pytest.param("null", Literal(None, 0), id="a word is no variable"),
    ],
)
def test_where_the_tree_is_wanted_every_name_may_stand(source: str, expected: Node) -> None:
    assert parse_any_expression(source) == expected


@pytest.mark.parametrize("source", ["f(a... , b)", "f(a", "a b", "f(..., a)"])
def test_what_is_no_expression_is_none_whatever_it_names(source: str) -> None:
    assert isinstance(parse_any_expression(source), Fault)


def test_what_a_list_holds_is_expanded_into_no_function_that_is_called() -> None:
    assert isinstance(parse_expression("f(a...)", 0, 7, ("a",), ("f",)), Fault)
