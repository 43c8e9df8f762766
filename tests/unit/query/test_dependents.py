"""Who depends on an instance."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, StackName
from stackc.base.value import Value
from stackc.query.dependents import describe_dependents, stack_slug
from tests.kit.compiled import compiled

ON_NET = "settings: {depends_on: {1: {component: net}}}"


def stack(name: str, components: str) -> dict[str, str]:
    text = f"vars: {{stage: {name}, tenant: t}}\ncomponents:\n  terraform: {{{components}}}\n"
    return {f"stacks/deploy/{name}.yaml": text}


def dependents(files: Mapping[str, str], component: str = "net", name: str = "dev") -> list[Value]:
    found: list[Diagnostic] = []
    return describe_dependents(compiled(files), InstanceId(StackName(name), component), found)


def names(files: Mapping[str, str], component: str = "net", name: str = "dev") -> list[str]:
    return [str(row["stack_slug"]) for row in dependents(files, component, name) if isinstance(row, dict)]


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        pytest.param(f"net: {{}}, app: {{{ON_NET}}}", ["dev-app"], id="one"),
        pytest.param(f"net: {{}}, z/b: {{{ON_NET}}}, a: {{{ON_NET}}}", ["dev-a", "dev-z-b"], id="sorted"),
        pytest.param("net: {}, app: {}", [], id="none"),
        pytest.param("net: {}, app: {dependencies: {components: [net]}}", ["dev-app"], id="the newer form"),
        pytest.param(f"net: {{{ON_NET}}}", [], id="not itself"),
        pytest.param(f"net: {{}}, app: {{metadata: {{type: abstract}}, {ON_NET}}}", [], id="abstract"),
        pytest.param(f"net: {{}}, app: {{metadata: {{enabled: false}}, {ON_NET}}}", [], id="disabled"),
        pytest.param(f"net: {{}}, app: {{vars: x, {ON_NET}}}", [], id="broken"),
        pytest.param("net: {}, app: {settings: {depends_on: {1: {component: nte}}}}", [], id="on another"),
    ],
)
def test_who_depends_on_an_instance(components: str, expected: list[str]) -> None:
    assert names(stack("dev", components)) == expected


def test_another_instance_of_the_same_name_never_does() -> None:
    reads = "settings: {depends_on: {1: {component: net, stage: dev}}}"
    files = {**stack("dev", "net: {}"), **stack("prod", f"net: {{{reads}}}, app: {{{reads}}}")}
    assert names(files) == ["prod-app"]
    assert names(files, name="prod") == []


def test_nobody_depends_on_what_is_not_there() -> None:
    assert dependents(stack("dev", f"app: {{{ON_NET}}}")) == []


def test_what_a_row_says() -> None:
    app = f"metadata: {{component: shared/app}}, {ON_NET.replace('settings: {', 'settings: {spacelift: {workspace_enabled: true}, ')}"
    [row] = dependents(stack("dev", f"net: {{}}, app: {{{app}}}"))
    assert row == {
        "component": "app",
        "component_type": "terraform",
        "component_path": "components/terraform/shared/app",
        "stack": "dev",
        "stack_slug": "dev-app",
        "dependents": [],
        "included_in_dependents": False,
        "settings": {},
        "tenant": "t",
        "stage": "dev",
        "spacelift_stack": "dev-app",
    }


@pytest.mark.parametrize(
    ("also", "said"),
    [("{component: net}", [Code.DEPENDENCY_INVALID]), ("{component: '{{ .vars.x }}'}", [Code.DEPENDENCY_INVALID])],
    ids=["named", "by a template"],
)
def test_what_is_wrong_beside_a_dependency_that_may_be_meant_is_said(also: str, said: list[Code]) -> None:
    found: list[Diagnostic] = []
    files = stack("dev", f"net: {{}}, app: {{vars: {{x: net}}, settings: {{depends_on: {{1: 7, 2: {also}}}}}}}")
    rows = describe_dependents(compiled(files), InstanceId(StackName("dev"), "net"), found)
    assert ([each["component"] for each in rows if isinstance(each, dict)], [each.code for each in found]) == (
        ["app"],
        said,
    )


def test_what_is_wrong_with_dependencies_on_others_is_left_to_validate() -> None:
    found: list[Diagnostic] = []
    files = stack("dev", "net: {}, web: {}, app: {settings: {depends_on: {1: 7, 2: {component: web}}}}")
    assert describe_dependents(compiled(files), InstanceId(StackName("dev"), "net"), found) == []
    assert found == []


@pytest.mark.parametrize(("component", "expected"), [("app", "dev-app"), ("a/b/c", "dev-a-b-c"), ("a-b", "dev-a-b")])
def test_the_slug_of_an_instance(component: str, expected: str) -> None:
    assert stack_slug(InstanceId(StackName("dev"), component)) == expected
