"""An answer as it is kept: what a command wrote, its exit code, and the questions it is made of."""

from __future__ import annotations

from _blake2 import blake2b

from stackc.cache.questions import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAGIC = b"stackc answer 1"
OUT, ERR, FLUSH = "out", "err", "flush"
"""What a command did: it wrote to one of its streams, or handed on what it had written to standard output."""
_CHECKSUM = 32
_PARTS = 4
"""Of a question."""


class Answer:
    """One answer of one command line.

    ``events`` are pairs of what was done and how many bytes of ``written`` that took. ``written`` is compressed.
    """

    __slots__ = ("code", "events", "questions", "size", "written")

    def __init__(
        self,
        code: int,
        questions: Sequence[Question],
        events: Sequence[tuple[str, int]],
        written: bytes,
        size: int,
    ) -> None:
        self.code = code
        self.questions = questions
        self.events = events
        self.written = written
        self.size = size
        """Bytes of ``written`` before they were compressed."""


def encode_answer(answer: Answer) -> bytes:
    """The bytes of a file: a line with a checksum over all the rest, then texts that end with a zero byte, then what
    was written.

    Text of fixed fields: a decoder of JSON takes longer to load than a command may take.
    """
    fields = [str(answer.code), str(len(answer.questions)), str(len(answer.events)), str(answer.size)]
    for each in answer.questions:
        fields += (each.kind, each.subject, each.stamp, each.answer)
    for event, size in answer.events:
        fields += (event, str(size))
    text = "\0".join([*fields, ""]).encode("utf-8", "surrogateescape")
    rest = b"%d\n%s%s" % (len(text), text, answer.written)
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
        code, questions, events, size = map(int, fields[:4])
        at = 4 + _PARTS * questions
        asked = fields[4:at]
        done = fields[at : at + 2 * events]
        if len(asked) != _PARTS * questions or len(done) != 2 * events:
            return None
        return Answer(
            code,
            list(map(Question, asked[0::4], asked[1::4], asked[2::4], asked[3::4])),
            list(zip(done[0::2], map(int, done[1::2]), strict=True)),
            rest[end:],
            size,
        )
    except ValueError:
        return None


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=_CHECKSUM).hexdigest().encode()


def merged(events: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same with what was written to one stream in a row as one."""
    found: list[tuple[str, int]] = []
    for event, size in events:
        if found and found[-1][0] == event:
            found[-1] = event, found[-1][1] + size
        elif size or event == FLUSH:
            found.append((event, size))
    return found
