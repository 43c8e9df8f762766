"""The value of an expression in a Terraform file that needs no variable and no function, by Terraform's rules. Pure.

Total: it gives a value or a fault. The work, the size and the nesting of an expression are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from stackc.base.memo import IdentityMemo
from stackc.base.value import Value
from stackc.syntax.hcl import Fault
from stackc.syntax.hcl_conversion import (
    Known,
    ListOf,
    common_kind,
    convert,
    kind_name,
    kind_of,
    to_boolean,
    to_number,
    to_text,
)
from stackc.syntax.hcl_functions import CAN, FUNCTIONS, Refusal
from stackc.syntax.hcl_number import number_value, round_number
from stackc.syntax.hcl_parser import parse_expression
from stackc.syntax.hcl_template import Broken
from stackc.syntax.hcl_tree import (
    Attribute,
    Called,
    Chain,
    Condition,
    Index,
    Joined,
    Keyed,
    Listed,
    Literal,
    Loop,
    Name,
    Node,
    Repeated,
    Signed,
    Splat,
    Step,
    Steps,
)

MAX_STEPS: Final = 500_000
"""Parts of expressions that the evaluation of one may look at, those of a loop once a turn."""
MAX_SIZE: Final = 8 << 20
"""Values and characters of what an expression comes to."""

_NUMBER_COST: Final = 20
"""Steps that a calculation, or a number in text, counts for."""

_Scope = Mapping[str, Known]


def evaluate_expression(text: str, start: int, end: int) -> Value | Fault:
    """The value of the expression at ``[start, end)`` of ``text``, whose brackets and strings are known to be closed.

    A variable, a function and whatever Terraform refuses is a fault at its place in ``text``. Whole numbers are exact.
    """
    node = parse_expression(text, start, end)
    if isinstance(node, Fault):
        return node
    try:
        evaluation = _Evaluation()
        value = evaluation.of(node, {})
        if _size(value) > MAX_SIZE:
            raise Broken("the value is too large", node.at)
        return _plain(value)
    except Broken as broken:
        return broken.fault


def evaluate_condition(text: str, variable: str, value: Known) -> Known | Fault:
    """What the condition ``text`` of a variable says of its ``value``.

    A fault where that takes more than is known here: other variables, most functions, whatever Terraform would refuse.
    """
    node = parse_expression(text, 0, len(text), ("var",), FUNCTIONS.keys() | {CAN})
    if isinstance(node, Fault):
        return node
    try:
        return _Evaluation().of(node, {"var": {variable: value}})
    except Broken as broken:
        return broken.fault


def _size(value: Known) -> int:
    """Values and characters; a shared container counts wherever it stands."""
    below = IdentityMemo[Known, int](lambda container: _keys(container) + sum(map(size, _items(container))))

    def size(each: Known) -> int:
        if isinstance(each, str):
            return 1 + len(each)
        return 1 + below(each) if isinstance(each, (list, dict)) else 1

    return size(value)


def _keys(container: Known) -> int:
    return sum(map(len, container)) if isinstance(container, dict) else 0


def _items(container: Known) -> Iterable[Known]:
    return container.values() if isinstance(container, dict) else container if isinstance(container, list) else ()


def _plain(value: Known) -> Value:
    if isinstance(value, Fraction):
        return number_value(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


class _Evaluation:
    """One expression's value, and the work left for it."""

    __slots__ = ("_steps", "_written")

    def __init__(self) -> None:
        self._steps = MAX_STEPS
        self._written = 0

    def _charge(self, at: int, cost: int = 1) -> None:
        self._steps -= cost
        if self._steps < 0:
            raise Broken(f"the expression does not end within {MAX_STEPS:,} steps", at)

    def of(self, node: Node, scope: _Scope) -> Known:
        """The value of ``node``, whose variables are in ``scope``."""
        self._charge(node.at)
        match node:
            case Literal():
                return node.value
            case Name():
                return scope[node.name]
            case Called():
                return self._called(node, scope)
            case Listed():
                return [self.of(item, scope) for item in node.items]
            case Keyed():
                return {self._key(key, scope): self.of(item, scope) for key, item in node.items}
            case Signed():
                return self._signed(node, scope)
            case Chain():
                value = self.of(node.first, scope)
                for operator, operand in node.rest:
                    value = self._combined(operator, value, self.of(operand, scope), operand.at)
                return value
            case Condition():
                return self._condition(node, scope)
            case Steps():
                value = self.of(node.value, scope)
                for step in node.steps:
                    value = self._step(value, step, scope)
                return value
            case Loop():
                return self._loop(node, scope)
            case Joined():
                return self._joined(node, scope)
            case Repeated():
                texts = self._loop(node.body, scope)
                return "".join(str(text) for text in texts)

    def _called(self, node: Called, scope: _Scope) -> Known:
        self._charge(node.at, _NUMBER_COST)
        if node.name == CAN:
            try:
                for argument in node.arguments:
                    self.of(argument, scope)
            except Refusal:
                return False
            return True
        arguments = [self.of(argument, scope) for argument in node.arguments]
        self._charge(node.at, sum(map(_size, arguments)))
        return FUNCTIONS[node.name](arguments, node.at)

    # --- operators

    def _signed(self, node: Signed, scope: _Scope) -> Known:
        value = self.of(node.operand, scope)
        if node.operator == "!":
            return not _boolean(value, "`!`", node.at)
        return -_number(value, "`-`", node.at)

    def _combined(self, operator: str, left: Known, right: Known, at: int) -> Known:
        name = f"`{operator}`"
        match operator:
            case "==":
                return self._equal(left, right, at)
            case "!=":
                return not self._equal(left, right, at)
            case "&&" | "||":
                first, second = _boolean(left, name, at), _boolean(right, name, at)
                return first and second if operator == "&&" else first or second
        self._charge(at, _NUMBER_COST)
        return _calculated(operator, _number(left, name, at), _number(right, name, at), at)

    def _equal(self, left: Known, right: Known, at: int) -> bool:
        """Values of different kinds are never equal: neither ``1`` and ``"1"`` nor a list and a tuple."""
        self._charge(at)
        if left is None or right is None:
            return left is right
        if left.__class__ is not right.__class__:
            return False
        if isinstance(left, list) and isinstance(right, list):
            return len(left) == len(right) and all(self._equal(a, b, at) for a, b in zip(left, right, strict=True))
        if isinstance(left, dict) and isinstance(right, dict):
            return left.keys() == right.keys() and all(self._equal(item, right[key], at) for key, item in left.items())
        return left == right

    def _condition(self, node: Condition, scope: _Scope) -> Known:
        condition = self.of(node.condition, scope)
        wanted = _boolean(condition, "a condition", node.condition.at)
        then, otherwise = self.of(node.then, scope), self.of(node.otherwise, scope)
        for value in (then, otherwise):
            if isinstance(value, (list, dict)):
                self._charge(node.at, _size(value))
        common = common_kind(kind_of(then), kind_of(otherwise))
        if common is None:
            what = f"{kind_name(then)} and {kind_name(otherwise)}"
            raise Broken(f"both values of a conditional must be of one kind, not {what}", node.then.at)
        return convert(then if wanted else otherwise, common)

    # --- parts of values

    def _step(self, value: Known, step: Step, scope: _Scope) -> Known:
        self._charge(step.at)
        match step:
            case Attribute(name=name):
                if isinstance(value, dict) and name in value:
                    return value[name]
                there = "has no such key" if isinstance(value, dict) else f"is {kind_name(value)}"
                raise Broken(f"`.{name}` cannot be read: the value before it {there}", step.at)
            case Index():
                return _item(value, self.of(step.key, scope), step.at)
            case Splat():
                items = [] if value is None else value if isinstance(value, list) else [value]
                result = [self._through(item, step.steps, scope) for item in items]
                return ListOf(result) if isinstance(value, ListOf) else result

    def _through(self, value: Known, steps: tuple[Step, ...], scope: _Scope) -> Known:
        for step in steps:
            value = self._step(value, step, scope)
        return value

    def _key(self, node: Node, scope: _Scope) -> str:
        return _text(self.of(node, scope), "a key", node.at)

    # --- loops and templates

    def _loop(self, node: Loop, scope: _Scope) -> list[Known] | dict[str, Known]:
        items: list[Known] = []
        table: dict[str, Known] = {}
        for key, value in self._turns(node, scope):
            own = {node.name: value} if node.key_name is None else {node.key_name: key, node.name: value}
            inner = {**scope, **own}
            if node.condition is not None and not self._holds(node.condition, inner):
                continue
            if node.key is None:
                items.append(self.of(node.item, inner))
                continue
            name = self._key(node.key, inner)
            item = self.of(node.item, inner)
            if node.grouped:
                group = table.setdefault(name, [])
                assert isinstance(group, list)
                group.append(item)
            elif name in table:
                raise Broken(f"the `for` gives the key `{name}` twice; `...` behind the value would group", node.at)
            else:
                table[name] = item
        return items if node.key is None else table

    def _holds(self, condition: Node, scope: _Scope) -> bool:
        return _boolean(self.of(condition, scope), "the `if` of a `for`", condition.at)

    def _turns(self, node: Loop, scope: _Scope) -> Iterator[tuple[Known, Known]]:
        values = self.of(node.values, scope)
        if isinstance(values, list):
            yield from ((Fraction(index), value) for index, value in enumerate(values))
        elif isinstance(values, dict):
            yield from ((key, values[key]) for key in sorted(values))
        else:
            raise Broken(f"`for` goes over lists and maps, not over {kind_name(values)}", node.values.at)

    def _joined(self, node: Joined, scope: _Scope) -> str:
        values = [(self.of(part, scope), part.at) for part in node.parts]
        self._charge(node.at, _NUMBER_COST * sum(isinstance(value, Fraction) for value, _ in values))
        texts = [_text(value, "a template", at) for value, at in values]
        self._written += sum(map(len, texts))
        if self._written > MAX_SIZE:
            raise Broken(f"the templates give more than {MAX_SIZE:,} characters", node.at)
        return "".join(texts)


