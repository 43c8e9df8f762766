from __future__ import annotations

import pytest

from stackc.base.value import Value
from stackc.manifest.bounds import MAX_INCLUDED_BYTES, Included
from stackc.syntax.yaml import MAX_ALIAS_NODES, MAX_DEPTH, MAX_FILE_BYTES


def test_an_included_file_has_a_limited_size() -> None:
    assert Included().add_file(MAX_FILE_BYTES) is None
    assert "included files may have 8,388,608" in str(Included().add_file(MAX_FILE_BYTES + 1))


def test_included_files_have_a_limited_size_together() -> None:
    so_far = Included()
    found = [so_far.add_file(MAX_FILE_BYTES) for _ in range(MAX_INCLUDED_BYTES // MAX_FILE_BYTES + 1)]
    assert found == [*[None] * 4, "the files included so far come to more than 33,554,432 bytes"]


def test_included_values_are_counted_as_often_as_they_are_included() -> None:
    value: Value = [0] * (MAX_ALIAS_NODES // 2)
    so_far = Included()
    assert [so_far.add_value(value, 1) is None for _ in range(2)] == [True, False]


@pytest.mark.parametrize(("levels", "fits"), [(MAX_DEPTH - 3, True), (MAX_DEPTH - 2, False)])
def test_an_included_value_stands_as_deep_as_its_place(levels: int, fits: bool) -> None:
    assert (Included().add_value([[[1]]], levels) is None) is fits
