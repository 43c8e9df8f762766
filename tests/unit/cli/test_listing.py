"""``list``: one a line, in four formats."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, Said, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/catalog/base.yaml": "import: [catalog/deep]\n",
    "stacks/catalog/deep.yaml": "vars: {team: core}\n",
    "stacks/catalog/unused.yaml": "vars: {}\n",
    "stacks/deploy/dev.yaml": (
        "import: [catalog/base]\nvars: {stage: dev}\ncomponents: {terraform: {net: {}, app: {}}, helmfile: {app: {}}}\n"
    ),
    "stacks/deploy/prod.yaml": "import: [catalog/base]\nvars: {stage: prod}\ncomponents: {terraform: {net: {}}}\n",
}
UNNAMED = {"stacks/deploy/odd.yaml": "components: {terraform: {net: {}}}\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def listed(root: Path, line: str) -> Said:
    return run_here("-C", str(root), "list", *line.split())


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("stacks", "dev prod"),
        ("components", "app app net"),
        ("instances", "helmfile:app@dev app@dev net@dev net@prod"),
        ("imports", "stacks/catalog/base.yaml stacks/catalog/base.yaml stacks/catalog/deep.yaml"),
        (
            "files",
            (
                "stacks/catalog/base.yaml stacks/catalog/deep.yaml stacks/catalog/unused.yaml "
                "stacks/deploy/dev.yaml stacks/deploy/prod.yaml"
            ),
        ),
        ("stacks -s d*", "dev"),
        ("stacks -c app", "dev"),
        ("stacks -c app -s prod", ""),
        ("components -s prod", "net"),
        ("instances -c net", "net@dev net@prod"),
        ("instances -s prod -c net", "net@prod"),
    ],
)
def test_text_is_the_first_column(line: str, rows: str, root: Path) -> None:
    said = listed(root, line)
    assert (said.code, sorted(said.out.split()), said.err) == (0, sorted(rows.split()), "")


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("stacks", ["stack", "dev", "prod"]),
        (
            "components",
            ["component,type,stacks", "app,helmfile,1", "app,terraform,1", "net,terraform,2"],
        ),
        (
            "imports",
            [
                "imported,by",
                "stacks/catalog/base.yaml,stacks/deploy/dev.yaml",
                "stacks/catalog/base.yaml,stacks/deploy/prod.yaml",
                "stacks/catalog/deep.yaml,stacks/catalog/base.yaml",
            ],
        ),
        (
            "files",
            [
                "file,role",
                "stacks/catalog/base.yaml,imported",
                "stacks/catalog/deep.yaml,imported",
                "stacks/catalog/unused.yaml,unused",
                "stacks/deploy/dev.yaml,stack",
                "stacks/deploy/prod.yaml,stack",
            ],
        ),
    ],
)
def test_csv_has_a_head(line: str, rows: list[str], root: Path) -> None:
    assert listed(root, f"{line} -f csv").out.splitlines() == rows


def test_json_is_a_list_of_names_or_of_rows(root: Path) -> None:
    assert json.loads(listed(root, "stacks -f json").out) == ["dev", "prod"]
    assert json.loads(listed(root, "instances -s prod -f json").out) == [
        {"instance": "net@prod", "stack": "prod", "component": "net", "type": "terraform"}
    ]


def test_a_table_is_in_columns(root: Path) -> None:
    shown = listed(root, "instances -s prod -f table").out
    assert [line.split() for line in shown.splitlines()] == [
        ["instance", "stack", "component", "type"],
        ["net@prod", "prod", "net", "terraform"],
    ]


@pytest.mark.parametrize("fmt", ["", "-f json", "-f text", "--format=json"])
def test_the_quick_way_to_the_stacks_says_the_same(fmt: str, root: Path) -> None:
    slow = listed(root, f"stacks -o - {fmt}")
    assert (slow.code, listed(root, f"stacks {fmt}")) == (0, slow)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("instances -s typo", "there is no stack `typo`"),
        ("components -c typo", "there is no component `typo`"),
        ("stacks -s dev -s typo", "there is no stack `typo`"),
    ],
)
def test_a_selector_that_fits_nothing_is_an_error(line: str, message: str, root: Path) -> None:
    said = listed(root, line)
    assert (said.code, said.out) == (1, "")
    assert message in said.err


@pytest.mark.parametrize("what", ["imports", "files"])
@pytest.mark.parametrize("option", ["-s dev", "-c app"])
def test_files_are_not_narrowed(what: str, option: str, root: Path) -> None:
    said = listed(root, f"{what} {option}")
    assert (said.code, said.err) == (2, f"stackc: `list {what}` is about files: -s and -c do not narrow it\n")


def test_what_does_compile_is_listed_beside_the_error(root: Path) -> None:
    write_files(root, {"stacks/deploy/prod.yaml": "import: [nowhere]\nvars: {stage: prod}\n"})
    said = listed(root, "stacks")
    assert (said.code, said.out.splitlines()[:1], said.err.count("error[SC0201]")) == (1, ["dev"], 1)


def test_a_broken_project_lists_nothing(root: Path) -> None:
    write_files(root, {"stackc.yaml": "stacks: [\n"})
    said = listed(root, "stacks")
    assert (said.code, said.out, "error[" in said.err) == (1, "", True)


def test_a_manifest_without_a_name_is_an_error_of_ours_and_a_key_of_the_incumbent(root: Path) -> None:
    write_files(root, UNNAMED)
    own = listed(root, "stacks")
    assert (own.code, own.out.split(), own.err.count("error[SC0402]")) == (1, ["dev", "prod"], 1)
    (root / "stackc.yaml").rename(root / "atmos.yaml")
    write_files(root, {"atmos.yaml": PROJECT.replace("stacks: {", "stacks: {base_path: stacks, ")})
    theirs = listed(root, "stacks")
    assert (theirs.code, theirs.out.split(), theirs.err.count("warning[SC0402]")) == (
        0,
        ["deploy/odd", "dev", "prod"],
        1,
    )
    assert listed(root, "instances").code == 1


def test_a_file_whose_name_is_no_text_is_listed(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root / "stacks/deploy") + b"/\xff.yaml")).write_text("vars: {stage: x}\n")
    said = listed(root, "files")
    assert (said.code, "stacks/deploy/\udcff.yaml" in said.out) == (0, True)
