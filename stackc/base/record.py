"""``Record``: named values that never change. Such a class is cheap to load, because most commands make few of them.

``dataclasses`` writes the methods of a class while it is loaded, which takes fifty times as long, and takes 4 ms to be
loaded itself.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform


class _Initialiser:
    """The ``__init__`` of a class of records, written when somebody asks for it: when the first record is made."""

    def __get__(self, record: object, owner: Any) -> Callable[..., None]:
        owner.__init__ = _written_initialiser(owner)
        written: Callable[..., None] = owner.__init__.__get__(record, owner)
        return written


def _written_initialiser(owner: Any) -> Any:
    """A function that sets each field by its slot, past ``__setattr__``."""
    fields: tuple[str, ...] = owner.__match_args__
    steps = "".join(f"\n    set_{each}(self, {each})" for each in fields)
    names: dict[str, Any] = {f"set_{each}": getattr(owner, each).__set__ for each in fields}
    exec(f"def __init__(self, {', '.join(fields)}):{steps or ' pass'}", names)
    written = names["__init__"]
    written.__defaults__ = tuple(owner._defaults.values())
    written.__qualname__ = f"{owner.__qualname__}.__init__"
    written.__annotations__ = {**owner.__annotations__, "return": "None"}
    return written


@dataclass_transform(frozen_default=True)
class RecordType(type):
    """The class of all classes of records: what one annotates is a field, in a slot of its own."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> RecordType:
        fields = tuple(namespace.get("__annotations__", ()))
        namespace["_defaults"] = {each: namespace.pop(each) for each in fields if each in namespace}
        namespace["_parts"] = attrgetter("__class__", "__match_args__", *fields)
        namespace["__init__"] = _Initialiser()
        namespace["__slots__"] = namespace["__match_args__"] = fields
        return super().__new__(cls, name, bases, namespace)


class Record(metaclass=RecordType):
    """What stands below it is its fields: ``class Label(Record): span: Span; text: str = ""``.

    Two are equal when their classes and all their fields are. No class of records stands below another that has
    fields, and each is in a module that postpones its annotations.
    """

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} never changes, so neither does its {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} never changes, so its {name} stays")

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        return self is other or _parts(self) == _parts(other)

    def __hash__(self) -> int:
        return hash(_parts(self))

    def __repr__(self) -> str:
        owner, fields, *values = _parts(self)
        shown = (f"{field}={value!r}" for field, value in zip(fields, values, strict=True))
        return f"{owner.__qualname__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[object, ...]:
        """By what it is made of, since nothing can be set in it afterwards."""
        owner, _, *values = _parts(self)
        return owner, tuple(values)

    def __replace__(self, **changes: Any) -> Any:
        """As ``replace`` does; ``copy.replace`` asks for it."""
        owner, fields, *values = _parts(self)
        return owner(**{**dict(zip(fields, values, strict=True)), **changes})


class SoleRecord(Record):
    """A record of which there is one: it is equal to itself alone."""

    if not TYPE_CHECKING:
        __eq__, __hash__ = object.__eq__, object.__hash__


def _parts(record: Any) -> tuple[Any, ...]:
    """Its class, the names of its fields, and their values."""
    parts: tuple[Any, ...] = record._parts(record)
    return parts


R = TypeVar("R", bound=Record)


def replace(record: R, **changes: Any) -> R:
    """The same with other values in some of its fields. Raises TypeError for a name that no field has."""
    changed: R = record.__replace__(**changes)
    return changed
