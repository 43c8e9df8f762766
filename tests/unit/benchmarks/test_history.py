"""Figures that are kept: they come back as they were written, and what is none is said."""

from __future__ import annotations

import platform
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.history import About, Row, Run, about, append, from_line, read_history, table, to_line
from benchmarks.plot import lines_of, plot
from benchmarks.process import Sample

ABOUT = About("2026-01-31T12:00:00Z", "0123abc", "4567def", True, "3.11.7", "Linux", "PSS", (0.5, 1.2))
SAMPLES = (Sample(0.3, 0.5, 20.0), Sample(0.1, 0.4, 22.0), Sample(0.2, 0.9, 21.0))
RUN = Run(
    ABOUT,
    (Row("W", "names", "cold", SAMPLES), Row("W", "python", "floor", SAMPLES)),
    {"W": {"open": (0.1,)}},
    {"parse": 2e-05},
)


def test_the_median_and_the_least_are_those_of_each_figure() -> None:
    assert RUN.rows[0].median() == (0.2, 0.5, 21.0)
    assert RUN.rows[0].least() == (0.1, 0.4, 20.0)


def test_a_run_is_one_line_and_comes_back_from_it() -> None:
    assert to_line(RUN).count("\n") == 1
    assert from_line(to_line(RUN)) == RUN


def test_runs_are_kept_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    later = RUN._replace(about=ABOUT._replace(commit="later"))
    append(RUN, file)
    append(later, file)
    assert read_history(file) == (RUN, later)


def test_there_is_no_history_before_the_first_run(tmp_path: Path) -> None:
    assert read_history(tmp_path / "history.jsonl") == ()


@pytest.mark.parametrize("line", ["", "{", "[]", "{}", '{"rows": [{"size": "W"}]}', '{"rows": 3}'])
def test_a_line_that_is_no_run_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        from_line(line)


def test_the_history_of_this_repository_can_be_read() -> None:
    assert all(run.rows and run.about.commit for run in read_history())


def test_what_is_kept_names_no_host(tmp_path: Path) -> None:
    assert platform.node() not in to_line(RUN._replace(about=about(0.0, tmp_path)))


def test_what_is_measured_is_told_by_commit(tmp_path: Path) -> None:
    found = about(0.0, tmp_path)
    assert (found.commit, found.sources, found.changed) == ("", "", False)
    assert found.date.endswith("Z")


def test_the_table_has_a_row_for_each() -> None:
    heading, names, floor = table(RUN.rows).splitlines()
    assert heading.split()[:3] == ["size", "job", "state"]
    assert names.split() == ["W", "names", "cold", "0.200", "0.100", "0.500", "21.0"]
    assert floor.split()[:3] == ["W", "python", "floor"]


def test_the_picture_has_a_line_for_each_job_and_none_for_what_is_not_stackc() -> None:
    [line] = lines_of([RUN, RUN], "W")
    assert line == ("names", ((0, 0.2), (1, 0.2)))
    picture = ET.fromstring(plot([RUN, RUN]))
    assert len([each for each in picture.iter() if each.tag.endswith("polyline")]) == 1


@pytest.mark.parametrize("runs", [[], [RUN._replace(rows=())]], ids=["no runs", "no rows"])
def test_a_picture_of_nothing_is_a_picture(runs: list[Run]) -> None:
    assert ET.fromstring(plot(runs)).tag.endswith("svg")
