from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from stackc import emit, load, write
from stackc.base.diagnostic import CompileError, LookupFailure
from tests.kit.command import PROJECT, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n",
    "components/terraform/app/main.tf": "",
}
NAMES = {stage: f"{stage}/components/terraform/app/{stage}-app.terraform.tfvars.json" for stage in ("dev", "prod")}


def written(out: Path) -> list[str]:
    return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())


def test_the_files_of_a_selection_are_written_and_the_rest_is_left(tmp_path: Path) -> None:
    project, out = load(str(write_files(tmp_path / "repository", FILES))), tmp_path / "out"
    assert write(project, str(out)) == tuple(NAMES.values())
    assert write(project, str(out), ["dev"]) == (NAMES["dev"],)
    assert written(out) == [NAMES["dev"], "index.json", NAMES["prod"]]


def test_paths_may_be_path_objects(tmp_path: Path) -> None:
    root = write_files(tmp_path / "repository", FILES)
    project = load(root, project_file=Path("stackc.yaml"))
    assert written(tmp_path / "out") == []
    assert write(project, tmp_path / "out", "dev") == (NAMES["dev"],)


def test_objects_say_what_they_are_on_one_line(tmp_path: Path) -> None:
    project = load(write_files(tmp_path, FILES))
    shown = [repr(each) for each in (project, project.stack("dev"), project.instance("app", "dev"))]
    assert shown == [f"Project({str(tmp_path)!r})", "Stack('dev', 1 instances)", "Instance('app@dev')"]


def test_a_name_that_does_not_exist_is_an_error_of_looking_up(tmp_path: Path) -> None:
    project = load(write_files(tmp_path, FILES))
    with pytest.raises(LookupError) as raised:
        project.instance("ap", "dev")
    assert isinstance(raised.value, CompileError)


@pytest.mark.parametrize("broken", ["vars: [dev]\n", "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: 5}}}\n"])
def test_nothing_is_written_while_a_part_does_not_compile(tmp_path: Path, broken: str) -> None:
    root, out = write_files(tmp_path / "repository", FILES), tmp_path / "out"
    write(load(root), out)
    project = load(write_files(root, {"stacks/deploy/dev.yaml": broken}))
    for use in (lambda: write(project, out), project.stacks, project.instances):
        with pytest.raises(CompileError, match="SC0401"):
            use()
    assert written(out) == [NAMES["dev"], "index.json", NAMES["prod"]]
    assert write(project, out, "prod") == (NAMES["prod"],)


def test_an_instance_that_was_chosen_and_does_not_compile_is_an_error(tmp_path: Path) -> None:
    broken = "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: 5}}}\n"
    project = load(write_files(tmp_path, {**FILES, "stacks/deploy/dev.yaml": broken}))
    with pytest.raises(CompileError, match="SC0401"):
        write(project, tmp_path / "out", "dev")


def test_errors_survive_the_way_to_another_process(tmp_path: Path) -> None:
    project = load(write_files(tmp_path, {**FILES, "stacks/deploy/dev.yaml": "vars: [dev]\n"}))
    with pytest.raises(LookupFailure) as missing:
        project.instance("ap", "prod")
    with pytest.raises(CompileError) as broken:
        write(project, tmp_path / "out")
    for error in (missing.value, broken.value):
        copied = pickle.loads(pickle.dumps(error))
        assert (type(copied), copied.diagnostics, str(copied)) == (type(error), error.diagnostics, str(error))
    assert pickle.loads(pickle.dumps(missing.value)).near == missing.value.near


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    project, out = load(str(write_files(tmp_path / "repository", FILES))), tmp_path / "out"
    write_files(out, {NAMES["dev"]: "mine"})
    with pytest.raises(CompileError, match="is not a file this build wrote"):
        write(project, str(out))
    assert ((out / NAMES["dev"]).read_text(), (out / NAMES["prod"]).exists()) == ("mine", True)


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    project = load(str(write_files(tmp_path / "repository", FILES)))
    with pytest.raises(CompileError, match="there is no folder"):
        write(project, str(tmp_path / "missing" / "out"))


def test_nothing_is_written_when_an_instance_cannot_be(tmp_path: Path) -> None:
    unknown = "vars: {stage: prod}\ncomponents: {terraform: {app: {vars: {id: !exec echo 1}}}}\n"
    project = load(str(write_files(tmp_path / "repository", {**FILES, "stacks/deploy/prod.yaml": unknown})))
    with pytest.raises(CompileError, match="cannot be written"):
        write(project, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_two_files_at_one_path_are_an_error(tmp_path: Path) -> None:
    same = "{metadata: {component: app}, providers: {aws: {region: x}}}"
    text = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{a/b: {same}, a-b: {same}}}}}\n"
    project = load(write_files(tmp_path / "repository", {**FILES, "stacks/deploy/dev.yaml": text}))
    with pytest.raises(CompileError, match="SC0804"):
        write(project, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_disabled_and_abstract_ones_have_no_files(tmp_path: Path) -> None:
    text = (
        "vars: {stage: dev}\ncomponents: {terraform: {app: {}, off: {metadata: {component: app, enabled: false}}, "
        "base: {metadata: {component: app, type: abstract}}}}\n"
    )
    project = load(write_files(tmp_path / "repository", {**FILES, "stacks/deploy/dev.yaml": text}))
    assert write(project, tmp_path / "out") == tuple(NAMES.values())


def test_the_whole_removes_what_is_no_longer_in_it_and_a_part_does_not(tmp_path: Path) -> None:
    root, out = write_files(tmp_path / "repository", FILES), tmp_path / "out"
    write(load(root), out)
    (root / "stacks/deploy/dev.yaml").unlink()
    write(load(root), out, "prod")
    assert NAMES["dev"] in written(out)
    write(load(root), out)
    assert written(out) == ["index.json", NAMES["prod"]]


@pytest.mark.parametrize("select", ["", [""]])
def test_an_empty_selection_of_files_is_a_value_error(select: str | list[str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="empty"):
        write(load(write_files(tmp_path, FILES)), tmp_path / "out", select)


def test_files_of_an_instance_are_bytes_by_name(tmp_path: Path) -> None:
    files = emit(load(write_files(tmp_path, FILES)).instance("app", "dev"))
    assert files["dev-app.terraform.tfvars.json"] == b'{\n  "stage": "dev"\n}\n'
