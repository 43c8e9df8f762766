"""The value that a variable of Terraform gets from what is set: numbers from text, defaults of optional attributes.

See docs/language.md, root modules.
"""

from __future__ import annotations

import json
from typing import Final

from stackc.base.value import MISSING, Missing, Value
from stackc.syntax.hcl_conversion import Known, ListOf, MapOf, to_boolean, to_number, to_text
from stackc.syntax.hcl_number import parse_number
from stackc.syntax.type_constraint import AnyType, Collection, Member, ObjectType, Primitive, TupleType, Type


class _Open(Exception):
    """The value is not known here; never leaves this module."""


def converted(value: Value, type_: Type | None) -> Known | Missing:
    """``value``, which fits ``type_``, as the module sees it; MISSING where that is not known here."""
    try:
        return _converted(value, type_ or AnyType())
    except _Open:
        return MISSING


def _converted(value: Value, type_: Type) -> Known:
    if value is None:
        return None
    match type_:
        case Primitive(name):
            return _primitive(value, name)
        case AnyType() if not isinstance(value, (list, dict)):
            return _scalar(value)
        case TupleType(items) if isinstance(value, list):
            return [_converted(item, item_type) for item, item_type in zip(value, items, strict=True)]
        case ObjectType(members) if isinstance(value, dict):
            return {member.name: _member(value, member) for member in members}
        case Collection(container, item_type) if not isinstance(item_type, AnyType):
            return _collection(value, container, item_type)
    raise _Open


def _collection(value: Value, container: str, type_: Type) -> Known:
    if isinstance(value, dict):
        return MapOf((key, _converted(item, type_)) for key, item in value.items())
    if not isinstance(value, list):
        raise _Open
    items = [_converted(item, type_) for item in value]
    if container == "set":
        items = [item for at, item in enumerate(items) if item not in items[:at]]
    return ListOf(items)


def _member(value: dict[str, Value], member: Member) -> Known:
    given = value.get(member.name)
    if given is not None or not member.has_default:
        return _converted(given, member.type)
    if isinstance(member.default, Missing):
        raise _Open
    return _converted(member.default, member.type)


def _primitive(value: Value, name: str) -> Known:
    scalar = _scalar(value)
    made = _MADE[name](scalar)
    if made is None:
        raise _Open
    return made


_MADE: Final = {"string": to_text, "number": to_number, "bool": to_boolean}


def _scalar(value: Value) -> Known:
    """A scalar as it is read from a file of variables."""
    if isinstance(value, (str, bool)):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, (int, float)):
        return parse_number(json.dumps(value))
    raise _Open
