from __future__ import annotations

import pytest

from stackc.base.source import Path, Span
from stackc.base.value import Value
from stackc.syntax.document import Document
from stackc.syntax.yaml import parse_nodes

NODES = parse_nodes("a:\n  b: [1, {c: 2}]\n", "f")


def at(line: int, column: int, end: int) -> Span:
    return Span("f", line, column, line, end)


@pytest.mark.parametrize("root", [None, [], "text", 3])
def test_a_document_that_is_no_map_is_an_empty_table(root: Value) -> None:
    assert Document("f", root).table == {}


def test_a_document_that_is_a_map_is_its_table() -> None:
    root: dict[str, Value] = {"a": 1}
    assert Document("f", root).table is root


@pytest.mark.parametrize(
    ("path", "span"),
    [
        pytest.param(("a", "b", 0), at(2, 7, 8), id="item"),
        pytest.param(("a", "b", 1, "c"), at(2, 14, 15), id="key in an item"),
        pytest.param(("a", "b"), at(2, 6, 17), id="a list to its end"),
        pytest.param(("a", "b", 7), at(2, 6, 17), id="no such item: the list"),
        pytest.param(("a", "b", -1), at(2, 6, 17), id="no counting from the end"),
        pytest.param(("a", "b", 0, "x"), at(2, 7, 8), id="below a scalar: the scalar"),
    ],
)
def test_the_place_of_a_value_is_the_deepest_known(path: Path, span: Span) -> None:
    assert NODES.value_span(path) == span


@pytest.mark.parametrize(
    ("path", "span"),
    [
        pytest.param(("a", "b"), at(2, 3, 4), id="key"),
        pytest.param(("a", "b", 1, "c"), at(2, 11, 12), id="key in an item"),
        pytest.param(("a", "b", 0), at(2, 7, 8), id="an item has no key: its value"),
        pytest.param(("a", "b", 0, "x"), at(2, 7, 8), id="no such key: the deepest"),
    ],
)
def test_the_place_of_a_key(path: Path, span: Span) -> None:
    assert NODES.key_span(path) == span


def test_find_gives_what_is_left_of_the_path() -> None:
    node, rest = NODES.find(("a", "x", "y"))
    assert (node.span.line, rest) == (2, ("x", "y"))


def test_find_of_the_empty_path_is_the_node_itself() -> None:
    assert NODES.find(()) == (NODES, ())


def test_a_document_calls_nothing_unless_told() -> None:
    document = Document("f", None)
    assert (document.has_calls, document.has_includes, document.diagnostics) == (False, False, ())


@pytest.mark.parametrize(("index", "there"), [(0, True), (1, True), (2, False), (-1, False)])
def test_an_item_is_counted_from_the_beginning(index: int, there: bool) -> None:
    node, _ = NODES.find(("a", "b"))
    assert (node.step(index) is not None) is there
