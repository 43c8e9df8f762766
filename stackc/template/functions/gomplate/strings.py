"""gomplate's ``strings`` namespace and the names of it that stand alone, some with another order of arguments."""

import re

from stackc.base.pattern import late_pattern
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.quote import quote_text
from stackc.go.strings import (
    SPACE,
    byte_length,
    cut,
    repeat,
    replace_all,
    require_size,
    shorten,
    split_text,
    title_character,
    trim_characters,
    wrap,
)
from stackc.go.values import Strings, type_name
from stackc.template.functions.gomplate.casting import require_count, to_int, to_strings, to_text

_NOT_WORD = late_pattern(r"[\W_]+")
_INSIDE_WORDS = "'.:\u2019\xad\xb7"
"""What may stand between two letters or digits of one word."""
_DASHES = late_pattern("-{2,}")


def _abbreviate(*values: object) -> str:
    require_count(values, 2, 3)
    offset = to_int(values[0]) if len(values) == 3 else 0
    width, text = to_int(values[-2]), to_text(values[-1])
    return text if byte_length(text) <= width else shorten(text, offset, width)


def _sort(values: object) -> Strings:
    if not isinstance(values, list | tuple):
        raise FunctionError(f"expected a list, found {type_name(values)}")
    return Strings(sorted(to_strings(*values)))


def title_words(text: str) -> str:
    """Every word with a capital and small letters behind it; digits and ``_`` neither begin nor end a word."""
    shown: list[str] = []
    inside = False
    for position, character in enumerate(text):
        if character.isalpha():
            shown.append(character.lower() if inside else title_character(character))
            inside = True
            continue
        shown.append(character)
        if not character.isdecimal() and character != "_":
            following = text[position + 1 : position + 2]
            inside = inside and character in _INSIDE_WORDS and (following.isalpha() or following.isdecimal())
    return "".join(shown)


def _indent(*values: object) -> str:
    """Width and text to put before each line that is not empty; one space when not given."""
    require_count(values, 1, 3)
    text, width, padding = to_text(values[-1]), 1, " "
    if len(values) == 2 and isinstance(values[0], str):
        padding = values[0]
    elif len(values) >= 2:
        if values[0].__class__ is not int or (len(values) == 3 and not isinstance(values[1], str)):
            raise FunctionError("expected a width that is an int, and text to indent with")
        width = to_int(values[0])
        padding = to_text(values[1]) if len(values) == 3 else " "
    if width <= 0 or "\n" in padding:
        return text
    require_size(len(text) + (text.count("\n") + 1) * width * len(padding))
    return re.sub("(?m)^(?=[^\n])", lambda _match: padding * width, text)


def _quote_for_shell(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(_shell_literal, to_strings(*value)))
    return _shell_literal(to_text(value))


def _shell_literal(text: str) -> str:
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _single_quote(value: object) -> str:
    return "'" + to_text(value).replace("'", "''") + "'"


def _delimited(text: str, delimiter: str) -> str:
    """The words of ``text`` in small letters but for the first one, joined by ``delimiter``."""
    text = text.strip(SPACE)
    if not text:
        raise FunctionError("expected text that is not empty")
    lowered = text.lower().replace(text[0].lower(), text[0], 1)
    return _NOT_WORD.sub(" ", lowered).strip().replace(" ", delimiter)


def _camel_case(value: object) -> str:
    text = to_text(value).strip(SPACE)
    if not text:
        raise FunctionError("expected text that is not empty")
    titled = title_words(text)
    return _NOT_WORD.sub("", titled.replace(titled[0], text[0], 1))


def _slug(value: object) -> str:
    """Small letters and digits with dashes between: what a URL can hold. Letters with accents lose them."""
    import unicodedata

    text = to_text(value).strip(SPACE).replace("&", " and ").replace("@", " at ")
    text = text.replace("ß", "ss").replace("æ", "ae").replace("ø", "o")
    text = "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part)).lower()
    text = re.sub(r"['\"\u2018\u2019]", "", text)
    return _DASHES.sub("-", re.sub("[^a-z0-9_-]", "-", text)).strip("-_")


def _wrap(*values: object) -> str:
    require_count(values, 1, 3)
    text, width, line_break = to_text(values[-1]), 80, "\n"
    if len(values) == 2 and isinstance(values[0], str):
        line_break = values[0]
    elif len(values) >= 2:
        width = to_int(values[0])
        line_break = to_text(values[1]) if len(values) == 3 else "\n"
    return wrap(text, width or 80, line_break, breaks_words=False)


def _truncate(length: int, value: object) -> str:
    text = to_text(value)
    return text if length < 0 or byte_length(text) <= length else cut(text, 0, length)


_NAMESPACE: Table = {
    "Abbrev": ("...any", _abbreviate),
    "ReplaceAll": ("string string any", lambda old, new, value: replace_all(to_text(value), old, new)),
    "Contains": ("string any", lambda part, value: part in to_text(value)),
    "HasPrefix": ("string any", lambda prefix, value: to_text(value).startswith(prefix)),
    "HasSuffix": ("string any", lambda suffix, value: to_text(value).endswith(suffix)),
    "Repeat": ("int any", lambda count, value: repeat(to_text(value), count)),
    "Sort": ("any", _sort),
    "Split": ("string any", lambda separator, value: split_text(to_text(value), separator)),
    "SplitN": ("string int any", lambda separator, limit, value: split_text(to_text(value), separator, limit)),
    "Trim": ("string any", lambda characters, value: trim_characters(to_text(value), characters)),
    "TrimPrefix": ("string any", lambda prefix, value: to_text(value).removeprefix(prefix)),
    "TrimSuffix": ("string any", lambda suffix, value: to_text(value).removesuffix(suffix)),
    "Title": ("any", lambda value: title_words(to_text(value))),
    "ToUpper": ("any", lambda value: to_text(value).upper()),
    "ToLower": ("any", lambda value: to_text(value).lower()),
    "TrimSpace": ("any", lambda value: to_text(value).strip(SPACE)),
    "Trunc": ("int any", _truncate),
    "Indent": ("...any", _indent),
    "Slug": ("any", _slug),
    "Quote": ("any", lambda value: quote_text(to_text(value))),
    "ShellQuote": ("any", _quote_for_shell),
    "Squote": ("any", _single_quote),
    "SnakeCase": ("any", lambda value: _delimited(to_text(value), "_")),
    "KebabCase": ("any", lambda value: _delimited(to_text(value), "-")),
    "CamelCase": ("any", _camel_case),
    "WordWrap": ("...any", _wrap),
    "RuneCount": ("...any", lambda *values: sum(map(len, to_strings(*values)))),
}
TABLE: Table = {
    **{f"strings.{name}": entry for name, entry in _NAMESPACE.items()},
    "replaceAll": _NAMESPACE["ReplaceAll"],
    "title": _NAMESPACE["Title"],
    "toUpper": _NAMESPACE["ToUpper"],
    "toLower": _NAMESPACE["ToLower"],
    "trimSpace": _NAMESPACE["TrimSpace"],
    "indent": _NAMESPACE["Indent"],
    "quote": _NAMESPACE["Quote"],
    "shellQuote": _NAMESPACE["ShellQuote"],
    "squote": _NAMESPACE["Squote"],
    "contains": ("string string", lambda text, part: part in text),
    "hasPrefix": ("string string", lambda text, prefix: text.startswith(prefix)),
    "hasSuffix": ("string string", lambda text, suffix: text.endswith(suffix)),
    "split": ("string string", split_text),
    "splitN": ("string string int", split_text),
    "trim": ("string string", trim_characters),
}
