from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.boundary import Access
from stackc.base.codes import Code, DialectName
from stackc.base.diagnostic import Diagnostic, Report
from stackc.base.ports import ReadFailure, WalkFailure, World
from stackc.base.value import Table, Value
from stackc.config import discovery
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


# links, limits, what lies outside


class Fenced(MemoryWorld):
    """A world of which the paths below some folders are outside or refused, and whose links may multiply.

    What is refused is answered as if it were not there, but for a link in the repository itself.
    """

    def __init__(
        self, files: Mapping[str, str], fence: Mapping[str, Access], endless: str, env: Mapping[str, str]
    ) -> None:
        super().__init__(files, env)
        self._fence, self._endless = fence, endless

    def access(self, path: str) -> Access:
        for top, access in self._fence.items():
            if path == top or path.startswith(f"{top}/"):
                return access
        return "inside"

    def kind(self, path: str) -> str | None:
        kind = super().kind(path)
        is_link = path in self._fence and kind == "file"
        return kind if is_link or self.access(path) != "refused" else None

    def walk(self, folder: str) -> tuple[str, ...]:
        if folder == self._endless:
            raise WalkFailure("a/loop", 7)
        return super().walk(folder)


def fenced(
    files: Mapping[str, str], fence: Mapping[str, Access], *, endless: str = "", env: Mapping[str, str] | None = None
) -> tuple[Table, list[Diagnostic]]:
    world, reported = Fenced(files, fence, endless, env or {}), list[Diagnostic]()
    return find_project("/repo", world, None, evaluate, reported.append).table, reported


OUT = "/out/i.yaml"


@pytest.mark.parametrize("entry", [OUT, "/out", "/out/*.yaml", "/out/i"])
@pytest.mark.parametrize(
    ("access", "value"), [pytest.param("outside", 1, id="read"), pytest.param("refused", None, id="refused")]
)
def test_an_import_from_outside_is_said_once_where_it_is_written(entry: str, access: Access, value: Value) -> None:
    files = {"atmos.yaml": f"a: 1\nimport:\n  - {entry!r}", OUT: "k: 1"}
    read, [found] = fenced(files, {"/out": access})
    assert read.get("k") == value
    assert (places([found]), found.primary and found.primary.text) == ([(Code.OUTSIDE, "3:5")], "imported here")
    assert found.message.startswith(f"the import `{entry}` of the project file lies outside of the repository")


def test_an_import_of_nothing_outside_is_an_import_of_nothing() -> None:
    files = {"atmos.yaml": "import: [/out/none]"}
    assert places(fenced(files, {"/out": "outside"})[1]) == [(Code.PROJECT_IMPORT, "1:10")]
    assert places(fenced(files, {"/out": "refused"})[1]) == [(Code.OUTSIDE, "1:10")]


@pytest.mark.parametrize(("access", "value"), [("outside", 1), ("refused", None)])
@pytest.mark.parametrize("name", ["stackc.yaml", "atmos.yaml"])
def test_a_project_file_that_lies_outside_is_said(access: Access, value: Value, name: str) -> None:
    read, [found] = fenced({name: "k: 1"}, {f"/repo/{name}": access})
    assert (read.get("k"), places([found])) == (value, [(Code.OUTSIDE, "1:1")])
    assert found.message.startswith("the project file lies outside of the repository")
    assert ("is not read" in found.message) is (access == "refused")


def test_a_profile_that_is_refused_is_said_and_the_next_one_is_read() -> None:
    files = {"atmos.yaml": "", "profiles/a/x.yaml": "k: a", "profiles/b/x.yaml": "k: b"}
    fence: Mapping[str, Access] = {"/repo/profiles/none": "refused"}
    read, [found] = fenced(files, fence, env={"ATMOS_PROFILE": "none,b"})
    assert (read, found.code) == ({"k": "b"}, Code.OUTSIDE)
    assert found.message == "the profile `none` lies outside of the repository and is not read"


@pytest.mark.parametrize("folder", ["/repo/atmos.d", "/repo/c"])
def test_links_without_bound_are_reported_at_the_link(folder: str) -> None:
    files = {"atmos.yaml": "import: [c]\nk: 1", "c/a.yaml": "", "atmos.d/a.yaml": "d: 1"}
    read, reported = fenced(files, {}, endless=folder)
    found = reported[0]
    assert (read["k"], found.code, str(found.primary and found.primary.span)) == (
        1,
        Code.ENDLESS_LINKS,
        f"{folder}/a/loop:1:1",
    )
    assert found.message == f"the folder `{folder}` cannot be listed: links lead to more than 7 files and folders"


