"""Corrupted inputs: whatever stands in a file, each command answers with 0 or 1, diagnostics have places, and it ends soon.

An input is the organisation that comes with the sources or an example of the language reference, with one file damaged as
editors, merges and disks damage them.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from tests.campaigns.campaign import Fault, bare_environment, chance, run_campaign, scratch_folder
from tests.kit.command import SHIPPED, Said, run_here, write_files
from tests.kit.examples import first_file, read_examples
from tests.kit.work import guarded

SLOW = 2.0
"""Seconds of CPU that no command may take on so little input."""
GIVEN_UP = 60.0
"""Seconds until a command is interrupted."""
COMMANDS: Final = ("validate", "describe stacks", "list instances", "generate varfile", "lock --check")
_SHARE_OF_ORGANISATION = 0.4
_DAMAGED: Final = (".yaml", ".yml", ".tf", ".json", ".tfvars", ".tmpl", ".lock")
_PROJECT_FILES: Final = ("stackc.yaml", "stackc.yml", "atmos.yaml", "atmos.yml", ".atmos.yaml")
_TOKEN = re.compile(rb"[\w./-]+|[^\w\s]")
_PLANTED: Final = [
    *b"null ~ [] {} true 0 -1 1e999 0x1F 010 1_000 .inf .nan 2020-01-01 & * ! | > ? : - << --- ... % @ ` # , [ ] { } \" '".split(),
    *b"!append !unset !env !include !exec !template !terraform.output !terraform.state !store !custom !!binary".split(),
    *b"{{ }} {{.vars.stage}} {{fail}} {{if}} {{range} ${ %{ << /* */ = <<EOT == import vars components metadata".split(),
    *b"terraform settings name_pattern inherits component depends_on enabled abstract backend backend_type locals".split(),
]
_CONTROLS: Final = [
    b"\x00",
    b"\x01",
    b"\x07",
    b"\x0c",
    b"\x1b",
    b"\x7f",
    b"\t",
    b"\r",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\xff",
]


# --- damage


def flip_a_byte(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << random.randrange(8)]) + content[at + 1 :]


def cut_the_end(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content))]


def cut_a_piece(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content))
    return content[:start] + content[start + random.randint(1, 40) :]


def double_a_line(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = random.randrange(len(lines))
    return b"".join([*lines[: at + 1], *lines[at:]])


def swap_two_lines(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def change_an_indentation(content: bytes, random: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = random.randrange(len(lines))
    bare = lines[at].lstrip(b" ")
    lines[at] = random.choice([b"", b" ", b"  ", b"\t", b" " * random.randrange(12)]) + bare
    return b"".join(lines)


def replace_a_token(content: bytes, random: Random) -> bytes:
    tokens = list(_TOKEN.finditer(content))
    if not tokens:
        return content
    old = random.choice(tokens)
    new = random.choice(_PLANTED) if random.random() < 0.6 else random.choice(tokens)[0]
    return content[: old.start()] + new + content[old.end() :]


def insert_a_control_character(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + random.choice(_CONTROLS) + content[at:]


KINDS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    flip_a_byte,
    cut_the_end,
    cut_a_piece,
    double_a_line,
    swap_two_lines,
    change_an_indentation,
    replace_a_token,
    replace_a_token,
    insert_a_control_character,
)


# --- worlds


class World(NamedTuple):
    """Files on disk that are damaged one at a time, and the instance that is asked for (component and stack)."""

    folder: Path
    files: tuple[str, ...]
    instance: tuple[str, str]


class Damage(NamedTuple):
    """One input: which file of which world holds what."""

    world: World
    file: str
    kind: str
    content: bytes


class Worlds:
    """The organisation and the examples, each written and locked when it is first needed; gone with the object."""

    def __init__(self) -> None:
        self.folder = scratch_folder("stackc-corruption-")
        self.examples = tuple(_example_files())
        self._made: dict[int, World] = {}

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def organisation(self) -> World:
        return self._world(-1)

    def example(self, number: int) -> World:
        return self._world(number)

    def _world(self, number: int) -> World:
        if number not in self._made:
            folder = self.folder / (f"example-{number}" if number >= 0 else "organisation")
            if number >= 0:
                write_files(folder, self.examples[number])
            else:
                _copy_organisation(folder)
            self._made[number] = _locked(folder)
        return self._made[number]


def _example_files() -> Iterator[dict[str, str]]:
    page = (SHIPPED / "docs" / "language.md").read_text(encoding="utf-8")
    shared = first_file(page)
    for example in read_examples(page):
        named = any(name in example.files for name in _PROJECT_FILES)
        if example.files:
            yield example.files if example.bare or named else {**example.files, **shared}


def _copy_organisation(folder: Path) -> None:
    for name in ("stacks", "components"):
        shutil.copytree(SHIPPED / name, folder / name)
    shutil.copy(SHIPPED / "stackc.yaml", folder)


def _locked(folder: Path) -> World:
    run_here("-C", str(folder), "lock")
    listed = run_here("-C", str(folder), "-q", "list", "instances").out.split()
    component, _, stack = (listed[0] if listed else "none@none").partition("@")
    shutil.rmtree(folder / ".stackc", ignore_errors=True)
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in _DAMAGED)
    return World(folder, tuple(sorted(paths)), (component.rpartition(":")[2], stack))


def damage(worlds: Worlds, seed: int, index: int) -> Damage:
    """What input ``index`` is."""
    random = chance(seed, index)
    of_organisation = random.random() < _SHARE_OF_ORGANISATION
    world = worlds.organisation() if of_organisation else worlds.example(random.randrange(len(worlds.examples)))
    # Manifests are many and short, modules are few and long: each kind of file gets its share.
    kinds = sorted({_sort(name) for name in world.files})
    kind = random.choice(kinds)
    file = random.choice([name for name in world.files if _sort(name) == kind])
    content = (world.folder / file).read_bytes()
    done = []
    for _ in range(random.choice((1, 1, 1, 2))):
        if content.strip():
            change = random.choice(KINDS)
            content = change(content, random)
            done.append(change.__name__)
    return Damage(world, file, " and ".join(done).replace("_", " "), content)


def _sort(name: str) -> str:
    """Manifests weigh most, then root modules, then the project file and the lock."""
    suffix = Path(name).suffix
    return "manifests" if name.startswith("stacks/") else "modules" if suffix == ".tf" else "others"


# --- what must not be


def examine(world: World) -> Iterator[Fault]:
    """Every command on the files as they stand."""
    for command in COMMANDS:
        words = command.split()
        if command == "generate varfile":
            words += [world.instance[0], "-s", world.instance[1]]
        started = time.process_time()
        try:
            with guarded(GIVEN_UP):
                said = run_here("-C", str(world.folder), *words)
        except TimeoutError:
            said = Said(0, "", "")
        taken = time.process_time() - started
        if taken > SLOW:
            yield Fault("slow", f"{command}: {taken:.1f} s of CPU")
        yield from judge(command, said)


def judge(command: str, said: Said) -> Iterator[Fault]:
    """What is wrong with an answer."""
    if "Traceback (most recent call last)" in said.err or "internal error" in said.err:
        yield Fault("internal error", f"{command}:\n{said.err}{_report(said.err)}")
    if said.code not in (0, 1):
        yield Fault("exit code", f"{command} ends with {said.code}\n{said.err}")
    if said.code == 1 and not (said.err.strip() or said.out.strip()):
        yield Fault("silent failure", f"{command} ends with 1")
    for lost in placeless(said.err):
        yield Fault("no place", f"{command}: {lost}")


_HEADER = re.compile(r"^(?:error|warning)\[SC\d{4}\]: ", re.MULTILINE)
_PLACE = re.compile(r"^ *--> .+:\d+:\d+$", re.MULTILINE)
_OF_THE_QUESTION: Final = ("SC0001", "SC0415", "SC0416")
"""There is no project file, no such stack, no such component in the stack: no line of a source is to blame."""


def placeless(text: str) -> Iterator[str]:
    """The diagnostics without a place that should have one."""
    starts = [found.start() for found in _HEADER.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        body = text[start:end]
        if not _PLACE.search(body) and not any(code in body[:20] for code in _OF_THE_QUESTION):
            yield body


def _report(text: str) -> str:
    """What an internal error left for its report."""
    named = re.search(r"report it with `(.+)`", text)
    return Path(named[1]).read_text(encoding="utf-8", errors="replace") if named else ""


# --- the program


@cache
def _worlds() -> Worlds:
    """Those of this worker."""
    import atexit
    from multiprocessing.util import Finalize

    bare_environment()
    worlds = Worlds()
    tempfile.tempdir = str(worlds.folder)  # reports of internal errors go with the rest
    Finalize(None, worlds.remove, exitpriority=10)
    atexit.register(worlds.remove)
    return worlds


def check(seed: int, index: int) -> list[Fault]:
    """The faults of one input."""
    return try_input(_worlds(), seed, index)


def try_input(worlds: Worlds, seed: int, index: int) -> list[Fault]:
    """The faults of one input; its file is put back."""
    damaged = damage(worlds, seed, index)
    path = damaged.world.folder / damaged.file
    sound = path.read_bytes()
    path.write_bytes(damaged.content)
    try:
        found = list(examine(damaged.world))
    finally:
        path.write_bytes(sound)
    head = f"{damaged.world.folder.name}/{damaged.file}: {damaged.kind}\n{_difference(sound, damaged.content)}"
    return [Fault(fault.kind, f"{head}{fault.what}") for fault in found]


def _difference(sound: bytes, damaged: bytes) -> str:
    import difflib

    before, after = (repr(line)[1:] for line in sound.split(b"\n")), (repr(line)[1:] for line in damaged.split(b"\n"))
    changed = [
        line
        for line in difflib.unified_diff(list(before), list(after), lineterm="", n=0)
        if line[:2] not in ("--", "++")
    ]
    return "".join(f"  {line[:200]}\n" for line in changed[:8])


if __name__ == "__main__":
    sys.exit(run_campaign("corruption", check))
