"""What a code means, asked for by name: anywhere, in any spelling, or not at all."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.cli.app import complete_code
from stackc.cli.explain import CODES, find_code, read_page
from tests.kit.command import run_here


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", ["SC0405", "sc0405", "405", "0405", "SC405", " SC0405 "])
def test_a_code_is_found_however_it_is_spelled(name: str) -> None:
    assert find_code(name) is Code.DUPLICATE_COMPONENT


@pytest.mark.parametrize("name", ["", "SC", "SC9999", "SC0405a", "00405", "XX0405", "duplicate"])
def test_what_is_no_code_is_none(name: str) -> None:
    assert find_code(name) is None


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_every_code_is_explained(code: Code) -> None:
    assert read_page(code).startswith(f"# {code.value}: {code.title}\n")


def test_a_page_is_markdown_in_a_pipe_and_needs_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run_here("explain", "405")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("# SC0405: component defined more than once\n")
    assert "\n## Usual causes\n\n1. " in said.out


def test_a_page_is_wrapped_and_coloured_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    from stackc.cli.main import run

    assert run(["explain", "SC0405"]) == 0
    assert screen.getvalue().startswith("\x1b[1mSC0405: component defined more than once\x1b[0m\n\nTwo manifests")
    prose = screen.getvalue().partition("\n\n")[2].partition("\n\n")[0]
    assert max(map(len, prose.splitlines())) <= 60


def test_a_page_goes_to_the_file_that_is_named(tmp_path: Path) -> None:
    said = run_here("--color", "always", "explain", "405", "-o", str(tmp_path / "page.md"))
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# SC0405: ")


def test_all_codes_are_listed_without_one() -> None:
    said = run_here("explain")
    assert said.code == 0
    assert [line.split("  ")[0] for line in said.out.splitlines()] == sorted(code.value for code in CODES)


def test_a_page_in_json_is_the_markdown() -> None:
    [found] = json.loads(run_here("explain", "405", "-f", "json").out)["codes"]
    assert (found["code"], found["text"]) == ("SC0405", run_here("explain", "405").out)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("SC0490", "there is no code `SC0490`; did you mean `SC0", id="a number"),
        pytest.param(
            "duplicate key", "there is no code `duplicate key`; did you mean `SC0103`?", id="words of a title"
        ),
        pytest.param("nonsense", "there is no code `nonsense`; `stackc explain` lists them", id="nothing near"),
    ],
)
def test_an_unknown_code_is_answered_with_near_ones(name: str, said: str) -> None:
    answer = run_here("explain", name)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"stackc: {said}")


@pytest.mark.parametrize(
    ("incomplete", "codes"), [("SC090", 9), ("sc0001", 1), ("SC99", 0)], ids=["some", "in small letters", "none"]
)
def test_codes_are_completed(incomplete: str, codes: int) -> None:
    assert len(complete_code(incomplete)) == codes


# --- the line at the end of a command

WRONG = {
    "stackc.yaml": 'stacks: {included_paths: ["*"], name_pattern: "{stage}"}\n',
    "stacks/dev.yaml": "import: [nowhere]\nvars: {stage: dev}\nnotes: {}\n",
}


def said_on(stream: io.StringIO, root: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    from stackc.cli.main import run
    from tests.kit.command import write_files

    write_files(root, WRONG)
    monkeypatch.setattr(sys, "stderr", stream)
    run(["--color", "never", "-C", str(root), *words])
    return stream.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        ("validate",),
        ("list", "stacks"),
        ("describe", "component", "app", "-s", "dev"),
        ("describe", "stacks"),
        ("lock",),
        ("terraform", "plan", "app", "-s", "dev"),
    ],
    ids=" ".join,
)
def test_the_first_error_is_pointed_to_once_at_the_end(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = said_on(Terminal(), tmp_path, monkeypatch, *words)
    first = said[said.index("error[") + 6 :][:6]
    assert said.endswith(f"\nexplain: stackc explain {first}\n")
    assert said.count("explain") == 2


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        pytest.param(io.StringIO(), ("validate",), id="a pipe"),
        pytest.param(Terminal(), ("-q", "validate"), id="quiet"),
        pytest.param(Terminal(), ("explain", "405"), id="no error"),
        pytest.param(Terminal(), ("explain", "nonsense"), id="an error without a code"),
    ],
)
def test_nothing_is_pointed_to(
    stream: io.StringIO, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "explain: " not in said_on(stream, tmp_path, monkeypatch, *words)


def test_warnings_are_not_pointed_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WRONG, "stacks/dev.yaml", "vars: {stage: dev}\nnotes: {}\n")
    said = said_on(Terminal(), tmp_path, monkeypatch, "validate")
    assert "warning[SC0208]" in said
    assert "explain: " not in said
