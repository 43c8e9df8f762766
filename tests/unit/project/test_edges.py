"""Where a repository ends. See docs/language.md, outside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.boundary import FULL_TRUST, Access, Trust
from stackc.base.codes import DialectName
from stackc.base.ports import ReadFailure, VariableRefused
from stackc.project.edges import Edges
from stackc.project.open_project import OpenProject, open_project
from tests.kit.command import PROJECT, write_files

UNTRUSTED = Trust(full=False)
FILES = {
    "mono/.git/HEAD": "secret",
    "mono/shared/a.yaml": "a: 1\n",
    "mono/team/stackc.yaml": PROJECT,
    "mono/team/stacks/deploy/dev.yaml": "vars: {stage: dev}\n",
    "elsewhere/b.yaml": "b: 1\n",
}
ATMOS = PROJECT.replace("{included_paths", "{base_path: stacks, included_paths")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def opened(top: Path, trust: Trust = FULL_TRUST, **env: str) -> OpenProject:
    return open_project(str(top / "mono/team"), env, None, trust)


@pytest.mark.parametrize(
    ("path", "access"),
    [
        ("mono/team/stacks/deploy/dev.yaml", "inside"),
        ("mono/shared/a.yaml", "inside"),
        ("mono/shared/none.yaml", "inside"),
        ("mono/.git/HEAD", "refused"),
        ("elsewhere/b.yaml", "refused"),
        ("elsewhere/none.yaml", "refused"),
    ],
)
@pytest.mark.parametrize("trust", [FULL_TRUST, UNTRUSTED], ids=["trusted", "untrusted"])
def test_a_repository_ends_where_its_checkout_does(path: str, access: Access, trust: Trust, top: Path) -> None:
    assert opened(top, trust).world.access(str(top / path)) == access


def test_without_git_a_repository_ends_with_its_folder(top: Path) -> None:
    (top / "mono/.git/HEAD").unlink()
    (top / "mono/.git").rmdir()
    project = opened(top)
    assert project.world.access(str(top / "mono/shared/a.yaml")) == "refused"
    assert project.world.access(str(top / "mono/team/x")) == "inside"


@pytest.mark.parametrize(("trust", "access"), [(FULL_TRUST, "outside"), (UNTRUSTED, "refused")], ids=["full", "none"])
def test_the_incumbents_dialect_reads_outside_unless_the_repository_is_untrusted(
    trust: Trust, access: Access, top: Path
) -> None:
    (top / "mono/team/stackc.yaml").unlink()
    write_files(top, {"mono/team/atmos.yaml": ATMOS})
    world = opened(top, trust).world
    assert world.access(str(top / "elsewhere/b.yaml")) == access
    if access == "refused":
        with pytest.raises(ReadFailure):
            world.read(str(top / "elsewhere/b.yaml"))
    else:
        assert world.read(str(top / "elsewhere/b.yaml")) == b"b: 1\n"


@pytest.mark.parametrize(
    ("trust", "access"), [(FULL_TRUST, "inside"), (UNTRUSTED, "refused")], ids=["trusted", "untrusted"]
)
def test_allowed_folders_are_inside_for_those_that_are_trusted(trust: Trust, access: Access, top: Path) -> None:
    write_files(top, {"mono/team/stackc.yaml": PROJECT + "files: {allow_outside: [../../elsewhere]}\n"})
    assert opened(top, trust).world.access(str(top / "elsewhere/b.yaml")) == access


def test_a_link_counts_as_what_it_leads_to(top: Path) -> None:
    (top / "mono/link").symlink_to(top / "elsewhere")
    (top / "mono/inner").symlink_to(top / "mono/shared")
    world = opened(top).world
    assert world.access(str(top / "mono/link/b.yaml")) == "refused"
    assert world.access(str(top / "mono/inner/a.yaml")) == "inside"


def test_another_checkout_is_inside_once_it_is_named(top: Path) -> None:
    write_files(top, {"other/.git/HEAD": "", "other/team/x.yaml": ""})
    project = opened(top)
    bounded = project.edges.compiled(project.config, project.found, (str(top / "other/team"),))
    assert project.world.access(str(top / "other/y")) == "refused"
    assert bounded.access(str(top / "other/y")) == "inside"
    assert bounded.access(str(top / "elsewhere/b.yaml")) == "refused"


@pytest.mark.parametrize("allowed", ["", "A", "AB"])
def test_an_untrusted_repository_reads_the_variables_that_are_allowed(allowed: str, top: Path) -> None:
    world = opened(top, Trust(False, frozenset(allowed)), A="x", B="y").world
    for name, value in (("A", "x"), ("B", "y")):
        if name in allowed:
            assert world.variable(name) == value
        else:
            with pytest.raises(VariableRefused, match=f"`{name}` may not be read"):
                world.variable(name)


def test_a_trusted_repository_reads_every_variable(top: Path) -> None:
    assert [opened(top, A="x").world.variable(name) for name in ("A", "B")] == ["x", None]


@pytest.mark.parametrize(
    ("dialect", "named", "access"),
    [("stackc", False, "refused"), ("stackc", True, "inside"), ("atmos", False, "outside"), ("atmos", True, "inside")],
)
def test_the_checkout_of_a_users_own_project_file_is_theirs_when_it_is_named(
    dialect: DialectName, named: bool, access: Access, top: Path
) -> None:
    write_files(top, {"home/.git/HEAD": "", "home/conf/atmos.yaml": "", "home/x.yaml": ""})
    edges = Edges(str(top / "mono/team"), {}, named, FULL_TRUST)
    world = edges.project_file(str(top / "home/conf/atmos.yaml"), dialect, ())
    assert world.access(str(top / "home/x.yaml")) == access
    assert world.access(str(top / "home/conf/atmos.yaml")) == "inside"
    assert world.access(str(top / "mono/shared/a.yaml")) == "inside"


@pytest.mark.parametrize(("trust", "access"), [(FULL_TRUST, "inside"), (UNTRUSTED, "refused")], ids=["full", "none"])
def test_a_project_file_sees_what_it_allows_itself(trust: Trust, access: Access, top: Path) -> None:
    edges = Edges(str(top / "mono/team"), {}, False, trust)
    world = edges.project_file(str(top / "mono/team/stackc.yaml"), "stackc", (str(top / "elsewhere"),))
    assert world.access(str(top / "elsewhere/b.yaml")) == access


def test_project_files_are_looked_for_where_users_keep_them(top: Path) -> None:
    edges = Edges(str(top / "mono/team"), {}, False, UNTRUSTED)
    assert edges.world.access(str(top / "elsewhere/b.yaml")) == "inside"
    (top / "mono/link").symlink_to(top / "elsewhere")
    assert edges.world.access(str(top / "mono/link/b.yaml")) == "refused"
