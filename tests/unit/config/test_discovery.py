from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Report
from stackc.base.ports import World
from stackc.base.value import Table, Value
from stackc.config.discovery import Found, find_project, git_root
from tests.kit.build import Place, places
from tests.kit.world import MemoryWorld


def evaluate(text: str, file: str, folder: str, world: World, report: Report) -> Value:
    """Every call is the text ``<call in folder>``."""
    return f"<{text} in {folder}>"


def search(
    files: Mapping[str, str], cwd: str = "/repo", explicit: str | None = None, **env: str
) -> tuple[Found, list[Diagnostic]]:
    reported: list[Diagnostic] = []
    return find_project(cwd, MemoryWorld(files, env), explicit, evaluate, reported.append), reported


def found(files: Mapping[str, str], cwd: str = "/repo", explicit: str | None = None, **env: str) -> Found:
    project, reported = search(files, cwd, explicit, **env)
    assert reported == []
    return project


def faults(files: Mapping[str, str], explicit: str | None = None, **env: str) -> list[Place]:
    return places(search(files, explicit=explicit, **env)[1])


def table(files: Mapping[str, str], cwd: str = "/repo", **env: str) -> Table:
    return found(files, cwd, **env).table


# which file


def test_without_any_file_there_is_an_empty_project_here() -> None:
    assert found({"a.txt": ""}) == Found({}, (), "atmos", "/repo", False)


@pytest.mark.parametrize("name", ["stackc.yaml", "stackc.yml"])
def test_our_own_file_is_found(name: str) -> None:
    assert found({name: "a: 1"}) == Found({"a": 1}, (f"/repo/{name}",), "stackc", "/repo", True)


@pytest.mark.parametrize("name", ["atmos.yaml", ".atmos.yaml", "atmos.yml", ".atmos.yml"])
def test_a_file_of_atmos_is_found(name: str) -> None:
    project = found({name: "a: 1"})
    assert (project.table, project.files, project.dialect) == ({"a": 1}, (f"/repo/{name}",), "atmos")


def test_the_nearest_file_above_is_found() -> None:
    assert found({"stackc.yaml": "a: 1", "x/stackc.yaml": "a: 2"}, "/repo/x/y").folder == "/repo/x"


@pytest.mark.parametrize(
    ("files", "dialect"),
    [
        pytest.param({"stackc.yaml": "", "x/atmos.yaml": ""}, "atmos", id="atmos is nearer"),
        pytest.param({"atmos.yaml": "", "x/stackc.yaml": ""}, "stackc", id="stackc is nearer"),
    ],
)
def test_the_nearer_of_both_kinds_wins(files: dict[str, str], dialect: str) -> None:
    assert found(files, "/repo/x").dialect == dialect


def test_both_kinds_in_one_folder_are_reported() -> None:
    project, reported = search({"stackc.yaml": "", "atmos.yaml": ""})
    assert (project.dialect, places(reported)) == ("stackc", [(Code.TWO_PROJECTS, "1:1")])


@pytest.mark.parametrize(
    ("explicit", "dialect"),
    [
        pytest.param("x/stackc.yaml", "stackc", id="our file"),
        pytest.param("x", "stackc", id="a folder"),
        pytest.param("/repo/y/atmos.yaml", "atmos", id="absolute"),
        pytest.param("y/other.yaml", "atmos", id="any name"),
    ],
)
def test_a_file_can_be_named(explicit: str, dialect: str) -> None:
    files = {"x/stackc.yaml": "", "y/atmos.yaml": "", "y/other.yaml": "", "stackc.yaml": "a: 1"}
    project = found(files, explicit=explicit)
    assert (project.dialect, project.table) == (dialect, {})


@pytest.mark.parametrize("explicit", ["none.yaml", "empty", "/etc/none"])
def test_a_named_file_must_exist(explicit: str) -> None:
    assert faults({"empty/a.txt": "", "stackc.yaml": ""}, explicit) == [(Code.NO_PROJECT, "")]


# the order of atmos


@pytest.mark.parametrize(
    ("files", "cwd", "env", "winner"),
    [
        pytest.param({"/usr/local/etc/atmos/atmos.yaml": "w: system"}, "/repo", {}, "system", id="system"),
        pytest.param(
            {"/usr/local/etc/atmos/atmos.yaml": "w: system", "/home/u/.atmos/atmos.yaml": "w: home"},
            "/repo",
            {"HOME": "/home/u"},
            "home",
            id="home over system",
        ),
        pytest.param(
            {"/home/u/.atmos/atmos.yaml": "w: home", "atmos.yaml": "w: above"},
            "/repo/x/y",
            {"HOME": "/home/u"},
            "above",
            id="ancestor over home",
        ),
        pytest.param(
            {".git/HEAD": "", "atmos.yaml": "w: git", "x/atmos.yaml": "w: above"},
            "/repo/x/y",
            {},
            "git",
            id="git root over ancestor",
        ),
        pytest.param(
            {".git/HEAD": "", "atmos.yaml": "w: git", "x/atmos.yaml": "w: above"},
            "/repo/x/y",
            {"ATMOS_GIT_ROOT_BASEPATH": "false"},
            "above",
            id="git root switched off",
        ),
        pytest.param(
            {"atmos.yaml": "w: above", "x/atmos.yaml": "w: here"}, "/repo/x", {}, "here", id="here over above"
        ),
        pytest.param(
            {"atmos.yaml": "w: here", "/etc/c/atmos.yaml": "w: named"},
            "/repo",
            {"ATMOS_CLI_CONFIG_PATH": "/etc/c"},
            "named",
            id="named by the environment",
        ),
    ],
)
def test_the_later_place_wins(files: dict[str, str], cwd: str, env: dict[str, str], winner: str) -> None:
    assert table(files, cwd, **env) == {"w": winner}


