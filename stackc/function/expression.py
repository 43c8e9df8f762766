"""Expressions behind ``!terraform.state``, ``!include`` and ``--query``: a yq expression and a value in, a value out.

Paths, defaults, concatenation and literals are evaluated here, everything else by jq on the part of the value it is
about. See docs/language.md, expressions.
"""

from __future__ import annotations

import json
from functools import lru_cache

from stackc.base.source import Path
from stackc.base.value import Append, Call, Secret, Unknown, Value, is_unknown, source_text
from stackc.function.expression_nodes import (
    At,
    Binary,
    Constant,
    ExpressionFault,
    Items,
    Key,
    Members,
    Node,
    Reach,
    Slice,
    Step,
    Text,
    is_pattern,
)
from stackc.function.expression_syntax import parse_expression

__all__ = ["ExpressionFault", "evaluate_expression", "has_default", "plain_path"]


def evaluate_expression(expression: str, value: Value) -> Value | ExpressionFault:
    """The result of ``expression`` on ``value``: null for none, a list of several.

    A missing key is null. A leading ``.`` is added when it is missing: ``id`` is ``.id``, and ``"x-" + .id`` is
    ``."x-" + .id``, which begins with the key ``x-``. Integers keep all digits while nothing is calculated with them.
    A result that a secret went into is secret; text joined to an unknown is unknown.
    """
    node = _parsed(_with_dot(expression))
    if isinstance(node, ExpressionFault):
        return ExpressionFault(node.message, max(0, node.offset - len(_with_dot(expression)) + len(expression)))
    return _evaluate(node, value)


def has_default(expression: str) -> bool:
    """True when ``//`` stands anywhere in the expression, as the language decides it."""
    return "//" in expression


def plain_path(expression: str) -> Path | None:
    """The keys and indexes of an expression that only goes down, ``()`` for ``.``; None for any other."""
    node = _parsed(_with_dot(expression))
    if not isinstance(node, Reach) or node.base is not None:
        return None
    path = tuple(_step_name(step) for step in node.steps if _is_plain(step))
    return (
        path if len(path) == len(node.steps) and not any(isinstance(name, int) and name < 0 for name in path) else None
    )


def _with_dot(expression: str) -> str:
    """The expression with its leading dot; what cannot stand behind a dot has none."""
    text = expression.lstrip()
    return text if text[:1] in (".", "(", "{", "$") else "." + text


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Node | ExpressionFault:
    node = parse_expression(text)
    if isinstance(node, (ExpressionFault, Reach)):
        return node
    from stackc.function.expression_limits import multiplies

    return ExpressionFault("the expression makes too much of a value") if multiplies(node) else node


class _Wrong(Exception):
    """The expression does not fit the value; never leaves this module."""


class _NotSimple(Exception):
    """The value turns out to need jq; never leaves this module."""


def _evaluate(node: Node, value: Value) -> Value | ExpressionFault:
    try:
        node, value = _narrowed(node, value)
        parts = _parts(node)
        if all(map(_is_simple, parts)):
            results = [_simple(part, value) for part in parts]
            return results[0] if len(results) == 1 else results
    except _Wrong as wrong:
        return ExpressionFault(str(wrong))
    except _NotSimple:
        pass
    from stackc.function.expression_jq import evaluate_with_jq

    return evaluate_with_jq(node, value)


def _narrowed(node: Node, value: Value) -> tuple[Node, Value]:
    """Go as far as the fast path leads, so that jq gets the part of the value that the rest is about."""
    while isinstance(node, Binary) and node.operator == "|":
        if not _is_simple(node.left):
            left, value = _narrowed(node.left, value)
            return node._replace(left=left), value
        value = _simple(node.left, value)
        node = node.right
    if isinstance(node, Reach) and node.base is None and not _looks_back(node):
        plain = 0
        while plain < len(node.steps) and _is_plain(node.steps[plain]):
            plain += 1
        value = _simple(Reach(None, node.steps[:plain]), value)
        node = Reach(None, node.steps[plain:])
    return node, value


def _looks_back(node: Reach) -> bool:
    """True when something in brackets is evaluated, for it begins where the whole path begins."""
    return any(isinstance(step, (At, Slice)) and not _is_plain(step) for step in node.steps)


def _parts(node: Node) -> tuple[Node, ...]:
    """The nodes that commas separate."""
    parts: list[Node] = []
    while isinstance(node, Binary) and node.operator == ",":
        parts.append(node.left)
        node = node.right
    return (*parts, node)


def _is_simple(node: Node) -> bool:
    """True for what has exactly one result and is evaluated here."""
    match node:
        case Constant():
            return True
        case Text(parts):
            return all(map(_is_simple, parts))
        case Reach(base, steps):
            return (base is None or _is_simple(base)) and all(map(_is_plain, steps))
        case Binary(operator, left, right):
            return operator in ("|", "//", "+") and _is_simple(left) and _is_simple(right)
        case Items(content):
            return content is None or all(map(_is_simple, _parts(content)))
        case Members(pairs):
            return all(_is_simple(part) for pair in pairs for part in pair)
        case _:
            return False


