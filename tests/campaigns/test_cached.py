"""A fixed sample of the campaign: a hundredth of it."""

from __future__ import annotations

import os

import pytest

from stackc.cache import questions
from stackc.cli import sources
from tests.campaigns.cached import check

SAMPLE = 5


@pytest.mark.parametrize("index", range(SAMPLE))
def test_what_is_kept_is_what_would_be_computed(index: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "_SETTLED", questions._SETTLED)  # the campaign changes it
    monkeypatch.setattr(sources, "bring_up", sources.bring_up)
    before = dict(os.environ)
    try:
        found = check(9, index)
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert [fault for fault in found if not fault.is_allowed] == []
    assert {"kept", "anew"} <= {fault.kind for fault in found}
