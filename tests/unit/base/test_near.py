from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest

from stackc.base.near import MAX_COMPARED, Names, asked, did_you_mean, is_one_edit, nearest


@pytest.mark.parametrize(
    ("wanted", "names", "expected"),
    [
        pytest.param("us-eest-1", ["us-east-1", "production"], ("us-east-1",), id="misspelt"),
        pytest.param("vpc", ["VPC", "vpn"], ("VPC",), id="only the case differs"),
        pytest.param("name_patern", ["base_path", "name_pattern", "name_patterns"], ("name_pattern",), id="one edit"),
        pytest.param("variables", ["variants", "vars"], ("variants",), id="what is less alike is left out"),
        pytest.param("vpc", ["eks", "rds"], (), id="nothing close"),
        pytest.param("vpc", ["vpc"], (), id="the name itself is no advice"),
        pytest.param("vpc", [], (), id="no names"),
        pytest.param("", ["vpc"], (), id="nothing wanted"),
    ],
)
def test_nearest_are_the_similar_names(wanted: str, names: list[str], expected: tuple[str, ...]) -> None:
    assert nearest(wanted, names) == expected


def test_nearest_keeps_to_the_limit() -> None:
    assert len(nearest("name0", [f"name{n}" for n in range(1, 9)], limit=2)) == 2


def test_nearest_does_not_depend_on_the_order_of_names() -> None:
    names = ["vpc1", "vpc2", "vpc3", "vpc4"]
    assert nearest("vpc", names) == nearest("vpc", reversed(names))


class Counted(str):
    """A name that counts how often its characters are looked at."""

    looks: ClassVar[int] = 0

    def __iter__(self) -> Iterator[str]:
        Counted.looks += 1
        return super().__iter__()


def test_few_of_many_names_are_compared() -> None:
    names = Names(f"component-{number}" for number in range(20_000))
    Counted.looks = 0
    assert names.nearest(Counted("component-20000")) != ()
    assert Counted.looks <= MAX_COMPARED


@pytest.mark.parametrize(
    "wanted", ["tenant-0731-eest", "tenamt-0731-east", "tenant-0731-east-", "TENANT-0731-EAST"], ids=str
)
def test_the_nearest_of_many_names_is_found_by_how_it_begins_or_ends(wanted: str) -> None:
    assert "tenant-0731-east" in nearest(wanted, [f"tenant-{number:04}-east" for number in range(2_000)])


def test_long_names_are_not_compared() -> None:
    assert nearest("k" * 400, [f"{'k' * 400}{number}" for number in range(3)]) == ()
    assert nearest("k" * 300, [f"{'k' * 300}{number}" for number in range(3)]) == (f"{'k' * 300}0",)


def test_advice_names_every_near_name() -> None:
    assert did_you_mean("vpc", ["vpn", "vpx"]) == "did you mean `vpx` or `vpn`?"


