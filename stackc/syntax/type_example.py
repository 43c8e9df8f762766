"""A value of a type that stands for one nobody knows: what Terraform takes and nothing is made of. Pure.

See docs/language.md, destroying.
"""

from __future__ import annotations

from typing import Final

from stackc.base.value import Value
from stackc.syntax.type_constraint import AnyType, Collection, ObjectType, Primitive, TupleType, Type

UNKNOWN_TEXT: Final = "unknown"


def example_of(type_: Type | None) -> Value:
    """The emptiest value of ``type_``; text where any will do, or the type is not understood."""
    match type_:
        case Primitive("number"):
            return 0
        case Primitive("bool"):
            return False
        case Collection(container, _):
            return {} if container == "map" else []
        case TupleType(items):
            return [example_of(item) for item in items]
        case ObjectType(members):
            return {each.name: example_of(each.type) for each in members if not each.is_optional}
        case Primitive() | AnyType() | None:
            return UNKNOWN_TEXT
