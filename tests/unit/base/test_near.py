from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest

from stackc.base.near import MAX_COMPARED, Names, did_you_mean, is_one_edit, nearest


@pytest.mark.parametrize(
    ("wanted", "names", "expected"),
    [
        pytest.param("us-eest-1", ["us-east-1", "production"], ("us-east-1",), id="misspelt"),
        pytest.param("vpc", ["VPC", "vpn"], ("VPC", "vpn"), id="only the case differs comes first"),
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
    assert did_you_mean("vpc", ["vpn", "VPC"]) == "did you mean `VPC` or `vpn`?"


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