def test_places_are_merged() -> None:
    files = {"/home/u/.atmos/atmos.yaml": "a: {x: 1}\nl: [1, 2]", "atmos.yaml": "a: {y: 2}\nl: [3]"}
    assert table(files, HOME="/home/u") == {"a": {"x": 1, "y": 2}, "l": [3]}


@pytest.mark.parametrize("marker", ["atmos.yaml", ".atmos.yaml", ".atmos/x", ".atmos.d/x.yaml", "atmos.d/x.yaml"])
def test_configuration_here_hides_what_is_above(marker: str) -> None:
    assert table({"atmos.yaml": "a: above", f"x/{marker}": "{}"}, "/repo/x") == {}


@pytest.mark.parametrize(
    ("files", "cwd", "env", "local"),
    [
        pytest.param({"atmos.yaml": ""}, "/repo", {}, True, id="here"),
        pytest.param({"atmos.yaml": ""}, "/repo/x", {}, False, id="above"),
        pytest.param({"atmos.yaml": ""}, "/repo/x", {"ATMOS_CLI_CONFIG_PATH": "/repo"}, True, id="named"),
    ],
)
def test_a_project_is_local_when_it_is_here_or_named(
    files: dict[str, str], cwd: str, env: dict[str, str], local: bool
) -> None:
    assert found(files, cwd, **env).local is local


def test_pinned_files_replace_the_search() -> None:
    files = {"atmos.yaml": "a: 1", "x.yaml": "b: 1\nc: 1", "y/atmos.yaml": "c: 2"}
    assert table(files, ATMOS_CONFIG="x.yaml", ATMOS_CONFIG_PATH="y") == {"b": 1, "c": 2}


def test_keys_are_lowered_but_not_below_env() -> None:
    assert table({"atmos.yaml": "Base_Path: X\nenv: {Name: Y}"}) == {"base_path": "X", "env": {"Name": "Y"}}


def test_our_own_keys_keep_their_case() -> None:
    assert table({"stackc.yaml": "Base: X"}) == {"Base": "X"}


# drop-ins and imports


def test_drop_ins_are_below_imports_and_imports_below_the_file() -> None:
    files = {
        "atmos.yaml": "import: [i.yaml]\na: file",
        "i.yaml": "a: import\nb: import",
        "atmos.d/d.yaml": "a: drop\nb: drop\nc: drop",
    }
    assert table(files) == {"import": ["i.yaml"], "a": "file", "b": "import", "c": "drop"}


def test_hidden_drop_ins_come_after_the_others() -> None:
    assert table({"atmos.d/a.yaml": "k: 1", ".atmos.d/a.yml": "k: 2"}) == {"k": 2}


def test_drop_ins_here_come_after_those_of_the_git_root() -> None:
    files = {".git/HEAD": "", "atmos.d/a.yaml": "k: root\nr: 1", "x/atmos.d/a.yaml": "k: here", "x/atmos.yaml": ""}
    assert table(files, "/repo/x") == {"k": "here", "r": 1}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("c/a.yaml", "a", id="file"),
        pytest.param("c/a", "a", id="without extension"),
        pytest.param("c/*.yaml", "b", id="glob, alphabetical"),
        pytest.param("c", "deep", id="folder, shallow first"),
        pytest.param("c/**/*", "deep", id="deep glob"),
        pytest.param("./c/a.yaml", "a", id="relative"),
        pytest.param("/repo/c/b.yaml", "b", id="absolute"),
    ],
)
def test_an_import_names_a_file_a_folder_or_a_glob(entry: str, expected: str) -> None:
    files = {"c/a.yaml": "k: a", "c/b.yaml": "k: b", "c/a/z.yaml": "k: deep", "atmos.yaml": f"import: ['{entry}']"}
    assert table(files)["k"] == expected


def test_yaml_beats_yml_of_the_same_name() -> None:
    assert table({"c/a.yml": "k: yml", "c/a.yaml": "k: yaml", "atmos.yaml": "import: [c]"})["k"] == "yaml"


def test_imports_start_at_the_base_path() -> None:
    files = {"atmos.yaml": "base_path: b\nimport: [i]", "b/i.yaml": "k: base", "i.yaml": "k: folder"}
    assert table(files)["k"] == "base"


