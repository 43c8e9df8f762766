from __future__ import annotations

import re
from pathlib import Path

import pytest

from stackc.cli.internal_error import LIBRARIES, hide_values, report_bug
from tests.kit.command import Said, bare_env, run_apart

BROKEN = """\
import os, sys
def fail(*, there=os.getcwd):
    os.getcwd = there
    {fault}
os.getcwd = fail
from stackc.cli.main import main
main(sys.argv[1:])
"""
FULL = "import resource\n    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n    "
ENDLESS = "def deeper(): deeper()\n    deeper()"
"""Without parameters: Python 3.13.0 never ends where a function with defaults calls itself."""
COMMANDS = ["list stacks", "validate", "describe component app -s dev", "build -o out", "terraform plan app -s dev"]


def run(folder: Path, *words: str, fault: str = "raise ValueError('what it was')", **env: str) -> Said:
    """A command on a system one of whose calls does what no system does."""
    known = bare_env(folder, TMPDIR=str(folder), **env)
    return run_apart(words, folder, known, script=BROKEN.format(fault=fault))


def report(folder: Path) -> Path:
    [found] = folder.glob("stackc-error-*")
    return found


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        pytest.param("ValueError", "raise ValueError('what it was')", id="bug"),
        pytest.param("MemoryError", "return bytearray(1 << 60)", id="memory"),
        pytest.param("RecursionError", ENDLESS, id="recursion"),
        pytest.param("AssertionError", "assert 0", id="assertion"),
    ],
)
def test_an_internal_error_has_a_code_of_its_own_and_leaves_a_report(
    command: str, kind: str, fault: str, tmp_path: Path
) -> None:
    said = run(tmp_path, *command.split(), fault=fault)
    path = report(tmp_path)
    line = f"stackc: internal error: {kind}; a bug in stackc, please report it with `{path}`\n"
    assert (said.code, said.err) == (70, line)
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    assert f"{kind}" in text.splitlines()[-1]
    assert f"command    stackc {command}\n" in text


def test_a_report_has_the_versions(tmp_path: Path) -> None:
    run(tmp_path, "list", "stacks")
    text = report(tmp_path).read_text()
    assert re.search(r"^stackc +\d+\.\d+", text, re.MULTILINE)
    assert re.search(r"^Python +3\.\d+", text, re.MULTILINE)
    assert re.search(r"^platform +\S+", text, re.MULTILINE)
    assert re.search(r"^libraries .*pyyaml \d+\..*typer \d+\.", text, re.MULTILINE)


def test_a_report_has_nothing_of_the_environment_and_no_secret_that_the_error_quotes(tmp_path: Path) -> None:
    fault = "raise ValueError(os.environ['API_TOKEN'])"
    said = run(tmp_path, "list", "stacks", "-v", fault=fault, API_TOKEN="hunter2hunter2", PLAIN="nobodys-business")
    for text in (report(tmp_path).read_text(), said.err):
        assert "ValueError: <hidden>" in text
        assert "hunter2" not in text
        assert "nobodys-business" not in text


def test_the_traceback_is_printed_when_asked_for(tmp_path: Path) -> None:
    assert "Traceback (most recent call last)" in run(tmp_path, "list", "stacks", "-v").err


def test_a_report_that_cannot_be_written_goes_to_stderr(tmp_path: Path) -> None:
    said = run(tmp_path, "list", "stacks", fault=FULL + "raise ValueError('what it was')")
    assert (said.code, [*tmp_path.glob("stackc-error-*")]) == (70, [])
    first, *rest = said.err.splitlines()
    assert first == "stackc: internal error: ValueError; a bug in stackc, please report it with what follows"
    assert rest[-1] == "ValueError: what it was"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("plan app -s dev", "plan app -s dev", id="nothing to hide"),
        pytest.param("-var password=x -var=size=3", "-var password=<hidden> -var=size=<hidden>", id="variables"),
        pytest.param("--var a=b=c -var-file=x", "--var a=<hidden> -var-file=x", id="two dashes"),
        pytest.param("-backend-config=token=x", "-backend-config=token=<hidden>", id="backend"),
        pytest.param("--token abc --api-key=abc -x", "--token <hidden> --api-key=<hidden> -x", id="by name"),
        pytest.param("https://me:pw@host/x", "https://<hidden>@host/x", id="in an address"),
        pytest.param("-x AbCdEfGh0123456789xyzXYZ", "-x <hidden>", id="looks random"),
        pytest.param("plat-ue2-prod-eks-cluster-01-blue", "plat-ue2-prod-eks-cluster-01-blue", id="a long name"),
        pytest.param("-var", "-var", id="nothing follows"),
        pytest.param("--token -s dev", "--token -s dev", id="an option follows"),
    ],
)
def test_values_of_a_command_line_that_may_be_secret_are_hidden(words: str, shown: str) -> None:
    assert " ".join(hide_values(words.split())) == shown


def raised(message: str) -> ValueError:
    """An error that was raised, and so has a traceback."""
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_report_is_a_file_for_its_owner_with_all_that_helps(
    reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report_bug(raised("what it was"), ["plan", "--token", "abc"], {}, verbose=False)
    path = report(reports)
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"stackc: internal error: ValueError; a bug in stackc, please report it with `{path}`\n")
    assert path.suffix == ".txt"
    head, _, trace = path.read_text().partition("\n\n")
    rows = dict(re.split(r" +", line, maxsplit=1) for line in head.splitlines())
    assert list(rows) == ["stackc", "Python", "platform", "libraries", "command"]
    assert rows["command"] == "stackc plan --token <hidden>"
    assert [each.split()[0] for each in rows["libraries"].split(", ")] == list(LIBRARIES)
    assert trace.startswith("Traceback (most recent call last):\n")
    assert trace.endswith("ValueError: what it was\n")


@pytest.mark.parametrize("verbose", [True, False])
def test_the_traceback_is_said_too_when_asked_for(
    verbose: bool, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report_bug(raised("hunter2hunter2"), [], {"MY_PASSWORD": "hunter2hunter2"}, verbose=verbose)
    err = capsys.readouterr().err
    assert ("Traceback" in err, "hunter2" in err, report(reports).exists()) == (verbose, False, True)


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("API_TOKEN", "12345678", True),
        ("API_TOKEN", "1234567", False),
        ("api_key", "12345678", True),
        ("DB_PASSWORD", "12345678", True),
        ("CONN_STR", "12345678", True),
        ("AUTHOR", "12345678", True),
        ("KEYBOARD", "12345678", False),
        ("HOME", "12345678", False),
    ],
)
@pytest.mark.usefixtures("capsys")
def test_values_of_variables_that_are_named_like_secrets_are_hidden(
    name: str, value: str, hidden: bool, reports: Path
) -> None:
    report_bug(raised(f"<{value}>"), [], {name: value}, verbose=False)
    assert (f"ValueError: <{value}>" not in report(reports).read_text()) is hidden


@pytest.mark.usefixtures("capsys")
def test_a_secret_that_holds_another_is_hidden_whole(reports: Path) -> None:
    report_bug(
        raised("<secretsecretmore>"), [], {"A_TOKEN": "secretsecret", "B_TOKEN": "secretsecretmore"}, verbose=False
    )
    assert "ValueError: <<hidden>>" in report(reports).read_text()


def test_without_a_place_for_it_the_report_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    report_bug(raised("what it was"), [], {}, verbose=True)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "stackc: internal error: ValueError; a bug in stackc, please report it with what follows"
    assert (lines[1].split()[0], lines[-1]) == ("stackc", "ValueError: what it was")
    assert sum("Traceback" in line for line in lines) == 1
