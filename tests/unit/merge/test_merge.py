from __future__ import annotations

import pytest

from stackc.base.fold import Lists
from stackc.base.value import Append, Table, Value
from stackc.merge.merge import fold, list_strategy, merge, merge_all, overlaid, settled, settled_table
from tests.kit.build import layer_of, marks

MARKS = marks()
STRATEGIES: tuple[Lists, ...] = ("replace", "append", "merge")


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_strategy_is_known_by_its_name(name: Lists) -> None:
    assert list_strategy(name) == name


@pytest.mark.parametrize("name", ["", "Replace", "deep", None, 1, ["merge"]])
def test_any_other_name_is_no_strategy(name: object) -> None:
    assert list_strategy(name) is None


@pytest.mark.parametrize("lists", STRATEGIES)
@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        pytest.param(1, 2, 2, id="scalar over scalar"),
        pytest.param(1, None, None, id="null wins"),
        pytest.param({"x": 1}, None, None, id="null over a map"),
        pytest.param(None, {"x": 1}, {"x": 1}, id="map over null"),
        pytest.param({"x": 1}, {}, {"x": 1}, id="an empty map changes no map"),
        pytest.param(1, {}, {}, id="an empty map over a scalar"),
        pytest.param([1], {}, {}, id="an empty map over a list"),
        pytest.param({"x": 1}, [1], [1], id="list over map"),
        pytest.param({"x": 1}, "s", "s", id="scalar over map"),
        pytest.param("s", [1], [1], id="list over scalar"),
        pytest.param(None, [], [], id="list over null"),
        pytest.param({"x": 1, "y": 1}, {"y": 2, "z": 2}, {"x": 1, "y": 2, "z": 2}, id="maps merge"),
        pytest.param({"x": {"y": 1}}, {"x": {"z": 2}}, {"x": {"y": 1, "z": 2}}, id="maps merge deeply"),
        pytest.param(True, False, False, id="false wins"),
        pytest.param("s", "", "", id="an empty string wins"),
    ],
)
def test_whatever_the_strategy(below: Value, above: Value, expected: Value, lists: Lists) -> None:
    assert merge({"k": below}, {"k": above}, lists) == {"k": expected}


@pytest.mark.parametrize(
    ("below", "above", "lists", "expected"),
    [
        pytest.param([1, 2], [3], "replace", [3], id="replace"),
        pytest.param([1], [], "replace", [], id="an empty list replaces"),
        pytest.param([1, 2], [3], "append", [1, 2, 3], id="append"),
        pytest.param([1], [1], "append", [1, 1], id="append keeps doubles"),
        pytest.param([1], [], "append", [1], id="an empty list appends nothing"),
        pytest.param([1, 2], [3], "merge", [1, 2], id="merge keeps a scalar"),
        pytest.param([1], [3, 4], "merge", [1, 4], id="merge takes what is longer"),
        pytest.param([1], [], "merge", [1], id="an empty list merges nothing"),
        pytest.param([{"a": 1}], [{"b": 2}], "merge", [{"a": 1, "b": 2}], id="merge of maps"),
        pytest.param([{"a": 1}], [{"a": 2}, {"c": 3}], "merge", [{"a": 2}, {"c": 3}], id="merge of maps and more"),
        pytest.param([{"a": 1}], [2], "merge", [{"a": 1}], id="merge keeps a map"),
        pytest.param([[1]], [[2]], "merge", [[1]], id="merge keeps a list in a list"),
        pytest.param([{"a": [1]}], [{"a": [2, 3]}], "merge", [{"a": [1, 3]}], id="merge inside of merged maps"),
    ],
)
def test_lists_go_by_the_strategy(below: list[Value], above: list[Value], lists: Lists, expected: list[Value]) -> None:
    assert merge({"k": below}, {"k": above}, lists) == {"k": expected}


def test_keys_keep_the_order_they_were_first_seen_in() -> None:
    assert list(merge({"b": 1, "a": 1}, {"c": 2, "a": 2})) == ["b", "a", "c"]


def test_both_sides_stay_as_they_were() -> None:
    base: Table = {"a": {"x": [1]}}
    layer: Table = {"a": {"x": [2], "y": 1}}
    merge(base, layer, "append")
    assert (base, layer) == ({"a": {"x": [1]}}, {"a": {"x": [2], "y": 1}})


def test_nothing_changed_is_the_base_itself() -> None:
    shared: Value = {"x": 1}
    base: Table = {"a": shared, "b": 2}
    assert merge(base, {"a": shared}) is base


def test_what_is_not_on_the_way_is_shared() -> None:
    base: Table = {"a": {"x": 1}, "b": {"y": 1}}
    assert merge(base, {"a": {"x": 2}})["b"] is base["b"]


