from __future__ import annotations

import pytest

from stackc.base.bare import Bare
from stackc.base.value import Append, Call, Secret, Unknown, Value, shown, shown_leaf
from stackc.text.json import JsonWriter, stream_object, to_json

LISTS = """[
  [
    1,
    2
  ],
  {
    "a": [
      3
    ]
  }
]"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "null", id="null"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param(2**64 - 1, "18446744073709551615", id="large integer"),
        pytest.param(1.0, "1", id="whole float"),
        pytest.param(1e-7, "1e-7", id="small float"),
        pytest.param(1e21, "1e+21", id="large float"),
        pytest.param("é<&>", '"é<&>"', id="text as it is"),
        pytest.param('a"\\\n\t\x01', '"a\\"\\\\\\n\\t\\u0001"', id="escapes"),
        pytest.param("\u2028\u2029", '"\\u2028\\u2029"', id="line separators"),
        pytest.param({}, "{}", id="empty table"),
        pytest.param([], "[]", id="empty list"),
        pytest.param([[], {}], "[\n  [],\n  {}\n]", id="empty containers inside"),
        pytest.param([[1, 2], {"a": [3]}], LISTS, id="lists in lists"),
        pytest.param({"b": 1, "a": [1]}, '{\n  "a": [\n    1\n  ],\n  "b": 1\n}', id="sorted keys, two spaces"),
        pytest.param({"é": 1, "z": 2, "B": 3}, '{\n  "B": 3,\n  "z": 2,\n  "é": 1\n}', id="order of code points"),
    ],
)
def test_values_are_written_as_go_programs_do(value: Value, text: str) -> None:
    assert to_json(value) == text + "\n"


def test_html_is_escaped_on_demand() -> None:
    assert to_json({"<a>": "&"}, escape_html=True) == '{\n  "\\u003ca\\u003e": "\\u0026"\n}\n'


@pytest.mark.parametrize(
    "sealed", [Secret("hunter2"), Call("!env X"), Unknown("!exec x")], ids=["secret", "call", "unknown"]
)
def test_what_is_sealed_is_refused(sealed: Value) -> None:
    with pytest.raises(TypeError):
        to_json({"a": [sealed]})


def test_what_is_sealed_is_written_as_the_caller_shows_it() -> None:
    value: Value = {"a": [Secret("x")], "b": Call("!env X"), "c": Unknown("!exec x"), "d": "text"}
    assert JsonWriter(show=shown_leaf).text(value) == JsonWriter().text(shown(value))


def test_an_append_is_its_list() -> None:
    assert to_json(Append([1])) == "[\n  1\n]\n"


def test_an_append_below_a_key_is_indented_like_a_list() -> None:
    assert to_json({"a": Append([1])}) == to_json({"a": [1]})


def test_half_a_character_does_not_stop_the_writer() -> None:
    assert to_json("\ud800").encode()


@pytest.mark.parametrize("value", [float("inf"), [float("nan")], {"a": {"b": float("-inf")}}])
def test_what_is_not_finite_cannot_be_written(value: Value) -> None:
    with pytest.raises(ValueError, match="no form"):
        to_json(value)


def test_one_writer_indents_a_shared_part_for_each_place() -> None:
    shared: Value = {"x": 1}
    writer = JsonWriter()
    assert writer.text({"a": shared, "b": [shared]}) == JsonWriter().text({"a": {"x": 1}, "b": [{"x": 1}]})


def test_one_writer_does_not_mix_up_values_that_come_and_go() -> None:
    writer = JsonWriter()
    assert [writer.text([n]) for n in range(50)] == [f"[\n  {n}\n]" for n in range(50)]


def test_lines_are_indented_for_the_depth_asked() -> None:
    assert JsonWriter().text([1], depth=1) == "[\n    1\n  ]"


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        pytest.param([], "{}\n", id="nothing"),
        pytest.param([("a", {})], '{\n  "a": {}\n}\n', id="empty entry"),
        pytest.param(
            [("b", {"x": 1}), ("a", {})], '{\n  "b": {\n    "x": 1\n  },\n  "a": {}\n}\n', id="in the order given"
        ),
    ],
)
def test_a_stream_is_one_object(entries: list[tuple[str, dict[str, Value]]], text: str) -> None:
    assert "".join(stream_object(JsonWriter().entry(*each) for each in entries)) == text


def test_html_is_left_alone_unless_told() -> None:
    assert JsonWriter().text("<&>") == '"<&>"'


@pytest.mark.parametrize(
    ("number", "text"),
    [(0xD800, "?"), (0xDFFF, "?"), (0xD7FF, "\ud7ff"), (0xE000, "\ue000")],
)
def test_only_half_a_character_is_replaced(number: int, text: str) -> None:
    assert JsonWriter().text(f"é{chr(number)}") == f'"é{text}"'


def test_text_of_a_class_of_its_own_is_text() -> None:
    assert to_json({"a": Bare("{{ .x }}"), "b": [Bare("y")]}) == '{\n  "a": "{{ .x }}",\n  "b": [\n    "y"\n  ]\n}\n'


def test_a_shared_part_is_looked_at_twice_and_then_known() -> None:
    shown_: list[Value] = []

    def show(leaf: Value) -> Value:
        shown_.append(leaf)
        return "x"

    shared: Value = [Secret("s")]
    writer = JsonWriter(show=show)
    texts = [writer.text(shared) for _ in range(4)]
    assert (set(texts), len(shown_)) == ({'[\n  "x"\n]'}, 2)


def test_an_empty_text_and_an_empty_key_are_written() -> None:
    writer = JsonWriter()
    assert [writer.text({"": ""}) for _ in range(2)] == ['{\n  "": ""\n}'] * 2


def test_what_is_no_value_is_refused_by_its_kind() -> None:
    with pytest.raises(TypeError, match="tuple"):
        to_json((1,))  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [-1, 0, -1.5, 1e20, 123456789.25])
def test_numbers_are_written_as_they_are(value: float) -> None:
    assert JsonWriter().text(value) == {-1: "-1", 0: "0", -1.5: "-1.5", 1e20: "100000000000000000000"}.get(
        value, "123456789.25"
    )
