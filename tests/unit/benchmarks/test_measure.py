"""The benchmark as a whole, on the smallest repository there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import measure as module
from benchmarks.history import read_history
from benchmarks.jobs import JOBS, Job, make_repository
from benchmarks.measure import inside, main


def test_a_run_is_printed_and_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "FILE", tmp_path / "history.jsonl")
    monkeypatch.setattr(module, "PICTURE", tmp_path / "history.svg")
    assert main(["--sizes", "tiny", "--jobs", "names,start", "--repeats", "1"]) == 0
    [run] = read_history(tmp_path / "history.jsonl")
    rows = [(row.job, row.state) for row in run.rows]
    floors, jobs = rows[:2], rows[2:]
    assert floors == [("python", "floor"), ("libyaml", "floor")]
    assert jobs == [("names", "cold"), ("names", "warm"), ("names", "edited"), ("start", "cold")]
    assert "<svg" in (tmp_path / "history.svg").read_text()
    assert "stages of tiny" in capsys.readouterr().out


def test_each_stage_takes_some_time(tmp_path: Path) -> None:
    found = inside(make_repository("tiny", tmp_path))
    assert list(found["stages"])[:3] == ["import", "open", "documents"]
    assert all(spent > 0 for part in found.values() for spent in part.values())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--jobs", "nothing"], "there is no job `nothing`: names"),
        (["--sizes", "XL"], "there is no size `XL`: small, tiny"),
        (["--states", "hot"], "there is no state `hot`: cold"),
    ],
)
def test_an_unknown_name_is_refused_before_anything_runs(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--no-history"]) == 1
    assert said in capsys.readouterr().err


def test_no_repeat_at_all_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--repeats", "0"])
    assert "--repeats" in capsys.readouterr().err


def test_a_job_that_fails_ends_the_run_with_what_it_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(JOBS, "names", Job("list nothing-of-the-kind"))
    assert main(["--sizes", "tiny", "--jobs", "names", "--repeats", "1", "--no-history"]) == 1
    assert "nothing-of-the-kind" in capsys.readouterr().err
