"""Expressions and a value to ask: what they come to, or why they do not."""

from __future__ import annotations

from typing import Final

from stackc.base.value import Value
from stackc.function.expression import ExpressionFault, evaluate_expression

OUTPUTS: Final[Value] = {
    "id": "vpc-1",
    "n": 5,
    "f": 1.5,
    "yes": True,
    "no": False,
    "nul": None,
    "zero": 0,
    "nought": 0.0,
    "empty": "",
    "zones": ["b", "a"],
    "arns": {"app/client-id": "arn:1", "b.c": 2, "0": "zero", "*.example.com": "wild", "x.example.com": "x"},
    "list": [{"n": 1, "id": "p"}, {"n": 2, "id": "q"}],
    "x-": "dash",
    "big": 12345678901234567890123,
}


def evaluated(expression: str, value: Value = OUTPUTS) -> Value:
    """The result of an expression that has one."""
    found = evaluate_expression(expression, value)
    assert not isinstance(found, ExpressionFault), found
    return found


def fault(expression: str, value: Value = OUTPUTS) -> ExpressionFault:
    """Why an expression has no result."""
    found = evaluate_expression(expression, value)
    assert isinstance(found, ExpressionFault), found
    return found
