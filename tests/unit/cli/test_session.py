"""One invocation: what it prints, where, and how it ends."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.cli.options import Globals, UsageError
from stackc.cli.session import Session
from tests.kit.command import PROJECT, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}, net: {}}}\n",
}
ERROR = Diagnostic(Code.GIT, "it is broken")
PLAIN = Globals()
WARNING = Diagnostic(Code.UNKNOWN_SHOWN, "it is not known")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def session(root: Path, options: Globals = PLAIN) -> Session:
    return Session(options._replace(chdir=str(root)))


@pytest.mark.parametrize(
    ("found", "options", "aside", "failed", "said", "code"),
    [
        pytest.param((), Globals(), False, False, "", 0, id="nothing"),
        pytest.param((ERROR,), Globals(), False, True, "error[SC0916]: it is broken", 1, id="error"),
        pytest.param((ERROR, ERROR), Globals(), False, True, "error[SC0916]: it is broken", 1, id="each once"),
        pytest.param((ERROR,), Globals(), True, False, "warning[SC0916]: it is broken", 0, id="an aside"),
        pytest.param((ERROR,), Globals(quiet=True), False, True, "error[SC0916]: it is broken", 1, id="quiet"),
        pytest.param((WARNING,), Globals(), False, False, "warning[SC0508]: it is not known", 0, id="warning"),
        pytest.param((WARNING,), Globals(quiet=True), False, False, "", 0, id="quiet warning"),
        pytest.param(
            (WARNING,), Globals(deny_warnings=True), False, False, "warning[SC0508]: it is not known", 1, id="denied"
        ),
        pytest.param((WARNING,), Globals(deny_warnings=True, quiet=True), False, False, "", 1, id="denied and quiet"),
    ],
)
def test_diagnostics_are_said_and_make_the_exit_code(
    found: Iterable[Diagnostic],
    options: Globals,
    aside: bool,
    failed: bool,
    said: str,
    code: int,
    root: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = session(root, options)
    assert one.report(found, aside=aside) is failed
    assert one.finish(failed) == code
    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", said)


@pytest.mark.parametrize(
    ("color", "variable", "terminal", "colored"),
    [
        ("auto", None, True, True),
        ("auto", None, False, False),
        ("auto", "1", True, False),
        ("always", "1", False, True),
        ("never", None, True, False),
    ],
)
def test_color_is_for_terminals_unless_told_otherwise(
    color: str, variable: str | None, terminal: bool, colored: bool, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if variable is not None:
        monkeypatch.setenv("NO_COLOR", variable)
    out, err = (Terminal() if terminal else io.StringIO() for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    one = session(root, Globals(color=color))
    one.report((ERROR,))
    assert ("\x1b[" in err.getvalue(), one.paint.on) == (colored, colored)


def test_an_answer_goes_to_stdout_or_to_a_file_of_the_folder_that_was_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = session(root)
    one.write("a\n", None)
    one.write("b\n", "-")
    one.write("é\ud800\n", "answer")
    assert capsys.readouterr() == ("a\nb\n", "")
    assert (root / "answer").read_bytes() == "é\ud800\n".encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(("name", "path"), [("a", "a"), ("./a/../b", "b"), ("/a", "/a")])
def test_a_path_is_that_of_the_folder_that_was_named(name: str, path: str, root: Path) -> None:
    assert session(root).path(name) == os.path.join(root, path)


def test_an_empty_path_is_wrong_usage(root: Path) -> None:
    with pytest.raises(UsageError, match="an empty path was given"):
        session(root).path("")


def test_a_folder_that_is_not_there_is_wrong_usage() -> None:
    assert run_here("-C", "/nowhere/at/all", "graph") == (2, "", "stackc: there is no folder `/nowhere/at/all`\n")


def test_the_project_file_that_is_named_is_read(root: Path) -> None:
    write_files(
        root,
        {
            "other.yaml": PROJECT.replace(
                '{included_paths: ["deploy/**/*"]', '{base_path: stacks, included_paths: ["deploy/p*"]'
            )
        },
    )
    said = run_here("-C", str(root), "--project", str(root / "other.yaml"), "list", "stacks")
    assert said == (0, "prod\n", "")


def test_the_project_is_opened_once(root: Path) -> None:
    one = session(root)
    assert one.project is one.project


def test_a_stack_that_was_given_is_chosen(root: Path) -> None:
    assert session(root).chosen_stack("typo", "app") == "typo"


@pytest.mark.parametrize(
    ("component", "help_"),
    [("app", "`app` is in `dev`, `prod`"), ("net", "`net` is in `prod`"), ("typo", "`typo` is in `dev`, `prod`")],
)
@pytest.mark.parametrize("stack", [None, ""])
def test_without_a_terminal_a_stack_must_be_given(component: str, help_: str, stack: str | None, root: Path) -> None:
    with pytest.raises(CompileError) as needed:
        session(root).chosen_stack(stack, component)
    [diagnostic] = needed.value.diagnostics
    assert (diagnostic.code, diagnostic.help) == (Code.STACK_NEEDED, help_)


def test_without_any_stack_there_is_nothing_to_help_with(tmp_path: Path) -> None:
    with pytest.raises(CompileError) as needed:
        session(write_files(tmp_path, {"stackc.yaml": PROJECT, "stacks/deploy/.keep": ""})).chosen_stack(None, "app")
    assert needed.value.diagnostics[0].help is None


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [("1\n", "dev"), ("2\n", "prod"), (" prod \n", "prod"), ("3\n", "3"), ("0\n", "0"), ("", "")],
)
def test_on_a_terminal_a_stack_is_chosen_by_number_or_name(
    answer: str, chosen: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    err = Terminal()
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert session(root).chosen_stack(None, "app") == chosen
    assert err.getvalue() == "   1  dev\n   2  prod\nstack (number or name): "


@pytest.mark.parametrize("name", ["stdin", "stderr"])
def test_nobody_is_asked_unless_both_sides_are_a_terminal(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("1\n"))
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, name, io.StringIO("1\n"))
    with pytest.raises(CompileError):
        session(root).chosen_stack(None, "app")


def test_timings_name_the_stages_in_their_order(root: Path) -> None:
    said = run_here("-C", str(root), "--timings", "describe", "component", "app", "-s", "dev")
    assert [line.split()[0] for line in said.err.splitlines()] == ["start", "project", "compile", "evaluate", "rest"]
    assert all(line.endswith(" ms") for line in said.err.splitlines())


def test_a_trace_has_the_stages_one_after_another(root: Path) -> None:
    said = run_here("-C", str(root), "--trace", "trace.json", "list", "stacks")
    assert (said.code, said.err) == (0, "")
    events = json.loads((root / "trace.json").read_text())["traceEvents"]
    stages = [each for each in events if each["ph"] == "X"]
    assert [each["name"] for each in stages] == ["start", "project", "list", "rest"]
    ends = [each["ts"] + each["dur"] for each in stages]
    assert all(abs(end - each["ts"]) <= 1 for end, each in zip(ends, stages[1:], strict=False))
    assert stages[0]["ts"] == 0


def test_a_trace_that_cannot_be_written_is_an_error(root: Path) -> None:
    said = run_here("-C", str(root), "--trace", "none/trace.json", "list", "stacks")
    assert (said.code, said.out) == (1, "dev\nprod\n")
    assert "none/trace.json" in said.err


def test_a_trace_needs_a_name(root: Path) -> None:
    said = run_here("-C", str(root), "list", "stacks", "--trace=")
    assert (said.code, "an empty path" in said.err) == (2, True)


def test_a_diagnostic_shows_its_line(root: Path) -> None:
    write_files(root, {"stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: 5}}}\n"})
    said = run_here("-C", str(root), "describe", "component", "app", "-s", "dev")
    assert said.code == 1
    assert "2 | components: {terraform: {app: {vars: 5}}}" in said.err
