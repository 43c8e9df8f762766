"""An answer as it is kept: what a command wrote, its exit code, and the questions it is made of."""

from __future__ import annotations

import zlib
from _blake2 import blake2b

from stackc.cache.questions import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAGIC = b"stackc answer 1"
OUT, ERR, FLUSH = "out", "err", "flush"
"""What a command did: it wrote to one of its streams, or handed on what it had written to standard output."""
_CHECKSUM = 32
MAX_WRITTEN = 1 << 30
"""Bytes that an answer may have before they are compressed."""
FASTEST = 1
"""The level of compression: most of an answer is said many times over."""
_PARTS = 4
"""Of a question."""
_COUNTS = 8
"""Numbers at the beginning."""


class Sources:
    """The contents of files in which not every value matters, to be held against what they hold later.

    ``view`` says which values do, in texts that whoever compares understands. ``sizes`` are the bytes of each file, by
    its path, in the order of ``packed``: all contents in a row, compressed.
    """

    __slots__ = ("packed", "sizes", "view")

    def __init__(self, view: Sequence[str], sizes: Mapping[str, int], packed: bytes) -> None:
        self.view: Sequence[str] = view
        self.sizes: Mapping[str, int] = sizes
        self.packed: bytes = packed


class Answer:
    """One answer of one command line.

    ``events`` are pairs of what was done and how many bytes of ``written`` that took. ``written`` is compressed.
    """

    __slots__ = ("code", "events", "pieces", "questions", "size", "sources", "written")

    def __init__(
        self,
        code: int,
        questions: Sequence[Question],
        events: Sequence[tuple[str, int]],
        written: bytes,
        size: int,
        sources: Sources | None = None,
        pieces: Sequence[str] = (),
    ) -> None:
        self.code: int = code
        self.questions: Sequence[Question] = questions
        self.events: Sequence[tuple[str, int]] = events
        self.written: bytes = written
        self.size: int = size
        """Bytes of ``written`` before they were compressed."""
        self.sources: Sources | None = sources
        """None where every value of every file matters."""
        self.pieces: Sequence[str] = pieces
        """What parts the answer is made of, in texts that whoever takes it apart understands."""


def encode_answer(answer: Answer) -> bytes:
    """The bytes of a file: a line with a checksum over all the rest, then texts that end with a zero byte, then what
    was written.

    Text of fixed fields: a decoder of JSON takes longer to load than a command may take.
    """
    sources = answer.sources or Sources((), {}, b"")
    texts = len(sources.view), len(sources.sizes), len(sources.packed), len(answer.pieces)
    counts = len(answer.questions), len(answer.events), *texts
    fields = list(map(str, (answer.code, answer.size, *counts)))
    for each in answer.questions:
        fields += (each.kind, each.subject, each.stamp, each.answer)
    for event, size in (*answer.events, *sources.sizes.items()):
        fields += (event, str(size))
    text = "\0".join([*fields, *sources.view, *answer.pieces, ""]).encode("utf-8", "surrogateescape")
    rest = b"%d\n%s%s%s" % (len(text), text, sources.packed, answer.written)
    return b"%s %s\n%s" % (MAGIC, _checksum(rest), rest)


def decode_answer(content: bytes) -> Answer | None:
    """What ``encode_answer`` made; None for anything else."""
    first, _, rest = content.partition(b"\n")
    if first != b"%s %s" % (MAGIC, _checksum(rest)):
        return None
    try:
        length, _, rest = rest.partition(b"\n")
        end = int(length)
        fields = rest[:end].decode("utf-8", "surrogateescape").split("\0")
        code, size, questions, events, views, files, packed, pieces = map(int, fields[:_COUNTS])
        at = _COUNTS
        asked, at = fields[at : at + _PARTS * questions], at + _PARTS * questions
        done, at = _pairs(fields[at : at + 2 * events]), at + 2 * events
        sizes, at = _pairs(fields[at : at + 2 * files]), at + 2 * files
        view, at = fields[at : at + views], at + views
        if len(fields) != at + pieces + 1:
            return None
        return Answer(
            code,
            list(map(Question, asked[0::4], asked[1::4], asked[2::4], asked[3::4])),
            done,
            rest[end + packed :],
            size,
            Sources(view, dict(sizes), rest[end : end + packed]) if views else None,
            fields[at : at + pieces],
        )
    except ValueError:
        return None


def _pairs(fields: Sequence[str]) -> list[tuple[str, int]]:
    """Names and sizes. Raises ValueError for what is no size."""
    sizes = list(map(int, fields[1::2]))
    if any(size < 0 for size in sizes):
        raise ValueError
    return list(zip(fields[0::2], sizes, strict=True))


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=_CHECKSUM).hexdigest().encode()


def packed(contents: Iterable[bytes]) -> bytes:
    """All contents in a row, compressed."""
    packer = zlib.compressobj(FASTEST)
    return b"".join([*map(packer.compress, contents), packer.flush()])


def unpacked(content: bytes, size: int) -> bytes | None:
    """What was compressed, ``size`` bytes; None for anything else."""
    if not 0 <= size <= MAX_WRITTEN:
        return None
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(content, size + 1)
    except zlib.error:
        return None
    return found if len(found) == size and unpacker.eof else None


def merged(events: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same with what was written to one stream in a row as one."""
    found: list[tuple[str, int]] = []
    for event, size in events:
        if found and found[-1][0] == event:
            found[-1] = event, found[-1][1] + size
        elif size or event == FLUSH:
            found.append((event, size))
    return found
