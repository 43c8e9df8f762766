"""The values of the template language: Python values, and small classes where Go tells apart what Python does not.

Plain ``int`` is Go's ``int``, ``float`` its ``float64``; any ``Mapping`` is a ``map[string]interface {}``, a ``list``
or ``tuple`` a ``[]interface {}``. ``None`` is nil; ``Missing`` is the "no value" that a missing key leaves behind.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from stackc.go.faults import Field


class Missing:
    """No value: what a key that is not there gives. ``path`` is empty when the cause is a null, not a missing key."""

    __slots__ = ("path",)

    def __init__(self, path: Field) -> None:
        self.path: Field = path


NULL = Missing(())
"""What nil becomes when a pipeline hands it on."""


class Int64(int):
    """Go's ``int64``, which is not an ``int`` to a function that wants one."""

    __slots__ = ()


class Int32(int):
    """Go's ``int32``."""

    __slots__ = ()


class Uint8(int):
    """Go's ``uint8``: a byte, as ``index "text" 0`` gives."""

    __slots__ = ()


class Uint32(int):
    """Go's ``uint32``."""

    __slots__ = ()


class Uint64(int):
    """Go's ``uint64``."""

    __slots__ = ()


class Strings(list[str]):
    """Go's ``[]string``."""

    __slots__ = ()


class NilList(list[object]):
    """Go's nil ``[]interface {}``: an empty list which JSON writes as null."""

    __slots__ = ()


class NilStrings(Strings):
    """Go's nil ``[]string``."""

    __slots__ = ()


class Ints(list[int]):
    """Go's ``[]int``."""

    __slots__ = ()


class Int64s(list[int]):
    """Go's ``[]int64``."""

    __slots__ = ()


class Floats(list[float]):
    """Go's ``[]float64``."""

    __slots__ = ()


class Bools(list[bool]):
    """Go's ``[]bool``."""

    __slots__ = ()


class StringLists(list[list[str]]):
    """Go's ``[][]string``."""

    __slots__ = ()


class StringMaps(list[dict[str, str]]):
    """Go's ``[]map[string]string``."""

    __slots__ = ()


class Lists(list[object]):
    """Go's ``[][]interface {}``."""

    __slots__ = ()


class StringMap(dict[str, str]):
    """Go's ``map[string]string``."""

    __slots__ = ()


class StringListMap(dict[str, list[str]]):
    """Go's ``map[string][]string``."""

    __slots__ = ()


Member = Callable[..., object]


class GoObject:
    """A value with methods: a time, a duration, a version. Its classes name their Go type and kind."""

    __slots__ = ()
    go_type = "struct {}"
    go_kind = "struct"
    members: ClassVar[Mapping[str, tuple[str, Member]]] = {}
    """Methods: a signature without the receiver, and the function, called with the receiver first."""

    def text(self) -> str:
        """The text that printing gives."""
        return "{}"

    def json(self) -> str:
        """The JSON that stands for the value."""
        return "{}"

    def is_true(self) -> bool:
        return True


class NamedInt(int, GoObject):
    """An integer type with a name and methods of its own, such as ``time.Month``."""

    __slots__ = ()
    go_kind = "int"

    def json(self) -> str:
        return int.__repr__(self)

    def is_true(self) -> bool:
        return int(self) != 0


_TYPES: dict[type, str] = {
    bool: "bool",
    int: "int",
    float: "float64",
    str: "string",
    bytes: "[]uint8",
    dict: "map[string]interface {}",
    list: "[]interface {}",
    tuple: "[]interface {}",
    Int64: "int64",
    Int32: "int32",
    Uint8: "uint8",
    Uint32: "uint32",
    Uint64: "uint64",
    Strings: "[]string",
    NilStrings: "[]string",
    NilList: "[]interface {}",
    Ints: "[]int",
    Int64s: "[]int64",
    Floats: "[]float64",
    Bools: "[]bool",
    StringLists: "[][]string",
    StringMaps: "[]map[string]string",
    StringListMap: "map[string][]string",
    Lists: "[][]interface {}",
    StringMap: "map[string]string",
}
UNSIGNED = frozenset((Uint8, Uint32, Uint64))


def type_name(value: object) -> str:
    """The Go type of ``value`` as Go writes it: ``int``, ``map[string]interface {}``, ``<nil>``."""
    known = _TYPES.get(value.__class__)
    if known is not None:
        return known
    if value is None or isinstance(value, Missing):
        return "<nil>"
    if isinstance(value, GoObject):
        return value.go_type
    if isinstance(value, Mapping):
        return "map[string]interface {}"
    return f"*{value.__class__.__name__}"


def kind_name(value: object) -> str:
    """The Go kind of ``value``: ``int64``, ``map``, ``slice``, ``string``, ``invalid`` for nil."""
    name = type_name(value)
    if name.startswith("map["):
        return "map"
    if name.startswith("[]"):
        return "slice"
    if name == "<nil>":
        return "invalid"
    if isinstance(value, GoObject):
        return value.go_kind
    return "ptr" if name.startswith("*") else name


def is_true(value: object) -> bool:
    """Whether ``if`` takes ``value`` as true: not nil, not zero, not empty."""
    if isinstance(value, Missing):
        return False
    if isinstance(value, GoObject):
        return value.is_true()
    if isinstance(value, Mapping):
        return len(value) > 0
    return bool(value)


def sorted_keys(table: Mapping[object, object]) -> Sequence[object]:
    """The keys of ``table`` in Go's order: strings by their characters; mixed keys by kind, then value."""
    texts = [key for key in table if isinstance(key, str)]
    return sorted(texts) if len(texts) == len(table) else sorted(table, key=_mixed_order)


def _mixed_order(key: object) -> tuple[int, float, str]:
    if isinstance(key, bool):
        return 1, key, ""
    if isinstance(key, (int, float)):
        return 2, key, ""
    return (0, 0, "") if key is None else (3, 0, str(key))


_WORD = 1 << 64
_SIGN = 1 << 63


def wrap_int64(number: int) -> int:
    """``number`` in 64 bits with sign, overflowing as a processor does."""
    return number if -_SIGN <= number < _SIGN else (number + _SIGN) % _WORD - _SIGN


def truncate_float(number: float) -> int:
    """``number`` without its fraction as an int64; what does not fit becomes the smallest one, as on Go's amd64."""
    return int(number) if -_SIGN <= number < _SIGN else -_SIGN
