from __future__ import annotations

import pytest

from stackc.base.ids import COMPONENT_TYPES, InstanceId, StackName, parse_instance_id

PROD = StackName("plat-prod")


@pytest.mark.parametrize(
    ("instance", "text"),
    [
        pytest.param(InstanceId(PROD, "vpc"), "vpc@plat-prod", id="terraform is not written"),
        pytest.param(InstanceId(PROD, "echo", "helmfile"), "helmfile:echo@plat-prod", id="another type is"),
        pytest.param(InstanceId(PROD, "a@b"), "a@b@plat-prod", id="an at sign in the component"),
        pytest.param(InstanceId(StackName("orgs/x/prod"), "net/vpc"), "net/vpc@orgs/x/prod", id="slashes"),
    ],
)
def test_an_instance_reads_back_as_it_is_written(instance: InstanceId, text: str) -> None:
    assert (str(instance), parse_instance_id(text)) == (text, instance)


@pytest.mark.parametrize("text", ["", "vpc", "@", "vpc@", "@prod", "helmfile:@prod"])
def test_a_text_with_an_empty_part_is_no_instance(text: str) -> None:
    assert parse_instance_id(text) is None


@pytest.mark.parametrize(
    ("instance", "text"),
    [
        pytest.param(InstanceId(StackName("a@b"), "vpc"), "vpc@a%40b", id="an at sign in the stack"),
        pytest.param(InstanceId(StackName("a%40b"), "vpc"), "vpc@a%2540b", id="what looks escaped"),
        pytest.param(InstanceId(StackName("a%25b"), "vpc"), "vpc@a%2525b", id="an escaped percent sign"),
        pytest.param(InstanceId(StackName("a%2540b"), "vpc"), "vpc@a%252540b", id="escaped twice"),
        pytest.param(InstanceId(StackName("50%"), "vpc"), "vpc@50%", id="a percent sign alone"),
        pytest.param(InstanceId(PROD, "helmfile:x"), "terraform:helmfile:x@plat-prod", id="a name like a type"),
        pytest.param(InstanceId(PROD, "mine:x"), "mine:x@plat-prod", id="a colon behind another word"),
        pytest.param(InstanceId(PROD, "helmfile"), "helmfile@plat-prod", id="a type without a colon"),
        pytest.param(InstanceId(PROD, "x", "emulator"), "emulator:x@plat-prod", id="a type nobody writes"),
    ],
)
def test_a_text_names_exactly_one_instance(instance: InstanceId, text: str) -> None:
    assert (str(instance), parse_instance_id(text)) == (text, instance)


def test_the_type_of_terraform_may_be_written() -> None:
    assert parse_instance_id("terraform:vpc@plat-prod") == InstanceId(PROD, "vpc", "terraform")


def test_names_are_looked_for_in_terraform_first() -> None:
    expected = ("terraform", "helmfile", "packer", "ansible", "container", "emulator", "kubernetes", "helm")
    assert expected == COMPONENT_TYPES
