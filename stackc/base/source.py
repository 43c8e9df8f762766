"""Places in source text: where a value or a mistake stands."""

from __future__ import annotations

import re
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.record import Record

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

    @property
    def whole_line(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}"


class Origin(Record):
    """Where a value was written: a file and the path inside it. ``locate`` turns it into a ``Span`` on demand."""

    file: str
    path: Path


def overlap(one: Path, other: Path) -> bool:
    """True when one of two places in a value holds the other."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def path_text(path: Path) -> str:
    """Write ``path`` as people and jq do: ``vars.zones[0]``, keys that would be misread in quotes: ``tags."a.b"``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
            continue
        key = step if _BARE_KEY.fullmatch(step) else _quoted(step)
        text += f".{key}" if text else key
    return text


def _quoted(key: str) -> str:
    from json import dumps

    return dumps(key, ensure_ascii=False)


def parse_path(text: str) -> Path | None:
    """A path as ``path_text`` or jq write it, also ``.vars["a.b"]``; None for what is none, and for nothing at all."""
    from json import loads

    path: list[str | int] = []
    at = 1 if text.startswith(".") and not text.startswith(".[") else 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None or (at > 0 and step["dot"] is None and step["open"] is None and text[at - 1] != "."):
            return None
        if step["index"] is not None:
            path.append(int(step["index"]))
        else:
            quoted = step["quoted"] or step["inside"]
            try:
                path.append(loads(quoted) if quoted is not None else step["bare"])
            except ValueError:
                return None
        at = step.end()
    return tuple(path) or None


_BARE_KEY: Final = late_pattern(r"""[^\s.\[\]"']+""")
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_STEP: Final = late_pattern(
    rf"""(?P<dot>\.)?
    (?: (?P<open>\[) (?: (?P<index>[0-9]+) | (?P<inside>{_QUOTED}) ) \]
      | (?P<quoted>{_QUOTED})
      | (?P<bare>{_BARE_KEY.pattern}) )""",
    re.VERBOSE,
)
