"""Runs of the benchmark as lines of JSON, one run a line, oldest first: figures travel with the sources.

A line, with times in seconds and memory in MiB:

    {"date": "2026-01-31T12:00:00Z", "commit": "0123abc", "sources": "4567def", "changed": false, "python": "3.11.7",
     "machine": "Linux x86_64, 2 processors: …", "memory": "PSS of the process tree", "load": [0.5, 1.2],
     "rows": [{"size": "W", "job": "names", "state": "cold", "cpu": […], "wall": […], "memory": […]}, …],
     "stages": {"W": {"documents": […], …}}, "pieces": {"parse a file": 0.0002, …}}

``sources``: git's name of the folder ``stackc``, which stays the same where a commit is moved to another place.
``changed``: there was more than the commit. ``load``: the load average before and after. Each list holds one figure a
repeat, in their order. Rows of the state ``floor`` are not stackc but what nothing of the kind can be cheaper than.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.process import MEMORY, PROC, Sample

FILE = Path(__file__).parent / "history.jsonl"
FLOOR = "floor"


class Row(NamedTuple):
    """One job in one state on one repository, all repeats."""

    size: str
    job: str
    state: str
    samples: tuple[Sample, ...]

    def median(self) -> Sample:
        """The median of each figure by itself."""
        return Sample(*map(median, zip(*self.samples, strict=True)))

    def least(self) -> Sample:
        """The least of each figure by itself: what a quiet machine would have said."""
        return Sample(*map(min, zip(*self.samples, strict=True)))


class About(NamedTuple):
    """What the figures of a run hold for."""

    date: str
    commit: str
    sources: str
    changed: bool
    python: str
    machine: str
    memory: str
    load: tuple[float, ...]


class Run(NamedTuple):
    """All that one run of the benchmark found."""

    about: About
    rows: tuple[Row, ...]
    stages: Mapping[str, Mapping[str, tuple[float, ...]]]
    """CPU seconds by size and stage."""
    pieces: Mapping[str, float]
    """Seconds of the smallest pieces of work."""


def about(load_before: float, sources: Path) -> About:
    """What is measured now, and on what."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=sources, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return About(
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        git("rev-parse", "--short=12", "HEAD"),
        git("rev-parse", "--short=12", "HEAD:stackc"),
        bool(git("status", "--porcelain", "--untracked-files=no", "--", "stackc")),
        platform.python_version(),
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors: {_processor()}",
        MEMORY,
        (round(load_before, 1), round(os.getloadavg()[0], 1)),
    )


def _processor() -> str:
    try:
        lines = (PROC / "cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown")


def to_line(run: Run) -> str:
    """A run as one line, with its newline."""
    rows = [
        {
            "size": row.size,
            "job": row.job,
            "state": row.state,
            "cpu": [round(sample.cpu, 3) for sample in row.samples],
            "wall": [round(sample.wall, 3) for sample in row.samples],
            "memory": [round(sample.memory, 1) for sample in row.samples],
        }
        for row in run.rows
    ]
    stages = {
        size: {stage: [round(each, 4) for each in spent] for stage, spent in by_stage.items()}
        for size, by_stage in run.stages.items()
    }
    pieces = {name: float(f"{seconds:.3g}") for name, seconds in run.pieces.items()}
    return json.dumps({**run.about._asdict(), "rows": rows, "stages": stages, "pieces": pieces}) + "\n"


def from_line(line: str) -> Run:
    """The run that stands on a line. Raises ValueError for one that is none."""
    try:
        given = json.loads(line)
        rows = tuple(
            Row(row["size"], row["job"], row["state"], tuple(map(Sample, row["cpu"], row["wall"], row["memory"])))
            for row in given["rows"]
        )
        stages = {
            size: {stage: tuple(spent) for stage, spent in by_stage.items()}
            for size, by_stage in given["stages"].items()
        }
        found = About(*(given[field] for field in About._fields))
        return Run(found._replace(load=tuple(found.load)), rows, stages, given["pieces"])
    except (KeyError, TypeError) as problem:
        raise ValueError(f"no run of the benchmark: {problem!r}") from problem


def read_history(file: Path = FILE) -> tuple[Run, ...]:
    """All runs, oldest first; none where there is no file. Raises ValueError for a line that is no run."""
    if not file.exists():
        return ()
    return tuple(map(from_line, file.read_text(encoding="utf-8").splitlines()))


def append(run: Run, file: Path = FILE) -> None:
    """Add a run to the end of a history."""
    with file.open("a", encoding="utf-8") as history:
        history.write(to_line(run))


def table(rows: Iterable[Row]) -> str:
    """Rows for people: medians, and the least CPU time."""
    lines = [f"{'size':<6} {'job':<12} {'state':<7} {'CPU s':>8} {'least':>8} {'wall s':>8} {'MiB':>7}"]
    for row in rows:
        middle, least = row.median(), row.least()
        names = f"{row.size:<6} {row.job:<12} {row.state:<7}"
        lines.append(f"{names} {middle.cpu:8.3f} {least.cpu:8.3f} {middle.wall:8.3f} {middle.memory:7.1f}")
    return "\n".join(lines)
