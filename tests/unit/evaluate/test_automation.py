from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.query.affected import Changes, describe_affected, find_affected
from stackc.query.dependents import describe_dependents
from stackc.query.shapes import Filters, describe_component, describe_stacks
from tests.kit.compiled import ATMOS, compiled, instance_of

READS = 'vars: {stack: "{{ .spacelift_stack }}", project: "{{ .atlantis_project }}"}'
CONTEXT = "stage: dev, tenant: core, region: eu, attributes: [a, b]"


def stack(settings: str, name: str = "app", more: str = "", context: str = CONTEXT) -> dict[str, str]:
    component = f"    {name}: {{settings: {{{settings}}}, {more}{READS}}}\n"
    return {"stacks/deploy/dev.yaml": f"vars: {{{context}}}\ncomponents:\n  terraform:\n{component}"}


ENABLED = "workspace_enabled: true"


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize(
    ("settings", "name", "expected"),
    [
        pytest.param(ENABLED, "app", "dev-app", id="stack and component"),
        pytest.param(ENABLED, "net/app", "dev-net-app", id="a slash"),
        pytest.param(f"{ENABLED}, stack_name: own", "app", "own", id="a name"),
        pytest.param(
            f"{ENABLED}, stack_name: own, stack_name_pattern: '{{tenant}}_{{component}}_{{attributes}}'",
            "net/app",
            "core_net-app_a-b",
            id="a pattern",
        ),
        pytest.param(f"{ENABLED}, stack_name_pattern: '{{workspace}}{{x}}{{region}}'", "app", "{x}eu", id="tokens"),
    ],
)
def test_templates_read_the_spacelift_stack(settings: str, name: str, expected: str, project: str) -> None:
    files = {project: ATMOS, **stack(f"spacelift: {{{settings}}}, atlantis: {{project_template: {{name: x}}}}", name)}
    instance = instance_of(compiled(files), name, "dev")
    assert (instance.table("vars")["stack"], instance.diagnostics) == (expected, ())


@pytest.mark.parametrize(
    ("atlantis", "expected"),
    [
        pytest.param("project_template: {name: '{tenant}-{stage}-{component}'}", "core-dev-net-app", id="a template"),
        pytest.param("project_template_name: first", "first-net-app", id="one of the project's"),
        pytest.param("project_template_name: first, project_template: {name: own}", "own", id="its own wins"),
    ],
)
def test_templates_read_the_atlantis_project(atlantis: str, expected: str) -> None:
    project = ATMOS + "integrations: {atlantis: {project_templates: {First: {name: 'first-{component}'}}}}\n"
    files = {"atmos.yaml": project, **stack(f"atlantis: {{{atlantis}}}, spacelift: {{{ENABLED}}}", "net/app")}
    assert instance_of(compiled(files), "net/app", "dev").table("vars")["project"] == expected


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        pytest.param("", "", id="nothing said"),
        pytest.param("spacelift: {workspace_enabled: false}", "", id="switched off"),
        pytest.param('spacelift: {workspace_enabled: "true"}', "", id="not a boolean"),
        pytest.param("spacelift: {stack_name: own}", "", id="a name alone"),
        pytest.param(f"spacelift: {{{ENABLED}}}", "metadata: {type: abstract}, ", id="abstract"),
        pytest.param("atlantis: {project_template: {dir: x}}", "", id="a template without name"),
        pytest.param("atlantis: {project_template_name: none}", "", id="an unknown template"),
        pytest.param("atlantis: {project_template_name: [a]}", "", id="no name of a template"),
    ],
)
def test_without_settings_there_is_no_name(settings: str, more: str) -> None:
    compilation = compiled(stack(settings, more=more))
    instance = instance_of(compilation, "app", "dev")
    assert instance.automation_names == {}
    assert not {"spacelift_stack", "atlantis_project"} & describe_component(compilation, instance).keys()


def test_a_template_that_reads_a_name_that_is_not_there_is_reported() -> None:
    instance = instance_of(compiled(stack("")), "app", "dev")
    assert isinstance(instance.table("vars"), dict)
    assert [d.code for d in instance.diagnostics] == [Code.TEMPLATE_MISSING_KEY] * 2


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        pytest.param(CONTEXT, "dev-app", id="the pattern's name"),
        pytest.param("tenant: core", "special-app", id="the pattern gives none"),
    ],
)
def test_the_prefix_is_the_name_by_pattern_also_where_the_manifest_has_its_own(context: str, expected: str) -> None:
    files = stack(f"spacelift: {{{ENABLED}}}", context=context)
    text = "name: special\n" + files["stacks/deploy/dev.yaml"]
    instance = instance_of(compiled({"stacks/deploy/dev.yaml": text}), "app", "special")
    assert instance.automation_names == {"spacelift_stack": expected}


BOTH = f"spacelift: {{{ENABLED}}}, atlantis: {{project_template: {{name: '{{stage}}-{{component}}'}}}}"


def test_a_described_component_shows_both() -> None:
    compilation = compiled(stack(BOTH))
    shape = describe_component(compilation, instance_of(compilation, "app", "dev"))
    assert (shape["spacelift_stack"], shape["atlantis_project"]) == ("dev-app", "dev-app")


@pytest.mark.parametrize(
    ("project", "expected", "codes"),
    [
        pytest.param("stackc.yaml", "dev-app", [], id="ours"),
        pytest.param("atmos.yaml", "<no value>", [Code.TEMPLATE_MISSING_KEY] * 2, id="atmos"),
    ],
)
def test_described_stacks_know_the_names_in_our_dialect_alone(project: str, expected: str, codes: list[Code]) -> None:
    [described] = describe_stacks(compiled({project: ATMOS, **stack(BOTH)}), Filters(sections=("vars",)))
    shown = described.components["terraform"]
    assert isinstance(shown, dict)
    assert shown["app"] == {
        "vars": {"stack": expected, "project": expected, "stage": "dev", "tenant": "core", "region": "eu"}
        | {"attributes": ["a", "b"]}
    }
    assert [d.code for d in described.diagnostics] == codes
    assert all("`describe stacks` does not" in str(d.help) for d in described.diagnostics)


def test_another_instance_reads_them_through_atmos_component() -> None:
    files = stack(BOTH)
    reader = '    web: {vars: {a: \'{{ (atmos.Component "app" "dev").spacelift_stack }}\'}}\n'
    compilation = compiled({"stacks/deploy/dev.yaml": files["stacks/deploy/dev.yaml"] + reader})
    assert instance_of(compilation, "web", "dev").table("vars")["a"] == "dev-app"


def test_dependents_and_affected_instances_show_them() -> None:
    more = "dependencies: {components: [vpc]}, "
    files = stack(BOTH, more=more)
    files["stacks/deploy/dev.yaml"] += "    vpc: {}\n"
    head, base = compiled(files), compiled({"stacks/deploy/dev.yaml": "vars: {stage: dev}"})
    [dependent] = describe_dependents(head, next(i for i in head.instance_ids() if i.component == "vpc"), [])
    rows = find_affected(head, base, Changes(frozenset()), [])
    app, vpc = describe_affected(head, base, rows, [])
    names = {"spacelift_stack": "dev-app", "atlantis_project": "dev-app"}
    assert isinstance(dependent, dict)
    assert isinstance(app, dict)
    assert isinstance(vpc, dict)
    assert (names.items() <= dependent.items(), names.items() <= app.items()) == (True, True)
    assert not names.keys() & vpc.keys()
