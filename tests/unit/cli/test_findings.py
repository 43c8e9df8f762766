"""``validate``: what it prints, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.render.formats import FORMATS
from tests.kit.command import PROJECT, run_here, write_files

SOUND = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": "vars: {stage: dev}\n"}
BROKEN = {**SOUND, "stacks/deploy/dev.yaml": "vars: [stage]\nimpot: [a]\n"}


@pytest.mark.parametrize("fmt", ["text", "json", *FORMATS])
@pytest.mark.parametrize(("files", "code"), [(SOUND, 0), (BROKEN, 1)], ids=["sound", "broken"])
def test_findings_go_to_the_file_and_nowhere_else(tmp_path: Path, fmt: str, files: dict[str, str], code: int) -> None:
    root = write_files(tmp_path, files)
    shown = run_here("-C", str(root), "validate", "--format", fmt)
    said = run_here("-C", str(root), "validate", "--format", fmt, "-o", str(tmp_path / "found"))
    assert (said.code, said.out, said.err) == (code, "", "")
    assert (tmp_path / "found").read_text(encoding="utf-8") == shown.err + shown.out


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    root = write_files(tmp_path, SOUND)
    said = run_here("-C", str(root), "validate", "-o", str(tmp_path / "none" / "found"))
    assert (said.code, "SC0805" in said.err) == (1, True)


GRAPH = {
    **SOUND,
    "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\ncomponents: {terraform: {net: {}, app: {dependencies: {components: [net]}}, alone: {}}}\n"
    ),
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {net: {}}}\n",
    **{f"components/terraform/{name}/main.tf": 'variable "stage" {}\n' for name in ("net", "app", "alone")},
}
WARNED = {**GRAPH, "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {net: {owner: a}}}\n"}


def test_a_sound_repository_is_told_so(tmp_path: Path) -> None:
    said = run_here("-C", str(write_files(tmp_path, GRAPH)), "validate")
    assert said == (0, "2 stacks from 2 manifests: no errors\n", "")


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--deny-warnings",), 1), (("-q",), 0)])
@pytest.mark.parametrize("fmt", ["text", "json"])
def test_warnings_fail_when_they_are_denied(options: tuple[str, ...], code: int, fmt: str, tmp_path: Path) -> None:
    root = write_files(tmp_path, {**WARNED, "components/terraform/net/main.tf": ""})
    said = run_here("-C", str(root), "validate", "-f", fmt, *options)
    found = json.loads(said.out)["diagnostics"] if fmt == "json" else said.err.count("warning[")
    assert said.code == code
    assert bool(found) is (fmt == "json" or options != ("-q",))


NOTED = {**WARNED, "stackc.yaml": f"{PROJECT}diagnostics: {{severity: {{SC0414: note}}}}\n"}


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        (SOUND, "0 stacks from 1 manifest: no errors"),
        (GRAPH, "2 stacks from 2 manifests: no errors"),
        (BROKEN, "0 stacks from 1 manifest: 2 errors in 1 file"),
        (WARNED, "2 stacks from 2 manifests: 1 warning in 1 file"),
        (NOTED, "2 stacks from 2 manifests: no errors; 1 note, shown with --notes"),
    ],
    ids=["sound", "sound, two", "errors", "a warning", "a note"],
)
def test_the_last_line_counts(tmp_path: Path, files: dict[str, str], counts: str) -> None:
    root = write_files(tmp_path, {**files, "components/terraform/net/main.tf": ""})
    assert run_here("-C", str(root), "validate").out == counts + "\n"


@pytest.mark.parametrize(("options", "shown"), [((), False), (("--notes",), True)])
@pytest.mark.parametrize("fmt", ["text", "json"])
def test_notes_are_shown_when_asked_for(options: tuple[str, ...], shown: bool, fmt: str, tmp_path: Path) -> None:
    root = write_files(tmp_path, {**NOTED, "components/terraform/net/main.tf": ""})
    said = run_here("-C", str(root), "validate", "-f", fmt, "--deny-warnings", *options)
    assert said.code == 0
    assert ("SC0414" in said.err + said.out) is shown


def test_findings_for_machines_have_severity_and_place(tmp_path: Path) -> None:
    said = run_here("-C", str(write_files(tmp_path, BROKEN)), "validate", "-f", "json")
    answer = json.loads(said.out)
    assert (said.code, said.err, answer["version"]) == (1, "", 1)
    assert {each["severity"] for each in answer["diagnostics"]} <= {"error", "warning"}
    assert "error" in {each["severity"] for each in answer["diagnostics"]}


@pytest.mark.parametrize("words", [["validate"], ["validate", "stacks"]])
def test_stacks_are_all_there_is_to_validate(words: list[str], tmp_path: Path) -> None:
    assert run_here("-C", str(write_files(tmp_path, GRAPH)), *words).code == 0


@pytest.mark.parametrize(
    ("fmt", "shown"),
    [
        ("text", "wave 1\n  alone@dev\n  net@dev\nwave 2\n  app@dev  after net@dev\n"),
        ("dot", '"app@dev" -> "net@dev" [style=dashed];\n'),
        ("mermaid", "flowchart"),
        (
            "json",
            '"waves": [\n    [\n      "alone@dev",\n      "net@dev"\n    ],\n    [\n      "app@dev"\n    ]\n  ]\n}\n',
        ),
    ],
)
def test_a_graph_is_drawn(fmt: str, shown: str, tmp_path: Path) -> None:
    said = run_here("-C", str(write_files(tmp_path, GRAPH)), "graph", "-s", "dev", "-f", fmt)
    assert (said.code, shown in said.out, said.err) == (0, True, "")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), {"alone@dev", "app@dev", "net@dev", "net@prod"}),
        (("-s", "prod"), {"net@prod"}),
        (("-c", "net"), {"net@dev", "net@prod"}),
        (("-c", "a*"), {"alone@dev", "app@dev"}),
    ],
)
def test_a_graph_is_narrowed(words: tuple[str, ...], names: set[str], tmp_path: Path) -> None:
    said = run_here("-C", str(write_files(tmp_path, GRAPH)), "graph", "-f", "json", *words)
    assert {node["id"] for node in json.loads(said.out)["nodes"]} == names


@pytest.mark.parametrize("words", [("-s", "typo"), ("-c", "typo")])
def test_a_graph_of_nothing_is_an_error(words: tuple[str, ...], tmp_path: Path) -> None:
    said = run_here("-C", str(write_files(tmp_path, GRAPH)), "graph", *words)
    assert (said.code, said.out, said.err.count("error[")) == (1, "", 1)


def test_a_circle_has_no_waves_and_is_an_error(tmp_path: Path) -> None:
    circle = (
        "vars: {stage: dev}\ncomponents: {terraform: {net: {dependencies: {components: [app]}}, "
        "app: {dependencies: {components: [net]}}}}\n"
    )
    root = write_files(tmp_path, {**GRAPH, "stacks/deploy/dev.yaml": circle})
    said = run_here("-C", str(root), "graph")
    assert (said.code, said.out.strip(), said.err.count("error[SC0701]")) == (1, "", 1)
    assert '"app@dev" -> "net@dev"' in run_here("-C", str(root), "graph", "-f", "dot").out
    assert run_here("-C", str(root), "graph", "-s", "prod").code == 0


def test_a_graph_beside_what_does_not_compile_fails(tmp_path: Path) -> None:
    broken = {"stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {net: {vars: 5}}}\n"}
    said = run_here("-C", str(write_files(tmp_path, {**GRAPH, **broken})), "graph")
    assert (said.code, said.err.count("error[SC0401]"), "app@dev" in said.out) == (1, 1, True)


def test_a_broken_project_has_no_graph(tmp_path: Path) -> None:
    said = run_here("-C", str(write_files(tmp_path, {**GRAPH, "stackc.yaml": "stacks: [\n"})), "graph")
    assert (said.code, said.out) == (1, "")


POLICY = (
    "import stackc\n\ndef check(project):\n    print('asked')\n    return [stackc.finding('m', severity='LEVEL')]\n"
)


@pytest.mark.parametrize(
    ("level", "code", "counts"),
    [
        ("error", 1, "1 error"),
        ("warning", 0, "1 warning"),
        ("note", 0, "no errors; 1 note, shown with --notes"),
    ],
)
def test_what_policies_find_counts_as_they_say(tmp_path: Path, level: str, code: int, counts: str) -> None:
    root = write_files(tmp_path, {**SOUND, "policies/a.py": POLICY.replace("LEVEL", level)})
    said = run_here("-C", str(root), "validate")
    assert (said.code, said.out) == (code, f"0 stacks from 1 manifest: {counts}\n")
    assert said.err.startswith("asked\n")
    assert ("SC0630" in said.err) is (level != "note")


def test_policies_of_a_stranger_are_not_asked(tmp_path: Path) -> None:
    root = write_files(tmp_path, {**SOUND, "policies/a.py": POLICY})
    said = run_here("-C", str(root), "validate", "--untrusted")
    assert (said.code, said.out) == (0, "0 stacks from 1 manifest: 1 warning\n")
    assert said.err == "warning[SC0631]: the policies in `policies` were not run: the repository is untrusted\n"


# --- formats for programs


@pytest.mark.parametrize("fmt", ["json", *FORMATS])
def test_notes_are_for_those_who_ask(tmp_path: Path, fmt: str) -> None:
    root = write_files(tmp_path, {**NOTED, "components/terraform/net/main.tf": ""})
    without = run_here("-C", str(root), "validate", "-f", fmt)
    asked = run_here("-C", str(root), "validate", "-f", fmt, "--notes")
    assert (without.code, "SC0414" in without.out) == (0, False)
    assert (asked.code, "SC0414" in asked.out) == (0, True)


@pytest.mark.parametrize("fmt", FORMATS)
def test_warnings_fail_in_every_format_when_they_are_denied(tmp_path: Path, fmt: str) -> None:
    root = str(write_files(tmp_path, {**WARNED, "components/terraform/net/main.tf": ""}))
    assert run_here("-C", root, "validate", "-f", fmt).code == 0
    assert run_here("-C", root, "validate", "-f", fmt, "--deny-warnings").code == 1


@pytest.mark.parametrize("fmt", FORMATS)
def test_files_are_named_from_the_top_of_the_git_repository(tmp_path: Path, fmt: str) -> None:
    write_files(tmp_path, {".git/HEAD": "x\n", **{f"live/{name}": text for name, text in BROKEN.items()}})
    said = run_here("-C", str(tmp_path / "live"), "validate", "-f", fmt)
    assert said.code == 1
    assert "live/stacks/deploy/dev.yaml" in said.out


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_project_that_is_not_there_is_a_finding_in_every_format(tmp_path: Path, fmt: str) -> None:
    said = run_here("-C", str(tmp_path), "validate", "-f", fmt)
    assert (said.code, "SC0008" in said.out, said.err) == (1, True, "")
