"""What campaigns share: numbered inputs made from a seed, workers that try them, and the report.

A campaign is one function ``check(seed, index)``. An input depends on these two numbers alone, so that a fault is made
again with ``--only INDEX``, whatever ran before it and in whichever worker.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

WORKERS = 2
SHOWN = 5
"""Examples of each kind of fault in the report."""
_OWN_VARIABLES = ("ATMOS_", "STACKC_", "TF_", "AWS_", "XDG_", "NO_COLOR", "GIT_")


class Fault(NamedTuple):
    """Something that must not be: its kind, by which it is counted, and what somebody needs to understand it."""

    kind: str
    what: str
    is_allowed: bool = False
    """It may be, and is counted all the same: how often says what the campaign tried."""


Check = Callable[[int, int], Sequence[Fault]]
"""``seed, index → faults of that input``; a function of a module, since workers must find it by name."""


class Numbered(NamedTuple):
    """The faults of one input."""

    number: int
    faults: tuple[Fault, ...]


def chance(seed: int, index: int) -> random.Random:
    """The source of everything that is random in one input."""
    return random.Random(f"{seed}:{index}")


def scratch_folder(prefix: str) -> Path:
    """A fresh folder, in memory where the system has such a place."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))


def bare_environment() -> None:
    """Take every setting of whoever runs the campaign out of this process's environment."""
    for name in [name for name in os.environ if name.startswith(_OWN_VARIABLES)]:
        del os.environ[name]


def with_part(text: str, line: int, column: int, length: int, new: str) -> str:
    """``text`` with ``new`` in the place of ``length`` characters; lines and columns are counted from 1."""
    lines = text.split("\n")
    old, at = lines[line - 1], column - 1
    lines[line - 1] = old[:at] + new + old[at + length :]
    return "\n".join(lines)


def summary(name: str, seed: int, tried: int, found: Iterable[Numbered]) -> dict[str, object]:
    """How many inputs have each kind of fault, the first that show it, and how often each kind of what is allowed was
    found.
    """
    kinds: dict[str, list[int]] = {}
    allowed: Counter[str] = Counter()
    for numbered in found:
        for kind in dict.fromkeys(fault.kind for fault in numbered.faults if not fault.is_allowed):
            kinds.setdefault(kind, []).append(numbered.number)
        allowed.update(fault.kind for fault in numbered.faults if fault.is_allowed)
    first = {kind: sorted(indexes)[:SHOWN] for kind, indexes in sorted(kinds.items())}
    counted = {kind: len(indexes) for kind, indexes in sorted(kinds.items())}
    report: dict[str, object] = {"campaign": name, "seed": seed, "inputs": tried, "faults": counted, "first": first}
    return {**report, "allowed": dict(sorted(allowed.items()))} if allowed else report


def run_campaign(name: str, check: Check, words: Sequence[str] | None = None) -> int:
    """The program of a campaign: one line of JSON, the first examples of each fault; 1 when there is one that may not be."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.campaigns.{name}")
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many inputs")
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--only", type=int, action="append", metavar="INDEX", help="only this input; may be repeated")
    parser.add_argument("--workers", type=int, default=WORKERS, help="how many inputs at once")
    asked = parser.parse_args(words)
    indexes: Sequence[int] = asked.only or range(asked.count)
    found = _found(check, asked.seed, indexes, asked.workers if asked.only is None else 1)
    print(json.dumps(summary(name, asked.seed, len(indexes), found)))
    shown: Counter[str] = Counter()
    for numbered in found:
        for fault in numbered.faults:
            shown[fault.kind] += 1
            if shown[fault.kind] <= SHOWN:
                print(f"\n{fault.kind}: --only {numbered.number} (seed {asked.seed})\n{fault.what.rstrip()}")
    return 1 if any(not fault.is_allowed for numbered in found for fault in numbered.faults) else 0


def _found(check: Check, seed: int, indexes: Sequence[int], workers: int) -> list[Numbered]:
    """The inputs with faults, by number."""
    if workers == 1:
        answers = [_numbered(check, seed, index) for index in indexes]
    else:
        # A worker that dies, of whatever a library does to it, ends the campaign with an error and never hangs it.
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            answers = list(pool.map(partial(_numbered, check, seed), indexes, chunksize=20))
    return sorted(answer for answer in answers if answer.faults)


def _numbered(check: Check, seed: int, index: int) -> Numbered:
    try:
        return Numbered(index, tuple(check(seed, index)))
    except Exception:
        return Numbered(index, (Fault("campaign", traceback.format_exc()),))