def _is_plain(step: Step) -> bool:
    """True for a step to one key or index that is written out."""
    match step:
        case Key(name):
            return not is_pattern(name)
        case At(Constant(str() as name)):
            return not is_pattern(name)
        case At(Constant(index)):
            return isinstance(index, int) and not isinstance(index, bool)
        case _:
            return False


def _step_name(step: Step) -> str | int:
    match step:
        case Key(name) | At(Constant(str() as name)):
            return name
        case At(Constant(int() as index)):
            return index
        case _:
            raise AssertionError("only plain steps have names")


def _simple(node: Node, value: Value) -> Value:
    """The one result of a simple node."""
    match node:
        case Constant(constant):
            return constant
        case Text(parts):
            text: Value = ""
            for part in parts:
                text = _sum(text, _text(_simple(part, value)))
            return text
        case Reach(base, steps):
            value = value if base is None else _simple(base, value)
            for step in steps:
                value = _stepped(value, step)
            return value
        case Binary("|", left, right):
            return _simple(right, _simple(left, value))
        case Binary("//", left, right):
            found = _simple(left, value)
            known = _opened(found)  # a number that is zero is a value: only these two are none
            return _simple(right, value) if known is None or known is False else found
        case Binary("+", left, right):
            return _sum(_simple(left, value), _simple(right, value))
        case Items(content):
            return [] if content is None else [_simple(part, value) for part in _parts(content)]
        case Members(pairs):
            return {_member_name(_simple(key, value)): _simple(item, value) for key, item in pairs}
        case _:
            raise AssertionError("only simple nodes are evaluated here")


def _opened(value: Value) -> Value:
    return value.value if isinstance(value, Secret) else value


def _stepped(value: Value, step: Step) -> Value:
    """One step down; null where there is nothing, and below a scalar."""
    if isinstance(value, Secret):
        inner = _stepped(value.value, step)
        return inner if inner is None or isinstance(inner, Secret) else Secret(inner)
    name = _step_name(step)
    if isinstance(value, dict):
        return value.get(str(name))
    if not isinstance(value, (list, Append)):
        return None
    items = value.items if isinstance(value, Append) else value
    if isinstance(name, str) and (not name.removeprefix("-").isdecimal() or len(name) > 9):
        _refuse(step, f"cannot index a list with `{name}`")
        return None
    index = int(name)
    if index < -len(items):
        _refuse(step, f"index {index} is out of range: the list has {len(items)} items")
        return None
    return items[index] if index < len(items) else None


def _refuse(step: Step, message: str) -> None:
    """Stop with a fault, unless the step is optional."""
    if not (isinstance(step, (Key, At)) and step.optional):
        raise _Wrong(message)


def _sum(left: Value, right: Value) -> Value:
    """What ``+`` makes of two values: null adds nothing, lists take in items, text takes in scalars."""
    if isinstance(left, Secret) or isinstance(right, Secret):
        return Secret(_sum(_opened(left), _opened(right)))
    if left is None or right is None:
        return right if left is None else left
    if isinstance(left, (list, Append)):
        items = right.items if isinstance(right, Append) else right if isinstance(right, list) else [right]
        return [*(left.items if isinstance(left, Append) else left), *items]
    if isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    is_text = source_text(left) is not None or source_text(right) is not None
    first, second = _joinable(left), _joinable(right)
    if is_text and first is not None and second is not None:
        return Unknown(first + second) if is_unknown(left) or is_unknown(right) else first + second
    if _is_number(left) and _is_number(right):
        return left + right  # type: ignore[operator]  # both are numbers
    raise _Wrong(f"cannot add {_kind(right)} to {_kind(left)}")


def _is_number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _joinable(value: Value) -> str | None:
    """What ``value`` adds to a text: its own text, a number or a boolean as JSON has it; None for the rest."""
    return json.dumps(value) if isinstance(value, (int, float)) else source_text(value)


def _text(value: Value) -> Value:
    """A scalar as it stands inside of a string."""
    if isinstance(value, Secret):
        return Secret(_text(value.value))
    if isinstance(value, (dict, list, Append)):
        raise _NotSimple
    return value if isinstance(value, (str, Call, Unknown)) else json.dumps(value)


def _member_name(value: Value) -> str:
    text = _text(value)
    if isinstance(text, Secret):
        raise _Wrong("a secret cannot be a key")
    if isinstance(text, (Call, Unknown)):
        raise _Wrong("what is not known cannot be a key")
    return str(text)


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    return "a map" if isinstance(value, dict) else "a list" if isinstance(value, (list, Append)) else "a string"
