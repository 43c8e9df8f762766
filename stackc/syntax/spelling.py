"""Values as somebody would write them into a YAML file: quotes, flow and block, indentation."""

from __future__ import annotations

import json
from collections.abc import Iterator

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.value import Scalar, Value, strictly_equal
from stackc.syntax.scalars import resolve_plain


class Habits(NamedTuple):
    """How a file is written."""

    step: int = 2
    """Spaces by which a map is indented below its key."""
    list_step: int = 2
    """The same for a list; 0 where its dashes stand below the key."""
    quote: str = '"'
    """The quotes its texts have."""
    end: str = "\n"
    """What ends a line."""


def is_spelled(value: Value) -> bool:
    """True for what can be written as it is: maps, lists and scalars, no calls."""
    if isinstance(value, dict):
        return all(map(is_spelled, value.values()))
    if isinstance(value, list):
        return all(map(is_spelled, value))
    return value is None or isinstance(value, (str, bool, int, float))


def in_line(value: Value, habits: Habits, style: str, *, in_flow: bool = False) -> str:
    """``value`` in one line. ``style``: the quotes of a text; empty for none where it needs none."""
    if isinstance(value, dict):
        pairs = (
            f"{in_line(key, habits, '', in_flow=True)}: {_inner(item, habits, style)}" for key, item in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inner(item, habits, style) for item in value) + "]"
    if isinstance(value, str):
        return _text(value, style, habits, in_flow=in_flow)
    assert value is None or isinstance(value, (bool, int, float)), "calls are refused before"
    return _plain(value)


def _inner(value: Value, habits: Habits, style: str) -> str:
    return in_line(value, habits, style, in_flow=True)


def in_block(value: Value, column: int, habits: Habits, style: str) -> list[str]:
    """The lines of a map or list that is not empty, indented by ``column``."""
    if isinstance(value, dict):
        return list(_map_lines(value, column, habits, style))
    assert isinstance(value, list), "only containers have lines"
    return list(_list_lines(value, column, habits, style))


def entry_lines(key: str, value: Value, column: int, habits: Habits, style: str) -> list[str]:
    """The lines of one entry of a block map."""
    head = f"{' ' * column}{in_line(key, habits, '')}:"
    if isinstance(value, (dict, list)) and value:
        step = habits.step if isinstance(value, dict) else habits.list_step
        return [head, *in_block(value, column + step, habits, style)]
    return [f"{head} {in_line(value, habits, style)}"]


def _map_lines(value: dict[str, Value], column: int, habits: Habits, style: str) -> Iterator[str]:
    for key, item in value.items():
        yield from entry_lines(key, item, column, habits, style)


def _list_lines(value: list[Value], column: int, habits: Habits, style: str) -> Iterator[str]:
    for item in value:
        if isinstance(item, dict) and item:
            first, *others = in_block(item, column + 2, habits, style)
            yield f"{' ' * column}- {first.lstrip(' ')}"
            yield from others
        else:
            yield f"{' ' * column}- {in_line(item, habits, style)}"


# --- scalars


def _plain(value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _text(text: str, style: str, habits: Habits, *, in_flow: bool) -> str:
    if style not in ("'", '"'):
        if _needs_no_quotes(text, in_flow=in_flow):
            return text
        style = habits.quote
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\' or char < " ":
        return json.dumps(char)[1:-1]
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"


_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`<=")
_UNSAFE = late_pattern(r": |:\Z| #")
_UNSAFE_IN_FLOW = late_pattern(r"[,\[\]{}:]")


def _needs_no_quotes(text: str, *, in_flow: bool) -> bool:
    """True for text that any reader of YAML takes for just this text."""
    if not text or text != text.strip() or not text.isprintable() or text[0] in _INDICATORS or _UNSAFE.search(text):
        return False
    if in_flow and _UNSAFE_IN_FLOW.search(text):
        return False
    resolved = resolve_plain(text)
    return resolved.loss is None and strictly_equal(resolved.value, text) and text.lower() not in _OLD_BOOLEANS


_OLD_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off"})
"""Words that other readers take for booleans: nobody writes them bare."""
