"""What is kept is what would be computed, whatever happens to the processes that keep it.

``python -m tests.campaigns.cached_processes N SEED --workers 1``. Each of the N inputs is a repository as ``cached`` has
them, and 10 steps. In each something is done with processes that share one cache folder: one runs alone, or is killed at
some moment, most often while it keeps its answer; several run at once; one runs while a file changes; one finds the folder
read-only or the disk full, or somebody clears it. What is answered then, or next where it was changed under way, must be
what ``--no-cache`` answers: all bytes and the exit code. What was cut off must not stay for ever.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.campaigns.campaign import Fault, bare_environment, chance, run_campaign, scratch_folder
from tests.campaigns.changing import NARROW, WORDS, Steps
from tests.campaigns.console import MOMENTS, Console, Ended, held_against

STEPS: Final = 10
FIRST: Final = 0.5
"""Seconds that a command is thought to take before one has been seen."""
LONGER: Final = 1.2
"""The latest moment of a kill, as a share of what the longest command took so far."""
SETTLED: Final = 2.1
"""Seconds after which what changed is taken at its word when it looks as it did."""
ANSWERED: Final = (0, 1, 2)
"""Exit codes of a command that knows what it did."""
ENTRY, LEFTOVER = ".answer", ".tmp"
LONG_AGO: Final = (1, 1)
_NOT_EVEN_ROOT: Final = ("setpriv", "--bounding-set", "-dac_override")
"""What may not be written is not written by root either."""


def mark(path: Path) -> tuple[int, int]:
    """What a file has to itself."""
    state = path.stat()
    return state.st_ino, state.st_ctime_ns


class Processes:
    """A repository with its steps, and the processes that are asked about it."""

    def __init__(self, scratch: Path, dice: random.Random) -> None:
        self._dice = dice
        self._kept = scratch / "kept"
        self._root = scratch / "repository"
        self._root.mkdir()
        self._home = scratch
        self._steps = Steps(self._root, dice)
        self._lines = dice.sample(WORDS, 2) + dice.sample(NARROW, 2)
        self._names = [dice.choice(self._steps.known) for _ in range(2)]
        self._longest = FIRST
        self._done: list[str] = []

    def step(self) -> Iterator[Fault]:
        """One step; its faults, and what was tried."""
        if self._dice.random() < 0.05:
            time.sleep(SETTLED)
        act = self._dice.choice(ACTS)
        self._done.append(act.__name__)
        yield Fault(act.__name__.replace("_", " "), " ".join(self._done), is_allowed=True)
        yield from act(self)

    def alone(self) -> Iterator[Fault]:
        """A command, perhaps after a change. It takes away what was cut off long ago."""
        self._perhaps_change()
        for path in self._files(LEFTOVER):
            os.utime(path, LONG_AGO)
        words, before = self._words(), self._files(ENTRY)
        yield from self._compared(words, self._console().run(words))
        if self._files(ENTRY) != before and self._files(LEFTOVER):
            yield self._fault("leftovers stay", f"{self._files(LEFTOVER)}")

    def killed_at_a_moment(self) -> Iterator[Fault]:
        """A command that is killed, whatever it does then."""
        yield from self._killed(self._dice.random() * LONGER * self._longest)

    def killed_at_the_end(self) -> Iterator[Fault]:
        """A command that is killed while it keeps its answer, or right after."""
        yield from self._killed(None)

    def _killed(self, seconds: float | None) -> Iterator[Fault]:
        self._perhaps_change(0.8)
        if self._dice.random() < 0.6:
            self._forget()
        words, entries, leftovers = self._words(), self._files(ENTRY), self._files(LEFTOVER)
        if seconds is None:
            ended = self._console().start(words, moment=self._dice.randrange(MOMENTS)).ended()
        else:
            started = self._console().start(words)
            time.sleep(seconds)
            started.kill()
            ended = started.ended()
        more = len(self._files(LEFTOVER).keys() - leftovers)
        if ended.is_killed:
            place = "after" if self._files(ENTRY) != entries else "in" if more else "before"
            yield Fault(f"killed {place} the write", f"{words} {seconds}", is_allowed=True)
        else:
            yield Fault("ended before it was killed", f"{words} {seconds}", is_allowed=True)
            yield from self._compared(words, ended)
        if more > ended.is_killed:
            yield self._fault("leftovers", f"{more} of one process that was killed: {ended.is_killed}")
        yield from self._compared(words, self._console().run(words))

    def at_once(self) -> Iterator[Fault]:
        """Two or three commands, the same or others."""
        self._perhaps_change()
        first, left = self._words(), self._files(LEFTOVER)
        asked = [first, *(self._dice.choice((first, self._words())) for _ in range(self._dice.choice((1, 1, 2))))]
        running = [(words, self._console().start(words)) for words in asked]
        ended = [(words, started.ended()) for words, started in running]
        for words, each in ended:
            yield from self._compared(words, each)
        yield from self._as_many(left)

    def changed_under_way(self) -> Iterator[Fault]:
        """A change while a command runs: what that says nobody knows, so what is asked next counts."""
        self._perhaps_change()
        words, left = self._words(), self._files(LEFTOVER)
        started = self._console().start(words)
        time.sleep(self._dice.random() * self._longest)
        self._change()
        under_way = started.ended()
        if under_way.said.code not in ANSWERED:
            yield self._fault("ended otherwise", f"{words}: {under_way.said}")
        yield from self._compared(words, self._console().run(words))
        yield from self._as_many(left)

    def full(self) -> Iterator[Fault]:
        """No room for all of an entry."""
        self._perhaps_change(0.8)
        sizes, left = [path.stat().st_size for path in self._files(ENTRY)], self._files(LEFTOVER)
        words, limit = self._words(), self._dice.randrange(max(sizes, default=4096))
        yield from self._compared(words, self._console().run(words, limit=limit))
        yield from self._as_many(left)
        yield from self._compared(words, self._console().run(words))

    def read_only(self) -> Iterator[Fault]:
        """A folder in which nothing may be written."""
        self._perhaps_change(0.8)
        words, before = self._words(), {**self._files(ENTRY), **self._files(LEFTOVER)}
        held = os.geteuid() != 0 or shutil.which(_NOT_EVEN_ROOT[0]) is not None
        console = self._console()
        if os.geteuid() == 0 and held:
            console = console._replace(before=_NOT_EVEN_ROOT)
        if self._kept.is_dir():
            self._kept.chmod(0o500)
        try:
            ended = console.run(words)
        finally:
            if self._kept.is_dir():
                self._kept.chmod(0o700)
        yield from self._compared(words, ended)
        if held and before and {**self._files(ENTRY), **self._files(LEFTOVER)} != before:
            yield self._fault("written where nothing may be", f"{words}")
        yield from self._compared(words, self._console().run(words))

    def cleared(self) -> Iterator[Fault]:
        """A command or two, and somebody clears the folder once or twice meanwhile."""
        self._perhaps_change()
        asked = [self._words() for _ in range(self._dice.choice((1, 2)))]
        running = [(words, self._console().start(words)) for words in asked]
        time.sleep(self._dice.random() * self._longest * self._dice.choice((0, 1)))
        clearing = [self._console().start(("cache", "clear")) for _ in range(self._dice.choice((1, 2)))]
        for words, started in running:
            yield from self._compared(words, started.ended())
        for each in clearing:
            said = each.ended().said
            if said.code != 0 or not said.err.endswith(" removed\n"):
                yield self._fault("not cleared", f"{said}")

    def _perhaps_change(self, share: float = 0.5) -> None:
        if self._dice.random() < share:
            self._change()

    def _change(self) -> None:
        self._done.append(self._steps.step())

    def _forget(self) -> None:
        """Nothing is kept any more, so that the next one keeps its answer."""
        self._done.append("forgotten")
        for path in self._files(ENTRY):
            path.unlink()

    def _words(self) -> tuple[str, ...]:
        component, stack = self._dice.choice(self._names)
        return tuple(self._dice.choice(self._lines).format(c=component, s=stack).split())

    def _console(self) -> Console:
        return Console(self._root, {"HOME": str(self._home), **self._steps.env, "STACKC_CACHE_DIR": str(self._kept)})

    def _files(self, ending: str) -> dict[Path, tuple[int, int]]:
        """The files in the cache folder, each with what only this one has."""
        return {path: mark(path) for path in sorted(self._kept.glob(f"*{ending}"))}

    def _as_many(self, before: dict[Path, tuple[int, int]]) -> Iterator[Fault]:
        """Nobody was killed, so nothing more is left."""
        more = self._files(LEFTOVER).keys() - before
        if more:
            yield self._fault("leftovers", f"{sorted(more)}")

    def _compared(self, words: Sequence[str], ended: Ended) -> Iterator[Fault]:
        begun = time.monotonic()
        fresh = self._console().fresh(words)
        self._longest = max(self._longest, time.monotonic() - begun)
        yield held_against(fresh, words, ended, self._after())

    def _fault(self, kind: str, what: str) -> Fault:
        return Fault(kind, f"{self._after()}: {what}")

    def _after(self) -> str:
        return f"after {self._done[-6:]} with {self._steps.env}"


Act = Callable[[Processes], Iterator[Fault]]
ACTS: Final[Sequence[Act]] = (
    *(Processes.alone,) * 6,
    *(Processes.killed_at_a_moment,) * 3,
    *(Processes.killed_at_the_end,) * 3,
    *(Processes.at_once,) * 4,
    *(Processes.changed_under_way,) * 3,
    *(Processes.full, Processes.read_only, Processes.cleared),
)


def check(seed: int, index: int, steps: int = STEPS) -> Sequence[Fault]:
    """The faults of one repository with its steps."""
    bare_environment()
    scratch = scratch_folder("stackc-processes-")
    try:
        processes = Processes(scratch, chance(seed, index))
        return [fault for _ in range(steps) for fault in processes.step()]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(run_campaign("cached_processes", check))
