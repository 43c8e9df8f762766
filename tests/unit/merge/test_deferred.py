from __future__ import annotations

import pytest

from stackc.base.fold import Lists
from stackc.base.value import Append, Call, Table, Value
from stackc.function.signatures import is_deferred
from stackc.merge.deferred import Deferred, DeferredMerge, combine, merge_layers, put
from tests.kit.build import marks

CALL = Call("!env X")


def layered(*layers: Table, lists: Lists = "replace") -> DeferredMerge:
    return merge_layers(layers, lists, marks(), is_deferred)


# which values are put off


def test_layers_without_calls_merge_at_once() -> None:
    assert layered({"a": 1}, {"b": 2}) == DeferredMerge({"a": 1, "b": 2}, ())


def test_a_single_layer_has_nothing_to_put_off() -> None:
    assert layered({}, {"a": CALL}, {}) == DeferredMerge({"a": CALL}, ())


def test_a_call_that_meets_nothing_is_not_put_off() -> None:
    assert layered({"a": CALL}, {"b": 1}) == DeferredMerge({"a": CALL, "b": 1}, ())


@pytest.mark.parametrize(
    ("low", "high"),
    [
        pytest.param(CALL, 1, id="value over call"),
        pytest.param(1, CALL, id="call over value"),
        pytest.param({"x": 1}, CALL, id="call over map"),
        pytest.param(CALL, {"x": 1}, id="map over call"),
        pytest.param([1], CALL, id="call over list"),
        pytest.param(CALL, Call("!exec y"), id="call over call"),
        pytest.param("!env X", 1, id="text of a call"),
        pytest.param(CALL, False, id="false counts"),
        pytest.param(CALL, "", id="empty text counts"),
    ],
)
def test_a_call_that_meets_a_value_is_put_off_and_shows_the_highest(low: Value, high: Value) -> None:
    found = layered({"k": low}, {"k": high})
    assert found == DeferredMerge({"k": high}, (Deferred(("k",), (low, high)),))


def test_null_is_no_value_to_meet() -> None:
    assert layered({"k": CALL}, {"k": None}) == DeferredMerge({"k": CALL}, ())
    assert layered({"k": None}, {"k": CALL}) == DeferredMerge({"k": CALL}, ())


def test_all_layers_take_part_lowest_first() -> None:
    found = layered({"k": 1}, {"k": CALL}, {"other": 0}, {"k": 2})
    assert found.deferred == (Deferred(("k",), (1, CALL, 2)),)


def test_calls_below_tables_are_found() -> None:
    found = layered({"a": {"b": CALL}, "x": 1}, {"a": {"b": 1, "c": 2}})
    assert found.deferred == (Deferred(("a", "b"), (CALL, 1)),)
    assert found.value == {"a": {"b": 1, "c": 2}, "x": 1}


def test_shorter_paths_come_first() -> None:
    found = layered({"z": CALL, "a": {"b": CALL}}, {"z": 1, "a": {"b": 1}})
    assert [each.path for each in found.deferred] == [("z",), ("a", "b")]


@pytest.mark.parametrize(
    "low",
    [
        pytest.param([CALL], id="inside of a list"),
        pytest.param(Call("!unset"), id="unset"),
        pytest.param(Call("!repo-root"), id="not one of those that are put off"),
        pytest.param("see !env X", id="text with a call inside"),
    ],
)
def test_other_values_are_not_put_off(low: Value) -> None:
    assert layered({"k": low}, {"k": 1}) == DeferredMerge({"k": 1}, ())


def test_layers_stay_as_they_were() -> None:
    low: Table = {"a": {"b": CALL}}
    layered(low, {"a": {"b": 1}})
    assert low == {"a": {"b": CALL}}


def test_appended_lists_are_settled_beside_calls() -> None:
    found = layered({"k": CALL, "z": [1]}, {"k": 1, "z": Append([2])})
    assert found.value == {"k": 1, "z": [1, 2]}


# what they come to


@pytest.mark.parametrize(
    ("values", "lists", "expected"),
    [
        pytest.param([1, "x"], "replace", "x", id="the last scalar wins"),
        pytest.param([1, {"a": 1}], "merge", {"a": 1}, id="a map over a scalar"),
        pytest.param([{"a": 1}, {"b": 2}], "replace", {"a": 1, "b": 2}, id="maps merge"),
        pytest.param([{"a": {"x": 1}}, {"a": {}}], "replace", {"a": {"x": 1}}, id="an empty map changes no map"),
        pytest.param([{"a": 1}, {"a": None}], "replace", {"a": None}, id="null inside overrides"),
        pytest.param([{"a": 1}, {"a": False}], "replace", {"a": False}, id="false inside overrides"),
        pytest.param([{"a": [1]}, {"a": [2]}], "append", {"a": [2]}, id="lists inside replace"),
        pytest.param([{"a": [1]}, {"a": []}], "merge", {"a": []}, id="an empty list inside replaces"),
        pytest.param([{"a": 1}, "s", {"b": 2}], "replace", "s", id="what is no map wins and stops"),
        pytest.param([[1], [2], [3]], "replace", [3], id="the last list"),
        pytest.param([[1], [2], [3]], "append", [1, 2, 3], id="lists one behind the other"),
        pytest.param([[1, 2], [3]], "merge", [3, 2], id="items by index"),
        pytest.param([[{"a": 1}], [{"b": 2}, 3]], "merge", [{"a": 1, "b": 2}, 3], id="maps by index merge"),
        pytest.param([[{"a": [1]}], [{"a": [2]}]], "merge", [{"a": [2]}], id="lists below an index replace"),
    ],
)
def test_values_that_met_are_combined(values: list[Value], lists: Lists, expected: Value) -> None:
    assert combine(values, lists) == expected