def test_a_file_that_is_gone_when_it_is_read_is_reported() -> None:
    class Gone(MemoryWorld):
        def read(self, path: str) -> bytes:
            raise ReadFailure("permission denied")

    reported: list[Diagnostic] = []
    project = find_project("/repo", Gone({"stackc.yaml": "a: 1"}), None, evaluate, reported.append)
    assert (project.table, places(reported)) == ({}, [(Code.UNREADABLE, "1:1")])
    assert reported[0].message == "the project file cannot be read: permission denied"


@pytest.mark.parametrize(("links", "value"), [(9, 9), (10, 10), (12, 10)])
def test_imports_are_followed_ten_deep(links: int, value: int) -> None:
    files = {"atmos.yaml": "import: [f0]"} | {
        f"f{number}.yaml": f"import: [f{number + 1}]\nk: {number + 1}" for number in range(links)
    }
    files[f"f{links}.yaml"] = ""
    assert table(files)["k"] == value


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("none", "nothing to import here"),
        ("https://example.com/a.yaml", "remote imports of project files are not supported"),
        ("git::example.com/a", "remote imports of project files are not supported"),
    ],
)
def test_an_import_of_nothing_says_why(entry: str, words: str) -> None:
    [found] = search({"atmos.yaml": f"import:\n  - 'x'\n  - '{entry}'", "x.yaml": ""})[1]
    assert found.message == f"cannot import `{entry}` into the project file: {words}"
    assert places([found]) == [(Code.PROJECT_IMPORT, "3:5")]


def test_the_place_of_an_import_is_found_whatever_the_letters_of_its_key() -> None:
    assert faults({"atmos.yaml": "a: 1\nImport: [none]"}) == [(Code.PROJECT_IMPORT, "2:10")]


@pytest.mark.parametrize("entries", ["x", "{a: 1}", "[1, '', ~]"])
def test_only_texts_in_a_list_are_imports(entries: str) -> None:
    assert faults({"atmos.yaml": f"import: {entries}"}) == []


def test_what_is_wrong_with_a_call_is_reported_where_it_stands() -> None:
    def complain(text: str, file: str, folder: str, world: World, report: Report) -> Value:
        report(Diagnostic(Code.PROJECT_FUNCTION, text))
        return None

    reported: list[Diagnostic] = []
    files = {"atmos.yaml": "a: 1\nStacks: {l: [x, !exec y]}"}
    find_project("/repo", MemoryWorld(files), None, complain, reported.append)
    assert places(reported) == [(Code.PROJECT_FUNCTION, "2:17")]
    assert reported[0].primary is not None
    assert reported[0].primary.text == "this call"


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("stackc.yaml", "files: {allow_outside: [../a, /b, 5]}\nx: !env X", ("/a", "/b")),
        ("atmos.yaml", "stackc: {files: {allow_outside: [../a]}}\nx: !env X", ("/a",)),
        ("atmos.yaml", "files: {allow_outside: [../a]}\nx: !env X", ()),
    ],
)
def test_calls_see_the_folders_that_their_file_allows(name: str, text: str, allowed: tuple[str, ...]) -> None:
    asked: list[tuple[str, str, tuple[str, ...]]] = []
    world = MemoryWorld({name: text})

    def bounds(file: str, dialect: DialectName, folders: tuple[str, ...]) -> World:
        asked.append((file, dialect, folders))
        return world

    find_project("/repo", world, None, evaluate, lambda _: None, bounds)
    expected = [(f"/repo/{name}", name.split(".")[0], ())]
    assert asked == expected + [(f"/repo/{name}", name.split(".")[0], allowed)] * bool(allowed)


# order and kinds, once more


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"stackc.yaml": "", "x/atmos.yaml": "k: 1"}, ("atmos", "/repo/x"), id="atmos nearer"),
        pytest.param({"atmos.yaml": "", "x/stackc.yml": "k: 1"}, ("stackc", "/repo/x"), id="ours nearer"),
        pytest.param({"x/stackc.yaml": "k: 1", "x/stackc.yml": "k: 2"}, ("stackc", "/repo/x"), id="yaml before yml"),
        pytest.param({"x/.atmos.yaml": "k: 1", "x/atmos.yml": "k: 2"}, ("atmos", "/repo/x"), id="the order of atmos"),
    ],
)
def test_which_file_is_taken(files: dict[str, str], expected: tuple[str, str]) -> None:
    project = found(files, "/repo/x")
    assert (project.dialect, project.folder, project.table) == (*expected, {"k": 1})


def test_two_kinds_in_one_folder_are_told_with_both() -> None:
    _, [found_] = search({"stackc.yaml": "", "atmos.yaml": ""})
    message = "both `stackc.yaml` and `atmos.yaml` exist; one project has one project file"
    assert (found_.message, found_.help) == (message, "remove one of the two")
    assert found_.primary is not None
    assert [found_.primary.text, *(each.text for each in found_.related)] == ["this one", "the other one"]
    assert [each.span.file for each in found_.related] == ["/repo/atmos.yaml"]


