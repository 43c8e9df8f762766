"""The boundary: what becomes of errors, signals and streams, and the commands that are matched early."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.cli import main as entry
from stackc.cli.options import Globals
from stackc.cli.session import Session
from tests.kit.command import PROJECT, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


@pytest.fixture
def quiet_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gc.disable", lambda: None)


@pytest.mark.usefixtures("quiet_exit")
@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["nothing"], 2), (["terraform", "nothing"], 1)])
def test_the_command_leaves_with_its_code(words: list[str], code: int, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        entry.main(words)
    assert left.value.code == code
    assert bool(capfd.readouterr().err) is bool(code)


@pytest.mark.parametrize(
    ("line", "is_early"),
    [
        ("version -h", False),
        ("list stacks", True),
        ("list stacks --format json", True),
        ("list stacks --format=json", True),
        ("list stacks -f json", False),
        ("list stacks --format csv", False),
        ("list stacks -s dev", False),
        ("list components", False),
        ("describe component app -s dev", True),
        ("describe component -s dev app", True),
        ("describe component -f json --stack dev app", True),
        ("describe component app -s dev --format yaml", True),
        ("describe component app", False),
        ("describe component -s dev", False),
        ("describe component app more -s dev", False),
        ("describe component app -s dev -s prod", False),
        ("describe component app -s", False),
        ("describe component app -s dev -f csv", False),
        ("describe component app -s dev --query .vars", False),
        ("describe component app -s dev --resolve", False),
        ("describe component app --stack=dev", False),
        ("describe stack dev", False),
        ("validate", True),
        ("validate stacks", False),
        ("validate --format json", False),
    ],
)
def test_what_is_asked_all_the_time_is_matched_exactly(
    line: str, is_early: bool, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = entry._hot(Session(Globals(chdir=str(root))), line.split())
    assert (code is not None, bool(capsys.readouterr().out)) == (is_early, is_early)


@pytest.mark.parametrize("line", ["component app -s dev", "component app -s typo", "component typo -s dev -f json"])
def test_an_early_answer_is_the_same_as_a_late_one(line: str, root: Path) -> None:
    early = run_here("-C", str(root), "describe", *line.split())
    assert run_here("-C", str(root), "describe", *line.split(), "-o", "-") == early


def failing(
    error: BaseException, words: list[str], monkeypatch: pytest.MonkeyPatch, options: Globals | None = None
) -> int:
    def fail(options: Globals, words: list[str]) -> int:
        raise error

    monkeypatch.setattr(entry, "_typer", fail)
    return entry.run(words)


def diagnostic() -> CompileError:
    return CompileError((Diagnostic(Code.GIT, "what it was"),))


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        pytest.param(diagnostic(), 1, "error[SC0916]: what it was", id="diagnostics"),
        pytest.param(OSError(errno.EACCES, "Permission denied", "f"), 1, "stackc: `f`: permission denied", id="file"),
        pytest.param(OSError(errno.EACCES, "No", b"\xff"), 1, "stackc: `\udcff`: no", id="file of odd bytes"),
        pytest.param(
            OSError(errno.ENOMEM, "Cannot allocate memory"), 1, "stackc: cannot allocate memory", id="refused"
        ),
        pytest.param(OSError(errno.ENOSPC, "No space", "f"), 1, "stackc: `f`: no space", id="no room for a file"),
        pytest.param(KeyboardInterrupt(), 130, "", id="interrupt"),
    ],
)
def test_what_is_no_bug_is_one_line(
    error: BaseException, code: int, line: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    err = io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)
    assert failing(error, ["-C", str(root), "graph"], monkeypatch) == code
    assert err.getvalue().strip() == line


@pytest.mark.parametrize(
    "error", [ValueError("x"), OSError(errno.ENOENT, "No such file", "f"), AssertionError(), KeyError("k")]
)
def test_everything_else_is_a_bug_of_ours(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert failing(error, ["graph"], monkeypatch) == 70
    assert capsys.readouterr().err.startswith(f"stackc: internal error: {type(error).__name__}; ")
    assert len([*tmp_path.glob("stackc-error-*.txt")]) == 1


@pytest.mark.parametrize("words", [["describe", "component", "app", "-s", ""], ["terraform", "plan", "-o"]])
def test_nothing_of_a_traceback_is_shown(words: list[str], root: Path) -> None:
    said = run_here("-C", str(root), *words)
    assert said.code in (1, 2)
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "code"),
    [(["list", "stacks", "-C"], 2), (["terraform", "plan", "-C"], 1), (["--color=x", "terraform"], 1)],
)
def test_wrong_usage_is_told_before_anything_is_opened(words: list[str], code: int) -> None:
    said = run_here(*words)
    assert (said.code, said.out, said.err.startswith("stackc: `--color`" if "=" in words[0] else "stackc: `-C`")) == (
        code,
        "",
        True,
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        pytest.param(errno.EPIPE, "", id="the reader went away"),
        pytest.param(errno.ENOSPC, "stackc: the answer cannot be written: No space\n", id="full"),
        pytest.param(errno.EIO, "stackc: the answer cannot be written: No space\n", id="broken"),
    ],
)
def test_an_answer_that_is_cut_off_fails(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = os.dup(1)
    try:
        with os.fdopen(os.dup(1), "w") as stream:
            monkeypatch.setattr(sys, "stdout", stream)
            assert failing(OSError(number, "No space"), ["graph"], monkeypatch) == 1
            where = os.readlink(f"/proc/self/fd/{stream.fileno()}")
    finally:
        os.dup2(kept, 1)
        os.close(kept)
    assert (where, capfd.readouterr().err) == (os.devnull, said)


def test_a_mistake_that_cannot_be_said_keeps_its_code(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, "No space")

    with open(os.devnull, "w") as nowhere:
        monkeypatch.setattr(sys, "stderr", Full())
        monkeypatch.setattr(sys, "stdout", nowhere)
        assert failing(diagnostic(), ["-C", str(root), "graph"], monkeypatch) == 1
        assert failing(OSError(errno.EACCES, "No"), ["graph"], monkeypatch) == 70


def test_a_stream_the_caller_closed_is_stood_in_for(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [os.dup(number) for number in range(3)]
    try:
        for name in ("stdin", "stdout", "stderr"):
            monkeypatch.setattr(sys, name, None)
        entry._settle_streams()
        streams = (sys.stdin, sys.stdout, sys.stderr)
        found = [(stream.fileno(), stream.mode, os.readlink(f"/proc/self/fd/{stream.fileno()}")) for stream in streams]
        assert all(os.get_inheritable(number) for number in range(3))
    finally:
        for number, copy in enumerate(kept):
            os.dup2(copy, number)
            os.close(copy)
    assert found == [(0, "r", os.devnull), (1, "w", os.devnull), (2, "w", os.devnull)]


def test_streams_are_utf_8_and_keep_bytes_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {name: io.TextIOWrapper(io.BytesIO(), "ascii") for name in ("stdin", "stdout", "stderr")}
    for name, stream in raw.items():
        monkeypatch.setattr(sys, name, stream)
    entry._settle_streams()
    assert {name: (stream.encoding, stream.errors) for name, stream in raw.items()} == {
        "stdin": ("utf-8", "replace"),
        "stdout": ("utf-8", "surrogateescape"),
        "stderr": ("utf-8", "backslashreplace"),
    }