def test_combining_changes_no_value() -> None:
    values: list[Value] = [[{"a": 1}], [{"b": 2}]]
    combine(values, "merge")
    assert values == [[{"a": 1}], [{"b": 2}]]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("a",), {"a": 9, "s": 1}, id="a key"),
        pytest.param(("a", "b"), {"a": {"b": 9, "c": 2}, "s": 1}, id="deeper"),
        pytest.param(("n", "m"), {"a": {"b": 1, "c": 2}, "s": 1, "n": {"m": 9}}, id="a new path"),
        pytest.param(("s", "t"), {"a": {"b": 1, "c": 2}, "s": {"t": 9}}, id="a scalar in the way gives way"),
        pytest.param((), {"a": {"b": 1, "c": 2}, "s": 1}, id="the root takes tables only"),
    ],
)
def test_put_places_a_value(path: tuple[str, ...], expected: Table) -> None:
    table: Table = {"a": {"b": 1, "c": 2}, "s": 1}
    assert put(table, path, 9) == expected
    assert table == {"a": {"b": 1, "c": 2}, "s": 1}


def test_put_shares_what_is_not_on_the_way() -> None:
    table: Table = {"a": {"x": 1}, "b": 1}
    assert put(table, ("b",), 2)["a"] is table["a"]


def test_a_single_layer_is_given_back_itself() -> None:
    table: Table = {"a": CALL, "b": [1]}
    assert layered({}, table).value is table


def test_a_call_that_is_not_put_off_stays_beside_one_that_is() -> None:
    other = Call("!repo-root")
    found = layered({"k": CALL, "z": other, "m": {"z": other}}, {"k": 1})
    assert found == DeferredMerge({"k": 1, "z": other, "m": {"z": other}}, (Deferred(("k",), (CALL, 1)),))


def test_what_holds_no_call_is_shared() -> None:
    shared: Table = {"x": [1]}
    found = layered({"k": CALL, "s": shared}, {"k": 1})
    assert found.value["s"] is shared


def test_a_call_below_a_key_that_another_layer_nulls_keeps_its_place() -> None:
    found = layered({"a": {"b": CALL}}, {"a": None})
    assert found == DeferredMerge({"a": {"b": CALL}}, ())


def test_calls_of_every_layer_are_put_off() -> None:
    found = layered({"a": CALL, "b": 1}, {"a": 2, "b": CALL}, {"a": 3})
    assert found.deferred == (Deferred(("a",), (CALL, 2, 3)), Deferred(("b",), (1, CALL)))
    assert found.value == {"a": 3, "b": CALL}


def test_paths_of_one_length_come_in_the_order_of_letters() -> None:
    found = layered({"b": CALL, "a": CALL}, {"a": 1, "b": 1})
    assert [each.path for each in found.deferred] == [("a",), ("b",)]


@pytest.mark.parametrize(("lists", "expected"), [("replace", [2]), ("append", [1, 2]), ("merge", [1])])
def test_lists_beside_a_call_go_by_the_strategy(lists: Lists, expected: Value) -> None:
    assert layered({"k": CALL, "l": [1]}, {"k": 1, "l": [2]}, lists=lists).value["l"] == expected


@pytest.mark.parametrize(
    ("values", "lists", "expected"),
    [
        pytest.param([1, 2, 3], "replace", 3, id="the last of three scalars"),
        pytest.param([[1, 2], [3]], "replace", [3], id="a shorter list replaces"),
        pytest.param([[1], "s", [2]], "append", "s", id="what is no list wins and stops"),
        pytest.param([[{"a": 1}], [2]], "merge", [2], id="a scalar over a map by index"),
        pytest.param([[2], [{"a": 1}]], "merge", [{"a": 1}], id="a map over a scalar by index"),
        pytest.param([[1], [2, 3], [4]], "merge", [4, 3], id="three lists by index"),
        pytest.param([[1], [2, 3, 4]], "merge", [2, 3, 4], id="a longer list by index"),
        pytest.param([[], [1]], "append", [1], id="behind an empty list"),
        pytest.param([{"a": 1}, {"a": 2}, {"b": 3}], "replace", {"a": 2, "b": 3}, id="three maps"),
        pytest.param([{"a": 1}, None], "replace", None, id="null over a map"),
        pytest.param([None, {"a": 1}], "replace", {"a": 1}, id="a map over null"),
        pytest.param([[1], None], "append", None, id="null over a list"),
    ],
)
def test_more_values_that_met_are_combined(values: list[Value], lists: Lists, expected: Value) -> None:
    assert combine(values, lists) == expected


def test_a_table_put_at_the_root_takes_its_place() -> None:
    assert put({"a": 1}, (), {"b": 2}) == {"b": 2}
