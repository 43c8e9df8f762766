"""``Broken``: an organisation with one edit that breaks one of its own rules, and what is told of it at which line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import stackc

PARTS = ("stackc.yaml", "stacks", "components", "policies", "schemas/components")
"""What an organisation is made of."""
_LEFT_BEHIND = shutil.ignore_patterns(".terraform*", "*.tfstate*", "terraform.tfstate.d")


class Broken(NamedTuple):
    """One edit, and what is found at which line: that of ``at``, counted from the first one that holds it."""

    file: str
    old: str
    new: str
    message: str
    at: str
    where: str = ""
    """The file it is told in, if that is another one."""


def copied(source: Path, root: Path) -> Path:
    """The organisation in ``source`` copied to ``root``, without what ever ran in it; gives ``root``."""
    for part in PARTS:
        target = root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target, ignore=_LEFT_BEHIND)
        else:
            shutil.copy(source / part, target)
    return root


def assert_told(root: Path, case: Broken) -> None:
    """Make the edit in the organisation in ``root``; what breaks is told, once, at its line."""
    text = (root / case.file).read_text(encoding="utf-8")
    assert text.count(case.old) == 1, f"{case.old!r} stands {text.count(case.old)} times in {case.file}"
    (root / case.file).write_text(text.replace(case.old, case.new), encoding="utf-8")
    found = stackc.load(root).check()
    told = [(message, each.file, each.line) for each in found for message in (each.message, *as_well(each))]
    file = case.where or case.file
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    assert (case.message, file) in {each[:2] for each in told}
    [line] = {line for message, at, line in told if (message, at) == (case.message, file)}
    assert case.at in lines[line - 1]


def as_well(finding: stackc.Finding) -> list[str]:
    """What else is said of the same place."""
    return [note.removeprefix("as well: ") for note in finding.diagnostic.notes]
