"""The collector of circles is quiet inside of a block, and as it was afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from stackc.base.collector import without_collector


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    gc.enable()


def test_it_is_quiet_inside_and_as_before_afterwards() -> None:
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_has_switched_it_off_finds_it_off() -> None:
    gc.disable()
    with without_collector():
        pass
    assert not gc.isenabled()


def test_a_failure_switches_it_on_again() -> None:
    with pytest.raises(ValueError, match="no"), without_collector():
        raise ValueError("no")
    assert gc.isenabled()


def test_blocks_may_stand_inside_of_one_another() -> None:
    with without_collector():
        with without_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
