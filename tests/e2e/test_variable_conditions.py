"""Conditions of variables: where we tell what one says of a value, a real ``terraform plan`` says the same."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from stackc.base.value import Missing, Value
from stackc.syntax.hcl import Fault
from stackc.syntax.hcl_evaluate import evaluate_condition
from stackc.syntax.type_constraint import parse_type
from stackc.syntax.type_convert import converted

Values = tuple[object, ...]

TEXTS: Values = ("", "a", "dev", "prod", "Prod", "prod-1", "10.0.0.0/16", "x" * 40, "1", "true", 1, True)
NUMBERS: Values = (0, 1, 5, 10, 10.5, -1, "7", "0.1", 100)
LISTS: Values = ([], ["a"], ["a", "b"], ["a", "a"], ["b", ""], ["dev", "prod"], [1, 2], ["A1", "b2"])
MAPS: Values = ({}, {"a": "b"}, {"a": "b", "c": "d"}, {"env": "dev"}, {"env": 1, "x": "y"})
PEOPLE: Values = ({"name": "n"}, {"name": "", "age": 3}, {"name": "n", "age": "40"}, {"name": "n", "age": None})
Row = tuple[str, tuple[str, ...], Values]
ROWS: tuple[Row, ...] = (
    (
        "string",
        (
            'contains(["dev", "prod"], var.v)',
            "length(var.v) > 0 && length(var.v) <= 32",
            'can(regex("^[a-z]+(-[0-9]+)?$", var.v))',
            '!can(regex("[^a-z0-9-]", var.v))',
            'startswith(var.v, "p") || endswith(lower(var.v), "d")',
            "var.v == upper(var.v)",
            'strcontains(var.v, "1") ? var.v != "1" : true',
            'trimspace(var.v) != ""',
            'contains(["dev", 1], var.v)',
            'can(regex("[", var.v))',
        ),
        TEXTS,
    ),
    (
        "number",
        ("var.v >= 1 && var.v <= 10", "var.v % 2 == 0", "var.v == 7", 'var.v == "7"', "contains([1, 5], var.v)"),
        NUMBERS,
    ),
    (
        "list(string)",
        (
            "length(var.v) > 0",
            'alltrue([for each in var.v : can(regex("^[a-z]+$", each))])',
            'anytrue([for each in var.v : each == "a"])',
            "var.v == []",
            'contains(var.v, "a")',
            'var.v[0] == "a"',
        ),
        LISTS,
    ),
    ("set(string)", ("length(var.v) == 2", 'contains(var.v, "a")', 'alltrue([for each in var.v : each != ""])'), LISTS),
    (
        "map(string)",
        (
            'contains(keys(var.v), "env")',
            "alltrue([for value in values(var.v) : length(value) < 2])",
            "length(var.v) < 2",
            "alltrue([for key, value in var.v : key != value])",
        ),
        MAPS,
    ),
    (
        "object({ name = string, age = optional(number, 18) })",
        ("var.v.age >= 18", 'var.v.name != ""', "var.v.age == null || var.v.age < 30"),
        PEOPLE,
    ),
    (
        "object({ name = string, age = optional(number) })",
        ("var.v.age == null", 'var.v.name != "" && var.v.age != null'),
        PEOPLE,
    ),
    ("any", ('var.v == "a"', "var.v != null"), TEXTS),
)
MAX_OPEN = 40
"""Pairs of a condition and a value, of all of them, that we may leave open."""
CASES = [(type_, condition, values) for type_, conditions, values in ROWS for condition in conditions]


def ours(type_: str, condition: str, value: Value) -> bool | None:
    parsed = parse_type(type_)
    assert parsed is not None
    known = converted(value, parsed)
    found = Fault("", 0, 0, "") if isinstance(known, Missing) else evaluate_condition(condition, "v", known)
    return None if isinstance(found, Fault) else found in (True, "true")


def theirs(folder: Path, type_: str, condition: str, values: Values) -> list[bool]:
    """Whether a real plan takes each of ``values``."""
    blocks = (
        f'variable "v{at}" {{\n  type = {type_}\n  validation {{\n    condition = {condition.replace("var.v", f"var.v{at}")}\n'
        f'    error_message = "Refused is v{at}."\n  }}\n}}\n'
        for at in range(len(values))
    )
    (folder / "main.tf").write_text("".join(blocks))
    (folder / "terraform.tfvars.json").write_text(json.dumps({f"v{at}": value for at, value in enumerate(values)}))
    words = ["terraform", "plan", "-input=false", "-no-color", "-json"]
    said = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False).stdout
    refused = {int(at) for at in re.findall(r"Refused is v(\d+)\.", said)}
    return [at not in refused for at in range(len(values))]


@pytest.mark.parametrize(("type_", "condition", "values"), CASES, ids=[f"{type_}: {each}" for type_, each, _ in CASES])
def test_a_condition_holds_where_terraform_says_so(type_: str, condition: str, values: Values, tmp_path: Path) -> None:
    read: list[Value] = json.loads(json.dumps(values))
    told = [ours(type_, condition, value) for value in read]
    wrong = {
        json.dumps(value): (mine, real)
        for value, mine, real in zip(read, told, theirs(tmp_path, type_, condition, values), strict=True)
        if mine is not None and mine != real
    }
    assert wrong == {}


def test_few_conditions_are_left_open() -> None:
    told = [ours(type_, each, json.loads(json.dumps(value))) for type_, each, values in CASES for value in values]
    assert told.count(None) <= MAX_OPEN
    assert {True, False} <= set(told)
