"""How far the values of one file may grow by includes and by references."""

from __future__ import annotations

from itertools import repeat

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span
from stackc.base.value import Value
from stackc.manifest.bounds import MAX_INCLUDED_BYTES, Included, within_bounds
from stackc.syntax.yaml import MAX_ALIAS_NODES, MAX_DEPTH, MAX_FILE_BYTES


def test_an_included_file_has_a_limited_size() -> None:
    assert Included().add_file(MAX_FILE_BYTES) is None
    assert "included files may have 8,388,608" in str(Included().add_file(MAX_FILE_BYTES + 1))


def test_included_files_have_a_limited_size_together() -> None:
    so_far = Included()
    found = [so_far.add_file(MAX_FILE_BYTES) for _ in range(MAX_INCLUDED_BYTES // MAX_FILE_BYTES + 1)]
    assert found == [*[None] * 4, "the files included so far come to more than 33,554,432 bytes"]


def test_included_values_are_counted_as_often_as_they_are_included() -> None:
    value: Value = [*repeat(0, MAX_ALIAS_NODES // 2)]
    so_far = Included()
    assert [so_far.add_value(value, 1) is None for _ in range(2)] == [True, False]


@pytest.mark.parametrize(("levels", "fits"), [(MAX_DEPTH - 3, True), (MAX_DEPTH - 2, False)])
def test_an_included_value_stands_as_deep_as_its_place(levels: int, fits: bool) -> None:
    assert (Included().add_value([[[1]]], levels) is None) is fits


def test_after_too_many_values_none_is_included() -> None:
    so_far = Included()
    said = [so_far.add_value([*repeat(0, MAX_ALIAS_NODES)], 1), so_far.add_value(1, 1)]
    assert said == [f"the values included so far are more than {MAX_ALIAS_NODES:,}"] * 2


def test_as_many_values_as_may_be_are_included() -> None:
    so_far = Included()
    assert so_far.add_value([*repeat(0, MAX_ALIAS_NODES - 1)], 1) is None
    assert so_far.add_value(1, 1) == f"the values included so far are more than {MAX_ALIAS_NODES:,}"


def test_a_value_that_is_too_deep_says_how_deep_it_may_be() -> None:
    assert Included().add_value([[1]], MAX_DEPTH - 1) == f"values are nested more than {MAX_DEPTH} levels deep"


def test_the_limits_of_includes() -> None:
    assert MAX_INCLUDED_BYTES == 33_554_432


# --- rendered values


def bounded(value: Value) -> tuple[bool, list[Diagnostic]]:
    found: list[Diagnostic] = []
    return within_bounds(value, lambda: Label(Span("f.yaml", 3, 4), "here"), found.append), found


def nested(levels: int) -> Value:
    value: Value = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [1, {}, nested(MAX_DEPTH), [0] * (MAX_ALIAS_NODES - 1)], ids=["1", "{}", "deep", "l"])
def test_values_within_the_bounds(value: Value) -> None:
    assert bounded(value) == (True, [])


def test_rendered_values_that_are_too_deep() -> None:
    fits, [found] = bounded(nested(MAX_DEPTH + 1))
    assert (fits, found.code) == (False, Code.TOO_DEEP)
    assert found.message == f"rendered values are nested more than {MAX_DEPTH} levels deep"
    assert found.primary == Label(Span("f.yaml", 3, 4), "here")


def test_rendered_values_that_are_too_many() -> None:
    shared: Value = [*repeat(0, 1_000)]
    fits, [found] = bounded([*repeat(shared, MAX_ALIAS_NODES // 1_000 + 1)])
    assert (fits, found.code) == (False, Code.ALIAS_BOMB)
    assert found.message == f"references make this more than {MAX_ALIAS_NODES:,} values"
    assert found.primary == Label(Span("f.yaml", 3, 4), "here")
