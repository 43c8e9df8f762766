"""YAML as Go programs write it, and the style each string gets there, which decides how rendered text is re-typed."""

from __future__ import annotations

import re
from typing import Final, Literal

from stackc.base.pattern import late_pattern
from stackc.base.value import Append, Value
from stackc.go.floats import float_text

Style = Literal["plain", "single", "double", "literal"]

_INDICATORS: Final = frozenset("#,[]{}&*!|>'\"%@`")
_BLOCK_BREAKS: Final = late_pattern(r":(?=\s|\Z)|(?<=\s)#")
_NOT_TEXT: Final = late_pattern(
    r"(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+)"
    r"|[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?)\Z",
)
_UNPRINTABLE: Final = late_pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def scalar_style(text: str) -> Style:
    """How a string is written as a block value."""
    if _UNPRINTABLE.search(text) or "\t" in (text[:1], text[-1:]):
        return "double"
    if "\n" in text:
        return "double" if text[0] in " \n" else "literal"
    if not text or _NOT_TEXT.match(text):
        return "double"
    first = text[0]
    plain = not (
        first in _INDICATORS
        or (first in "?:-" and (len(text) == 1 or text[1].isspace()))
        or text[0] == " "
        or text[-1] == " "
        or text.startswith(("---", "..."))
        or _BLOCK_BREAKS.search(text)
    )
    return "plain" if plain else "single"


def written_scalar(text: str) -> str:
    """``text`` as a block value shows it, its quotes and escapes included; several lines stand as they are."""
    return text if scalar_style(text) == "literal" else inline_text(text)


def to_yaml(value: Value, remarks: Value = None) -> str:
    """``value`` as a YAML document in block style: sorted keys, two spaces, a newline at the end.

    ``remarks`` has the shape of ``value`` where something is to be said, with a text for each leaf of which it is: a
    comment behind it.
    """
    text = _block(value, 0, remarks)
    return text[1:] if text.startswith("\n") else text.lstrip(" ")


def _block(value: Value, depth: int, remarks: Value) -> str:
    """What stands behind ``key:`` or ``-``, with the white space before it."""
    indent = "  " * depth
    if isinstance(value, dict):
        if not value:
            return f" {{}}{_comment(remarks)}\n"
        said = remarks if isinstance(remarks, dict) else {}
        return "\n" + "".join(
            f"{indent}{inline_text(key)}:{_block(value[key], depth + 1, said.get(key))}" for key in sorted(value)
        )
    if isinstance(value, list):
        if not value:
            return f" []{_comment(remarks)}\n"
        each = remarks if isinstance(remarks, list) else [None] * len(value)
        return "\n" + "".join(
            f"{indent}-{_item(item, depth + 1, remark)}" for item, remark in zip(value, each, strict=True)
        )
    if isinstance(value, Append):
        return _block(value.items, depth, remarks)
    if isinstance(value, str) and scalar_style(value) == "literal":
        return _literal(value, indent or "  ", _comment(remarks))
    return f" {_scalar(value)}{_comment(remarks)}\n"


def _comment(remark: Value) -> str:
    return f"  # {remark}" if isinstance(remark, str) and remark else ""


def _item(value: Value, depth: int, remarks: Value) -> str:
    text = _block(value, depth, remarks)
    return f" {text.lstrip()}" if text.startswith("\n") else text


def _literal(text: str, indent: str, comment: str) -> str:
    chomp = "-" if not text.endswith("\n") else "+" if text.endswith("\n\n") else ""
    body = text[:-1] if text.endswith("\n") else text
    lines = "\n".join(indent + line if line else "" for line in body.split("\n"))
    return f" |{chomp}{comment}\n{lines}\n"


def _scalar(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return inline_text(value)
    if isinstance(value, float):
        return float_text(value)
    return str(value)  # which refuses what is no plain value: who shows one opens it first


def inline_text(text: str) -> str:
    """A string on one line, quoted where it has to be: a key, or a value beside its key."""
    style = scalar_style(text)
    if style == "plain":
        return text
    if style == "single":
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(_escape, text) + '"'


_ESCAPED: Final = late_pattern('["\\\\]|[^\x20-\x7e]')
_SHORT: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    number = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if number > 0xFFFF:
        return f"\\U{number:08x}"
    return f"\\u{number:04x}" if number > 0xFF or number < 0x20 else char if number > 0xA0 else f"\\x{number:02x}"
