"""A fixed sample of the campaign of corrupted inputs."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.campaigns.corruption import Worlds, judge, try_input
from tests.kit.command import Said

SAMPLE, BATCH = 60, 10


@pytest.fixture(scope="module")
def worlds() -> Iterator[Worlds]:
    made = Worlds()
    yield made
    made.remove()


@pytest.mark.parametrize("first", range(0, SAMPLE, BATCH))
def test_corrupted_input_is_reported_with_its_place(
    first: int, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith(("ATMOS_", "STACKC_", "TF_", "XDG_"))]:
        monkeypatch.delenv(name)
    found = [fault for index in range(first, first + BATCH) for fault in try_input(worlds, 0, index)]
    assert [fault.what for fault in found if fault.kind != "slow"] == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        pytest.param(Said(70, "", "stackc: internal error: KeyError"), "internal error", id="internal error"),
        pytest.param(Said(2, "", "Usage"), "exit code", id="exit code"),
        pytest.param(Said(1, "", ""), "silent failure", id="silence"),
        pytest.param(Said(1, "", "error[SC0101]: wrong\n"), "no place", id="no place"),
    ],
)
def test_the_campaign_sees_every_kind_of_fault(said: Said, kind: str) -> None:
    assert kind in [fault.kind for fault in judge("validate", said)]