def test_folding_is_not_associative() -> None:
    low: Table = {"k": {"x": 1}}
    mid: Table = {"k": 1}
    top: Table = {"k": {"y": 1}}
    assert merge(merge(low, mid), top) != merge(low, merge(mid, top))


# appended lists


@pytest.mark.parametrize("lists", STRATEGIES)
@pytest.mark.parametrize(
    ("below", "expected"),
    [
        pytest.param({"k": [1]}, [1, 2], id="behind a list"),
        pytest.param({"k": []}, [2], id="behind an empty list"),
        pytest.param({}, [2], id="behind nothing"),
        pytest.param({"k": "s"}, [2], id="over a scalar"),
        pytest.param({"k": {"x": 1}}, [2], id="over a map"),
        pytest.param({"k": None}, [2], id="over null"),
    ],
)
def test_appended_items_go_behind_the_list_below(below: Table, expected: list[Value], lists: Lists) -> None:
    assert merge_all([{"other": 1, **below}, {"k": Append([2])}], lists, MARKS)["k"] == expected


def test_each_layer_appends_to_the_last() -> None:
    layers: list[Table] = [{"k": Append([1])}, {"k": Append([2])}, {"k": Append([3])}]
    assert merge_all(layers, "replace", MARKS) == {"k": [1, 2, 3]}


def test_a_plain_list_above_replaces_what_was_appended() -> None:
    assert merge_all([{"k": [1]}, {"k": Append([2])}, {"k": [3]}], "replace", MARKS) == {"k": [3]}


def test_the_same_table_appends_each_time() -> None:
    layer: Table = {"k": Append([1])}
    assert merge_all([layer, layer], "replace", MARKS) == {"k": [1, 1]}


@pytest.mark.parametrize(
    "above", [pytest.param(Append([2]), id="append"), pytest.param([2], id="list, strategy append")]
)
def test_a_wrapper_below_a_new_key_is_a_list_for_the_next_layer(above: Value) -> None:
    layers: list[Table] = [{"other": 1}, {"k": {"z": Append([1])}}, {"k": {"z": above}}]
    lists: Lists = "append" if isinstance(above, list) else "replace"
    assert merge_all(layers, lists, MARKS)["k"] == {"z": [1, 2]}


def test_the_same_table_appends_each_time_below_a_new_key() -> None:
    layer: Table = {"k": {"z": Append([1])}}
    assert merge_all([{"other": 1}, layer, layer], "replace", MARKS)["k"] == {"z": [1, 1]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Append([1]), [1], id="wrapper"),
        pytest.param({"a": [Append([1]), 2]}, {"a": [[1], 2]}, id="in a list"),
        pytest.param(Append([Append([1])]), [[1]], id="wrapper in a wrapper"),
        pytest.param([Append([])], [[]], id="empty"),
    ],
)
def test_settled_values_have_no_wrappers(value: Value, expected: Value) -> None:
    assert settled(value, MARKS) == expected


def test_a_value_without_wrappers_is_settled_as_it_is() -> None:
    table: Table = {"a": [1]}
    assert settled_table(table, MARKS) is table


# folds


@pytest.mark.parametrize("lists", STRATEGIES)
def test_nothing_merges_to_an_empty_table(lists: Lists) -> None:
    assert merge_all([], lists, MARKS) == merge_all([{}, {}], lists, MARKS) == {}


def test_a_single_table_is_itself() -> None:
    table: Table = {"a": [1]}
    assert merge_all([{}, table, {}], "replace", MARKS) is table


@pytest.mark.parametrize(
    ("settle", "expected"),
    [pytest.param(True, [1], id="layers settle it"), pytest.param(False, Append([1]), id="files leave it")],
)
def test_a_single_table_keeps_its_wrappers_on_demand(settle: bool, expected: Value) -> None:
    assert merge_all([{}, {"k": Append([1])}], "replace", MARKS, settle_single=settle) == {"k": expected}


def test_two_tables_settle_in_any_case() -> None:
    merged = merge_all([{"a": 1}, {"k": {"z": Append([1])}}], "replace", MARKS, settle_single=False)
    assert merged == {"a": 1, "k": {"z": [1]}}


def test_a_table_met_again_appends_again() -> None:
    table: Table = {"k": [1]}
    assert merge_all([table, table], "append", MARKS) == {"k": [1, 1]}


def test_a_fold_keeps_the_layers_that_say_something() -> None:
    low, empty, high = layer_of({"a": 1}, "low"), layer_of({}, "empty"), layer_of({"a": 2}, "high")
    made = fold([low, empty, high], "merge", MARKS)
    assert (made.value, made.layers, made.lists) == ({"a": 2}, (low, high), "merge")


def test_a_subtree_that_is_shared_does_not_end_the_merge() -> None:
    shared: Value = {"x": 1}
    assert merge({"a": shared, "b": 1}, {"a": shared, "b": 2, "c": 3}) == {"a": shared, "b": 2, "c": 3}


