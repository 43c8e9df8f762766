from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.check.project import project_findings
from tests.kit.compiled import compiled, instance_of

APP = "components: {terraform: {app: {}}}\n"


def names(setting: str, files: dict[str, str], project: str = "stackc.yaml") -> list[str]:
    text = f"stacks: {{base_path: stacks, included_paths: ['deploy/**/*'], {setting}}}\n"
    return [str(name) for name in compiled({project: text, **files}).names()]


DEV = {
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + APP,
    "stacks/deploy/eu/dev.yaml": "vars: {stage: dev}\n" + APP,
}
EMPTY = [
    pytest.param("name_pattern: '{region}-{dir}'", id="no token"),
    pytest.param("name_pattern: '{stage}x'", id="a glued token"),
    pytest.param("name_pattern: '-'", id="a dash"),
    pytest.param("name_pattern: ' '", id="a blank"),
    pytest.param("name_template: '{{ if eq .vars.stage `x` }}x{{ end }}'", id="a template that gives nothing"),
    pytest.param("name_template: '{{/* none */}}'", id="a template of nothing"),
    pytest.param('name_template: \' {{ .vars.stage | replace "dev" "" }} \'', id="a template of blanks"),
]


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("setting", EMPTY)
def test_a_stack_without_name_is_called_by_its_manifest(setting: str, project: str) -> None:
    assert names(setting, DEV, project) == ["deploy/dev", "deploy/eu/dev"]


def test_a_template_may_name_some_components_only() -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {}, own: {settings: {stack: own}}}}"
    setting = "name_template: '{{ .settings.stack | default \"\" }}'"
    assert names(setting, {"stacks/deploy/dev.yaml": "settings: {stack: ''}\n" + text}) == ["deploy/dev", "own"]


def test_the_name_of_a_manifest_beats_a_pattern_without_token() -> None:
    files = {"stacks/deploy/dev.yaml": "name: special\n" + APP, "stacks/deploy/eu.yaml": APP}
    assert names("name_pattern: x", files) == ["deploy/eu", "special"]


def test_the_workspace_of_a_stack_called_by_its_manifest_is_its_own() -> None:
    project = {"stackc.yaml": "stacks: {included_paths: ['deploy/**/*'], name_pattern: x}"}
    compilation = compiled({**project, **DEV})
    found = [instance_of(compilation, "app", stack).workspace for stack in ("deploy/dev", "deploy/eu/dev")]
    assert found == ["deploy-dev", "deploy-eu-dev"]


@pytest.mark.parametrize(
    ("pattern", "is_said"), [pytest.param("{region}", True, id="none left"), pytest.param("{stage}-x", False, id="one")]
)
def test_it_is_said_when_no_token_is_left(pattern: str, is_said: bool) -> None:
    project = {"stackc.yaml": f"stacks: {{included_paths: ['deploy/**/*'], name_pattern: '{pattern}'}}"}
    [found] = project_findings(compiled({**project, **DEV}))
    assert found.code is Code.NAME_TOKEN
    assert ("called by their manifests" in found.message) == is_said


@pytest.mark.parametrize("value", ["''", "7", "null", "[a]"])
def test_a_token_without_text_is_no_empty_name(value: str) -> None:
    compilation = compiled({"stacks/deploy/dev.yaml": f"vars: {{stage: {value}}}\n" + APP})
    [manifest] = compilation.manifests
    [component] = compilation.stacks.components_of(manifest)
    [found] = compilation.stacks.failures(component)
    assert (compilation.names(), found.code) == ((), Code.NAME_VALUE_MISSING)
