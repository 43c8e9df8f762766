"""The shapes of ``describe``: which keys an instance has, which stacks and components are asked about."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.value import Table, Value, table_at
from stackc.query.shapes import Described, Filters, describe_component, describe_stacks, stack_sections
from tests.kit.compiled import ATMOS, OWN, compiled, instance_of

SPARSE = OWN + "describe: {settings: {include_empty: false}}\n"
DEV = (
    "vars: {stage: dev}\ncomponents:\n"
    "  terraform:\n    net/vpc: {metadata: {component: vpc}}\n    app: {vars: {e: {}, t: '', l: [], n: null, m: {x: {}}}}\n"
    "  helmfile:\n    web: {}\n  helm:\n    chart: {chart: {a: 1}}\n"
)
PROD = "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n"
FILES = {"stacks/deploy/dev.yaml": DEV, "stacks/deploy/eu/prod.yaml": PROD}


def described(filters: Filters, files: Mapping[str, str] | None = None, project: str = OWN) -> list[Described]:
    return list(describe_stacks(compiled({"stackc.yaml": project, **(files or FILES)}), filters))


def named(found: list[Described]) -> dict[str, dict[str, list[str]]]:
    return {str(each.name): {kind: list(table_at(each.components, kind)) for kind in each.components} for each in found}


ALL = {"dev": {"helm": ["chart"], "helmfile": ["web"], "terraform": ["app", "net/vpc"]}, "prod": {"terraform": ["app"]}}
PROD_ONLY = {"prod": {"terraform": ["app"]}}


# --- one component


def test_a_component_has_its_sections_and_what_it_is() -> None:
    compilation = compiled(
        {**FILES, "stacks/deploy/dev.yaml": "import: [base]\n" + DEV, "stacks/base.yaml": "env: {A: b}\n"}
    )
    shape = describe_component(compilation, instance_of(compilation, "net/vpc", "dev"))
    assert {
        key: shape[key] for key in ("atmos_component", "atmos_stack", "stack", "atmos_stack_file", "workspace")
    } == {
        "atmos_component": "net/vpc",
        "atmos_stack": "dev",
        "stack": "dev",
        "atmos_stack_file": "deploy/dev",
        "workspace": "dev-net-vpc",
    }
    assert (shape["imports"], shape["component_type"], shape["env"]) == (["base"], "terraform", {"A": "b"})
    assert shape["component_info"] == {
        "component_type": "terraform",
        "component_path": "/repo/components/terraform/vpc",
    }


@pytest.mark.parametrize(
    ("project", "vars_", "hooks"),
    [
        pytest.param(SPARSE, {"stage": "dev", "l": [], "n": None}, None, id="without empty ones"),
        pytest.param(OWN, {"stage": "dev", "e": {}, "t": "", "l": [], "n": None, "m": {"x": {}}}, {}, id="with them"),
    ],
)
def test_empty_maps_and_texts_are_left_out_when_the_project_says_so(project: str, vars_: Table, hooks: Value) -> None:
    compilation = compiled({"stackc.yaml": project, **FILES})
    instance = instance_of(compilation, "app", "dev")
    for shape in (describe_component(compilation, instance), stack_sections(compilation, instance)):
        assert (shape["vars"], shape.get("hooks")) == (vars_, hooks)


def test_a_component_of_spacelift_has_its_name() -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {settings: {spacelift: {workspace_enabled: true}}}}}\n"
    compilation = compiled({"stacks/deploy/dev.yaml": text})
    instance = instance_of(compilation, "app", "dev")
    assert describe_component(compilation, instance)["spacelift_stack"] == "dev-app"
    assert "spacelift_stack" not in stack_sections(compilation, instance)


# --- stacks


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(Filters(), ALL, id="all"),
        pytest.param(Filters(stacks=("prod",)), PROD_ONLY, id="a name"),
        pytest.param(Filters(stacks=("deploy/eu/prod",)), PROD_ONLY, id="a file"),
        pytest.param(Filters(stacks=("pr*",)), PROD_ONLY, id="a glob"),
        pytest.param(Filters(stacks=("dev", "prod")), ALL, id="two"),
        pytest.param(Filters(stacks=("deploy/*",)), {}, id="a glob fits names alone"),
        pytest.param(Filters(stacks=()), {}, id="none"),
        pytest.param(Filters(stacks=("pro",)), {}, id="part of a name"),
        pytest.param(Filters(components=("app",)), {"dev": {"terraform": ["app"]}, **PROD_ONLY}, id="a component"),
        pytest.param(Filters(components=("vpc",)), {"dev": {"terraform": ["net/vpc"]}}, id="its folder"),
        pytest.param(Filters(components=("net/*",)), {"dev": {"terraform": ["net/vpc"]}}, id="a glob of components"),
        pytest.param(Filters(components=("v*",)), {}, id="a glob fits no folder"),
        pytest.param(Filters(components=()), {}, id="no component"),
        pytest.param(
            Filters(types=("helm", "helmfile")), {"dev": {"helm": ["chart"], "helmfile": ["web"]}}, id="types"
        ),
        pytest.param(Filters(types=()), {}, id="no type"),
        pytest.param(Filters(stacks=("dev",), components=("app",), types=("helm",)), {}, id="all of it must fit"),
    ],
)
def test_what_is_asked_about(filters: Filters, expected: dict[str, dict[str, list[str]]]) -> None:
    assert named(described(filters)) == expected


def test_only_the_sections_asked_for_are_shown() -> None:
    [dev, _] = described(Filters(sections=("vars", "workspace", "none")), project=SPARSE)
    assert table_at(dev.components, "terraform", "app") == {
        "vars": {"stage": "dev", "l": [], "n": None},
        "workspace": "dev",
    }
    [empty, _] = described(Filters(sections=()))
    assert empty.components["terraform"] == {"app": {}, "net/vpc": {}}


@pytest.mark.parametrize(
    ("kind", "name", "has_workspace", "has_type"),
    [
        pytest.param("terraform", "app", True, False, id="terraform"),
        pytest.param("helmfile", "web", False, False, id="helmfile"),
        pytest.param("helm", "chart", False, True, id="a type whose keys are kept"),
    ],
)
def test_what_the_types_differ_in(kind: str, name: str, has_workspace: bool, has_type: bool) -> None:
    [dev, _] = described(Filters())
    shape = table_at(dev.components, kind, name)
    assert (shape["component"], "workspace" in shape, shape.get("component_type")) == (
        name,
        has_workspace,
        kind if has_type else None,
    )
    assert (shape["atmos_component"], "imports" in shape) == (name, False)
    assert shape["component_info"] == {"component_type": kind, "component_path": f"components/{kind}/{name}"}


def test_a_type_without_a_folder_in_the_project_file_has_no_path() -> None:
    compilation = compiled({"atmos.yaml": ATMOS, **FILES})
    [dev, _] = describe_stacks(compilation, Filters())
    assert table_at(dev.components, "helm", "chart")["component_info"] == {"component_type": "helm"}


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param("{}", "infra/tf/app", id="its name"),
        pytest.param("{component: shared}", "infra/tf/shared", id="another folder"),
        pytest.param("{component: shared, component_folder_prefix: a/b}", "infra/tf/a/b/shared", id="a prefix"),
    ],
)
def test_the_folder_is_shown_as_the_project_file_writes_it(metadata: str, expected: str) -> None:
    files = {
        "stacks/deploy/dev.yaml": f"vars: {{stage: dev}}\ncomponents: {{terraform: {{app: {{metadata: {metadata}}}}}}}\n"
    }
    [dev] = described(Filters(), files, OWN + "components: {terraform: {base_path: ./infra/tf}}\n")
    assert table_at(dev.components, "terraform", "app")["component_info"] == {
        "component_type": "terraform",
        "component_path": expected,
    }


# --- what is wrong


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        pytest.param("{vars: x}", [Code.SECTION_KIND], id="before it is evaluated"),
        pytest.param("{vars: {v: '{{ .none.x }}'}}", [Code.TEMPLATE_MISSING_KEY], id="while it is evaluated"),
    ],
)
def test_an_instance_that_cannot_be_shown_whole_is_left_out(body: str, codes: list[Code]) -> None:
    files = {
        "stacks/deploy/dev.yaml": f"vars: {{stage: dev}}\ncomponents: {{terraform: {{app: {body}, other: {{}}}}}}\n"
    }
    [dev] = described(Filters(), files, OWN + "templates: {settings: {enabled: true}}\n")
    assert (list(table_at(dev.components, "terraform")), [each.code for each in dev.diagnostics]) == (["other"], codes)


def test_a_stack_of_which_nothing_can_be_shown_says_why() -> None:
    files = {"stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: x}}}\n"}
    [dev] = described(Filters(), files)
    assert (dev.components, [each.code for each in dev.diagnostics]) == ({}, [Code.SECTION_KIND])


def test_what_several_instances_have_wrong_is_said_once() -> None:
    files = {"stacks/deploy/dev.yaml": "vars: {stage: dev}\nimport: [gone]\ncomponents: {terraform: {a: {}, b: {}}}\n"}
    [dev] = described(Filters(), files)
    assert [each.code for each in dev.diagnostics] == [Code.IMPORT_NOT_FOUND]


def test_the_workspace_is_the_one_the_incumbent_shows() -> None:
    text = (
        "vars: {stage: dev}\ncomponents: {terraform: {app: {metadata:"
        " {component: x, terraform_workspace_pattern: '{component}-{stage}'}}}}\n"
    )
    compilation = compiled({"atmos.yaml": ATMOS, "stacks/deploy/dev.yaml": text})
    [found] = describe_stacks(compilation, Filters())
    assert table_at(found.components, "terraform", "app")["workspace"] == "-dev"
    assert instance_of(compilation, "app", "dev").workspace == "app-dev"
