"""Strings as Go sees them; answers are those of its ``strings``, and of ``goutils`` for ``shorten``."""

import pytest

from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_TEXT
from stackc.go.strings import (
    SPACE,
    byte_length,
    capitalize_words,
    cut,
    from_bytes,
    indent,
    lower,
    repeat,
    replace_all,
    require_size,
    shorten,
    split_text,
    title_character,
    to_bytes,
    trim_characters,
    upper,
    wrap,
)
from stackc.go.values import NilStrings


@pytest.mark.parametrize("raw", [b"", b"abc", "é".encode(), b"\xff\xc3", b"a\x80b"])
def test_bytes_that_are_no_utf8_come_out_as_they_went_in(raw: bytes) -> None:
    assert to_bytes(from_bytes(raw)) == raw
    assert byte_length(from_bytes(raw)) == len(raw)


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [(0, 4, "aéb"), (0, 0, ""), (4, 4, ""), (1, 3, "é"), (0, 2, "a\udcc3"), (2, 4, "\udca9b")],
)
def test_a_cut_counts_bytes(start: int, end: int, part: str) -> None:
    assert cut("aéb", start, end) == part


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 5), (5, 5)])
def test_a_cut_beyond_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(FunctionError) as found:
        cut("aéb", start, end)
    assert str(found.value) == f"slice bounds out of range: [{start}:{end}] of 4"


@pytest.mark.parametrize(
    ("text", "uppered", "lowered", "words"),
    [
        ("ab C", "AB C", "ab c", "Ab C"),
        ("straße ŉ", "STRAßE ŉ", "straße ŉ", "Straße ŉ"),
        ("ΑΣ", "ΑΣ", "ασ", "ΑΣ"),
        ("ﬁ", "ﬁ", "ﬁ", "ﬁ"),
        ("éa_b c-d 1x ünï", "ÉA_B C-D 1X ÜNÏ", "éa_b c-d 1x ünï", "Éa_B C-D 1x Ünï".replace("_B", "_b")),
        ("a\xa0b", "A\xa0B", "a\xa0b", "A\xa0B"),
        ("a’b", "A’B", "a’b", "A’b"),
        ("a\u2028b·c", "A\u2028B·C", "a\u2028b·c", "A\u2028B·c"),
    ],
)
def test_case_changes_one_character_at_a_time(text: str, uppered: str, lowered: str, words: str) -> None:
    assert (upper(text), lower(text), capitalize_words(text)) == (uppered, lowered, words)


def test_a_character_has_a_title_of_its_own() -> None:
    assert [title_character(each) for each in ("a", "ǆ", "ß", "1")] == ["A", "ǅ", "ß", "1"]


def test_a_dotted_capital_i_loses_its_dot() -> None:
    assert lower("İ") == "i"


@pytest.mark.parametrize(("text", "characters", "left"), [("xyaYx", "yx", "aY"), (" a ", "", " a "), ("xx", "x", "")])
def test_characters_are_trimmed_at_both_ends(text: str, characters: str, left: str) -> None:
    assert trim_characters(text, characters) == left


@pytest.mark.parametrize(
    ("text", "old", "new", "replaced"), [("aaa", "aa", "b", "ba"), ("ab", "", "-", "-a-b-"), ("ab", "x", "y", "ab")]
)
def test_every_occurrence_is_replaced(text: str, old: str, new: str, replaced: str) -> None:
    assert replace_all(text, old, new) == replaced


@pytest.mark.parametrize(
    ("text", "separator", "limit", "parts"),
    [
        ("a,b,c", ",", -1, ["a", "b", "c"]),
        ("a,b,c", ",", 1, ["a,b,c"]),
        ("a,b,c", ",", 2, ["a", "b,c"]),
        ("a,b,c", ",", 5, ["a", "b", "c"]),
        ("", ",", -1, [""]),
        ("", "", -1, []),
        ("abé", "", -1, ["a", "b", "é"]),
        ("abc", "", 1, ["abc"]),
        ("abc", "", 2, ["a", "bc"]),
        ("abc", "", 3, ["a", "b", "c"]),
        ("abc", "", 4, ["a", "b", "c"]),
    ],
)
def test_text_is_split(text: str, separator: str, limit: int, parts: list[str]) -> None:
    assert split_text(text, separator, limit) == parts