def test_tables_that_say_the_same_below_are_the_base_itself() -> None:
    leaf: Value = [1]
    base: Table = {"k": {"x": leaf, "y": 1}}
    assert merge(base, {"k": {"x": leaf}}) is base
    assert merge(base, {"k": {}}) is base


def test_a_table_that_is_taken_over_whole_is_shared() -> None:
    inner: Value = {"x": 1}
    assert merge_all([{"a": 1}, {"b": inner}], "replace", MARKS)["b"] is inner


def test_lists_are_replaced_unless_told() -> None:
    assert merge({"k": [1, 2]}, {"k": [3]}) == {"k": [3]}


@pytest.mark.parametrize(
    ("lists", "expected"),
    [("replace", [{"b": 2}]), ("append", [{"a": 1}, {"b": 2}]), ("merge", [{"a": 1, "b": 2}])],
)
@pytest.mark.parametrize("depth", [0, 1])
def test_plain_lists_beside_appended_ones_go_by_the_strategy(lists: Lists, expected: Value, depth: int) -> None:
    below: Table = {"k": [{"a": 1}], "z": [1]}
    above: Table = {"k": [{"b": 2}], "z": Append([2])}
    if depth:
        below, above = {"t": below}, {"t": above}
    merged = merge_all([below, above], lists, MARKS)
    assert (merged["t"] if depth else merged) == {"k": expected, "z": [1, 2]}


@pytest.mark.parametrize("lists", STRATEGIES)
@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        pytest.param({"x": 1}, [2], [2], id="list over map"),
        pytest.param([1], {"x": 2}, {"x": 2}, id="map over list"),
        pytest.param([1], None, None, id="null over list"),
        pytest.param({"x": 1}, {"y": 2}, {"x": 1, "y": 2}, id="maps merge"),
        pytest.param({"x": 1}, {"y": Append([2])}, {"x": 1, "y": [2]}, id="an appended list below"),
        pytest.param(1, {"y": [Append([2])]}, {"y": [[2]]}, id="an appended list deeper"),
    ],
)
def test_kinds_meet_beside_an_appended_list_as_elsewhere(
    below: Value, above: Value, expected: Value, lists: Lists
) -> None:
    merged = merge_all([{"k": below, "z": [1]}, {"k": above, "z": Append([2])}], lists, MARKS)
    assert merged == {"k": expected, "z": [1, 2]}


def test_wrappers_inside_of_a_plain_list_become_lists_whatever_the_strategy() -> None:
    layers: list[Table] = [{"k": [0]}, {"k": [Append([1])]}]
    assert [merge_all(layers, lists, MARKS)["k"] for lists in STRATEGIES] == [[[1]], [0, [1]], [0]]


def test_appending_changes_no_layer() -> None:
    below: Table = {"k": [1], "t": {"k": [1]}}
    merge_all([below, {"k": Append([2]), "t": {"k": Append([2])}}], "replace", MARKS)
    assert below == {"k": [1], "t": {"k": [1]}}


def test_a_fold_of_one_settles_it_unless_told() -> None:
    one = layer_of({"k": Append([1])}, "f")
    assert fold([one], "replace", MARKS).value == {"k": [1]}
    assert fold([one], "replace", MARKS, settle_single=False).value == {"k": Append([1])}


# --- two parts of one file


@pytest.mark.parametrize(
    ("below", "above", "lists", "expected"),
    [
        pytest.param({"a": 1, "b": 1}, {"b": 2, "c": 3}, "replace", {"a": 1, "b": 2, "c": 3}, id="maps"),
        pytest.param(["a"], Append(["b"]), "replace", ["a", "b"], id="added to a list"),
        pytest.param(Append(["a"]), Append(["b"]), "replace", Append(["a", "b"]), id="added to what is added"),
        pytest.param(Append(["a"]), ["b"], "replace", ["b"], id="in place of what is added"),
        pytest.param(Append(["a"]), ["b"], "append", Append(["a", "b"]), id="appended to what is added"),
        pytest.param(["a"], ["b"], "append", ["a", "b"], id="appended"),
        pytest.param("text", Append(["b"]), "replace", Append(["b"]), id="over something else"),
        pytest.param({"a": 1}, None, "replace", None, id="null wins"),
    ],
)
def test_of_one_file_what_is_added_still_waits_for_what_is_below(
    below: Value, above: Value, lists: Lists, expected: Value
) -> None:
    assert overlaid({"x": {"y": below}}, {"x": {"y": above}}, lists) == {"x": {"y": expected}}


def test_an_overlay_changes_neither_part() -> None:
    below: Table = {"x": {"y": Append(["a"])}}
    above: Table = {"x": {"y": Append(["b"])}}
    overlaid(below, above, "replace")
    assert (below, above) == ({"x": {"y": Append(["a"])}}, {"x": {"y": Append(["b"])}})
