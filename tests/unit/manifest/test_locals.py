from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, unique
from tests.kit.compiled import ATMOS, compiled, findings

OWN_FILE = "in this file; locals see the settings, vars and env of their own file only"
APP = "components: {terraform: {app: {vars: {label: '{{ .locals.label }}'}}}}\n"


def only(files: dict[str, str]) -> Diagnostic:
    compilation = compiled(files)
    [found] = [d for manifest in compilation.manifests for d in compilation.manifests.diagnostics(manifest)]
    assert found.code is Code.MANIFEST_MISSING_KEY
    return found


def related(found: Diagnostic) -> list[str]:
    return [str(label.span) for label in found.related]


def reads(template: str) -> str:
    return f'locals: {{label: "{template}"}}\n' + APP


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize(
    ("files", "where"),
    [
        pytest.param(
            {
                "stacks/mix.yaml": "settings: {sub: blue}\n",
                "stacks/app.yaml": reads("x-{{ .settings.sub }}"),
                "stacks/deploy/dev.yaml": "import: [mix, app]\nvars: {stage: dev}\n",
            },
            ["stacks/mix.yaml:1:17"],
            id="an import beside it",
        ),
        pytest.param(
            {
                "stacks/mix.yaml": "settings: {sub: blue}\n",
                "stacks/app.yaml": "import: [mix]\n" + reads("{{ .settings.sub }}"),
                "stacks/deploy/dev.yaml": "import: [app]\nsettings: {sub: red}\nvars: {stage: dev}\n",
            },
            ["stacks/mix.yaml:1:17"],
            id="an import of its own before all others",
        ),
        pytest.param(
            {
                "stacks/app.yaml": reads("{{ .settings.sub }}"),
                "stacks/deploy/dev.yaml": "import: [app]\nsettings:\n  sub: red\nvars: {stage: dev}\n",
            },
            ["stacks/deploy/dev.yaml:3:8"],
            id="the file that imports it",
        ),
        pytest.param(
            {"stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + reads("{{ .settings.sub }}")}, [], id="no file"
        ),
    ],
)
def test_a_local_that_reads_another_file_is_told_where_the_value_stands(
    files: dict[str, str], where: list[str], project: str
) -> None:
    found = only({project: ATMOS, **files})
    assert found.message == f"the local has no value: `.settings.sub` does not exist {OWN_FILE}"
    assert related(found) == where


@pytest.mark.parametrize(
    ("template", "field", "where"),
    [
        pytest.param("{{ .vars.area }}", ".vars.area", ["stacks/mix.yaml:1:14"], id="vars"),
        pytest.param("{{ .env.AREA | lower }}", ".env.AREA", ["stacks/mix.yaml:2:13"], id="env"),
        pytest.param("{{ .vars.tags.team }}", ".vars.tags.team", ["stacks/mix.yaml:1:34"], id="deeper"),
        pytest.param("{{ .vars.none }}", ".vars.none", [], id="nowhere"),
    ],
)
def test_every_section_that_locals_read_is_looked_for(template: str, field: str, where: list[str]) -> None:
    mix = "vars: {area: north, tags: {team: web}}\nenv: {AREA: N}\n"
    files = {
        "stacks/mix.yaml": mix,
        "stacks/deploy/dev.yaml": "import: [mix]\nvars: {stage: dev}\n" + reads(template),
    }
    found = only(files)
    assert f"`{field}` does not exist {OWN_FILE}" in found.message
    assert related(found) == where


@pytest.mark.parametrize(
    ("template", "message", "help_"),
    [
        pytest.param("{{ .locals.labl }}", "`.locals.labl` does not exist", "did you mean `label2`?", id="a local"),
        pytest.param("{{ .nothing }}", "`.nothing` does not exist", None, id="no section"),
        pytest.param(
            "{{ .vars.stag }}", f"`.vars.stag` does not exist {OWN_FILE}", "did you mean `stage`?", id="misspelt"
        ),
    ],
)
def test_what_no_other_file_could_have_is_only_missing(template: str, message: str, help_: str | None) -> None:
    text = f'vars: {{stage: dev}}\nlocals: {{label2: x, own: "{template}"}}\n' + APP
    found = only({"stacks/deploy/dev.yaml": text})
    assert (found.message, found.help, found.related) == (f"the local has no value: {message}", help_, ())


def test_one_file_in_two_stacks_is_one_mistake() -> None:
    stack = "import: [mix, app]\nvars: {{stage: {}}}\n"
    found = findings(
        {
            "stacks/mix.yaml": "settings: {sub: blue}\n",
            "stacks/app.yaml": reads("{{ .settings.sub }}"),
            "stacks/deploy/dev.yaml": stack.format("dev"),
            "stacks/deploy/prod.yaml": stack.format("prod"),
        }
    )
    assert len([each for each in unique(found) if each.code is Code.MANIFEST_MISSING_KEY]) == 1


def test_a_file_that_no_stack_reaches_is_told_as_well() -> None:
    found = findings(
        {
            "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
            "stacks/mix.yaml": "settings: {sub: blue}\n",
            "stacks/idle.yaml": "import: [mix]\n" + reads("{{ .settings.sub }}"),
        }
    )
    assert [related(each) for each in found] == [["stacks/mix.yaml:1:17"]]
