"""Text as a Go string or character literal, the way ``%q`` and ``quote`` write it."""

_ESCAPES = {7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v", 92: "\\\\"}


def quote_text(text: str, *, ascii_only: bool = False, prefer_raw: bool = False) -> str:
    """``text`` in double quotes, or in backquotes where that is asked for and can be done."""
    if prefer_raw and "`" not in text and all(map(_fits_raw, text)):
        return f"`{text}`"
    return '"' + "".join(_escape(character, '"', ascii_only) for character in text) + '"'


def _fits_raw(character: str) -> bool:
    if character in "\x7f\ufeff" or "\ud800" <= character <= "\udfff":
        return False
    return character == "\t" or character >= " "


def quote_character(code: int, *, ascii_only: bool = False) -> str:
    """The character ``code`` in single quotes."""
    return "'" + _escape(chr(code), "'", ascii_only) + "'"


def _escape(character: str, quote: str, ascii_only: bool) -> str:
    if character == quote:
        return "\\" + quote
    code = ord(character)
    known = _ESCAPES.get(code)
    if known is not None:
        return known
    if 0xDC80 <= code <= 0xDCFF:  # A byte that is no UTF-8.
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if code < 0x7F or (not ascii_only and character.isprintable()):
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
