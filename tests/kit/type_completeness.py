"""How many of our names have a type that every type checker reads alike: ``python -m tests.kit.type_completeness``.

What is left to inference is another type for each checker, and so is everything that mentions it. Our own checkers
infer in the sources and never see that; those of who imports an installed ``stackc`` do.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PACKAGE = Path(__file__).parents[2] / "stackc"
LEAST = 0.98


@dataclass(frozen=True, slots=True)
class Completeness:
    """The share of names whose type is said, from 0 to 1, and what is wrong with the others, a line each."""

    score: float
    left: tuple[str, ...]


def measure(package: Path) -> Completeness:
    """Look at a copy of ``package`` in a folder of its own, because what is installed editable is not found.

    0 for a package without ``py.typed``: nobody reads its types at all.
    """
    with TemporaryDirectory() as site:
        shutil.copytree(package, Path(site) / package.name, ignore=shutil.ignore_patterns("__pycache__"))
        command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson"]
        command += ["--ignoreexternal", "--verifytypes", package.name]
        environment = {**os.environ, "PYTHONPATH": site}
        # it fails for a single name, so only the answer tells
        asked = subprocess.run(command, cwd=site, env=environment, stdout=subprocess.PIPE, check=False)
    report = json.loads(asked.stdout)["typeCompleteness"]
    return Completeness(report["completenessScore"], tuple(line for each in report["symbols"] for line in _left(each)))


def _left(symbol: dict[str, Any]) -> Iterator[str]:
    """Nothing for a class that is incomplete only because a name of its own is: that has a line itself."""
    for each in symbol["diagnostics"]:
        if each["severity"] == "error":
            yield f"{symbol['name']}: {each['message'].splitlines()[0]}"


def main() -> int:
    """Print what is left; 1 when it is too much."""
    found = measure(PACKAGE)
    print(*found.left, f"types are said of {found.score:.1%} of the names, {LEAST:.0%} must be", sep="\n")
    return 0 if found.score >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