def _calculated(operator: str, left: Fraction, right: Fraction, at: int) -> Known:
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "+":
            exact = left + right
        case "-":
            exact = left - right
        case "*":
            exact = left * right
        case "/":
            if not right:
                raise Broken("a number is divided by zero", at)
            exact = left / right
        case _:
            whole = round_number(left / right) if right else None
            exact = left if not right else left - right * int(whole or 0)
    result = round_number(exact)
    if result is None:
        raise Broken("the number is too large or too small", at)
    return result


def _item(value: Known, key: Known, at: int) -> Known:
    if isinstance(value, dict):
        name = _text(key, "the key of a map", at)
        if name not in value:
            raise Broken(f"the map has no key `{name}`", at)
        return value[name]
    if not isinstance(value, list):
        raise Broken(f"an index needs a list or a map before it, not {kind_name(value)}", at)
    number = _number(key, "the index of a list", at)
    if number.denominator != 1 or not 0 <= number < len(value):
        raise Broken(f"the list has {len(value)} items and none at index {number_value(number)}", at)
    return value[int(number)]


def _boolean(value: Known, where: str, at: int) -> bool:
    found = to_boolean(value)
    if found is None:
        raise Broken(f"{where} needs true or false, not {kind_name(value)}", at)
    return found


def _number(value: Known, where: str, at: int) -> Fraction:
    found = to_number(value)
    if found is None:
        raise Broken(f"{where} needs a number, not {kind_name(value)}", at)
    return found


def _text(value: Known, where: str, at: int) -> str:
    found = to_text(value)
    if found is None:
        raise Broken(f"{where} needs text, a number or a boolean, not {kind_name(value)}", at)
    return found
