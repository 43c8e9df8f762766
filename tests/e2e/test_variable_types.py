"""What fits the type of a variable: our verdict beside that of a real ``terraform plan``, for each type and each value."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from stackc.base.value import Value
from stackc.syntax.type_constraint import parse_type
from stackc.syntax.type_fit import fit

Values = tuple[object, ...]

SCALARS: Values = (
    *("text", "", "1", "01", " 1", "1 ", "-2", "+3", "1.5", ".5", "5.", "1e3", "1E-2", "e3", "0x1f", "1_000", "1,5"),
    *("Inf", "-inf", "NaN", "true", "false", "True", "FALSE", "yes", "0", "null", "[]", "{}"),
    *(0, 1, -1, 2.5, 10**30, 1e-9, True, False, None, [], {}, ["a"], {"a": 1}),
)
LISTS: Values = (
    *([], ["a"], ["a", "b"], [1, 2], [1, "a"], ["1", 2], [True, "a"], [1, True], [None], [None, "a"], [None, 1, "a"]),
    *(["true", True], [["a"]], [[1], ["a"]], [[1], [1, 2]], [[], [1]], [[1], [True]], [[1], {}], [[1], "a"]),
    *([{}], [{"a": 1}], [{"a": 1}, {"a": 2}], [{"a": 1}, {"a": "x"}], [{"a": 1}, {"b": 2}], [{"a": 1}, {"b": True}]),
    *([{"a": 1}, {"b": [1]}], [{"a": 1}, 2], [{"a": None}, {"a": 1}], [{"a": 1}, None], ["x", 1.5, True], "a", 1),
    *(
        [["a"], None],
        [["a"], ["b"], None],
        [None, {"a": 1}, {"a": 2}],
        [{}, None],
        [[], None],
        [{"a": 1}, {"b": 2}, None],
    ),
    *(
        [["a"], ["b", "c"], None],
        [[None], [1]],
        [[None], ["a"], [[1]]],
        [{"a": None}, {"a": {"b": 1}}],
        [[None, 1], [2]],
    ),
    *({}, {"a": "b"}, {"0": "a"}, None, "", True, "[]"),
)
MAPS: Values = (
    *({}, {"a": "b"}, {"a": 1}, {"a": 1, "b": "x"}, {"a": 1, "b": True}, {"a": None}, {"a": None, "b": 1}),
    *({"a": []}, {"a": ["x"]}, {"a": ["x"], "b": [1]}, {"a": {}}, {"a": {"b": 1}}, {"a": {"b": 1}, "c": {"d": "x"}}),
    *(
        {"a": {"b": 1}, "c": {"b": [1]}},
        {"a": 1, "b": [1]},
        {"a-b": "c"},
        {"": "x"},
        {"a": {"b": 1}, "c": None},
        {"a": ["b"], "c": None},
        [],
        ["a"],
        "a",
        1,
        True,
        None,
    ),
)
OBJECTS: Values = (
    *({}, {"name": "n"}, {"name": 1}, {"name": "n", "size": 1}, {"name": "n", "size": "1"}, {"name": "n", "size": "x"}),
    *({"name": None, "size": 1}, {"name": "n", "size": None}, {"name": "n", "size": 1, "more": True}, {"Name": "n"}),
    *(
        {"name": ["n"], "size": 1},
        {"size": 1},
        {"name": "n", "size": True},
        {"name": {}, "size": 1},
        {"name": "n", "tags": {}},
    ),
    *({"name": "n", "size": 1, "tags": {"a": 1}}, {"name": "n", "size": 1, "tags": ["a"]}, [], ["n", 1], "n", 1, None),
    *([{"name": "n", "size": 1}], {"n": {"name": "n", "size": 1}}, {"name": "n", "size": 1, "tags": None}),
)
MANY: Values = (
    *([], {}, [{"name": "n", "size": 1}], [{"name": "n"}], [{"name": "n", "size": 1}, {"name": 2, "size": "3"}]),
    *([{"name": "n", "size": 1}, {"name": "n", "sise": 1}], [{"name": "n", "size": 1}, None], [None], ["n"], [[]], "n"),
    *({"a": {"name": "n", "size": 1}}, {"a": {"name": "n", "size": "x"}}, {"a": None}, {"a": {}}, {"a": "n"}, None),
    *([{"name": "n", "size": [1]}], {"name": "n", "size": 1}, {"a": {"name": "n", "size": 1}, "b": {"name": "n"}}),
)
TUPLES: Values = (
    [],
    ["a"],
    ["a", 1],
    ["a", "1"],
    ["a", "b"],
    [1, 1],
    ["a", 1, 2],
    [None, None],
    [["a"], 1],
    {},
    "a",
    None,
)
CASES: dict[str, Values] = {
    "string": SCALARS,
    "number": SCALARS,
    "bool": SCALARS,
    "any": (*SCALARS, *LISTS),
    "list(string)": LISTS,
    "list(number)": LISTS,
    "list(any)": LISTS,
    "list": LISTS,
    "set(string)": LISTS,
    "set(any)": LISTS,
    "list(list(string))": LISTS,
    "list(map(number))": LISTS,
    "set(bool)": LISTS,
    "map(string)": MAPS,
    "map(number)": MAPS,
    "map(bool)": MAPS,
    "map(any)": MAPS,
    "map": MAPS,
    "map(list(string))": MAPS,
    "map(map(string))": MAPS,
    "map(set(any))": MAPS,
    "object({})": MAPS,
    "object({ name = string, size = number })": OBJECTS,
    "object({ name = string, size = optional(number) })": OBJECTS,
    'object({ name = optional(string, "x"), size = optional(number, 1), tags = optional(map(string), {}) })': OBJECTS,
    "object({ name = string, tags = optional(object({ a = optional(number, 2) }), {}) })": OBJECTS,
    "object({ name = any, size = any })": OBJECTS,
    "list(object({ name = string, size = number }))": MANY,
    "set(object({ name = string, size = optional(number, 3) }))": MANY,
    "map(object({ name = string, size = number }))": MANY,
    "map(object({ name = optional(string), size = optional(any) }))": MANY,
    "list(object({ name = any, size = any }))": MANY,
    "tuple([string, number])": TUPLES,
    "tuple([any])": TUPLES,
    "tuple([])": TUPLES,
    "list(tuple([string, number]))": ([], [["a", 1]], [["a", 1], ["b", "2"]], [["a"]], [["a", "b"]], [[]], ["a"], None),
}
MAX_DOUBTS = 3
"""Values of one type that we may leave open: texts like ``Inf``, and ``any`` deep inside what differs."""


def refused(folder: Path, type_: str, values: Values) -> set[int]:
    """The values that a real plan refuses for variables of one type, by their index."""
    declared = "\n".join(f'variable "v{at}" {{\n  type = {type_}\n}}' for at in range(len(values)))
    (folder / "main.tf").write_text(declared)
    (folder / "terraform.tfvars.json").write_text(json.dumps({f"v{at}": value for at, value in enumerate(values)}))
    words = ["terraform", "plan", "-input=false", "-no-color", "-json"]
    said = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False).stdout
    events = [json.loads(line) for line in said.splitlines()]
    problems = [event["diagnostic"] for event in events if event["@level"] == "error"]
    found = [re.search(r"\bvar\.v(\d+)\b", problem["detail"]) for problem in problems]
    assert None not in found, problems
    return {int(each[1]) for each in found if each is not None}


@pytest.mark.parametrize("type_", CASES)
def test_what_fits_a_type_is_what_terraform_takes(type_: str, tmp_path: Path) -> None:
    values, parsed = CASES[type_], parse_type(type_)
    assert parsed is not None
    read: list[Value] = json.loads(json.dumps(values))
    fits = [fit(value, parsed) for value in read]
    theirs = refused(tmp_path, type_, values)
    wrong = {
        json.dumps(value): "is taken" if each.refused else "is refused"
        for at, (value, each) in enumerate(zip(values, fits, strict=True))
        if (not each.doubts or each.refused) and bool(each.refused) != (at in theirs)
    }
    assert wrong == {}
    assert sum(not each.fits and not each.refused for each in fits) <= MAX_DOUBTS