@pytest.mark.parametrize("name", ["atmos.yml", ".atmos.yml"])
def test_a_short_extension_here_does_not_hide_what_is_above(name: str) -> None:
    files = {"atmos.yaml": "a: above", f"x/{name}": "b: here"}
    project = found(files, "/repo/x")
    assert (project.table, project.local) == ({"a": "above", "b": "here"}, False)


def test_drop_ins_without_a_main_file_are_a_project() -> None:
    project = found({"x/atmos.d/a.yaml": "k: 1"}, "/repo/x")
    assert (project.table, project.folder, project.files) == ({"k": 1}, "/repo/x", ("/repo/x/atmos.d/a.yaml",))


def test_without_any_file_there_is_nothing_here() -> None:
    assert found({}, "/repo/x") == Found({}, (), "atmos", "/repo/x", False)


def test_the_root_of_the_disk_has_nothing_above() -> None:
    assert found({"/atmos.yaml": "k: 1"}, "/").table == {"k": 1}


def test_a_file_that_was_pinned_is_local_and_several_are_merged_in_order() -> None:
    files = {"a.yaml": "k: a", "b.yaml": "k: b"}
    project = found(files, ATMOS_CONFIG="a.yaml,,b.yaml")
    assert (project.table, project.local, project.files) == ({"k": "b"}, True, ("/repo/a.yaml", "/repo/b.yaml"))


def test_a_place_that_is_found_twice_is_read_once() -> None:
    assert found({".git/H": "", "atmos.yaml": "l: !append [1]"}).table == {"l": [1]}


@pytest.mark.parametrize(
    ("table_", "expected"),
    [
        pytest.param("profiles: {base_path: p, default: dev}", "p", id="the folder that is named first"),
        pytest.param("profiles: {default: dev}", "hidden", id="then the hidden one"),
        pytest.param("profiles: {default: [user]}", "user", id="that of the user"),
        pytest.param("profiles: {default: [plain, user]}", "user", id="the rightmost of the file"),
        pytest.param("profiles: {default: [user, plain]}", "plain", id="the usual folder"),
        pytest.param("profiles: {default: ''}", None, id="none"),
        pytest.param("profiles: [dev]", None, id="no map"),
    ],
)
def test_profiles_are_looked_for_in_order(table_: str, expected: Value) -> None:
    files = {
        "atmos.yaml": table_,
        "p/dev/a.yaml": "k: p",
        ".atmos/profiles/dev/a.yaml": "k: hidden",
        "profiles/dev/a.yaml": "k: usual",
        "profiles/user/a.yaml": "k: usual",
        "profiles/plain/a.yml": "k: plain",
        "/xdg/atmos/profiles/user/a.yaml": "k: user",
    }
    assert table(files, XDG_CONFIG_HOME="/xdg").get("k") == expected


def test_a_profile_that_is_not_there_says_where_it_was_looked_for() -> None:
    [found_] = search({"atmos.yaml": "profiles: {base_path: p}"}, ATMOS_PROFILE="x")[1]
    assert found_.message == "there is no profile `x`"
    places_ = "/repo/p, /repo/.atmos/profiles, /nonexistent/atmos/profiles, /repo/profiles"
    assert found_.help == f"looked in {places_}"


def test_lists_to_append_wait_for_a_list_and_stand_in_maps() -> None:
    files = {
        "/usr/local/etc/atmos/atmos.yaml": "a: !append [1]\nm: {b: [1], d: !append [0]}",
        "/home/u/.atmos/atmos.yaml": "a: !append [2]\nm: {b: !append [2]}\nc: [1]",
        "atmos.yaml": "a: !append [3]\nc: {x: !append [4]}",
    }
    assert table(files, HOME="/home/u") == {"a": [1, 2, 3], "m": {"b": [1, 2], "d": [0]}, "c": {"x": [4]}}


def test_a_plain_list_over_one_to_append_replaces_it() -> None:
    files = {"/home/u/.atmos/atmos.yaml": "a: !append [1]", "atmos.yaml": "a: [2]"}
    assert table(files, HOME="/home/u") == {"a": [2]}


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        pytest.param(
            "[{name: a, x: 1}, {y: 1}]", "[{y: 2}, {name: a}]", [{"name": "a"}, {"y": 1}, {"y": 2}], id="no name"
        ),
        pytest.param("[{name: 1}]", "[{name: '1', x: 1}]", [{"name": "1", "x": 1}], id="a number as name"),
        pytest.param("[a]", "[a]", ["a", "a"], id="no maps"),
        pytest.param("{a: 1}", "[{name: a}]", [{"name": "a"}], id="a list over a map"),
    ],
)
def test_commands_meet_by_their_names(low: str, high: str, expected: Value) -> None:
    files = {"/home/u/.atmos/atmos.yaml": f"commands: {low}", "atmos.yaml": f"commands: {high}"}
    assert table(files, HOME="/home/u")["commands"] == expected


