"""One typo, one diagnostic, at the line to edit: random typos in what many stacks of the organisation share.

``python -m tests.campaigns.typos N SEED``. A letter of an import path, a key, or the name of a component, a stack, a base, a
function or a field is changed in a catalog, a mixin or a ``_defaults`` file. ``validate`` must say one thing, its first
place the line of the typo, in at most twelve lines. A typo of which nothing is said is *legal*: it means something else.
``CAMPAIGN_REPOSITORY=FOLDER`` names another repository than the shipped one.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

from stackc.syntax.document import Node
from stackc.syntax.yaml import ScalarRules, parse_nodes
from tests.campaigns.campaign import Fault, bare_environment, chance, run_campaign, scratch_folder, with_part
from tests.kit.command import SHIPPED, run_here

MAX_LINES = 12
SHARED = ("stacks/catalog/**/*.yaml", "stacks/mixins/**/*.yaml", "stacks/**/_defaults.yaml")
REPOSITORY = Path(os.environ.get("CAMPAIGN_REPOSITORY", SHIPPED))
KEPT = ("stackc.yaml", "atmos.yaml", "stacks", "components", "schemas", "policies")
_REFERENCES = frozenset({"component", "inherits", "tenant", "environment", "stage", "type"})
_PARTS = re.compile(r"!?[A-Za-z][\w.-]*|\{[a-z-]+\}")


class Typo(NamedTuple):
    """One word of a line, misspelt."""

    file: str
    line: int
    column: int
    kind: str
    old: str
    new: str

    def made_in(self, text: str) -> str:
        """The text of its file with the typo."""
        return with_part(text, self.line, self.column, len(self.old), self.new)


@cache
def places() -> tuple[tuple[str, int, int, str, str], ...]:
    """``(file, line, column, kind, word)`` of everything that a typo may hit."""
    files = sorted({path for glob in SHARED for path in REPOSITORY.glob(glob)})
    found = (each for path in files for each in _of_file(path))
    return tuple(each for each in found if any(char.isalpha() for char in each[-1]))


def _of_file(path: Path) -> Iterator[tuple[str, int, int, str, str]]:
    file, text = path.relative_to(REPOSITORY).as_posix(), path.read_text(encoding="utf-8")
    lines = text.split("\n")
    for kind, line, column, word in _words(parse_nodes(text, file, ScalarRules()), (), lines):
        yield file, line, column, kind, word


def _words(node: Node, path: tuple[str | int, ...], lines: list[str]) -> Iterator[tuple[str, int, int, str]]:
    for key, inner in node.entries.items():
        span = node.keys[key]
        if "vars" not in path:
            yield ("component" if path[-2:-1] == ("components",) else "key", span.line, span.column, key)
        yield from _words(inner, (*path, key), lines)
    for index, inner in enumerate(node.items):
        yield from _words(inner, (*path, index), lines)
    if not node.entries and not node.items:
        span = node.span
        text = lines[span.line - 1][span.column - 1 : span.end_column - 1] if span.end_line == span.line else ""
        named = path[-2] if path and isinstance(path[-1], int) and len(path) > 1 else path[-1] if path else ""
        if path[:1] == ("import",):
            yield "import", span.line, span.column, text
        elif text.startswith("!") or "{" in text or named in _REFERENCES:
            for found in _PARTS.finditer(text):
                yield (
                    ("function" if text.startswith("!") else "reference"),
                    span.line,
                    span.column + found.start(),
                    found[0],
                )


def draw(source: random.Random) -> Typo:
    """A word with one letter less, more, changed, or two that changed places."""
    file, line, column, kind, word = source.choice(places())
    letters = [at for at, char in enumerate(word) if char.isalpha()]
    new = word
    while new == word:
        at = source.choice(letters)
        how = source.choice(("less", "more", "other", "swapped"))
        letter = source.choice(ascii_lowercase)
        if how == "less" and len(word) > 2:
            new = word[:at] + word[at + 1 :]
        elif how == "more":
            new = word[:at] + letter + word[at:]
        elif how == "other":
            new = word[:at] + letter + word[at + 1 :]
        elif how == "swapped" and at + 1 in letters:
            new = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return Typo(file, line, column, kind, word, new)


@cache
def copy_of_organisation() -> Path:
    """A copy of the repository that a worker may change."""
    bare_environment()
    root = scratch_folder("typos")
    for name in KEPT:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns(".terraform", "__pycache__"))
        elif source.exists():
            shutil.copy(source, root / name)
    return root


def check(seed: int, index: int) -> Sequence[Fault]:
    """What is said of one typo, judged."""
    typo, root = draw(chance(seed, index)), copy_of_organisation()
    path = root / typo.file
    text = path.read_text(encoding="utf-8")
    path.write_text(typo.made_in(text), encoding="utf-8")
    try:
        said = run_here("-C", str(root), "validate")
    finally:
        path.write_text(text, encoding="utf-8")
    return tuple(_judged(typo, said.err))


def _judged(typo: Typo, said: str) -> Iterator[Fault]:
    what = f"{typo.file}:{typo.line} {typo.kind}: {typo.old} → {typo.new}\n{said[:3000]}"
    heads = re.findall(r"^(?:error|warning)\[SC\d+\]", said, re.MULTILINE)
    if not heads:
        yield Fault(f"legal: {typo.kind}", what.strip(), is_allowed=True)
        return
    if len(heads) > 1:
        yield Fault("several", what)
    first = re.search(r"--> (\S+?):(\d+):\d+", said)
    if first is None or (first[1], int(first[2])) != (typo.file, typo.line):
        yield Fault("elsewhere", what)
    if len(said.rstrip("\n").split("\n")) > MAX_LINES:
        yield Fault("long", what)


if __name__ == "__main__":
    sys.exit(run_campaign(Path(__file__).stem, check))
