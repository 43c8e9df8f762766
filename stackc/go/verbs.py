"""One value under one verb of ``printf``: ``%v``, ``%05.2f``, ``%q``, ``%x``; lists and maps entry by entry."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stackc.go.faults import FunctionError
from stackc.go.fmt import NIL, format_float, place_point, scientific, split_digits
from stackc.go.limits import MAX_DEPTH, MAX_TEXT
from stackc.go.quote import quote_character, quote_text
from stackc.go.values import UNSIGNED, GoObject, sorted_keys, type_name


@dataclass(slots=True)
class Flags:
    """What stands between ``%`` and the verb."""

    sharp: bool = False
    zero: bool = False
    plus: bool = False
    minus: bool = False
    space: bool = False
    width: int | None = None
    precision: int | None = None


def format_verb(value: object, verb: str, flags: Flags) -> str:
    """``value`` under ``%verb``; a verb that does not fit gives a complaint, as in Go."""
    if value is None:
        return _pad(NIL, flags) if verb in "Tv" else f"%!{verb}({NIL})"
    if verb == "T":
        return _pad(_cut(type_name(value), flags), flags)
    if verb in "pw":
        return _bad(value, verb, flags)
    syntax = verb == "v" and flags.sharp
    if verb == "v":
        flags = replace(flags, sharp=False, plus=False)
    pieces: list[str] = []
    _Walk(pieces, verb, flags, syntax).value(value, 0)
    return "".join(pieces)


def _bad(value: object, verb: str, flags: Flags) -> str:
    """Go's complaint about a verb that does not fit: the type, and the value with the flags that were asked for."""
    bare = int(value) if isinstance(value, GoObject) and isinstance(value, int) else value
    pieces: list[str] = []
    _Walk(pieces, "v", flags, syntax=False).value(bare, 0)
    return f"%!{verb}({type_name(value)}={''.join(pieces)})"


class _Walk:
    """Formats a value, and what lists and maps hold, with one verb."""

    __slots__ = ("_left", "flags", "pieces", "syntax", "verb")

    def __init__(self, pieces: list[str], verb: str, flags: Flags, syntax: bool) -> None:
        self.pieces = pieces
        self.verb = verb
        self.flags = flags
        self.syntax = syntax
        self._left = MAX_TEXT

    def put(self, text: str) -> None:
        self._left -= len(text) + 1
        if self._left < 0:
            raise FunctionError(f"the result has more than {MAX_TEXT} characters")
        self.pieces.append(text)

    def value(self, value: object, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise FunctionError(f"lists and maps are nested more than {MAX_DEPTH} deep")
        if isinstance(value, Mapping):
            self.entries(value, depth)
        elif isinstance(value, list | tuple) or (isinstance(value, bytes) and self.verb not in "sqxX"):
            self.items(value, depth)
        else:
            self.put(self.scalar(value))

    def entries(self, table: Mapping[object, object], depth: int) -> None:
        self.put(f"{type_name(table)}{{" if self.syntax else "map[")
        for number, key in enumerate(sorted_keys(table)):
            if number:
                self.put(", " if self.syntax else " ")
            self.value(key, depth + 1)
            self.put(":")
            self.value(table[key], depth + 1)
        self.put("}" if self.syntax else "]")

    def items(self, items: Sequence[object], depth: int) -> None:
        self.put(f"{type_name(items)}{{" if self.syntax else "[")
        for number, item in enumerate(items):
            if number:
                self.put(", " if self.syntax else " ")
            self.value(item, depth + 1)
        self.put("}" if self.syntax else "]")

    def scalar(self, value: object) -> str:
        verb, flags = self.verb, self.flags
        if value is None:
            return "interface {}(nil)" if self.syntax else NIL
        if isinstance(value, bool):
            return _pad("true" if value else "false", flags) if verb in "tv" else _bad(value, verb, flags)
        if isinstance(value, GoObject) and verb in "vsxXq" and not (self.syntax and isinstance(value, int)):
            return _format_text(value.text(), verb, flags, False, value)
        if isinstance(value, int):
            return _format_int(value, verb, flags, self.syntax)
        if isinstance(value, float):
            return _format_float(value, verb, flags)
        if isinstance(value, bytes):
            return _format_text(value.decode("utf-8", "surrogateescape"), verb, flags, False, value)
        return _format_text(value if isinstance(value, str) else str(value), verb, flags, self.syntax, value)


def _pad(text: str, flags: Flags) -> str:
    width = flags.width or 0
    if width <= len(text):
        return text
    if flags.minus:
        return text + " " * (width - len(text))
    return ("0" if flags.zero else " ") * (width - len(text)) + text


def _cut(text: str, flags: Flags) -> str:
    return text if flags.precision is None else text[: flags.precision]


def _format_text(text: str, verb: str, flags: Flags, syntax: bool, value: object) -> str:
    if verb in "vs" and not syntax:
        return _pad(_cut(text, flags), flags)
    if verb == "q" or (verb == "v" and syntax):
        return _pad(quote_text(_cut(text, flags), ascii_only=flags.plus, prefer_raw=flags.sharp), flags)
    if verb in "xX":
        return _pad(_hex_text(text, verb, flags), flags)
    return _bad(value, verb, flags)


def _hex_text(text: str, verb: str, flags: Flags) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    if flags.precision is not None:
        raw = raw[: flags.precision]
    prefix = f"0{verb}" if flags.sharp else ""
    if not raw:
        return ""
    if flags.space:
        shown = " ".join(f"{prefix}{byte:02x}" for byte in raw)
    else:
        shown = prefix + raw.hex()
    return shown.upper().replace("0X", f"0{verb}") if verb == "X" else shown


_BASES = {"b": "b", "o": "o", "O": "o", "d": "d", "v": "d", "x": "x", "X": "X"}


def _format_int(number: int, verb: str, flags: Flags, syntax: bool) -> str:
    if verb in "cqU":
        return _format_code(number, verb, flags)
    base = _BASES.get(verb)
    if base is None:
        return _bad(number, verb, flags)
    if syntax and number.__class__ in UNSIGNED:
        return _pad(f"0x{int(number):0{flags.precision or 1}x}", flags)
    digits = format(abs(int(number)), base)
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb, "") if flags.sharp else ""
    if verb == "O":
        prefix = "0o"
        digits = "0" + digits if flags.sharp and number else digits
    if prefix == "0" and digits.startswith("0"):
        prefix = ""
    sign = "-" if number < 0 else "+" if flags.plus else " " if flags.space else ""
    if flags.precision is not None:
        if flags.precision == 0 and number == 0:
            return " " * (flags.width or 0)
        digits = digits.zfill(flags.precision)
        if prefix == "0" and digits.startswith("0"):
            prefix = ""
    elif flags.zero and not flags.minus and flags.width is not None:
        return sign + prefix + digits.zfill(flags.width - len(sign))
    text = sign + prefix + digits
    return text.ljust(flags.width or 0) if flags.minus else text.rjust(flags.width or 0)


