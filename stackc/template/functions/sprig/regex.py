"""Sprig's regular expressions. ``regexMatch`` takes a bad expression for one that does not match; the others fail."""

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.regexp import Expression, quote_pattern
from stackc.go.terms import Terms
from stackc.go.values import Strings


def _must_match(terms: Terms, source: str, text: str) -> bool:
    return Expression(terms, source).is_found(text)


def _match(terms: Terms, source: str, text: str) -> bool:
    try:
        return _must_match(terms, source, text)
    except FunctionError:
        return False


def _find_all(terms: Terms, source: str, text: str, limit: int) -> Strings:
    return Expression(terms, source).all(text, limit)


def _find(terms: Terms, source: str, text: str) -> str:
    return Expression(terms, source).first(text)


def _replace(terms: Terms, source: str, text: str, replacement: str) -> str:
    return Expression(terms, source).replace(text, replacement, literal=False)


def _replace_literal(terms: Terms, source: str, text: str, replacement: str) -> str:
    return Expression(terms, source).replace(text, replacement, literal=True)


def _split(terms: Terms, source: str, text: str, limit: int) -> Strings:
    return Expression(terms, source).split(text, limit)


TABLE: Table = {
    "regexMatch": ("terms string string", _match),
    "mustRegexMatch": ("terms string string", _must_match),
    "regexFindAll": ("terms string string int", _find_all),
    "mustRegexFindAll": ("terms string string int", _find_all),
    "regexFind": ("terms string string", _find),
    "mustRegexFind": ("terms string string", _find),
    "regexReplaceAll": ("terms string string string", _replace),
    "mustRegexReplaceAll": ("terms string string string", _replace),
    "regexReplaceAllLiteral": ("terms string string string", _replace_literal),
    "mustRegexReplaceAllLiteral": ("terms string string string", _replace_literal),
    "regexSplit": ("terms string string int", _split),
    "mustRegexSplit": ("terms string string int", _split),
    "regexQuoteMeta": ("string", quote_pattern),
}
