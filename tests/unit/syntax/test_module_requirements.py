"""What a root module asks for: conditions on variables, and the providers it knows."""

from __future__ import annotations

import json

import pytest

from stackc.syntax.module_requirements import Requirements, Validation, read_requirements

VALIDATED = (
    'variable "x" {\n  validation {\n    condition     = var.x > 1\n    error_message = "Too small:\\n more."\n  }\n'
    "  validation {\n    condition = var.x < 9\n    error_message = local.message\n  }\n  type = number\n}\n"
)


def of(*files: tuple[str, str]) -> Requirements:
    return read_requirements(files)


def test_each_condition_of_a_variable_is_read_with_its_message() -> None:
    found = of(("main.tf", VALIDATED)).validations["x"]
    assert found == (Validation("var.x > 1", "Too small: more."), Validation("var.x < 9", None))


def test_an_override_changes_no_condition() -> None:
    override = 'variable "x" {\n  validation {\n    condition = false\n  }\n}\n'
    assert of(("main.tf", VALIDATED), ("x_override.tf", override)) == of(("main.tf", VALIDATED))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('terraform {\n  required_providers {\n    aws = { source = "a/aws" }\n    own = {}\n  }\n}\n', {"aws", "own"}),
        ('provider "google" {}\nprovider "google" {\n  alias = "eu"\n}\n', {"google"}),
        ('resource "aws_vpc" "x" {}\ndata "http" "y" {}\nephemeral "vault_secret" "z" {}\n', {"aws", "http", "vault"}),
        ('variable "aws" {}\nmodule "azurerm" { source = "./x" }\n', set()),
    ],
)
def test_a_provider_is_known_by_what_requires_configures_or_uses_it(text: str, expected: set[str]) -> None:
    assert of(("main.tf", text)).providers == expected


def test_json_names_providers_as_well() -> None:
    body = {
        "terraform": {"required_providers": {"aws": {"source": "a/aws"}}},
        "provider": {"google": [{"alias": "eu"}]},
        "resource": {"azurerm_vnet": {"x": {}}},
        "variable": {"x": {"validation": {"condition": "${var.x > 1}", "error_message": "no"}}},
    }
    found = of(("main.tf.json", json.dumps(body)))
    assert found.providers == {"aws", "google", "azurerm"}
    assert found.validations == {}


def test_what_stands_before_a_fault_is_read() -> None:
    assert of(("main.tf", 'provider "aws" {}\nprovider "google" {\n')).providers == {"aws"}
