"""What is wrong with one file by itself: shapes, each once, and components where only variables may be."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.value import Table
from stackc.check.files import (
    check_file_shape,
    check_manifest_shapes,
    check_unreached_backends,
    check_variables_only,
    said_at,
)
from tests.kit.build import places
from tests.kit.compiled import ATMOS, compiled, findings

DEV = "stacks/deploy/dev.yaml"
APP = "components: {terraform: {app: {}}}\n"


def shapes(files: Mapping[str, str], *said: tuple[str, int, int]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    check_manifest_shapes(compiled(files), frozenset(said), found.append)
    return found


def shape(text: str, *said: tuple[str, int, int]) -> list[Diagnostic]:
    """What is said of ``text`` alone, as the file ``catalog/a.yaml``."""
    found: list[Diagnostic] = []
    files = {"stacks/catalog/a.yaml": text, DEV: f"vars: {{stage: dev}}\n{APP}"}
    check_file_shape(compiled(files), "catalog/a.yaml", frozenset(said), found.append)
    return found


def test_kinds_and_unknown_keys_of_one_file_are_said() -> None:
    found = shape("vars: 1\nodd: 1\nsettings: {}\n")
    assert places(found) == [(Code.SCHEMA, "1:7"), (Code.ROOT_KEY, "2:1")]
    assert {each.primary.span.file for each in found if each.primary} == {"stacks/catalog/a.yaml"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        pytest.param([("stacks/catalog/a.yaml", 1, 7)], [Code.ROOT_KEY], id="the value"),
        pytest.param([("stacks/catalog/a.yaml", 1, 1)], [Code.ROOT_KEY], id="its key"),
        pytest.param([("stacks/catalog/a.yaml", 2, 7)], [Code.SCHEMA, Code.ROOT_KEY], id="another line"),
        pytest.param([("stacks/catalog/b.yaml", 1, 7)], [Code.SCHEMA, Code.ROOT_KEY], id="another file"),
    ],
)
def test_a_kind_that_was_said_is_not_said_again(said: list[tuple[str, int, int]], left: list[Code]) -> None:
    assert [each.code for each in shape("vars: 1\nodd: 1\n", *said)] == left


def test_the_places_of_diagnostics_are_those_of_their_labels() -> None:
    found = shape("vars: 1\nodd: 1\n")
    assert said_at(found) == {("stacks/catalog/a.yaml", 1, 7), ("stacks/catalog/a.yaml", 2, 1)}
    assert said_at([Diagnostic(Code.NO_PROJECT, "no place")]) == {("", 0, 0)}


def test_shapes_of_manifests_are_kinds_alone() -> None:
    files = {DEV: "vars: {stage: dev}\nodd: 1\ncomponents: {terraform: {app: {dependencies: 1}}}\n"}
    assert places(shapes(files)) == [(Code.SCHEMA, "3:46")]


def test_every_file_that_a_stack_reaches_is_looked_at_once_in_the_order_of_imports() -> None:
    bad = "settings: {depends_on: 1}\n"
    names = ["first", "below", "second"]
    files = {f"stacks/catalog/{name}.yaml": "dependencies: 1\n" for name in names}
    files["stacks/catalog/first.yaml"] = "import: [catalog/below]\ndependencies: 1\n"
    for stage in ("dev", "prod"):
        text = f"import: [catalog/first, catalog/second]\nvars: {{stage: {stage}}}\ndependencies: 1\n{APP}"
        files[f"stacks/deploy/{stage}.yaml"] = text
    files["stacks/catalog/idle.yaml"] = bad
    order = [each.primary.span.file for each in shapes(files) if each.primary]
    assert order == [
        "stacks/deploy/dev.yaml",
        *(f"stacks/catalog/{name}.yaml" for name in names),
        "stacks/deploy/prod.yaml",
    ]


def test_a_shape_that_was_said_is_no_shape() -> None:
    files = {DEV: f"vars: {{stage: dev}}\ndependencies: 1\n{APP}"}
    assert places(shapes(files)) == [(Code.SCHEMA, "2:15")]
    assert shapes(files, (DEV, 2, 15)) == []


def test_what_begins_as_a_template_in_this_project_may_become_any_kind() -> None:
    app, web = "app: {dependencies: '{{ .x }}'}", "web: {dependencies: '[[ .x ]]'}"
    files = {DEV: f"vars: {{stage: dev}}\ncomponents: {{terraform: {{{app}, {web}}}}}\n"}
    assert places(shapes(files)) == [(Code.SCHEMA, "2:79")]
    delimited = ATMOS.replace("enabled: true", 'enabled: true, delimiters: ["[[", "]]"]')
    assert shapes({"atmos.yaml": delimited, **files}) == []
    closed = {DEV: files[DEV].replace("[[ .x ]]", ".x ]]").replace("{{ .x }}", ".x }}")}
    assert places(shapes({"atmos.yaml": delimited, **closed})) == [(Code.SCHEMA, "2:46"), (Code.SCHEMA, "2:76")]


# --- variables only


def variables_only(table: Table, text: str) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    compilation = compiled({"stacks/mixins/m.yaml": text, DEV: f"vars: {{stage: dev}}\n{APP}"})
    check_variables_only("stacks/mixins/m.yaml", table, compilation.locator, found.append)
    return found


def test_each_component_of_a_mixin_is_named_at_its_key() -> None:
    table: Table = {"components": {"terraform": {"web": {}, "api": {}}, "helmfile": {"h": None}}}
    found = variables_only(table, "components: {terraform: {web: {}, api: {}}, helmfile: {h: null}}\n")
    assert places(found) == [(Code.COMPONENT_IN_MIXIN, at) for at in ("1:26", "1:35", "1:56")]
    assert [each.message for each in found] == [
        f"the component `{name}` is written into a mixin, which everything imports" for name in ("web", "api", "h")
    ]
    assert {each.help for each in found} == {"move it to the catalog and import it where it is deployed"}


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"vars": {"a": 1}}, id="variables"),
        pytest.param({"components": {"terraform": {}}}, id="no component"),
        pytest.param({"components": {"terraform": ["web"]}}, id="a list of components"),
        pytest.param({"components": ["terraform"]}, id="a list of types"),
    ],
)
def test_a_mixin_without_components_is_fine(table: Table) -> None:
    assert variables_only(table, "vars: {}\n") == []


def test_a_mixin_is_found_by_its_name_below_the_stacks_folder() -> None:
    project = 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}", variables_only: ["mixins/**"]}\n'
    web = "components: {terraform: {web: {}}}\n"
    files = {"stackc.yaml": project, "stacks/mixins/m.yaml": web, "stacks/catalog/mixins/m.yaml": web}
    found = findings({**files, DEV: f"vars: {{stage: dev}}\n{APP}"})
    assert [str(each.primary.span) for each in found if each.primary] == ["stacks/mixins/m.yaml:1:26"]


# --- backends that wait to be imported


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("terraform: {backend: {s3: {bucket: b, key: k}}}\n", []),
        ("terraform: {backend: {s3: {bukcet: b}}}\n", [(Code.SETTING_UNKNOWN, "1:28")]),
        ("terraform: {backend: {s33: {bucket: b}}}\n", [(Code.BACKEND_TYPE, "1:23")]),
        ("terraform: {backend: {ours: {bukcet: b}}}\n", []),
        ("terraform: {remote_state_backend: {s33: {}}}\n", [(Code.BACKEND_TYPE, "1:36")]),
        ("terraform: {remote_state_backend: {s3: {role: r}}}\n", []),
        ("components: {terraform: {app: {backend: {gcs: {prefx: p}}}}}\n", [(Code.SETTING_UNKNOWN, "1:48")]),
        ("components: {terraform: {app: 1, web: {backend: {gcs: 1, s3: null}}}}\n", []),
        ("terraform: {backend: 1}\ncomponents: 1\n", []),
    ],
)
def test_a_backend_that_no_stack_reaches_is_looked_at(text: str, said: list[tuple[Code, str]]) -> None:
    found: list[Diagnostic] = []
    files = {"stacks/catalog/a.yaml": text, DEV: f"vars: {{stage: dev}}\n{APP}"}
    check_unreached_backends(compiled(files), "catalog/a.yaml", found.append)
    assert places(found) == said
    assert all(each.help for each in found)


def test_a_backend_that_a_stack_reaches_is_looked_at_once() -> None:
    text = f"vars: {{stage: dev}}\nterraform: {{backend_type: s3, backend: {{s3: {{bukcet: b}}}}}}\n{APP}"
    files = {DEV: text, "components/terraform/app/main.tf": ""}
    assert [each.code for each in findings(files)].count(Code.SETTING_UNKNOWN) == 1
