from __future__ import annotations

import pytest

from stackc.base.ids import InstanceId, StackName, parse_instance_id

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
