from __future__ import annotations

import math

import pytest

from stackc.base.fold import DEFAULT_FILE, Fold, Leaf, layer
from stackc.base.source import Origin, Path
from stackc.base.value import Append, Table, Value
from stackc.merge.merge import fold
from stackc.merge.trace import Contribution, contributions, trace, written
from tests.kit.build import layer_of, marks

LOW = layer_of({"vars": {"a": 1, "m": {"x": 1}}, "n": None}, "low.yaml", "root")
HIGH = layer_of({"vars": {"a": 2, "m": {"y": 2}}}, "high.yaml", "component")
BOTH = fold([LOW, HIGH], "replace", marks())


@pytest.mark.parametrize(
    ("path", "file"),
    [
        pytest.param(("vars", "a"), "high.yaml", id="both have it: the higher"),
        pytest.param(("vars", "m", "x"), "low.yaml", id="only the lower has it"),
        pytest.param(("vars", "m"), "high.yaml", id="a merged table: the highest part"),
        pytest.param(("n",), "low.yaml", id="null is a value"),
        pytest.param((), "high.yaml", id="the root"),
    ],
)
def test_a_value_is_traced_to_the_highest_file_that_has_it(path: Path, file: str) -> None:
    assert trace(BOTH, path) == Origin(file, path)


@pytest.mark.parametrize("path", [("none",), ("vars", "a", "x"), ("vars", 0)])
def test_what_is_not_there_comes_from_nowhere(path: Path) -> None:
    assert trace(BOTH, path) is None
    assert contributions(BOTH, path) == ()


def test_a_leaf_is_traced_to_itself() -> None:
    assert trace(Leaf({"a": 1}, "f", ("components", "vpc")), ("a",)) == Origin("f", ("components", "vpc", "a"))


def test_a_fold_of_folds_is_walked_to_its_leaves() -> None:
    whole = fold([layer(BOTH, ("vars",), "file"), layer_of({"z": 1}, "top.yaml")], "replace", marks())
    assert trace(whole, ("m", "x")) == Origin("low.yaml", ("vars", "m", "x"))


def test_a_mounted_part_answers_below_its_mount_only() -> None:
    mounted = layer(Leaf({"b": 1}, "m.yaml"), (), "", ("a",))
    node = Fold({"a": {"b": 1}, "b": 2}, (layer_of({"b": 2}, "f.yaml"), mounted))
    assert trace(node, ("a", "b")) == Origin("m.yaml", ("b",))
    assert trace(node, ("b",)) == Origin("f.yaml", ("b",))


def test_contributions_come_lowest_first_with_their_labels() -> None:
    assert contributions(BOTH, ("vars", "a")) == (
        Contribution(1, Origin("low.yaml", ("vars", "a")), ("root",)),
        Contribution(2, Origin("high.yaml", ("vars", "a")), ("component",)),
    )


def test_labels_lead_from_the_outside_in() -> None:
    whole = fold([layer(BOTH, ("vars",), "file")], "replace", marks())
    assert [each.labels for each in contributions(whole, ("a",))] == [("file", "root"), ("file", "component")]


def test_a_part_without_a_label_adds_none() -> None:
    whole = fold([layer(BOTH)], "replace", marks())
    assert contributions(whole, ("n",))[0].labels == ("root",)


def test_an_appended_item_is_traced_to_the_layer_that_appends_it() -> None:
    node = fold([layer_of({"k": [1]}, "low"), layer_of({"k": Append([2])}, "high")], "replace", marks())
    assert trace(node, ("k", 1)) == Origin("high", ("k", 0))


def test_an_item_below_an_appended_list_is_traced_to_its_own_layer() -> None:
    node = fold([layer_of({"k": [1]}, "low"), layer_of({"k": [2]}, "high")], "append", marks())
    assert trace(node, ("k", 0)) == Origin("low", ("k", 0))


@pytest.mark.parametrize(
    ("index", "expected"),
    [(0, Origin("low", ("k", 0))), (1, Origin("low", ("k", 1))), (2, Origin("high", ("k", 0))), (3, None)],
)
def test_items_one_behind_the_other_are_traced_to_their_own_layer(index: int, expected: Origin | None) -> None:
    node = fold([layer_of({"k": [1, 2]}, "low"), layer_of({"k": [3]}, "high")], "append", marks())
    assert trace(node, ("k", index)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("k", 0, "a"), Origin("high", ("k", 0, "a")), id="both: the higher"),
        pytest.param(("k", 0, "b"), Origin("low", ("k", 0, "b")), id="only the lower"),
        pytest.param(("k", 1), Origin("low", ("k", 1)), id="a scalar is kept"),
        pytest.param(("k", 2, "c"), Origin("low", ("k", 2, "c")), id="behind the shorter one"),
        pytest.param(("j", 0), Origin("low", ("j", 0)), id="a number is kept under a flag"),
        pytest.param(("j", 1), Origin("high", ("j", 1)), id="behind the lower one"),
    ],
)
def test_items_merged_by_index_are_traced_to_whoever_gave_them(path: Path, expected: Origin) -> None:
    low = layer_of({"k": [{"a": 1, "b": 1}, 1, {"c": 1}], "j": [1]}, "low")
    high = layer_of({"k": [{"a": 2}, 2], "j": [True, 3]}, "high")
    assert trace(fold([low, high], "merge", marks()), path) == expected


