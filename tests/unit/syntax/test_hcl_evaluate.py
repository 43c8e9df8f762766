"""Expressions of Terraform files: values as Terraform gives them, and faults at their places."""

from __future__ import annotations

import json

import pytest

from stackc.base.value import Value
from stackc.syntax import hcl_evaluate
from stackc.syntax.hcl import Fault, read_blocks
from stackc.syntax.hcl_evaluate import evaluate_expression
from tests.kit.hcl_rows import REFUSED, VALUES


def evaluated(source: str) -> Value | Fault:
    """The value of ``source`` as the value of an argument; the fault of the reader where that sees one."""
    text = f"x {{\nv = {source}\n}}\n"
    reading = read_blocks(text, ("x",))
    if reading.fault is not None:
        return reading.fault
    written = reading.blocks[0].arguments["v"]
    return evaluate_expression(text, written.start, written.start + len(written.source))


def fault(source: str) -> str:
    found = evaluated(source)
    assert isinstance(found, Fault)
    return found.message


@pytest.mark.parametrize("source", VALUES)
def test_an_expression_has_the_value_terraform_gives_it(source: str) -> None:
    value = evaluated(source)
    assert not isinstance(value, Fault)
    assert json.dumps(value, sort_keys=True, ensure_ascii=False) == VALUES[source]


@pytest.mark.parametrize("source", REFUSED)
def test_what_terraform_refuses_is_a_fault(source: str) -> None:
    assert isinstance(evaluated(source), Fault)


@pytest.mark.parametrize(
    ("source", "offset", "about"),
    [
        pytest.param("1 + true", 4, "`+` needs a number, not a boolean", id="wrong operand"),
        pytest.param('1 ? "a" : "b"', 0, "a condition needs true or false, not a number", id="wrong condition"),
        pytest.param("[1][2]", 3, "the list has 1 items and none at index 2", id="index out of bounds"),
        pytest.param("{a = 1}.b", 7, "`.b` cannot be read: the value before it has no such key", id="no such key"),
        pytest.param("1 / 0", 4, "divided by zero", id="division by zero"),
        pytest.param('{for x in ["a", "a"] : x => 1}', 0, "the key `a` twice", id="one key twice"),
    ],
)
def test_a_fault_says_what_stands_where(source: str, offset: int, about: str) -> None:
    found = evaluated(source)
    assert isinstance(found, Fault)
    assert about in found.message
    assert found.start - len("x {\nv = ") == offset


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(" + ".join(["1"] * 2000), 2000, id="operators"),
        pytest.param(f"[{', '.join(['1'] * 2000)}][1999]", 1, id="items"),
    ],
)
def test_length_is_not_nesting(source: str, expected: int) -> None:
    assert evaluated(source) == expected


def test_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcl_evaluate, "MAX_STEPS", 500)
    items = ", ".join(["1"] * 20)
    assert evaluated(f"[for x in [{items}] : x]") == [1] * 20
    assert "does not end within 500 steps" in fault(f"[for x in [{items}] : [for y in [{items}] : x]]")


def test_the_size_of_a_value_that_is_held_many_times_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcl_evaluate, "MAX_SIZE", 1000)
    doubled = "[1, 1]"
    for name in "abcdefghijkl":
        doubled = f"[for {name} in [{doubled}] : [{name}, {name}]]"
    assert fault(doubled) == "the value is too large"


def test_the_text_of_templates_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcl_evaluate, "MAX_SIZE", 1000)
    assert "the templates give more than 1,000 characters" in fault(
        f'[for x in ["{"x" * 400}"] : "${{x}}${{x}}${{x}}"]'
    )


def test_a_number_out_of_bounds_is_a_fault() -> None:
    assert "too large" in fault("1e999 * 1e999")
    assert "more than 1000 digits" in fault("1e1001")
