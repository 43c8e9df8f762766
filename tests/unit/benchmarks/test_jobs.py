"""The jobs that are measured: command lines that work, states that are what they are called."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.jobs import (
    JOBS,
    STATES,
    Job,
    Program,
    Repository,
    State,
    Unknown,
    chosen,
    make_repository,
    run_round,
)
from benchmarks.process import CommandFailed
from tests.kit.command import run_here, write_files


@pytest.fixture(scope="module", params=["small", "tiny"])
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return make_repository(request.param, tmp_path_factory.mktemp("repository"))


@pytest.mark.parametrize("job", JOBS)
def test_each_job_is_answered_without_a_complaint(job: str, repository: Repository) -> None:
    said = run_here("-C", str(repository.folder), *repository.words(JOBS[job]))
    assert (said.code, said.err) == (0, "")
    assert said.out.strip() not in ("", "[]", "{}")


def test_an_edit_changes_the_leaf_and_nothing_is_wrong_then(repository: Repository) -> None:
    leaf = repository.folder / repository.leaf
    before = leaf.read_text().splitlines()
    repository.edit()
    after = leaf.read_text().splitlines()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
    assert run_here("-C", str(repository.folder), "validate").code == 0


NOTING = """
import os, sys
with open(sys.argv[1], "a") as file:
    print("filled" if os.path.exists("cache") else "empty", open("leaf").read(), file=file)
os.makedirs("cache", exist_ok=True)
"""


@pytest.mark.parametrize(
    ("states", "given"),
    [
        pytest.param(STATES, ("cold", "warm", "edited"), id="all"),
        pytest.param(("warm",), ("warm",), id="one, and what must go before it"),
    ],
)
def test_a_round_goes_through_the_states(tmp_path: Path, states: tuple[State, ...], given: tuple[State, ...]) -> None:
    write_files(tmp_path, {"leaf": "n: 1"})
    noting = Program((sys.executable, "-c", NOTING), {}, tmp_path / "cache")
    repository = Repository(tmp_path, "c", "s", "v", "leaf", r"(n: )(\d+)")
    for _ in range(2):
        assert tuple(state for state, _ in run_round(noting, repository, Job("noted"), states)) == given
    full = ["empty n: 1", "filled n: 1", "filled n: 2", "empty n: 2", "filled n: 2", "filled n: 3"]
    part = ["empty n: 1", "filled n: 1"] * 2
    assert (tmp_path / "noted").read_text().splitlines() == (full if states == STATES else part)


def test_what_looks_at_no_repository_has_one_state(tmp_path: Path) -> None:
    nothing = Program((sys.executable, "-c", "pass"), {}, tmp_path / "cache")
    repository = Repository(tmp_path, "c", "s", "v", "leaf", "")
    assert [state for state, _ in run_round(nothing, repository, Job("", is_cached=False), ("edited",))] == ["cold"]


def test_an_unknown_name_is_said_with_those_there_are() -> None:
    with pytest.raises(Unknown, match="there is no job `compnent`: names, component"):
        chosen("names,compnent", JOBS, "job")


def test_without_a_list_all_names_are_chosen() -> None:
    assert chosen(None, STATES, "state") == STATES


def test_a_job_that_fails_is_said_with_what_it_wrote(tmp_path: Path) -> None:
    broken = Program((sys.executable, "-c", "import sys; sys.exit('no stack here')"), {}, tmp_path / "cache")
    repository = Repository(tmp_path, "c", "s", "v", "leaf", "")
    with pytest.raises(CommandFailed, match=r"exit code 1\nno stack here"):
        list(run_round(broken, repository, JOBS["names"]))
