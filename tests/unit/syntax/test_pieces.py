from __future__ import annotations

import pytest

from stackc.syntax.pieces import Piece, content_end, find_pieces, has_comment, used_anchors


def pieces(text: str) -> Piece:
    found = find_pieces(text)
    assert found is not None
    return found


def value(text: str, key: str) -> Piece:
    entry = pieces(text).find(key)
    assert entry is not None
    return entry.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a:  'x' # c\n", "'x'", id="a text with its quotes"),
        pytest.param("a: !t x\n", "!t x", id="with its tag"),
        pytest.param("a: &n x\n", "&n x", id="with its anchor"),
        pytest.param("a: {b: 1 }\n", "{b: 1 }", id="a flow map"),
        pytest.param("é: 1\r\na: ü\r\n", "ü", id="behind characters of several bytes"),
        pytest.param("a:\n  - 1\n  - x # c\n\n# d\nb: 1\n", "- 1\n  - x", id="a list without what follows"),
        pytest.param("a: |\n  x\n\n\nb: 1\n", "|\n  x", id="a block without the lines behind it"),
        pytest.param("a:\nb: 1\n", "", id="nothing"),
    ],
)
def test_a_piece_is_what_it_is_made_of(text: str, expected: str) -> None:
    piece = value(text, "a")
    assert text[piece.start : content_end(text, piece)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: [1]\n", False, id="none"),
        pytest.param("a: ['# x', \"#y\", z#]\n", False, id="signs inside of texts"),
        pytest.param("a: [1] # c\n", False, id="behind a flow list: it stays"),
        pytest.param("a: [1, # c\n  2]\n", True, id="inside of a flow list"),
        pytest.param("a:\n  - 1 # c\n", True, id="behind the last item"),
        pytest.param("a:\n  - 1\n  # c\n  - 2\n", True, id="between items"),
        pytest.param("a:\n  - 1\n# c\nb: 2\n", False, id="below all of it"),
        pytest.param("a: |\n  # x\nb: 2\n", False, id="in a block of text"),
        pytest.param("a: | # c\n  x\n", True, id="behind the sign of a block"),
    ],
)
def test_comments_inside_of_a_piece_are_found(text: str, expected: bool) -> None:
    assert has_comment(text, value(text, "a")) is expected


def test_of_a_key_written_twice_the_last_counts() -> None:
    assert value("a: 1\na: 2\n", "a").value == "2"


@pytest.mark.parametrize("text", ["", "# c\n", "a: [", "\0", "\ud800"])
def test_what_cannot_be_read_has_no_pieces(text: str) -> None:
    assert find_pieces(text) is None


def test_anchors_that_nobody_uses_are_not_among_the_used() -> None:
    assert used_anchors(pieces("a: &x 1\nb: &y 2\nc: [*x]\n")) == {"x"}
