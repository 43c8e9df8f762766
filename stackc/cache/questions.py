"""What an answer was made of, and whether it would still be made of the same.

Each question is kept with a *stamp*, which is quick to compare and changes whenever the answer may have changed, and
with the *answer* itself or a digest of it, which is looked at where the stamp does not say enough.

This module is loaded before anything else of stackc, so it imports next to nothing.
"""

from __future__ import annotations

import os
import stat
from _blake2 import blake2b  # hashlib would load OpenSSL, which takes longer than all of this

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

CONTENT, KIND, LISTING, LINK, VARIABLE, GIT = "content", "kind", "listing", "link", "variable", "git"
"""What can be asked: the bytes of a file, whether a path is a file or a folder, what is in a folder, where a path
leads, the value of an environment variable, and what git says of a checkout."""
UNSURE = "?"
"""The stamp of what may change without a trace, such as what changed just before: it is asked again each time."""
NOTHING = "-"
"""The answer where there is nothing."""
PLAIN_VARIABLES = frozenset(
    (
        *("HOME", "XDG_CONFIG_HOME", "CI", "ATMOS_CONFIG", "ATMOS_CONFIG_PATH", "ATMOS_CLI_CONFIG_PATH"),
        *("ATMOS_PROFILE", "ATMOS_BASE_PATH", "ATMOS_GIT_ROOT_BASEPATH", "ATMOS_STACKS_BASE_PATH"),
        *("ATMOS_COMPONENTS_TERRAFORM_BASE_PATH", "STACKC_BASE_PATH", "STACKC_STACKS_BASE_PATH"),
    )
)
"""Variables whose values are kept: places and switches. Of all others only that they are not set."""
_SETTLED = 2_000_000_000
"""Nanoseconds. What changed longer ago has another time when it changes again: the coarsest clock of a file system."""
_DIGEST = 16
MAX_READ_BYTES = 64 << 20
"""No file the compiler reads is larger; a larger one is refused before it fills the memory."""
GIT_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
"""Git asks nobody, and waits for nobody, when it is asked something."""


class NotKept(Exception):
    """An answer hangs on something that may not be kept, or that no question tells."""


class Question:
    """A question with what is kept of its answer."""

    __slots__ = ("answer", "kind", "stamp", "subject")

    def __init__(self, kind: str, subject: str, stamp: str, answer: str) -> None:
        self.kind: str = kind
        self.subject: str = subject
        self.stamp: str = stamp
        self.answer: str = answer


def digest(content: bytes) -> str:
    """What is kept of a file's content."""
    return blake2b(content, digest_size=_DIGEST).hexdigest()


def stamp_of(state: os.stat_result) -> str:
    """What changes with a file or folder: nobody can set the time of its last change (``ctime``) back."""
    return (
        f"{state.st_mtime_ns:x}.{state.st_ctime_ns:x}.{state.st_size:x}.{state.st_ino:x}.{state.st_dev:x}"
        f".{state.st_mode:x}"
    )


def settled_stamp(state: os.stat_result, now: int) -> str:
    """The stamp of what was looked at after ``now``, nanoseconds since 1970; UNSURE where it had just changed."""
    return stamp_of(state) if max(state.st_mtime_ns, state.st_ctime_ns) < now - _SETTLED else UNSURE


def variable_answer(name: str, value: str | None) -> str | None:
    """What is kept of a variable; None where nothing may be."""
    if value is None:
        return NOTHING
    return f"={value}" if name in PLAIN_VARIABLES else None


