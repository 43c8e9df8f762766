"""What a code or a section means, and what a variable is: asked for by name, or not at all."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.cli.app import complete_code
from stackc.cli.explain import CODES, Question, find_code, find_question, read_page
from stackc.explain.sections import section_names
from tests.kit.command import PROJECT, Said, run_here, write_files


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
            "duplicate key",
            "there is no code or section `duplicate key`; did you mean `SC0103`?",
            id="words of a title",
        ),
        pytest.param("varz", "there is no code or section `varz`; did you mean `vars`?", id="a section"),
        pytest.param(
            "nonsense", "there is no code or section `nonsense`; `stackc explain` lists the codes", id="nothing near"
        ),
    ],
)
def test_an_unknown_code_is_answered_with_near_ones(name: str, said: str) -> None:
    answer = run_here("explain", name)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(f"stackc: {said}")


@pytest.mark.parametrize(
    ("incomplete", "codes"),
    [("SC090", 9), ("sc0001", 1), ("SC99", 0), ("backend", 2)],
    ids=["some", "in small letters", "none", "sections"],
)
def test_codes_are_completed(incomplete: str, codes: int) -> None:
    assert len(complete_code(incomplete)) == codes


# --- sections and variables

ORGANISATION = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app.one: {metadata: {component: app}, vars: {size: 3}}}}\n",
    "components/terraform/app/main.tf": 'variable "size" {\n  type = number\n}\nvariable "stage" {}\n',
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("app.vars", Question("app", None)),
        ("app.vars.size", Question("app", "size")),
        ("net/app.one.vars.size", Question("net/app.one", "size")),
        ('app.vars."a.b"', Question("app", "a.b")),
        ("app.vars.vars", Question("app", "vars")),
        ("app.vars.", None),
        ("app.vars.a.b", None),
        ("app.settings", None),
        (".vars.size", None),
        ("app", None),
    ],
)
def test_a_question_names_a_component_and_its_variable(name: str, expected: Question | None) -> None:
    assert find_question(name) == expected


@pytest.mark.parametrize("name", section_names())
def test_a_section_is_explained_without_a_project(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run_here("explain", name)
    assert (said.code, said.err, said.out.startswith(f"{name}: ")) == (0, "", True)
    assert "\nstands in   " in said.out


def test_sections_are_listed() -> None:
    names = [line.split(" ")[0] for line in run_here("explain", "sections").out.splitlines()]
    assert tuple(names) == section_names()
    listed = json.loads(run_here("explain", "sections", "-f", "json").out)["sections"]
    assert [each["name"] for each in listed] == names


def test_a_variable_is_explained_with_its_line(tmp_path: Path) -> None:
    write_files(tmp_path, ORGANISATION)
    said = run_here("-C", str(tmp_path), "explain", "app.one.vars.size")
    assert said == Said(
        0,
        "size: number\n\n"
        "declared   components/terraform/app/main.tf:1\ndefault    none, so it has to be set\n\n"
        "set in 1 of 1 instance\n  3   stacks/deploy/dev.yaml:2\n    app.one@dev\n",
        "",
    )


@pytest.mark.parametrize(
    ("name", "message", "advice"),
    [
        ("app.vars.sise", "declares no variable `sise`", "did you mean `size`?"),
        ("ap.vars", "there is no component and no root module `ap`", "did you mean `app`?"),
    ],
)
def test_what_is_not_there_is_answered_with_near_names(name: str, message: str, advice: str, tmp_path: Path) -> None:
    said = run_here("-C", str(write_files(tmp_path, ORGANISATION)), "explain", name)
    assert (said.code, said.out, message in said.err, advice in said.err) == (1, "", True, True)


# --- the line at the end of a command

WRONG = {
    "stackc.yaml": 'stacks: {included_paths: ["*"], name_pattern: "{stage}"}\n',
    "stacks/dev.yaml": "import: [nowhere]\nvars: {stage: dev}\nnotes: {}\n",
}


def said_on(stream: io.StringIO, root: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    from stackc.cli.main import run

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
