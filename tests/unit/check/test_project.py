"""What is odd about the project as a whole: paths that are not set, folders that are not there or lie outside."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.boundary import Access
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ports import WalkFailure
from stackc.check.project import project_findings
from stackc.compile.wiring import compile_repository
from stackc.config.decode import decode_config, locate_setting
from stackc.config.discovery import find_project
from tests.kit.build import place, places
from tests.kit.world import MemoryWorld

DEV = {"stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n"}
INCLUDED = "stacks: {included_paths: ['deploy/*'], name_pattern: '{stage}'}\n"


class Bounded(MemoryWorld):
    """Files in memory of which some lie outside: ``judged`` by path, and links that are ``closed``."""

    judged: Mapping[str, Access] = {}
    closed: tuple[str, ...] = ()
    endless: WalkFailure | None = None

    def access(self, path: str) -> Access:
        return self.judged.get(path, "inside")

    def closed_links(self, folder: str) -> tuple[str, ...]:
        return self.closed

    def walk(self, folder: str) -> tuple[str, ...]:
        if self.endless is not None:
            raise self.endless
        return super().walk(folder)


def project(
    text: str,
    name: str = "stackc.yaml",
    files: Mapping[str, str] = DEV,
    judged: Mapping[str, Access] | None = None,
    closed: tuple[str, ...] = (),
    endless: WalkFailure | None = None,
) -> list[Diagnostic]:
    """What is odd about a project with the project file ``text``."""
    plain, reported = MemoryWorld({name: text, **files}), list[Diagnostic]()
    found = find_project("/repo", plain, None, lambda text, file, folder, world, report: text, reported.append)
    config = decode_config(found, "/repo", plain, reported.append)
    assert reported == []
    world = Bounded({name: text, **files})
    world.judged, world.closed, world.endless = judged or {}, closed, endless

    def setting(name: str) -> Label | None:
        path = tuple(name.split(".")) if "." in name else ("stacks", name)
        return locate_setting(found, path, plain, "set here")

    return list(project_findings(compile_repository(world, config, setting)))


def test_a_project_with_stacks_is_fine() -> None:
    assert project(INCLUDED) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param("stacks: {base_path: stacks, name_pattern: '{stage}'}\n", "included_paths", id="included paths"),
        pytest.param("stacks: {included_paths: [x], name_pattern: '{stage}'}\n", "base_path", id="folder"),
        pytest.param("stacks: {name_pattern: '{stage}'}\n", "included_paths", id="both"),
        pytest.param(
            "stacks: {base_path: '', included_paths: [x], name_pattern: '{stage}'}\n", "base_path", id="empty"
        ),
    ],
)
def test_atmos_needs_a_folder_and_paths_that_are_set(text: str, missing: str) -> None:
    [found] = project(text, "atmos.yaml")
    assert (found.code, found.help) == (Code.STACKS_PATHS, f"set `stacks.{missing}` in the project file")
    assert found.message == (
        "at least one path must be provided in 'stacks.included_paths' config or 'ATMOS_STACKS_INCLUDED_PATHS'"
        " ENV variable"
    )


def test_a_folder_that_is_not_set_does_not_lie_outside() -> None:
    text = "stacks: {included_paths: [x], name_pattern: '{stage}'}\n"
    assert [found.code for found in project(text, "atmos.yaml", judged={"": "refused"})] == [Code.STACKS_PATHS]


def test_a_stacks_folder_that_does_not_exist_is_shown_where_it_is_set() -> None:
    [found] = project(INCLUDED.replace("stacks: {", "stacks: {base_path: stakcs, "))
    assert place(found) == (Code.STACKS_FOLDER, "1:21")
    assert (found.message, found.help) == (
        "the stacks folder `stakcs` does not exist",
        "did you mean `stacks`?",
    )


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        pytest.param("stacks/deploy/*", "did you mean `deploy/*`?", id="from the root of the project"),
        pytest.param("./*", "did you mean `**/*`?", id="not deep enough"),
        pytest.param("nowhere/*", None, id="another folder"),
    ],
)
def test_a_pattern_that_matches_nothing_is_told_what_would_match(pattern: str, advice: str | None) -> None:
    [found] = project(INCLUDED.replace("deploy/*", pattern))
    assert (found.code, found.help) == (Code.NO_MANIFESTS, advice)


def test_a_stacks_folder_that_is_a_file_does_not_exist() -> None:
    text = INCLUDED.replace("stacks: {", "stacks: {base_path: stackc.yaml, ")
    assert [found.code for found in project(text)] == [Code.STACKS_FOLDER]


def test_patterns_that_match_nothing_are_named() -> None:
    [found] = project(INCLUDED.replace("'deploy/*'", "'x', 'y/*'"))
    assert place(found) == (Code.NO_MANIFESTS, "1:26")
    assert found.message == "no stack manifests found: no file below `stacks` matches `x` or `y/*`"


def test_a_folder_whose_links_multiply_is_shown_at_a_link() -> None:
    [found] = project(INCLUDED, endless=WalkFailure("deploy/loop", 1_000))
    assert (found.code, found.message) == (
        Code.ENDLESS_LINKS,
        "the stacks folder `stacks` cannot be listed: links lead to more than 1,000 files and folders",
    )
    assert found.primary is not None
    assert (str(found.primary.span), found.primary.text) == ("stacks/deploy/loop:1:1", "by way of this link")


def test_an_unknown_part_of_the_name_pattern_is_said_first() -> None:
    found = project(INCLUDED.replace("{stage}", "{stage}-{foo}").replace("deploy/*", "x"))
    assert [each.code for each in found] == [Code.NAME_TOKEN, Code.NO_MANIFESTS]


def test_a_root_outside_is_the_one_thing_that_is_said_of_folders() -> None:
    found = project(INCLUDED, judged={"/repo": "refused", "stacks": "refused"}, closed=("stacks/away",))
    assert [each.code for each in found] == [Code.OUTSIDE]
    assert found[0].message.startswith("`base_path` `/repo` ")


@pytest.mark.parametrize(
    ("access", "said"),
    [
        pytest.param("outside", "lies outside of the repository", id="outside"),
        pytest.param("refused", "lies outside of the repository and is not read", id="refused"),
    ],
)
def test_folders_that_lie_outside_are_named_in_order(access: Access, said: str) -> None:
    text = INCLUDED + "components: {terraform: {base_path: tf}, helmfile: {base_path: hf}}\n"
    found = project(text, judged=dict.fromkeys(("stacks", "tf", "hf", "components/packer"), access))
    assert {each.code for each in found} == {Code.OUTSIDE}
    assert [each.message for each in found] == [
        f"the folder `{folder}` {said}" for folder in ("stacks", "hf", "components/packer", "tf")
    ]
    assert [place(found[at])[1] for at in (1, 3)] == ["2:64", "2:37"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", 0, id="not written"),
        pytest.param("components: {terraform: {base_path: components/terraform}}\n", 1, id="written"),
    ],
)
def test_a_folder_of_components_counts_for_atmos_where_it_is_written(text: str, said: int) -> None:
    base = INCLUDED.replace("stacks: {", "stacks: {base_path: stacks, ") + text
    found = project(base, "atmos.yaml", judged={"components/terraform": "refused", "": "refused"})
    assert [each.message.split("`")[1] for each in found] == ["components/terraform"] * said


def test_a_stacks_folder_that_is_refused_is_not_missed_as_well() -> None:
    found = project(INCLUDED, files={}, judged={"stacks": "refused"})
    assert [each.code for each in found] == [Code.OUTSIDE]


def test_a_stacks_folder_that_is_only_outside_is_looked_into() -> None:
    found = project(INCLUDED, files={}, judged={"stacks": "outside"})
    assert [each.code for each in found] == [Code.OUTSIDE, Code.STACKS_FOLDER]


def test_links_that_are_not_followed_are_shown() -> None:
    found = project(INCLUDED, closed=("away", "b/away"))
    assert places(found) == [(Code.OUTSIDE, "1:1")] * 2
    assert [(each.primary.span.file, each.primary.text) for each in found if each.primary] == [
        ("stacks/away", "not followed"),
        ("stacks/b/away", "not followed"),
    ]
