"""Local files in questions: their lines are named, with why they win, and what hangs on them is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import path_text
from stackc.explain.impact import Impact, find_impact
from stackc.explain.why import Why, why
from tests.kit.command import PROJECT, run_here, write_files
from tests.kit.compiled import compiled, instance_of

CATALOG_LOCAL, DEV_LOCAL = "stacks/catalog/app.local.yaml", "stacks/deploy/dev.local.yaml"
FILES = {
    "stacks/catalog/app.yaml": "components: {terraform: {app: {vars: {size: 1, zone: a}}}}\n",
    CATALOG_LOCAL: "components: {terraform: {app: {vars: {size: 2}}}}\n",
    "stacks/deploy/dev.yaml": "import: [catalog/app]\nvars: {stage: dev, zone: b}\n",
    DEV_LOCAL: 'locals: {who: me}\nvars: {zone: c}\ncomponents: {terraform: {app: {vars: {by: "{{ .locals.who }}"}}}}\n',
}


def asked(*path: str) -> Why:
    answer = why(instance_of(compiled(FILES), "app", "dev"), path)
    assert isinstance(answer, Why), answer
    return answer


def found(file: str, line: int, **env: str) -> Impact | Diagnostic:
    return find_impact(compiled(FILES, **env), file, line)


def test_a_local_file_wins_over_its_manifest_by_the_imports_that_lead_to_that() -> None:
    answer = asked("vars", "size")
    assert answer.winner is not None
    assert (answer.value, str(answer.winner.span), answer.winner.is_local) == (2, f"{CATALOG_LOCAL}:1:45", True)
    assert [str(span) for span in answer.winner.imported] == ["stacks/deploy/dev.yaml:1:10"]
    assert answer.reason == "a local file wins over its manifest"


def test_other_lines_win_over_a_local_one_as_over_its_manifest() -> None:
    answer = asked("vars", "zone")
    assert [(each.span and each.span.whole_line, each.is_local) for each in answer.beaten] == [
        (f"{DEV_LOCAL}:2", True),
        ("stacks/deploy/dev.yaml:2", False),
    ]
    assert answer.reason == "the component itself wins over the root of the manifests"


def test_what_hangs_on_a_line_of_a_local_file_is_told() -> None:
    impact = found(CATALOG_LOCAL, 1)
    assert isinstance(impact, Impact)
    assert [path_text(each.path) for each in impact.wins] == ["vars.size"]


def test_so_is_what_its_own_templates_make_of_it() -> None:
    impact = found(DEV_LOCAL, 1)
    assert isinstance(impact, Impact)
    assert [(str(each.instance), path_text(each.path)) for each in impact.computed] == [("app@dev", "vars.by")]


def test_on_a_local_file_that_does_not_count_nothing_hangs() -> None:
    answer = found(DEV_LOCAL, 1, CI="1")
    assert isinstance(answer, Diagnostic)
    assert "is no manifest" in answer.message


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("why", "app@dev", "vars.by"), f"me   {DEV_LOCAL}:3   a local file of the manifest"),
        (("why", "app@dev", "vars.size"), f"2   {CATALOG_LOCAL}:1   a local file, imported at deploy/dev.yaml:1"),
        (("describe", "component", "app", "-s", "dev", "--origins"), f"  by: me  # {DEV_LOCAL}:3"),
        (("list", "files", "-f", "csv"), f"{CATALOG_LOCAL},local"),
        (("--no-local", "list", "files", "-f", "csv"), f"{CATALOG_LOCAL},unused"),
        (
            ("--no-local", "why", "app@dev", "vars.size"),
            "1   stacks/catalog/app.yaml:1   imported at deploy/dev.yaml:1",
        ),
    ],
)
def test_commands_name_them(words: tuple[str, ...], line: str, tmp_path: Path) -> None:
    root = write_files(tmp_path, {"stackc.yaml": PROJECT, **FILES})
    said = run_here("-C", str(root), *words)
    assert line in said.out.splitlines(), said
