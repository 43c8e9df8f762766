from __future__ import annotations

from pathlib import Path

import pytest

from stackc.manifest.foreign import is_foreign
from tests.kit.build import document
from tests.kit.command import run_here, write_files
from tests.kit.compiled import compiled, findings

OTHERS = [
    pytest.param("name: CI\non: [push]\nenv: {A: b}\njobs: {build: {steps: [{run: x}]}}\n", id="a pipeline"),
    pytest.param("version: '3'\nservices: {web: {image: x}}\nsecrets: {a: {file: x}}\n", id="containers"),
    pytest.param("replicas: 1\nenv: [{name: A}]\nmetadata: {annotations: {}}\n", id="values of a chart"),
    pytest.param("apiVersion: v1\nkind: X\nmetadata: {name: a}\n---\nkind: Y\n", id="objects of a cluster"),
    pytest.param(
        "openapi: 3.0.0\ninfo: {title: t}\ncomponents: {schemas: {Pet: {type: object, properties: {}}}}\n", id="an API"
    ),
    pytest.param("apiVersion: k\nkind: K\ncomponents: [../x]\n", id="a list of components"),
    pytest.param("repos: [{repo: x, hooks: [{id: y}]}]\n", id="hooks"),
    pytest.param("Format: x\nResources: {B: {Name: !Sub 'x', Id: !Ref Y}}\n", id="tags of others"),
    pytest.param("description: none\nplan: {auto: true}\n", id="notes"),
]
MANIFESTS = [
    pytest.param("componets: {terraform: {app: {}}}\n", id="components, misspelt"),
    pytest.param("notes: 1\nimports: [catalog/x]\n", id="import, misspelt"),
    pytest.param("notes: 1\nvras: {stage: dev}\n", id="vars, misspelt"),
    pytest.param("notes: 1\nimport: [catalog/x]\n", id="an import"),
    pytest.param("notes: 1\nvars: {stage: dev}\n", id="vars"),
    pytest.param("notes: 1\nterraform: {}\n", id="a type"),
    pytest.param("notes: 1\ncomponents: {terraform: {app: {}}}\n", id="components"),
    pytest.param("notes: 1\ncomponents: {terrafrom: {app: {}}}\n", id="a misspelt type"),
    pytest.param("notes: 1\ncomponents: {script: {app: {vars: {a: 1}}}}\n", id="another type"),
    pytest.param("components: {script: {app: {}}}\n", id="no other key"),
    pytest.param("name: dev\nenv: {A: b}\n", id="keys of the language"),
    pytest.param("x-notes: 1\nenv: {A: b}\n", id="an own key"),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize("text", OTHERS)
def test_yaml_of_other_tools_declares_nothing(text: str) -> None:
    assert is_foreign(document(text), selected=True)


@pytest.mark.parametrize("text", MANIFESTS)
def test_a_manifest_is_one_also_with_a_mistake(text: str) -> None:
    assert not is_foreign(document(text), selected=False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- hosts: all\n", id="a list"),
        pytest.param("kind: X\nname: {{ include 'x' . }}\n", id="a template of another language"),
        pytest.param("kind: X\nlist: [1\n", id="cut off"),
    ],
)
def test_what_cannot_be_a_manifest_is_a_mistake_only_where_a_stack_was_selected(text: str) -> None:
    read = document(text)
    assert (is_foreign(read, selected=False), is_foreign(read, selected=True)) == (True, False)


SOUND = {
    "components/terraform/app/main.tf": "",
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
}
WORKFLOW = "name: net\ndescription: x\nworkflows: {all: {steps: [{command: terraform plan app -s dev}]}}\n"


def project(included: str) -> str:
    return f"stacks: {{base_path: stacks, included_paths: ['{included}'], name_pattern: '{{stage}}'}}\n"


@pytest.mark.parametrize("name", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("included", ["**/*", "deploy/**/*"])
@pytest.mark.parametrize("text", [*OTHERS, pytest.param(WORKFLOW, id="workflows")])
def test_they_raise_no_finding_below_the_stacks_folder(text: str, included: str, name: str) -> None:
    files = {name: project(included), **SOUND, "stacks/.other.yaml": text, "stacks/workflows/other.yml": text}
    assert [str(stack) for stack in compiled(files).names()] == ["dev"]
    assert findings(files) == []


@pytest.mark.parametrize("words", [["list", "stacks"], ["describe", "stacks"], ["validate"], ["graph"]])
@pytest.mark.parametrize("text", [*OTHERS, pytest.param(WORKFLOW, id="workflows")])
def test_no_command_says_a_word_about_them(text: str, words: list[str], tmp_path: Path) -> None:
    write_files(tmp_path, {"atmos.yaml": project("**/*"), **SOUND, "stacks/other.yaml": text})
    said = run_here("-C", str(tmp_path), *words)
    assert (said.code, said.err) == (0, "")


def test_a_file_that_is_imported_is_a_manifest() -> None:
    dev = "import: [other]\n" + SOUND["stacks/deploy/dev.yaml"]
    found = findings({**SOUND, "stacks/deploy/dev.yaml": dev, "stacks/other.yaml": "jobs: {}\nmetadata: {name: x}\n"})
    assert {each.code.value for each in found} == {"SC0208", "SC0412"}
