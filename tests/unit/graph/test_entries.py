"""What is odd about declared dependencies, and those that are optional."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.kit.command import Said, run_here, write_files

STACKC = 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
ATMOS = 'base_path: "."\nstacks: {base_path: stacks, included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
STACK = """\
vars: {{stage: dev}}
components:
  terraform:
    net: {{metadata: {{component: app}}}}
    off: {{metadata: {{component: app, enabled: false}}}}
    base: {{metadata: {{component: app, type: abstract}}}}
    app:
      {section}
"""


def project(root: Path, section: str, file: str = "stackc.yaml") -> Path:
    return write_files(
        root,
        {
            file: STACKC if file == "stackc.yaml" else ATMOS,
            "stacks/deploy/dev.yaml": STACK.format(section=section),
            "components/terraform/app/main.tf": "",
            "cfg/a.json": "{}",
        },
    )


def validate(root: Path, section: str, file: str = "stackc.yaml") -> Said:
    return run_here("-C", str(project(root, section, file)), "validate")


@pytest.mark.parametrize("target", ["gone", "off", "base"])
@pytest.mark.parametrize("file", ["stackc.yaml", "atmos.yaml"])
def test_an_optional_dependency_may_lead_nowhere(tmp_path: Path, target: str, file: str) -> None:
    section = f"dependencies: {{components: [{{name: {target}, required: false}}]}}"
    said = validate(tmp_path, section, file)
    assert (said.code, said.err) == (0, "")
    assert "after" not in run_here("-C", str(tmp_path), "graph").out


def test_an_optional_dependency_orders_where_it_leads_somewhere(tmp_path: Path) -> None:
    project(tmp_path, "dependencies: {components: [{component: net, required: false}]}")
    assert "app@dev  after net@dev" in run_here("-C", str(tmp_path), "graph").out


@pytest.mark.parametrize(("target", "code"), [("gone", "SC0702"), ("off", "SC0703")])
def test_a_required_dependency_must_lead_somewhere(tmp_path: Path, target: str, code: str) -> None:
    said = validate(tmp_path, f"dependencies: {{components: [{{name: {target}, required: true}}]}}")
    assert said.code == 1
    assert f"error[{code}]" in said.err


@pytest.mark.parametrize("value", ['"false"', "0", "null", "[]"])
def test_required_is_a_boolean(tmp_path: Path, value: str) -> None:
    said = validate(tmp_path, f"dependencies: {{components: [{{name: net, required: {value}}}]}}")
    assert said.code == 1
    assert "error[SC0419]: `required` of a dependency must be true or false" in said.err


@pytest.mark.parametrize(
    ("section", "message", "help_"),
    [
        pytest.param(
            "dependencies: {components: [{component: net, optional: true}]}", "unknown key `optional`", "", id="no idea"
        ),
        pytest.param(
            "dependencies: {components: [{component: net, stackname: dev}]}",
            "unknown key `stackname` of a dependency",
            "did you mean `stack`",
            id="near",
        ),
        pytest.param(
            "dependencies: {components: [], artifacts: []}",
            "unknown key `artifacts` of `dependencies`",
            "",
            id="section",
        ),
        pytest.param(
            "settings: {depends_on: {1: {component: net, region: eu}}}",
            "unknown key `region` of an entry of `depends_on`",
            "",
            id="older form",
        ),
        pytest.param(
            "dependencies: {components: [{component: net, kind: lambda}]}", "unknown kind `lambda`", "", id="kind"
        ),
    ],
)
def test_an_unknown_word_is_a_warning(tmp_path: Path, section: str, message: str, help_: str) -> None:
    said = validate(tmp_path, section)
    assert said.code == 0
    assert f"warning[SC0705]: {message}" in said.err
    assert help_ in said.err


@pytest.mark.parametrize(
    ("section", "word"),
    [
        pytest.param(
            "dependencies: {components: [{component: net, requierd: false}]}", "required", id="letters swapped"
        ),
        pytest.param("dependencies: {components: [{component: net, stak: dev}]}", "stack", id="a letter less"),
        pytest.param("dependencies: {components: [{component: net, stackk: dev}]}", "stack", id="a letter more"),
        pytest.param("dependencies: {components: [{component: net, stuck: dev}]}", "stack", id="another letter"),
        pytest.param("dependencies: {component: [net]}", "components", id="of the section"),
        pytest.param("settings: {depends_on: {1: {component: net, stge: dev}}}", "stage", id="older form"),
        pytest.param("dependencies: {components: [{component: net, kind: teraform}]}", "terraform", id="kind"),
    ],
)
def test_a_word_one_edit_from_a_known_one_is_an_error_in_validate_alone(
    tmp_path: Path, section: str, word: str
) -> None:
    said = validate(tmp_path, section)
    assert said.code == 1
    assert "error[SC0706]" in said.err or "error[SC0219]" in said.err
    assert f"did you mean `{word}`" in said.err
    assert "SC0706" not in run_here("-C", str(tmp_path), "generate", "varfile", "app", "-s", "dev").err


def test_keys_of_ones_own_are_silent(tmp_path: Path) -> None:
    assert validate(tmp_path, "dependencies: {components: [{component: net, x-why: routes}]}").err == ""


def test_one_mistake_is_said_once_for_all_who_inherit_it(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "stackc.yaml": STACKC,
            "stacks/deploy/dev.yaml": "vars: {stage: dev}\ndependencies: {fils: []}\n"
            "components:\n  terraform:\n    a: {metadata: {component: app}}\n    b: {metadata: {component: app}}\n",
            "components/terraform/app/main.tf": "",
        },
    )
    assert run_here("-C", str(tmp_path), "validate").err.count("[SC") == 1


@pytest.mark.parametrize(
    ("section", "problem"),
    [
        pytest.param("dependencies: {files: [cfg/typo.json]}", "the file `cfg/typo.json`", id="file"),
        pytest.param("dependencies: {files: [cfg]}", "the file `cfg`", id="a folder is no file"),
        pytest.param("dependencies: {files: ['cfg/*.yaml']}", "fits no file", id="glob"),
        pytest.param("dependencies: {files: ['nowhere/**']}", "fits no file", id="glob below nothing"),
        pytest.param("dependencies: {files: [/abs/x]}", "is absolute", id="absolute"),
        pytest.param("dependencies: {files: [../out.json]}", "outside of the repository", id="outside"),
        pytest.param("dependencies: {folders: [nofolder]}", "the folder `nofolder`", id="folder"),
        pytest.param("dependencies: {folders: [..]}", "outside of the repository", id="the folder above"),
        pytest.param("dependencies: {components: [{kind: file, path: no}]}", "the file `no`", id="entry of a kind"),
        pytest.param("settings: {depends_on: {1: {folder: gone}}}", "the folder `gone`", id="older form"),
    ],
)
@pytest.mark.parametrize("file", ["stackc.yaml", "atmos.yaml"])
def test_a_path_that_no_change_can_fit_is_a_warning(tmp_path: Path, section: str, problem: str, file: str) -> None:
    said = validate(tmp_path, section, file)
    assert said.code == 0
    assert said.err.startswith("warning[SC0707]")
    assert problem in said.err


@pytest.mark.parametrize(
    "section",
    [
        "dependencies: {files: [cfg/a.json]}",
        "dependencies: {files: [./cfg/a.json]}",
        "dependencies: {files: ['cfg/*.json']}",
        "dependencies: {files: ['**/*.json']}",
        "dependencies: {folders: [cfg]}",
        "dependencies: {folders: [cfg/]}",
    ],
)
def test_a_path_that_is_there_is_silent(tmp_path: Path, section: str) -> None:
    assert validate(tmp_path, section).err == ""


def test_beside_the_project_but_in_the_same_checkout_is_not_outside(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write_files(tmp_path, {"shared/a.json": "{}"})
    assert validate(tmp_path / "infra", "dependencies: {files: [../shared/a.json], folders: [../shared]}").err == ""
