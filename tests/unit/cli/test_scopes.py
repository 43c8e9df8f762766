"""What answers hang on, where that is less than everything the manifests say."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.cli.scopes import Scope, scope_of_dependents, scope_of_instance, scope_of_lines, scope_of_names
from stackc.project.open_project import OpenProject, open_project
from tests.kit.command import PROJECT, write_files

DEV = """\
import: [mixins/size, catalog/app]
vars: {stage: dev}
components:
  terraform:
    app: {metadata: {inherits: [app/defaults]}}
    vpc: {vars: {a: 1}}
    reader: {settings: {depends_on: {1: {component: app}}}}
"""
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": DEV,
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/mixins/size.yaml": "vars: {size: 1}\n",
    "stacks/catalog/app.yaml": "components: {terraform: {app/defaults: {metadata: {type: abstract}}}}\n",
}
NEAR = frozenset({"stacks/deploy/dev.yaml", "stacks/mixins/size.yaml", "stacks/catalog/app.yaml"})


def project(root: Path, **files: str) -> OpenProject:
    changed = {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    return open_project(str(write_files(root, {**FILES, **changed})), {})


def test_names_hang_on_the_variables_of_the_pattern(tmp_path: Path) -> None:
    assert scope_of_names(project(tmp_path)) == Scope(frozenset({"stage"}))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ .vars.tenant }}-{{ .settings.stage }}", Scope(frozenset({"tenant", "stage"}))),
        ("{{ .atmos_component }}", None),
        ("{{ range .vars }}x{{ end }}", None),
        ("{{ index .vars `a` }}", None),
        ("{{ .vars", None),
    ],
)
def test_names_by_a_template_hang_on_its_fields_or_on_anything(
    template: str, expected: Scope | None, tmp_path: Path
) -> None:
    setting = PROJECT.replace('name_pattern: "{stage}"', f'name_template: "{template}"')
    assert scope_of_names(project(tmp_path, stackc=setting)) == expected


def test_an_instance_hangs_on_its_files_and_bases(tmp_path: Path) -> None:
    opened = project(tmp_path)
    id_ = opened.find("app", "dev")
    opened.compilation.instance(id_)
    near = Scope(frozenset({"stage"}), frozenset(), NEAR, frozenset({"app", "app/defaults"}))
    assert scope_of_instance(opened, id_) == near
    assert scope_of_lines(opened, id_) == Scope(frozenset({"stage"}), NEAR)


def test_an_instance_that_reads_another_hangs_on_everything(tmp_path: Path) -> None:
    reading = (
        'vars: {stage: prod, a: "{{ (atmos.Component `app` `dev`).vars.size }}"}\ncomponents: {terraform: {app: {}}}\n'
    )
    opened = project(tmp_path, stacks__deploy__prod=reading)
    id_ = opened.find("app", "prod")
    instance = opened.compilation.instance(id_).instance
    assert instance is not None
    assert instance.evaluated()
    assert scope_of_instance(opened, id_) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("settings: {depends_on: {1: {component: vpc}}}", True),
        ("settings: {depends_on: {1: {component: vpc}}}, vars: {a: '{{ .vars.stage }}'}", True),
        ("settings: {depends_on: {1: {component: '{{ .vars.of }}'}}}", False),
        ("dependencies: {components: [{component: '{{ .vars.of }}'}]}", False),
        ("settings: {spacelift: {stack_name: '{{ .vars.of }}'}}", False),
        ("metadata: {inherits: [none]}", False),
    ],
)
def test_dependents_hang_on_little_where_nothing_is_worked_out(body: str, expected: bool, tmp_path: Path) -> None:
    opened = project(
        tmp_path, stacks__deploy__prod=f"vars: {{stage: prod}}\ncomponents: {{terraform: {{app: {{{body}}}}}}}\n"
    )
    id_ = opened.find("app", "prod")
    opened.compilation.instance(id_)
    scope = scope_of_dependents(opened, id_)
    assert (scope is not None) is expected
    assert scope is None or scope.variables == {"namespace", "tenant", "environment", "stage"}
