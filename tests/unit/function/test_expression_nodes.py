from __future__ import annotations

import pytest

from stackc.function.expression_nodes import At, Constant, ExpressionFault, Items, Key, Node, Variable, is_pattern


@pytest.mark.parametrize(("name", "expected"), [("a", False), ("a*", True), ("?", True), ("", False)])
def test_a_key_with_a_star_or_a_question_mark_is_a_pattern(name: str, expected: bool) -> None:
    assert is_pattern(name) is expected


def test_a_fault_is_at_the_beginning_unless_told() -> None:
    assert ExpressionFault("m").offset == 0


def test_a_step_must_lead_somewhere_unless_told() -> None:
    assert (Key("a").optional, At(Constant(0)).optional) == (False, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [(Variable("x"), Constant("x")), (Items(None), Constant(None)), (Constant(1), Constant(True))],
)
def test_trees_of_different_kinds_may_be_equal(one: Node, other: Node) -> None:
    """So they are told apart by their class, and never looked up."""
    assert (one == other, hash(one) == hash(other), repr(one) == repr(other)) == (True, True, False)
