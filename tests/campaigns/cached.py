"""What is kept is what would be computed: random steps in small repositories, with answers kept and without.

``python -m tests.campaigns.cached N SEED``. Each of the N inputs is a repository of 5 to 60 files and 40 steps: values
and keys change, files come, go, change their names, become links, are touched and set back in time; variables of the
environment change. After each step some commands are answered from what is kept, or recorded, and computed anew: all
bytes and the exit code must be equal. How each was answered is counted: an answer that is computed *again* and is the
same costs time for nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import stackc
from stackc.cache import questions
from stackc.cache.answer import Answer
from stackc.cli import sources
from tests.campaigns.campaign import Fault, bare_environment, chance, run_campaign, scratch_folder
from tests.campaigns.changing import NARROW, SETTLED, VARIABLES, WORDS, Steps
from tests.kit.command import Said, run_here
from tests.kit.kept import environment, replayed

STEPS: Final = 40
ASKED: Final = 2
"""Commands after each step."""
RELOADED: Final = 0.3
"""How often a living project is reloaded and held against a fresh one."""
_BRING_UP: Final = sources.bring_up


class Asked(NamedTuple):
    """A command answered both ways."""

    kept: Said
    fresh: Said
    how: str
    """``kept``, ``compared`` where files had changed that did not matter, ``again`` where what was kept was given up and
    the answer is the same as before, else ``anew``.
    """


def picture(project: stackc.Project) -> object:
    """Everything a project says of its instances and of what is wrong."""
    found = [repr(each) for each in project.diagnostics()]
    return sorted(found), _sections(project)


def _sections(project: stackc.Project) -> object:
    try:
        return [(str(each.id), [repr(each.section(name)) for name in each.sections]) for each in project.instances()]
    except stackc.CompileError as error:
        return [each.message for each in error.diagnostics]


class Asker:
    """Asks commands with answers kept and without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before: dict[tuple[object, ...], Said] = {}
        self._compared = False
        setattr(sources, "bring_up", self._bring_up)  # noqa: B010  # the name is looked up at each call

    def ask(self, words: Sequence[str], env: dict[str, str]) -> Asked:
        with environment({**env, "STACKC_CACHE_DIR": str(self._folder)}, *VARIABLES):
            self._compared = False
            kept = replayed(*words)
            how = "anew" if kept is None else "compared" if self._compared else "kept"
            kept = kept or run_here(*words)
            fresh = run_here(*words, "--no-cache")
        key = (*words, *sorted(env.items()))
        how = "again" if how == "anew" and self._before.get(key) == fresh else how
        self._before[key] = fresh
        return Asked(kept, fresh, how)

    def _bring_up(self, *given: Any) -> Answer | None:
        found = _BRING_UP(*given)
        self._compared = found is not None
        return found


def check(seed: int, index: int) -> Sequence[Fault]:
    """The faults of one repository with its steps."""
    bare_environment()
    questions._SETTLED = SETTLED  # files here are seconds old at most
    dice = chance(seed, index)
    scratch = scratch_folder("stackc-cached-")
    root = scratch / "repository"
    root.mkdir()
    faults: list[Fault] = []
    here = os.getcwd()
    try:
        os.chdir(root)
        steps, asker, done = Steps(root, dice), Asker(scratch / "kept"), []
        living, lines = stackc.load(root), dice.sample(WORDS, 3) + dice.sample(NARROW, 3)
        names = [dice.choice(steps.known) for _ in range(2)]
        for _ in range(STEPS):
            done.append(steps.step())
            if dice.random() < RELOADED:
                living.reload()
                now, fresh = picture(living), picture(stackc.load(root))
                if now != fresh:
                    faults.append(Fault("reload", f"after {done[-4:]}\n--- reloaded\n{now}\n--- fresh\n{fresh}"))
            for _ in range(ASKED):
                component, stack = dice.choice(names)
                asked = dice.choice(lines).format(c=component, s=stack)
                answer = asker.ask(asked.split(), steps.env)
                if answer.kept != answer.fresh:
                    what = f"{asked} after {done[-4:]}\n--- kept\n{answer.kept}\n--- fresh\n{answer.fresh}"
                    faults.append(Fault("another answer", what))
                else:
                    faults.append(Fault(answer.how, f"{asked} after {done[-1]}", is_allowed=True))
    finally:
        os.chdir(here)
        shutil.rmtree(scratch, ignore_errors=True)
    return faults


if __name__ == "__main__":
    sys.exit(run_campaign("cached", check))
