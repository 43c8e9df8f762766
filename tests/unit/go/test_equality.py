"""Deep equality; answers are those of Go's ``reflect.DeepEqual``."""

import pytest

from stackc.go.equality import deep_equal, find_unique, is_in
from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_DEPTH, MAX_WORK, SCALAR_COST, VISIT_COST
from stackc.go.terms import Exhausted, Terms
from stackc.go.values import Int64, StringMap, Strings


def terms() -> Terms:
    return Terms(False, lambda name: None)


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        pytest.param(1, 1, True, id="same"),
        pytest.param(1, 2, False, id="other value"),
        pytest.param(1, 1.0, False, id="int and float"),
        pytest.param(1, True, False, id="int and bool"),
        pytest.param(1, Int64(1), False, id="int and int64"),
        pytest.param(Int64(1), 1, False, id="int64 and int"),
        pytest.param(Int64(1), Int64(1), True, id="int64"),
        pytest.param(Int64(1), Int64(2), False, id="other int64"),
        pytest.param(None, None, True, id="nil"),
        pytest.param(None, [], False, id="nil and empty"),
        pytest.param([], (), True, id="both are lists"),
        pytest.param([], {}, False, id="list and map"),
        pytest.param([1, [2]], [1, (2,)], True, id="lists in lists"),
        pytest.param([1], [1, 2], False, id="shorter"),
        pytest.param([1, 2], [2, 1], False, id="other order"),
        pytest.param(["a"], Strings(["a"]), False, id="list of strings"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, True, id="order of keys"),
        pytest.param({"a": 1}, {"a": 1, "b": 2}, False, id="fewer keys"),
        pytest.param({"a": 1}, {"b": 1}, False, id="other key"),
        pytest.param({"a": {"b": 1}}, {"a": {"b": 2}}, False, id="other value inside"),
        pytest.param({"a": "b"}, StringMap(a="b"), False, id="map of strings"),
    ],
)
def test_values_are_equal_with_their_types_all_the_way_down(first: object, second: object, equal: bool) -> None:
    assert deep_equal(terms(), first, second) is equal
    assert is_in(terms(), first, [object(), second]) is equal
    assert find_unique(terms(), [first, second]) == ([first] if equal else [first, second])


def test_nothing_is_in_an_empty_list() -> None:
    assert not is_in(terms(), 1, [])
    assert not is_in(terms(), {}, [])


def test_the_first_of_equal_items_is_kept_in_its_place() -> None:
    items = ["b", {"x": 1}, "a", 1, {"x": 1}, "b", 1.0, True, {"x": 2}, 1]
    assert find_unique(terms(), items) == ["b", {"x": 1}, "a", 1, 1.0, True, {"x": 2}]


def test_values_are_compared_to_a_depth() -> None:
    assert deep_equal(terms(), nested(MAX_DEPTH + 1), nested(MAX_DEPTH + 1))
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} deep"):
        deep_equal(terms(), nested(MAX_DEPTH + 2), nested(MAX_DEPTH + 2))


def test_maps_are_compared_to_the_same_depth() -> None:
    value: object = 1
    for _ in range(MAX_DEPTH + 1):
        value = {"k": value}
    assert deep_equal(terms(), value, value)
    with pytest.raises(FunctionError):
        deep_equal(terms(), {"k": value}, {"k": value})


def test_what_is_compared_is_charged() -> None:
    charged = terms()
    deep_equal(charged, {"a": [1, 2]}, {"a": [1, 2]})
    assert MAX_WORK - charged.left == 2 * VISIT_COST + 2 * SCALAR_COST
    charged = terms()
    is_in(charged, 1, range(30))
    assert MAX_WORK - charged.left == 30
    charged = terms()
    find_unique(charged, range(5))
    assert MAX_WORK - charged.left == 5 * SCALAR_COST


def test_comparing_ends_when_the_work_is_used_up() -> None:
    charged = terms()
    charged.left = VISIT_COST
    with pytest.raises(Exhausted):
        deep_equal(charged, [1], [1])
