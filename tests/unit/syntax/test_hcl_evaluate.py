"""Expressions of Terraform files: values as Terraform gives them, and faults at their places."""

from __future__ import annotations

import json

import pytest

from stackc.base.value import Value
from stackc.syntax import hcl_evaluate
from stackc.syntax.hcl import Fault, read_blocks
from stackc.syntax.hcl_evaluate import evaluate_condition, evaluate_expression
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


@pytest.mark.parametrize(
    ("source", "message", "offset"),
    [
        *(("!1", "`!` needs true or false, not a number", 0), ("-true", "`-` needs a number, not a boolean", 0)),
        *(('-"x"', "`-` needs a number, not text", 0), ("1 && true", "`&&` needs true or false, not a number", 5)),
        *(("true || 1", "`||` needs true or false, not a number", 8), ("false && null", "`&&` needs true or false, not null", 9)),
        *(("true ? [] : {}", "both values of a conditional must be of one kind, not a list and a map", 7),),
        *(("[for x in 1 : x]", "`for` goes over lists and maps, not over a number", 10),),
        *(("[for x in [1] : x if 1]", "the `if` of a `for` needs true or false, not a number", 21),),
        *(('{a=1}["b"]', "the map has no key `b`", 5), ("{a=1}[[]]", "the key of a map needs text, a number or a boolean, not a list", 5)),
        *(("1[0]", "an index needs a list or a map before it, not a number", 1), ('[1]["x"]', "the index of a list needs a number, not text", 3)),
        *(("[1][0.5]", "the list has 1 items and none at index 0.5", 3), ("[1][-1]", "the list has 1 items and none at index -1", 3)),
        *(("[1].a", "`.a` cannot be read: the value before it is a list", 3), ("{}.a", "`.a` cannot be read: the value before it has no such key", 2)),
        *(("{(null)=1}", "a key needs text, a number or a boolean, not null", 2), ('"a${[]}"', "a template needs text, a number or a boolean, not a list", 4)),
        *(("1/0", "a number is divided by zero", 2), ("1e-999*1e-999", "the number is too large or too small", 7)),
        *(("{for x in [1,1] : x => x}", "the `for` gives the key `1` twice; `...` behind the value would group", 0),),
        *(('"%{ for v in 1 }%{ endfor }"', "`for` goes over lists and maps, not over a number", 13),),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_our_words(source: str, message: str, offset: int) -> None:
    found = evaluated(source)
    assert isinstance(found, Fault)
    assert (found.message, found.start - len("x {\nv = ")) == (message, offset)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *(("1 < 2", True), ("1 < 1", False), ("1 <= 1", True), ("2 <= 1", False), ("2 > 1", True), ("1 > 1", False)),
        *(("1 >= 1", True), ("1 >= 2", False), ("true && false", False), ("false || true", True), ("false || false", False)),
        *(("[1] == [1, 2]", False), ("[1, 2] == [1, 3]", False), ("{a=1} == {b=1}", False), ("{a=1} != {a=2}", True)),
        *(("{a={b=[1]}} == {a={b=[1]}}", True), ("null == 1", False), ("1 == null", False), ("1 != null", True)),
        *(("5 % 0", 5), ("-5 % 3", -2), ("5 % -3", 2), ("7 - 2 - 1", 4), ("false ? 1 : 2", 2), ("null[*]", []), ("[null][*]", [None])),
        *(("[[1, 2], [3, 4]][*][1]", [2, 4]), ("{b=1, a=2}[*]", [{"b": 1, "a": 2}]), ('[1]["0"]', 1), ("{1=2}[1]", 2)),
        *(('[for k, v in {b=1, a=2} : "${k}${v}"]', ["a2", "b1"]), ("[for k, v in [7] : k]", [0]), ("[for v in {a=1} : v]", [1])),
        *(("[for v in [1, 2, 3] : v if v != 2]", [1, 3]), ("{for v in [1, 2] : v => v if v > 1}", {"2": 2})),
        *(('"%{ for k, v in {b=1,a=2} }${k}${v}%{ endfor }"', "a2b1"),),
    ],
)  # fmt: skip
def test_values(source: str, value: Value) -> None:
    found = evaluated(source)
    assert (found, type(found)) == (value, type(value))


def test_limits_are_what_they_are() -> None:
    assert (hcl_evaluate.MAX_STEPS, hcl_evaluate.MAX_SIZE) == (500_000, 8 * 1024 * 1024)


@pytest.mark.parametrize(("size", "is_fine"), [(10, True), (9, False)])
@pytest.mark.parametrize(
    "source", ['"123456789"', '["12345678"]', '{a = "1234567"}', "[1, 1, 1, 1, 1, 1, 1, 1, 1]", "{abcdefg = [1]}"]
)
def test_values_and_characters_count(source: str, size: int, is_fine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcl_evaluate, "MAX_SIZE", size)
    assert isinstance(evaluated(source), Fault) is not is_fine


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        *(("1", 1), ("-1", 2), ("true && true", 3), ("1 + 1", 23), ("1 == 1", 4), ("[1] == [1]", 7), ("{a=1} == {a=1}", 9)),
        *(("{a=1}.a", 5), ("[1][0]", 5), ("[1][*]", 4), ('"a${1}"', 23), ('"a${"b"}"', 3), ("true ? 1 : 2", 4)),
        *(("true ? [1] : [1]", 10), ("[for x in [1, 2] : x]", 6)),
    ],
)  # fmt: skip
def test_each_kind_of_work_is_charged(source: str, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcl_evaluate, "MAX_STEPS", steps)
    assert not isinstance(evaluated(source), Fault)
    monkeypatch.setattr(hcl_evaluate, "MAX_STEPS", steps - 1)
    assert f"does not end within {steps - 1} steps" in fault(source)


# --- conditions of variables


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('contains(["dev", "prod"], var.x)', True),
        ("length(var.x) > 3", False),
        ('can(regex("^d", var.x)) && !can(regex("^p", var.x))', True),
        ('alltrue([for each in ["d", "e"] : strcontains(var.x, each)])', True),
        ('var.x != "dev" || false', False),
        ('var.x == null ? true : startswith(upper(var.x), "DE")', True),
    ],
)
def test_a_condition_says_what_it_says_of_a_value(condition: str, expected: bool) -> None:
    assert evaluate_condition(condition, "x", "dev") is expected


@pytest.mark.parametrize(
    "condition",
    [
        *("var.y == 1", "local.x == var.x", "floor(1.5) == 1", "length(1) == 1", "can(local.x)", "can(length(var.y))"),
        *(
            'regex("x", var.x) == "x"',
            'can(regex("[", var.x))',
            "contains([1], var.x)",
            'length("größe") == 5',
            "var.x ==",
        ),
        *("contains(var.x)", "alltrue([var.x])", "keys(var.x) == []", "values({}) == []", 'upper("a", "b") == "A"'),
    ],
)
def test_of_a_condition_that_takes_more_nothing_is_said(condition: str) -> None:
    assert isinstance(evaluate_condition(condition, "x", "dev"), Fault)


def test_elsewhere_no_function_may_be_called() -> None:
    assert isinstance(evaluated('upper("a")'), Fault)