def test_keys_keep_their_case_below_names_that_are_data() -> None:
    text = "Env: {A: {B: 1}}\nAuth: {Identities: {X: {Y: 1}}, Other: {Z: 1}}\nStores: {S: 1}\nStackC: {Secrets: {Env: [A]}}"
    assert table({"atmos.yaml": text}) == {
        "env": {"A": {"B": 1}},
        "auth": {"identities": {"X": {"Y": 1}}, "other": {"z": 1}},
        "stores": {"S": 1},
        "stackc": {"secrets": {"env": ["A"]}},
    }


@pytest.mark.parametrize("name", ["stackc.yaml", "atmos.yaml"])
def test_dates_in_project_files_are_text(name: str) -> None:
    project, reported = search({name: "a: 2024-01-01"})
    assert (project.table, places(reported)) == ({"a": "2024-01-01"}, [(Code.DATE, "1:4")])


def test_an_import_may_name_a_folder_of_short_extensions() -> None:
    assert table({"atmos.yaml": "import: [c]", "c/a.yml": "k: 1", "c/b.txt": "k: 2"})["k"] == 1


@pytest.mark.parametrize("base", ["''", "5", "~"])
def test_a_base_path_that_is_no_text_does_not_move_imports(base: str) -> None:
    assert table({"atmos.yaml": f"base_path: {base}\nimport: [i]", "i.yaml": "k: 1"})["k"] == 1


def test_numbers_lose_digits_in_the_project_file_of_atmos_alone() -> None:
    text = "a: 18446744073709551616"
    assert faults({"atmos.yaml": text}) == [(Code.DIGITS_LOST, "1:4")]
    assert table({"stackc.yaml": text}) == {"a": 2**64}


def test_a_file_that_lies_outside_of_a_folder_inside_is_said_by_itself() -> None:
    files = {"atmos.yaml": "import: [c]", "c/a.yaml": "a: 1", "c/b.yaml": "b: 1"}
    read, [found_] = fenced(files, {"/repo/c/b.yaml": "outside"})
    assert (read["a"], read["b"], found_.code) == (1, 1, Code.OUTSIDE)
    assert str(found_.primary and found_.primary.span) == "/repo/c/b.yaml:1:1"


def test_as_many_files_are_merged_as_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MAX_FILES", 3)
    files = {"a.yaml": "a: 1", "b.yaml": "import: [c, d]\nb: 1", "c.yaml": "c: 1", "d.yaml": "d: 1"}
    assert table({**files, "atmos.yaml": "import: [a, b]", "b.yaml": "b: 1"}).keys() == {"import", "a", "b"}
    project, [found_] = search({**files, "atmos.yaml": "import: [b]"})
    assert project.table.keys() == {"import", "b", "c"}
    assert found_.message == "the imports of the project file come to more than 3 files"
    assert found_.primary is not None
    assert (str(found_.primary.span), found_.primary.text) == ("/repo/b.yaml:1:1", "too many behind this file")


def test_limits_are_what_they_are() -> None:
    assert (discovery.MAX_FILES, discovery.MAX_IMPORTS) == (1_000, 10)


@pytest.mark.parametrize(
    ("files", "env", "asked"),
    [
        pytest.param({"atmos.d/a.yaml": ""}, {}, ["/repo/atmos.d"], id="drop-ins alone"),
        pytest.param({"atmos.yaml": ""}, {}, ["/repo/atmos.yaml"], id="a main file"),
        pytest.param(
            {"atmos.yaml": "", "/xdg/atmos/profiles/p/a.yaml": ""},
            {"XDG_CONFIG_HOME": "/xdg", "ATMOS_PROFILE": "p"},
            ["/repo/atmos.yaml", "/xdg/atmos/profiles/profile"],
            id="a profile of the user",
        ),
    ],
)
def test_each_place_is_read_as_what_it_begins_with_may_see(
    files: Mapping[str, str], env: Mapping[str, str], asked: list[str]
) -> None:
    world, found_ = MemoryWorld(files, env), list[tuple[str, str, tuple[str, ...]]]()

    def bounds(file: str, dialect: DialectName, folders: tuple[str, ...]) -> World:
        found_.append((file, dialect, folders))
        return world

    find_project("/repo", world, None, evaluate, lambda _: None, bounds)
    assert found_ == [(file, "atmos", ()) for file in asked]
