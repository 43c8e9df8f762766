"""How much an expression may produce: an upper bound from its tree, because nothing interrupts it once it runs.

Growth is ``factor * width ** degree``: the factor counts what the text itself multiplies (``[., .] | [., .]``), the
degree how many streams of items are combined with each other (``.a[] + .b[]`` has two; a chain of ``[]`` has one).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Final, assert_never

from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Append, Secret, Value
from stackc.function.expression_functions import COMPOSERS, ITERATORS, WRITERS
from stackc.function.expression_nodes import (
    At,
    Binary,
    Binding,
    Constant,
    Descend,
    Each,
    Function,
    Items,
    Members,
    Node,
    Reach,
    Text,
    Variable,
)

MAX_FACTOR: Final = 5_000.0
MAX_RESULTS: Final = 200_000.0


class _Growth(NamedTuple):
    """What a node makes of its input, and at most on the way (``peak``); ``single`` if it always has one result."""

    factor: float = 1
    degree: int = 0
    single: bool = True
    peak: float = 1
    peak_degree: int = 0
    descends: bool = False


_Names = Mapping[str, float]
_LOOP: Final = ""
"""Among the names: what is looked at is evaluated once for each of several items."""
_STREAM: Final = _Growth(degree=1, single=False, peak_degree=1)


def multiplies(node: Node) -> bool:
    """True for an expression that by itself makes too much of any value."""
    return _growth(node, {}).peak > MAX_FACTOR


def combines_too_much(node: Node, value: Value) -> bool:
    """True for an expression that combines too many items of ``value``; cheap unless streams are combined."""
    growth = _growth(node, {})
    if growth.peak_degree < 2:
        return False
    width, count = _measure(value)
    return growth.peak * float(count if growth.descends else width) ** min(growth.peak_degree, 30) > MAX_RESULTS


def _measure(value: Value) -> tuple[int, int]:
    """The items of the largest container and of all together."""
    width, count = 1, 1
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Secret):
            waiting.append(item.value)
            continue
        inside = item.items if isinstance(item, Append) else item
        if isinstance(inside, (dict, list)):
            width, count = max(width, len(inside)), count + len(inside)
            waiting.extend(inside.values() if isinstance(inside, dict) else inside)
    return width, count


def _growth(node: Node, names: _Names) -> _Growth:
    match node:
        case Constant():
            return _Growth()
        case Variable(name):
            return _Growth(factor=names[name], peak=names[name])
        case Descend():
            return _STREAM._replace(descends=True)
        case Text(parts):
            return _all_of(parts, names)._replace(single=True)
        case Items(content):
            return _Growth() if content is None else _growth(content, names)._replace(single=True)
        case Members(pairs):
            return _all_of((part for pair in pairs for part in pair), names)
        case Reach(base, steps):
            growth = _Growth() if base is None else _growth(base, names)
            for step in steps:
                if isinstance(step, Each):
                    growth = _items_of(growth, again=isinstance(base, Variable))
                elif isinstance(step, At):
                    growth = _beside(growth, _growth(step.key, names))
            return growth
        case Binary(operator, left, right):
            first = _growth(left, names)
            then = names if first.single or operator != "|" else {**names, _LOOP: 1}
            growth = _operation(operator, first, _growth(right, then))
            return _once_more(growth) if operator == "|" and _LOOP in names and _is_variable(left) else growth
        case Function(name, arguments):
            inside = {**names, _LOOP: 1} if name in ITERATORS else names
            return _function(name, [_growth(argument, inside) for argument in arguments])
        case Binding(source, name, body):
            bound = _growth(source, names)
            again = {} if bound.single else {_LOOP: 1.0}
            made = _growth(body, {**names, **again, name: bound.factor})
            return _together(made, bound, made.factor * (1 if bound.single else bound.factor))
        case _:
            assert_never(node)


def _is_variable(node: Node) -> bool:
    """True for a variable or a way down from one: unlike the value at hand it is the same in every turn."""
    return isinstance(node, Variable) or (isinstance(node, Reach) and isinstance(node.base, Variable))


def _once_more(growth: _Growth) -> _Growth:
    """Streams of a variable's items are combined with whatever the expression already goes through."""
    return growth._replace(peak_degree=growth.peak_degree + 1) if growth.peak_degree else growth


def _operation(operator: str, left: _Growth, right: _Growth) -> _Growth:
    match operator:
        case ",":
            return _peaked(
                _join(left, right)._replace(
                    factor=left.factor + right.factor, degree=max(left.degree, right.degree), single=False
                )
            )
        case "|":
            return _pipe(left, right)
        case "|=":
            return _pipe(left, right)._replace(single=True)
        case "=" | "+=" | "-=" | "*=":
            degree = left.degree + max(1, right.degree) if left.degree else right.degree
            return _peaked(_cross(left, right)._replace(degree=degree, single=True))
        case "//":
            return _together(left, right, max(left.factor, right.factor))
        case "+" | "-" | "*" | "/" | "%":
            return _cross(left, right)
        case _:
            return _together(left, right, 1 if left.single and right.single else left.factor * right.factor)


def _function(name: str, arguments: list[_Growth]) -> _Growth:
    if name in WRITERS:
        return _Growth(factor=2, peak=2)
    if name in ITERATORS:
        return reduce(_pipe, arguments, _STREAM)._replace(single=True)
    combine = _cross if name in COMPOSERS else _beside
    return reduce(combine, arguments, _Growth())


def _all_of(parts: Iterable[Node], names: _Names) -> _Growth:
    return reduce(_cross, (_growth(part, names) for part in parts), _Growth())


def _items_of(growth: _Growth, *, again: bool) -> _Growth:
    degree = max(1, growth.degree) + again
    return growth._replace(degree=degree, single=False, peak_degree=max(degree, growth.peak_degree))


def _cross(left: _Growth, right: _Growth) -> _Growth:
    """Every result of one side with every result of the other, their sizes added."""
    single = left.single and right.single
    return _together(left, right, left.factor + right.factor if single else 2 * left.factor * right.factor)


def _beside(main: _Growth, argument: _Growth) -> _Growth:
    """``main`` once for each result of ``argument``, of which nothing is kept."""
    return _together(main, argument, main.factor if argument.single else main.factor * argument.factor)


def _together(left: _Growth, right: _Growth, factor: float) -> _Growth:
    single = left.single and right.single
    degree = max(left.degree, right.degree) if single else left.degree + right.degree
    return _peaked(_join(left, right)._replace(factor=factor, degree=degree, single=single))


def _pipe(left: _Growth, right: _Growth) -> _Growth:
    """``right`` on every result of ``left``."""
    degree = max(1, left.degree) * right.degree if right.degree else left.degree
    peak_degree = max(1, left.degree) * right.peak_degree
    scale = min(left.factor, MAX_FACTOR * 2) ** min(max(1, right.peak_degree), 30)
    return _Growth(
        factor=right.factor * scale,
        degree=degree,
        single=left.single and right.single,
        peak=max(left.peak, right.peak * scale),
        peak_degree=max(left.peak_degree, peak_degree, degree),
        descends=left.descends or right.descends,
    )


def _join(left: _Growth, right: _Growth) -> _Growth:
    return _Growth(
        peak=max(left.peak, right.peak),
        peak_degree=max(left.peak_degree, right.peak_degree),
        descends=left.descends or right.descends,
    )


def _peaked(growth: _Growth) -> _Growth:
    return growth._replace(peak=max(growth.peak, growth.factor), peak_degree=max(growth.peak_degree, growth.degree))
