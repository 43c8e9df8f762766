"""Expressions of Terraform files as trees: what is refused before anything is evaluated."""

from __future__ import annotations

import pytest

from stackc.syntax.hcl import Fault
from stackc.syntax.hcl_parser import MAX_DEPTH, parse_expression
from stackc.syntax.hcl_tree import Chain, Condition, Joined, Literal, Loop, Node, Steps


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
