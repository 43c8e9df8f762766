from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from tests.kit.build import place
from tests.kit.command import run_here, write_files
from tests.kit.compiled import compiled, findings

ALL = "stacks: {base_path: stacks, included_paths: ['**/*'], name_pattern: '{stage}'}\n"
TEMPLATE = "stacks: {base_path: stacks, included_paths: ['**/*'], name_template: '{{ .vars.stage }}'}\n"
BASE = "metadata: {type: abstract}"
CATALOG = f"components: {{terraform: {{base: {{{BASE}}}}}}}\n"
DEV = "import: [catalog/base]\nvars: {stage: dev}\ncomponents: {terraform: {app: {metadata: {inherits: [base]}}}}\n"
FILES = {"stacks/catalog/base.yaml": CATALOG, "stacks/deploy/dev.yaml": DEV}
PROJECTS = [pytest.param(ALL, id="pattern"), pytest.param(TEMPLATE, id="template")]
DIALECTS = ["stackc.yaml", "atmos.yaml"]


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("project", PROJECTS)
def test_a_catalog_that_is_included_is_no_stack(project: str, name: str) -> None:
    files = {name: project, **FILES}
    assert [str(each) for each in compiled(files).instance_ids()] == ["app@dev", "base@dev"]
    assert findings(files | {"components/terraform/app/main.tf": ""}) == []


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param(["list", "stacks"], "dev\n", id="list stacks"),
        pytest.param(["list", "instances"], "app@dev\nbase@dev\n", id="list instances"),
        pytest.param(["list", "components"], "app\nbase\n", id="list components"),
        pytest.param(["describe", "stacks", "--format", "json", "--query", ". | length"], "1\n", id="describe"),
        pytest.param(["validate"], "1 stack from 2 manifests: no errors\n", id="validate"),
        pytest.param(["graph"], "wave 1\n  app@dev\n", id="graph"),
    ],
)
def test_no_command_says_a_word_about_such_a_catalog(
    words: list[str], shown: str, project: str, name: str, tmp_path: Path
) -> None:
    write_files(tmp_path, {name: project, "components/terraform/app/main.tf": "", **FILES})
    assert run_here("-C", str(tmp_path), *words) == (0, shown, "")


def test_a_catalog_that_is_included_counts_as_imported(tmp_path: Path) -> None:
    write_files(tmp_path, {"stackc.yaml": ALL, "stacks/catalog/idle.yaml": CATALOG, **FILES})
    said = run_here("-C", str(tmp_path), "list", "files", "--format", "csv")
    assert said.out.splitlines()[1:] == [
        "stacks/catalog/base.yaml,imported",
        "stacks/catalog/idle.yaml,unused",
        "stacks/deploy/dev.yaml,stack",
    ]


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    ("project", "code"),
    [
        pytest.param(ALL, Code.NAME_VALUE_MISSING, id="pattern"),
        pytest.param(TEMPLATE, Code.NAME_TEMPLATE, id="template"),
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{}", id="real"),
        pytest.param("{metadata: {enabled: false}}", id="disabled"),
        pytest.param("{metadata: {type: real, inherits: [base]}}", id="a type that is none"),
    ],
)
def test_a_real_component_without_name_is_reported(body: str, project: str, code: Code, name: str) -> None:
    text = f"components: {{terraform: {{base: {{{BASE}}}, own: {body}}}}}\n"
    compilation = compiled({name: project, "stacks/catalog/base.yaml": text})
    [manifest] = compilation.manifests
    found = [
        d for component in compilation.stacks.components_of(manifest) for d in compilation.stacks.failures(component)
    ]
    assert [place(each) for each in found] == [(code, "1:1")]
    assert not compilation.stacks.is_catalog(manifest)


def test_an_abstract_component_with_a_name_is_in_its_stack() -> None:
    compilation = compiled({"stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + CATALOG})
    assert [str(each) for each in compilation.instance_ids()] == ["base@dev"]
