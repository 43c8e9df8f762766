from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.command import run_here, write_files

PROJECT = """\
components: {terraform: {auto_generate_backend_file: GENERATED}}
stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}"}
"""
STACK = """\
vars: {stage: dev}
terraform: {backend_type: s3, backend: {s3: {bucket: states, key: terraform.tfstate}}}
components: {terraform: {app: {}}}
"""
DECLARED = """\
terraform {
  backend "s3" {
    bucket               = "states"
    key                  = "terraform.tfstate"
    workspace_key_prefix = "app"
  }
}
"""


def _project(generated: bool) -> dict[str, str]:
    return {"stackc.yaml": PROJECT.replace("GENERATED", str(generated).lower())}


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a locked state in S3, by a generated backend file."""
    files = {"stacks/deploy/dev.yaml": STACK, "components/terraform/app/main.tf": "# a root module\n"}
    write_files(tmp_path, {**_project(True), **files})
    monkeypatch.chdir(tmp_path)
    assert run_here("lock").code == 0
    return tmp_path


@pytest.mark.parametrize("words", [["lock"], ["lock", "--check"]], ids=" ".join)
def test_a_backend_that_nobody_tells_terraform_of_any_more_is_an_error(locked: Path, words: list[str]) -> None:
    write_files(locked, _project(False))
    said = run_here(*words)
    assert (said.code, said.out, said.err.count("error[SC0909]")) == (1, "", 1)


def test_a_backend_that_the_module_declares_has_an_effect(locked: Path) -> None:
    write_files(locked, {**_project(False), "components/terraform/app/backend.tf": DECLARED})
    assert run_here("lock", "--check") == (0, "", "")


TWO = """\
vars: {stage: dev}
components: {terraform: {app: {}, net: {}}}
"""
ROWS = {name: f"local:components/terraform/{name}/terraform.tfstate.d/dev/terraform.tfstate" for name in ("app", "net")}
MOVED = TWO.replace("app: {}", "app: {metadata: {terraform_workspace: other}}")


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two states on the disk, not locked."""
    folders = {f"components/terraform/{name}/main.tf": "# a root module\n" for name in ("app", "net")}
    write_files(tmp_path, {**_project(False), "stacks/deploy/dev.yaml": TWO, **folders})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_addresses_are_recorded_and_shown_in_columns(plain: Path) -> None:
    shown = f"app@dev  {ROWS['app']}\nnet@dev  {ROWS['net']}\n"
    assert run_here("lock") == (0, shown, "")
    assert run_here("lock", "--check") == (0, "", "")
    assert all(f"{name}@dev" in (plain / "stackc.lock").read_text() for name in ROWS)


def test_a_check_names_what_is_missing_and_writes_nothing(plain: Path) -> None:
    assert run_here("lock", "--check") == (1, "", "not locked yet: app@dev\nnot locked yet: net@dev\n")
    assert not (plain / "stackc.lock").exists()


@pytest.mark.usefixtures("plain")
def test_the_addresses_go_to_the_file_that_is_named() -> None:
    shown = run_here("lock").out
    assert run_here("lock", "-o", "answer") == (0, "", "")
    assert Path("answer").read_text() == shown


@pytest.mark.parametrize("words", [["lock"], ["lock", "--check"]], ids=" ".join)
def test_a_moved_state_is_an_error_until_it_is_accepted(words: list[str], plain: Path) -> None:
    run_here("lock")
    before = (plain / "stackc.lock").read_text()
    write_files(plain, {"stacks/deploy/dev.yaml": MOVED})
    said = run_here(*words)
    assert (said.code, said.out, said.err.count("error[")) == (1, "", 1)
    assert "error[SC0902]: the state address of app@dev moved" in said.err
    assert (plain / "stackc.lock").read_text() == before
    accepted = run_here("lock", "--accept", "app@dev")
    assert (accepted.code, accepted.err) == (0, "")
    assert "app@dev  local:components/terraform/app/terraform.tfstate.d/other/terraform.tfstate\n" in accepted.out
    assert run_here("lock", "--check").code == 0


def test_accepting_is_exactly_that(plain: Path) -> None:
    write_files(plain, {"stacks/deploy/dev.yaml": MOVED})
    said = run_here("lock", "--accept", "app@dev")
    assert (said.code, [line.split()[0] for line in said.out.splitlines()]) == (0, ["app@dev"])
    assert run_here("lock", "--check").err == "not locked yet: net@dev\n"


def test_what_is_gone_is_an_error_until_it_is_forgotten(plain: Path) -> None:
    run_here("lock")
    write_files(plain, {"stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n"})
    assert run_here("lock", "--check").code == 1
    forgotten = run_here("lock", "--forget", "net@dev")
    assert (forgotten.code, forgotten.out) == (0, f"app@dev  {ROWS['app']}\n")
    assert run_here("lock", "--check") == (0, "", "")


def test_a_new_name_for_an_accepted_address_takes_the_place_of_the_old_one(plain: Path) -> None:
    run_here("lock")
    renamed = "app2: {metadata: {component: app, terraform_workspace: dev}}"
    write_files(plain, {"stacks/deploy/dev.yaml": TWO.replace("app: {}", renamed)})
    assert run_here("lock", "--check").code == 1
    said = run_here("lock", "--accept", "app2@dev")
    assert said == (0, f"app2@dev  {ROWS['app']}\nnet@dev   {ROWS['net']}\n", "")
    assert run_here("lock", "--check") == (0, "", "")


