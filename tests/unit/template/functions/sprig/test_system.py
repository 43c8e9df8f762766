"""Sprig: the family in ``sprig.system``."""

import pytest

from stackc.go.faults import EffectNeeded
from stackc.template import Expansion, TemplateFault, expand_template, function_set
from tests.unit.template.render import expand, parse

SPRIG = function_set(True, False, environment={"NAME": "dev", "OTHER": "x"}.get)


@pytest.mark.parametrize(
    ("action", "text"),
    [('env "NAME"', "dev"), ('env "NONE"', ""), ('expandenv "$NAME-${OTHER}$NONE"', "dev-x")],
)
def test_the_environment_of_the_expansion_answers(action: str, text: str) -> None:
    expansion = expand_template(parse(f"{{{{ {action} }}}}"), {}, SPRIG)
    assert isinstance(expansion, Expansion)
    assert expansion.text == text


def test_hosts_are_not_looked_up() -> None:
    found = expand('{{ getHostByName "x" }}', functions=SPRIG, effects=True)
    assert isinstance(found, TemplateFault)
    assert found.message == "`getHostByName`: looking up hosts is not supported"
    with pytest.raises(EffectNeeded):
        expand('{{ getHostByName "x" }}', functions=SPRIG)
