"""What expressions give. ``tests/e2e/test_output_types.py`` holds most of the rules against Terraform itself."""

from __future__ import annotations

import pytest

from stackc.syntax.hcl_shape import output_shape
from stackc.syntax.module_values import read_values
from stackc.syntax.shape import BOOL, LIST, MAP, NULL, NUMBER, STRING, Shape, holding, nullable

LOCALS = """
locals {
  text   = "a-${var.x}"
  far    = local.text
  object = { id = local.far, "ids" = [local.text], none = null, arn = aws_vpc.a.arn }
  keyed  = { (var.x) = 1 }
  here   = local.there
  there  = local.here
}
"""
VARIABLES = {"text": STRING, "maybe": nullable(STRING), "maps": nullable(MAP), "pair": holding("list", {0: STRING})}


def shape(expression: str, more: str = "") -> Shape | None:
    text = f'{LOCALS}{more}\noutput "x" {{\n  value = {expression}\n}}\n'
    return output_shape(read_values([("main.tf", text)]), "x", VARIABLES.get)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"a"', STRING),
        ("<<-EOT\n  a ${var.y}\n  EOT", STRING),
        ("-1.5", NUMBER),
        ("null", NULL),
        ("var.text", STRING),
        ("var.pair[0]", STRING),
        ("local.far", STRING),
        ("local.object.id", STRING),
        ('local.object["ids"][0]', STRING),
        ("local.object.none", NULL),
        ("local.keyed", MAP),
        ('"${local.object.ids}"', holding("list", {0: STRING})),
        ('["a", [], {}]', holding("list", {0: STRING, 1: holding("list", {}), 2: holding("map", {})})),
        ("aws_subnet.a[*].id", LIST),
        ("aws_subnet.a.*.id", LIST),
        ("[for each in aws_subnet.a : each.id if each.x]", LIST),
        ("{ for each in aws_subnet.a : each.id => each... }", MAP),
        ("aws_vpc.a.id == null", BOOL),
        ("length(aws_vpc.a) + 1", NUMBER),
        ('aws_vpc.a.x ? "a" : 1', STRING),
        ('core::join(",", aws_vpc.a.*.id)', STRING),
        ("max(var.list...)", NUMBER),
        ('tostring(join("", []))', STRING),
        ("toset(aws_vpc.a.x)", nullable(LIST)),
        ('merge(var.maps, { Name = "x" })', MAP),
        ('merge({ a = 1 }, { b = "x" })', holding("map", {"a": NUMBER, "b": STRING})),
        ("merge(var.maps, aws_vpc.a.tags)", nullable(MAP)),
        ('coalesce(var.maybe, "x")', STRING),
        ("sensitive(local.text)", STRING),
        ("terraform_data.a.id", STRING),
        ("terraform_data.a[0].id", STRING),
        ("path.module", STRING),
    ],
)
def test_a_plain_expression_says_what_it_gives(expression: str, expected: Shape) -> None:
    assert shape(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "aws_vpc.a.id",
        "module.a.b",
        "data.aws_vpc.a",
        "terraform_data.a.output",
        "terraform_data.a.output.id",
        "terraform_data.a",
        "var.other",
        "var.text.x",
        "local.other",
        "local.here",
        "local.object.arn",
        "local.object.nothing",
        "local.object.ids[1]",
        "aws_subnet.a.*.id[0]",
        "[for each in [1] : each][0]",
        'aws_vpc.a.x ? aws_vpc.a.id : "a"',
        "aws_vpc.a.x ? 1 : true",
        'jsondecode("1")',
        'templatefile("a", {})',
        'lookup(var.maps, "a")',
        'coalesce(["a", "b"]...)',
        'try(aws_vpc.a.id, "x")',
        'try("a", 1)',
        "provider::aws::arn_parse(1)",
        "tostring()",
        "var",
        "each.value",
    ],
)
def test_of_what_is_not_plain_nothing_is_said(expression: str) -> None:
    assert shape(expression) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"a"', STRING),
        ('"${local.a}"', None),
        ("[1, true]", holding("list", {0: NUMBER, 1: BOOL})),
        ('{"a": null}', holding("map", {"a": NULL})),
        ('{"${local.a}": 1}', MAP),
    ],
)
def test_values_in_json_are_templates_where_they_have_one(value: str, expected: Shape | None) -> None:
    values = read_values([("main.tf.json", f'{{"output": {{"x": {{"value": {value}}}}}}}')])
    assert output_shape(values, "x", VARIABLES.get) == expected


def test_locals_that_lead_on_and_on_are_followed_for_a_while() -> None:
    chain = "\n".join(f"a{at} = local.a{at + 1}" for at in range(5000))
    assert shape("local.a0", f"locals {{\n{chain}\na5000 = 1\n}}\n") is None
    assert shape("local.a4990", f"locals {{\n{chain}\na5000 = 1\n}}\n") == NUMBER


def test_locals_that_double_each_other_end() -> None:
    lines = "\n".join(f"a{at} = [local.a{at + 1}, local.a{at + 1}]" for at in range(60))
    found = shape("local.a0", f"locals {{\n{lines}\na60 = 1\n}}\n")
    assert found == LIST
