"""Sets of characters: how they are cleaned, folded, named, and written for the engine."""

import pytest

from stackc.go.regexp_sets import (
    ANY,
    LAST,
    NO_LINE_END,
    CharacterSet,
    Ranges,
    clean,
    complement,
    find_property,
    folded,
    members,
)


def of(text: str) -> Ranges:
    return clean((ord(character), ord(character)) for character in text)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        pytest.param([], (), id="none"),
        pytest.param([(5, 6), (1, 2)], ((1, 2), (5, 6)), id="sorted"),
        pytest.param([(1, 2), (3, 4)], ((1, 4),), id="side by side"),
        pytest.param([(1, 9), (3, 4)], ((1, 9),), id="inside"),
    ],
)
def test_ranges_are_sorted_and_do_not_touch(ranges: list[tuple[int, int]], expected: Ranges) -> None:
    assert clean(ranges) == expected


@pytest.mark.parametrize("ranges", [(), ((0, LAST),), ((0, 5),), ((7, LAST),), ((1, 2), (5, 6))])
def test_the_complement_of_the_complement_is_the_set(ranges: Ranges) -> None:
    assert complement(complement(ranges)) == ranges


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a", "Aa", id="ascii"),
        pytest.param("k", "Kk\u212a", id="kelvin"),
        pytest.param("S", "Ssſ", id="long s"),
        pytest.param("i", "Ii", id="no dotless i"),
        pytest.param("1", "1", id="no letter"),
        pytest.param("é", "Éé", id="latin"),
        pytest.param("ß", "ßẞ", id="not two letters"),
        pytest.param("σ", "Σσς", id="three in a circle"),
        pytest.param("ǆ", "Ǆǅǆ", id="title case"),
        pytest.param("ᾈ", "ᾀᾈ", id="the full folding is longer"),
        pytest.param("İ", "İ", id="turkish"),
        pytest.param("ꭰ", "Ꭰꭰ", id="folded to capitals"),
    ],
)
def test_case_is_folded_one_character_to_one(text: str, expected: str) -> None:
    assert folded(of(text)) == of(expected)


def test_a_range_is_folded_as_a_whole() -> None:
    assert folded(((0x61, 0x7A), (0xE0, 0xE1))) == of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZſ\u212aàáÀÁ")


def test_all_characters_stay_all() -> None:
    assert folded(((0, LAST),)) == ((0, LAST),)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        pytest.param("Lu", "AÉ", "aé1", id="category"),
        pytest.param("L", "aÉ", "1_", id="short category"),
        pytest.param("Greek", "αΩ", "a", id="script"),
        pytest.param("Old_Italic", "\U00010300", "a", id="a script of two words"),
        pytest.param("olditalic", "\U00010300", "a", id="neither case nor underscores count"),
        pytest.param("uppercase letter", "A", "a", id="long name"),
        pytest.param("Any", "a\n", "", id="any"),
        pytest.param("ASCII", "a", "é", id="ascii"),
        pytest.param("Assigned", "a", "\u0378", id="assigned"),
    ],
)
def test_a_property_has_its_characters_and_its_opposite_the_others(name: str, inside: str, outside: str) -> None:
    for negated in (False, True):
        found = find_property(name, negated=negated, fold=False)
        assert found is not None
        assert [members(found)[character] for character in inside + outside] == [
            negated is not (at < len(inside)) for at in range(len(inside + outside))
        ]


@pytest.mark.parametrize("name", ["", "Foo", "Grek", "gc=Lu", "Script=Greek", "Gréek"])
def test_other_properties_are_unknown(name: str) -> None:
    assert find_property(name, negated=False, fold=False) is None


@pytest.mark.parametrize("negated", [False, True])
def test_a_folded_property_has_the_other_case_as_well(negated: bool) -> None:
    found = find_property("Lu", negated=negated, fold=True)
    assert found is not None
    assert [members(found)[character] is not negated for character in "Aaé1"] == [True, True, True, False]


@pytest.mark.parametrize(
    ("characters", "pattern"),
    [
        pytest.param(CharacterSet(of("a")), "a", id="one letter"),
        pytest.param(CharacterSet(of("é")), r"\U000000e9", id="one that is not ascii"),
        pytest.param(CharacterSet(of("[")), r"\[", id="one sign"),
        pytest.param(CharacterSet(of("abc-")), r"[\-a-c]", id="ranges"),
        pytest.param(CharacterSet(of("b"), negated=True), r"[\U00000000-ac-\U0010ffff]", id="all but one"),
        pytest.param(CharacterSet(of("b"), (r"\p{gc=Lu}",), True), r"[^b\p{gc=Lu}]", id="negated with a property"),
        pytest.param(CharacterSet((), (r"\p{gc=Lu}", r"\P{gc=Lu}")), "(?s:.)", id="a property and its opposite"),
        pytest.param(CharacterSet((), (r"\p{gc=Lu}", r"\P{gc=Lu}"), True), "(?!)", id="neither of them"),
        pytest.param(CharacterSet(), "(?!)", id="none"),
        pytest.param(CharacterSet(((0, LAST),), negated=True), "(?!)", id="not any"),
        pytest.param(CharacterSet(((0, LAST),)), "(?s:.)", id="all"),
        pytest.param(ANY, "(?s:.)", id="any"),
        pytest.param(NO_LINE_END, ".", id="any but the end of a line"),
    ],
)
def test_a_set_is_written_for_the_engine(characters: CharacterSet, pattern: str) -> None:
    assert characters.pattern() == pattern
