"""What an output will be: where we say that its value fits no variable of a type, a real ``terraform plan`` refuses it.

The module is applied once for each set of its variables, and what its outputs come to is planned with as JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from stackc.base.value import Value
from stackc.syntax.hcl_shape import CONVERTING, FIXED, output_shape
from stackc.syntax.module_values import read_values
from stackc.syntax.shape import Shape, misfits, shape_of_type
from stackc.syntax.type_constraint import parse_type

VARIABLES: Mapping[str, str] = {
    "text": "string",
    "number": "number",
    "flag": "bool",
    "free": "any",
    "names": "list(string)",
    "unique": "set(string)",
    "tags": "map(string)",
    "pair": "tuple([string, number])",
    "person": 'object({ name = string, age = optional(number), nick = optional(string, "-"), more = optional(any) })',
    "people": "map(object({ name = string }))",
}
LOCALS = """
locals {
  word   = "x-${var.text}"
  far    = local.word
  list   = [local.word, 1]
  object = { id = local.far, ids = [local.word], size = var.number, none = null, (var.text) = 1 }
  plain  = { id = local.far, ids = [local.word], size = 5, none = null }
  here   = local.there
  there  = "there"
}
resource "terraform_data" "one" { input = var.free }
resource "terraform_data" "many" {
  count = 2
  input = { id = ["no text"] }
}
"""
EXPRESSIONS = (
    *('"a"', "5", "true", "null", '"${var.text}"', '"a${var.number}b"', '"%{ if var.flag }a%{ endif }"', "<<-EOT\n  a\n  EOT"),
    *("[]", "{}", '["a"]', '["a", "b"]', '["a", 1]', '["a", ["b"]]', "[null]", '{ a = "b" }', '{ a = "b", c = ["d"] }'),
    *('{ name = "n" }', '{ name = "n", size = 1 }', '{ name = ["n"], size = 1 }', '{ "name" = null, size = true }'),
    *('{ (var.text) = 1 }', '[{ name = "n" }]', '{ a = { name = "n", size = [] } }'),
    *("var.text", "var.number", "var.flag", "var.free", "var.names", "var.unique", "var.tags", "var.pair", "var.person"),
    *("var.people", "var.pair[0]", "var.person.name", "var.person.nick", "var.person.age", "var.names[0]", "var.tags.a"),
    *('var.tags["a"]', "var.people.a.name", "var.names[*]", "var.text[*]", "var.people[*].a", "var.names.0"),
    *("local.word", "local.far", "local.list", "local.list[1]", "local.object", "local.object.ids", "local.plain"),
    *("local.plain.id", "local.plain.ids", "local.plain.ids[0]", "local.plain.none", 'local.plain["size"]', "local.here"),
    *('tostring("a")', "tonumber(var.number)", "tobool(var.free)", "tolist(var.unique)", "toset(var.names)"),
    *('tomap({ a = "b" })', "tostring(null)", "tolist(null)", "toset(var.free)", "tomap(var.free)"),
    *('join("-", var.names)', 'format("%s", var.text)', "jsonencode(var.free)", "length(var.names)", "upper(var.text)"),
    *("keys(var.tags)", "values(var.tags)", 'split(",", var.text)', 'contains(var.names, "a")', "max(1, var.number)"),
    *("max([1, 2]...)", "concat(var.names, [])", "merge(var.tags, {})", "merge({ a = 1 }, { b = [] })", "merge(null, null)"),
    *("merge(null, { a = [] })", "merge([{ a = 1 }]...)", "merge(var.free, var.free)", "merge()", "flatten([var.names])"),
    *('try(var.free.x.y, "a")', 'try("a", ["b"])', "try(var.text, var.names[0])", 'coalesce(null, "a")', 'coalesce("", 1)'),
    *("coalesce([], null)", 'coalesce(var.free, "x")', 'coalesce(["a", "b"]...)', "lookup(var.tags, \"a\", null)"),
    *("sensitive(var.names)", "nonsensitive(sensitive(local.word))", "one([])", 'element(["a"], 0)', "sum([1])"),
    *('jsondecode("[1]")', 'yamldecode("a: 1")', "zipmap(var.names, var.names)", "range(3)", 'regex("a+", "aa")'),
    *("regexall(\"a\", var.text)", "can(var.free.x)", "core::upper(var.text)", "alltrue([])", "timestamp()", "distinct(var.names)"),
    *('var.flag ? "a" : "b"', 'var.flag ? 1 : "b"', "var.flag ? true : \"b\"", 'var.flag ? null : "b"', "var.flag ? [] : null"),
    *("var.flag ? [] : [1]", 'var.flag ? [1] : ["a"]', 'var.flag ? { a = 1 } : { b = "x" }', "var.flag ? {} : var.tags"),
    *("var.flag ? { a = 1 } : { a = [] }.a == null ? { a = 2 } : { a = 3 }", "var.flag ? var.names : var.unique"),
    *("var.flag ? var.free : \"a\"", 'var.flag ? { name = "n", size = 1 } : { name = 2, size = "3" }'),
    *("!var.flag", "-var.number", "1 + 2", "var.number > 1", "var.number == 1", "1 == 1 && var.flag", "1 < 2 ? [1] : [2]"),
    *("[for x in var.names : x]", "[for x in var.names : [x]]", "{ for k, v in var.tags : k => v }", "[for x in [] : x]"),
    *("{ for x in var.names : x => [x]... }", '{ for k, v in { a = 1 } : k => v }["a"]', "path.module", "terraform.workspace"),
    *("terraform_data.one.id", "terraform_data.one.output", "terraform_data.one", "terraform_data.many[0].id"),
    *("terraform_data.many[*].id", "terraform_data.many.*.output.id", "terraform_data.many[0].output.id", "terraform_data.many"),
)  # fmt: skip
TYPES = (
    *("string", "number", "bool", "any", "list(string)", "list(number)", "set(string)", "list(any)", "map(string)"),
    *("map(any)", "map(list(string))", "tuple([string])", "tuple([string, number])", "tuple([any, list(string)])"),
    *("object({})", "object({ name = string, size = number })", "object({ name = string, size = optional(bool) })"),
    *("object({ id = string, ids = string })", "list(object({ name = string, size = optional(number) }))"),
    "map(object({ name = string, size = string }))",
)
SETS: Mapping[str, Mapping[str, Value]] = {
    "usual": {
        "text": "aa",
        "number": 2,
        "flag": True,
        "free": ["a"],
        "names": ["a", "b"],
        "unique": ["a"],
        "tags": {"a": "b", "name": "n", "size": "1"},
        "pair": ["a", 1],
        "person": {"name": "n", "age": 1},
        "people": {"a": {"name": "n"}},
    },
    "empty": {
        "text": "1",
        "number": 0,
        "flag": False,
        "free": None,
        "names": [],
        "unique": [],
        "tags": {},
        "pair": [None, None],
        "person": {"name": None, "nick": None},
        "people": {},
    },
    "null": {**dict.fromkeys(VARIABLES, None), "text": "a", "flag": True},
}
MAX_OPEN = 0.35
"""Of the pairs of an expression and a type that Terraform refuses whatever the variables are, those we may leave open."""
BATCH = 100
"""Values of one plan: the time that Terraform takes to tell its errors grows with their square."""
Outputs = Mapping[int, Value]
"""By the index of their expressions."""


def said(folder: Path, *words: str) -> list[dict[str, Any]]:
    """The errors of one command."""
    done = subprocess.run(["terraform", *words, "-json"], cwd=folder, capture_output=True, text=True, check=False)
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [event["diagnostic"] for event in events if event["@level"] == "error"]


def source(expressions: Iterable[int]) -> str:
    """A module with the outputs."""
    variables = (f'variable "{name}" {{\n  type = {type_}\n}}\n' for name, type_ in VARIABLES.items())
    outputs = (f'output "o{at}" {{\n  sensitive = true\n  value = {EXPRESSIONS[at]}\n}}\n' for at in expressions)
    return LOCALS + "".join(variables) + "".join(outputs)


def applied(folder: Path, given: Mapping[str, Value]) -> Outputs:
    """What the outputs come to in a real state; those that are null or that Terraform refuses have none."""
    (folder / "terraform.tfvars.json").write_text(json.dumps(given))
    left = dict.fromkeys(range(len(EXPRESSIONS)))
    for _ in range(3):
        (folder / "main.tf").write_text(source(left))
        errors = said(folder, "apply", "-auto-approve", "-input=false")
        if not errors:
            break
        for error in errors:
            found = re.match(r'output "o(\d+)"', error["snippet"]["context"])
            assert found is not None, error
            left.pop(int(found[1]), None)
    outputs = json.loads((folder / "terraform.tfstate").read_text())["outputs"]
    return {int(name[1:]): output["value"] for name, output in outputs.items()}


def refused(folder: Path, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs of a type and a value, as JSON, that a real plan refuses."""
    declared = (f'variable "v{at}" {{\n  type = {type_}\n}}\n' for at, (type_, _) in enumerate(pairs))
    (folder / "main.tf").write_text("".join(declared))
    values = ", ".join(f'"v{at}": {value}' for at, (_, value) in enumerate(pairs))
    (folder / "terraform.tfvars.json").write_text(f"{{{values}}}")
    found = [re.search(r"\bvar\.v(\d+)\b", error["detail"]) for error in said(folder, "plan", "-input=false")]
    assert None not in found
    return {pairs[int(each[1])] for each in found if each is not None}


