"""One step of the campaign, in the smallest repository of the benchmarks."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns.cached_large import Large
from tests.campaigns.campaign import chance


def test_what_is_kept_is_what_would_be_computed(tmp_path: Path) -> None:
    large = Large(tmp_path, chance(1, 0), "small")
    assert large.step().is_allowed