@pytest.mark.parametrize(
    ("layers", "index", "expected"),
    [
        pytest.param(({"k": [1, 2]}, {"k": [3]}, {"k": Append([4])}), 1, ("2", 0), id="behind what replaced"),
        pytest.param(({"k": [1]}, {"z": 0}, {"k": Append([2])}), 1, ("2", 0), id="a layer between that has none"),
        pytest.param(({"z": 0}, {"k": [1]}, {"k": Append([2])}), 1, ("2", 0), id="the lowest has none"),
        pytest.param(({"k": "s"}, {"k": Append([1])}), 0, ("1", 0), id="over a scalar"),
        pytest.param(({"k": [1]}, {"k": None}, {"k": Append([2])}), 0, ("2", 0), id="over null"),
        pytest.param(({"k": [1, 2]}, {"k": [3]}), 0, ("1", 0), id="replaced"),
        pytest.param(({"k": Append([1])}, {"k": Append([2, 3])}), 2, ("1", 1), id="both append"),
        pytest.param(({"k": [7]}, {"k": Append([7])}), 0, ("0", 0), id="the same value twice"),
    ],
)
def test_an_item_is_traced_through_what_lists_come_to(
    layers: tuple[Table, ...], index: int, expected: tuple[str, int]
) -> None:
    node = fold([layer_of(table, str(at)) for at, table in enumerate(layers)], "replace", marks())
    assert trace(node, ("k", index)) == Origin(expected[0], ("k", expected[1]))


def test_an_item_of_a_list_below_an_item_is_traced() -> None:
    node = fold([layer_of({"k": [[1, 2]]}, "f"), layer_of({"z": 1}, "g")], "replace", marks())
    assert trace(node, ("k", 0, 1)) == Origin("f", ("k", 0, 1))


DEFAULT = layer_of({"a": {"x": 1}, "s": 1, "l": [1]}, DEFAULT_FILE)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        pytest.param(("a",), "f", id="a map that a file says as well"),
        pytest.param(("a", "x"), DEFAULT_FILE, id="a value that only the default says"),
        pytest.param(("s",), DEFAULT_FILE, id="a scalar: the highest, default or not"),
        pytest.param(("l",), DEFAULT_FILE, id="a list that only the default says"),
        pytest.param(("m",), "f", id="only the file"),
    ],
)
def test_a_container_is_where_a_file_wrote_its_part(path: Path, file: str) -> None:
    node = fold([layer_of({"a": {"y": 2}, "s": 1, "m": {}}, "f"), DEFAULT], "replace", marks())
    assert trace(node, path) == Origin(file, path)


@pytest.mark.parametrize(("path", "file"), [(("a", "y"), "f"), (("a", "x"), None), (("none",), None)])
def test_only_what_a_file_says_has_a_place(path: Path, file: str | None) -> None:
    node = fold([layer_of({"a": {"y": 2}}, "f"), DEFAULT], "replace", marks())
    assert written(node, path) == (Origin(file, path) if file else None)


def test_a_fold_of_defaults_counts_as_written() -> None:
    inner = layer(fold([DEFAULT], "replace", marks()))
    node = fold([layer_of({"a": {"y": 2}}, "f"), inner], "replace", marks())
    assert trace(node, ("a",)) == Origin(DEFAULT_FILE, ("a",))


def test_what_is_not_equal_to_itself_is_traced_all_the_same() -> None:
    node = fold([layer_of({"a": math.nan}, "low"), layer_of({"b": 1}, "high")], "replace", marks())
    assert trace(node, ("a",)) == Origin("low", ("a",))


@pytest.mark.parametrize(
    ("low", "high", "file"),
    [
        pytest.param({"x": 1}, [1], "high", id="list over map"),
        pytest.param([1], {"x": 1}, "high", id="map over list"),
        pytest.param({"x": 1}, {}, "high", id="an empty map shares in"),
        pytest.param(1, None, "high", id="null over a scalar"),
        pytest.param([1], Append([]), "high", id="nothing appended shares in"),
    ],
)
def test_a_container_is_traced_to_the_highest_of_its_kind(low: Value, high: Value, file: str) -> None:
    node = fold([layer_of({"k": low}, "low"), layer_of({"k": high}, "high")], "replace", marks())
    assert trace(node, ("k",)) == Origin(file, ("k",))


def test_a_value_that_no_operand_has_comes_from_nowhere() -> None:
    assert trace(Fold({"a": 1}, (layer_of({"a": 2}, "f"),)), ("a",)) is None


def test_a_mounted_part_contributes_below_its_mount_only() -> None:
    mounted = layer(Leaf({"b": 1}, "m.yaml"), (), "mount", ("a",))
    node = Fold({"a": {"b": 1}, "b": 2}, (layer_of({"b": 2}, "f.yaml"), mounted))
    assert contributions(node, ("a", "b")) == (Contribution(1, Origin("m.yaml", ("b",)), ("mount",)),)
    assert contributions(node, ("b",)) == (Contribution(2, Origin("f.yaml", ("b",)), ()),)


def test_a_leaf_contributes_what_it_says_where_it_stands() -> None:
    leaf = Leaf({"a": None}, "f", ("components",))
    assert contributions(leaf, ("a",), ("x",)) == (Contribution(None, Origin("f", ("components", "a")), ("x",)),)
