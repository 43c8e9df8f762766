"""One repository, opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.boundary import FULL_TRUST, Trust
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId, StackName
from stackc.project.open_project import OpenProject, open_project
from tests.kit.build import places
from tests.kit.command import PROJECT, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}, helmfile: {echo: {}}}\n",
    "components/terraform/app/main.tf": "",
    "work/deep/.keep": "",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def opened(
    root: Path, start: str = "", explicit: str | None = None, trust: Trust = FULL_TRUST, **env: str
) -> OpenProject:
    return open_project(str(root / start) if start else str(root), env, explicit, trust)


@pytest.mark.parametrize("start", ["", "work", "work/deep"])
def test_the_project_is_found_from_any_folder_in_it(start: str, root: Path) -> None:
    project = opened(root, start)
    assert (project.root, list(map(str, project.compilation.names())), project.setup_findings) == (
        str(root),
        ["dev"],
        (),
    )


@pytest.mark.parametrize("name", ["other.yaml", "folder", "{root}/other.yaml"])
def test_the_project_file_that_is_named_counts(name: str, root: Path) -> None:
    pattern = PROJECT.replace("{included_paths", "{base_path: stacks, included_paths").replace("deploy/**", "named/**")
    files = {"other.yaml": pattern, "folder/stackc.yaml": "base_path: ..\n" + PROJECT.replace("deploy/**", "named/**")}
    write_files(root, {**files, "stacks/named/x.yaml": "vars: {stage: x}\ncomponents: {terraform: {app: {}}}\n"})
    project = opened(root, explicit=name.format(root=root))
    assert (project.root, list(map(str, project.compilation.names()))) == (str(root), ["x"])


def test_a_project_file_that_is_not_there_is_a_finding(root: Path) -> None:
    project = opened(root, explicit="none.yaml")
    assert project.own_findings[0].message == "there is no project file `none.yaml`"
    assert project.is_broken


def test_mistakes_of_the_project_file_are_told_alone_and_in_its_folder(root: Path) -> None:
    write_files(root, {"stackc.yaml": "stacks: {included_paths: 5}\n", "stacks/deploy/dev.yaml": "vars: [\n"})
    project = opened(root, "work")
    assert project.is_broken
    assert project.setup_findings == project.own_findings
    assert {each.primary.span.file for each in project.own_findings if each.primary} == {"stackc.yaml"}


def test_a_pattern_that_fits_no_file_is_told_with_its_place(root: Path) -> None:
    write_files(root, {"stackc.yaml": PROJECT.replace("deploy/**/*", "nothing/*")})
    project = opened(root)
    assert not project.is_broken
    [found] = project.setup_findings
    assert found.primary is not None
    assert (found.primary.span.file, found.primary.span.line) == ("stackc.yaml", 1)


@pytest.mark.parametrize(
    ("component", "type_"), [("app", "terraform"), ("echo", "helmfile"), ("typo", "terraform")], ids=str
)
def test_an_instance_is_named_with_the_type_it_has(component: str, type_: str, root: Path) -> None:
    assert opened(root).find(component, "dev") == InstanceId(StackName("dev"), component, type_)


def test_the_compilation_is_made_once(root: Path) -> None:
    project = opened(root)
    assert project.compilation is project.compilation


def test_the_graph_is_of_what_terraform_runs(root: Path) -> None:
    assert [str(id_) for id_ in opened(root).graph().value.nodes] == ["app@dev"]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("name_pattern", "set here 2:57"),
        ("stacks.name_pattern", "set here 2:57"),
        ("included_paths", "set here 2:26"),
        ("root", "set here 1:12"),
        ("name_template", "not set in this file 1:1"),
        ("components.terraform.base_path", "not set in this file 1:1"),
    ],
)
def test_a_setting_has_a_place_in_the_project_file(name: str, place: str, root: Path) -> None:
    write_files(root, {"stackc.yaml": "base_path: .\n" + PROJECT})
    label = opened(root, "work").setting(name)
    assert label is not None
    assert (label.span.file, f"{label.text} {label.span.line}:{label.span.column}") == ("stackc.yaml", place)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"a\nb\n", ["a", "b", ""]),
        ("é".encode("utf-16"), ["é"]),
        (b"", [""]),
        (b"\xff\xfe\xff", None),
        (None, [""]),
    ],
)
def test_a_file_has_lines_when_it_is_text(content: bytes | None, lines: list[str] | None, root: Path) -> None:
    if content is not None:
        (root / "f.yaml").write_bytes(content)
    assert opened(root).lines("f.yaml") == lines


def test_an_untrusted_repository_runs_nothing(root: Path) -> None:
    opened(root).require_trust("nothing is run")
    with pytest.raises(CompileError) as refused:
        opened(root, trust=Trust(full=False)).require_trust("nothing is run")
    assert places(refused.value.diagnostics) == [(Code.UNTRUSTED, "")]
    assert refused.value.diagnostics[0].message == "the repository is untrusted: nothing is run"


@pytest.mark.parametrize(
    ("trust", "level"), [(FULL_TRUST, "warning"), (Trust(full=False), "error")], ids=["full", "none"]
)
def test_outside_is_an_error_for_strangers_in_both_dialects(trust: Trust, level: str, root: Path) -> None:
    (root / "stackc.yaml").unlink()
    write_files(root, {"atmos.yaml": PROJECT.replace("{included_paths", "{base_path: stacks, included_paths")})
    assert opened(root, trust=trust).compilation.severity(Code.OUTSIDE, "validate") == level


def test_the_environment_is_the_one_that_was_given(root: Path) -> None:
    pattern = 'stacks:\n  included_paths: ["deploy/**/*"]\n  name_pattern: !env PATTERN {stage}\n'
    write_files(root, {"stackc.yaml": pattern})
    tenants = "vars: {stage: dev, tenant: core}\ncomponents: {terraform: {app: {}}}\n"
    write_files(root, {"stacks/deploy/dev.yaml": tenants})
    assert list(map(str, opened(root).compilation.names())) == ["dev"]
    assert list(map(str, opened(root, PATTERN="{tenant}-{stage}").compilation.names())) == ["core-dev"]


# --- local files

LOCAL = {"stacks/deploy/dev.local.yaml": "components: {terraform: {app: {vars: {a: 2}}}}\n"}


def a_of_app(project: OpenProject) -> object:
    instance = project.compilation.instance(InstanceId(StackName("dev"), "app")).instance
    assert instance is not None
    return instance.table("vars").get("a")


def test_local_files_count_unless_somebody_says_otherwise(root: Path) -> None:
    write_files(root, LOCAL)
    projects = (opened(root), opened(root, CI="1"), open_project(str(root), {}, local=False))
    assert list(map(a_of_app, projects)) == [2, None, None]


def test_a_project_in_which_files_say_something_else_has_the_same_local_files(root: Path) -> None:
    write_files(root, LOCAL)
    changed = {"stacks/deploy/dev.yaml": b"vars: {stage: dev, b: 1}\ncomponents: {terraform: {app: {vars: {a: 1}}}}\n"}
    assert a_of_app(opened(root).changed(changed)) == 2
    assert a_of_app(open_project(str(root), {}, local=False).changed(changed)) == 1
    assert a_of_app(opened(root).changed({"stackc.yaml": PROJECT.encode()})) == 2


def test_the_shared_project_is_without_local_files_and_itself_where_there_are_none(root: Path) -> None:
    assert opened(root).shared.root == str(root)
    project = opened(root)
    assert project.shared is project
    write_files(root, LOCAL)
    assert a_of_app(opened(root).shared) is None
