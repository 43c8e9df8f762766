"""``terraform``: what is selected, asked and shown. A script stands in for Terraform and writes down what it is told."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, Said, run_here, write_files

TERRAFORM = """\
#!/bin/sh
case "$1" in version) echo '{"terraform_version": "1.9.0"}'; exit 0;; esac
echo "$1" >> "LOG"
case "$1 $FAIL" in "plan yes"|"apply yes") exit 1;; "plan changes") exit 2;; esac
"""
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\n"
        "components:\n"
        "  terraform:\n"
        "    net: {}\n"
        "    app: {dependencies: {components: [net]}}\n"
        "    off: {metadata: {component: net, enabled: false}}\n"
        "    base: {metadata: {component: net, type: abstract}}\n"
    ),
    "components/terraform/app/main.tf": 'variable "stage" {}\n',
    "components/terraform/net/main.tf": 'variable "stage" {}\n',
}
BROKEN = {"stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {net: {vars: 5}, app: {}}}\n"}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_files(tmp_path / "repository", FILES)
    binary = write_files(tmp_path, {"bin/terraform": TERRAFORM.replace("LOG", str(tmp_path / "log"))}) / "bin/terraform"
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", f"{binary.parent}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("TF_WORKSPACE", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return root


def run(root: Path, line: str) -> Said:
    return run_here("-C", str(root), *f"terraform {line}".split())


def told(root: Path) -> list[str]:
    """The verbs Terraform was given, in order."""
    log = root.parent / "log"
    return log.read_text().split() if log.exists() else []


@pytest.mark.parametrize(
    ("line", "verbs"),
    [
        pytest.param("init net -s dev", ["init"], id="init"),
        pytest.param("plan net -s dev", ["init", "plan"], id="plan"),
        pytest.param("apply net -s dev --auto-approve", ["init", "apply"], id="apply"),
        pytest.param("destroy net -s dev --auto-approve", [], id="destroy, without a state"),
    ],
)
def test_one_instance_runs(line: str, verbs: list[str], root: Path) -> None:
    assert run(root, line).code == 0
    assert told(root) == verbs


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("plan app", 1, "error[SC0418]: stack is required"),
        ("plan typo -s dev", 1, "error[SC0416]: "),
        ("plan app -s typo", 1, "error[SC0415]: "),
        ("plan --all -s typo", 1, "error[SC0415]: there is no stack `typo`"),
        ("plan --all -c typo", 1, "error[SC0416]: there is no component `typo`"),
        ("plan base -s dev", 1, "error[SC"),
        ("plan --all -c off", 0, "[SC"),
        ("plan --all app", 1, "stackc terraform: `--all` and the component `app` exclude each other"),
        ("apply --all --dry-run -state=x", 1, "error[SC"),
    ],
)
def test_nothing_runs_that_was_not_meant(line: str, code: int, message: str, root: Path) -> None:
    said = run(root, line)
    assert (said.code, told(root)) == (code, [])
    assert message in said.err


def test_the_help_without_a_stack_names_them(root: Path) -> None:
    assert "  = help: stacks are `dev`\n" in run(root, "plan app").err


@pytest.mark.parametrize("line", ["plan app -s dev", "clean app -s dev", "plan --all --dry-run"])
def test_nothing_of_an_untrusted_repository_runs(line: str, root: Path) -> None:
    said = run_here("-C", str(root), "--untrusted", *f"terraform {line}".split())
    assert (said.code, said.out, told(root)) == (1, "", [])
    assert "error[SC0930]: the repository is untrusted: Terraform is not run" in said.err


@pytest.mark.parametrize("line", ["plan net -s dev", "plan --all", "plan --all -s dev", "apply --all --auto-approve"])
def test_what_does_not_compile_stops_what_needs_it(line: str, root: Path) -> None:
    write_files(root, BROKEN)
    said = run(root, line)
    assert (said.code, told(root), said.err.count("error[SC0401]")) == (1, [], 1)


def test_a_broken_project_runs_nothing(root: Path) -> None:
    write_files(root, {"stackc.yaml": "stacks: [\n"})
    assert (run(root, "plan net -s dev").code, told(root)) == (1, [])


def test_all_run_in_their_order_with_their_number(root: Path) -> None:
    said = run(root, "plan --all")
    assert said.code == 0
    assert [line for line in said.err.splitlines() if line.startswith("[")] == [
        "[1/2] plan net@dev",
        "[2/2] plan app@dev",
    ]
    assert said.err.splitlines()[-1] == "2 done"
    assert told(root) == ["init", "plan", "init", "plan"]


def test_one_instance_is_not_counted(root: Path) -> None:
    said = run(root, "plan net -s dev")
    assert "[1/" not in said.err
    assert "done" not in said.err


def test_what_waits_for_a_failed_one_is_skipped(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIL", "yes")
    said = run(root, "apply --all --auto-approve")
    lines = said.err.splitlines()
    assert said.code == 1
    assert "failed: net@dev" in lines
    assert "[2/2] skipped app@dev because net@dev did not finish" in lines
    assert lines[-3:] == ["  failed   net@dev", "  skipped  app@dev", "1 failed, 1 skipped"]


@pytest.mark.parametrize("fail", ["yes", "changes"])
def test_the_code_of_terraform_is_ours(fail: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIL", fail)
    assert run(root, "plan net -s dev -detailed-exitcode").code == {"yes": 1, "changes": 2}[fail]


@pytest.mark.parametrize("verb", ["apply", "destroy"])
def test_without_a_terminal_nobody_agrees_to_all(verb: str, root: Path) -> None:
    said = run(root, f"{verb} --all")
    assert (said.code, told(root)) == (1, [])
    order = ["net@dev", "app@dev"] if verb == "apply" else ["app@dev", "net@dev"]
    assert said.err.splitlines() == [
        *(f"  {verb} {name}" for name in order),
        f"error[SC0913]: `{verb} --all` asks before it starts, and there is no terminal to ask on",
        "  = help: give --auto-approve",
    ]


@pytest.mark.parametrize(
    ("answer", "agreed"), [("yes\n", True), ("y\n", False), ("YES\n", False), ("\n", False), ("", False)]
)
def test_on_a_terminal_only_yes_is_yes(answer: str, agreed: bool, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    said = run(root, "apply --all")
    assert "apply these 2 instances? Only `yes` is accepted: " in said.err
    assert (said.code, "apply" in told(root)) == ((0, True) if agreed else (1, False))


@pytest.mark.parametrize("line", ["plan --all", "deploy --all", "apply --all --auto-approve", "init --all"])
def test_nobody_is_asked_about_what_changes_nothing_or_was_agreed_to(line: str, root: Path) -> None:
    said = run(root, line)
    assert (said.code, "Only `yes`" in said.err, "SC0913" in said.err) == (0, False, False)


def test_a_dry_run_shows_files_commands_and_names_of_variables(root: Path) -> None:
    said = run(root, "plan app -s dev --dry-run")
    assert (said.code, told(root)) == (0, [])
    lines = [line.split()[:3] for line in said.out.splitlines()]
    assert lines[0] == ["app@dev"]
    assert lines[1] == ["in", str(root / ".stackc/work/dev/app/components/terraform/app")]
    assert ["file", "dev-app.terraform.tfvars.json"] in lines
    assert [line[2] for line in lines if line[0] == "run"] == ["init", "plan"]
    assert "TF_WORKSPACE" in said.out.splitlines()[-1].split()
    assert not (root / ".stackc").exists()


@pytest.mark.parametrize(("verb", "order"), [("plan", ["net@dev", "app@dev"]), ("destroy", ["app@dev", "net@dev"])])
def test_a_dry_run_of_all_is_in_their_order(verb: str, order: list[str], root: Path) -> None:
    said = run(root, f"{verb} --all --dry-run")
    assert (said.code, [line for line in said.out.splitlines() if line[0] != " "]) == (0, order)


def test_a_dry_run_of_a_circle_fails(root: Path) -> None:
    circle = (
        "vars: {stage: dev}\ncomponents: {terraform: {net: {dependencies: {components: [app]}}, "
        "app: {dependencies: {components: [net]}}}}\n"
    )
    write_files(root, {"stacks/deploy/dev.yaml": circle})
    said = run(root, "plan --all --dry-run")
    assert (said.code, said.out, "error[SC0701]" in said.err) == (1, "", True)


def test_a_dry_run_without_a_root_module_fails(root: Path) -> None:
    (root / "components/terraform/app/main.tf").unlink()
    (root / "components/terraform/app").rmdir()
    said = run(root, "plan --all --dry-run")
    assert (said.code, [line for line in said.out.splitlines() if line[0] != " "]) == (1, ["net@dev"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("plan app -s dev", True),
        ("deploy app -s dev", True),
        ("plan --all -c app", True),
        ("plan net -s dev", False),
        ("plan --all", False),
        ("init app -s dev", False),
        ("plan app -s dev -destroy", False),
    ],
)
def test_a_prerequisite_without_a_state_is_told(line: str, said: bool, root: Path) -> None:
    err = run(root, line).err
    assert ("net@dev, which comes before app@dev, has no state yet" in err) is said
    assert ("stackc terraform deploy net -s dev" in err) is said


def test_a_workdir_is_removed_once(root: Path) -> None:
    run(root, "plan net -s dev")
    workdir = root / ".stackc/work/dev/net"
    assert workdir.exists()
    assert run(root, "clean net -s dev") == (0, "", "removed the workdir of net@dev\n")
    assert not workdir.exists()
    assert run(root, "clean net -s dev") == (0, "", "")


def test_cleaning_what_is_not_there_is_an_error(root: Path) -> None:
    assert run(root, "clean typo -s dev").code == 1


def test_without_terraform_nothing_runs(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    said = run(root, "plan net -s dev")
    assert (said.code, said.err.count("error[SC")) == (1, 1)


@pytest.mark.parametrize("line", ["plan --all", "plan --all --dry-run", "plan net -s dev"])
def test_a_state_that_moved_stops_a_run(line: str, root: Path) -> None:
    assert run_here("-C", str(root), "lock").code == 0
    lock = root / "stackc.lock"
    lock.write_text(lock.read_text().replace("terraform/net/", "terraform/elsewhere/"))
    said = run(root, line)
    assert (said.code, said.out, told(root)) == (1, "", [])
    assert said.err.startswith("error[SC0902]: the state address of net@dev moved")


# --- verbs beyond the graph


def test_a_shell_has_workdir_workspace_and_variables(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = (
        write_files(
            root.parent, {"sh": '#!/bin/sh\npwd > LOG; echo "$TF_WORKSPACE $TF_CLI_ARGS_plan $*" >> LOG; exit 3\n'}
        )
        / "sh"
    )
    note = root.parent / "note"
    shell.write_text(shell.read_text().replace("LOG", str(note)))
    shell.chmod(0o755)
    monkeypatch.setenv("SHELL", str(shell))
    monkeypatch.setenv("TF_CLI_ARGS_plan", "-no-color")
    said = run(root, "shell net@dev -- -c x")
    assert (said.code, told(root)) == (3, ["init"])
    workdir = root / ".stackc/work/dev/net/components/terraform/net"
    assert note.read_text() == f"{workdir}\ndev -var-file dev-net.terraform.tfvars.json -no-color -c x\n"
    assert f"{shell} in the workdir of net@dev, workspace `dev`: other commands wait until it ends\n" in said.err


def test_a_shell_that_is_not_there_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/nowhere/sh")
    said = run(root, "shell net@dev")
    assert (said.code, "error[SC0901]: cannot start `/nowhere/sh`" in said.err) == (1, True)


@pytest.mark.parametrize("line", ["fmt net -s dev -check", "fmt --all -c net -c off -check"])
def test_sources_are_formatted_where_people_keep_them_and_once(line: str, root: Path) -> None:
    binary = root.parent / "bin/terraform"
    binary.write_text(binary.read_text().replace('echo "$1"', 'echo "$* $(pwd)"'))
    assert run(root, line).code == 0
    assert (root.parent / "log").read_text() == f"fmt -check {root}/components/terraform/net\n"
    assert not (root / ".stackc").exists()


def test_sources_that_are_not_there_cannot_be_formatted(root: Path) -> None:
    (root / "components/terraform/app/main.tf").unlink()
    (root / "components/terraform/app").rmdir()
    said = run(root, "fmt app@dev")
    assert (said.code, told(root), "error[SC" in said.err) == (1, [], True)


def test_a_dry_run_formats_nothing(root: Path) -> None:
    said = run(root, "fmt net@dev --dry-run -check")
    assert (said.out, told(root)) == (f"in {root}/components/terraform/net\n  run  terraform fmt -check\n", [])


def test_what_is_about_no_instance_needs_none(root: Path) -> None:
    assert (run(root, "login host").code, told(root)) == (0, ["login"])


@pytest.mark.parametrize("line", ["login host", "fmt net@dev", "shell net@dev", "state list net@dev"])
def test_an_untrusted_repository_says_not_which_terraform_runs(line: str, root: Path) -> None:
    said = run_here("-C", str(root), "--untrusted", *f"terraform {line}".split())
    assert (said.code, told(root)) == (1, [])


@pytest.mark.parametrize(
    ("line", "ours", "verbs"),
    [
        ("plan --help", "Usage: stackc terraform plan COMPONENT -s STACK [FLAGS] [-- ARGS]\n", ["plan"]),
        ("deploy -h", "`apply` that does not ask.", ["apply"]),
        ("state -help", "Usage: stackc terraform state list|show|", ["state"]),
        ("state rm -help", "It may change the state: what is locked is refused.", ["state"]),
        ("shell --help", "A shell in the workdir", []),
        ("clean --help", "Removes the workdir", []),
        ("login -help", "Usage: stackc terraform login [ARGS]\n", ["login"]),
        ("frobnicate -help", "stackc does not know this verb", ["frobnicate"]),
    ],
)
def test_the_help_of_a_verb_is_ours_and_then_terraforms(line: str, ours: str, verbs: list[str], root: Path) -> None:
    said = run(root, line)
    assert (said.code, ours in said.out, told(root)) == (0, True, verbs)


def test_help_without_terraform_is_ours(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    said = run(root, "plan --help")
    assert (said.code, "--dry-run" in said.out, "error[SC0901]" in said.err) == (1, True, True)


@pytest.mark.parametrize("line", ["import off x y -s dev", "state list base@dev", "shell off@dev"])
def test_what_is_abstract_or_disabled_is_refused_for_every_verb(line: str, root: Path) -> None:
    said = run(root, line)
    assert (said.code, told(root), "error[SC090" in said.err) == (1, [], True)


# --- policies

REFUSING = "import stackc\n\ndef check(project):\n    print('asked')\n    yield stackc.finding('nothing on Fridays')\n"
OF_NET = (
    "import stackc\n\ndef check(project):\n"
    "    net = project.instance('net', 'dev')\n    yield stackc.finding('no nets', at=net.place(), instance=net)\n"
)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("plan net -s dev", id="one"),
        pytest.param("deploy --all --auto-approve", id="all"),
        pytest.param("apply --all", id="before the question"),
        pytest.param("plan net -s dev --dry-run", id="a dry run"),
    ],
)
def test_a_policy_refuses_a_run_before_terraform_starts(root: Path, line: str) -> None:
    write_files(root, {"policies/fridays.py": REFUSING})
    said = run(root, line)
    assert (said.code, said.out, told(root)) == (1, "", [])
    assert said.err == "asked\nerror[SC0630]: nothing on Fridays\n  = note: the policy `policies/fridays.py` says so\n"


def test_a_policy_that_warns_is_heard_and_the_run_goes_on(root: Path) -> None:
    write_files(root, {"policies/fridays.py": REFUSING.replace("Fridays'", "Fridays', severity='warning'")})
    said = run(root, "plan net -s dev")
    assert (said.code, told(root), said.err.count("warning[SC0630]")) == (0, ["init", "plan"], 1)


@pytest.mark.parametrize("line", ["destroy net -s dev --auto-approve", "init net -s dev", "output net -s dev"])
def test_what_is_taken_away_or_looked_at_asks_no_policy(root: Path, line: str) -> None:
    write_files(root, {"policies/fridays.py": REFUSING})
    assert (run(root, line).code, "asked" in run(root, line).err) == (0, False)


@pytest.mark.parametrize(("line", "verbs"), [("plan app -s dev", ["init", "plan"]), ("plan --all", [])])
def test_a_policy_about_an_instance_concerns_runs_of_that_instance(root: Path, line: str, verbs: list[str]) -> None:
    write_files(root, {"policies/nets.py": OF_NET})
    assert (run(root, line).code, told(root)) == (0 if verbs else 1, verbs)


@pytest.mark.parametrize("value", ["big", "!exec echo big"], ids=["known", "known in the run"])
def test_a_schema_of_the_component_refuses_a_run_before_terraform_starts(root: Path, value: str) -> None:
    manifest = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    net:\n      vars:\n        size: {value}\n"
    schema = '{"properties": {"size": {"type": "integer"}}}'
    write_files(root, {"stacks/deploy/dev.yaml": manifest, "schemas/components/net.schema.json": schema})
    said = run(root, "plan net -s dev")
    assert (said.code, told(root)) == (1, [])
    assert "error[SC0632]: 'big' is not of type 'integer' (`vars.size`)\n --> stacks/deploy/dev.yaml:6:15\n" in said.err
    assert run(root, "destroy net -s dev --auto-approve").code == 0
