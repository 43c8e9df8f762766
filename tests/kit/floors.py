"""The lowest versions that ``pyproject.toml`` allows, as requirements for pip: ``python -m tests.kit.floors``.

It needs the standard library alone, because it runs before anything is installed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
_FLOOR = re.compile(r"([\w.-]+(?:\[[\w,.-]+\])?)>=([\w.]+),<[\w.]+")


def declared(pyproject: Mapping[str, Any]) -> tuple[str, ...]:
    """Every requirement of the project, its extras and its build, once, sorted."""
    project = pyproject["project"]
    extras = project.get("optional-dependencies", {}).values()
    build = pyproject.get("build-system", {}).get("requires", ())
    return tuple(sorted({*project.get("dependencies", ()), *build, *(each for extra in extras for each in extra)}))


def floors(requirements: Iterable[str]) -> Iterator[str]:
    """Each requirement pinned at its floor; ``ValueError`` for one that is not written ``name>=floor,<bound``."""
    for requirement in requirements:
        found = _FLOOR.fullmatch(requirement)
        if found is None:
            raise ValueError(f"`{requirement}` is not written `name>=floor,<bound`")
        yield f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    print("\n".join(floors(declared(tomllib.loads(PYPROJECT.read_text())))))
