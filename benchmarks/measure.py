"""Measure what the jobs of a day cost, print it, and add it to the history.

``python -m benchmarks.measure --sizes small,W --repeats 5``. The repeats go round: one round of all jobs after the
other, so that a slow minute of the machine hits all of them. Nothing needs the network.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.history import FILE, FLOOR, Row, Run, about, append, read_history, table
from benchmarks.jobs import (
    ALL_SIZES,
    JOBS,
    ORGANISATION,
    STATES,
    Program,
    Repository,
    State,
    Unknown,
    at_least_one,
    chosen,
    make_repository,
    program,
    run_round,
)
from benchmarks.plot import FILE as PICTURE
from benchmarks.plot import plot
from benchmarks.process import CommandFailed, Sample, measure

READ_ALL = """\
import pathlib, sys, yaml
for file in pathlib.Path(sys.argv[1]).rglob("*.yaml"):
    for _ in yaml.parse(file.read_bytes(), Loader=yaml.CLoader):
        pass
"""
FLOORS = {"python": "pass", "libyaml": READ_ALL}
"""What is under everything: starting Python, and reading the same files with libyaml, event by event."""


def one_round(
    program: Program, repository: Repository, jobs: Sequence[str], states: Sequence[State]
) -> Iterator[tuple[str, str, Sample]]:
    """Each floor and each job once in each state: name, state, what it cost."""
    for name, code in FLOORS.items():
        command = (sys.executable, "-c", code, str(repository.folder / "stacks"))
        yield name, FLOOR, measure(command, repository.folder, program.env)
    for name in jobs:
        for state, sample in run_round(program, repository, JOBS[name], states):
            yield name, state, sample


def inside(repository: Repository) -> dict[str, dict[str, float]]:
    """The stages and the pieces, measured in a process of their own."""
    command = [sys.executable, "-m", "benchmarks.stages", str(repository.folder)]
    done = subprocess.run(command, cwd=ORGANISATION, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandFailed(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


def run(sizes: Sequence[str], jobs: Sequence[str], states: Sequence[State], repeats: int) -> Run:
    """Measure it all. Raises CommandFailed when a command fails."""
    load = os.getloadavg()[0]
    samples: defaultdict[tuple[str, str, str], list[Sample]] = defaultdict(list)
    stages: dict[str, defaultdict[str, list[float]]] = {size: defaultdict(list) for size in sizes}
    pieces: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as scratch:
        measured = program(Path(scratch))
        for size in sizes:
            repository = make_repository(size, Path(scratch) / size)
            for turn in range(repeats):
                print(f"{size}: round {turn + 1} of {repeats}", file=sys.stderr)
                for job, state, sample in one_round(measured, repository, jobs, states):
                    samples[size, job, state].append(sample)
                found = inside(repository)
                for stage, spent in found["stages"].items():
                    stages[size][stage].append(spent)
                for piece, spent in found["pieces"].items():
                    pieces[piece].append(spent)
    rows = tuple(Row(*key, tuple(found)) for key, found in samples.items())
    by_stage = {size: {stage: tuple(spent) for stage, spent in found.items()} for size, found in stages.items()}
    return Run(about(load, ORGANISATION), rows, by_stage, {name: min(spent) for name, spent in pieces.items()})


def report(run: Run) -> str:
    """A run for people."""
    lines = [f"{run.about.commit}{' and more' if run.about.changed else ''}, Python {run.about.python}"]
    lines += [run.about.machine, f"memory: {run.about.memory}; load before and after: {run.about.load}", ""]
    lines += [table(run.rows)]
    for size, stages in run.stages.items():
        lines += ["", f"stages of {size}, least CPU ms"]
        lines += [f"  {stage:<20} {1000 * min(spent):8.1f}" for stage, spent in stages.items()]
    lines += ["", "pieces, least microseconds"]
    lines += [f"  {piece:<20} {1_000_000 * spent:8.1f}" for piece, spent in run.pieces.items()]
    return "\n".join(lines)


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and remember."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.measure", description="measure what the jobs of a day cost"
    )
    parser.add_argument("--sizes", help=f"a comma list of {', '.join(ALL_SIZES)}", default="small,W")
    parser.add_argument("--jobs", help=f"a comma list of {', '.join(JOBS)}")
    parser.add_argument("--states", help=f"a comma list of {', '.join(STATES)}")
    parser.add_argument("--repeats", type=at_least_one, default=5)
    parser.add_argument("--no-history", action="store_true", help="print the figures, and remember none")
    given = parser.parse_args(words)
    try:
        sizes = chosen(given.sizes, ALL_SIZES, "size")
        jobs, states = chosen(given.jobs, JOBS, "job"), chosen(given.states, STATES, "state")
        found = run(sizes, jobs, states, given.repeats)
    except (Unknown, CommandFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(report(found))
    if not given.no_history:
        append(found, FILE)
        PICTURE.write_text(plot(read_history(FILE)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
