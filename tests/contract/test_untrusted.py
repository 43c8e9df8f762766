"""What a repository may read and run: links, allowed folders, the environment, and nothing of it when it is a stranger's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import stackc
from stackc.base.boundary import Trust
from stackc.base.diagnostic import CompileError
from stackc.project.open_project import open_project
from tests.contract.test_outside import CANARY, OUTSIDE, findings
from tests.kit.command import Said, run_here, write_files

PROJECT = """\
stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}"}
templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}
components: {terraform: {base_path: components/terraform}}
"""
STACK = "vars: {stage: dev}\ncomponents:\n  terraform:\n    app:\n      vars: {a: VALUE}\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("ATMOS_", "STACKC_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LEAK", CANARY)
    write_files(tmp_path / "outside", OUTSIDE)
    return write_files(
        tmp_path / "repo",
        {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": STACK, "components/terraform/app/main.tf": ""},
    )


def valued(repo: Path, value: str) -> None:
    (repo / "stacks/deploy/dev.yaml").write_text(STACK.replace("VALUE", value), encoding="utf-8")


def into_atmos(repo: Path) -> None:
    (repo / "stackc.yaml").rename(repo / "atmos.yaml")
    text = (repo / "atmos.yaml").read_text(encoding="utf-8")
    (repo / "atmos.yaml").write_text(text.replace("stacks: {", "stacks: {base_path: stacks, "), encoding="utf-8")


def described(repo: Path, *extra: str) -> Said:
    return run_here("-C", str(repo), *extra, "describe", "component", "app", "-s", "dev")


# --- links


def test_a_link_that_leads_inside_is_fine(repo: Path) -> None:
    write_files(repo, {"data/a.yaml": "x: 1\n"})
    (repo / "data/there").symlink_to("../data")
    (repo / "data/b.yaml").symlink_to("there/a.yaml")
    valued(repo, "!include data/there/b.yaml .x")
    said = described(repo, "--untrusted")
    assert (said.code, said.err, "a: 1" in said.out) == (0, "", True)


def test_a_top_level_manifest_that_is_a_link_outside_is_refused(repo: Path) -> None:
    (repo / "stacks/deploy/leak.yaml").symlink_to("../../../outside/deploy/leak.yaml")
    said = run_here("-C", str(repo), "validate")
    assert findings(said) == [("error", "SC0230", "stacks/deploy/leak.yaml:1:1")]
    assert CANARY not in said.out + said.err


def test_a_link_to_a_folder_outside_is_not_followed_by_patterns(repo: Path) -> None:
    (repo / "stacks/deploy/more").symlink_to("../../../outside")
    for command in ("validate", "list stacks", "list files", "describe stacks"):
        said = run_here("-C", str(repo), *command.split())
        assert findings(said) == [("error", "SC0230", "stacks/deploy/more:1:1")]
        assert (said.code, "secret" in said.out + said.err) == (1, False)


def test_a_file_of_a_root_module_that_is_a_link_outside_is_refused(repo: Path) -> None:
    (repo / "components/terraform/app/more.tf").symlink_to("../../../../outside/main.tf")
    said = run_here("-C", str(repo), "validate")
    assert findings(said) == [("error", "SC0230", "components/terraform/app/more.tf:1:1")]
    assert CANARY not in said.out + said.err
    said = run_here("-C", str(repo), "terraform", "plan", "app", "-s", "dev", "--dry-run")
    assert findings(said) == [("error", "SC0230", "components/terraform/app/more.tf:1:1")]
    assert (said.code, CANARY in said.out + said.err) == (1, False)


def test_a_lock_file_that_is_a_link_outside_is_not_read(repo: Path) -> None:
    (repo / "stackc.lock").symlink_to("../outside/secret.txt")
    said = run_here("-C", str(repo), "lock", "--check")
    assert ("error", "SC0911", "stackc.lock:1:1") in findings(said), said
    assert CANARY not in said.out + said.err


@pytest.mark.parametrize("name", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("there", [True, False], ids=["exists", "does not"])
def test_a_project_file_that_is_a_link_outside_is_refused(repo: Path, name: str, there: bool) -> None:
    (repo / "stackc.yaml").unlink()
    (repo / name).symlink_to("../outside/" + ("secret.txt" if there else "nothing"))
    said = run_here("-C", str(repo), "--untrusted", "validate")
    assert findings(said)[0][:2] == ("error", "SC0230"), said
    assert CANARY not in said.out + said.err


@pytest.mark.parametrize("path", [".git/config", ".git/../.git/config", "stacks/git/config"])
def test_the_folder_of_git_is_no_content_of_the_repository(repo: Path, path: str) -> None:
    write_files(repo, {".git/HEAD": "", ".git/config": f"token = {CANARY}\n"})
    (repo / "stacks/git").symlink_to("../.git") if "stacks" in path else None
    valued(repo, f"!include.raw {path}")
    said = described(repo)
    assert {code for _, code, _ in findings(said)} == {"SC0230"}
    assert CANARY not in said.out + said.err


@pytest.mark.parametrize("path", ["/dev/stdin", "/proc/self/environ", "/dev/zero", "/proc/self/fd/0"])
def test_devices_and_the_process_itself_lie_outside(repo: Path, path: str) -> None:
    valued(repo, f"!include.raw {path}")
    assert findings(described(repo)) == [("error", "SC0230", "stacks/deploy/dev.yaml:5:17")]


# --- what is inside, and what is allowed


def test_a_checkout_is_the_repository_whatever_folder_the_project_is_in(repo: Path) -> None:
    write_files(repo.parent, {".git/HEAD": ""})
    valued(repo, "!include.raw ../../../outside/secret.txt")
    assert described(repo, "--untrusted").code == 0


@pytest.mark.parametrize("folder", ["../outside", "{parent}/outside", "{parent}"])
def test_an_allowed_folder_is_read_but_not_for_a_stranger(repo: Path, folder: str) -> None:
    allowed = f"files: {{allow_outside: ['{folder.format(parent=repo.parent)}']}}\n"
    (repo / "stackc.yaml").write_text(PROJECT + allowed, encoding="utf-8")
    valued(repo, "!include.raw ../../../outside/secret.txt")
    assert (described(repo).code, findings(described(repo))) == (0, [])
    assert findings(described(repo, "--untrusted")) == [("error", "SC0230", "stacks/deploy/dev.yaml:5:17")]


def test_what_the_project_file_allows_holds_for_its_own_includes(repo: Path) -> None:
    own = "files: {allow_outside: [../outside]}\nenv: !include ../outside/settings.yaml .env\n"
    (repo / "stackc.yaml").write_text(PROJECT + own, encoding="utf-8")
    assert findings(described(repo)) == []


def test_an_atmos_project_allows_folders_in_its_own_section(repo: Path) -> None:
    into_atmos(repo)
    valued(repo, "!include.raw ../../../outside/secret.txt")
    assert findings(described(repo)) == [("warning", "SC0230", "stacks/deploy/dev.yaml:5:17")]
    with (repo / "atmos.yaml").open("a", encoding="utf-8") as file:
        file.write("stackc: {files: {allow_outside: [../outside]}}\n")
    assert findings(described(repo)) == []


def test_the_warning_fails_a_command_that_denies_warnings(repo: Path) -> None:
    into_atmos(repo)
    valued(repo, "!include.raw ../../../outside/secret.txt")
    assert [described(repo).code, described(repo, "--deny-warnings").code] == [0, 1]


def test_what_the_user_names_is_inside(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = repo.parent / "elsewhere"
    elsewhere.mkdir()
    assert run_here("-C", str(elsewhere), "--project", str(repo / "stackc.yaml"), "list", "stacks").out == "dev\n"
    write_files(elsewhere, {"stackc.yaml": PROJECT})
    monkeypatch.setenv("STACKC_BASE_PATH", str(repo))
    said = run_here("-C", str(elsewhere), "--untrusted", "list", "stacks")
    assert (said.out, said.err) == ("dev\n", "")


def test_a_project_file_cannot_name_a_base_path_in_the_users_place(repo: Path) -> None:
    into_atmos(repo)
    with (repo / "atmos.yaml").open("a", encoding="utf-8") as file:
        file.write(f"env: {{ATMOS_BASE_PATH: {repo.parent / 'outside'}}}\n")
    said = run_here("-C", str(repo), "--untrusted", "list", "stacks")
    assert (said.code, findings(said)[0][:2]) == (1, ("error", "SC0230"))


# --- environment and effects of an untrusted repository

ASKING = [
    "!env LEAK",
    "!env LEAK none",
    "'{{ env \"LEAK\" }}'",
    "'{{ getenv \"LEAK\" }}'",
    "'{{ expandenv \"$LEAK\" }}'",
]


@pytest.mark.parametrize("set_", [True, False], ids=["set", "unset"])
@pytest.mark.parametrize("value", ASKING)
def test_a_stranger_reads_no_variable(repo: Path, value: str, set_: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not set_:
        monkeypatch.delenv("LEAK")
    valued(repo, value)
    said = described(repo, "--untrusted")
    [(level, code, place)] = findings(said)
    assert (said.code, level, code, place[:24]) == (1, "error", "SC0520", "stacks/deploy/dev.yaml:5")
    assert CANARY not in said.out + said.err


@pytest.mark.parametrize("value", ASKING)
def test_a_listed_variable_may_be_read(repo: Path, value: str) -> None:
    valued(repo, value)
    said = described(repo, "--untrusted", "--allow-env", "OTHER", "--allow-env=LEAK")
    assert (said.code, f"a: {CANARY}" in said.out) == (0, True), said


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"stacks/deploy/dev.yaml": "locals: {b: !env LEAK}\n" + STACK}, id="in locals"),
        pytest.param({"stacks/deploy/dev.yaml": "locals: {b: '{{ env \"LEAK\" }}'}\n" + STACK}, id="template in locals"),
        pytest.param(
            {"stacks/t.yaml.tmpl": "settings: {b: '{{ env \"LEAK\" }}'}\n", "stacks/deploy/dev.yaml": "import: [t]\n" + STACK},
            id="in a file template",
        ),
        pytest.param({"stackc.yaml": PROJECT + "env: {B: !env LEAK}\n"}, id="in the project file"),
        pytest.param(
            {"stackc.yaml": PROJECT.replace("name_pattern: \"{stage}\"", "name_template: '{{ env \"LEAK\" }}'")},
            id="in a name template",
        ),
        pytest.param(
            {"stacks/deploy/dev.yaml": STACK + "      metadata: {terraform_workspace_template: '{{ env \"LEAK\" }}'}\n"},
            id="in a workspace template",
        ),
    ],
)  # fmt: skip
def test_a_variable_is_refused_wherever_it_is_asked_for(repo: Path, files: dict[str, str]) -> None:
    write_files(repo, files)
    said = run_here("-C", str(repo), "--untrusted", "validate")
    assert ("error", "SC0520") in [found[:2] for found in findings(said)], said
    assert CANARY not in said.out + said.err


@pytest.mark.parametrize(
    "command",
    [
        "describe component app -s dev --resolve",
        "generate varfile app -s dev --resolve",
        "build -o out --resolve",
        "terraform plan app -s dev",
        "terraform plan app -s dev --dry-run",
        "terraform deploy --all --auto-approve",
        "terraform clean app -s dev",
        "terraform output app -s dev",
    ],
)
def test_nothing_of_a_stranger_is_executed(repo: Path, command: str) -> None:
    ran = repo.parent / "ran"
    tool = repo / "tool"
    tool.write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
    tool.chmod(0o755)
    (repo / "stackc.yaml").write_text(
        PROJECT.replace("base_path: c", f"command: {tool}, base_path: c"), encoding="utf-8"
    )
    valued(repo, f"!exec touch {ran}")
    said = run_here("-C", str(repo), "--untrusted", *command.split())
    assert (said.code, findings(said)[-1][:2]) == (1, ("error", "SC0930")), said
    assert not ran.exists()


def test_the_library_refuses_the_same(repo: Path) -> None:
    valued(repo, "!exec touch ran")
    project = stackc.load(str(repo), untrusted=True)
    instance = project.instance("app", "dev")
    run, move = lambda: project.run("plan", ["app@dev"]), lambda: project.move_states()
    for effect in (lambda: project.resolve(instance), run, move):
        with pytest.raises(CompileError, match="SC0930"):
            effect()
    assert not (repo / "ran").exists()


def test_the_library_lists_the_variables_that_may_be_read(repo: Path) -> None:
    valued(repo, "!env LEAK")
    project = stackc.load(str(repo), env={"LEAK": "x"}, untrusted=True, allow_env=["LEAK"])
    assert project.instance("app", "dev").vars["a"] == "x"


@pytest.mark.parametrize("flags", [(), ("--allow-env", "CI")])
def test_no_local_file_of_a_stranger_counts(repo: Path, flags: tuple[str, ...]) -> None:
    valued(repo, "1")
    write_files(repo, {"stacks/deploy/dev.local.yaml": "components: {terraform: {app: {vars: {a: 2}}}}\n"})
    assert "a: 2" in described(repo).out
    said = described(repo, "--untrusted", *flags)
    assert (said.code, "a: 1" in said.out) == (0, True)


def test_a_list_of_variables_needs_a_stranger(repo: Path) -> None:
    said = described(repo, "--allow-env", "LEAK")
    assert (said.code, said.err.startswith("stackc: `--allow-env` goes with `--untrusted`")) == (2, True)


@pytest.mark.parametrize("dialect", ["stackc", "atmos"])
def test_a_project_file_cannot_lower_the_refusal(repo: Path, dialect: str) -> None:
    if dialect == "atmos":
        into_atmos(repo)
    own = 'diagnostics: {severity: {SC0230: "off"}}'
    with (repo / f"{dialect}.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{own}\n" if dialect == "stackc" else f"stackc: {{{own}}}\n")
    opened = open_project(str(repo), {}, trust=Trust(False, frozenset()))
    assert opened.compilation.severity(stackc.Code.OUTSIDE, "show") == "error"
