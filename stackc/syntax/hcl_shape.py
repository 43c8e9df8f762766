"""What an expression of a Terraform file gives, as far as that is plain from how it is written: text → ``Shape``.

Pure. Whatever is not plain has no shape: attributes of resources, outputs of modules, functions that pass on a value.
See docs/language.md, the contract with the module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Final

from stackc.base.value import Missing, Value
from stackc.syntax import hcl_json
from stackc.syntax.hcl import Expression, Fault
from stackc.syntax.hcl_parser import parse_any_expression
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
from stackc.syntax.module_values import ModuleValues
from stackc.syntax.shape import BOOL, LIST, MAP, NULL, NUMBER, STRING, Shape, common, holding, nullable, walked

MAX_DEPTH: Final = 100
"""Expressions inside one another, those of locals where they are read."""

_FUNCTIONS: Final[Mapping[Shape, str]] = {
    STRING: (
        "abspath base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt chomp cidrhost"
        " cidrnetmask cidrsubnet dirname file filebase64 filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256"
        " filesha512 format formatdate indent join jsonencode lower md5 pathexpand plantimestamp replace rsadecrypt"
        " sha1 sha256 sha512 strrev substr textdecodebase64 textencodebase64 timeadd timestamp title trim trimprefix"
        " trimspace trimsuffix upper urlencode uuid uuidv5 yamlencode"
    ),
    NUMBER: "abs ceil floor index length log max min parseint pow signum sum timecmp",
    BOOL: "alltrue anytrue can contains endswith fileexists issensitive startswith strcontains",
    LIST: (
        "chunklist cidrsubnets coalescelist compact concat csvdecode distinct fileset flatten formatlist keys matchkeys"
        " range regexall reverse setintersection setproduct setsubtract setunion slice sort split values"
    ),
    MAP: "transpose zipmap",
}
FIXED: Final[Mapping[str, Shape]] = {name: shape for shape, names in _FUNCTIONS.items() for name in names.split()}
"""Functions that give one kind and never null. ``templatefile`` and ``jsondecode`` may give any."""
CONVERTING: Final[Mapping[str, Shape]] = {
    "tostring": STRING,
    "tonumber": NUMBER,
    "tobool": BOOL,
    "tolist": LIST,
    "toset": LIST,
    "tomap": MAP,
}
"""Functions that give one kind, or the null that they are given."""
_SAME: Final = frozenset({"sensitive", "nonsensitive"})


def output_shape(values: ModuleValues, name: str, variable: Callable[[str], Shape | None]) -> Shape | None:
    """What the output ``name`` is, where that is plain; ``variable`` tells it of the variables of the module."""
    expression = values.outputs.get(name)
    return None if expression is None else _Reader(values, variable).written(expression, 0)


class _Reader:
    """The shapes of one output's expression, and of the locals behind it."""

    __slots__ = ("_locals", "_values", "_variable")

    def __init__(self, values: ModuleValues, variable: Callable[[str], Shape | None]) -> None:
        self._values, self._variable = values, variable
        self._locals: dict[str, Shape | None] = {}

    def written(self, expression: Expression, depth: int) -> Shape | None:
        if expression.json:
            return _shape_of_json(hcl_json.literal_value(expression.source))
        node = parse_any_expression(expression.source)
        return None if isinstance(node, Fault) else self._of(node, depth)

    def _of(self, node: Node, depth: int) -> Shape | None:
        if depth >= MAX_DEPTH:
            return None
        match node:
            case Literal(value):
                return _scalar(value)
            case Name():
                return None
            case Called():
                return self._called(node, [self._of(argument, depth + 1) for argument in node.arguments])
            case Listed(items):
                return holding("list", {at: self._of(item, depth + 1) for at, item in enumerate(items)})
            case Keyed(pairs):
                return self._keyed(pairs, depth)
            case Signed(operator):
                return BOOL if operator == "!" else NUMBER
            case Chain(_, rest):
                return NUMBER if rest[-1][0] in _CALCULATING else BOOL
            case Condition():
                return common(self._of(node.then, depth + 1), self._of(node.otherwise, depth + 1))
            case Steps():
                return self._stepped(node, depth)
            case Loop():  # how often it turns is not known, so what is in it does not count
                return LIST if node.key is None else MAP
            case Joined() | Repeated():
                return STRING

    def _keyed(self, pairs: Sequence[tuple[Node, Node]], depth: int) -> Shape:
        items: dict[str | int, Shape | None] = {}
        for key, value in pairs:
            if not isinstance(key, Literal) or not isinstance(key.value, str):
                return MAP
            items[key.value] = self._of(value, depth + 1)
        return holding("map", items)

    # --- functions

    def _called(self, node: Called, arguments: Sequence[Shape | None]) -> Shape | None:
        name = node.name.removeprefix("core::")
        if name in FIXED:
            return FIXED[name]
        if node.expands:
            arguments = [*arguments[:-1], None]
        if name == "merge":
            return _merged(arguments, is_all=not node.expands)
        if name in CONVERTING and len(arguments) == 1:
            is_there = arguments[0] is not None and not arguments[0].may_be_null
            return CONVERTING[name]._replace(may_be_null=not is_there)
        if name in _SAME and len(arguments) == 1:
            return arguments[0]
        if name == "coalesce" and arguments:  # what is null is passed over, and all of them becomes an error
            shape = reduce(common, arguments)
            return shape and shape._replace(may_be_null=shape.kind == "null")
        if name == "try" and arguments:
            return reduce(_either, arguments)
        return None

    # --- steps

    def _stepped(self, node: Steps, depth: int) -> Shape | None:
        steps = node.steps
        if not isinstance(node.value, Name):
            return _walked(self._of(node.value, depth + 1), steps)
        first = steps[0].name if isinstance(steps[0], Attribute) else None
        match node.value.name, first:
            case "var", str():
                return _walked(self._variable(first), steps[1:])
            case "local", str():
                return _walked(self._local(first, depth + 1), steps[1:])
            case "path", "module" | "root" | "cwd":
                return _walked(STRING, steps[1:])
            case "terraform", "workspace":
                return _walked(STRING, steps[1:])
            case "terraform_data", str() if _is_id(steps[1:]):
                return STRING
        return _walked(None, steps)

    def _local(self, name: str, depth: int) -> Shape | None:
        if name not in self._locals:
            expression = self._values.locals.get(name)
            self._locals[name] = None  # a circle comes to nothing
            self._locals[name] = None if expression is None else self.written(expression, depth)
        return self._locals[name]


