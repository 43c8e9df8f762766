"""Answers that are told stack by stack: a stack whose files are as they were is not compiled again."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.cache.answer import ERR, Answer, unpacked
from stackc.cache.questions import CONTENT, NotKept, Question

_PARTS: Final = 3
"""Texts of a piece."""


class Piece(NamedTuple):
    """What was told of one stack."""

    name: str
    files: tuple[str, ...]
    """All that it is made of, as absolute paths in a fixed order."""
    size: int
    """Bytes of its text."""


class Pieces:
    """What one command tells of each stack, and what an earlier run told.

    In what is written ``margin`` bytes stand before each piece.
    """

    def __init__(self, margin: int) -> None:
        self.margin = margin
        self.told: list[Piece] = []
        self.is_whole = False
        """Every stack is made of its own files alone, so the pieces may be kept."""
        self.questions: Sequence[Question] = ()
        """What the pieces that were taken over are made of."""
        self._earlier: dict[tuple[str, tuple[str, ...]], memoryview] = {}

    def take_over(self, answer: Answer, changed: Sequence[Question], sources: Iterable[str]) -> None:
        """Know what an earlier ``answer`` told of the stacks none of whose files changed.

        Nothing, where anything else changed than the contents of ``sources``: whose question that was is not told.
        """
        touched = {each.subject for each in changed}
        if any(each.kind != CONTENT for each in changed) or not touched.issubset(sources):
            return
        written = unpacked(answer.written, answer.size) if answer.pieces else None
        if written is None or any(event == ERR for event, _ in answer.events):
            return
        at, view = 0, memoryview(written)
        for piece in pieces_of(answer.pieces, [each.subject for each in answer.questions]):
            at += self.margin
            if touched.isdisjoint(piece.files):
                self._earlier[piece.name, piece.files] = view[at : at + piece.size]
            at += piece.size
        self.questions = [each for each in answer.questions if each.subject not in touched]

    def knows(self, name: str, files: tuple[str, ...]) -> bool:
        """What was told of the stack is taken over."""
        return (name, files) in self._earlier

    def text(self, name: str, files: tuple[str, ...]) -> str | None:
        """What was told of the stack ``name``, made of these files; None where it has to be computed."""
        known = self._earlier.get((name, files))
        return None if known is None else str(known, "utf-8", "surrogateescape")

    def tell(self, name: str, files: tuple[str, ...], text: str) -> str:
        """The text, which is told next."""
        self.told.append(Piece(name, files, len(text.encode("utf-8", "surrogateescape"))))
        return text

    def joined(self, questions: Sequence[Question]) -> Sequence[Question]:
        """All that the answer is made of: what this run asked, and what the pieces hang on that were taken over.

        Raises NotKept where a file changed between the two: the pieces would be told of what it says now.
        """
        asked = {(each.kind, each.subject): each for each in questions}
        for each in self.questions:
            now = asked.setdefault((each.kind, each.subject), each)
            if now.answer != each.answer:
                raise NotKept
        return list(asked.values())

    def texts(self, questions: Sequence[Question]) -> Sequence[str]:
        """What was told, to be kept: files are told by the numbers of their questions. Empty where nothing may be."""
        numbers = {each.subject: str(at) for at, each in enumerate(questions) if each.kind == CONTENT}
        if not self.is_whole or any(file not in numbers for each in self.told for file in each.files):
            return ()
        rows = ((each.name, " ".join(numbers[file] for file in each.files), str(each.size)) for each in self.told)
        return [text for row in rows for text in row]


def pieces_of(texts: Sequence[str], subjects: Sequence[str]) -> list[Piece]:
    """What ``Pieces.texts`` told; nothing for anything else."""
    rows = zip(texts[0::_PARTS], texts[1::_PARTS], texts[2::_PARTS], strict=False)
    try:
        return [Piece(name, tuple(subjects[int(at)] for at in files.split()), int(size)) for name, files, size in rows]
    except (ValueError, IndexError):
        return []


def absolute(root: str, files: Iterable[str]) -> tuple[str, ...]:
    """Files of a repository as questions name them, each once, sorted."""
    return tuple(sorted({posixpath.join(root, file) for file in files}))
