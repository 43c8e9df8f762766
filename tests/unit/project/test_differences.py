from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, LookupFailure
from stackc.project.differences import compare_named, compare_with_base, compare_with_checkout
from stackc.project.open_project import OpenProject, open_project
from tests.kit.command import PROJECT, write_files
from tests.unit.project.test_comparing import commit, git

DEV = "stacks/deploy/dev.yaml"
FILES = {
    "stackc.yaml": PROJECT,
    DEV: "vars: {stage: dev, size: 1}\ncomponents: {terraform: {app: {}}, helmfile: {app2: {}}}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod, size: 1}\ncomponents: {terraform: {app: {}}}\n",
}


@pytest.fixture
def project(tmp_path: Path) -> OpenProject:
    """A branch that left ``main`` and changed a value."""
    write_files(tmp_path, FILES)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    git(tmp_path, "checkout", "-q", "-b", "work")
    write_files(tmp_path, {DEV: FILES[DEV].replace("size: 1", "size: 2")})
    return open_project(str(tmp_path), {})


def test_the_working_tree_is_compared_with_the_commit_the_branch_left(project: OpenProject) -> None:
    difference = compare_with_base(project, "main").difference
    assert [(change.before, change.after) for change in difference.changes] == [(1, 2)]
    assert (difference.before, difference.after) == ("main", "the working tree")
    assert [[str(id_) for id_ in wave] for wave in difference.waves] == [["app@dev"]]


def test_a_file_of_a_root_module_is_no_difference_but_planned(project: OpenProject) -> None:
    root = Path(project.root)
    write_files(root, {DEV: FILES[DEV], "components/terraform/app/main.tf": "# c\n"})
    commit(root)
    difference = compare_with_base(open_project(str(root), {}), "main").difference
    assert (difference.is_empty, len(difference.waves[0])) == (True, 2)


def test_another_checkout_is_compared(project: OpenProject, tmp_path: Path) -> None:
    assert compare_with_checkout(project, str(tmp_path)).difference.is_empty


def test_what_is_wrong_is_told_apart(project: OpenProject) -> None:
    root = Path(project.root)
    git(root, "checkout", "-q", "main")
    write_files(
        root, {"stacks/deploy/bad.yaml": "import: [none]\nvars: {stage: bad}\ncomponents: {terraform: {x: {}}}\n"}
    )
    commit(root)
    git(root, "checkout", "-q", "-B", "work")
    found = compare_with_base(open_project(str(root), {}), "main")
    assert [each.code for each in found.diagnostics] == [Code.IMPORT_NOT_FOUND]
    assert found.of_base[0].message.startswith("in the base: ")


def test_a_commit_that_is_not_there_is_told(project: OpenProject) -> None:
    with pytest.raises(CompileError) as raised:
        compare_with_base(project, "none")
    assert raised.value.diagnostics[0].code is Code.GIT


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("dev", "prod", "stacks"), ("app@dev", "app@prod", "instances"), ("helmfile:app2@dev", "app@dev", "instances")],
)
def test_two_of_one_kind_are_compared(project: OpenProject, before: str, after: str, kind: str) -> None:
    assert compare_named(project, before, after).kind == kind


def test_a_stack_and_an_instance_have_nothing_to_compare(project: OpenProject) -> None:
    with pytest.raises(ValueError, match="not of one kind"):
        compare_named(project, "dev", "app@prod")


@pytest.mark.parametrize(("before", "after"), [("dev", "none"), ("app@dev", "app@none"), ("app@dev", "none@dev")])
def test_what_does_not_exist_is_told(project: OpenProject, before: str, after: str) -> None:
    with pytest.raises(LookupFailure):
        compare_named(project, before, after)
