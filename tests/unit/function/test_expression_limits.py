"""How much an expression may make of a value."""

from __future__ import annotations

import pytest

from stackc.base.value import Value
from stackc.function.expression import ExpressionFault, evaluate_expression
from tests.kit.expressions import evaluated
from tests.kit.work import count_calls


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(" | ".join([". + ."] * 60), id="text doubles"),
        pytest.param("(" + " | ".join(["[., .]"] * 60) + ")", id="lists double"),
        pytest.param("(" + " + ".join(["(1, 2)"] * 40) + ")", id="results double"),
        pytest.param("(" + " | ".join(["tojson"] * 60) + ")", id="quotes double"),
        pytest.param(". as $a | " + "".join("($a + $a) as $a | " for _ in range(60)) + "$a", id="variables double"),
        pytest.param("[.[] | select(" + " | ".join(["[., .]"] * 60) + ")]", id="inside an argument"),
        pytest.param("([.l[] + .l[] + .l[]] | length)", id="items times items"),
        pytest.param("(.l[] as $a | .l[] as $b | .l[] as $c | 1)", id="items in variables"),
        pytest.param("([.. + ..] | length)", id="everything times everything"),
        pytest.param(
            "(.l as $a | .l | map($a | map(. as $b | $a | map(. == $b))))", id="a variable once for each item"
        ),
        pytest.param("(.l as $a | .l as $b | $a[] | $b | any_c(. == 1))", id="a variable once for each result"),
        pytest.param('("x" * 1000000000)', id="repetition"),
        pytest.param("(.l[100000000] = 1)", id="index behind the end"),
        pytest.param("(.none[100000000] |= 1)", id="index of nothing"),
        pytest.param('(.l["100000000"] += 1)', id="index as text"),
        pytest.param("(.l[(1, 100000000)] = 1)", id="one index of several"),
        pytest.param(".l[1e8] = 1", id="index as a float"),
        pytest.param(". as $a | .l[$a.l[2] * 100000000] = 1", id="index that is calculated"),
        pytest.param("(" * 5000, id="brackets"),
        pytest.param(" + ".join([".x"] * 2000), id="operands"),
        pytest.param(".x" * 10_000, id="length"),
    ],
)
def test_an_expression_that_makes_too_much_is_refused_with_little_work(expression: str) -> None:
    found: list[object] = []
    calls = count_calls(lambda: found.append(evaluate_expression(expression, {"l": list(range(300)), "m": {"a": 1}})))
    assert isinstance(found[0], ExpressionFault)
    assert calls < 200_000


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("(.none[3] = 1)", {"l": [1, 2], "none": [None, None, None, 1]}, id="index of nothing"),
        pytest.param("(.l[3] = 1)", {"l": [1, 2, None, 1]}, id="index behind the end"),
        pytest.param("(.l - [1])", [2], id="difference"),
        pytest.param("(.l as $a | $a | map(. + 1))", [2, 3], id="a variable once"),
    ],
)
def test_what_costs_little_is_fine(expression: str, value: Value) -> None:
    assert evaluated(expression, {"l": [1, 2]}) == value


def test_items_of_items_are_not_too_much() -> None:
    value: Value = {"a": [{"b": [{"c": [1] * 50}] * 50}] * 20}
    assert evaluated("([.a[].b[].c[]] | length)", value) == 50_000
