from __future__ import annotations

import pytest

from stackc.base.value import Call, Value
from stackc.syntax.spelling import Habits, entry_lines, in_line, is_spelled
from tests.kit.build import value_of

HABITS = Habits()


@pytest.mark.parametrize(
    "text",
    [
        *("", " x", "x ", "x: y", "x:", "x #y", "#x", "- x", "-", "? x", "&x", "*x", "!x", "|", "> x", "%x", "@x", "`x"),
        *("1", "1.5", "0x1F", "true", "null", "~", ".inf", "2024-01-01", "yes", "off", "[x", "{x", "'x'", '"x"', "<<"),
        *("x, y", "a]", "x\ny", "x\ty", "\x07", "\x85", "ü", "—", "\U0001f600", "a\\b", 'say "x"', "it's", "plain text"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("style", ["", "'", '"'])
@pytest.mark.parametrize("in_flow", [False, True], ids=["block", "flow"])
def test_a_text_reads_as_what_it_was(text: str, style: str, in_flow: bool) -> None:
    spelled = in_line(text, HABITS, style, in_flow=in_flow)
    assert value_of(f"[{spelled}]\n" if in_flow else f"a: {spelled}\n") == ([text] if in_flow else {"a": text})


@pytest.mark.parametrize(
    "value", [None, True, False, 0, -5, 2**63, 1.5, 1e300, -0.25, [], {}, [1, ["x"]], {"a": {"b": []}}]
)
def test_a_value_reads_as_what_it_was(value: Value) -> None:
    assert value_of(f"a: {in_line(value, HABITS, '')}\n") == {"a": value}


@pytest.mark.parametrize(
    ("habits", "expected"),
    [
        pytest.param(HABITS, ["  a:", "    b:", "      - 1", "      - c: 2", "        d: 3"], id="as usual"),
        pytest.param(Habits(4, 0), ["  a:", "      b:", "      - 1", "      - c: 2", "        d: 3"], id="other steps"),
    ],
)
def test_lines_are_indented_as_the_file_is(habits: Habits, expected: list[str]) -> None:
    assert entry_lines("a", {"b": [1, {"c": 2, "d": 3}]}, 2, habits, "") == expected


def test_a_call_is_not_spelled() -> None:
    assert (is_spelled({"a": ["x", 1]}), is_spelled({"a": [Call("!env X")]})) == (True, False)
