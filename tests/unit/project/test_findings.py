"""Everything that can be said about a repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.source import Span
from stackc.project.findings import FromRepository, find_all
from stackc.project.open_project import open_project
from tests.kit.command import PROJECT, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
    "components/terraform/app/main.tf": 'variable "stage" {}\n',
}
HEAD = "version: 2\ninstances:\n"
ROW = "  {}@dev: local:components/terraform/app/terraform.tfstate.d/dev/terraform.tfstate\n"


def codes(root: Path, files: dict[str, str]) -> list[str]:
    write_files(root, FILES)
    write_files(root, files)
    return sorted(each.code.value for each in find_all(open_project(str(root), {})))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, [], id="sound"),
        pytest.param(
            {"stackc.yaml": "stacks: [\n", "stacks/deploy/dev.yaml": "a: [\n"}, ["SC0101"], id="project alone"
        ),
        pytest.param({"stacks/deploy/dev.yaml": "import: [x]\nvars: {stage: dev}\n"}, ["SC0201"], id="manifest"),
        pytest.param(
            {"stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: 5}}}\n"},
            ["SC0401"],
            id="instance",
        ),
        pytest.param(
            {
                "stacks/deploy/dev.yaml": (
                    "vars: {stage: dev}\ncomponents: {terraform: {app: {dependencies: {components: [none]}}}}\n"
                )
            },
            ["SC0702"],
            id="edge",
        ),
        pytest.param(
            {
                "stacks/deploy/dev.yaml": (
                    "vars: {stage: dev}\ncomponents: {terraform: {app: {dependencies: {components: [b]}}, "
                    "b: {metadata: {component: app}, dependencies: {components: [app]}}}}\n"
                )
            },
            ["SC0701"],
            id="circle",
        ),
        pytest.param({"stackc.lock": "{{{\n"}, ["SC0911"], id="lock file"),
        pytest.param({"stackc.lock": HEAD + ROW.format("app")}, [], id="locked"),
        pytest.param({"stackc.lock": HEAD + ROW.format("gone")}, ["SC0919"], id="a row without an instance"),
    ],
)
def test_each_kind_of_finding_is_told_once(files: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, files) == expected


def test_findings_are_sorted_by_place(tmp_path: Path) -> None:
    bad = "vars: {{stage: {0}}}\ncomponents: {{terraform: {{b: {{vars: 5}}, a: {{vars: 5}}}}}}\n"
    write_files(tmp_path, {**FILES, "stacks/deploy/z.yaml": bad.format("z"), "stacks/deploy/a.yaml": bad.format("a")})
    places = [each.place for each in find_all(open_project(str(tmp_path), {}))]
    assert len(places) >= 4
    assert places == sorted(places)


@pytest.mark.parametrize(("top", "is_found"), [("", True), ("mono", False)])
def test_files_that_are_depended_on_may_lie_anywhere_in_the_checkout(top: str, is_found: bool, tmp_path: Path) -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {dependencies: {files: [../modules/x.tf]}}}}\n"
    root = write_files(tmp_path / "mono/team", {**FILES, "stacks/deploy/dev.yaml": text})
    write_files(tmp_path, {"mono/modules/x.tf": ""})
    if top:
        write_files(tmp_path / top, {".git/HEAD": ""})
    assert bool(find_all(open_project(str(root), {}))) is is_found


# --- notes

UNUSED = {"components/terraform/old/main.tf": ""}


def noted(root: Path, files: dict[str, str], *, notes: bool) -> list[str]:
    write_files(root, {**FILES, **UNUSED, **files})
    return sorted(each.code.value for each in find_all(open_project(str(root), {}), notes=notes))


def test_notes_are_looked_for_when_somebody_asks(tmp_path: Path) -> None:
    assert noted(tmp_path, {}, notes=False) == []
    assert noted(tmp_path, {}, notes=True) == ["SC0648"]


@pytest.mark.parametrize(("level", "found"), [("error", ["SC0648"]), ("warning", ["SC0648"]), ("off", [])])
def test_notes_of_which_the_project_file_makes_more_are_always_looked_for(
    level: str, found: list[str], tmp_path: Path
) -> None:
    project = f"{PROJECT}diagnostics: {{severity: {{SC0648: '{level}'}}}}\n"
    assert noted(tmp_path, {"stackc.yaml": project}, notes=False) == found


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("import: [gone]\nvars: {stage: dev}\n", "SC0201", id="an import is not found"),
        pytest.param("vars: {stage: dev\ncomponents: 1\n", "SC0101", id="a file cannot be read"),
    ],
)
def test_what_is_missing_explains_what_would_be_noted(text: str, error: str, tmp_path: Path) -> None:
    found = noted(tmp_path, {"stacks/deploy/dev.yaml": text}, notes=True)
    assert error in found
    assert not any(code.startswith("SC064") for code in found)


# --- named from the top of the repository


@pytest.mark.parametrize(
    ("git", "named"),
    [
        pytest.param(".git/HEAD", "infra/live/stacks/a.yaml", id="a project below the top"),
        pytest.param("infra/live/.git/HEAD", "stacks/a.yaml", id="a project at the top"),
        pytest.param(None, "stacks/a.yaml", id="no git"),
    ],
)
def test_a_place_is_named_from_the_top_of_the_repository(tmp_path: Path, git: str | None, named: str) -> None:
    files = {f"infra/live/{name}": text for name, text in FILES.items()}
    write_files(tmp_path, {**files, **({git: "x\n"} if git else {})})
    names = FromRepository(open_project(str(tmp_path / "infra/live"), {}))
    assert names.place(Span("stacks/a.yaml", 1, 2)) == Span(named, 1, 2)
    assert names.place(Span("/etc/x.yaml", 1, 2)) == Span("/etc/x.yaml", 1, 2)
    assert names.lines(names.place(Span("stacks/deploy/dev.yaml")).file) == FILES["stacks/deploy/dev.yaml"].split("\n")
    assert names.project_file == named.replace("stacks/a.yaml", "stackc.yaml")


def test_without_a_project_file_there_is_the_name_it_would_have(tmp_path: Path) -> None:
    assert FromRepository(open_project(str(tmp_path), {})).project_file == "stackc.yaml"


def test_root_modules_whose_folder_is_not_there_are_told_once_at_the_setting(tmp_path: Path) -> None:
    project = PROJECT + "components: {terraform: {base_path: component/terraform}}\n"
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {}, web: {metadata: {component: app}}}}\n"
    write_files(tmp_path, {**FILES, "stackc.yaml": project, "stacks/deploy/dev.yaml": text})
    [found] = find_all(open_project(str(tmp_path), {}))
    assert (found.code.value, found.place[0]) == ("SC0601", "stackc.yaml")
    assert found.fix is not None
    assert found.fix.title == "did you mean `components/terraform`?"


@pytest.mark.parametrize(
    ("setting", "advice"),
    [
        pytest.param("excluded_paths: ['**/_default.yaml']", "**/_defaults.yaml", id="a file"),
        pytest.param("variables_only: ['mixin/**']", "mixins/**", id="a folder"),
        pytest.param("excluded_paths: ['nothing/**', '**/_defaults.yaml']", None, id="nothing like it"),
    ],
)
def test_a_glob_that_is_nearly_one_is_told_the_right_one(setting: str, advice: str | None, tmp_path: Path) -> None:
    write_files(tmp_path, {**FILES, "stacks/mixins/_defaults.yaml": "vars: {stage: x}\n"})
    write_files(tmp_path, {"stackc.yaml": PROJECT.replace("stacks: {", f"stacks: {{{setting}, ")})
    found = find_all(open_project(str(tmp_path), {}))
    assert [(each.code.value, each.severity) for each in found] == ([("SC0647", "warning")] if advice else [])
    assert [each.fix.title for each in found if each.fix] == ([f"did you mean `{advice}`?"] if advice else [])