def _format_code(number: int, verb: str, flags: Flags) -> str:
    valid = 0 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000
    if verb == "c":
        return _pad(chr(number) if valid else "\ufffd", flags)
    if verb == "q":
        return _pad(quote_character(number if valid else 0xFFFD, ascii_only=flags.plus), flags)
    shown = "U+" + format(number % (1 << 64), "X").zfill(max(4, flags.precision or 0))
    if flags.sharp and valid and chr(number).isprintable():
        shown += f" '{chr(number)}'"
    return shown.ljust(flags.width or 0) if flags.minus else shown.rjust(flags.width or 0)


def _format_float(number: float, verb: str, flags: Flags) -> str:
    if verb not in "vbgGxXfFeE":
        return _bad(number, verb, flags)
    if verb in "bxX":
        raise FunctionError(f"`%{verb}` of a float is not supported")
    shown = _float_digits(number, "g" if verb == "v" else verb, flags)
    if shown[0] == "+":  # infinity alone has its sign whether asked for or not
        return _pad(shown.replace("+", " ") if flags.space and not flags.plus else shown, _without_zero(flags))
    if flags.plus or shown[0] == "-":
        signed = shown if shown[0] == "-" else f"+{shown}"
    elif flags.space:
        signed = f" {shown}"
    else:
        return _pad(shown, flags if shown[0].isdigit() else _without_zero(flags))
    if "Inf" in shown or "NaN" in shown:
        return _pad(signed.lstrip("+") if "NaN" in shown and not flags.plus else signed, _without_zero(flags))
    if flags.zero and not flags.minus and flags.width is not None and flags.width > len(signed):
        return signed[0] + signed[1:].rjust(flags.width - 1, "0")
    return _pad(signed, _without_zero(flags))


def _without_zero(flags: Flags) -> Flags:
    return Flags(minus=flags.minus, width=flags.width)


def _float_digits(number: float, verb: str, flags: Flags) -> str:
    """``number`` without a plus sign, padding aside."""
    if not math.isfinite(number):
        return format_float(number)
    if flags.precision is not None and flags.precision > 2000:
        raise FunctionError("a precision above 2000 is not supported")
    if verb in "eEfF":
        shown = format(number, f".{6 if flags.precision is None else flags.precision}{verb}")
        return _with_point(shown, 0) if flags.sharp else shown
    shown = format_float(number) if flags.precision is None else _general(number, flags.precision)
    if flags.sharp:
        shown = _with_point(shown, 6 if flags.precision is None else flags.precision)
    return shown.upper() if verb == "G" else shown


def _general(number: float, precision: int) -> str:
    """``%.3g``: that many significant digits, an exponent when it would not fit into them."""
    precision = max(precision, 1)
    digits, exponent = split_digits(format(abs(number), f".{precision - 1}e"))
    limit = precision
    if limit > len(digits) >= exponent + 1:
        limit = len(digits)
    sign = "-" if math.copysign(1, number) < 0 else ""
    if exponent < -4 or exponent >= limit:
        return sign + scientific(digits, exponent)
    return sign + place_point(digits, exponent)


def _with_point(shown: str, significant: int) -> str:
    """``shown`` with a decimal point, and zeros up to that many significant digits."""
    mark = "e" if "e" in shown else "E"
    number, exponent, power = shown.partition(mark)
    digits = number.lstrip("-").replace(".", "")
    count = 1 if not digits.strip("0") and "." not in number else len(digits.lstrip("0"))
    point = "" if "." in number else "."
    return number + point + "0" * (significant - count) + exponent + power