def shapes(given: Mapping[str, Value]) -> list[Shape | None]:
    """What we say of the outputs of a module whose variables are not null where those given are not."""
    values = read_values([("main.tf", source(range(len(EXPRESSIONS))))])

    def variable(name: str) -> Shape | None:
        type_ = parse_type(VARIABLES[name])
        assert type_ is not None
        shape = shape_of_type(type_)
        return shape and shape._replace(may_be_null=given[name] is None)

    return [output_shape(values, f"o{at}", variable) for at in range(len(EXPRESSIONS))]


class Row(NamedTuple):
    """One output beside one type."""

    expression: str
    type: str
    value: str
    """As JSON."""
    is_told: bool
    """Whether we say that it does not fit."""


def test_what_we_refuse_of_an_output_is_what_terraform_refuses(tmp_path: Path) -> None:
    parsed = {name: type_ for name in TYPES if (type_ := parse_type(name)) is not None}
    rows: list[Row] = []
    for title, given in SETS.items():
        folder = tmp_path / title
        folder.mkdir()
        ours = shapes(given)
        rows += [
            Row(EXPRESSIONS[at], name, json.dumps(value), any(misfits(ours[at], type_)))
            for at, value in applied(folder, given).items()
            for name, type_ in parsed.items()
        ]
    pairs = sorted({(row.type, row.value) for row in rows})
    batches = (pairs[at : at + BATCH] for at in range(0, len(pairs), BATCH))
    theirs = {pair for batch in batches for pair in refused(tmp_path, batch)}
    assert [row for row in rows if row.is_told and (row.type, row.value) not in theirs] == []
    taken = {(row.expression, row.type) for row in rows if (row.type, row.value) not in theirs}
    never = {(row.expression, row.type) for row in rows} - taken
    told = {(row.expression, row.type) for row in rows if row.is_told}
    assert len(never - told) <= MAX_OPEN * len(never)


def test_functions_give_what_terraform_says_of_them() -> None:
    words = ["terraform", "metadata", "functions", "-json"]
    known = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)["function_signatures"]
    wrong: dict[str, object] = {}
    for name, shape in {**FIXED, **CONVERTING}.items():
        type_ = known[name]["return_type"]
        kind = {"set": "list"}.get(type_[0], type_[0]) if isinstance(type_, list) else type_
        if kind not in (shape.kind, "dynamic"):
            wrong[name] = type_
    assert wrong == {}
