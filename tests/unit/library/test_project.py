"""What the library hands out: copies, plain values, and nothing that could not be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import stackc
from tests.kit.command import PROJECT, write_files

MANIFEST = """\
vars: {stage: dev, tags: {team: net}}
components:
  terraform:
    app:
      vars: {list: [{a: 1}], call: !exec echo x}
      env: {A: b}
      settings: {s: {t: 1}}
      metadata: {tags: [x]}
    other: {metadata: {component: app}}
    broken: {metadata: {component: app}, vars: {a: "x {{ .vars.none }}"}}
"""


@pytest.fixture
def project(tmp_path: Path) -> stackc.Project:
    files = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": MANIFEST, "components/terraform/app/main.tf": ""}
    write_files(tmp_path, files)
    return stackc.load(str(tmp_path))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda instance: instance.vars["tags"].update(team="mine"), id="a map below"),
        pytest.param(lambda instance: instance.vars.clear(), id="the section"),
        pytest.param(lambda instance: instance.vars["list"][0].update(a=2), id="in a list"),
        pytest.param(lambda instance: instance.settings["s"].clear(), id="settings"),
        pytest.param(lambda instance: instance.env.update(A="c"), id="env"),
        pytest.param(lambda instance: instance.metadata["tags"].append("y"), id="metadata"),
    ],
)
def test_what_is_handed_out_may_be_changed(project: stackc.Project, change: Callable[[stackc.Instance], None]) -> None:
    def seen() -> list[object]:
        both = (project.instance(name, "dev") for name in ("app", "other"))
        return [[each.vars, each.settings, each.env, each.metadata] for each in both]

    before = seen()
    files = stackc.emit(project.instance("other", "dev"))
    change(project.instance("app", "dev"))
    assert (seen(), stackc.emit(project.instance("other", "dev"))) == (before, files)


def test_a_function_that_is_not_called_is_plain_text(project: stackc.Project) -> None:
    value = project.instance("app", "dev").vars["call"]
    assert (type(value), value) == (str, "!exec echo x")


def test_a_template_that_fails_is_never_emitted(project: stackc.Project) -> None:
    with pytest.raises(stackc.CompileError) as refused:
        stackc.emit(project.instance("broken", "dev"))
    assert [d.code.value for d in refused.value.diagnostics] == ["SC0502"]


@pytest.mark.parametrize("name", ["typo@dev", "app@typo", "app"])
def test_a_run_of_what_does_not_exist_is_a_lookup_failure(project: stackc.Project, name: str) -> None:
    with pytest.raises(stackc.LookupFailure):
        project.run("plan", [name])


@pytest.mark.parametrize("select", ["", [""], ["app@dev", " "]])
def test_an_empty_name_is_a_value_error(project: stackc.Project, select: str | list[str]) -> None:
    with pytest.raises(ValueError, match="empty"):
        project.run("plan", select)


def test_no_names_are_no_run(project: stackc.Project) -> None:
    report = project.run("plan", [])
    assert (report.results, report.code) == ((), 0)


def test_a_selector_is_a_glob_and_never_its_letters(project: stackc.Project) -> None:
    assert [str(id_) for id_ in project.graph("de?").nodes] == ["app@dev", "broken@dev", "other@dev"]
    assert project.graph("prod").nodes == project.graph([]).nodes == ()
