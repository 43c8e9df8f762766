"""Sprig's functions on any value: defaults, choices, kinds, and the deliberate failure."""

from stackc.go.equality import deep_equal
from stackc.go.faults import UserFailure
from stackc.go.functions import Table
from stackc.go.values import kind_name, type_name
from stackc.template.functions.sprig.casting import is_empty


def _default(fallback: object, *given: object) -> object:
    return fallback if not given or is_empty(given[0]) else given[0]


def _coalesce(*values: object) -> object:
    return next((value for value in values if not is_empty(value)), None)


def _ternary(when_true: object, when_false: object, condition: bool) -> object:
    return when_true if condition else when_false


def _fail(message: str) -> str:
    raise UserFailure(message)


def _is_type_like(wanted: str, value: object) -> bool:
    return type_name(value) in (wanted, f"*{wanted}")


TABLE: Table = {
    "default": ("any ...any", _default),
    "empty": ("any", is_empty),
    "coalesce": ("...any", _coalesce),
    "all": ("...any", lambda *values: not any(map(is_empty, values))),
    "any": ("...any", lambda *values: not all(map(is_empty, values))),
    "ternary": ("any any bool", _ternary),
    "fail": ("string", _fail),
    "typeOf": ("any", type_name),
    "typeIs": ("string any", lambda wanted, value: type_name(value) == wanted),
    "typeIsLike": ("string any", _is_type_like),
    "kindOf": ("any", kind_name),
    "kindIs": ("string any", lambda wanted, value: kind_name(value) == wanted),
    "deepEqual": ("terms any any", deep_equal),
}
