"""What `validate` says of runs that would be refused: warnings, one a line, in both dialects."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.run.outlook import outlook
from tests.unit.run.bench import PROJECT, Bench, stack
from tests.unit.run.test_runner import ATMOS


@pytest.mark.parametrize("project", [{"stackc.yaml": PROJECT}, {"atmos.yaml": ATMOS}], ids=["stackc", "atmos"])
def test_what_a_run_would_refuse_is_a_warning_at_its_line(project: dict[str, str], tmp_path: Path) -> None:
    made = Bench(tmp_path, {**stack("app: {provision: {cluster: {enabled: true}}}"), **project})
    [found] = outlook(made.compilation)
    assert (found.code, found.place) == (Code.RUN_REFUSED, ("stacks/deploy/dev.yaml", 2, 32))
    assert made.compilation.severity(found.code, "validate") == "warning"


def test_a_line_that_many_instances_share_is_told_once(tmp_path: Path) -> None:
    body = "hooks: {a: {kind: tfmigrate}}\n"
    made = Bench(tmp_path, stack("app: {}, web: {}, vpc: {}", body))
    [found] = outlook(made.compilation)
    assert found.notes == ("so it is for 2 other instances",)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("hooks: {a: {command: x}}", id="what runs"),
        pytest.param("hooks: {a: {command: !terraform.output vpc .x}}", id="what only a run knows"),
        pytest.param("metadata: {enabled: false}, provision: {backend: {}}", id="disabled"),
        pytest.param("metadata: {type: abstract}, hooks: {a: {kind: tfmigrate}}", id="abstract"),
    ],
)
def test_nothing_is_said_of_what_runs_or_is_never_run(body: str, tmp_path: Path) -> None:
    assert outlook(Bench(tmp_path, stack(f"app: {{{body}}}")).compilation) == ()
