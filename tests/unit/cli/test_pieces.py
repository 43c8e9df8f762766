"""What is taken over of an answer that is told stack by stack."""

from __future__ import annotations

import pytest

from stackc.cache.answer import ERR, OUT, Answer, packed
from stackc.cache.questions import CONTENT, KIND, NotKept, Question
from stackc.cli.pieces import Pieces, pieces_of

QUESTIONS = [
    Question(CONTENT, "/a", "", "1"),
    Question(CONTENT, "/b", "", "1"),
    Question(CONTENT, "/c", "", "1"),
    Question(KIND, "/d", "", "file"),
]
TEXTS = ("one", "0 1", "3", "two", "1 2", "4")
SOURCES = ("/a", "/b", "/c")


def earlier(texts: tuple[str, ...] = TEXTS, event: str = OUT) -> Answer:
    written = b"..one..two!.."
    return Answer(0, QUESTIONS, [(event, len(written))], packed([written]), len(written), None, texts)


def taken(answer: Answer, *changed: str) -> list[str | None]:
    pieces = Pieces(2)
    pieces.take_over(answer, [each for each in QUESTIONS if each.subject in changed], SOURCES)
    return [pieces.text("one", ("/a", "/b")), pieces.text("two", ("/b", "/c"))]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param("/a", [None, "two!"], id="of the first"),
        pytest.param("/c", ["one", None], id="of the second"),
        pytest.param("/b", [None, None], id="of both"),
        pytest.param("/d", [None, None], id="no manifest"),
    ],
)
def test_a_piece_is_taken_over_whose_files_did_not_change(changed: str, expected: list[str | None]) -> None:
    assert taken(earlier(), changed) == expected


def test_a_piece_of_other_files_is_another() -> None:
    pieces = Pieces(2)
    pieces.take_over(earlier(), QUESTIONS[:1], SOURCES)
    assert pieces.text("two", ("/b",)) is None
    assert pieces.text("three", ("/b", "/c")) is None


def test_nothing_is_taken_over_where_something_was_said() -> None:
    assert taken(earlier(event=ERR), "/a") == [None, None]


@pytest.mark.parametrize("texts", [(), ("one",), ("one", "x", "3"), ("one", "0 9", "3"), ("one", "0 1", "x")])
def test_what_is_no_table_of_pieces_is_none(texts: tuple[str, ...]) -> None:
    assert pieces_of(texts, ["/a", "/b"]) == []
    assert taken(earlier(texts), "/c") == [None, None]


def test_what_was_told_is_kept_by_the_numbers_of_its_questions() -> None:
    pieces = Pieces(2)
    pieces.tell("one", ("/a", "/b"), "ä")
    assert pieces.texts(QUESTIONS) == ()
    pieces.is_whole = True
    assert pieces.texts(QUESTIONS) == ["one", "0 1", "2"]
    assert pieces.texts(QUESTIONS[:1]) == ()


def test_a_file_that_changed_meanwhile_makes_the_answer_unfit_to_be_kept() -> None:
    pieces = Pieces(2)
    pieces.take_over(earlier(), QUESTIONS[:1], SOURCES)
    now = [Question(CONTENT, "/a", "", "2"), *QUESTIONS[1:3]]
    assert [(each.subject, each.answer) for each in pieces.joined(now)] == [
        ("/a", "2"),
        ("/b", "1"),
        ("/c", "1"),
        ("/d", "file"),
    ]
    with pytest.raises(NotKept):
        pieces.joined([Question(CONTENT, "/b", "", "2")])
