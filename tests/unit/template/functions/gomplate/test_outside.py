"""gomplate: the families of the outside world."""

import pytest

from stackc.go.faults import EffectNeeded
from stackc.template import TemplateFault
from stackc.template.functions.gomplate.outside import TABLE
from tests.unit.template.render import GOMPLATE, expand

NAMES = ["file.Read", "net.LookupIP", "aws.EC2Region", "gcp.Meta", "sockaddr.Sort", "ec2region", "listDatasources"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_outside_is_reached(name: str) -> None:
    assert name in TABLE
    found = expand(f'{{{{ {name} "x" }}}}', functions=GOMPLATE, effects=True)
    assert isinstance(found, TemplateFault)
    assert found.message == f"`{name}`: `{name}` is not supported"


@pytest.mark.parametrize("name", NAMES)
def test_all_of_it_is_an_effect(name: str) -> None:
    with pytest.raises(EffectNeeded):
        expand(f'{{{{ {name} "x" }}}}', functions=GOMPLATE)


def test_every_name_is_an_effect_with_any_arguments() -> None:
    assert {signature for signature, _ in TABLE.values()} == {"effect ...any"}