def test_a_new_name_with_a_new_address_leaves_the_old_row(plain: Path) -> None:
    run_here("lock")
    write_files(plain, {"stacks/deploy/dev.yaml": TWO.replace("app: {}", "app2: {metadata: {component: app}}")})
    said = run_here("lock", "--accept", "app2@dev")
    assert (said.code, [line.split()[0] for line in said.out.splitlines()]) == (0, ["app2@dev", "app@dev", "net@dev"])
    assert said.err.count("warning[SC0919]") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--accept", "typo@dev"], "`typo@dev` is not an instance with a state; write component@stack"),
        (["--accept", "app"], "`app` is not an instance with a state; write component@stack"),
        (["--forget", "typo@dev"], "`typo@dev` is not in the lock file; write component@stack"),
        (["--accept", "app@dev", "--accept", ""], "`` is not an instance with a state; write component@stack"),
    ],
)
def test_a_name_that_is_none_agrees_to_nothing(words: list[str], message: str, plain: Path) -> None:
    said = run_here("lock", *words)
    assert (said.code, said.out, said.err.splitlines()[0]) == (1, "", f"error[SC0416]: {message}")
    assert not (plain / "stackc.lock").exists()


def test_an_address_where_the_state_of_another_is_is_not_agreed_to(plain: Path) -> None:
    """Both would go on with it; two that have changed places are agreed to at once."""
    write_files(plain, {"stackc.lock": f"instances:\n  app@dev: {ROWS['net']}\n  net@dev: {ROWS['app']}\nversion: 2\n"})
    before = (plain / "stackc.lock").read_text()
    said = run_here("lock", "--accept", "app@dev")
    assert (said.code, said.out, (plain / "stackc.lock").read_text()) == (1, "", before)
    assert f"app@dev cannot be agreed to: the state of net@dev is at its address, {ROWS['app']}" in said.err
    assert run_here("lock", "--accept", "app@dev", "--accept", "net@dev").code == 0
    assert run_here("lock", "--check").code == 0


COPIES = "copies:\n  app@dev:\n  - local:left\n  - {there}\n  gone@dev:\n  - local:behind\nversion: 2\n"


def copied(plain: Path) -> str:
    """A lock file with copies, one of them where ``net`` belongs; ``app`` is on its way."""
    row = f"  app@dev: 'moving: local:from → {ROWS['app']}'\n"
    write_files(plain, {"stackc.lock": f"instances:\n{row}{COPIES.format(there=ROWS['net'])}"})
    return (plain / "stackc.lock").read_text()


def test_an_instance_that_never_ran_is_not_locked_where_a_copy_of_anothers_state_may_be(plain: Path) -> None:
    before = copied(plain)
    said = run_here("lock")
    assert (said.code, said.out, (plain / "stackc.lock").read_text()) == (1, "", before)
    assert f"a copy of the state of app@dev may be at the state address of net@dev: {ROWS['net']}" in said.err
    assert "= help: take it away: stackc state move app@dev --delete-source; if nothing of it is there:" in said.err


def test_what_is_agreed_to_is_no_copy_and_what_was_on_its_way_leaves_some(plain: Path) -> None:
    copied(plain)
    assert run_here("lock", "--accept", "net@dev", "--accept", "app@dev").code == 0
    copies = (plain / "stackc.lock").read_text().partition("copies:\n")[2]
    assert copies == "  app@dev:\n  - local:from\n  - local:left\n  gone@dev:\n  - local:behind\nversion: 2\n"


def test_copies_are_forgotten_one_by_one_or_with_an_instance_that_is_gone(plain: Path) -> None:
    copied(plain)
    run_here("lock", "--forget", "local:left", "--forget", "gone@dev")
    copies = (plain / "stackc.lock").read_text().partition("copies:\n")[2]
    assert copies == f"  app@dev:\n  - {ROWS['net']}\nversion: 2\n"
    assert run_here("lock", "--forget", "local:left").code == 1


def test_a_near_miss_is_helped(plain: Path) -> None:
    assert "did you mean `app@dev`?" in run_here("lock", "--accept", "ap@dev").err


def test_what_is_declared_is_not_forgotten(plain: Path) -> None:
    run_here("lock")
    said = run_here("lock", "--forget", "app@dev")
    assert (said.code, said.out, "app@dev is declared and enabled" in said.err) == (1, "", True)
    assert run_here("lock", "--check").code == 0


def test_a_repository_that_does_not_compile_is_not_locked(plain: Path) -> None:
    write_files(plain, {"stacks/deploy/dev.yaml": TWO.replace("net: {}", "net: {vars: 5}")})
    said = run_here("lock")
    assert (said.code, said.out, said.err.count("error[SC0401]")) == (1, "", 1)
    assert not (plain / "stackc.lock").exists()


def test_a_lock_file_that_is_none_is_an_error(plain: Path) -> None:
    write_files(plain, {"stackc.lock": "{{{\n"})
    said = run_here("lock", "--check")
    assert (said.code, said.out, said.err.count("error[")) == (1, "", 1)


def test_a_broken_project_is_not_locked(plain: Path) -> None:
    write_files(plain, {"stackc.yaml": "stacks: [\n"})
    assert (run_here("lock").code, (plain / "stackc.lock").exists()) == (1, False)


def test_a_wrong_name_for_the_answer_is_told_before_anything_is_written(plain: Path) -> None:
    assert (run_here("lock", "-o", "").code, (plain / "stackc.lock").exists()) == (2, False)
