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


RICH = """\
vars: {stage: dev}
terraform: {backend_type: s3, backend: {s3: {bucket: states, key: t, region: r}}}
components:
  terraform:
    app:
      command: tofu
      metadata: {component: shared/app, locked: true, terraform_workspace: w}
      settings: {s: 1}
      providers: {aws: {region: x}}
      env: {A: b}
    bad: {metadata: {component: shared/app}, vars: {a: "{{ .vars.none }}"}}
  helmfile:
    echo: {}
"""


@pytest.fixture
def rich(tmp_path: Path) -> stackc.Project:
    return stackc.load(write_files(tmp_path, {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": RICH}))


def test_an_instance_says_what_it_is(rich: stackc.Project) -> None:
    app = rich.instance("app", "dev")
    assert (str(app.id), app.component, app.stack) == ("app@dev", "app", "dev")
    assert (app.is_abstract, app.is_enabled, app.is_locked) == (False, True, True)
    assert (app.folder, app.workspace, app.command) == ("components/terraform/shared/app", "w", "tofu")
    assert (app.backend_type, app.backend["bucket"]) == ("s3", "states")
    assert (app.settings, app.providers, app.env) == ({"s": 1}, {"aws": {"region": "x"}}, {"A": "b"})
    assert app.metadata["terraform_workspace"] == "w"
    assert app.diagnostics == ()


def test_a_state_has_an_address_when_terraform_makes_it(rich: stackc.Project) -> None:
    address = rich.instance("app", "dev").state_address
    assert address is not None
    assert str(address).startswith("s3:")
    assert rich.instance("echo", "dev").state_address is None


def test_sections_are_sorted_and_each_can_be_asked_for(rich: stackc.Project) -> None:
    app = rich.instance("app", "dev")
    assert list(app.sections) == sorted(app.sections)
    assert app.section("settings") == app.settings
    assert app.section("command") == "tofu"


def test_what_is_wrong_with_its_values_is_told(rich: stackc.Project) -> None:
    bad = rich.instance("bad", "dev")
    assert [each.code.value for each in bad.diagnostics] == ["SC0502"]
    assert (bad.is_locked, bad.command == "tofu") == (False, False)


def test_an_instance_is_equal_to_no_other_thing(rich: stackc.Project) -> None:
    app = rich.instance("app", "dev")
    assert app != app.id
    assert app != rich.instance("bad", "dev")
    assert hash(app) == hash(app.id)
