"""What no stack uses: files, components, patterns, root modules."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.check.unused import find_unused
from tests.kit.compiled import compiled

APP = "components: {terraform: {app: {}}}\n"
DEV = f"import: [mixins/eu]\nvars: {{stage: dev}}\n{APP}"
EU = "vars: {region: eu}\n"
MODULE = {"components/terraform/app/main.tf": ""}


def noted(files: dict[str, str]) -> list[tuple[Code, str]]:
    whole = {"stacks/deploy/dev.yaml": DEV, "stacks/mixins/eu.yaml": EU, **MODULE, **files}
    spans = [(each.code, each.primary.span) for each in find_unused(compiled(whole)) if each.primary is not None]
    return [(code, f"{span.file}:{span.line}") for code, span in spans]


def test_a_repository_in_which_all_is_used_has_nothing_to_note() -> None:
    assert noted({}) == []


# --- files (SC0645, SC0646)


def test_a_file_that_nobody_imports_is_noted() -> None:
    assert noted({"stacks/mixins/prod.yaml": "vars: {size: 3}\n"}) == [
        (Code.FILE_UNREACHED, "stacks/mixins/prod.yaml:1")
    ]


def test_components_that_nobody_imports_are_noted_once_a_file() -> None:
    text = "# a comment\ncomponents:\n  terraform:\n    vpc: {}\n    more: {}\n"
    assert noted({"stacks/catalog/vpc.yaml": text}) == [(Code.COMPONENT_UNUSED, "stacks/catalog/vpc.yaml:4")]


def test_of_files_that_import_one_another_the_first_is_noted() -> None:
    files = {"stacks/catalog/a.yaml": "import: [catalog/b]\nvars: {x: 1}\n", "stacks/catalog/b.yaml": "vars: {y: 1}\n"}
    assert noted(files) == [(Code.FILE_UNREACHED, "stacks/catalog/a.yaml:1")]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param("mixins/us.yaml", "vars: {region: us}\n", id="an alternative to one that is imported"),
        pytest.param("orgs/_defaults.yaml", "vars: {x: 1}\n", id="defaults"),
        pytest.param("other/values.yaml", "replicas: 3\n", id="of another tool"),
        pytest.param("other/flows.yaml", "name: x\nworkflows: {a: {steps: []}}\n", id="workflows"),
        pytest.param("other/empty.yaml", "# to come\n", id="empty"),
        pytest.param("other/read-me.txt", "vars: {x: 1}\n", id="no manifest"),
    ],
)
def test_a_file_that_may_wait_is_not_noted(file: str, text: str) -> None:
    assert noted({f"stacks/{file}": text}) == []


def test_a_file_that_a_manifest_includes_is_used() -> None:
    dev = DEV + "settings: {more: !include ./data.yaml}\n"
    files = {"stacks/deploy/dev.yaml": dev, "stacks/data.yaml": "vars: {x: 1}\n"}
    assert noted(files) == [(Code.FILE_UNREACHED, "stacks/data.yaml:1")]  # another folder's file
    here = {"stacks/deploy/dev.yaml": dev.replace("./data", "stacks/data"), "stacks/data.yaml": "vars: {x: 1}\n"}
    assert noted(here) == []


def test_a_file_that_is_excluded_is_not_noted() -> None:
    project = 'stacks: {included_paths: ["deploy/*"], excluded_paths: ["old/**"], name_pattern: "{stage}"}\n'
    assert noted({"stackc.yaml": project, "stacks/old/a.yaml": "vars: {x: 1}\n"}) == []


# --- bases (SC0646)

BASE = "components:\n  terraform:\n    base: {metadata: {type: abstract}}\n"


def based(more: str) -> list[tuple[Code, str]]:
    dev = f"import: [mixins/eu, catalog/base]\nvars: {{stage: dev}}\ncomponents: {{terraform: {{app: {more}}}}}\n"
    return noted({"stacks/deploy/dev.yaml": dev, "stacks/catalog/base.yaml": BASE})


def test_a_base_that_nobody_inherits_is_noted_where_it_is_made_one() -> None:
    assert based("{}") == [(Code.COMPONENT_UNUSED, "stacks/catalog/base.yaml:3")]


def test_a_base_with_an_heir_is_used() -> None:
    assert based("{metadata: {inherits: [base]}}") == []


def test_a_base_that_a_template_asks_for_is_used() -> None:
    assert based("""{vars: {x: '{{ (atmos.Component "base" .stack).vars.y }}'}}""") == []


# --- patterns (SC0647)


def test_a_pattern_that_matches_nothing_is_noted_in_the_project_file() -> None:
    project = 'stacks:\n  name_pattern: "{stage}"\n  included_paths: ["deploy/*", "orgs/**/*"]\n'
    assert noted({"stackc.yaml": project}) == [(Code.PATTERN_UNMATCHED, "/repo/stackc.yaml:3")]


def test_a_pattern_that_matches_something_is_used() -> None:
    project = 'stacks:\n  name_pattern: "{stage}"\n  included_paths: ["deploy/*", "deploy/dev.yaml"]\n'
    assert noted({"stackc.yaml": project}) == []


# --- root modules (SC0648)


def test_a_root_module_that_no_component_uses_is_noted_once() -> None:
    files = {f"components/terraform/old/{name}": "" for name in ("main.tf", "variables.tf", "parts/x/main.tf")}
    assert noted(files) == [(Code.MODULE_UNUSED, "components/terraform/old/main.tf:1")]


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("app/parts/x/main.tf", id="below one that is used"),
        pytest.param("modules/x/main.tf", id="modules"),
        pytest.param("mixins/context.tf", id="mixins"),
        pytest.param(".cache/x/main.tf", id="hidden"),
        pytest.param("notes/read-me.md", id="no Terraform"),
    ],
)
def test_a_folder_that_is_no_root_module_of_its_own_is_not_noted(file: str) -> None:
    assert noted({f"components/terraform/{file}": ""}) == []


def test_a_module_that_a_used_one_calls_is_used() -> None:
    files = {
        "components/terraform/app/main.tf": 'module "net" {\n  source = "../net"\n}\n',
        "components/terraform/net/main.tf": 'module "deep" {\n  source = "../deep"\n}\n',
        "components/terraform/deep/main.tf": "",
    }
    assert noted(files) == []


def test_the_module_of_a_component_that_nobody_imports_is_not_noted_beside_it() -> None:
    files = {
        "stacks/catalog/vpc.yaml": "components: {terraform: {vpc: {metadata: {component: net/vpc}}}}\n",
        "components/terraform/net/vpc/main.tf": "",
    }
    assert noted(files) == [(Code.COMPONENT_UNUSED, "stacks/catalog/vpc.yaml:1")]
