"""Compare two commits: each job by one and by the other in turn, so that both see the same machine.

``python -m benchmarks.compare BASE HEAD --sizes W --repeats 5`` prints what HEAD costs as a part of what BASE does:
the ratio of each round, as median, least and largest. The commits are checked out beside, and run by this Python with
the packages it has; the repositories and the jobs are those of this checkout.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.jobs import (
    ALL_SIZES,
    JOBS,
    ORGANISATION,
    STATES,
    Program,
    State,
    Unknown,
    at_least_one,
    chosen,
    make_repository,
    program,
    run_round,
)
from benchmarks.process import CommandFailed, Sample

SIDES = ("base", "head")


class Pair(NamedTuple):
    """One job in one state, by both commits in the same round."""

    base: Sample
    head: Sample

    @property
    def ratio(self) -> float:
        """CPU of the second as a part of the first's."""
        return self.head.cpu / self.base.cpu


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """A commit in a folder of its own while the block runs. Raises Unknown for one that git does not know."""

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *words], cwd=ORGANISATION, capture_output=True, text=True, check=False)

    added = git("worktree", "add", "--quiet", "--detach", str(folder), commit)
    if added.returncode:
        raise Unknown(f"`{commit}` cannot be checked out: {added.stderr.strip()}")
    try:
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))


def check_sources(measured: Program, sources: Path) -> None:
    """Raises CommandFailed unless the program runs what stands in ``sources``: else one commit would race itself."""
    asked = [sys.executable, "-c", "import stackc; print(stackc.__file__)"]
    env = dict(measured.env)
    found = subprocess.run(asked, cwd=env["HOME"], env=env, capture_output=True, text=True, check=False)
    if not Path(found.stdout.strip()).is_relative_to(sources):
        raise CommandFailed(f"what runs is not what was checked out: {found.stdout.strip() or found.stderr}")


def in_turn(turn: int) -> tuple[str, ...]:
    """The sides in the order of a round: each is first as often as the other."""
    return SIDES if turn % 2 == 0 else SIDES[::-1]


def compare(
    programs: dict[str, Program], size: str, jobs: Sequence[str], states: Sequence[State], repeats: int, scratch: Path
) -> Iterator[tuple[str, State, list[Pair]]]:
    """Each job in each state with the rounds of both sides. Raises CommandFailed when one fails."""
    repository = make_repository(size, scratch / size)
    for job in jobs:
        rounds: defaultdict[State, list[Pair]] = defaultdict(list)
        for turn in range(repeats):
            found = {side: dict(run_round(programs[side], repository, JOBS[job], states)) for side in in_turn(turn)}
            for state, sample in found["base"].items():
                rounds[state].append(Pair(sample, found["head"][state]))
        for state, pairs in rounds.items():
            yield job, state, pairs


def row(size: str, job: str, state: str, pairs: Sequence[Pair]) -> str:
    """One line for people: the ratios, then the medians of both sides."""
    ratios = [pair.ratio for pair in pairs]

    def both(field: str) -> tuple[float, float]:
        base, head = ([getattr(getattr(pair, side), field) for pair in pairs] for side in SIDES)
        return median(base), median(head)

    ratio = f"{median(ratios):6.3f} [{min(ratios):.3f}, {max(ratios):.3f}]"
    times = " ".join("{:8.3f} {:8.3f}".format(*both(field)) for field in ("cpu", "wall"))
    return f"{size:<6} {job:<12} {state:<7} {ratio} {times} {'{:7.1f} {:7.1f}'.format(*both('memory'))}"


HEADING = f"{'size':<6} {'job':<12} {'state':<7} {'CPU head/base':<21} {'CPU s':>17} {'wall s':>17} {'MiB':>15}"


def main(words: Sequence[str] | None = None) -> int:
    """Compare two commits and print a line for each job."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description="compare two commits, in turn")
    parser.add_argument("base", help="a commit")
    parser.add_argument("head", help="another one")
    parser.add_argument("--sizes", help=f"a comma list of {', '.join(ALL_SIZES)}", default="small,W")
    parser.add_argument("--jobs", help=f"a comma list of {', '.join(JOBS)}")
    parser.add_argument("--states", help=f"a comma list of {', '.join(STATES)}", default="cold")
    parser.add_argument("--repeats", type=at_least_one, default=5)
    given = parser.parse_args(words)
    try:
        sizes, jobs = chosen(given.sizes, ALL_SIZES, "size"), chosen(given.jobs, JOBS, "job")
        states = chosen(given.states, STATES, "state")
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder).resolve()
            with checked_out(given.base, scratch / "base") as base, checked_out(given.head, scratch / "head") as head:
                programs = {
                    "base": program(scratch / "for-base", base),
                    "head": program(scratch / "for-head", head),
                }
                check_sources(programs["base"], base)
                check_sources(programs["head"], head)
                print(HEADING)
                for size in sizes:
                    for job, state, pairs in compare(programs, size, jobs, states, given.repeats, scratch):
                        print(row(size, job, state, pairs), flush=True)
    except (Unknown, CommandFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
