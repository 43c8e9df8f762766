"""The layers of a section: which are none, and how lists meet in turn."""

from __future__ import annotations

import pytest

from stackc.base.fold import DEFAULT_FILE, Fold, Layer, Leaf, Lists
from stackc.base.source import Origin
from stackc.base.value import Append, Table, Value
from stackc.link.layers import NOTHING, changed, default_layer, fold_in_turn, fold_of, layer_in
from stackc.merge.trace import contributions, trace
from tests.kit.build import layer_of, marks


@pytest.mark.parametrize(
    ("value", "path"),
    [
        pytest.param({}, (), id="empty"),
        pytest.param({"a": {}}, ("a",), id="empty below"),
        pytest.param({"a": 1}, ("a",), id="no table"),
        pytest.param({"a": [1]}, ("a",), id="a list"),
        pytest.param({"a": {"b": 1}}, ("x",), id="not there"),
    ],
)
def test_what_is_no_table_or_an_empty_one_is_no_layer(value: Table, path: tuple[str, ...]) -> None:
    assert layer_in(Leaf(value, "f.yaml"), path) == ()


def test_a_layer_knows_where_it_stands_and_what_it_is_called() -> None:
    [found] = layer_in(Leaf({"a": {"b": 1}}, "f.yaml"), ("a",), "root")
    assert (found.value, found.path, found.label, found.mount) == ({"b": 1}, ("a",), "root", ())


def test_a_changed_layer_is_found_where_it_was() -> None:
    below = layer_of({"a": {"b": 1, "c": 2}}, "f.yaml", "root", "a")
    layer = changed(below, {"b": 1})
    assert (layer.value, layer.label, layer.path) == ({"b": 1}, "root", ())
    assert trace(layer.node, ("b",)) == Origin("f.yaml", ("a", "b"))
    assert trace(layer.node, ("c",)) is None


def test_a_changed_layer_may_stand_below_a_key_of_its_own() -> None:
    below = layer_of({"source": "text"}, "f.yaml", "root", "source")
    layer = changed(below, {"uri": "text"}, ("uri",))
    assert trace(layer.node, ("uri",)) == Origin("f.yaml", ("source",))


def test_a_default_is_in_no_file() -> None:
    [layer] = default_layer({"a": 1}, "default")
    assert (layer.value, layer.label, layer.node) == ({"a": 1}, "default", Leaf({"a": 1}, DEFAULT_FILE))
    assert default_layer({}, "default") == ()


def test_no_layers_are_the_empty_fold_and_one_is_itself() -> None:
    layer = layer_of({"a": 1}, "f.yaml")
    assert fold_of(()) is NOTHING
    assert fold_of((layer,)) == Fold({"a": 1}, (layer,))
    assert fold_of((layer, layer_of({"b": 1}, "g.yaml"))) == Fold({"a": 1}, (layer,))
    assert (NOTHING.value, NOTHING.layers) == ({}, ())


def turn(*layers: tuple[Lists, Value]) -> Fold:
    made: list[tuple[Lists, Layer]] = [
        (lists, layer_of({"l": value}, f"{number}.yaml", f"n{number}")) for number, (lists, value) in enumerate(layers)
    ]
    return fold_in_turn(made, marks())


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        pytest.param([("append", [1]), ("append", [2])], [1, 2], id="append"),
        pytest.param([("append", [1]), ("replace", [2])], [2], id="the upper one says"),
        pytest.param([("replace", [1]), ("append", [2])], [1, 2], id="the upper one says, the other way round"),
        pytest.param([("append", [1]), ("replace", [2]), ("append", [3])], [2, 3], id="three turns"),
        pytest.param([("append", [1]), ("append", [2]), ("replace", [3])], [3], id="two at once"),
        pytest.param([("replace", [{"a": 1}]), ("merge", [{"b": 2}])], [{"a": 1, "b": 2}], id="merge"),
        pytest.param([("replace", [1]), ("replace", Append([2]))], [1, 2], id="a tag beats any strategy"),
        pytest.param([], None, id="none"),
    ],
)
def test_lists_meet_those_below_as_each_layer_says(layers: list[tuple[Lists, Value]], expected: Value) -> None:
    assert turn(*layers).value.get("l") == expected


def test_layers_in_turn_are_found_through_all_turns() -> None:
    folded = turn(("append", [1]), ("replace", [2]), ("append", [3]))
    assert [each.labels for each in contributions(folded, ("l",))] == [("n0",), ("n1",), ("n2",)]
    assert trace(folded, ("l", 1)) == Origin("2.yaml", ("l", 0))
    assert trace(folded, ("l", 0)) == Origin("1.yaml", ("l", 0))