def test_no_advice_when_nothing_is_near() -> None:
    assert did_you_mean("vpc", ["kubernetes"]) is None


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param("impor", True, id="a letter less"),
        pytest.param("mport", True, id="the first less"),
        pytest.param("imports", True, id="a letter more"),
        pytest.param("iimport", True, id="a letter twice"),
        pytest.param("inport", True, id="another letter"),
        pytest.param("improt", True, id="two that changed places"),
        pytest.param("IMPORT", True, id="the case alone"),
        pytest.param("import", False, id="the name itself"),
        pytest.param("imprt_", False, id="two edits"),
        pytest.param("tropmi", False, id="another word"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_one_edit_away(wanted: str, expected: bool) -> None:
    assert (is_one_edit(wanted, "import"), is_one_edit("import", wanted)) == (expected, expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [pytest.param("aaaxx", True, id="6 letters of 10 in pairs"), pytest.param("aaxxx", False, id="4 of 10")],
)
def test_names_are_near_from_six_tenths_in_common(name: str, expected: bool) -> None:
    assert (nearest("aaayy", [name]) == (name,)) is expected


@pytest.mark.parametrize(
    ("length", "expected"),
    [pytest.param(7, 1, id="3 of 10 is possible"), pytest.param(8, 0, id="3 of 11 is not")],
)
def test_names_that_are_too_long_to_be_similar_are_not_compared(length: int, expected: int) -> None:
    assert len(nearest("aaa", ["a" * length])) == expected


def test_names_are_counted_once() -> None:
    assert nearest("vpc", ["vpn", "vpn", "vpn"]) == ("vpn",)


def test_what_differs_in_case_alone_hides_all_others() -> None:
    assert nearest("vpc", ["VPC", "Vpc", "vpn", "vpx"]) == ("VPC", "Vpc")


def test_a_name_of_another_case_is_near_although_no_letter_is_the_same() -> None:
    assert nearest("ABC", ["abc"]) == ("abc",)


def test_three_names_are_near_unless_told() -> None:
    assert len(nearest("name0", [f"name{n}" for n in range(1, 9)])) == 3


def test_names_answer_many_questions() -> None:
    names = Names(iter(["vpc", "eks"]))
    assert [names.nearest(wanted) for wanted in ("vpn", "ekz", "vpn")] == [("vpc",), ("eks",), ("vpc",)]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param(MAX_COMPARED - 1, ("zbcdez",), id="all are looked at"),
        pytest.param(MAX_COMPARED, (), id="only those next to it"),
    ],
)
def test_a_name_that_begins_and_ends_otherwise_is_found_among_few(others: int, expected: tuple[str, ...]) -> None:
    """Of many it is not: the others stand between, sorted by how they begin and by how they end."""
    assert nearest("abcdef", [*(f"m{number:04}m" for number in range(others)), "zbcdez"]) == expected


def test_what_cannot_be_similar_does_not_end_the_search() -> None:
    assert nearest("vpc", ["a" * 50, "vpc", "vpx"]) == ("vpx",)


@pytest.mark.parametrize("near", [(), ("a",), ("a", "b", "c")])
def test_advice_has_all_that_is_asked_about(near: tuple[str, ...]) -> None:
    expected = {(): None, ("a",): "did you mean `a`?"}.get(near, "did you mean `a` or `b` or `c`?")
    assert asked(near) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("abc", "bcad", id="one longer, another word"),
        pytest.param("abcd", "bacdx", id="two edits, one longer"),
        pytest.param("abcdef", "bacdfe", id="two pairs changed places"),
        pytest.param("abcx", "bacy", id="changed places and another letter"),
        pytest.param("abc", "abcde", id="two letters more"),
        pytest.param("aXbYc", "abcde", id="two others"),
        pytest.param("abc", "cba", id="places further apart"),
        pytest.param("Abc", "abd", id="case and another letter"),
    ],
)
def test_more_than_one_edit_away(one: str, other: str) -> None:
    assert (is_one_edit(one, other), is_one_edit(other, one)) == (False, False)


@pytest.mark.parametrize(("one", "other"), [("ab", "ba"), ("a", "b"), ("a", ""), ("xab", "xba"), ("abx", "bax")])
def test_short_names_are_one_edit_away(one: str, other: str) -> None:
    assert (is_one_edit(one, other), is_one_edit(other, one)) == (True, True)


@pytest.mark.parametrize(
    ("length", "expected"),
    [pytest.param(400, 1, id="250 times 400 characters"), pytest.param(401, 0, id="a character more")],
)
def test_names_are_compared_up_to_a_hundred_thousand_characters(length: int, expected: int) -> None:
    assert len(nearest("k" * 250, ["k" * length])) == expected


def test_where_comparing_costs_too_much_it_ends() -> None:
    assert nearest("k" * 300, ["k" * 400, "l" + "k" * 299]) == ()


def test_names_in_scope_are_three_unless_told_as_well() -> None:
    assert len(Names(f"name{n}" for n in range(1, 9)).nearest("name0")) == 3
