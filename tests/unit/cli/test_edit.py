"""``stackc set``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.command import PROJECT, Said, run_here, write_files

DEV = "stacks/deploy/dev.yaml"
FILES = {
    "stackc.yaml": PROJECT,
    DEV: 'vars:\n  stage: dev\ncomponents:\n  terraform:\n    app:\n      vars:\n        size: 1\n        "a=b": 1\n',
    "components/terraform/app/main.tf": "",
}


def set_(root: Path, *words: str) -> Said:
    return run_here("-C", str(root), "set", *words)


@pytest.mark.parametrize("words", [("app@dev", "vars.size=3"), ("app", "-s", "dev", ".vars.size=3")], ids=["at", "-s"])
def test_the_line_is_told_and_written(tmp_path: Path, words: tuple[str, ...]) -> None:
    write_files(tmp_path, FILES)
    assert set_(tmp_path, *words) == Said(0, f"{DEV}:7   changed   vars.size   1 → 3\n  wins in 1 instance\n", "")
    assert (tmp_path / DEV).read_text(encoding="utf-8") == FILES[DEV].replace("size: 1", "size: 3")


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    assert set_(tmp_path, "app@dev", "vars.size=3", "--dry-run").out.startswith(f"{DEV}:7   would be changed   ")
    assert (tmp_path / DEV).read_text(encoding="utf-8") == FILES[DEV]


@pytest.mark.parametrize("at", [DEV, "ABSOLUTE"])
def test_a_file_is_named_from_where_the_command_runs(tmp_path: Path, at: str) -> None:
    write_files(tmp_path, FILES)
    said = set_(tmp_path, "app@dev", "vars.stage=dev", "--at", at.replace("ABSOLUTE", str(tmp_path / DEV)))
    assert (said.code, said.out.splitlines()[0]) == (0, f"{DEV}:2   unchanged   vars.stage is dev already")


@pytest.mark.parametrize(
    ("assignment", "line"),
    [
        ('vars."a=b"=2', '        "a=b": 2'),
        ("vars.size==2", '        size: "=2"'),
        ("vars.size=", "        size: null"),
    ],
)
def test_the_path_ends_at_the_first_sign_that_is_not_quoted(tmp_path: Path, assignment: str, line: str) -> None:
    write_files(tmp_path, FILES)
    assert set_(tmp_path, "app@dev", assignment).code == 0
    assert line in (tmp_path / DEV).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(("app@dev", "vars.size"), 1, "write PATH=VALUE", id="no value"),
        pytest.param(("app@dev", "=3"), 1, "write PATH=VALUE", id="no path"),
        pytest.param(("ap@dev", "vars.size=3"), 1, "SC0416", id="no such instance"),
        pytest.param(("app@dev",), 2, "Missing argument", id="nothing"),
    ],
)
def test_what_is_not_understood_is_told(tmp_path: Path, words: tuple[str, ...], code: int, message: str) -> None:
    said = set_(write_files(tmp_path, FILES), *words)
    assert (said.code, message in said.err, said.out) == (code, True, "")


def test_a_secret_that_is_replaced_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    mixin = {"stacks/mixins/key.yaml": "vars: {key: !env TOKEN}\n", DEV: "import: [mixins/key]\n" + FILES[DEV]}
    write_files(tmp_path, {**FILES, **mixin, "stackc.yaml": PROJECT + "secrets: {env: [TOKEN]}\n"})
    said = set_(tmp_path, "app@dev", "vars.key=open")
    assert ("<secret> → open" in said.out, "hunter2" in said.out + said.err) == (True, False)


@pytest.mark.parametrize(("name", "line"), [("app@dev", 5), ("helmfile:app@dev", 7)])
def test_the_type_of_an_instance_counts(tmp_path: Path, name: str, line: int) -> None:
    both = "vars: {stage: dev}\ncomponents:\n  terraform:\n    app:\n      vars: {size: 1}\n  helmfile:\n    app: {vars: {size: 1}}\n"
    write_files(tmp_path, {**FILES, DEV: both})
    assert set_(tmp_path, name, "vars.size=3").out.startswith(f"{DEV}:{line}   changed")
    why = run_here("-C", str(tmp_path), "why", name, "vars.size", "--query", ".instance")
    assert why.out.strip() == name
