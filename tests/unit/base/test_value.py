from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from itertools import combinations

import pytest

from stackc.base.bare import Bare, NotText
from stackc.base.source import Path
from stackc.base.value import (
    MASK,
    MISSING,
    Append,
    Call,
    Missing,
    Secret,
    Table,
    Unknown,
    Value,
    count_values,
    find_leaf,
    has_secret,
    is_deeper,
    is_unknown,
    leaves,
    look_up,
    public,
    revealed,
    shown,
    source_text,
    steps_into,
    strictly_equal,
    table_at,
    transform,
)

TREE: Value = {"a": {"b": [1, {"c": None}]}, "e": {}, "s": "text"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param((), TREE, id="the root"),
        pytest.param(("a", "b", 0), 1, id="an item"),
        pytest.param(("a", "b", 1, "c"), None, id="null is there"),
        pytest.param(("a", "x"), MISSING, id="no such key"),
        pytest.param(("a", "b", 2), MISSING, id="behind the list"),
        pytest.param(("a", "b", "0"), MISSING, id="a key into a list"),
        pytest.param(("a", 0), MISSING, id="an index into a table"),
        pytest.param(("s", "x"), MISSING, id="below a scalar"),
        pytest.param(("a", "b", 1, "c", "d"), MISSING, id="below null"),
    ],
)
def test_look_up_gives_the_value_or_missing(path: Path, expected: object) -> None:
    assert look_up(TREE, path) == expected


def test_missing_is_false_and_not_none() -> None:
    assert not MISSING
    assert MISSING is not None


@pytest.mark.parametrize("path", [("x",), ("s",), ("a", "b"), ("a", "x")])
def test_table_at_is_empty_where_there_is_no_table(path: tuple[str, ...]) -> None:
    assert table_at(TREE, *path) == {}


def test_table_at_is_the_table_itself() -> None:
    assert isinstance(TREE, dict)
    assert table_at(TREE, "a") is TREE["a"]


def test_leaves_are_scalars_and_empty_containers_in_order() -> None:
    expected: list[tuple[Path, Value]] = [
        (("a", "b", 0), 1),
        (("a", "b", 1, "c"), None),
        (("e",), {}),
        (("s",), "text"),
    ]
    assert list(leaves(TREE)) == expected


def test_the_root_is_a_leaf_when_it_is_empty() -> None:
    assert list(leaves([])) == [((), [])]


def test_find_leaf_gives_the_first_path() -> None:
    assert find_leaf(TREE, lambda value: not value) == ("a", "b", 1, "c")


def test_find_leaf_gives_none_when_no_leaf_fits() -> None:
    assert find_leaf(TREE, lambda value: value == 7) is None


def test_a_secret_never_shows_its_value() -> None:
    assert repr(Secret("hunter2")) == MASK == "<secret>"


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(str, id="str"),
        pytest.param("{}".format, id="format"),
        pytest.param(lambda secret: f"{secret}", id="f-string"),
        pytest.param(lambda secret: "%s" % secret, id="percent"),  # noqa: UP031
        pytest.param(json.dumps, id="json"),
    ],
)
@pytest.mark.parametrize(
    "sealed", [Secret("hunter2"), Call("!env X"), Unknown("!exec x")], ids=["secret", "call", "unknown"]
)
def test_what_is_sealed_never_becomes_text_by_accident(use: Callable[[object], object], sealed: Value) -> None:
    with pytest.raises(TypeError):
        use(sealed)


def test_secrets_are_opened_and_closed_wherever_they_are() -> None:
    value: Value = {"a": [Secret("x"), {"b": Secret({"c": Secret(1)})}], "d": 2}
    assert revealed(value) == {"a": ["x", {"b": {"c": 1}}], "d": 2}
    assert shown(value) == {"a": [MASK, {"b": MASK}], "d": 2}
    assert (has_secret(value), has_secret(shown(value))) == (True, False)


