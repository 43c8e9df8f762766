from __future__ import annotations

from stackc.base.fold import Fold, Leaf, Part


def test_a_leaf_stands_at_the_root_of_the_text_itself_unless_told() -> None:
    leaf = Leaf({"a": 1}, "f.yaml")
    assert (leaf.at, leaf.rendering) == ((), 0)


def test_a_part_refers_to_its_node_and_does_not_copy() -> None:
    leaf = Leaf({"a": 1}, "f.yaml")
    assert Part(leaf).node is leaf


def test_a_fold_replaces_lists_unless_told() -> None:
    assert Fold({}, ()).lists == "replace"
