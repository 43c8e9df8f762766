"""Functions as templates see them: a name, the Go types of the parameters, and a Python callable.

A signature is written as Go types between spaces, ``"int string"``, with dots before the last when it may repeat:
``"string ...any"``. Three words may stand in front: ``effect`` (clock, chance, network: only called when effects are
on), ``terms`` (the callable takes the terms of the expansion first) and ``mutates`` (it changes a map it is given).
"""

from collections.abc import Callable, Mapping

from stackc.go.faults import FunctionError
from stackc.go.values import (
    GoObject,
    Int64,
    Missing,
    NilList,
    StringMap,
    Uint64,
    type_name,
)

Convert = Callable[[object, bool], object]
"""An argument to what a parameter takes; the flag says that the argument is a number written in the template."""

Table = Mapping[str, tuple[str, Callable[..., object]]]
"""A family of functions: signatures and callables by name."""


class WrongType(FunctionError):
    """An argument is of the wrong type; points at the argument instead of the call."""


class Function:
    """One function, ready to be called with checked arguments."""

    __slots__ = ("call", "converts", "fixed", "is_effect", "is_foreign", "mutates", "name", "repeats", "takes_terms")

    def __init__(self, name: str, signature: str, call: Callable[..., object]) -> None:
        words = signature.split()
        flags = {word for word in words if word in _FLAGS}
        types = [word for word in words if word not in _FLAGS]
        self.name: str = name
        self.call: Callable[..., object] = call
        self.repeats: Convert | None = None
        if types and types[-1].startswith("..."):
            self.repeats = CONVERTS[types.pop()[3:]]
        self.converts: tuple[Convert, ...] = tuple(CONVERTS[word] for word in types)
        self.fixed: int = len(self.converts)
        self.is_effect: bool = "effect" in flags
        self.takes_terms: bool = "terms" in flags
        self.mutates: bool = "mutates" in flags
        self.is_foreign: bool = False

    def check_count(self, count: int) -> None:
        """Raise FunctionError unless the function takes ``count`` arguments."""
        if self.repeats is not None:
            if count < self.fixed:
                raise FunctionError(f"takes at least {_arguments(self.fixed)}, not {count}")
        elif count != self.fixed:
            raise FunctionError(f"takes {_arguments(self.fixed)}, not {count}")


_FLAGS = frozenset(("effect", "terms", "mutates"))


def _arguments(count: int) -> str:
    return "no argument" if count == 0 else "1 argument" if count == 1 else f"{count} arguments"


def foreign_function(name: str, call: Callable[..., object]) -> Function:
    """A function of the caller of the engine: any arguments."""
    function = Function(name, "...any", call)
    function.is_foreign = True
    return function


def _any(value: object, _written: bool) -> object:
    return None if isinstance(value, Missing) else value


def _wrong(wanted: str, value: object) -> WrongType:
    if isinstance(value, Missing):
        return WrongType(f"expected {wanted}, found no value")
    found = "nil" if value is None else type_name(value)
    return WrongType(f"expected {wanted}, found {found}")


def _exact(wanted: str, accepted: type) -> Convert:
    def convert(value: object, _written: bool) -> object:
        if type(value) is accepted:
            return value
        raise _wrong(wanted, value)

    return convert


def _integer(wanted: str, accepted: type[int]) -> Convert:
    """Go's integers do not mix, but a number written in the template becomes the type that is wanted."""

    def convert(value: object, written: bool) -> object:
        if type(value) is accepted and isinstance(value, int):
            if abs(value) >> 64:
                raise WrongType(f"expected {wanted}, found a number of more than 64 bits")
            return value
        if written and isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
            return accepted(value)
        raise _wrong(wanted, value)

    return convert


def _float(value: object, written: bool) -> object:
    if type(value) is float:
        return value
    if written and type(value) is int:
        return float(value)
    raise _wrong("float64", value)


def _map(value: object, _written: bool) -> object:
    if isinstance(value, Mapping) and not isinstance(value, StringMap):
        return value
    if isinstance(value, Missing):
        return {}
    raise _wrong("map[string]interface {}", value)


def _list(value: object, _written: bool) -> object:
    if value.__class__ in (list, tuple, NilList):
        return value
    if isinstance(value, Missing):
        return []
    raise _wrong("[]interface {}", value)


def _object(wanted: str) -> Convert:
    def convert(value: object, _written: bool) -> object:
        if isinstance(value, GoObject) and value.go_type.lstrip("*") == wanted.lstrip("*"):
            return value
        raise _wrong(wanted, value)

    return convert


CONVERTS: dict[str, Convert] = {
    "any": _any,
    "bool": _exact("bool", bool),
    "string": _exact("string", str),
    "int": _integer("int", int),
    "int64": _integer("int64", Int64),
    "uint64": _integer("uint64", Uint64),
    "float64": _float,
    "map": _map,
    "list": _list,
    "time": _object("time.Time"),
    "duration": _object("time.Duration"),
    "version": _object("*semver.Version"),
}
