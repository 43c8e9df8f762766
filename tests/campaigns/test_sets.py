"""A fixed sample of the campaign, and what counts as kept."""

from __future__ import annotations

import pytest

from stackc.base.source import Span
from stackc.explain.edit import Edit
from tests.campaigns.sets import Tried, faults, kept

SAMPLE = 30
MADE = 12


def test_no_edit_of_the_sample_does_what_was_not_meant() -> None:
    tried = [Tried(1, index) for index in range(SAMPLE)]
    assert [fault for each in tried for fault in faults(each)] == []
    assert sum(each.edit is not None and each.edit.done != "unchanged" for each in tried) >= MADE


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param("a: 1\nb: 5 # c\n", True, id="a value"),
        pytest.param("a: 1\nb: 2 # c\nd: 5\n", False, id="a line elsewhere"),
        pytest.param("a: 5\nb: 5\n", False, id="two lines"),
        pytest.param("a: 1\n b: 5 # c\n", False, id="indentation"),
        pytest.param("a: 1\nb: 5 # c", False, id="the end of the line"),
        pytest.param("a: 1\nc: 3\nb: 2 # c\n", True, id="a line that is new"),
    ],
)
def test_what_is_not_kept_is_seen(new: str, expected: bool) -> None:
    edit = Edit(Span("f.yaml", 2), "changed", 2, 5, (), (), (), b"")
    assert kept("a: 1\nb: 2 # c\n", new, edit) is expected
