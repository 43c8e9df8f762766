"""Who sets a variable, by the lines that give its values, and who leaves it alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import path_text
from stackc.base.value import shown
from stackc.explain.variables import ModuleUse, VariableUse, find_variables
from stackc.project.open_project import OpenProject, open_project
from stackc.render.diagnostics import Paint
from stackc.render.explanations import render_variables, variables_json
from stackc.render.schemas import SCHEMAS
from tests.kit.command import PROJECT, write_files

MODULE = """\
variable "size" {
  type        = number
  description = "How big"
  default     = 1
  validation {
    condition     = var.size > 0
    error_message = "Not below one."
  }
}
variable "tags" {
  type    = map(string)
  default = {
    team = "core"
  }
}
variable "key" {
  sensitive = true
  nullable  = false
}
variable "other" {}
"""
FILES = {
    "stackc.yaml": PROJECT,
    "components/terraform/app/main.tf": MODULE,
    "components/terraform/app/x.auto.tfvars": 'other = "x"\n',
    "components/terraform/spare/main.tf": 'variable "a" {}\n',
    "stacks/catalog/app.yaml": "components: {terraform: {app: {vars: {size: 2, tags: {team: web}, key: secret}}}}\n",
    "stacks/deploy/a.yaml": "import: [catalog/app]\nvars: {stage: a}\n",
    "stacks/deploy/b.yaml": "import: [catalog/app]\nvars: {stage: b}\n",
    "stacks/deploy/c.yaml": (
        "import: [catalog/app]\nvars: {stage: c}\n"
        "components:\n  terraform:\n    app: {vars: {size: 5, tags: {cost: x}}}\n"
        "    bare: {metadata: {component: app}}\n    base: {metadata: {type: abstract, component: app}}\n"
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> OpenProject:
    return open_project(str(write_files(tmp_path, FILES)), {})


def asked(project: OpenProject, component: str, name: str | None = None) -> tuple[ModuleUse, ...] | Diagnostic:
    found: list[Diagnostic] = []
    answer = find_variables(project.compilation, component, name, found)
    assert found == []
    return answer


def use_of(project: OpenProject, component: str, name: str) -> VariableUse:
    answer = asked(project, component, name)
    assert not isinstance(answer, Diagnostic)
    [use] = answer[0].variables
    return use


def rows(use: VariableUse) -> list[tuple[str, object, str, list[str]]]:
    return [
        (path_text(each.path), shown(each.value), each.span.whole_line if each.span else "", list(map(str, each.instances)))
        for each in use.settings
    ]  # fmt: skip


CATALOG, C = "stacks/catalog/app.yaml:1", "stacks/deploy/c.yaml:5"


def test_values_are_grouped_by_the_line_that_gives_them(project: OpenProject) -> None:
    use = use_of(project, "app", "size")
    assert rows(use) == [("", 2, CATALOG, ["app@a", "app@b"]), ("", 5, C, ["app@c"])]
    assert (use.elsewhere, use.unset) == ((), ())


def test_a_map_is_told_by_its_leaves(project: OpenProject) -> None:
    everywhere = ["app@a", "app@b", "app@c"]
    assert rows(use_of(project, "app", "tags")) == [("team", "web", CATALOG, everywhere), ("cost", "x", C, ["app@c"])]


def test_a_folder_means_all_instances_of_its_module(project: OpenProject) -> None:
    for folder in ("components/terraform/app", "app"):
        answer = asked(project, folder, "size")
        assert not isinstance(answer, Diagnostic)
        count = {"app": 3, "components/terraform/app": 4}[folder]
        assert len(answer[0].instances) == count  # the name of a component wins over that of a folder
    assert list(map(str, use_of(project, "components/terraform/app", "size").unset)) == ["bare@c"]


def test_what_files_of_the_folder_set_is_not_left_alone(project: OpenProject) -> None:
    use = use_of(project, "app", "other")
    assert (len(use.elsewhere), use.unset, use.settings) == (3, (), ())


def test_what_is_sensitive_is_masked(project: OpenProject) -> None:
    assert {value for _, value, _, _ in rows(use_of(project, "app", "key"))} == {"<secret>"}


def test_an_abstract_component_is_asked_about_where_there_is_no_other(project: OpenProject) -> None:
    answer = asked(project, "base", "size")
    assert not isinstance(answer, Diagnostic)
    assert list(map(str, answer[0].instances)) == ["base@c"]


def test_a_module_that_nobody_uses_has_variables_all_the_same(project: OpenProject) -> None:
    answer = asked(project, "spare")
    assert not isinstance(answer, Diagnostic)
    assert render_variables(answer, Paint(False), whole=True) == (
        "components/terraform/spare: 1 variable, 0 instances\n  a   any   required\n"
    )


@pytest.mark.parametrize(
    ("component", "name", "said"),
    [
        pytest.param("nothing", None, "there is no component and no root module `nothing`", id="no component"),
        pytest.param("app", "none", "`components/terraform/app` declares no variable `none`", id="no variable"),
    ],
)
def test_what_is_not_there_is_told(project: OpenProject, component: str, name: str | None, said: str) -> None:
    answer = asked(project, component, name)
    assert isinstance(answer, Diagnostic)
    assert answer.message == said


@pytest.mark.parametrize(
    ("files", "component", "said"),
    [
        pytest.param(
            {"components/terraform/app/main.tf": 'variable "a" {'}, "app", "there are mistakes in", id="a broken module"
        ),
        pytest.param({}, "homeless", "there is no folder `components/terraform/homeless`", id="no module"),
        pytest.param({}, "orphan", "no instance of it compiles", id="a broken component"),
    ],
)
def test_what_is_broken_is_told(tmp_path: Path, files: dict[str, str], component: str, said: str) -> None:
    more = "    homeless: {}\n    orphan: {metadata: {inherits: [none]}}\n"
    broken = {**FILES, "stacks/deploy/c.yaml": FILES["stacks/deploy/c.yaml"] + more, **files}
    found: list[Diagnostic] = []
    project = open_project(str(write_files(tmp_path, broken)), {})
    answer = find_variables(project.compilation, component, None, found)
    assert isinstance(answer, Diagnostic)
    assert said in answer.message
    assert bool(found) == (component != "homeless")


def test_a_variable_that_is_set_and_not_declared_is_told_as_such(project: OpenProject) -> None:
    answer = asked(project, "app", "stage")
    assert isinstance(answer, Diagnostic)
    assert answer.notes == ("`vars.stage` is set in 3 instances all the same",)


def test_text_says_what_is_declared_and_who_sets_it(project: OpenProject) -> None:
    answer = asked(project, "components/terraform/app", "size")
    assert not isinstance(answer, Diagnostic)
    assert render_variables(answer, Paint(False), whole=False) == (
        "size: number\n  How big\n\n"
        "declared     components/terraform/app/main.tf:1\n"
        "default      1\n"
        "validation   Not below one.\n\n"
        "set in 3 of 4 instances\n"
        f"  2   {CATALOG}\n    app in {{a,b}}\n"
        f"  5   {C}\n    app@c\n"
        "left at its default in 1 instance\n    bare@c\n"
    )


def test_the_list_has_a_line_for_each(project: OpenProject) -> None:
    answer = asked(project, "app")
    assert not isinstance(answer, Diagnostic)
    assert render_variables(answer, Paint(False), whole=True) == (
        "components/terraform/app: 4 variables, 3 instances\n"
        "  size    number        default 1                   set in all    How big\n"
        '  tags    map(string)   default { team = "core" }   set in all\n'
        "  key     any           required                    set in all\n"
        "  other   any           required                    set in none\n"
        "  not declared there: stage\n"
    )


@pytest.mark.parametrize("name", [None, "size", "tags", "key", "other"])
def test_json_fits_its_schema(project: OpenProject, name: str | None) -> None:
    answer = asked(project, "components/terraform/app", name)
    assert not isinstance(answer, Diagnostic)
    plain = json.loads(json.dumps(variables_json(answer)))
    Draft202012Validator(SCHEMAS["variables"]()).validate(plain)
    assert "secret" not in json.dumps(plain).replace("<secret>", "")
