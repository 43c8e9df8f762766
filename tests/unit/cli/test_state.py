"""``stackc state move``: a line a state, what is left, and exit code 1 for one that was not moved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, run_here, write_files
from tests.kit.local_terraform import local_terraform

STATE = {"version": 4, "serial": 3, "lineage": "1", "outputs": {"a": {"value": 1, "type": "number"}}, "resources": []}
ROWS = {"app@dev": "local:old/app", "net@dev": "local:old/net"}
HERE = "local:components/terraform/{}/terraform.tfstate.d/dev/terraform.tfstate"
LEFT = "copies are left at 1 place that stackc.lock names; --delete-source takes them away\n"


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two instances that are locked elsewhere; only one of them has a state."""
    rows = "".join(f"  {name}: {row}\n" for name, row in ROWS.items())
    files = {
        "stackc.yaml": PROJECT,
        "stackc.lock": f"instances:\n{rows}version: 2\n",
        "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}, net: {}}}\n",
        "components/terraform/app/main.tf": "",
        "components/terraform/net/main.tf": "",
        "old/app": json.dumps(STATE),
    }
    monkeypatch.setenv("PATH", local_terraform(tmp_path)["PATH"])
    monkeypatch.chdir(write_files(tmp_path, files))
    return tmp_path


def test_each_state_that_moves_has_a_line_and_what_is_left_is_told(plain: Path) -> None:
    said = run_here("state", "move", "app@dev")
    assert said == (0, f"app@dev  local:old/app → {HERE.format('app')}  serial 3\n", LEFT)
    assert run_here("state", "move", "app@dev") == (0, "", f"every state is where it belongs\n{LEFT}")
    taken = run_here("state", "move", "app@dev", "--delete-source")
    told = "it is where it belongs, the copy at local:old/app was taken away"
    assert taken == (0, f"app@dev  {HERE.format('app')}  {told}\n", "")
    assert (json.loads((plain / HERE.format("app")[6:]).read_text()), (plain / "old/app").exists()) == (STATE, False)


def test_one_that_is_not_moved_is_an_error_and_keeps_no_other_from_it(plain: Path) -> None:
    said = run_here("state", "move", "--all", "--delete-source")
    assert (said.code, said.out.split()[0], said.err.count("error[SC0923]")) == (1, "app@dev", 1)
    assert "the state of net@dev was not moved: there is no state at local:old/net" in said.err
    assert not (plain / "old/app").exists()


def test_a_dry_run_moves_nothing(plain: Path) -> None:
    before = (plain / "stackc.lock").read_text()
    said = run_here("state", "move", "--all", "--dry-run")
    assert said.out.splitlines() == [f"{name}  {row} → {HERE.format(name[:3])}" for name, row in ROWS.items()]
    assert (said.code, (plain / "stackc.lock").read_text()) == (0, before)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name instances as COMPONENT@STACK, or say --all"),
        (["--all", "app@dev"], "name instances as COMPONENT@STACK, or say --all"),
        (["--all", "--from", "local:x"], "--from is about one instance"),
        (["app@dev", "net@dev", "--from", "local:x"], "--from is about one instance"),
        (["ap@dev"], "did you mean `app@dev`?"),
    ],
)
def test_what_is_to_be_moved_is_said_once(words: list[str], said: str, plain: Path) -> None:
    ended = run_here("state", "move", *words)
    assert (ended.code, ended.out, said in ended.err) == (1, "", True)
