from __future__ import annotations

import pytest

from stackc.base.fold import DEFAULT_FILE, Fold, Leaf, layer
from stackc.base.value import Table, look_up


def test_a_leaf_stands_at_the_root_of_the_text_itself_unless_told() -> None:
    leaf = Leaf({"a": 1}, "f.yaml")
    assert (leaf.at, leaf.rendering) == ((), 0)


def test_a_layer_refers_to_its_node_and_does_not_copy() -> None:
    leaf = Leaf({"a": {"b": 1}}, "f.yaml")
    made = layer(leaf, ("a",))
    assert (made.node, made.value) == (leaf, {"b": 1})
    assert made.value is look_up(leaf.value, ("a",))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param((), {"vars": {"a": 1}, "s": 1}, id="the root"),
        pytest.param(("vars",), {"a": 1}, id="a table"),
        pytest.param(("s",), {}, id="no table"),
        pytest.param(("none",), {}, id="missing"),
    ],
)
def test_a_layer_is_the_table_at_its_path(path: tuple[str, ...], expected: Table) -> None:
    assert layer(Leaf({"vars": {"a": 1}, "s": 1}, "f"), path).value == expected


def test_a_layer_of_what_is_no_table_says_nothing() -> None:
    assert layer(Leaf("text", "f")).value == {}


def test_a_fold_replaces_lists_unless_told() -> None:
    assert Fold({}, ()).lists == "replace"


def test_a_layer_has_no_label_and_stands_at_the_root_unless_told() -> None:
    made = layer(Leaf({}, "f"))
    assert (made.path, made.label, made.mount) == ((), "", ())
    assert layer(Leaf({}, "f"), ("a",), "root", ("b",))[2:] == (("a",), "root", ("b",))


def test_a_default_is_in_no_file() -> None:
    assert DEFAULT_FILE == ""
