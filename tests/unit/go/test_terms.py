"""What an expansion is allowed and what it touched."""

import pytest

from stackc.base.value import Call, Secret, Unknown
from stackc.go.limits import MAX_WORK
from stackc.go.terms import Exhausted, Terms

CALL, UNKNOWN = Call("!terraform.output vpc id"), Unknown("!store x")


def terms(**variables: object) -> Terms:
    return Terms(False, variables.get)  # type: ignore[arg-type]


def test_work_is_used_up_to_the_last_unit() -> None:
    charged = terms()
    charged.charge(MAX_WORK)
    assert charged.left == 0
    with pytest.raises(Exhausted):
        charged.charge(1)


def test_a_variable_is_asked_for() -> None:
    asked = terms(A="x")
    assert (asked.environment("A"), asked.environment("B"), asked.secret) == ("x", None, False)


def test_a_secret_variable_is_opened_and_noted() -> None:
    asked = terms(A=Secret("hush"))
    assert (asked.environment("A"), asked.secret, asked.sources) == ("hush", True, {})


@pytest.mark.parametrize("sealed", [CALL, UNKNOWN])
def test_a_call_stands_for_its_text_and_is_noted(sealed: Call | Unknown) -> None:
    asked = terms()
    assert asked.open(sealed) == sealed.text
    assert (asked.sources, asked.secret) == ({sealed.text: sealed}, False)


def test_a_secret_that_is_a_call_is_both() -> None:
    asked = terms()
    assert asked.open(Secret(CALL)) == CALL.text
    assert (asked.sources, asked.secret) == ({CALL.text: CALL}, True)


def test_everything_inside_is_opened() -> None:
    asked, kept = terms(), {"c": 1}
    value = {"a": [1, Secret("hush")], "b": kept, "d": CALL}
    opened = asked.open_all(value)
    assert opened == {"a": [1, "hush"], "b": {"c": 1}, "d": CALL.text}
    assert isinstance(opened, dict)
    assert opened["b"] is kept
    assert value["a"] == [1, Secret("hush")]
    assert (asked.secret, asked.sources) == (True, {CALL.text: CALL})


def test_a_secret_tree_is_opened_to_its_leaves() -> None:
    assert terms().open_all(Secret({"a": [CALL]})) == {"a": [CALL.text]}


def test_what_holds_nothing_sealed_is_given_back_itself() -> None:
    value = {"a": [1, {"b": ()}]}
    assert terms().open_all(value) is value


def test_a_map_that_holds_itself_is_looked_through_once() -> None:
    knot: dict[str, object] = {"secret": Secret("hush")}
    knot["self"] = knot
    opened = terms().open_all(knot)
    assert isinstance(opened, dict)
    assert opened["secret"] == "hush"


def test_a_container_that_is_met_again_is_the_same_opened_one() -> None:
    shared = [Secret("hush")]
    opened = terms().open_all([shared, shared])
    assert isinstance(opened, list)
    assert opened[0] is opened[1]
