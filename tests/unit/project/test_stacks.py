"""Instances and stacks by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, LookupFailure
from stackc.project.open_project import OpenProject, open_project
from stackc.project.stacks import compile_all, find_instance, find_stack
from tests.kit.build import places
from tests.kit.command import PROJECT, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\n"
        "components:\n"
        "  terraform:\n"
        "    net: {}\n"
        '    app: {vars: {a: "{{ .vars.none }}"}}\n'
        "    base: {metadata: {type: abstract}}\n"
        "  helmfile:\n"
        "    echo: {}\n"
    ),
    "stacks/deploy/prod.yaml": (
        "vars: {stage: prod}\n"
        "components: {terraform: {net: {}, app: {}, base: {metadata: {type: abstract}}}, helmfile: {echo: {}}}\n"
    ),
    "stacks/deploy/bad.yaml": "vars: {stage: bad}\ncomponents: {terraform: {net: {vars: 5}, ok: {}}}\n",
}


@pytest.fixture
def project(tmp_path: Path) -> OpenProject:
    return open_project(str(write_files(tmp_path, FILES)), {})


def test_a_stack_has_its_instances_by_type_and_name(project: OpenProject) -> None:
    stack = find_stack(project, "prod")
    assert (stack.name, [str(each.id) for each in stack.instances]) == (
        "prod",
        ["helmfile:echo@prod", "app@prod", "base@prod", "net@prod"],
    )


@pytest.mark.parametrize(
    ("name", "near", "help_"), [("de", ("dev",), "did you mean `dev`?"), ("nothing", (), None)], ids=str
)
def test_a_stack_that_is_not_there_is_a_lookup_failure(
    name: str, near: tuple[str, ...], help_: str | None, project: OpenProject
) -> None:
    with pytest.raises(LookupFailure) as missing:
        find_stack(project, name)
    [found] = missing.value.diagnostics
    assert (found.code, found.message) == (Code.UNKNOWN_STACK, f"invalid stack: Stack `{name}` not found.")
    assert (tuple(missing.value.near)[:1], found.help) == (near, help_)


def test_a_stack_that_does_not_compile_is_an_error(project: OpenProject) -> None:
    with pytest.raises(CompileError) as broken:
        find_stack(project, "bad")
    assert not isinstance(broken.value, LookupFailure)
    assert places(broken.value.diagnostics) == [(Code.SECTION_KIND, "2:32")]


def test_the_sound_ones_are_compiled_beside_the_rest(project: OpenProject) -> None:
    ids = [project.find("net", "bad"), project.find("ok", "bad"), project.find("app", "dev"), project.find("x", "dev")]
    sound, found = compile_all(project, ids)
    assert [str(each.id) for each in sound] == ["ok@bad", "app@dev"]
    assert sorted(each.code.value for each in found) == ["SC0401", "SC0416", "SC0502"]


def test_each_mistake_is_told_once(project: OpenProject) -> None:
    ids = [project.find("net", "bad")] * 2
    assert len(compile_all(project, ids)[1]) == 1


def test_an_instance_is_found_whatever_its_type(project: OpenProject) -> None:
    assert [str(find_instance(project, name, "dev").id) for name in ("net", "echo", "base")] == [
        "net@dev",
        "helmfile:echo@dev",
        "base@dev",
    ]


@pytest.mark.parametrize(
    ("component", "stack", "code", "near"),
    [
        ("nett", "dev", "SC0416", "net"),
        ("net", "de", "SC0415", "dev"),
        ("zzz", "dev", "SC0416", None),
        ("net", "nothing", "SC0415", None),
    ],
)
def test_a_name_that_is_none_is_a_lookup_failure_with_near_ones(
    component: str, stack: str, code: str, near: str | None, project: OpenProject
) -> None:
    with pytest.raises(LookupFailure) as missing:
        find_instance(project, component, stack)
    assert [each.code.value for each in missing.value.diagnostics] == [code]
    assert next(iter(missing.value.near), None) == near


def test_an_instance_that_does_not_compile_is_an_error(project: OpenProject) -> None:
    with pytest.raises(CompileError) as broken:
        find_instance(project, "net", "bad")
    assert [each.code.value for each in broken.value.diagnostics] == ["SC0401"]


def test_a_value_that_cannot_be_rendered_does_not_hide_its_instance(project: OpenProject) -> None:
    instance = find_instance(project, "app", "dev")
    assert instance.evaluated() is not None
    assert [each.code.value for each in instance.diagnostics] == ["SC0502"]
