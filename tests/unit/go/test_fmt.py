"""Values as Go prints them."""

import pytest

from stackc.go.duration import Duration
from stackc.go.faults import FunctionError
from stackc.go.fmt import (
    format_float,
    format_value,
    format_values,
    place_point,
    print_value,
    print_values,
    split_digits,
)
from stackc.go.limits import MAX_DEPTH, MAX_TEXT
from stackc.go.values import NULL, Int64, Missing, Strings


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("a", "a", id="text"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param(-5, "-5", id="number"),
        pytest.param(Int64(5), "5", id="int64"),
        pytest.param(1.5, "1.5", id="float"),
        pytest.param(Duration(1000), "1µs", id="object"),
        pytest.param(b"\x00\xff", "[0 255]", id="bytes"),
        pytest.param([], "[]", id="empty list"),
        pytest.param([1, "a", None, [2]], "[1 a <nil> [2]]", id="list"),
        pytest.param((1, 2), "[1 2]", id="tuple"),
        pytest.param({}, "map[]", id="empty map"),
        pytest.param({"b": 1, "a": {"z": None}}, "map[a:map[z:<nil>] b:1]", id="map in order"),
        pytest.param({"b": 1, 10: 2, 9: 3, True: 4, None: 5}, "map[<nil>:5 true:4 9:3 10:2 b:1]", id="mixed keys"),
    ],
)
def test_a_value_is_printed(value: object, shown: str) -> None:
    assert print_value(value) == format_value(value) == shown
    assert print_values([value]) == shown


@pytest.mark.parametrize("value", [None, NULL, Missing(("a",))])
def test_nothing_is_no_value_alone_and_nil_inside(value: object) -> None:
    assert (print_value(value), format_value(value), format_value([value])) == ("<no value>", "<nil>", "[<nil>]")


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], ""),
        ([1, 2], "1 2"),
        (["a", "b"], "ab"),
        (["a", 1], "a1"),
        ([1, "a"], "1a"),
        ([1, "", 2], "12"),
        ([1, None, True, "x", 2, 3], "1 <nil> truex2 3"),
        ([Strings(["a"]), {}], "[a] map[]"),
    ],
)
def test_print_puts_spaces_between_two_that_are_no_text(values: list[object], shown: str) -> None:
    assert print_values(values) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.0, "0"),
        (-0.0, "-0"),
        (1.0, "1"),
        (0.1, "0.1"),
        (100000.0, "100000"),
        (999999.0, "999999"),
        (1e6, "1e+06"),
        (1234567.0, "1.234567e+06"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (0.000012, "1.2e-05"),
        (-2.5e-10, "-2.5e-10"),
        (1e100, "1e+100"),
        (5e-324, "5e-324"),
        (float("inf"), "+Inf"),
        (float("-inf"), "-Inf"),
        (float("nan"), "NaN"),
    ],
)
def test_a_float_has_its_shortest_digits(number: float, shown: str) -> None:
    assert format_float(number) == shown


@pytest.mark.parametrize(
    ("shown", "digits"),
    [
        ("0.012", ("12", -2)),
        ("120.0", ("12", 2)),
        ("1e+16", ("1", 16)),
        ("1.5e-07", ("15", -7)),
        ("0.0", ("0", 0)),
        ("12.34", ("1234", 1)),
    ],
)
def test_digits_are_split_from_their_power(shown: str, digits: tuple[str, int]) -> None:
    assert split_digits(shown) == digits
    assert float(place_point(*digits)) == float(shown)


def test_values_are_printed_to_a_depth() -> None:
    assert format_value(nested(MAX_DEPTH + 1)) == "[" * (MAX_DEPTH + 1) + "1" + "]" * (MAX_DEPTH + 1)
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} deep"):
        format_value(nested(MAX_DEPTH + 2))


def test_values_share_the_room_of_one_text() -> None:
    half = "x" * (MAX_TEXT // 2 - 1)
    assert len(format_values([half, half])) == 2
    with pytest.raises(FunctionError, match=f"longer than {MAX_TEXT} characters"):
        format_values([half, half + "x"])


def test_a_text_of_its_own_is_never_too_long_to_print() -> None:
    assert print_value("x" * (MAX_TEXT + 1)).endswith("x")
