from __future__ import annotations

import warnings

import pytest

from stackc.syntax.glob import MAX_PATTERN, has_magic, literal_prefix, matches_glob, pattern_fault
from tests.kit.work import guarded


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("a/b.yaml", "a/b.yaml", id="literal"),
        pytest.param("*.yaml", "a.yaml", id="star"),
        pytest.param("*", ".hidden", id="a leading dot is nothing special"),
        pytest.param("a*", "a", id="star matches nothing"),
        pytest.param("?.yaml", "é.yaml", id="question mark"),
        pytest.param("**", "a/b/c", id="all"),
        pytest.param("**/x", "x", id="no folder"),
        pytest.param("**/x", "a/b/x", id="folders"),
        pytest.param("/r/**/x", "/r/x", id="absolute"),
        pytest.param("a/**/b", "a/b", id="nothing between"),
        pytest.param("a/**/b", "a/x/y/b", id="folders between"),
        pytest.param("a/**", "a", id="the folder itself"),
        pytest.param("a/**", "a/b/c", id="all below"),
        pytest.param("a/**/*", "a/b", id="below"),
        pytest.param("[a-c].yaml", "b.yaml", id="class"),
        pytest.param("[!a-c]", "d", id="negated class"),
        pytest.param("[^a-c]", "d", id="negated class with a caret"),
        pytest.param("*.{yaml,yml}", "a.yml", id="alternatives"),
        pytest.param("{a,b/**}/x", "b/c/d/x", id="stars in alternatives"),
        pytest.param("{a,{b,c}}", "c", id="nested alternatives"),
        pytest.param("{,x}a", "a", id="an empty alternative"),
        pytest.param(r"a\*", "a*", id="quoted star"),
        pytest.param("a.b+c(d)$", "a.b+c(d)$", id="other signs are literal"),
        pytest.param("a,b", "a,b", id="comma outside of braces"),
        pytest.param("a\nb", "a\nb", id="line end"),
    ],
)
def test_a_path_that_fits(pattern: str, path: str) -> None:
    assert matches_glob(path, pattern)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("*", "a/b", id="a star stays in its segment"),
        pytest.param("?", "/", id="a question mark is no slash"),
        pytest.param("[!a]b", "/b", id="a negated class is no slash"),
        pytest.param("a**", "ab/c", id="stars that are no whole segment"),
        pytest.param("**/x", "ax", id="whole segments only"),
        pytest.param("a/**", "ab", id="a longer name"),
        pytest.param("a/**/*", "a", id="nothing below"),
        pytest.param("**/_defaults", "x/_defaults.yaml", id="no extension is added"),
        pytest.param("*.yaml", "a.yaml\n", id="the whole path"),
        pytest.param("a.yaml", "axyaml", id="a point is a point"),
        pytest.param(r"a\*", "ab", id="quoted star"),
        pytest.param("A", "a", id="case"),
        pytest.param("", "a", id="empty pattern"),
        pytest.param("{*,?}" + "{?,??}" * 24 + "Z", "a" * 60, id="alternatives that could be chosen in many ways"),
        pytest.param("{*,{*,{*,{*,*a}a}a}a}b", "a" * 250, id="stars in alternatives in alternatives"),
        pytest.param("*a*b", "a" * 300_000, id="a long name"),
        pytest.param("*" * 999 + "ab", "a", id="a pattern that is too long"),
    ],
)
def test_a_path_that_does_not_fit(pattern: str, path: str) -> None:
    assert not matches_glob(path, pattern)


@pytest.mark.parametrize("pattern", ["{a", "[", "a[", "[z-a]", "}", "\\", "{a,b"])
def test_an_unbalanced_pattern_is_literal(pattern: str) -> None:
    assert matches_glob(pattern, pattern)


def test_a_byte_that_is_no_utf8_is_a_character() -> None:
    assert matches_glob("a/\udcff/b", "{a,b}/{?,x}/*")


@pytest.mark.parametrize(("depth", "expected"), [(100, True), (101, False)])
def test_alternatives_are_nested_to_a_limit_and_literal_beyond(depth: int, expected: bool) -> None:
    assert matches_glob("a", "{b," * depth + "a" + "}" * depth) is expected


def test_alternatives_are_not_written_out() -> None:
    assert matches_glob("ab" * 20, "{a,b}" * 40)


def test_a_pattern_that_is_too_long_is_literal() -> None:
    pattern = "{a," * MAX_PATTERN + "}" * MAX_PATTERN
    assert matches_glob(pattern, pattern)


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        pytest.param("*" * MAX_PATTERN, None, id="as long as it may be"),
        pytest.param(
            "*" * (MAX_PATTERN + 1), "a pattern may have 1,000 characters, and this one has 1,001", id="too long"
        ),
        pytest.param("a" * (MAX_PATTERN + 1), None, id="a long name is no pattern"),
    ],
)
def test_a_pattern_has_a_limited_length(pattern: str, fault: str | None) -> None:
    assert pattern_fault(pattern) == fault


def test_a_bracket_can_be_quoted_inside_a_class() -> None:
    assert matches_glob("]", r"[a\]]")


def test_signs_of_other_languages_in_a_class_do_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert matches_glob("&", "[a&&b]")


def test_many_stars_do_not_backtrack() -> None:
    with guarded():  # trying every way would take an hour
        assert not matches_glob("a" * 60, "*a" * 10 + "b")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("a/b", False), ("a*", True), ("a?", True), ("[a]", True), ("{a,b}", True), ("a,b}]", False)],
)
def test_magic_is_a_star_a_question_mark_or_an_opening_bracket(pattern: str, expected: bool) -> None:
    assert has_magic(pattern) is expected


@pytest.mark.parametrize(
    ("pattern", "prefix"),
    [
        pytest.param("a/b/*.yaml", "a/b", id="file pattern"),
        pytest.param("a/b.yaml", "a", id="literal path"),
        pytest.param("*/b", "", id="magic first"),
        pytest.param("a/{b,c}/d/e", "a", id="alternatives"),
        pytest.param("/r/**/x", "/r", id="absolute"),
        pytest.param("a", "", id="one segment"),
    ],
)
def test_the_literal_prefix_is_the_folder_above_all_matches(pattern: str, prefix: str) -> None:
    assert literal_prefix(pattern) == prefix
