"""A fixed sample of the campaign, and what it calls wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.cached_processes import ENTRY, LEFTOVER, check
from tests.campaigns.console import MOMENTS, Console, Ended, held_against
from tests.kit.command import PROJECT, Said, write_files

FILES = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n"}
WORDS = ("list", "stacks")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def console(tmp_path: Path) -> Console:
    root = write_files(tmp_path / "repository", FILES)
    return Console(root, {"HOME": str(tmp_path), "STACKC_CACHE_DIR": str(tmp_path / "kept")})


def test_what_is_kept_is_what_would_be_computed() -> None:
    found = check(1, 2, steps=3)
    assert [fault for fault in found if not fault.is_allowed] == []
    assert {"alone", "killed at a moment"} <= {fault.kind for fault in found}


def test_a_process_is_cut_off_at_every_moment_of_its_writing(tmp_path: Path) -> None:
    asked, left = console(tmp_path), []
    for moment in range(MOMENTS):
        ended = asked.start(WORDS, moment=moment).ended()
        left.append((ended.is_killed, *sorted(path.suffix for path in (tmp_path / "kept").iterdir())))
        for path in (tmp_path / "kept").iterdir():
            path.unlink()
    assert left == [(True,), (True, LEFTOVER), (True, LEFTOVER), (True, ENTRY), (False, ENTRY)]


def test_what_is_kept_is_told_from_what_is_computed(tmp_path: Path) -> None:
    asked = console(tmp_path)
    assert asked.run(WORDS, limit=1000) == Ended(Said(0, "dev\n", ""), is_computed=True)
    assert asked.run(WORDS).is_computed
    assert not asked.run(WORDS).is_computed


@pytest.mark.parametrize(
    ("said", "kind"),
    [(Said(0, "ab", ""), "kept"), (Said(1, "ab", ""), "another answer"), (Said(0, "a", ""), "another answer")],
)
def test_another_answer_is_found(said: Said, kind: str) -> None:
    assert held_against(Said(0, "ab", ""), WORDS, Ended(said, is_computed=False), "").kind == kind
