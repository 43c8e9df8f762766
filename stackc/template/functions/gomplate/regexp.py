"""gomplate's ``regexp`` namespace."""

from stackc.go.functions import Table
from stackc.go.regexp import Expression, quote_pattern
from stackc.go.terms import Terms
from stackc.go.values import Strings
from stackc.template.functions.gomplate.casting import require_count, to_int, to_text


def _expression(terms: Terms, source: object) -> Expression:
    return Expression(terms, to_text(source))


def _find(terms: Terms, source: object, text: object) -> str:
    return _expression(terms, source).first(to_text(text))


def _match(terms: Terms, source: object, text: object) -> bool:
    return _expression(terms, source).is_found(to_text(text))


def _find_all(terms: Terms, *values: object) -> Strings:
    require_count(values, 2, 3)
    limit = to_int(values[1]) if len(values) == 3 else -1
    return _expression(terms, values[0]).all(to_text(values[-1]), limit)


def _split(terms: Terms, *values: object) -> Strings:
    require_count(values, 2, 3)
    limit = to_int(values[1]) if len(values) == 3 else -1
    return _expression(terms, values[0]).split(to_text(values[-1]), limit)


def _replace(terms: Terms, source: object, replacement: object, text: object) -> str:
    return _expression(terms, source).replace(to_text(text), to_text(replacement), literal=False)


def _replace_literal(terms: Terms, source: object, replacement: object, text: object) -> str:
    return _expression(terms, source).replace(to_text(text), to_text(replacement), literal=True)


TABLE: Table = {
    "regexp.Find": ("terms any any", _find),
    "regexp.FindAll": ("terms ...any", _find_all),
    "regexp.Match": ("terms any any", _match),
    "regexp.QuoteMeta": ("any", lambda value: quote_pattern(to_text(value))),
    "regexp.Replace": ("terms any any any", _replace),
    "regexp.ReplaceLiteral": ("terms any any any", _replace_literal),
    "regexp.Split": ("terms ...any", _split),
}
