from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.diagnostic import CompileError
from stackc.library import load, write
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
