"""Strings as Go sees them: bytes for lengths and cuts, one character at a time for case, its own idea of space.

Bytes that are no UTF-8 are held as lone surrogates and come out again as the same bytes.
"""

from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_TEXT
from stackc.go.values import NilStrings, Strings

SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What Go calls white space."""


def to_bytes(text: str) -> bytes:
    """The UTF-8 of ``text``, held bytes included."""
    return text.encode("utf-8", "surrogateescape")


def from_bytes(raw: bytes) -> str:
    """The text of ``raw``; what is no UTF-8 is held."""
    return raw.decode("utf-8", "surrogateescape")


def byte_length(text: str) -> int:
    """Go's ``len``."""
    return len(text) if text.isascii() else len(to_bytes(text))


def cut(text: str, start: int, end: int) -> str:
    """The bytes from ``start`` to ``end``. Raises FunctionError where Go would be out of range."""
    raw = to_bytes(text)
    if not 0 <= start <= end <= len(raw):
        raise FunctionError(f"slice bounds out of range: [{start}:{end}] of {len(raw)}")
    return from_bytes(raw[start:end])


def require_size(size: int) -> None:
    """Raise FunctionError when a text of ``size`` characters may not be made."""
    if size > MAX_TEXT:
        raise FunctionError(f"the result has more than {MAX_TEXT} characters")


def upper(text: str) -> str:
    """Upper case one character at a time: what would become two stays as it is."""
    if text.isascii():
        return text.upper()
    return "".join(_one(character.upper(), character) for character in text)


def lower(text: str) -> str:
    """Lower case one character at a time, without regard to place in a word."""
    if text.isascii():
        return text.lower()
    return "".join(character.lower()[0] for character in text)


def title_character(character: str) -> str:
    """The title case of one character."""
    return _one(character.title(), character)


def _one(changed: str, character: str) -> str:
    return changed if len(changed) == 1 else character


def capitalize_words(text: str) -> str:
    """``text`` with the first letter of each word in title case; letters, digits and ``_`` make words."""
    shown: list[str] = []
    before = " "
    for character in text:
        shown.append(title_character(character) if _separates(before) else character)
        before = character
    return "".join(shown)


def _separates(character: str) -> bool:
    if character < "\x80":
        return not (character.isalnum() or character == "_")
    return not character.isalpha() and not character.isdecimal() and character in SPACE


def trim_characters(text: str, characters: str) -> str:
    """``text`` without any of ``characters`` at its ends."""
    return text.strip(characters) if characters else text


def replace_all(text: str, old: str, new: str) -> str:
    """``text`` with every ``old`` replaced; an empty ``old`` is found around each character."""
    count = text.count(old)
    require_size(len(text) + count * len(new))
    return text.replace(old, new)


def split_text(text: str, separator: str, limit: int = -1) -> Strings:
    """The parts of ``text`` between separators, at most ``limit`` when that is not negative; none for a limit of 0.

    An empty separator splits into characters.
    """
    if limit == 0:
        return NilStrings()
    if separator:
        return Strings(text.split(separator, limit - 1 if limit > 0 else -1))
    if limit < 0 or limit >= len(text):
        return Strings(text)
    return Strings([*text[: limit - 1], text[limit - 1 :]])


def indent(text: str, padding: str) -> str:
    """``text`` with ``padding`` before every line, the empty ones included."""
    require_size(len(text) + (text.count("\n") + 1) * len(padding))
    return padding + text.replace("\n", "\n" + padding)


def repeat(text: str, count: int) -> str:
    """``text`` ``count`` times over. Raises FunctionError for a negative count or too long a result."""
    if count < 0:
        raise FunctionError(f"negative count: {count}")
    require_size(len(text) * count)
    return text * count


def shorten(text: str, offset: int, width: int) -> str:
    """``text`` cut to ``width`` bytes with ``...`` where something is left out, starting near ``offset``.

    Raises FunctionError when the width leaves no room for text and dots.
    """
    if not text:
        return ""
    if width < 4:
        raise FunctionError("the width must be 4 or more")
    raw = to_bytes(text)
    length = len(raw)
    if length <= width:
        return text
    offset = min(offset, length)
    if length - offset < width - 3:
        offset = length - (width - 3)
    if offset <= 4:
        return from_bytes(raw[: width - 3]) + "..."
    if width < 7:
        raise FunctionError("the width must be 7 or more with an offset")
    if offset + width - 3 < length:
        return "..." + shorten(from_bytes(raw[offset:]), 0, width - 3)
    return "..." + from_bytes(raw[length - (width - 3) :])


def wrap(text: str, width: int, line_break: str, *, breaks_words: bool) -> str:
    """``text`` in lines of at most ``width`` bytes, broken at spaces; long words are broken only when asked."""
    if not text:
        return ""
    require_size(len(text) * (1 + len(line_break)))
    line_break = line_break or "\n"
    width = max(width, 1)
    raw = to_bytes(text)
    lines: list[bytes] = []
    offset = 0
    while len(raw) - offset > width:
        if raw[offset : offset + 1] == b" ":
            offset += 1
            continue
        space = raw.rfind(b" ", offset, offset + width + 1)
        if space < 0 and not breaks_words:
            space = raw.find(b" ", offset + width)
            space = len(raw) if space < 0 else space
        if space >= 0:
            lines.append(raw[offset:space])
            if space == len(raw):
                return line_break.join(map(from_bytes, lines))
            offset = space + 1
        else:
            lines.append(raw[offset : offset + width])
            offset += width
    return line_break.join(map(from_bytes, [*lines, raw[offset:]]))
