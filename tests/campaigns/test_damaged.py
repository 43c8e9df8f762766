"""A fixed sample of the campaign."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.campaigns import damaged

SAMPLE = 60


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    environment, here = dict(os.environ), os.getcwd()
    damaged.kept.cache_clear()
    yield
    damaged.kept.cache_clear()
    os.chdir(here)
    os.environ.clear()
    os.environ.update(environment)


def test_no_damaged_file_gives_another_answer() -> None:
    found = [fault for index in range(SAMPLE) for fault in damaged.check(2, index)]
    assert [fault for fault in found if not fault.is_allowed] == []
    assert len(found) == SAMPLE
