from __future__ import annotations

import pytest

from stackc.base.fold import Fold, Leaf, layer
from stackc.base.source import Origin, Path
from stackc.base.value import Append
from stackc.merge.merge import fold
from stackc.merge.trace import Contribution, contributions, trace
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
