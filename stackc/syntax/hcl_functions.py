"""The few functions of Terraform that conditions of variables are made of. Pure.

A function either gives what Terraform's gives, or breaks: its value is then not known here.

See docs/language.md, root modules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from stackc.go.faults import FunctionError
from stackc.go.terms import Exhausted, Terms
from stackc.syntax.hcl_conversion import Known, ListOf, MapOf
from stackc.syntax.hcl_template import Broken

CAN: Final = "can"
"""Whether an expression has a value; evaluated by whoever evaluates its argument."""


class Refusal(Broken):
    """Terraform refuses for sure what this function was called with."""


Function = Callable[[Sequence[Known], int], Known]


def _unknown(at: int) -> Broken:
    return Broken("what this function gives is not known here", at)


def _texts(arguments: Sequence[Known], count: int, at: int) -> list[str]:
    """The arguments, if they are as many texts of letters that every computer counts alike."""
    texts = [each for each in arguments if isinstance(each, str) and each.isascii()]
    if len(texts) != count or len(arguments) != count:
        raise _unknown(at)
    return texts


def _text_function(count: int, made: Callable[..., Known]) -> Function:
    return lambda arguments, at: made(*_texts(arguments, count, at))


def _contains(arguments: Sequence[Known], at: int) -> Known:
    """Decided where all are of one simple kind: what else is equal depends on conversions."""
    if len(arguments) != 2:
        raise _unknown(at)
    items, wanted = arguments
    if not isinstance(items, list) or not isinstance(wanted, (str, bool)):
        raise _unknown(at)
    if any(item.__class__ is not wanted.__class__ for item in items):
        raise _unknown(at)
    return wanted in items


def _length(arguments: Sequence[Known], at: int) -> Known:
    if len(arguments) == 1 and isinstance(arguments[0], (list, dict)):
        return Fraction(len(arguments[0]))
    [text] = _texts(arguments, 1, at)
    return Fraction(len(text))


def _all(arguments: Sequence[Known], at: int) -> Known:
    return all(_booleans(arguments, at))


def _any(arguments: Sequence[Known], at: int) -> Known:
    return any(_booleans(arguments, at))


def _booleans(arguments: Sequence[Known], at: int) -> list[Known]:
    if len(arguments) != 1 or not isinstance(arguments[0], list):
        raise _unknown(at)
    if not all(isinstance(item, bool) for item in arguments[0]):
        raise _unknown(at)
    return arguments[0]


def _regex(arguments: Sequence[Known], at: int) -> Known:
    """The text that is found; refused where nothing is. What groups hold is not told."""
    from stackc.go.regexp import Expression

    pattern, text = _texts(arguments, 2, at)
    try:
        expression = Expression(Terms(effects=False, environment=lambda _: None), pattern)
        if not expression.is_found(text):
            raise Refusal("the expression does not match", at)
        return expression.first(text)
    except (FunctionError, Exhausted):
        raise _unknown(at) from None


def _keys(arguments: Sequence[Known], at: int) -> Known:
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise _unknown(at)
    return ListOf(sorted(arguments[0]))


def _values(arguments: Sequence[Known], at: int) -> Known:
    if len(arguments) != 1 or not isinstance(arguments[0], MapOf):
        raise _unknown(at)
    return ListOf(arguments[0][key] for key in sorted(arguments[0]))


FUNCTIONS: Final[Mapping[str, Function]] = {
    "alltrue": _all,
    "anytrue": _any,
    "contains": _contains,
    "endswith": _text_function(2, str.endswith),
    "keys": _keys,
    "length": _length,
    "lower": _text_function(1, str.lower),
    "regex": _regex,
    "startswith": _text_function(2, str.startswith),
    "strcontains": _text_function(2, lambda text, part: part in text),
    "trimspace": _text_function(1, lambda text: text.strip(" \t\n\v\f\r")),
    "upper": _text_function(1, str.upper),
    "values": _values,
}