def test_calls_and_unknowns_are_shown_as_their_text_and_appended_items_as_a_list() -> None:
    value: Value = {"a": Call("!env X"), "b": [Unknown("!exec x")], "c": Append([Call("!env Y"), 1])}
    assert shown(value) == {"a": "!env X", "b": ["!exec x"], "c": ["!env Y", 1]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("t", "t", id="text"),
        pytest.param(Call("!env X"), "!env X", id="call"),
        pytest.param(Unknown("!exec x"), "!exec x", id="unknown"),
        pytest.param(Secret("x"), None, id="secret"),
        pytest.param(1, None, id="number"),
        pytest.param(None, None, id="null"),
    ],
)
def test_what_stands_for_text_has_a_source_text(value: Value, text: str | None) -> None:
    assert source_text(value) == text


def test_a_value_without_a_secret_is_given_back_itself() -> None:
    value: Value = {"a": [1, {"b": 2}]}
    assert revealed(value) is shown(value) is value


def test_a_call_is_not_the_text_that_it_shows_as() -> None:
    three: list[object] = ["!env X", Call("!env X"), Unknown("!env X")]
    assert all(one != other for one, other in combinations(three, 2))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Unknown("!exec x"), True, id="unknown"),
        pytest.param(Call("!env X"), True, id="call"),
        pytest.param("!env X", False, id="text that looks like a call"),
        pytest.param(None, False, id="null"),
        pytest.param(Secret("x"), False, id="secret"),
    ],
)
def test_unknown_are_calls_and_unknowns(value: Value, expected: bool) -> None:
    assert is_unknown(value) is expected


def test_appends_are_equal_by_their_items() -> None:
    assert Append([1]) == Append([1])
    assert Append([1]) != Append([2])
    assert Append([1]) != [1]


@pytest.mark.parametrize(
    ("value", "depth"),
    [(1, 0), ([], 1), ({"a": 1}, 1), ([1, [2]], 2), ({"a": [{}]}, 3), (Append([[]]), 2)],
)
def test_the_depth_of_a_value_counts_its_containers(value: Value, depth: int) -> None:
    assert [is_deeper(value, levels) for levels in range(4)] == [depth > levels for levels in range(4)]


@pytest.mark.parametrize(("value", "count"), [(1, 1), ([], 1), ({"a": 1, "b": [2]}, 4), (Append([1]), 2)])
def test_values_are_counted_with_their_containers(value: Value, count: int) -> None:
    assert count_values(value) == count


def test_a_shared_value_counts_wherever_it_stands_and_takes_no_time() -> None:
    value: Value = 1
    for _ in range(60):
        value = [value, value]
    assert (count_values(value), is_deeper(value, 59), is_deeper(value, 60)) == (2**61 - 1, True, False)


def test_a_tree_with_a_secret_is_not_what_it_hides() -> None:
    assert Secret(1) == Secret(1)
    assert Secret(1) != Secret(2)
    assert Secret(1) != 1
    assert hash(Secret(1)) == hash(Secret(2))


def test_a_secret_of_a_secret_is_that_secret() -> None:
    assert Secret(Secret("x")).value == "x"


def test_an_appended_list_is_told_by_identity_and_shows_its_items() -> None:
    one, other = Append([1]), Append([1])
    assert len({one, one, other}) == 2
    assert repr(one) == "Append([1])"


def test_missing_says_so() -> None:
    assert repr(MISSING) == "MISSING"


def test_a_path_goes_on_into_an_appended_list() -> None:
    assert [look_up({"k": Append([{"a": 7}])}, ("k", at, "a")) for at in (0, 1)] == [7, MISSING]


def test_an_item_of_an_appended_list_that_is_not_there_is_missing() -> None:
    assert look_up(Append([1]), (1,)) is MISSING


def test_leaves_below_a_path_are_told_with_it() -> None:
    assert list(leaves({"a": [1]}, ("top", 0))) == [(("top", 0, "a", 0), 1)]


def test_an_appended_list_is_a_leaf() -> None:
    appended = Append([1])
    assert list(leaves({"k": appended})) == [(("k",), appended)]