def test_no_parts_at_all_are_nil() -> None:
    assert isinstance(split_text("a,b", ",", 0), NilStrings)


@pytest.mark.parametrize(
    ("text", "indented"), [("", "--"), ("a", "--a"), ("a\nb", "--a\n--b"), ("a\n\nb\n", "--a\n--\n--b\n--")]
)
def test_every_line_is_indented(text: str, indented: str) -> None:
    assert indent(text, "--") == indented


def test_text_is_repeated() -> None:
    assert (repeat("ab", 2), repeat("ab", 0)) == ("abab", "")
    with pytest.raises(FunctionError, match="negative count: -1"):
        repeat("ab", -1)


@pytest.mark.parametrize(
    ("offset", "width", "shown"),
    [
        (0, 26, "abcdefghijklmnopqrstuvwxyz"),
        (0, 25, "abcdefghijklmnopqrstuv..."),
        (0, 4, "a..."),
        (4, 10, "abcdefg..."),
        (5, 10, "...fghi..."),
        (5, 7, "...f..."),
        (19, 10, "...tuvwxyz"),
        (20, 10, "...tuvwxyz"),
        (99, 10, "...tuvwxyz"),
        (15, 10, "...pqrs..."),
        (18, 10, "...stuv..."),
        (-5, 10, "abcdefg..."),
    ],
)
def test_text_is_shortened_around_an_offset(offset: int, width: int, shown: str) -> None:
    assert shorten("abcdefghijklmnopqrstuvwxyz", offset, width) == shown


@pytest.mark.parametrize(
    ("offset", "width", "message"),
    [(0, 3, "the width must be 4 or more"), (10, 6, "the width must be 7 or more with an offset")],
)
def test_a_width_leaves_room_for_text_and_dots(offset: int, width: int, message: str) -> None:
    with pytest.raises(FunctionError) as found:
        shorten("abcdefghijklmnopqrstuvwxyz", offset, width)
    assert str(found.value) == message
    assert shorten("", offset, width) == ""


@pytest.mark.parametrize("make", ["repeat", "indent", "replace"])
def test_no_text_is_made_that_is_too_long(make: str) -> None:
    half = "x" * (MAX_TEXT // 2)
    makers = {
        "repeat": lambda: repeat(half, 3),
        "indent": lambda: indent(half, half + "x"),
        "replace": lambda: replace_all("aab", "a", half),
    }
    with pytest.raises(FunctionError, match=f"more than {MAX_TEXT} characters"):
        makers[make]()


def test_the_longest_text_may_be_made() -> None:
    require_size(MAX_TEXT)
    assert len(repeat("x", MAX_TEXT)) == MAX_TEXT
    with pytest.raises(FunctionError):
        require_size(MAX_TEXT + 1)


@pytest.mark.parametrize(
    ("character", "is_space"), [("\x85", True), ("\u200a", True), ("\u200b", False), ("\x1f", False)]
)
def test_white_space_is_what_go_calls_so(character: str, is_space: bool) -> None:
    assert (character in SPACE) is is_space


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, ""),
        ("ab", 5, "ab"),
        ("ab cd", 5, "ab cd"),
        ("ab cde", 5, "ab|cde"),
        ("ab cd ef", 5, "ab cd|ef"),
        ("  ab cd", 3, "ab|cd"),
        ("abcdef gh", 3, "abcdef|gh"),
        ("ab abcdef", 3, "ab|abcdef"),
        ("éé éé", 4, "éé|éé"),
        ("a b", 0, "a|b"),
        ("a b", -3, "a|b"),
    ],
)
def test_lines_are_broken_at_spaces(text: str, width: int, lines: str) -> None:
    assert wrap(text, width, "|", breaks_words=False) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("abcdef gh", 3, "abc|def|gh"), ("ab abcdef", 3, "ab|abc|def"), ("abcd", 3, "abc|d"), ("abc", 1, "a|b|c")],
)
def test_long_words_are_broken_when_asked(text: str, width: int, lines: str) -> None:
    assert wrap(text, width, "|", breaks_words=True) == lines


def test_lines_end_with_a_line_break_unless_told_otherwise() -> None:
    assert wrap("ab cd", 2, "", breaks_words=False) == "ab\ncd"
