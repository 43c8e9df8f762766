"""Two commits in turn: what is compared is what was asked for, and each goes first as often as the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.compare import SIDES, Pair, check_sources, checked_out, in_turn, main, row
from benchmarks.jobs import ORGANISATION, Unknown, program
from benchmarks.process import CommandFailed, Sample

IS_CHECKOUT = (ORGANISATION / ".git").exists()
PAIRS = [Pair(Sample(2.0, 3.0, 50.0), Sample(1.0, 2.0, 40.0)), Pair(Sample(1.0, 3.0, 52.0), Sample(1.0, 2.5, 42.0))]


def test_the_ratio_is_the_second_as_a_part_of_the_first() -> None:
    assert [pair.ratio for pair in PAIRS] == [0.5, 1.0]


def test_a_row_has_the_ratio_of_each_round_and_the_medians_of_both() -> None:
    said = row("W", "names", "cold", PAIRS).split()
    assert said == [
        "W",
        "names",
        "cold",
        "0.750",
        "[0.500,",
        "1.000]",
        "1.500",
        "1.000",
        "3.000",
        "2.250",
        "51.0",
        "41.0",
    ]


def test_the_sides_take_turns() -> None:
    assert [in_turn(turn)[0] for turn in range(4)] == [*SIDES, *SIDES]


def test_other_sources_than_those_asked_for_are_refused(tmp_path: Path) -> None:
    measured = program(tmp_path / "scratch", ORGANISATION)
    check_sources(measured, ORGANISATION)
    with pytest.raises(CommandFailed, match="what runs is not what was checked out"):
        check_sources(measured, tmp_path)


@pytest.mark.skipif(not IS_CHECKOUT, reason="needs a checkout of the project")
def test_a_commit_is_there_while_it_is_needed_and_gone_then(tmp_path: Path) -> None:
    with checked_out("HEAD", tmp_path / "head") as folder:
        assert (folder / "stackc" / "version.py").is_file()
    assert not (tmp_path / "head").exists()


def test_an_unknown_commit_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(Unknown, match="`no-such-commit` cannot be checked out"),
        checked_out("no-such-commit", tmp_path / "x"),
    ):
        pass


def test_an_unknown_job_is_refused_before_anything_is_checked_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["HEAD", "HEAD", "--jobs", "nothing"]) == 1
    assert "there is no job `nothing`" in capsys.readouterr().err
