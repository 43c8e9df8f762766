"""A fixed sample of the campaign, and what it counts."""

from __future__ import annotations

import pytest

from tests.campaigns import edits
from tests.campaigns.edits import Words, attempt, compare
from tests.campaigns.places import Place

SAMPLE = 40
SAID = Words({}, False)
HERE, THERE = Place("local", ("state/one",)), Place("local", ("state/two",))


def test_no_edit_of_the_sample_moves_an_address_without_a_word() -> None:
    tried = [attempt(1, index) for index in range(SAMPLE)]
    assert [(each.number, each.edit, each.faults) for each in tried if each.faults] == []
    assert sum(each.counts["moves"] for each in tried) > SAMPLE


def test_an_edit_depends_on_seed_and_index_alone() -> None:
    assert [edits.drafted(3, index)[2] for index in (5, 4)] == [edits.drafted(3, index)[2] for index in (4, 5)][::-1]


@pytest.mark.parametrize(
    ("before", "after", "words", "kinds"),
    [
        pytest.param({"a@b": HERE}, {"a@b": THERE}, SAID, ["silent"], id="moved without a word"),
        pytest.param({"a@b": HERE}, {"a@b": THERE}, Words({"a@b": frozenset({"SC0902"})}, False), [], id="moved"),
        pytest.param({"a@b": HERE}, {"a@b": HERE}, Words({"a@b": frozenset({"SC0902"})}, False), ["false"], id="false"),
        pytest.param({"a@b": HERE}, {}, SAID, ["silent"], id="gone without a word"),
        pytest.param({"a@b": HERE}, {}, Words({}, True), [], id="gone while something is broken"),
        pytest.param({}, {"a@b": HERE}, SAID, ["silent"], id="new without a word"),
        pytest.param({"a@b": HERE}, {"a@b": THERE}, Words({}, True), ["silent"], id="moved while another is broken"),
        pytest.param(
            {"a@b": HERE, "c@b": THERE}, {"a@b": HERE, "c@b": HERE}, SAID, ["silent", "shared", "shared"], id="shared"
        ),
    ],
)
def test_what_is_not_said_is_counted(
    before: dict[str, Place | None], after: dict[str, Place | None], words: Words, kinds: list[str]
) -> None:
    assert [fault.kind for fault in compare(before, after, words, frozenset())[1]] == kinds
