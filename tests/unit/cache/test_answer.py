"""The bytes of a kept answer: read as they were written, and nothing else is."""

from __future__ import annotations

import random

import pytest

from stackc.cache.answer import ERR, FLUSH, OUT, Answer, Sources, decode_answer, encode_answer, merged, packed, unpacked
from stackc.cache.questions import CONTENT, VARIABLE, Question

ANSWER = Answer(
    1,
    [Question(CONTENT, "stacks/\udcff\n.yaml", "1.2", "ab"), Question(VARIABLE, "HOME", "", "=/home/ä")],
    [(OUT, 3), (FLUSH, 0), (ERR, 2)],
    b"packed\0\n",
    5,
)


def fields(answer: Answer | None) -> object:
    assert answer is not None
    questions = [(each.kind, each.subject, each.stamp, each.answer) for each in answer.questions]
    return answer.code, questions, answer.events, answer.written, answer.size


def test_what_was_written_is_read() -> None:
    assert fields(decode_answer(encode_answer(ANSWER))) == fields(ANSWER)


def test_an_answer_may_be_empty() -> None:
    empty = Answer(0, [], [], b"", 0)
    assert fields(decode_answer(encode_answer(empty))) == fields(empty)


@pytest.mark.parametrize("content", [b"", b"\n", b"stackc answer 1 \n", b"stackc answer 2 00\n1\n\0", b"\xff" * 99])
def test_anything_else_is_none(content: bytes) -> None:
    assert decode_answer(content) is None


@pytest.mark.parametrize(
    "forged", [Answer(0, [], [(OUT, -1)], b"", 0), Answer(0, [], [], b"", 0, Sources(["v"], {"f": -1}, b""))]
)
def test_what_has_no_size_is_none(forged: Answer) -> None:
    assert decode_answer(encode_answer(forged)) is None


@pytest.mark.parametrize(("size", "expected"), [(3, b"abc"), (2, None), (4, None), (-1, None), (1 << 60, None)])
def test_only_what_has_the_size_that_is_told_is_unpacked(size: int, expected: bytes | None) -> None:
    assert unpacked(packed([b"ab", b"c"]), size) == expected
    assert unpacked(b"x", size) is None


def test_no_damage_is_overlooked() -> None:
    whole, dice = encode_answer(ANSWER), random.Random(1)
    for _ in range(2_000):
        at = dice.randrange(len(whole))
        damaged = dice.choice(
            (
                whole[:at],
                whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :],
                whole[:at] + whole[at + 1 :],
                whole[:at] + b"\0" + whole[at:],
                whole + b"\n",
            )
        )
        assert decode_answer(damaged) is None


def test_what_is_written_in_a_row_is_one_event() -> None:
    events = [(OUT, 1), (OUT, 2), (FLUSH, 0), (FLUSH, 0), (ERR, 0), (ERR, 4), (OUT, 1)]
    assert merged(events) == [(OUT, 3), (FLUSH, 0), (ERR, 4), (OUT, 1)]
