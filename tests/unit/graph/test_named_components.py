"""Which components may depend on another one, by what their layers say."""

from __future__ import annotations

import pytest

from stackc.base.ids import InstanceId, StackName
from stackc.graph.dependencies import NamedComponents
from tests.kit.compiled import compiled


def may_have(body: str, name: str = "net") -> bool:
    text = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{net: {{}}, app: {{{body}}}}}}}\n"
    compilation = compiled({"stacks/deploy/dev.yaml": text})
    component = compilation.stacks.definitions_of(InstanceId(StackName("dev"), "app"))[0].component
    return NamedComponents(compilation.marks).may_have(component, name)


@pytest.mark.parametrize(
    "body",
    [
        "settings: {depends_on: {1: {component: net}}}",
        "dependencies: {components: [net]}",
        "dependencies: {components: [{component: net, stack: prod}]}",
        "settings: {depends_on: {1: {component: '{{ .vars.x }}'}}}",
        "dependencies: {components: [!env NET]}",
    ],
)
def test_what_names_a_component_may_depend_on_it(body: str) -> None:
    assert may_have(body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "vars: {x: net}",
        "settings: {depends_on: {1: {component: network}}}",
        "settings: {depends_on: 7}",
        "dependencies: {files: [net]}",
    ],
)
def test_what_does_not_name_it_does_not(body: str) -> None:
    assert not may_have(body)
