"""Another instance as templates see it: its sections, its outputs, and circles."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.ids import InstanceId, StackName
from stackc.base.ports import Output, OutputFailure
from stackc.base.value import Secret, Value
from stackc.compile.compilation import Compilation
from stackc.compile.views import InstanceViews
from stackc.evaluate.instance import IDENTITY_KEYS, Instance
from stackc.template import EffectNeeded, FunctionError
from tests.kit.compiled import OWN, compiled, instance_of

PROJECT = OWN + "templates: {settings: {enabled: true}}\n"
STAGE = "vars: {stage: dev}\n"


class Known:
    """Outputs of other instances, or why they cannot be read."""

    def __init__(self, outputs: Mapping[str, Output] | None, failure: str = "") -> None:
        self._outputs, self._failure = outputs, failure

    def read(self, upstream: InstanceId) -> Mapping[str, Output] | None:
        if self._failure:
            raise OutputFailure(self._failure)
        return self._outputs


def stack(components: str, project: str = PROJECT) -> Compilation:
    return compiled(
        {"stackc.yaml": project, "stacks/deploy/dev.yaml": f"{STAGE}components:\n  terraform:\n{components}"}
    )


APP = "    app: {vars: {a: 1}, settings: {s: 2}, metadata: {component: folder}}\n"


def views(compilation: Compilation, outputs: Known | None = None) -> InstanceViews:
    def find(component: str, name: str) -> Instance | None:
        return compilation.instance(InstanceId(StackName(name), component)).instance

    return InstanceViews(find, outputs)


def test_a_view_has_the_sections_and_what_the_instance_is() -> None:
    found = views(stack(APP)).component("app", "dev")
    assert (found["vars"], found["settings"], found["workspace"]) == ({"stage": "dev", "a": 1}, {"s": 2}, "dev-app")
    assert [found[key] for key in IDENTITY_KEYS] == ["app", "dev", "dev", "deploy/dev", "deploy/dev"]
    assert (found["component"], found["inheritance"]) == ("folder", [])


def test_what_it_does_not_have_is_not_there() -> None:
    found = views(stack(APP)).component("app", "dev")
    assert ("none" in found, "vars" in found, "spacelift_stack" in found) == (False, True, False)
    with pytest.raises(KeyError, match="none"):
        found["none"]


def test_a_view_lists_all_it_has_once() -> None:
    found = views(stack("    app: {settings: {spacelift: {workspace_enabled: true}}}\n"), Known({})).component(
        "app", "dev"
    )
    names = list(found)
    assert len(names) == len(found) == len(set(names))
    assert {"vars", "outputs", "workspace", "spacelift_stack", *IDENTITY_KEYS} <= set(names)
    assert found["spacelift_stack"] == "dev-app"
    assert all(found[name] is not None for name in names if name in IDENTITY_KEYS)


@pytest.mark.parametrize(("component", "name"), [("none", "dev"), ("app", "none")])
def test_an_instance_that_is_not_there(component: str, name: str) -> None:
    with pytest.raises(FunctionError, match=f"could not find the component `{component}` in the stack `{name}`"):
        views(stack(APP)).component(component, name)


# --- outputs


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        pytest.param({"a": Output(1), "b": Output("x", True)}, {"a": 1, "b": Secret("x")}, id="sensitive ones"),
        pytest.param({"a": Output(None, True)}, {"a": None}, id="null is no secret"),
        pytest.param({}, {}, id="none"),
        pytest.param(None, {}, id="no state yet"),
    ],
)
def test_the_outputs_of_an_instance(outputs: Mapping[str, Output] | None, expected: Value) -> None:
    assert views(stack(APP), Known(outputs)).component("app", "dev")["outputs"] == expected


def test_outputs_are_an_effect() -> None:
    with pytest.raises(EffectNeeded) as raised:
        views(stack(APP)).component("app", "dev")["outputs"]
    assert raised.value.name == "atmos.Component outputs"


def test_outputs_that_cannot_be_read() -> None:
    with pytest.raises(FunctionError, match="the outputs of app@dev cannot be read: no access"):
        views(stack(APP), Known({}, "no access")).component("app", "dev")["outputs"]


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        pytest.param("{static: {a: 1}}", {"a": 1}, id="by its type"),
        pytest.param("{static: {static: {a: 1}, b: 2}}", {"a": 1}, id="below a key of its own"),
        pytest.param("{static: {static: x, b: 2}}", {"static": "x", "b": 2}, id="a key that is no map"),
        pytest.param("{other: {a: 1}}", {}, id="of another type"),
    ],
)
def test_static_outputs_stand_in_the_manifests(backend: str, expected: Value) -> None:
    body = f"    app: {{remote_state_backend_type: static, remote_state_backend: {backend}}}\n"
    assert views(stack(body)).component("app", "dev")["outputs"] == expected


# --- templates that read one another


def read(section: str, component: str) -> str:
    return f"'{{{{ (atmos.Component `{component}` `dev`).{section} }}}}'"


def test_a_template_reads_another_instance() -> None:
    compilation = stack(APP + f"    b: {{vars: {{x: {read('vars.a', 'app')}, y: {read('workspace', 'app')}}}}}\n")
    assert instance_of(compilation, "b", "dev").section("vars") == {"stage": "dev", "x": "1", "y": "dev-app"}


@pytest.mark.parametrize(
    ("bodies", "way"),
    [
        pytest.param(
            f"    app: {{vars: {{x: {read('vars.y', 'b')}}}}}\n    b: {{vars: {{y: {read('vars.x', 'app')}}}}}\n",
            "vars of b@dev → vars of app@dev → vars of b@dev",
            id="two",
        ),
        pytest.param(
            f"    app: {{vars: {{x: {read('vars.x', 'app')}}}}}\n", "vars of app@dev → vars of app@dev", id="itself"
        ),
    ],
)
def test_a_circle_is_an_error(bodies: str, way: str) -> None:
    instance = instance_of(stack(bodies), "app", "dev")
    instance.section("vars")
    assert any(f"circular use of atmos.Component: {way}" in each.message for each in instance.diagnostics)


def test_sections_that_read_other_sections_are_no_circle() -> None:
    bodies = (
        f"    app: {{vars: {{x: {read('settings.s', 'b')}}}, settings: {{t: 1}}}}\n"
        f"    b: {{settings: {{s: {read('settings.t', 'app')}}}}}\n"
    )
    instance = instance_of(stack(bodies), "app", "dev")
    assert (instance.table("vars")["x"], instance.diagnostics) == ("1", ())


def test_after_a_circle_a_section_can_be_asked_for_again() -> None:
    compilation = stack(APP)
    found = views(compilation)
    instance = instance_of(compilation, "app", "dev")
    assert [found.section(instance, "vars"), found.section(instance, "vars")] == [{"stage": "dev", "a": 1}] * 2
