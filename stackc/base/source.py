"""Places in source text: where a value or a mistake stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Path = tuple[str | int, ...]
"""Keys and list indexes from the root of a document down to a value, e.g. ``("vars", "zones", 0)``."""


class Span(NamedTuple):
    """A range of characters in one file. Lines and columns start at 1; ``end_column`` is exclusive."""

    file: str
    """Path relative to the project root, with ``/``; absolute when the file lies outside of it."""
    line: int = 1
    column: int = 1
    end_line: int = 0
    """0: the span is the single point ``line:column``."""
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written: a file and the path inside it. ``locate`` turns it into a ``Span`` on demand."""

    file: str
    path: Path


def path_text(path: Path) -> str:
    """Write ``path`` as people do: ``vars.zones[0]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
