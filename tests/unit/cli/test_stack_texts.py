"""The later half of the stacks, told by a second process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from stackc.cli import stack_texts
from stackc.project import halves
from stackc.query.shapes import Described, described_stack
from stackc.system.second_process import second_process
from tests.kit.command import Said, run_here, write_files
from tests.kit.kept import asked, environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a second process is for Linux")

PROJECT = """\
base_path: .
stacks: {base_path: stacks, included_paths: ["deploy/**"], name_pattern: "{stage}"}
components: {terraform: {base_path: components/terraform}}
templates: {settings: {enabled: true}}
"""
NAMES = ("a", "b", "c", "d", "e")
WORDS = ("describe", "stacks", "--format", "json")


def manifest(stage: str, value: str = "1") -> str:
    return f"vars: {{stage: {stage}}}\ncomponents:\n  terraform:\n    vpc: {{vars: {{x: {value}}}}}\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    write_files(tmp_path, {"stackc.yaml": PROJECT, **{f"stacks/deploy/{each}.yaml": manifest(each) for each in NAMES}})
    monkeypatch.chdir(tmp_path)
    with environment({"STACKC_CACHE_DIR": str(tmp_path / "kept")}):
        yield tmp_path


class Second:
    """What each second process told; None of one that failed."""

    def __init__(self) -> None:
        self.results: list[Any] = []

    @property
    def texts(self) -> list[Any]:
        """The beginning of each text the last one told."""
        return [text and text[:3] for text in self.results[-1][0]]

    @property
    def variables(self) -> list[str]:
        """What it asked the environment for."""
        return [name for (kind, name), _ in self.results[-1][1] if kind == "variable"]

    @contextmanager
    def process(self, work: Callable[[], object]) -> Iterator[Callable[[], object]]:
        with second_process(work) as result:

            def heard() -> object:
                self.results.append(result())
                return self.results[-1]

            yield heard


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> Second:
    found = Second()
    monkeypatch.setattr(halves, "MANY", 2)
    monkeypatch.setattr(halves, "may_fork", lambda: True)
    monkeypatch.setattr(halves, "second_process", found.process)
    return found


def alone() -> Said:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(halves, "may_fork", lambda: False)
        return run_here(*WORDS, "--no-cache")


@pytest.mark.usefixtures("repository")
def test_two_processes_tell_what_one_does(second: Second) -> None:
    assert run_here(*WORDS) == alone()
    assert second.texts == ['"d"', '"e"']
    assert second.variables == []


def test_a_stack_with_findings_is_told_by_the_first(repository: Path, second: Second) -> None:
    write_files(repository, {"stacks/deploy/d.yaml": manifest("d", "'{{ .vars.none.none }}'")})
    assert (said := run_here(*WORDS)) == alone()
    assert said.err.count("stacks/deploy/d.yaml:4") == 1
    assert second.texts == [None, '"e"']


def test_all_is_told_by_the_first_where_the_second_fails(
    repository: Path, second: Second, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, first = alone(), os.getpid()

    def dying(*given: Any) -> Described:
        if os.getpid() != first:
            os.kill(os.getpid(), 9)
        return described_stack(*given)

    monkeypatch.setattr(stack_texts, "described_stack", dying)
    assert run_here(*WORDS) == whole
    assert second.results == [None]


def test_what_the_second_asked_for_is_asked_by_the_first_and_known_of_the_run(
    repository: Path, second: Second, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(repository, {"stacks/deploy/e.yaml": manifest("e", "!env CI")})
    monkeypatch.setenv("CI", "1")
    (said, _), (again, was_kept) = asked(*WORDS), asked(*WORDS)
    assert second.variables == ["CI"]
    assert (said, was_kept) == (again, True)
    monkeypatch.setenv("CI", "2")
    changed, was_kept = asked(*WORDS)
    assert (changed, was_kept) == (alone(), False)
    assert changed != said


def test_what_the_second_told_does_not_count_where_the_first_has_another_answer(
    repository: Path, second: Second, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(repository, {"stacks/deploy/e.yaml": manifest("e", "!env SIZE")})
    first = os.getpid()

    def late(*given: Any) -> Described:
        if os.getpid() != first:
            os.environ["SIZE"] = "other"
        return described_stack(*given)

    monkeypatch.setenv("SIZE", "1")
    monkeypatch.setattr(stack_texts, "described_stack", late)
    assert run_here(*WORDS) == alone()
    assert second.results[0] is not None


def test_stacks_that_are_kept_are_told_by_neither(repository: Path, second: Second) -> None:
    asked(*WORDS)
    write_files(repository, {"stacks/deploy/b.yaml": manifest("b", "2"), "stacks/deploy/d.yaml": manifest("d", "2")})
    said, _ = asked(*WORDS)
    assert said == alone()
    assert [len(texts) for texts, _ in second.results] == [2, 1]
    assert asked(*WORDS) == (said, True)


@pytest.mark.usefixtures("repository")
def test_few_instances_need_no_second_process(second: Second, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "MANY", 6)
    run_here(*WORDS)
    assert second.results == []
