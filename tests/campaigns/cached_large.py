"""What is kept is what would be computed, in a large repository.

``python -m tests.campaigns.cached_large N SEED --workers 1``. Each of the N inputs is the repository ``W`` of the
benchmarks, with 9,000 instances, and 20 steps: a value changes in a file that few are made of, or in one of the catalog,
a file gets another name or another time, everything becomes what it was. After each of them one command is run with answers
kept, in a process of its own, and with ``--no-cache``: all bytes and the exit code must be equal.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.jobs import JOBS, make_repository
from tests.campaigns.campaign import Fault, bare_environment, chance, run_campaign, scratch_folder
from tests.campaigns.console import Console, held_against

STEPS: Final = 20
OFTEN: Final = ("names", *("component",) * 3, *("why",) * 3, "dependents", "dependents")
RARELY: Final = ("validate", "everything")
"""Jobs that take several seconds."""
RARE: Final = 0.05
_VALUE: Final = re.compile(r"(?<=: )(\d+|true|false)$", re.MULTILINE)


class Name(NamedTuple):
    """An instance that is asked about."""

    component: str
    stack: str
    value: str = "vars.tags.Organisation"

    @property
    def tenant(self) -> str:
        """The folder of its stack lies in one of this name."""
        return self.stack.partition("-")[0]


class Large:
    """A large repository that changes."""

    def __init__(self, scratch: Path, dice: random.Random, size: str = "W") -> None:
        self.dice = dice
        self.root = make_repository(size, scratch / "repository").folder
        self.console = Console(self.root, {"HOME": str(scratch), "STACKC_CACHE_DIR": str(scratch / "kept")})
        lines = self.console.fresh(("list", "instances")).out.splitlines()
        self.names = [Name(*dice.choice(lines).split("@")) for _ in range(2)]
        self._done: list[str] = []

    def step(self) -> Fault:
        """Change one thing and ask one question; how that went."""
        change = self.dice.choice(CHANGES)
        change(self)
        self._done.append(change.__name__)
        job = JOBS[self.dice.choice(RARELY if self.dice.random() < RARE else OFTEN)]
        name = self.dice.choice(self.names)
        words = [word.format(**name._asdict()) for word in job.words.split()]
        ended = self.console.run(words)
        return held_against(self.console.fresh(words), words, ended, f"after {self._done[-6:]}")

    def leaf(self) -> None:
        """Another value in a file that few stacks are made of."""
        self._change_value(self._some("orgs"))

    def catalog(self) -> None:
        """Another value in a file that many stacks are made of."""
        self._change_value(self._some("catalog"))

    def renamed(self) -> None:
        """Another name for a file."""
        path = self._some("orgs")
        path.rename(path.with_name(f"{path.stem}-{self.dice.randint(1, 9)}.yaml"))

    def touched(self) -> None:
        """Another time for a file."""
        os.utime(self._some(self.dice.choice(("orgs", "catalog", "mixins"))))

    def set_back(self) -> None:
        """Other content of the same size, at the time of the old one."""
        path = self._some("orgs")
        state, text = path.stat(), path.read_text(encoding="utf-8")
        path.write_text(text.translate(str.maketrans("123456789", "234567891")), encoding="utf-8")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    def restored(self) -> None:
        """Everything is as it was at first."""
        for words in (("checkout", "--quiet", "."), ("clean", "--quiet", "--force", "-d")):
            subprocess.run(["git", *words], cwd=self.root, check=True)

    def _some(self, folder: str) -> Path:
        """A file, every other time one of those that have to do with what is asked."""
        files = sorted((self.root / "stacks" / folder).rglob("*.yaml"))
        wanted = {part for each in self.names for part in (each.tenant, *each.component.split("/"))}
        near = [path for path in files if wanted.intersection(path.parts)]
        return self.dice.choice(near if near and self.dice.random() < 0.5 else files)

    def _change_value(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        places = list(_VALUE.finditer(text))
        if places:
            found = self.dice.choice(places)
            new = {"true": "false", "false": "true"}.get(found[0]) or str(int(found[0]) + 1)
            path.write_text(text[: found.start()] + new + text[found.end() :], encoding="utf-8")


CHANGES: Final[Sequence[Callable[[Large], None]]] = (
    *(Large.leaf,) * 6,
    *(Large.catalog,) * 3,
    *(Large.renamed, Large.touched, Large.touched, Large.set_back, Large.restored, Large.restored),
)


def check(seed: int, index: int) -> Sequence[Fault]:
    """The faults of one repository with its steps."""
    bare_environment()
    scratch = scratch_folder("stackc-large-")
    try:
        large = Large(scratch, chance(seed, index))
        return [large.step() for _ in range(STEPS)]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(run_campaign("cached_large", check))