_CALCULATING: Final = frozenset("+-*/%")


def _is_id(steps: Sequence[Step]) -> bool:
    """``.id`` of a resource, or of one of those that ``count`` and ``for_each`` make."""
    rest = steps[1:] if steps and isinstance(steps[0], Index) else steps
    return len(rest) == 1 and isinstance(rest[0], Attribute) and rest[0].name == "id"


def _scalar(value: Value | Fraction) -> Shape | None:
    match value:
        case None:
            return NULL
        case bool():
            return BOOL
        case str():
            return STRING
        case int() | float() | Fraction():
            return NUMBER
    return None


def _shape_of_json(value: Value | Missing) -> Shape | None:
    """A value in a JSON file; text with a template in it may be anything."""
    match value:
        case str() if "${" in value or "%{" in value:
            return None
        case list():
            return holding("list", {at: _shape_of_json(item) for at, item in enumerate(value)})
        case dict() if not any("${" in key or "%{" in key for key in value):
            return holding("map", {key: _shape_of_json(item) for key, item in value.items()})
        case dict():
            return MAP
        case Missing():
            return None
    return _scalar(value)


def _walked(shape: Shape | None, steps: Sequence[Step]) -> Shape | None:
    """What the steps lead to; nothing that is not surely there."""
    for step in steps:
        match step:
            case Splat():
                shape = LIST  # of one value, of several, or empty for null
            case Attribute(name) | Index(Literal(str() as name)):
                shape = walked(shape, (name,))
            case Index(Literal(Fraction() as number)) if number.denominator == 1:
                shape = walked(shape, (int(number),))
            case Index():
                shape = None
    return shape


def _merged(arguments: Sequence[Shape | None], *, is_all: bool) -> Shape | None:
    """``merge`` passes over null, and gives null for nothing else."""
    there = [each for each in arguments if each is not None and not each.may_be_null]
    if len(there) < len(arguments) or not is_all or any(each.items is None for each in there):
        return MAP if there else nullable(MAP)
    return holding("map", {key: item for each in there for key, item in (each.items or {}).items()})


def _either(left: Shape | None, right: Shape | None) -> Shape | None:
    """One of both as it is."""
    return common(left, right) if left and right and left.kind == right.kind else None
