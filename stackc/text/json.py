"""JSON as Go programs write it: sorted keys, two spaces, shortest floats. See docs/language.md, artifacts.

Text of shared containers is kept per depth, so that what a thousand instances have in common is written once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from json import dumps
from json.encoder import encode_basestring
from typing import Final

from stackc.base.memo import IdentityMap
from stackc.base.value import SEALED, Append, Value
from stackc.go.floats import json_float_text

_LINE_SEPARATORS: Final = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
_HTML: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


class JsonWriter:
    """Writes values with two spaces of indent and sorted keys; one writer may write many values that share parts."""

    __slots__ = ("_escape_html", "_kept", "_show", "_strings")

    def __init__(self, *, escape_html: bool = False, show: Callable[[Value], Value] | None = None) -> None:
        """``show``: what to write for a leaf that is not plain; without it a call, an
        unknown or a secret is refused.
        """
        self._escape_html, self._show = escape_html, show
        self._strings: dict[str, str] = {}
        self._kept: defaultdict[int, IdentityMap[Value, str]] = defaultdict(IdentityMap)
        """By depth."""

    def entry(self, key: str, value: Value) -> str:
        """One entry of an object that stands by itself, for ``stream_object``."""
        return f"{self.text(key)}: {self.text(value, 1)}"

    def text(self, value: Value, depth: int = 0) -> str:
        """``value`` as JSON; lines after the first are indented for ``depth``.

        Raises ValueError for NaN and infinity.
        """
        kind = value.__class__
        if kind is str:
            known = self._strings.get(value)  # type: ignore[arg-type]  # kind says it is a string
            return known if known is not None else self._string(str(value))
        if kind is dict or kind is list:
            if not value:
                return "{}" if kind is dict else "[]"
            seen = self._kept[depth]
            kept = seen.get(value)
            if kept:
                return kept
            text = self._container(value, depth)
            seen.keep(value, "" if kept is None else text)  # worth keeping once it is seen again
            return text
        if isinstance(value, Append):
            return self.text(value.items, depth)
        if self._show is not None and isinstance(value, SEALED):
            value = self._show(value)
        return self._scalar(value)

    def _container(self, value: Value, depth: int) -> str:
        line = "\n" + "  " * (depth + 1)
        end = "\n" + "  " * depth
        if isinstance(value, dict):
            known, items = self._strings, []
            for key in sorted(value):
                item = value[key]
                text = known.get(item) if type(item) is str else None
                items.append(f"{known.get(key) or self._string(key)}: {text or self.text(item, depth + 1)}")
            return "{" + line + f",{line}".join(items) + end + "}"
        assert isinstance(value, list)
        return "[" + line + f",{line}".join([self.text(item, depth + 1) for item in value]) + end + "]"

    def _scalar(self, value: Value) -> str:
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, str):
            return self._string(str(value))
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float):
            return json_float_text(value)
        raise TypeError(f"no value: {type(value).__name__}")

    def _string(self, text: str) -> str:
        known = self._strings.get(text)
        if known is None:
            known = encode_basestring(text)
            if not known.isascii():
                for char, escape in _LINE_SEPARATORS.items():
                    known = known.replace(char, escape)
                known = known.encode("utf-8", "replace").decode()  # `?` for half a character
            if self._escape_html:
                for char, escape in _HTML.items():
                    known = known.replace(char, escape)
            self._strings[text] = known
        return known


def to_json(value: Value, *, escape_html: bool = False) -> str:
    """One value as JSON with a newline at the end."""
    return JsonWriter(escape_html=escape_html).text(value) + "\n"


def to_compact_json(value: Value) -> str:
    """One plain value as JSON on one line, keys in their order and characters as they are."""
    return dumps(value, ensure_ascii=False)


OPENING, BETWEEN, CLOSING = "{\n  ", ",\n  ", "\n}\n"
"""What stands before the first entry of an object that is written in pieces, between two, and behind the last."""


def stream_object(entries: Iterable[str]) -> Iterable[str]:
    """A JSON object in pieces, one per entry, in the order given; ends with a newline."""
    opening = OPENING
    for entry in entries:
        yield opening + entry
        opening = BETWEEN
    yield "{}\n" if opening == OPENING else CLOSING