def kind_of(path: str) -> str:
    """``file``, ``folder`` or nothing, links followed."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return NOTHING
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else NOTHING


def listing_digest(entries: Iterable[os.DirEntry[str]]) -> str:
    """What is kept of the entries of a folder: their names, which are links, and which lead to folders."""
    return digest("\0".join(sorted(map(_entry_text, entries))).encode("utf-8", "surrogateescape"))


def _entry_text(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/{'d' if is_folder(entry) else 'f'}{'l' if entry.is_symlink() else ''}"


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry leads to a folder; a link whose end cannot be looked at does not."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def link_stamp(path: str) -> str:
    """The stamp of a place: which thing stands there, whatever is in it. A link has none: it may lead over others."""
    try:
        state = os.lstat(path)
    except (OSError, ValueError):
        return NOTHING
    if stat.S_ISLNK(state.st_mode):
        return UNSURE
    return f"{state.st_ino:x}.{state.st_dev:x}.{stat.S_IFMT(state.st_mode):x}"


class Verdict:
    """Whether all questions have the same answers."""

    __slots__ = ("changed", "refreshed")

    def __init__(self) -> None:
        self.changed: list[Question] = []
        """Those that have another answer."""
        self.refreshed: bool = False
        """Some have another stamp, which is in place now."""


def check(questions: Iterable[Question], env: Mapping[str, str], now: int) -> Verdict:
    """Ask again. The stamps of what proved to be the same are brought up to date."""
    verdict = Verdict()
    for question in questions:
        holds = _CHECKS.get(question.kind)
        if holds is None or not holds(question, env, now, verdict):
            verdict.changed.append(question)
    return verdict


def _content_holds(question: Question, _env: Mapping[str, str], now: int, verdict: Verdict) -> bool:
    try:
        state = os.stat(question.subject)
        if question.stamp == stamp_of(state):
            return True
        content, stamp = _content(question.subject, now)
    except FileNotFoundError:
        return question.answer == NOTHING
    except (OSError, ValueError):
        return False
    return digest(content) == question.answer and _refreshed(question, stamp, verdict)


def _content(path: str, now: int) -> tuple[bytes, str]:
    """What a file holds, and its stamp. Raises OSError."""
    if not stat.S_ISREG(os.stat(path).st_mode):  # opening a pipe would wait for whoever writes into it
        raise FileExistsError(path)
    with open(path, "rb") as file:
        stamp = settled_stamp(os.fstat(file.fileno()), now)
        content = file.read(MAX_READ_BYTES + 1)
    if len(content) > MAX_READ_BYTES:
        raise FileExistsError(path)
    return content, stamp


def renewed(question: Question, now: int) -> tuple[Question, bytes] | None:
    """The question about the content of a file with its answer of now, and that content; None where it has none."""
    try:
        content, stamp = _content(question.subject, now)
    except (OSError, ValueError):
        return None
    return Question(question.kind, question.subject, stamp, digest(content)), content


def _kind_holds(question: Question, _env: Mapping[str, str], _now: int, _verdict: Verdict) -> bool:
    return kind_of(question.subject) == question.answer


def _listing_holds(question: Question, _env: Mapping[str, str], now: int, verdict: Verdict) -> bool:
    try:
        state = os.stat(question.subject)
        if question.stamp == stamp_of(state):
            return True
        with os.scandir(question.subject) as entries:
            if listing_digest(entries) != question.answer:
                return False
    except (OSError, ValueError):
        return question.answer == NOTHING
    return _refreshed(question, settled_stamp(state, now), verdict)


def _link_holds(question: Question, _env: Mapping[str, str], _now: int, verdict: Verdict) -> bool:
    stamp = link_stamp(question.subject)
    if question.stamp == stamp != UNSURE:
        return True
    return os.path.realpath(question.subject) == question.answer and _refreshed(question, stamp, verdict)


def _variable_holds(question: Question, env: Mapping[str, str], _now: int, _verdict: Verdict) -> bool:
    return variable_answer(question.subject, env.get(question.subject)) == question.answer


def _git_holds(question: Question, env: Mapping[str, str], _now: int, _verdict: Verdict) -> bool:
    """The subject is a folder and the words of a command, on lines of their own."""
    import subprocess

    folder, *words = question.subject.split("\n")
    told = {**env, **GIT_ENVIRONMENT}
    try:
        done = subprocess.run(["git", *words], cwd=folder, env=told, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and digest(done.stdout) == question.answer


def _refreshed(question: Question, stamp: str, verdict: Verdict) -> bool:
    if question.stamp != stamp:
        question.stamp = stamp
        verdict.refreshed = True
    return True


_CHECKS: dict[str, Callable[[Question, Mapping[str, str], int, Verdict], bool]] = {
    CONTENT: _content_holds,
    KIND: _kind_holds,
    LISTING: _listing_holds,
    LINK: _link_holds,
    VARIABLE: _variable_holds,
    GIT: _git_holds,
}
