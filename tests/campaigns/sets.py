"""``set`` writes one value and nothing else: random edits of the reference organisation.

``python -m tests.campaigns.sets N SEED``. Each edit is made in memory and looked at from outside: the file is compared line by
line, and every leaf of every instance before and after. An edit that is refused is one that the command explains.
"""

from __future__ import annotations

import difflib
import random
import re
import sys
from collections.abc import Iterator
from functools import cache

from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId
from stackc.base.overlay import OverlayWorld
from stackc.base.source import Path, parse_path, path_text
from stackc.base.value import encodable, leaves, look_up
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.evaluate.instance import Instance
from stackc.explain.edit import Edit
from stackc.explain.leaves import DERIVED
from stackc.project.editing import Consent, edit_value
from stackc.project.open_project import OpenProject, open_project
from tests.campaigns.campaign import Fault, chance, run_campaign
from tests.kit.command import SHIPPED

REFUSALS = frozenset({"SC0651", "SC0653", "SC0654", "SC0656", "SC0657", "SC0658", "SC0659"})
"""What may be said of an edit that this campaign tries."""
NEW = ("fresh", "fresh.inner", "tags.Fresh", '"with.dot"', "fresh[0]", "fresh[1]", "fresh[0].inner")
VALUES = (
    "120",
    "true",
    "null",
    '"14"',
    "plain text",
    "'quoted: text'",
    "[1, two]",
    "{a: 1, b: [x]}",
    "1.5",
    '""',
    "no",
)

Leaves = dict[tuple[InstanceId, Path], str]


@cache
def project() -> OpenProject:
    return open_project(str(SHIPPED), {})


@cache
def before() -> Leaves:
    return all_leaves(project().compilation)


def all_leaves(compilation: Compilation) -> Leaves:
    """Every leaf of every instance, with its kind."""
    found: Leaves = {}
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        for name, section in instance.evaluated().items() if instance is not None else ():
            if name not in DERIVED and section:
                found |= {(id_, (name, *path)): repr(encodable(leaf)) for path, leaf in leaves(section)}
    return found


class Tried:
    """One edit: what was asked for, and what came of it."""

    def __init__(self, seed: int, index: int) -> None:
        rnd = chance(seed, index)
        compilation = project().compilation
        found = None
        while found is None or found.is_abstract:
            found = compilation.instance(rnd.choice(compilation.instance_ids())).instance
        self.instance: Instance = found
        self.path = drawn_path(found, rnd)
        self.text = rnd.choice(VALUES)
        files = [each.file for each in found.component.manifest.closure()]
        said = found.component.origin(str(self.path[0]), self.path[1:])
        drawn = rnd.random()
        self.at = rnd.choice(files) if drawn < 0.1 else said.file if said is not None and drawn < 0.5 else None
        self.edit: Edit | None = None
        self.refusal = ""
        try:
            self.edit = edit_value(project(), found, self.path, self.text, Consent(self.at))
        except CompileError as refused:
            self.refusal = refused.diagnostics[0].code.value

    def __str__(self) -> str:
        return f"set {self.instance.id} {path_text(self.path)}={self.text} --at {self.at}: {self.refusal or self.edit}"


def drawn_path(instance: Instance, rnd: random.Random) -> Path:
    """A leaf of the instance, an item of one of its lists, a key beside one of its leaves, or a new one."""
    known = [
        (name, *path) for name in ("vars", "settings", "env") for path, _ in leaves(instance.section(name)) if path
    ]
    lists = sorted(
        {path[:at] for path in known for at, step in enumerate(path) if isinstance(step, int)}, key=path_text
    )
    drawn = rnd.random()
    if lists and drawn < 0.3:
        found = rnd.choice(lists)
        items = look_up(instance.section(str(found[0])), found[1:])
        length = len(items) if isinstance(items, list) else 0
        return (*found, rnd.choice((0, length - 1, length, length, length + 1)))
    if known and drawn < 0.4:
        return (*rnd.choice(known)[:-1], "fresh")
    if known and drawn < 0.75:
        return rnd.choice(known)
    new = parse_path(rnd.choice(NEW))
    assert new is not None
    return (rnd.choice(("vars", "settings")), *new)


def check(seed: int, index: int) -> list[Fault]:
    """What one edit does that it must not."""
    return list(faults(Tried(seed, index)))


def faults(tried: Tried) -> Iterator[Fault]:
    edit = tried.edit
    if edit is None:
        if tried.refusal not in REFUSALS and not (tried.at and tried.refusal in ("SC0652", "SC0655")):
            yield Fault("refused", str(tried))
        return
    if edit.done == "unchanged":
        return
    world = project().world
    old, new = world.read(edit.span.file), edit.content
    if not kept(old.decode(), new.decode(), edit):
        yield Fault("bytes", f"{tried}\n{new.decode()}")
    after = compile_repository(OverlayWorld(world, {edit.span.file: new}), project().config, project().setting)
    yield from compared(tried, edit, after)


def kept(old: str, new: str, edit: Edit) -> bool:
    """All lines stay but those of the value: one place, and a line that is changed keeps what stands around the value."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    changes = [
        op for op in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if op[0] != "equal"
    ]
    if len(changes) != 1:
        return False
    kind, first, last, start, end = changes[0]
    if kind == "insert":
        return start < edit.span.line <= end
    if kind != "replace" or not first < edit.span.line <= last:
        return False
    single = last - first == 1 and end - start == 1
    if not single:
        return isinstance(edit.before, (dict, list)) or isinstance(edit.after, (dict, list))
    return _around(before[first]) == _around(after[start])


def _around(line: str) -> tuple[str, str, str]:
    """The indentation with the key or the dash, the comment, and what ends the line."""
    comment = line.find(" #")
    dash = re.match(r" *- ", line)
    return (
        dash[0] if dash else line.partition(":")[0],
        line[comment:].strip() if comment >= 0 else "",
        line[len(line.rstrip()) :],
    )


def compared(tried: Tried, edit: Edit, after: Compilation) -> Iterator[Fault]:
    """Exactly the leaves that are meant differ, and the written line gives the value."""
    old, new = before(), all_leaves(after)
    differing = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    told = {(id_, change.path) for change in edit.changes for id_ in change.instances}
    empty = {
        key for key in differing if old.get(key, new.get(key)) in ("{}", "[]")
    }  # filled now: told by what fills it
    if told - differing or differing - told - empty:
        yield Fault("untold", f"{tried}\n{sorted(map(str, differing ^ told))}")
    strays = [key for key in differing if key[0] != tried.instance.id or not is_at(key[1], tried.path)]
    if strays and tried.at is None:
        yield Fault("strays", f"{tried}\n{strays}")
    instance = after.instance(tried.instance.id).instance
    assert instance is not None
    told_at = list_of(tried.path) if edit.replaced is not None else tried.path
    origin = instance.component.origin(str(told_at[0]), told_at[1:])
    line = after.locator.locate(origin, key=True).line if origin is not None else 0
    if not isinstance(edit.after, (dict, list)) and (origin is None or (origin.file, line) != edit.span[:2]):
        yield Fault("winner", f"{tried}\n{origin}")


def list_of(path: Path) -> Path:
    """The list that a path leads through first."""
    return path[: next(at for at, step in enumerate(path) if isinstance(step, int))]


def is_at(path: Path, wanted: Path) -> bool:
    """The value itself, what is in it, or the empty map it is put into."""
    shared = min(len(path), len(wanted))
    return path[:shared] == wanted[:shared]


if __name__ == "__main__":
    sys.exit(run_campaign("sets", check))