def test_only_what_changes_is_made_anew() -> None:
    value: Value = {"a": [1, 2], "b": {"c": [3]}}
    assert isinstance(value, dict)
    changed = transform(value, lambda leaf: 9 if leaf == 2 else leaf)
    assert isinstance(changed, dict)
    assert (changed, changed["b"] is value["b"]) == ({"a": [1, 9], "b": {"c": [3]}}, True)
    assert value == {"a": [1, 2], "b": {"c": [3]}}


def test_what_others_get_is_plain_and_a_copy() -> None:
    inner: Table = {"x": [1]}
    table: Table = {
        "call": Call("!env X"),
        "unknown": Unknown("!exec x"),
        "bare": Bare("{{ .x }}"),
        "append": Append([Call("!env Y"), inner]),
        "list": [inner],
        "map": inner,
        "none": None,
        "number": 1,
    }
    given = public(table)
    assert given == {
        "call": "!env X",
        "unknown": "!exec x",
        "bare": "{{ .x }}",
        "append": ["!env Y", {"x": [1]}],
        "list": [{"x": [1]}],
        "map": {"x": [1]},
        "none": None,
        "number": 1,
    }
    assert (type(given["bare"]), given["map"] is inner) == (str, False)
    assert isinstance(given["map"], dict)
    assert given["map"]["x"] is not inner["x"]


def test_what_others_get_keeps_its_secrets_closed() -> None:
    secret = Secret("x")
    given = public({"a": [secret]})
    assert isinstance(given["a"], list)
    assert given["a"][0] is secret


def test_a_container_counts_wherever_it_stands_and_is_looked_through_once() -> None:
    shared: Value = [1, 2]
    assert count_values({"a": shared, "b": shared}) == 7
    for _ in range(100):
        shared = [shared, shared]
    assert count_values(shared) == 2**102 - 1


@pytest.mark.parametrize("sealed", [Secret("hunter2"), Call("!env X"), Unknown("!exec x")], ids=type)
def test_who_uses_what_is_sealed_as_text_is_told_what_it_is(sealed: Value) -> None:
    word = {Secret: "a secret", Call: "a call", Unknown: "what is unknown"}[type(sealed)]
    for use in (str, format):
        with pytest.raises(NotText, match=f"{word} is no text"):
            use(sealed)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param({"a": [1, "x"]}, {"a": [1, "x"]}, True, id="the same"),
        pytest.param(1, 1.0, False, id="a float"),
        pytest.param(1, True, False, id="a boolean"),
        pytest.param("1", 1, False, id="a text"),
        pytest.param({"a": {"b": 0}}, {"a": {"b": False}}, False, id="in maps"),
        pytest.param([0], [0.0], False, id="in lists"),
        pytest.param([1], [1, 2], False, id="a longer list"),
        pytest.param({"a": 1}, {"a": 1, "b": 2}, False, id="a key more"),
        pytest.param(None, MISSING, False, id="null and nothing"),
        pytest.param(Bare("x"), "x", True, id="quotes"),
        pytest.param(Secret("x"), Secret("x"), True, id="secrets"),
        pytest.param(Secret("x"), "x", False, id="a secret and its text"),
    ],
)
def test_strict_equality_counts_kinds(left: Value | Missing, right: Value | Missing, expected: bool) -> None:
    assert (strictly_equal(left, right), strictly_equal(right, left)) == (expected, expected)


@pytest.mark.parametrize(
    ("path", "steps"),
    [((), 0), (("a",), 1), (("a", 0, "b"), 3), (("a", 1, "b"), 1), (("a", 0, "b", "c"), 3), (("x", "a"), 0)],
)
def test_steps_are_counted_as_far_as_they_lead(path: Path, steps: int) -> None:
    assert steps_into({"a": [{"b": None}]}, path) == steps


@pytest.mark.parametrize("value", [Call("!env HOME"), Unknown("!exec date"), Secret(["s3cr3t"]), Append([1, {"a": 2}])])
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_what_is_no_plain_value_can_be_copied(value: Value, copied: Callable[[Value], Value]) -> None:
    assert copied(value) == value
