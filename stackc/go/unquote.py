"""Go literals to values: quoted strings, characters and numbers as an action may write them."""

import re

from stackc.base.pattern import late_pattern

_ESCAPE = late_pattern(
    r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|\\", re.DOTALL
)
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
_NUMBER = late_pattern(
    r"(?P<sign>[+-]?)(?:(?P<integer>0[xX](?:_?[0-9a-fA-F])+|0[oO]?(?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?[0-9])*|0)"
    r"|(?P<float>(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?)"
    r"|(?P<hex>0[xX](?:_?[0-9a-fA-F]*\.?[0-9a-fA-F]*)[pP][+-]?[0-9]+))"
)


class LiteralError(Exception):
    """A literal that Go does not accept; the argument is the message."""


def unquote_string(source: str) -> str:
    """The text of ``"..."`` (with escapes) or of a raw `...` literal; bytes that are not UTF-8 become surrogates."""
    if source[0] == "`":
        return source[1:-1].replace("\r", "")
    inner = source[1:-1]
    if "\\" not in inner:
        return inner
    return _expand_escapes(inner, other_quote="'")


def unquote_character(source: str) -> int:
    """The code point of ``'x'``."""
    inner = source[1:-1]
    text = _expand_escapes(inner, other_quote='"') if "\\" in inner else inner
    if len(text) != 1 or inner == "'":
        raise LiteralError(f"`{source}` is not one character")
    code = ord(text)
    return code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code


def _expand_escapes(inner: str, other_quote: str) -> str:
    def expand(match: re.Match[str]) -> str:
        simple, byte, octal, short, long = match.groups()
        if simple is not None and simple != other_quote:
            return _SIMPLE[simple]
        if byte is not None or octal is not None:
            code = int(byte, 16) if byte is not None else int(octal, 8)
            if code > 255:
                raise LiteralError(f"`{match.group()}` is more than a byte")
            return chr(code) if code < 128 else chr(0xDC00 + code)
        if short is not None or long is not None:
            code = int(short or long, 16)
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                raise LiteralError(f"`{match.group()}` is not a character")
            return chr(code)
        raise LiteralError(f"unknown escape in a string: `{inner[match.start() : match.start() + 2]}`")

    text = _ESCAPE.sub(expand, inner)
    if any("\udc80" <= character <= "\udcff" for character in text):
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    return text


def parse_number(source: str) -> int | float:
    """The number ``source`` writes: an int when Go takes it for one, else a float."""
    match = _NUMBER.fullmatch(source)
    if match is None:
        if source.endswith("i"):
            raise LiteralError("complex numbers are not supported")
        raise LiteralError(f"`{source}` is not a number")
    sign, integer, decimal, hexadecimal = match.groups()
    if integer is not None:
        return _parse_integer(source, sign, integer)
    number = float.fromhex(source.replace("_", "")) if hexadecimal is not None else float(sign + decimal)
    if decimal is not None and decimal.isdigit():  # Digits with a leading zero that are not octal: 089.
        raise LiteralError(f"`{source}` is not a number")
    if number in (float("inf"), float("-inf")):
        raise LiteralError(f"`{source}` is too large")
    return number


def parse_float(source: str) -> float | None:
    """The number ``source`` writes in decimal or hexadecimal notation, infinities and NaN included; None when none."""
    match = _NUMBER.fullmatch(source)
    digits = source.replace("_", "")
    try:
        if match is not None and not digits.lstrip("+-").lower().startswith(("0b", "0o")):
            if "x" in digits.lower():
                return float.fromhex(digits) if "p" in digits.lower() else None
            return float(digits)
        return float(source) if source.lower().lstrip("+-") in ("inf", "infinity", "nan") else None
    except (ValueError, OverflowError):
        return None


def _parse_integer(source: str, sign: str, integer: str) -> int:
    digits = integer.replace("_", "")
    if len(digits) > 70:
        raise LiteralError(f"`{source}` does not fit in an int")
    if digits[:1] == "0" and digits[1:].isdigit():
        value = int(digits, 8)
    else:
        value = int(digits, 0)
    value = -value if sign == "-" else value
    if not -(1 << 63) <= value < 1 << 63:
        raise LiteralError(f"`{source}` does not fit in an int")
    return value
