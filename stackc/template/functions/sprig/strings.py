"""Sprig's functions on text."""

from stackc.go.faults import FunctionError
from stackc.go.fmt import format_values
from stackc.go.functions import Table
from stackc.go.quote import quote_text
from stackc.go.strings import (
    SPACE,
    byte_length,
    capitalize_words,
    cut,
    indent,
    lower,
    repeat,
    replace_all,
    require_size,
    split_text,
    to_bytes,
    trim_characters,
    upper,
)
from stackc.go.values import StringMap, Strings
from stackc.template.functions.sprig.casting import drop_nil, to_strings, to_text, to_texts


def _truncate(length: int, text: str) -> str:
    """The first ``length`` bytes, or the last ones for a negative length."""
    size = byte_length(text)
    if length < 0 and size + length > 0:
        return cut(text, size + length, size)
    return cut(text, 0, length) if 0 <= length < size else text


def _substring(start: int, end: int, text: str) -> str:
    size = byte_length(text)
    if start < 0:
        return cut(text, 0, end)
    return cut(text, start, size if end < 0 or end > size else end)


def _indent(spaces: int, text: str) -> str:
    if spaces < 0:
        raise FunctionError(f"negative count: {spaces}")
    require_size(spaces)
    return indent(text, " " * spaces)


def _quote(*values: object) -> str:
    return " ".join(map(quote_text, to_texts(drop_nil(values))))


def _single_quote(*values: object) -> str:
    return " ".join(f"'{shown}'" for shown in format_values(drop_nil(values)))


def _cat(*values: object) -> str:
    return " ".join(format_values(drop_nil(values)))


def _join(separator: str, values: object) -> str:
    parts = to_strings(values)
    require_size(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def _numbered(parts: Strings) -> StringMap:
    return StringMap((f"_{number}", part) for number, part in enumerate(parts))


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def _sort(values: object) -> Strings:
    return Strings(sorted(to_strings(values)))


def _without_prefix(prefix: str, text: str) -> str:
    return text.removeprefix(prefix)


def _without_suffix(suffix: str, text: str) -> str:
    return text.removesuffix(suffix)


def _without_space(text: str) -> str:
    """``text`` without white space. Bytes are taken for characters, as in Sprig, once there is space to remove."""
    raw = to_bytes(text)
    kept = [chr(byte) for byte in raw if chr(byte) not in SPACE]
    return text if len(kept) == len(raw) else "".join(kept)


TABLE: Table = {
    "hello": ("", lambda: "Hello!"),
    "trunc": ("int string", _truncate),
    "trim": ("string", lambda text: text.strip(SPACE)),
    "upper": ("string", upper),
    "lower": ("string", lower),
    "title": ("string", capitalize_words),
    "substr": ("int int string", _substring),
    "repeat": ("int string", lambda count, text: repeat(text, count)),
    "trimall": ("string string", lambda characters, text: trim_characters(text, characters)),
    "trimAll": ("string string", lambda characters, text: trim_characters(text, characters)),
    "trimSuffix": ("string string", _without_suffix),
    "trimPrefix": ("string string", _without_prefix),
    "nospace": ("string", _without_space),
    "contains": ("string string", lambda part, text: part in text),
    "hasPrefix": ("string string", lambda prefix, text: text.startswith(prefix)),
    "hasSuffix": ("string string", lambda suffix, text: text.endswith(suffix)),
    "quote": ("...any", _quote),
    "squote": ("...any", _single_quote),
    "cat": ("...any", _cat),
    "indent": ("int string", _indent),
    "nindent": ("int string", lambda spaces, text: "\n" + _indent(spaces, text)),
    "replace": ("string string string", lambda old, new, text: replace_all(text, old, new)),
    "plural": ("string string int", _plural),
    "toString": ("any", to_text),
    "toStrings": ("any", to_strings),
    "split": ("string string", lambda separator, text: _numbered(split_text(text, separator))),
    "splitn": ("string int string", lambda separator, limit, text: _numbered(split_text(text, separator, limit))),
    "splitList": ("string string", lambda separator, text: split_text(text, separator)),
    "join": ("string any", _join),
    "sortAlpha": ("any", _sort),
}
