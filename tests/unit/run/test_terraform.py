"""The Terraform binary: which one runs, and its command lines, word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import Finished
from stackc.run.terraform import INSTALL, MANY, Binary, Call, find_binary, init_arguments, is_flag, main_arguments
from stackc.system.files import DiskWorkplace
from tests.unit.run.bench import Children

VERSION = Finished(0, json.dumps({"terraform_version": "1.9.0", "platform": "x"}), "")


def found(
    folder: Path, command: str = "", programs: tuple[str, ...] = (), said: Finished = VERSION, **env: str
) -> tuple[Binary | Diagnostic, Children]:
    """What is found where ``programs`` are on the PATH, and the children that were asked."""
    for program in programs:
        (folder / program).write_text("")
        (folder / program).chmod(0o755)
    children = Children(lambda _: said)
    return find_binary(command, DiskWorkplace(), children, {"PATH": str(folder), **env}), children


@pytest.mark.parametrize(
    ("command", "programs", "path", "flavour"),
    [
        pytest.param("", ("terraform", "tofu"), "terraform", "terraform", id="Terraform first"),
        pytest.param("", ("tofu",), "tofu", "tofu", id="else OpenTofu"),
        pytest.param("terraform", ("tofu",), "tofu", "tofu", id="the default is no wish"),
        pytest.param("tofu", ("terraform", "tofu"), "tofu", "tofu", id="as configured"),
        pytest.param("opentofu-1.8", ("opentofu-1.8",), "opentofu-1.8", "tofu", id="a name with tofu in it"),
        pytest.param("tf", ("tf",), "tf", "terraform", id="any other name"),
    ],
)
def test_the_configured_binary_runs_else_what_is_there(
    command: str, programs: tuple[str, ...], path: str, flavour: str, tmp_path: Path
) -> None:
    assert found(tmp_path, command, programs)[0] == Binary(str(tmp_path / path), flavour, "1.9.0")


def test_a_folder_called_tofu_is_no_flavour(tmp_path: Path) -> None:
    folder = tmp_path / "tofu"
    folder.mkdir()
    assert found(folder, "", ("terraform",))[0] == Binary(str(folder / "terraform"), "terraform", "1.9.0")


@pytest.mark.parametrize(
    ("command", "names"),
    [
        pytest.param("", "`terraform` or `tofu`", id="none"),
        pytest.param("terraform", "`terraform` or `tofu`", id="the default"),
        pytest.param("tf", "`tf`", id="configured"),
    ],
)
def test_without_a_binary_nothing_is_asked(command: str, names: str, tmp_path: Path) -> None:
    answer, children = found(tmp_path, command)
    assert answer == Diagnostic(Code.TERRAFORM_NOT_FOUND, f"cannot find {names} on the PATH", help=INSTALL)
    assert children.started == []


def test_a_configured_binary_that_is_missing_has_no_substitute(tmp_path: Path) -> None:
    assert isinstance(found(tmp_path, "tf", ("terraform", "tofu"))[0], Diagnostic)


def test_the_version_is_asked_for_without_the_arguments_of_others(tmp_path: Path) -> None:
    _, children = found(tmp_path, "", ("terraform",), TF_CLI_ARGS="-json", TF_CLI_ARGS_version="-x", HOME="/h")
    [child] = children.started
    assert (child.text, child.cwd, child.timeout, child.inherited) == ("version -json", "/", 30, ())
    assert child.env == {"PATH": str(tmp_path), "HOME": "/h", "CHECKPOINT_DISABLE": "1"}


@pytest.mark.parametrize(
    ("said", "last"),
    [
        pytest.param(Finished(1, "out", "first\n\n  last  \n\n"), "last", id="the last line of errors"),
        pytest.param(Finished(127, "a\nb\n", ""), "b", id="of the output where there are none"),
        pytest.param(Finished(-9, "", ""), "no message", id="nothing"),
        pytest.param(Finished(1, "", "\n \n"), "no message", id="blank lines"),
    ],
)
def test_a_binary_that_cannot_tell_its_version_is_none(said: Finished, last: str, tmp_path: Path) -> None:
    answer, _ = found(tmp_path, "", ("terraform",), said)
    message = f"`{tmp_path}/terraform version` fails: {last}"
    assert answer == Diagnostic(Code.TERRAFORM_NOT_FOUND, message, help=INSTALL)


@pytest.mark.parametrize(
    ("out", "version"),
    [
        pytest.param("Terraform v0.11", "", id="no JSON"),
        pytest.param("", "", id="nothing"),
        pytest.param("{}", "", id="no version in it"),
        pytest.param('{"terraform_version": 5}', "5", id="a number"),
    ],
)
def test_a_version_that_cannot_be_read_is_none(out: str, version: str, tmp_path: Path) -> None:
    answer, _ = found(tmp_path, "", ("terraform",), Finished(0, out, ""))
    assert isinstance(answer, Binary)
    assert answer.version == version


# --- command lines


@pytest.mark.parametrize(
    ("local", "words"),
    [
        pytest.param({}, "init -reconfigure -input=false", id="another backend"),
        pytest.param(
            {"workspace_dir": "/d", "path": "/p"},
            "init -reconfigure -input=false -backend-config=path=/p -backend-config=workspace_dir=/d",
            id="local, sorted",
        ),
    ],
)
def test_init_is_told_where_a_local_state_is(local: Mapping[str, str], words: str) -> None:
    assert init_arguments(local) == tuple(words.split())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        pytest.param(Call("plan"), "plan -var-file a -var-file b", id="plan"),
        pytest.param(Call("apply"), "apply -var-file a -var-file b", id="apply"),
        pytest.param(Call("deploy"), "apply -var-file a -var-file b -auto-approve", id="deploy"),
        pytest.param(Call("destroy"), "destroy -var-file a -var-file b", id="destroy"),
        pytest.param(Call("output", ("-json",)), "output -json", id="output"),
        pytest.param(Call("validate"), "validate", id="validate"),
        pytest.param(Call("workspace", ("list",)), "workspace list", id="workspace"),
        pytest.param(Call("workspace show", ("-no-color",)), "workspace show -no-color", id="a subcommand"),
        pytest.param(
            Call("import", ("a", "1"), interactive=False),
            "import -var-file a -var-file b -input=false a 1",
            id="import",
        ),
        pytest.param(Call("console", interactive=False), "console -var-file a -var-file b", id="console always asks"),
        pytest.param(
            Call("state replace-provider", ("a", "b"), True),
            "state replace-provider -auto-approve a b",
            id="approved, too",
        ),
        pytest.param(Call("refresh", auto_approve=True), "refresh -var-file a -var-file b", id="refresh asks nothing"),
        pytest.param(Call("frobnicate", ("-x",)), "frobnicate -x", id="a verb that nobody knows"),
        pytest.param(Call("apply", auto_approve=True), "apply -var-file a -var-file b -auto-approve", id="approved"),
        pytest.param(Call("plan", auto_approve=True), "plan -var-file a -var-file b", id="a plan needs no approval"),
        pytest.param(
            Call("apply", ("-auto-approve=false",), auto_approve=True),
            "apply -var-file a -var-file b -auto-approve=false",
            id="the user's approval",
        ),
        pytest.param(
            Call("deploy", ("--auto-approve",)), "apply -var-file a -var-file b --auto-approve", id="two dashes"
        ),
        pytest.param(Call("plan", interactive=False), "plan -var-file a -var-file b -input=false", id="nobody there"),
        pytest.param(Call("output", interactive=False), "output", id="nobody there, no questions"),
        pytest.param(
            Call("plan", ("-input=true",), interactive=False), "plan -var-file a -var-file b -input=true", id="input"
        ),
        pytest.param(Call("apply", ("/p",), True, plan="/p"), "apply /p", id="a saved plan"),
        pytest.param(Call("deploy", ("/p",), plan="/p"), "apply /p", id="a saved plan, deployed"),
        pytest.param(
            Call("apply", ("/p",), interactive=False, plan="/p"),
            "apply -input=false /p",
            id="a saved plan, nobody there",
        ),
    ],
)
def test_the_command_has_our_arguments_before_the_users(call: Call, words: str) -> None:
    assert main_arguments(call, "a", "b") == tuple(words.split())


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("-input", True),
        ("--input", True),
        ("-input=false", True),
        ("-inputs", False),
        ("input", False),
        ("-var=input", False),
        ("", False),
    ],
)
def test_a_flag_is_itself_with_or_without_a_value(word: str, expected: bool) -> None:
    assert is_flag(word, "input") is expected


def test_which_verbs_read_variables_and_which_may_make_a_state() -> None:
    assert [verb for verb in MANY if Call(verb).needs_vars] == [
        *("plan", "apply", "deploy", "destroy", "refresh", "test", "query")
    ]
    assert [verb for verb in MANY if Call(verb).known.records] == [
        *("plan", "apply", "deploy", "destroy", "init", "refresh")
    ]
    assert Call("apply", plan="/p").needs_vars is False
