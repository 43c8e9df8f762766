"""An answer that can be kept for the next run is heard while it is given, and kept after it."""

from __future__ import annotations

import os
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TextIO

from stackc.cache.answer import ERR, FASTEST, FLUSH, OUT, Answer, decode_answer, encode_answer, merged
from stackc.cache.folder import cache_folder, read_entry, write_entry
from stackc.cache.questions import NotKept, Question, check
from stackc.cli.replay import COMPLETING, LINE, Completion, completion_of, key_of
from stackc.cli.sources import kept_sources

if TYPE_CHECKING:
    from stackc.cli.session import Session

_KEPT: Final = frozenset({"list", "describe", "why", "validate"})
"""Commands that look at the repository and at nothing else, and change nothing."""
_ELSEWHERE: Final = ("--resolve", "--output", "-o")
"""Options by which they look further, or write a file."""
_ANSWERED: Final = (0, 1)
"""Exit codes of a command that gave an answer."""

Keep = Callable[[int], int]
"""Takes the exit code of the command that has ended, and gives it back."""


@contextmanager
def recorded(words: Sequence[str], rest: Sequence[str], session: Session) -> Iterator[Keep]:
    """Hear what the command ``rest`` of ``session`` writes; what is called with its exit code at the end keeps it.

    ``words`` is the whole command line.
    """
    is_open = None not in (sys.stdin, sys.stdout, sys.stderr)
    folder = cache_folder(os.environ) if is_open and _may_be_kept(rest, session) else None
    key = key_of(words) if folder is not None else None
    if folder is None or key is None:
        yield lambda code: code
        return
    recorder, completion = _Recorder(folder, key), completion_of(os.environ)
    out, err = sys.stdout, sys.stderr
    try:
        sys.stdout, sys.stderr = _Ear(out, OUT, recorder, completion), _Ear(err, ERR, recorder)
        if completion is not None:
            os.environ[LINE] = completion.line
        session.earlier = recorder.earlier
        yield lambda code: recorder.keep(code, session)
    finally:
        sys.stdout, sys.stderr = out, err


def _may_be_kept(rest: Sequence[str], session: Session) -> bool:
    options = session.options
    if COMPLETING in os.environ:
        return not rest
    is_watched = options.timings or options.trace is not None or options.verbose
    if options.no_cache or is_watched or not rest or rest[0] not in _KEPT:
        return False
    return not any(word.startswith(_ELSEWHERE) for word in rest)


class _Recorder:
    """What one command did so far."""

    def __init__(self, folder: str, key: str) -> None:
        self._folder, self._key = folder, key
        self._began = time.time_ns()
        self._packer = zlib.compressobj(FASTEST)
        self._written: list[bytes] = []
        self._events: list[tuple[str, int]] = []
        self._size = 0

    def hear(self, event: str, content: bytes = b"") -> None:
        """Something was written, or handed on."""
        self._events.append((event, len(content)))
        self._written.append(self._packer.compress(content))
        self._size += len(content)

    def earlier(self) -> tuple[Answer, Sequence[Question]] | None:
        """What is kept and does not hold any more, with the questions that changed."""
        content = read_entry(self._folder, self._key)
        answer = decode_answer(content) if content is not None else None
        return None if answer is None else (answer, check(answer.questions, os.environ, self._began).changed)

    def keep(self, code: int, session: Session) -> int:
        """Keep the answer under its questions, if it may be kept; the user has it already."""
        if code not in _ANSWERED or not (session.is_repeatable or COMPLETING in os.environ):
            return code
        sys.stdout.flush()
        try:
            questions = session.project.edges.questions(self._began) if session.is_repeatable else []
            write_entry(self._folder, self._key, encode_answer(self._answer(code, questions, session)))
        except NotKept:
            pass
        return code

    def _answer(self, code: int, questions: Sequence[Question], session: Session) -> Answer:
        """The answer with all that lets the next run give a part of it. Raises NotKept."""
        self._written.append(self._packer.flush())
        events = merged(self._events)
        is_plain = code == 0 and not any(event == ERR for event, _ in events)
        sources = kept_sources(session.project, session.scope) if session.scope is not None and is_plain else None
        pieces: Sequence[str] = ()
        if session.told is not None:
            questions = session.told.joined(questions)
            pieces = session.told.texts(questions) if is_plain else ()
        return Answer(code, questions, events, b"".join(self._written), self._size, sources, pieces)


class _Ear:
    """A stream that tells what is written to it."""

    def __init__(self, stream: TextIO, name: str, recorder: _Recorder, completion: Completion | None = None) -> None:
        """``completion``: what of it the shell wants to hear."""
        self._stream, self._name, self._recorder, self._completion = stream, name, recorder, completion
        self._encoding: str = stream.encoding or "utf-8"
        self._errors: str = stream.errors or "surrogateescape"

    def write(self, text: str) -> int:
        content = text.encode(self._encoding, self._errors)
        self._recorder.hear(self._name, content)
        if self._completion is not None:
            text = self._completion.offered(content).decode(self._encoding, self._errors)
        return self._stream.write(text)

    def flush(self) -> None:
        if self._name == OUT:
            self._recorder.hear(FLUSH)
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
