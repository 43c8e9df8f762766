"""Instances as programs see them: copies, closed secrets, and where values are not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import stackc
from tests.kit.command import PROJECT, write_files

BODY = """\
vars: {stage: dev}
components:
  terraform:
    base: {metadata: {type: abstract}}
    off: {metadata: {enabled: false}}
    app:
      vars: {list: [1], token: !env TOKEN, id: !exec whoami, deep: {zone: [!exec zone]}}
      env: {WHO: !env TOKEN}
"""


@pytest.fixture
def project(tmp_path: Path) -> stackc.Project:
    own = PROJECT + "secrets: {env: [TOKEN]}\n"
    files = {"stackc.yaml": own, "stacks/deploy/dev.yaml": BODY}
    return stackc.load(write_files(tmp_path, files), env={"TOKEN": "hush"})


def test_what_is_not_known_and_what_is_secret_are_told_by_their_paths(project: stackc.Project) -> None:
    app = project.instance("app", "dev")
    assert app.unknowns == ("vars.id", "vars.deep.zone.0")
    assert sorted(app.secrets) == ["env.WHO", "vars.token"]
    assert app.vars["id"] == "!exec whoami"


def test_a_secret_stays_closed(project: stackc.Project) -> None:
    token = project.instance("app", "dev").vars["token"]
    assert isinstance(token, stackc.Secret)
    for use in (str, json.dumps, "{}".format):
        with pytest.raises(TypeError):
            use(token)


def test_every_section_is_a_copy(project: stackc.Project) -> None:
    app = project.instance("app", "dev")
    changed = app.section("vars")
    assert isinstance(changed, dict)
    changed["list"] = []
    assert app.section("vars") == app.vars
    assert app.vars["list"] == [1]


def test_a_section_it_does_not_have_is_a_key_error(project: stackc.Project) -> None:
    app = project.instance("app", "dev")
    assert {"vars", "settings", "metadata"} <= {*app.sections}
    with pytest.raises(KeyError):
        app.section("varz")


def test_only_real_instances_are_listed_disabled_ones_among_them(project: stackc.Project) -> None:
    assert [(each.component, each.is_enabled) for each in project.instances()] == [("app", True), ("off", False)]
    assert [each.component for each in project.stack("dev").instances] == ["app", "base", "off"]
    assert project.stack("dev").instance("base").is_abstract


def test_a_component_a_stack_does_not_have_is_a_key_error(project: stackc.Project) -> None:
    with pytest.raises(KeyError):
        project.stack("dev").instance("typo")


@pytest.mark.parametrize("select", [(), "prod", ["none*"]])
def test_a_selection_never_widens(project: stackc.Project, select: object) -> None:
    assert project.instances(select) == ()  # type: ignore[arg-type]


def test_reloading_sees_what_changed_and_leaves_what_was_handed_out(project: stackc.Project) -> None:
    before = project.instance("app", "dev")
    file = Path(project.root, "stacks/deploy/dev.yaml")
    file.write_text(BODY.replace("list: [1]", "list: [2]"), encoding="utf-8")
    assert project.instance("app", "dev").vars["list"] == [1]
    project.reload()
    assert project.instance("app", "dev").vars["list"] == [2]
    assert before.vars["list"] == [1]


def test_one_instance_is_equal_to_itself_and_not_to_that_of_another_reading(project: stackc.Project) -> None:
    first = project.instance("app", "dev")
    assert (first == project.instance("app", "dev"), len({first, project.instance("app", "dev")})) == (True, 1)
    project.reload()
    assert first != project.instance("app", "dev")
