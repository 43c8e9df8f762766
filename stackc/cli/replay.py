"""The quick way: an answer that is kept and still holds is given again before anything of the compiler is loaded."""

from __future__ import annotations

import os
import sys
import time
from _blake2 import blake2b

from stackc.cache.answer import ERR, FLUSH, OUT, Answer, decode_answer, encode_answer, unpacked
from stackc.cache.folder import cache_folder, read_entry, write_entry
from stackc.cache.questions import CONTENT, check
from stackc.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from stackc.cache.questions import Question

SWITCH = "--no-cache"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_INSTALLED = ("site-packages", "dist-packages")
_COLOR_VARIABLE = "NO_COLOR"
COMPLETING, LINE = "_STACKC_COMPLETE", "COMP_WORDS"
"""Variables in which a shell says that it asks for words, and which stand there already."""
_ASKING = (COMPLETING, "COMP_CWORD", "_TYPER_COMPLETE_ARGS", "_TYPER_COMPLETE_FISH_ACTION")
_QUOTES = frozenset("'\"\\`$")


class Completion:
    """What a shell asks with the names of its variables: the words so far, and how the last one begins.

    All that can stand there is kept, and what begins like that is offered: one answer for whatever is typed.
    """

    __slots__ = ("begun", "line")

    def __init__(self, line: str, begun: str) -> None:
        self.line: str = line
        self.begun: str = begun

    def offered(self, text: bytes) -> bytes:
        """The lines that begin as the word does."""
        begun = self.begun.encode("utf-8", "surrogateescape")
        return b"".join(line for line in text.splitlines(keepends=True) if line.startswith(begun)) if begun else text


def completion_of(env: Mapping[str, str]) -> Completion | None:
    """What a shell asks; None for a command. Only of plain words of bash the last is taken apart from the others."""
    if COMPLETING not in env:
        return None
    line, number = env.get(LINE, ""), env.get("COMP_CWORD", "")
    words = line.split()
    is_plain = env[COMPLETING] == "complete_bash" and not _QUOTES.intersection(line) and number.isdecimal()
    begun = words[-1] if is_plain and words and int(number) == len(words) - 1 else ""
    begun = "" if begun.startswith("-") or "=" in begun or not line.endswith(begun) else begun
    return Completion(line[: len(line) - len(begun)], begun)


def key_of(words: Sequence[str]) -> str | None:
    """What an answer is kept under; None where none can be.

    Everything in it that an answer hangs on and that is no question to the repository: the program, the command
    line, the working directory, and whether somebody looks at a terminal.
    """
    if SWITCH in words:
        return None
    completion = completion_of(os.environ)
    try:
        here, libraries = os.getcwd(), _libraries()
    except OSError:
        return None
    told = (
        *(__version__, sys.version, _PACKAGE, _sources(), *libraries),
        *(here, str([os.isatty(each) for each in range(3)])),
        *(str(_COLOR_VARIABLE in os.environ), sys.getfilesystemencoding()),
        *(() if completion is None else (completion.line, *(os.environ.get(name, "") for name in _ASKING))),
        *words,
    )
    text = "\0".join(told).encode("utf-8", "surrogateescape")
    return blake2b(text, digest_size=20).hexdigest()


def _libraries() -> list[str]:
    """What changes whenever a library is installed or removed."""
    return [f"{each} {os.stat(each).st_mtime_ns}" for each in sys.path if each.endswith(_INSTALLED)]


def _sources() -> str:
    """What changes with the program where it is worked on; one that is installed changes with its folder."""
    if os.path.dirname(_PACKAGE).endswith(_INSTALLED):
        return str(os.stat(_PACKAGE).st_mtime_ns)
    newest, pending = 0, [_PACKAGE]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    newest = max(newest, entry.stat().st_mtime_ns)
                elif "." not in entry.name and entry.name != "__pycache__":
                    pending.append(entry.path)
    return str(newest)


def replay(words: Sequence[str], out: BinaryIO, err: BinaryIO) -> int | None:
    """Write the answer that is kept for a command line, and give its exit code; None where there is none.

    Raises OSError from a stream.
    """
    folder = cache_folder(os.environ)
    key = key_of(words) if folder is not None else None
    content = read_entry(folder, key) if folder is not None and key is not None else None
    answer = decode_answer(content) if content is not None else None
    if answer is None or folder is None or key is None:
        return None
    now = time.time_ns()
    verdict = check(answer.questions, os.environ, now)
    current = _brought_up(answer, verdict.changed, now) if verdict.changed else answer
    written = unpacked(current.written, current.size) if current is not None else None
    if current is None or written is None or sum(size for _, size in current.events) != len(written):
        return None
    completion = completion_of(os.environ)
    if completion is None:
        _give(current, written, out, err)
    else:
        out.write(completion.offered(written))
        out.flush()
    if verdict.refreshed or current is not answer:
        write_entry(folder, key, encode_answer(current))
    return current.code


def _brought_up(answer: Answer, changed: Sequence[Question], now: int) -> Answer | None:
    """The answer where nothing in the files that changed matters to it; None for another one."""
    sources = answer.sources
    if sources is None or any(each.kind != CONTENT or each.subject not in sources.sizes for each in changed):
        return None
    from stackc.cli.sources import bring_up

    return bring_up(answer, sources, changed, now)


def _give(answer: Answer, written: bytes, out: BinaryIO, err: BinaryIO) -> None:
    view, at = memoryview(written), 0
    for event, size in answer.events:
        if event == FLUSH:
            out.flush()
            continue
        stream = out if event == OUT else err
        stream.write(view[at : at + size])
        at += size
        if event == ERR:
            err.flush()
    out.flush()
