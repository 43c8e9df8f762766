"""Local files in every command: who uses them says so, and who speaks for everybody leaves them out.

A script stands in for Terraform and writes down what it is told.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import stackc
from tests.kit.command import PROJECT, Said, run_here, write_files

TERRAFORM = """\
#!/bin/sh
case "$1" in version) echo '{"terraform_version": "1.9.0"}'; exit 0;; esac
echo "$1" >> "LOG"
"""
LOCAL = "stacks/deploy/dev.local.yaml"
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\n"
        "terraform:\n"
        '  backend: {local: {path: "{{ .vars.place }}.tfstate"}}\n'
        "  backend_type: local\n"
        "components:\n"
        "  terraform:\n"
        "    app:\n"
        "      metadata: {terraform_workspace: default}\n"
        "      vars: {place: here, size: 1}\n"
    ),
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {web: {}}}\n",
    "components/terraform/app/main.tf": 'variable "stage" {}\nvariable "place" {}\nvariable "size" {}\n',
    "components/terraform/web/main.tf": 'variable "stage" {}\n',
}
SIZE = {LOCAL: "components: {terraform: {app: {vars: {size: 9}}}}\n"}
PLACE = {LOCAL: "components: {terraform: {app: {vars: {place: mine}}}}\n"}
ADDRESS = "local:components/terraform/app/here.tfstate"
WITH = f"with local files: {LOCAL} (--no-local leaves them out)"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_files(tmp_path / "repository", FILES)
    binary = write_files(tmp_path, {"bin/terraform": TERRAFORM.replace("LOG", str(tmp_path / "log"))}) / "bin/terraform"
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", f"{binary.parent}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return root


def run(root: Path, line: str) -> Said:
    return run_here("-C", str(root), *line.split())


def told(root: Path) -> list[str]:
    log = root.parent / "log"
    return log.read_text().split() if log.exists() else []


# --- who uses them says so


@pytest.mark.parametrize(
    "line",
    [
        "terraform plan app -s dev",
        "terraform deploy app -s dev",
        "terraform plan --all",
        "terraform plan app -s dev --dry-run",
        "-q terraform plan app -s dev",
        "generate varfile app -s dev",
        "generate varfile app -s dev -o OUT",
        "build -o OUT",
    ],
)
def test_what_is_made_with_local_files_is_told_in_one_line(line: str, root: Path) -> None:
    write_files(root, SIZE)
    said = run(root, line.replace("OUT", str(root.parent / "out")))
    assert (said.code, said.err.splitlines().count(WITH)) == (0, 1), said


@pytest.mark.parametrize(
    "line",
    [
        "terraform plan web -s prod",
        "--no-local terraform plan app -s dev",
        "--no-local build -o OUT",
        "generate varfile web -s prod",
    ],
)
def test_what_is_made_without_them_is_not(line: str, root: Path) -> None:
    write_files(root, SIZE)
    said = run(root, line.replace("OUT", str(root.parent / "out")))
    assert (said.code, "with local files" in said.err) == (0, False), said


def test_a_pipeline_runs_without_them(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(root, PLACE)
    monkeypatch.setenv("CI", "true")
    said = run(root, "terraform plan app -s dev")
    assert (said.code, "local files" in said.err, told(root)) == (0, False, ["init", "plan"]), said


def test_a_run_of_the_library_is_told_so(root: Path) -> None:
    write_files(root, SIZE)
    events: list[stackc.RunEvent] = []
    project = stackc.load(root, env=os.environ)
    assert project.run("plan", "app@dev", events.append).code == 0
    assert (events[0].kind, events[0].instance, events[0].text) == ("note", None, WITH)
    assert project.instance("app", "dev").vars["size"] == 9
    assert stackc.load(root, env=os.environ, local=False).instance("app", "dev").vars["size"] == 1


def test_validate_counts_them_and_fails_for_none(root: Path) -> None:
    write_files(root, SIZE)
    said = run(root, "--deny-warnings validate")
    assert (said.code, said.out.endswith("no errors; 1 note, shown with --notes\n")) == (0, True)


# --- nothing else than everybody has is written to a state


def test_the_lock_file_has_the_row_that_everybody_has(root: Path) -> None:
    write_files(root, SIZE)
    assert run(root, "terraform deploy app -s dev").code == 0
    assert f"  app@dev: {ADDRESS}\n" in (root / "stackc.lock").read_text()


@pytest.mark.parametrize(
    "line",
    [
        "validate",
        "terraform plan app -s dev",
        "terraform deploy --all",
        "terraform plan app -s dev --dry-run",
        "generate backend app -s dev",
        "generate varfile app -s dev -o OUT",
        "build -o OUT",
        "state move app@dev",
        "state move --all",
    ],
)
def test_where_a_local_file_moves_a_state_nothing_is_done(line: str, root: Path) -> None:
    write_files(root, {**PLACE, "stackc.lock": f"instances:\n  app@dev: {ADDRESS}\nversion: 2\n"})
    said = run(root, line.replace("OUT", str(root.parent / "out")))
    assert (said.code, said.err.count("error[SC0222]: local files change the state address of app@dev")) == (1, 1), said
    assert told(root) == []
    assert not list(root.parent.glob("out/**/*app*/*"))
    assert not (root.parent / "out").is_file()


def test_neither_does_the_library(root: Path) -> None:
    write_files(root, PLACE)
    project = stackc.load(root, env=os.environ)
    for act in (lambda: project.run("plan", "app@dev"), lambda: stackc.write(project, root.parent / "out")):
        with pytest.raises(stackc.CompileError, match="SC0222"):
            act()
    assert told(root) == []


def test_what_another_instance_reads_is_not_read_elsewhere(root: Path) -> None:
    reader = "vars: {stage: prod}\ncomponents: {terraform: {web: {vars: {id: !terraform.state app dev .id}}}}\n"
    state = '{"version": 4, "outputs": {"id": {"value": "%s", "type": "string"}}, "resources": []}'
    folder = "components/terraform/app"
    write_files(root, {**PLACE, "stacks/deploy/prod.yaml": reader, f"{folder}/here.tfstate": state % "right"})
    write_files(root, {f"{folder}/mine.tfstate": state % "wrong"})
    said = run(root, "describe component web -s prod --resolve --query .vars.id")
    assert (said.code, "local files change the state address of app@dev" in said.err) == (1, True), said
    assert run(root, "--no-local describe component web -s prod --resolve --query .vars.id").out == "right\n"


# --- who speaks for everybody leaves them out


def test_lock_writes_and_compares_what_everybody_has(root: Path) -> None:
    write_files(root, PLACE)
    said = run(root, "lock")
    assert (said.code, said.out.splitlines()[0], said.err) == (0, f"app@dev   {ADDRESS}", "")
    assert run(root, "lock --check") == (0, "", "")


def committed(root: Path) -> None:
    for words in ("init -q -b main", "add -A", "-c user.name=a -c user.email=a@b commit -q -m one"):
        subprocess.run(["git", *words.split()], cwd=root, check=True, capture_output=True)


def test_a_base_is_compared_with_what_everybody_has(root: Path) -> None:
    committed(root)
    write_files(root, SIZE)
    for line in ("describe affected --base main", "diff --base main", "diff --repo-path ."):
        said = run(root, line.replace(" .", f" {root}"))
        assert (said.code, "app" in said.out) == (0, False), said
        assert said.err == "local files are left out: the base has none\n"
    project = stackc.load(root, env=os.environ)
    assert project.affected("main") == ()
    assert project.diff(base="main").is_empty


def test_two_stacks_are_compared_as_they_are_here(root: Path) -> None:
    write_files(root, SIZE)
    said = run(root, "diff app@dev web@prod -f json")
    assert (said.code, said.err, LOCAL in said.out) == (0, "", True)


def test_a_value_is_set_for_everybody(root: Path) -> None:
    write_files(root, SIZE)
    said = run(root, "set app@dev vars.size=3")
    assert (said.code, said.err) == (0, "local files are left out: a value is set for everybody\n"), said
    assert "size: 3" in (root / "stacks/deploy/dev.yaml").read_text()
    assert (root / LOCAL).read_text() == SIZE[LOCAL]


def test_a_local_file_is_not_set(root: Path) -> None:
    write_files(root, SIZE)
    said = run(root, f"set app@dev vars.size=3 --at {root / LOCAL}")
    assert (said.code, "error[SC0652]" in said.err) == (1, True), said