def test_a_nested_import_overrides_the_file_that_imports_it() -> None:
    files = {"atmos.yaml": "import: [a]", "a.yaml": "import: [b]\nk: a", "b.yaml": "k: b"}
    assert table(files)["k"] == "b"


def test_project_files_that_can_be_ordered_in_many_ways_are_too_many() -> None:
    names = [f"f{number}" for number in range(12)]
    files = {f"{name}.yaml": f"import: [{', '.join(each for each in names if each != name)}]\n" for name in names}
    _, reported = search({"atmos.yaml": "import: [f0]\n", **files})
    assert [each.code for each in reported] == [Code.IMPORT_LIMIT]
    assert "more than 1,000 files" in reported[0].message


def test_files_that_import_one_another_end() -> None:
    files = {"atmos.yaml": "import: [a]", "a.yaml": "import: [b]\nk: a", "b.yaml": "import: [a]\nj: b"}
    assert table(files)["j"] == "b"


def test_files_that_import_one_another_are_read_a_bounded_number_of_times() -> None:
    files = {"atmos.yaml": "import: [a]"} | {f"{n}.yaml": "import: [a, b]" for n in "ab"}
    assert len(found(files).files) < 100


@pytest.mark.parametrize("entry", ["none", "none/*.yaml", "https://example.com/a.yaml", "git::https://example.com/a"])
def test_an_import_of_nothing_is_reported_and_skipped(entry: str) -> None:
    project, reported = search({"atmos.yaml": f"import: ['{entry}']\nk: 1"})
    assert (project.table["k"], [d.code for d in reported]) == (1, [Code.PROJECT_IMPORT])


def test_commands_are_merged_by_name() -> None:
    files = {
        "/home/u/.atmos/atmos.yaml": "commands: [{name: a, x: 1}, {name: b}]",
        "atmos.yaml": "commands: [{name: a, x: 2}]",
    }
    assert table(files, HOME="/home/u")["commands"] == [{"name": "a", "x": 2}, {"name": "b"}]


# profiles


PROFILES = {
    "atmos.yaml": "k: base",
    "profiles/ci/a.yaml": "k: ci",
    "profiles/dev/a.yaml": "k: dev",
    ".atmos/profiles/ci/a.yaml": "k: hidden ci",
}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("", "base"), ("dev", "dev"), ("ci", "hidden ci"), ("ci,dev", "dev"), (" dev , ci ", "hidden ci")],
)
def test_the_rightmost_profile_wins(chosen: str, expected: str) -> None:
    assert table(PROFILES, ATMOS_PROFILE=chosen)["k"] == expected


@pytest.mark.parametrize("default", ["dev", "[dev]"])
def test_the_file_can_choose_a_profile(default: str) -> None:
    assert table({**PROFILES, "atmos.yaml": f"profiles: {{default: {default}}}"})["k"] == "dev"


def test_an_unknown_profile_is_reported() -> None:
    assert faults(PROFILES, ATMOS_PROFILE="none") == [(Code.NO_PROJECT, "")]


# reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("- 1", (Code.NOT_A_TABLE, "1:1"), id="a list"),
        pytest.param("a: 1\na: 2", (Code.DUPLICATE_KEY, "2:1"), id="a duplicate key"),
        pytest.param("a: !foo 1", (Code.UNKNOWN_TAG, "1:4"), id="an unknown tag"),
        pytest.param("a: ]", (Code.YAML_SYNTAX, "1:4"), id="no YAML"),
        pytest.param("a: \x00", (Code.NOT_TEXT, "1:4"), id="no text"),
    ],
)
def test_a_file_with_mistakes_is_reported(text: str, expected: Place) -> None:
    assert faults({"stackc.yaml": text}) == [expected]


@pytest.mark.parametrize("text", ["", "# nothing", "~"])
def test_an_empty_file_is_an_empty_project(text: str) -> None:
    assert table({"stackc.yaml": text}) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: !env X", {"a": "<!env X in /repo>"}, id="call"),
        pytest.param("a: [{b: !cwd }]", {"a": [{"b": "<!cwd in /repo>"}]}, id="deeper"),
        pytest.param("a: '!env X'", {"a": "!env X"}, id="text that looks like one"),
        pytest.param("a: !unset\nb: [1, !unset ]", {"b": [1]}, id="unset"),
    ],
)
def test_calls_in_a_file_are_evaluated(text: str, expected: Table) -> None:
    assert table({"atmos.yaml": text}) == expected


def test_append_in_a_project_file_is_a_list() -> None:
    files = {"/home/u/.atmos/atmos.yaml": "l: [1]", "atmos.yaml": "l: !append [2]"}
    assert table(files, HOME="/home/u")["l"] == [1, 2]


@pytest.mark.parametrize(
    ("folder", "root"),
    [("/repo/x/y", "/repo"), ("/repo", "/repo"), ("/repo/sub/x", "/repo/sub"), ("/elsewhere", None)],
)
def test_the_git_root_is_the_nearest_folder_with_git(folder: str, root: str | None) -> None:
    assert git_root(folder, MemoryWorld({".git/HEAD": "", "sub/.git": "gitdir: .."})) == root
