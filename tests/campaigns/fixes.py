"""Every fix that is offered holds: generated mistakes, each fix applied to the files, validated again.

``python -m tests.campaigns.fixes N SEED``. A mistake is a letter, a key, an indentation, a kind or a reference of the shipped
organisation. ``validate -f json`` gives the fixes; each is written, and the finding must be gone and none new. The edits are
applied here by places alone, apart from the product. ``CAMPAIGN_REPOSITORY=FOLDER`` names another repository.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.campaigns.campaign import Fault, chance, run_campaign, with_part
from tests.campaigns.typos import copy_of_organisation, draw
from tests.kit.command import run_here

Change = Callable[[random.Random, Mapping[str, str]], tuple[str, str] | None]
"""``(chance, texts) → (file, its new text)``; None where nothing fits."""


@cache
def texts() -> Mapping[str, str]:
    """Every manifest and the project file."""
    root = copy_of_organisation()
    files = [*root.glob("*.yaml"), *sorted((root / "stacks").rglob("*.yaml"))]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}


def _letters(source: random.Random, _: Mapping[str, str]) -> tuple[str, str]:
    typo = draw(source)
    return typo.file, typo.made_in(texts()[typo.file])


def _of_line(pattern: str, change: Callable[[random.Random, re.Match[str]], str]) -> Change:
    """A change of one line that fits ``pattern``, in any file."""

    def changed(source: random.Random, known: Mapping[str, str]) -> tuple[str, str] | None:
        file = source.choice(sorted(known))
        lines = known[file].split("\n")
        fitting = [(at, found) for at, line in enumerate(lines) if (found := re.fullmatch(pattern, line))]
        if not fitting:
            return None
        at, found = source.choice(fitting)
        lines[at] = change(source, found)
        return file, "\n".join(lines)

    return changed


def _swapped(word: str, source: random.Random) -> str:
    at = source.randrange(max(1, len(word) - 1))
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


CHANGES: Mapping[str, Change] = {
    "letters": _letters,
    "a key": _of_line(r"( *(?:- )?)([\w/.-]+)(:.*)", lambda s, f: f"{f[1]}{_swapped(f[2], s)}{f[3]}"),
    "a key without its last letter": _of_line(
        r"( *(?:- )?)([\w/.-]{3,})(:.*)", lambda _, f: f"{f[1]}{f[2][:-1]}{f[3]}"
    ),
    "indented": _of_line(r"( *)(\S.*)", lambda s, f: f"{f[1]}{' ' * s.choice([1, 2, 4])}{f[2]}"),
    "outdented": _of_line(r"( {2,})(\S.*)", lambda _, f: f"{f[1][2:]}{f[2]}"),
    "a list for a value": _of_line(r"( *[\w/.-]+: )(\S+)", lambda _, f: f"{f[1]}[{f[2]}]"),
    "a map for a value": _of_line(r"( *[\w/.-]+: )(\S+)", lambda _, f: f"{f[1]}{{value: {f[2]}}}"),
    "text for a number": _of_line(r"( *[\w/.-]+: )(\d+)", lambda _, f: f'{f[1]}"{f[2]}x"'),
    "a reference": _of_line(
        r"( *(?:- |component: |stage: |tenant: |environment: ))([\w/.-]{3,})", lambda s, f: f"{f[1]}{_swapped(f[2], s)}"
    ),
    "no space behind the colon": _of_line(r"( *[\w/.-]+:) (\S+)", lambda _, f: f"{f[1]}{f[2]}"),
    "no colon": _of_line(r"( *[\w/.-]+):( .*|)", lambda _, f: f"{f[1]}{f[2]}"),
    "no dash": _of_line(r"( *)- (\S.*)", lambda _, f: f"{f[1]}{f[2]}"),
}


def check(seed: int, index: int) -> Sequence[Fault]:
    """One mistake: the fixes that are offered for it, each tried."""
    source = chance(seed, index)
    changed = None
    while changed is None:
        changed = CHANGES[source.choice(sorted(CHANGES))](source, texts())
    file, text = changed
    root = copy_of_organisation()
    try:
        (root / file).write_text(text, encoding="utf-8")
        before = _findings(root)
        return tuple(_tried(root, file, text, each, before) for each in before if "fix" in each)
    finally:
        (root / file).write_text(texts()[file], encoding="utf-8")


def _tried(root: Path, file: str, text: str, finding: Any, before: Sequence[Any]) -> Fault:
    written: dict[str, str] = {}
    for edit in sorted(finding["fix"]["edits"], key=lambda e: (e["line"], e["column"]), reverse=True):
        known = written.get(edit["file"], text if edit["file"] == file else texts()[edit["file"]])
        length = edit["end_column"] - edit["column"]
        written[edit["file"]] = with_part(known, edit["line"], edit["column"], length, edit["text"])
    for name, content in written.items():
        (root / name).write_text(content, encoding="utf-8")
    after = _findings(root)
    for name in written:
        (root / name).write_text(text if name == file else texts()[name], encoding="utf-8")
    said = f"{file}\n{finding['code']}: {finding['message']}\n{finding['fix']}"
    if any(_key(each) == _key(finding) for each in after):
        return Fault("stays", said)
    new = [each for each in after if _key(each) not in {_key(known) for known in before}]
    if new:
        return Fault("new", f"{said}\n{new[0]['code']}: {new[0]['message']}")
    return Fault("holds", said, is_allowed=True)


def _key(finding: Any) -> tuple[str, str, int]:
    place = finding["primary"] or {"file": "", "line": 0}
    return finding["code"], place["file"], place["line"]


def _findings(root: Path) -> list[Any]:
    said = run_here("-C", str(root), "validate", "-f", "json")
    found: list[Any] = json.loads(said.out)["diagnostics"]
    return found


if __name__ == "__main__":
    sys.exit(run_campaign(Path(__file__).stem, check))
