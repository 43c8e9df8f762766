"""``list values``, ``vars``, ``settings`` and ``metadata``: four formats, and what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, Said, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": """\
vars: {stage: dev}
settings: {team: web, x: {}}
components:
  terraform:
    app: {vars: {size: "1", name: "{{ .atmos_component }}"}, metadata: {locked: true}}
    longer-name: {vars: {size: [1, {a: b}]}}
""",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def listed(root: Path, *words: str) -> Said:
    return run_here("-C", str(root), "list", *words)


def test_text_is_a_line_a_value_with_its_place(root: Path) -> None:
    assert listed(root, "values", ".vars.size") == (
        0,
        'app@dev          "1"          stacks/deploy/dev.yaml:5\nlonger-name@dev  [1, {a: b}]  stacks/deploy/dev.yaml:6\n',
        "",
    )


def test_below_a_map_the_rest_of_the_path_is_told(root: Path) -> None:
    assert listed(root, "vars", "app", "-s", "dev").out.splitlines() == [
        "app@dev  name   app  stacks/deploy/dev.yaml:5",
        'app@dev  size   "1"  stacks/deploy/dev.yaml:5',
        "app@dev  stage  dev  stacks/deploy/dev.yaml:1",
    ]


def test_json_has_the_value_itself(root: Path) -> None:
    first, second = json.loads(listed(root, "values", "vars.size", "-f", "json").out)
    assert second == {
        "component": "longer-name",
        "stack": "dev",
        "type": "terraform",
        "path": "vars.size",
        "value": [1, {"a": "b"}],
        "file": "stacks/deploy/dev.yaml",
        "line": 6,
    }
    assert first["value"] == "1"


@pytest.mark.parametrize(
    ("fmt", "expected"),
    [
        ("csv", 'longer-name,dev,vars.size,"[1, {""a"": ""b""}]",stacks/deploy/dev.yaml:6'),
        ("table", 'longer-name  dev    vars.size  [1, {"a": "b"}]  stacks/deploy/dev.yaml:6'),
    ],
)
def test_a_cell_holds_a_list_as_json(root: Path, fmt: str, expected: str) -> None:
    assert listed(root, "values", ".vars.size", "-f", fmt).out.splitlines()[-1] == expected


def test_a_query_is_about_the_rows(root: Path) -> None:
    assert listed(root, "values", ".vars.size", "--query", ".[0].value") == (0, "1\n", "")


@pytest.mark.parametrize(
    ("words", "instances"),
    [
        (("settings",), ["app@dev", "app@dev", "longer-name@dev", "longer-name@dev"]),
        (("metadata",), ["app@dev"]),
        (("values", ".workspace", "-s", "p*"), ["app@prod"]),
        (("vars", "app"), ["app@dev", "app@dev", "app@dev", "app@prod"]),
        (("vars", "-c", "long*"), ["longer-name@dev", "longer-name@dev"]),
    ],
)
def test_sections_have_names_of_their_own_and_globs_narrow_them(
    root: Path, words: tuple[str, ...], instances: list[str]
) -> None:
    said = listed(root, *words)
    assert [line.split()[0] for line in said.out.splitlines()] == instances


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("values",), "stackc: `list values` needs a path, such as .vars.region\n", id="no path"),
        pytest.param(("values", ".vars["), "stackc: `.vars[` is no path of a value; ", id="a broken path"),
        pytest.param(("values", ".[0]"), "stackc: `.[0]` is no path of a value; ", id="an item of nothing"),
        pytest.param(("vars", "app", "-c", "app"), "stackc: `list vars` takes a component or -c, not both\n", id="two"),
        pytest.param(("values", ".vars", "-f", "csv", "--query", ".x"), "stackc: `--query` asks for a value", id="csv"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(root: Path, words: tuple[str, ...], said: str) -> None:
    found = listed(root, *words)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("values", ".vars.sise"),
            "error[SC0423]: no instance has a value at `vars.sise`\n  = help: did you mean `size`?\n",
        ),
        (("values", ".vars.a.b"), "error[SC0423]: no instance has a value at `vars.a.b`: none has `vars.a`\n"),
        (("vars", "ap"), "error[SC0416]: there is no component `ap`"),
    ],
    ids=["a value", "a map", "a component"],
)
def test_what_nobody_has_is_an_error(root: Path, words: tuple[str, ...], said: str) -> None:
    found = listed(root, *words)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith(said)


def test_a_word_behind_another_list_is_wrong_usage(root: Path) -> None:
    found = listed(root, "stacks", "dev")
    assert (found.code, "takes no further word: `dev`" in found.err) == (2, True)


def test_a_secret_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "hush")
    project = f"{PROJECT}secrets: {{env: [TOKEN]}}\n"
    stack = "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: {token: !env TOKEN}}}}\n"
    root = write_files(tmp_path, {"stackc.yaml": project, "stacks/deploy/dev.yaml": stack})
    for fmt in ("text", "json", "csv", "table"):
        said = listed(root, "values", ".vars", "-f", fmt)
        assert (said.code, "hush" in said.out + said.err, "token" in said.out) == (0, False, True)
