"""JSON as Go writes and reads it: sorted keys, HTML characters escaped unless told otherwise, numbers as floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from stackc.base.record import Record
from stackc.go.faults import FunctionError
from stackc.go.fmt import place_point, split_digits
from stackc.go.limits import ENTRY_COST, MAX_DEPTH
from stackc.go.strings import require_size
from stackc.go.terms import Terms
from stackc.go.values import GoObject, NilList, NilStrings, sorted_keys, type_name

_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HTML = frozenset("<>&")
_LINE_ENDS = frozenset("\u2028\u2029")


def encode_float(number: float) -> str:
    """The shortest digits, with an exponent below 1e-6 and from 1e21 on."""
    if not math.isfinite(number):
        raise FunctionError(f"{number} has no form in JSON")
    digits, exponent = split_digits(repr(abs(number)))
    sign = "-" if math.copysign(1, number) < 0 else ""
    if number == 0 or 1e-6 <= abs(number) < 1e21:
        return sign + place_point(digits, exponent)
    point = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{point}e{'-' if exponent < 0 else '+'}{abs(exponent)}"


class JsonStyle(Record):
    """How JSON is written: HTML characters escaped or not, in lines or not, and floats in their own way."""

    html: bool = True
    spacing: str | None = None
    floats: Callable[[float], str] = encode_float


GO_STYLE = JsonStyle()


def encode_json(terms: Terms, value: object, style: JsonStyle = GO_STYLE) -> str:
    """``value`` as JSON, in one line or, with spacing, one entry per line. Charges ``terms`` for what it walks."""
    pieces: list[str] = []
    _Writer(terms, pieces, style).write(value, 0)
    return "".join(pieces)


class _Writer:
    __slots__ = ("pieces", "size", "style", "terms")

    def __init__(self, terms: Terms, pieces: list[str], style: JsonStyle) -> None:
        self.terms = terms
        self.pieces = pieces
        self.style = style
        self.size = 0

    def put(self, text: str) -> None:
        self.size += len(text)
        require_size(self.size)
        self.terms.charge(len(text) + ENTRY_COST)
        self.pieces.append(text)

    def write(self, value: object, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise FunctionError(f"lists and maps are nested more than {MAX_DEPTH} deep")
        if isinstance(value, NilList | NilStrings):
            self.put("null")
        elif isinstance(value, Mapping):
            self.entries(value, depth)
        elif isinstance(value, list | tuple):
            self.items(value, depth)
        else:
            self.put(encode_scalar(value, self.style))

    def entries(self, table: Mapping[object, object], depth: int) -> None:
        if not table:
            self.put("{}")
            return
        self.put("{")
        for number, key in enumerate(sorted_keys(table)):
            self.separate(number, depth + 1)
            self.put(encode_string(str(key), html=self.style.html) + (":" if self.style.spacing is None else ": "))
            self.write(table[key], depth + 1)
        self.line(depth)
        self.put("}")

    def items(self, items: list[object] | tuple[object, ...], depth: int) -> None:
        if not items:
            self.put("[]")
            return
        self.put("[")
        for number, item in enumerate(items):
            self.separate(number, depth + 1)
            self.write(item, depth + 1)
        self.line(depth)
        self.put("]")

    def separate(self, number: int, depth: int) -> None:
        if number:
            self.put(",")
        self.line(depth)

    def line(self, depth: int) -> None:
        if self.style.spacing is not None:
            self.put("\n" + self.style.spacing * depth)


def encode_scalar(value: object, style: JsonStyle) -> str:
    """A value that holds no others. Raises FunctionError for what JSON cannot hold."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return encode_string(value, html=style.html)
    if isinstance(value, GoObject):
        return value.json()
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return style.floats(value)
    if isinstance(value, bytes):
        from base64 import b64encode

        return f'"{b64encode(value).decode("ascii")}"'
    raise FunctionError(f"{type_name(value)} has no form in JSON")


def encode_string(text: str, *, html: bool = True) -> str:
    """``text`` in double quotes; with ``html``, the characters that mean something there are escaped."""
    if text.isascii() and text.isalnum():
        return f'"{text}"'
    return '"' + "".join(_encode_character(character, html) for character in text) + '"'


def _encode_character(character: str, html: bool) -> str:
    known = _SHORT.get(character)
    if known is not None:
        return known
    if character < " " or (html and character in _HTML) or character in _LINE_ENDS:
        return f"\\u{ord(character):04x}"
    return "\\ufffd" if "\ud800" <= character <= "\udfff" else character


def decode_json(text: str) -> object:
    """The value ``text`` writes; every number is a float, as Go reads it. Raises FunctionError when it is no JSON."""
    import json

    try:
        return json.loads(text, parse_int=float, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise FunctionError(f"invalid JSON: {error}") from None


def _no_constant(name: str) -> object:
    raise ValueError(f"`{name}` is no JSON")
