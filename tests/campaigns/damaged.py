"""No damaged file of the cache gives another answer, ends a command, or keeps it waiting.

``python -m tests.campaigns.damaged N SEED``. Each input is one kept answer of a small repository that is damaged: bits
turn, parts go, come, or change places with those of another answer. What is given then must be the answer or nothing.
Every fourth is *forged*: whole and with a right checksum, but with numbers, kinds and texts that nobody writes. Only the
user could have put one there, so it may give anything; it may not end in an exception or take long.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from stackc.cache.answer import ERR, FLUSH, OUT, Answer, Sources, decode_answer, encode_answer, packed
from stackc.cache.questions import CONTENT, GIT, KIND, LINK, LISTING, VARIABLE, Question
from stackc.cli.replay import replay
from tests.campaigns.campaign import Fault, bare_environment, chance, run_campaign, scratch_folder
from tests.kit.command import PROJECT, Said, run_here, write_files

LINES: Final = (
    "list stacks",
    "describe component app -s dev",
    "validate",
    "describe stacks --format json",
    "why app@dev vars",
)
SLOW: Final = 5.0
"""Seconds that no file may take."""
ODD: Final = ("", "0", "-1", "99999999999999999999", "x", "\udcff", "/", "\n", "." * 5000, "/dev/zero", "content")
KINDS: Final = (CONTENT, KIND, LISTING, LINK, VARIABLE, GIT, "none")
FILES: Final = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "import: [mixins/size]\nvars: {stage: dev}\ncomponents: {terraform: {app: {}, vpc: {}}}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/mixins/size.yaml": "vars: {size: 1}\n",
    "components/terraform/app/main.tf": 'variable "stage" {}\nvariable "size" {\n  default = 1\n}\n',
    "components/terraform/vpc/main.tf": 'variable "stage" {}\nvariable "size" {}\n',
}


class Kept(NamedTuple):
    """What is kept of one command line, and what it answers."""

    words: tuple[str, ...]
    path: Path
    content: bytes
    fresh: Said


@cache
def kept() -> tuple[Kept, ...]:
    """The answers of a repository that stays as it is; this process is in it from then on."""
    bare_environment()
    scratch = scratch_folder("stackc-damaged-")
    os.environ.update({"STACKC_CACHE_DIR": str(scratch / "kept"), "HOME": str(scratch)})
    os.environ.pop("STACKC_NO_CACHE", None)
    root = write_files(scratch / "repository", FILES)
    for file in root.glob("**/*"):
        os.utime(file, (1, 1))
    os.chdir(root)
    return tuple(_asked(line, scratch / "kept") for line in LINES)


def _asked(line: str, folder: Path) -> Kept:
    before = set(folder.iterdir()) if folder.exists() else set()
    fresh = run_here(*line.split())
    (path,) = set(folder.iterdir()) - before
    return Kept(tuple(line.split()), path, path.read_bytes(), fresh)


def flipped(content: bytes, dice: random.Random, _: bytes) -> bytes:
    """Some bits turned."""
    changed = bytearray(content)
    for _at in range(dice.choice((1, 1, 2, 8))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut(content: bytes, dice: random.Random, _: bytes) -> bytes:
    """The end is gone."""
    return content[: dice.randrange(len(content))]


def without(content: bytes, dice: random.Random, _: bytes) -> bytes:
    """A part is gone."""
    at, end = sorted(dice.randrange(len(content)) for _ in range(2))
    return content[:at] + content[end + 1 :]


def twice(content: bytes, dice: random.Random, _: bytes) -> bytes:
    """A part is there twice."""
    at, end = sorted(dice.randrange(len(content)) for _ in range(2))
    return content[: end + 1] + content[at:]


def mixed(content: bytes, dice: random.Random, other: bytes) -> bytes:
    """It goes on as another answer does."""
    return content[: dice.randrange(len(content))] + other[dice.randrange(len(other)) :]


def exchanged(_: bytes, _dice: random.Random, other: bytes) -> bytes:
    """Another answer, whole."""
    return other


DAMAGES: Final[Sequence[Callable[[bytes, random.Random, bytes], bytes]]] = (
    flipped,
    flipped,
    cut,
    without,
    twice,
    mixed,
)


def forged(content: bytes, dice: random.Random) -> bytes:
    """Whole, and such as nobody writes."""
    answer = decode_answer(content)
    assert answer is not None
    share = dice.choice((0.0, 0.0, 0.01, 0.05))
    questions = [_question(each, dice) if dice.random() < share else each for each in answer.questions]
    if dice.random() < 0.5:  # a manifest that has changed, as far as it can tell
        questions = [_changed(each) if each.subject.endswith("prod.yaml") else each for each in questions]
    events = [(event, dice.choice((size, -1, 0, 1 << 40))) for event, size in answer.events] + [
        (dice.choice((OUT, ERR, FLUSH)), 3)
    ]
    bomb = packed(b"\0" * (1 << 20) for _ in range(dice.choice((1, 64))))
    sources = Sources(
        [dice.choice(ODD) for _ in range(dice.randrange(9))],
        {
            each.subject: dice.choice((0, 7, 20, 7, 20, -5 if dice.random() < 0.1 else 1 << 20))
            for each in questions
            if each.subject.endswith(".yaml")
        },
        dice.choice((b"", b"x", bomb)),
    )
    pieces = [dice.choice(ODD) for _ in range(dice.randrange(12))]
    written, size = dice.choice(
        (*[(answer.written, answer.size)] * 5, (bomb, 1 << 26), (b"", -1), (b"", 0), (bomb, 1 << 60))
    )
    return encode_answer(
        Answer(
            dice.choice((0, 1, -3, 1 << 40)),
            questions,
            dice.choice((events, answer.events)),
            written,
            size,
            sources,
            pieces,
        )
    )


def _changed(question: Question) -> Question:
    return Question(question.kind, question.subject, "", "0") if question.kind == CONTENT else question


def _question(question: Question, dice: random.Random) -> Question:
    return Question(
        dice.choice(KINDS),
        dice.choice((question.subject, *ODD)),
        dice.choice(("", *ODD)),
        dice.choice((question.answer, *ODD)),
    )


def check(seed: int, index: int) -> Sequence[Fault]:
    """The faults of one damaged file."""
    return tuple(_faults(chance(seed, index), is_forged=index % 4 == 0))


def _faults(dice: random.Random, *, is_forged: bool) -> Iterator[Fault]:
    one, other = dice.sample(kept(), 2)
    damage = dice.choice(DAMAGES)
    content = forged(one.content, dice) if is_forged else damage(one.content, dice, other.content)
    what = f"{' '.join(one.words)}: {'forged' if is_forged else damage.__name__}"
    one.path.write_bytes(content)
    out, err, began = io.BytesIO(), io.BytesIO(), time.perf_counter()
    try:
        code = replay(one.words, out, err)
    except Exception as error:
        yield Fault("exception", f"{what}: {error!r}")
        return
    finally:
        one.path.write_bytes(one.content)
    if time.perf_counter() - began > SLOW:
        yield Fault("slow", what)
    if code is None:
        yield Fault("nothing", what, is_allowed=True)
    elif is_forged or content == one.content:
        yield Fault("given", what, is_allowed=True)
    elif Said(code, out.getvalue().decode(), err.getvalue().decode()) != one.fresh:
        yield Fault("another answer", what)


if __name__ == "__main__":
    code = run_campaign("damaged", check)
    shutil.rmtree(os.environ.get("STACKC_CACHE_DIR", "/nonexistent"), ignore_errors=True)
    sys.exit(code)
