"""How much an expression may make of a value."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat

import pytest

from stackc.base.value import Append, Secret, Value
from stackc.function.expression import ExpressionFault, evaluate_expression
from stackc.function.expression_limits import combines_too_much, multiplies
from stackc.function.expression_syntax import parse_expression
from tests.kit.expressions import evaluated
from tests.kit.work import count_calls


def times(count: int, value: Value) -> list[Value]:
    """A list of so many."""
    return [*repeat(value, count)]


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(" | ".join([". + ."] * 60), id="text doubles"),
        pytest.param("(" + " | ".join(["[., .]"] * 60) + ")", id="lists double"),
        pytest.param("(" + " + ".join(["(1, 2)"] * 40) + ")", id="results double"),
        pytest.param("(" + " | ".join(["tojson"] * 60) + ")", id="quotes double"),
        pytest.param(". as $a | " + "".join("($a + $a) as $a | " for _ in range(60)) + "$a", id="variables double"),
        pytest.param("[.[] | select(" + " | ".join(["[., .]"] * 60) + ")]", id="inside an argument"),
        pytest.param("([.l[] + .l[] + .l[]] | length)", id="items times items"),
        pytest.param("(.l[] as $a | .l[] as $b | .l[] as $c | 1)", id="items in variables"),
        pytest.param("([.. + ..] | length)", id="everything times everything"),
        pytest.param(
            "(.l as $a | .l | map($a | map(. as $b | $a | map(. == $b))))", id="a variable once for each item"
        ),
        pytest.param("(.l as $a | .l as $b | $a[] | $b | any_c(. == 1))", id="a variable once for each result"),
        pytest.param('("x" * 1000000000)', id="repetition"),
        pytest.param("(.l[100000000] = 1)", id="index behind the end"),
        pytest.param("(.none[100000000] |= 1)", id="index of nothing"),
        pytest.param('(.l["100000000"] += 1)', id="index as text"),
        pytest.param("(.l[(1, 100000000)] = 1)", id="one index of several"),
        pytest.param(".l[1e8] = 1", id="index as a float"),
        pytest.param(". as $a | .l[$a.l[2] * 100000000] = 1", id="index that is calculated"),
        pytest.param("(" * 5000, id="brackets"),
        pytest.param(" + ".join([".x"] * 2000), id="operands"),
        pytest.param(".x" * 10_000, id="length"),
    ],
)
def test_an_expression_that_makes_too_much_is_refused_with_little_work(expression: str) -> None:
    found: list[object] = []
    calls = count_calls(lambda: found.append(evaluate_expression(expression, {"l": list(range(300)), "m": {"a": 1}})))
    assert isinstance(found[0], ExpressionFault)
    assert calls < 200_000


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("(.none[3] = 1)", {"l": [1, 2], "none": [None, None, None, 1]}, id="index of nothing"),
        pytest.param("(.l[3] = 1)", {"l": [1, 2, None, 1]}, id="index behind the end"),
        pytest.param("(.l - [1])", [2], id="difference"),
        pytest.param("(.l as $a | $a | map(. + 1))", [2, 3], id="a variable once"),
    ],
)
def test_what_costs_little_is_fine(expression: str, value: Value) -> None:
    assert evaluated(expression, {"l": [1, 2]}) == value


def test_items_of_items_are_not_too_much() -> None:
    value: Value = {"a": times(20, {"b": times(50, {"c": times(50, 1)})})}
    assert evaluated("([.a[].b[].c[]] | length)", value) == 50_000


def flat(size: int) -> Value:
    return {"l": times(size, 0)}


@pytest.mark.parametrize(
    ("expression", "largest"),
    [
        pytest.param(".l[] + .l[]", 316, id="items plus items"),
        *(pytest.param(f"(.l[] {sign} .l[])", 316, id=f"items {sign} items") for sign in "-*/%"),
        pytest.param("((.x | .l[]) + .l[])", 316, id="items behind a pipe"),
        pytest.param("((.l[] | .x) + .l[])", 316, id="what is in items"),
        pytest.param("((.l |= .l[]) + .l[])", 316, id="an update on the way"),
        pytest.param("(.l[] -= .l[])", 316, id="updated by each item"),
        pytest.param("(.l[] *= 1)", 316, id="each item updated"),
        pytest.param("(.l[] + 1 + .l[])", 223, id="with something in between"),
        pytest.param("(.l[] == .l[])", 447, id="of comparisons little is kept"),
        pytest.param("(.l[] and .l[])", 447, id="of words, too"),
        pytest.param("(.l[] // .l[])", 447, id="of defaults, too"),
        pytest.param("(.l[] as $a | .l[] | $a)", 447, id="items of a variable"),
        pytest.param("(.l as $a | .l | map($a[]))", 447, id="a variable's items for each item"),
        pytest.param("(.l as $a | .l[] | $a | .[])", 447, id="a variable's items behind a pipe"),
        pytest.param("(.l as $a | .l as $b | $a[] | $b[])", 21, id="items of two variables"),
        pytest.param("(.. + ..)", 314, id="everything plus everything: the map counts as well"),
        pytest.param("(.l[] += .l[])", 316, id="updated with each item"),
        pytest.param('("\\(.l[])-\\(.l[])")', 79, id="items in a string"),
        pytest.param('{"a": .l[], "b": .l[]}', 111, id="items in a map"),
        pytest.param("{(.l[]): .l[]}", 223, id="items as keys and values"),
        pytest.param("(.l[] | select(.l[] == .l[]))", 447, id="inside of an argument"),
        pytest.param("(.l | sub(.l[], .l[]))", 223, id="arguments that go into the result"),
        pytest.param("(.l | to_json | .l[] + .l[])", 158, id="behind what may double"),
        pytest.param("([.l[] + .l[]] | length)", 316, id="although one result comes of it"),
    ],
)
def test_streams_of_items_are_combined_up_to_a_size(expression: str, largest: int) -> None:
    node = parse_expression(expression)
    assert not isinstance(node, ExpressionFault)
    assert [combines_too_much(node, flat(size)) for size in (largest, largest + 1)] == [False, True]


@pytest.mark.parametrize(
    "expression",
    [
        *("(.l as $a | .l | $a | .[])", "((.l[] |= 1) + (.l[] |= 1))", "((.a = .l[]) + (.b = .l[]))"),
        *(".l[]", "[.l[], .l[]]", ".l | map(. + 1)", ".l | map(.l | map(. + 1))", "(.l[] as $a | $a)"),
        *("(.l as $a | .l | map($a | length))", "[..] | length", ".l[] |= .l[]", ".l[] |= 1", ".l[.l[]]"),
        *(".l[] | join(.l[])", "(.l[] | .l[] | .l[])", "([.l[]] + [.l[]])", ".l | filter(.l[] == 1)", ".l | has(.l[])"),
        *(
            ".l | any_c(. == .l[])",
            ".l[1:] + .l[]",
            "(.l[], .l[] | . + .l[])",
            ".l[] | tojson",
            ".l | sort_by(.a) | .[]",
        ),
    ],
)
def test_one_stream_may_have_any_size(expression: str) -> None:
    node = parse_expression(expression)
    assert not isinstance(node, ExpressionFault)
    assert not combines_too_much(node, flat(100_000))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"l": Append(times(400, 0))}, True, id="a list to append"),
        pytest.param(Secret({"l": times(400, 0)}), True, id="in a secret"),
        pytest.param({"l": [times(400, 0)]}, True, id="further down"),
        pytest.param({"l": {str(n): n for n in range(400)}}, True, id="a map"),
        pytest.param({"l": [[0] * 300, [0] * 300]}, False, id="the largest counts, not all together"),
        pytest.param("x" * 400, False, id="a text has no items"),
    ],
)
def test_the_largest_container_counts_wherever_it_is(value: Value, expected: bool) -> None:
    node = parse_expression(".l[] + .l[]")
    assert not isinstance(node, ExpressionFault)
    assert combines_too_much(node, value) is expected


@pytest.mark.parametrize("expression", ["(.. + .l[])", "(.l[] + ..)", "((.. | .x) + .l[])", "(.l[] + (.. | .x))"])
def test_for_everything_all_items_together_count(expression: str) -> None:
    node = parse_expression(expression)
    assert not isinstance(node, ExpressionFault)
    found = [combines_too_much(node, {"l": [times(size, 0), times(size, 0)]}) for size in (156, 157)]
    assert found == [False, True]


def chain(part: str, times: int, between: str = " | ") -> str:
    return f"({between.join([part] * times)})"


@pytest.mark.parametrize(
    ("part", "between", "most"),
    [
        pytest.param(". + .", " | ", 12, id="sums"),
        pytest.param("[., .]", " | ", 12, id="lists"),
        pytest.param(".a |= [., .]", " | ", 12, id="updates"),
        pytest.param(". // (. + .)", " | ", 12, id="in a default"),
        pytest.param("tojson", " | ", 12, id="texts of texts"),
        pytest.param("has(1, 2)", " | ", 12, id="arguments with two results"),
        pytest.param("(1, 2)", " == ", 12, id="comparisons"),
        pytest.param("(1, 2)", " + ", 6, id="sums of two results each"),
        pytest.param("sub(., .)", " | ", 7, id="replacements"),
        pytest.param('"\\(.)\\(.)"', " | ", 4, id="strings"),
        pytest.param('{"a": ., "b": .}', " | ", 5, id="maps"),
        pytest.param("(1, 2)", " // ", 90, id="defaults do not multiply"),
        pytest.param(".", ", ", 99, id="results beside one another only add up"),
        pytest.param("map(.)", " | ", 90, id="a map of itself"),
    ],
)
def test_an_expression_doubles_a_value_a_limited_number_of_times(part: str, between: str, most: int) -> None:
    node = parse_expression(chain(part, most, between))
    assert not isinstance(node, ExpressionFault)
    assert not multiplies(node)
    more = parse_expression(chain(part, most + 1, between))
    assert isinstance(more, ExpressionFault) or multiplies(more) or most >= 90


@pytest.mark.parametrize(
    ("text", "most"),
    [
        pytest.param(lambda n: ". as $a | " + "($a + $a) as $a | " * n + "$a", 12, id="variables"),
        pytest.param(lambda n: ".a" + "[(1, 2)]" * n, 12, id="steps"),
        pytest.param(lambda n: "(1, 2) as $a | " * n + "1", 12, id="bindings of two results"),
        pytest.param(lambda n: f"(map({chain('[., .]', n)}))", 12, id="inside of an argument"),
    ],
)
def test_what_doubles_otherwise_is_limited_as_well(text: Callable[[int], str], most: int) -> None:
    nodes = [parse_expression(text(times)) for times in (most, most + 1)]
    assert [isinstance(node, ExpressionFault) or multiplies(node) for node in nodes] == [False, True]
