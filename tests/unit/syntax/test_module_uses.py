from __future__ import annotations

import pytest

from stackc.syntax.module_uses import plain_variables

DECLARED = 'variable "a" { type = string }\nvariable "b" {}\n'


def plain(text: str, path: str = "main.tf") -> set[str]:
    return set(plain_variables([("variables.tf", DECLARED), (path, text)]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        'resource "x" "y" {\n  input = var.a\n}\n',
        'output "o" {\n  value = "${var.a}-${upper(var.a)}"\n}\n',
        'resource "x" "y" {\n  lifecycle {\n    precondition {\n      condition = var.a != ""\n      error_message = "e"\n    }\n  }\n}\n',
        'output "o" {\n  value = 1\n  precondition {\n    condition = var.a != ""\n    error_message = "e"\n  }\n}\n',
        'check "c" {\n  assert {\n    condition = var.a != ""\n    error_message = "e"\n  }\n}\n',
        'locals {\n  l = var.a\n}\nresource "x" "y" {\n  input = local.l\n}\n',
        "locals {\n  unused = var.a\n}\n",
    ],
)
def test_a_value_of_a_resource_an_output_or_a_condition_is_plain(text: str) -> None:
    assert plain(text) == {"a", "b"}


@pytest.mark.parametrize(
    "text",
    [
        'provider "aws" {\n  region = var.a\n}\n',
        'data "x" "y" {\n  name = var.a\n}\n',
        'module "m" {\n  source = "./m"\n  name = var.a\n}\n',
        'resource "x" "y" {\n  for_each = toset(var.a)\n}\n',
        'resource "x" "y" {\n  count = var.a == "" ? 0 : 1\n  input = var.b\n}\n',
        'resource "x" "y" {\n  provisioner "local-exec" {\n    command = var.a\n  }\n}\n',
        'resource "x" "y" {\n  dynamic "z" {\n    for_each = var.a\n    content {}\n  }\n}\n',
        'check "c" {\n  data "x" "y" {\n    name = var.a\n  }\n}\n',
        'variable "c" {\n  validation {\n    condition = var.a != ""\n    error_message = "e"\n  }\n}\n',
        'locals {\n  l = var.a\n  m = [local.l]\n}\nprovider "aws" {\n  region = local.m[0]\n}\n',
        'terraform {\n  backend "s3" {\n    bucket = var.a\n  }\n}\n',
    ],
)
def test_what_decides_what_there_is_or_where_is_not(text: str) -> None:
    assert "a" not in plain(text)
    assert "b" in plain(text)


@pytest.mark.parametrize(("path", "text"), [("main.tf", "resource {"), ("main.tf.json", "{}")])
def test_of_a_module_that_cannot_be_read_whole_nothing_is_plain(path: str, text: str) -> None:
    assert plain(text, path) == set()
