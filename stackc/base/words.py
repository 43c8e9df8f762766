"""What values are called when people are spoken to."""

from __future__ import annotations

from stackc.base.value import Call, Secret, Unknown, Value


def kind_word(value: Value) -> str:
    """What kind of value it is, for people: ``a list``."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case Secret():
            return "a secret"
        case Call() | Unknown():
            return "a function"
        case dict():
            return "a map"
        case _:
            return "a list"


def amount(count: int, noun: str) -> str:
    """``1 stack``, ``2 stacks``."""
    return f"{count} {noun if count == 1 else noun + 's'}"
