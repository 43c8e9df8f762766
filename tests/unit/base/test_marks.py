from __future__ import annotations

import pytest

from stackc.base.marks import APPEND, CALL, KEY, TEMPLATE, UNKNOWN, Marks
from stackc.base.value import Append, Call, Secret, Table, Unknown, Value
from tests.kit.build import marks


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("text", 0, id="plain text"),
        pytest.param(1, 0, id="number"),
        pytest.param(None, 0, id="null"),
        pytest.param({}, 0, id="empty table"),
        pytest.param("{{ .x }}", TEMPLATE, id="template"),
        pytest.param("!env X", CALL, id="text of a call"),
        pytest.param(Call("!env X"), CALL, id="tagged call"),
        pytest.param("!template {{ .x }}", CALL | TEMPLATE, id="call and template"),
        pytest.param("!environment", 0, id="longer than a tag"),
        pytest.param(Append([]), APPEND, id="append"),
        pytest.param(Append(["!env X"]), APPEND | CALL, id="inside of an append"),
        pytest.param({"a": [{"b": "{{ x }}"}, Append([1])]}, TEMPLATE | APPEND, id="union of what is below"),
        pytest.param(Secret("{{ x }}"), 0, id="a secret is not looked into"),
    ],
)
def test_marks_are_those_of_the_value_and_of_all_below(value: Value, expected: int) -> None:
    assert marks().of(value) == expected


@pytest.mark.parametrize(("key", "expected"), [("{{ x }}", TEMPLATE), ("!env X", 0), ("x", 0)])
def test_a_key_can_be_a_template_but_no_call(key: str, expected: int) -> None:
    assert marks().of({"a": {key: 1}}) == expected


def test_another_opening_takes_the_place_of_braces() -> None:
    memo = Marks(lambda text: False, opening="<<")
    assert (memo.of("<< x >>"), memo.of("{{ x }}")) == (TEMPLATE, 0)


def test_a_shared_container_is_looked_through_once() -> None:
    asked: list[str] = []

    def is_call(text: str) -> bool:
        asked.append(text)
        return False

    memo = Marks(is_call)
    shared: Value = ["!a"]
    memo.of({"x": shared, "y": shared})
    assert asked == ["!a"]


def test_where_only_a_tag_calls_text_never_does() -> None:
    memo = Marks()
    assert [memo.is_call(value) for value in ("!env X", Call("!env X"), 1)] == [False, True, False]
    assert memo.of({"a": "!env X", "b": [Call("x")]}) == CALL


def test_only_text_that_begins_with_an_exclamation_mark_is_asked_about() -> None:
    asked: list[str] = []

    def is_call(text: str) -> bool:
        asked.append(text)
        return True

    memo = Marks(is_call)
    assert [memo.is_call(value) for value in ("", "env", " !env", "!env")] == [False, False, False, True]
    assert asked == ["!env"]


def test_a_call_with_a_template_is_both() -> None:
    assert marks().of(Call("!exec {{ .x }}")) == CALL | TEMPLATE


def test_the_bits_of_all_items_come_together() -> None:
    assert marks().of(["x", 1, "{{ a }}", None, Append([]), True, 1.5, "!env X"]) == TEMPLATE | APPEND | CALL


def test_an_answer_is_for_the_container_that_was_asked_about() -> None:
    memo = marks()
    assert [memo.of([text]) for text in ("{{ a }}", "b", "!env X")] == [TEMPLATE, 0, CALL]


def test_the_marks_are_bits_of_their_own() -> None:
    assert (TEMPLATE, CALL, APPEND) == (1, 2, 4)


def test_a_call_in_an_item_does_not_hide_one_that_follows() -> None:
    assert marks().of({"a": "{{ x }}", "b": "{{ y }}", "c": ["!env X", "!env Y"]}) == TEMPLATE | CALL


def test_keys_are_those_with_something_marked_in_them() -> None:
    found = marks().keys({"a": 1, "b": "{{ x }}", "c": {"d": [Call("!env X")]}, "{{ e }}": 2, "f": Unknown("?")})
    assert dict(found) == {"b": TEMPLATE, "c": CALL, "{{ e }}": TEMPLATE | KEY, "f": UNKNOWN}


def test_in_a_merged_map_only_what_was_marked_in_its_layers_is_looked_at() -> None:
    asked: list[str] = []

    def is_call(text: str) -> bool:
        asked.append(text)
        return False

    memo = Marks(is_call)
    low: Table = {"a": 1, "b": {"c": "!x"}}
    high: Table = {"b": {"d": "y"}, "e": "z"}
    merged = memo.merged({"a": "!changed", "b": {"c": "!x", "d": "y"}, "e": "z"}, [low, high])
    assert (memo.of(merged), asked) == (0, ["!x"])  # once, in the layer: it says nothing, so nobody looks again


def test_what_a_template_became_is_looked_through() -> None:
    memo = marks()
    assert memo.of(memo.merged({"a": {"d": ["!env X"]}, "c": 1}, [{"a": "{{ .b }}", "c": 1}])) == CALL


def test_a_map_that_is_one_of_its_layers_is_looked_through_as_it_is() -> None:
    memo = marks()
    table: Table = {"a": "{{ x }}"}
    assert memo.of(memo.merged(table, [{}, table])) == TEMPLATE


def test_what_no_layer_has_any_more_is_no_mark() -> None:
    memo = marks()
    assert memo.of(memo.merged({"b": 1}, [{"a": "!env X", "b": 2}])) == 0


def test_the_marked_scalars_are_found_with_their_paths() -> None:
    value: Value = {"a": 1, "b": ["x", {"c": "{{ y }}"}], "d": {"e": Call("!env X")}, "{{ f }}": "plain"}
    assert list(marks().leaves(value)) == [(("b", 1, "c"), "{{ y }}"), (("d", "e"), Call("!env X"))]


def test_the_templates_are_found_keys_among_them() -> None:
    value: Value = {"{{ a }}": ["{{ b }}", Append(["{{ c }}"])], "d": Call("!exec {{ e }}"), "f": "!env X"}
    assert list(marks().templates(value)) == ["{{ a }}", "{{ b }}", "{{ c }}", "!exec {{ e }}"]
