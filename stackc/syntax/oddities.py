"""Plain scalars that are read, and hardly as they were meant: a missing space, quotes from a word processor, versions.

Valid YAML, so nothing is refused; each finding must be sure enough to be no nuisance. See docs/language.md, mistakes in
YAML.
"""

from __future__ import annotations

import re

from stackc.base.codes import Code
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.value import Value

ODDITIES = frozenset({Code.SPACE_MISSING, Code.TYPOGRAPHIC_QUOTES, Code.NUMBER_SHORTENED})
"""What is told of a text that means what it says."""

_QUOTES = "“”„‟«»‘’‚"
_ODD = late_pattern(rf"[{_QUOTES}]|-\S|[^\s:]*:[^\s:/]|.*[ ]-\s?\S|.*[\w.-] ?= ?\S|.*,\Z|[0-9][0-9._eE]*\Z", re.DOTALL)
"""What a look at the text alone cannot rule out."""
_PAIR = late_pattern(r"([A-Za-z_][\w./-]*):([^\s:/*\d][^:]*)\Z")
_ITEM = late_pattern(r"-[^\s-].*\Z")
_EQUALS = late_pattern(r"([A-Za-z_][\w./-]*) ?= ?(\S.*)\Z")
_VERSION = late_pattern(r"(?:\A|[_-])version(?:s)?(?:\Z|[_-])|[a-z]Version\Z")
_HASH = late_pattern(r"(?:\A|_|-)(?:sha|sha1|commit|revision|git_ref)(?:\Z|_|-)")
_ACCOUNT = late_pattern(r"(?:\A|_)account_ids?\Z")
_AWS_ID_DIGITS = 12


class Oddity(NamedTuple):
    """What is odd about one scalar, and what may have been meant."""

    code: Code
    message: str
    label: str
    help: str
    line: int = 0
    """Lines below the first one of the text."""


def may_be_odd(text: str) -> bool:
    """A quick look, which has to be enough for nearly all scalars."""
    return _ODD.match(text) is not None


def find_oddity(source: str, value: Value, key: str, *, is_below: bool) -> Oddity | None:
    """What is odd about a plain scalar.

    ``source`` is what stands in the file, on several lines perhaps; ``key`` is what it is the value of, or what the
    list is in which it stands. ``is_below``: it begins on a line below its key, as a map or a list would.
    """
    if isinstance(value, str):
        return _quotes(source) or _structure(source, is_below=is_below) or _comma(source)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(source, value, key)
    return None


def detached(text: str) -> Oddity:
    """The name of a function with a space before it, behind its sign."""
    message = "a space stands between `!` and the name of a function, so this is text"
    return Oddity(Code.SPACE_MISSING, message, "text, for YAML", f"write `!{text}`")


_UNREAD = late_pattern(
    r"(?<![{$])\{ ?\.((?:vars|settings|env|locals)\.[\w.]+) ?\}(?!\})|\$\{\.?((?:vars|settings|locals)\.[\w.]+)\}"
)


def find_unread(text: str) -> Oddity | None:
    """What looks like a template in a text and is none: a brace too few, or the signs of a shell or of Terraform."""
    found = _UNREAD.search(text)
    if found is None:
        return None
    message = f"`{found[0]}` is no template, so it stays as it is"
    return Oddity(Code.SPACE_MISSING, message, "stays text", f"write `{{{{ .{found[1] or found[2]} }}}}`")


def _quotes(text: str) -> Oddity | None:
    if text[0] not in _QUOTES:
        return None
    message = f"`{text[0]}` is a typographic quote, which YAML takes for a part of the text"
    inner = text.strip(_QUOTES)
    return Oddity(Code.TYPOGRAPHIC_QUOTES, message, "quotes that do not quote", f'write `"{inner}"`')


def _structure(source: str, *, is_below: bool) -> Oddity | None:
    """Text on lines of its own, one of which would be a key or an item with one space more."""
    lines = source.split("\n")
    start = 0 if is_below else 1
    for at, line in enumerate(lines[start:], start):
        text = line.strip()
        if at and text.startswith("- "):
            message = "an item of a list is read as text: it is indented deeper than what stands above"
            return _space(message, at, "indent it like the other items")
        if _ITEM.match(text):
            return _space("a space is missing behind a dash, so this is read as text", at, f"write `- {text[1:]}`")
        found = _PAIR.match(text) or _EQUALS.match(text)
        if found:
            message = "a space is missing behind a colon" if text[found.end(1)] == ":" else "`=` is not YAML"
            return _space(f"{message}, so this is read as text", at, f"write `{found[1]}: {found[2]}`")
    return None


def _comma(source: str) -> Oddity | None:
    """One word with a comma at its end, as JSON has it; in a sentence it may be meant."""
    word = source[:-1]
    if not source.endswith(",") or not word or re.search(r"[\s,]", word):
        return None
    message = "a comma at the end of a line is a part of the text"
    return Oddity(Code.SPACE_MISSING, message, "text, for YAML", f"write `{word}`")


def _space(message: str, line: int, advice: str) -> Oddity:
    return Oddity(Code.SPACE_MISSING, message, "text, for YAML", advice, line)


def _number(text: str, value: float, key: str) -> Oddity | None:
    """Numbers that are words: what is lost of them is a part of a name."""
    label = "read as a number"
    if isinstance(value, float) and "." in text and text.endswith("0") and _VERSION.search(key):
        shown = f"{value:.0f}" if value == int(value) else repr(value)
        what, label = f"is a number, so it becomes `{shown}`", "loses its last zero"
    elif "e" in text.lower() and _HASH.search(key):
        what = f"is a number for YAML: {value:g}"
    elif isinstance(value, int) and _ACCOUNT.search(key) and len(text) == _AWS_ID_DIGITS - 1 and text.isdigit():
        message = f"`{key}`: `{text}` has {len(text)} digits, and ids of AWS accounts have {_AWS_ID_DIGITS}"
        return Oddity(Code.NUMBER_SHORTENED, message, "a zero at its start lost?", f'if it began with 0: "0{text}"')
    else:
        return None
    return Oddity(Code.NUMBER_SHORTENED, f"`{key}`: `{text}` {what}", label, f'quote it: "{text}"')
