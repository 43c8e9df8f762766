"""gomplate's ``random`` namespace; all of it is effects."""

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.values import Int64
from stackc.template.functions.chance import (
    ALPHABET,
    ASCII,
    DIGITS,
    random_between,
    random_fraction,
    random_item,
    random_text,
)
from stackc.template.functions.gomplate.casting import require_count, require_items, to_float, to_int, to_text
from stackc.template.functions.sprig.casting import parse_int

_DEFAULT = ALPHABET + DIGITS + "_.-"


def _string(count: object, *bounds: object) -> str:
    """``count`` characters: of the default ones, of a class such as ``[a-f]``, or from one character to another."""
    require_count(bounds, 0, 2)
    if to_int(count) == 0:
        raise FunctionError("the count must be more than 0")
    if len(bounds) == 2:
        low, high = _code(bounds[0]), _code(bounds[1])
        if not 0 <= low <= high <= 0x10FFFF or high - low > 0xFFFF:
            raise FunctionError("the characters must go up, and be no more than 65536")
        characters = "".join(map(chr, range(low, high + 1)))
    else:
        characters = _class(to_text(bounds[0])) if bounds else _DEFAULT
    return random_text(to_int(count), characters)


def _code(value: object) -> int:
    if isinstance(value, str):
        return ord(value) if len(value) == 1 else parse_int(value) or 0
    return to_int(value)


def _class(source: str) -> str:
    import re

    try:
        pattern = re.compile(source.replace("[:alpha:]", "a-zA-Z").replace("[:alnum:]", "a-zA-Z0-9"))
    except re.error:
        raise FunctionError(f"`{source}` is not a class of characters") from None
    found = "".join(character for character in ASCII if pattern.fullmatch(character))
    if not found:
        raise FunctionError(f"`{source}` is no class of ASCII characters")
    return found


def _number(*bounds: object) -> Int64:
    require_count(bounds, 0, 2)
    low = to_int(bounds[0]) if len(bounds) == 2 else 0
    high = to_int(bounds[-1]) if bounds else 100
    return Int64(random_between(low, high + 1))


def _float(*bounds: object) -> float:
    require_count(bounds, 0, 2)
    low = to_float(bounds[0]) if len(bounds) == 2 else 0.0
    high = to_float(bounds[-1]) if bounds else 1.0
    return low + random_fraction() * (high - low)


TABLE: Table = {
    "random.ASCII": ("effect any", lambda count: random_text(to_int(count), ASCII)),
    "random.Alpha": ("effect any", lambda count: random_text(to_int(count), ALPHABET)),
    "random.AlphaNum": ("effect any", lambda count: random_text(to_int(count), ALPHABET + DIGITS)),
    "random.String": ("effect any ...any", _string),
    "random.Item": ("effect any", lambda items: random_item(require_items(items))),
    "random.Number": ("effect ...any", _number),
    "random.Float": ("effect ...any", _float),
}
