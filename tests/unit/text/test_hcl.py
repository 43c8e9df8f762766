"""Values in Terraform's own language: blocks with labels, attributes, and strings in which nothing is a template."""

from __future__ import annotations

import pytest

from stackc.base.value import Table
from stackc.syntax.hcl import Fault, read_arguments
from stackc.text.hcl import NotHcl, to_hcl, to_tfvars


def test_maps_are_blocks_and_those_of_terraform_have_labels() -> None:
    table: Table = {
        "variable": {"size": {"type": "string", "default": 3}},
        "resource": {"terraform_data": {"it": {"input": ["a", None, True], "lifecycle": {"x": 1}}}},
        "locals": {"a": 1.5},
    }
    assert to_hcl(table) == (
        "locals {\n  a = 1.5\n}\n"
        'resource "terraform_data" "it" {\n  input = ["a", null, true]\n  lifecycle {\n    x = 1\n  }\n}\n'
        'variable "size" {\n  default = 3\n  type = "string"\n}\n'
    )


def test_a_file_of_variables_has_maps_as_values() -> None:
    assert to_tfvars({"b": {"x y": 1, "z": {}}, "a": []}) == 'a = []\nb = {\n  "x y" = 1\n  z = {}\n}\n'


@pytest.mark.parametrize("text", ['say "${x}"', "100%{x}", "a\\b\n\t", "ä", "$${"])
def test_a_text_stays_what_it_is(text: str) -> None:
    read = read_arguments(to_tfvars({"a": text}))
    assert not isinstance(read, Fault)
    assert "a" in read.arguments
    assert "${x}" not in to_tfvars({"a": text}).replace("$${", "")


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({"variable": {"size": 3}}, id="a block that is no map"),
        pytest.param({"a b": 1}, id="no name"),
        pytest.param({"a": {"1x": 2}}, id="no name in a block"),
    ],
)
def test_what_has_no_form_is_refused(table: Table) -> None:
    with pytest.raises(NotHcl):
        to_hcl(table)
