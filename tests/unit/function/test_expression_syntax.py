"""Expressions: how they are read, and what is said of those that cannot be."""

from __future__ import annotations

import pytest

from stackc.function.expression import ExpressionFault
from tests.kit.expressions import fault


@pytest.mark.parametrize(
    ("expression", "message", "offset"),
    [
        pytest.param(".a.", "unexpected `.`", 2, id="dot at the end"),
        pytest.param(".x +", "the expression is not complete", 4, id="operand missing"),
        pytest.param('.x // "d', "the string is not closed", 6, id="string"),
        pytest.param(".x // 'd'", "single quotes do not quote here: strings stand in double quotes", 6, id="quotes"),
        pytest.param(".x // d", "unknown function `d`: text stands in double quotes", 6, id="bare word"),
        pytest.param(".x | lenght", "unknown function `lenght`: did you mean `length`?", 5, id="misspelt"),
        pytest.param("x // d", "unknown function `d`: text stands in double quotes", 5, id="offset without the dot"),
        pytest.param("  .x // d", "unknown function `d`: text stands in double quotes", 8, id="offset with blanks"),
        pytest.param(".x[0", "expected `]` instead of the end", 4, id="bracket"),
        pytest.param("(.x", "expected `)` instead of the end", 3, id="round bracket"),
        pytest.param(".x)", "unexpected `)`", 2, id="bracket too many"),
        pytest.param(".x | join", "`join` needs an argument in brackets", 5, id="argument missing"),
        pytest.param("$ENV.HOME", "variable `$ENV` is not defined", 0, id="variable"),
        pytest.param('.x | "\\(.y"', "the value in the string is not closed", 6, id="value in a string"),
        pytest.param(".x *+ .y", "operator `*+` is not supported", 3, id="operator"),
        pytest.param(".x \0", "unexpected character", 3, id="binary"),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_place(expression: str, message: str, offset: int) -> None:
    assert fault(expression) == ExpressionFault(message, offset)
