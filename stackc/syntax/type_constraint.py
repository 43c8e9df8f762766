"""Type constraints of Terraform variables: text → ``Type``. Pure, and total: None for what is none.

See docs/language.md, root modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias, Union

from stackc.base.record import Record
from stackc.base.value import MISSING, Missing, Value
from stackc.syntax.hcl import unescape
from stackc.syntax.hcl_expression import expression_tokens, literal_value

MAX_DEPTH: Final = 60
"""Types inside one another."""


class AnyType(Record):
    """``any``: below a list, set or map all items become one kind."""


class Primitive(Record):
    """``string``, ``number`` or ``bool``."""

    name: Literal["string", "number", "bool"]


class Collection(Record):
    """``list(T)``, ``set(T)`` or ``map(T)``."""

    container: Literal["list", "set", "map"]
    item: Type


class TupleType(Record):
    """``tuple([A, B])``."""

    items: tuple[Type, ...]


class Member(Record):
    """An attribute of an object; ``default`` is MISSING when it has none, or one that would have to be evaluated."""

    name: str
    type: Type
    is_optional: bool = False
    has_default: bool = False
    default: Value | Missing = MISSING


class ObjectType(Record):
    """``object({a = A, b = optional(B, default)})``."""

    members: tuple[Member, ...]


Type: TypeAlias = Union[AnyType, Primitive, Collection, TupleType, ObjectType]
ANY: Final = AnyType()
STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")
_WORDS: Final[dict[str, Type]] = {"any": ANY, "string": STRING, "number": NUMBER, "bool": BOOL}
_BARE: Final[dict[str, Type]] = {"list": Collection("list", ANY), "map": Collection("map", ANY)}
"""What may stand without a type of its items, by itself alone."""


def parse_type(text: str) -> Type | None:
    """The type that ``text``, the constraint of a variable, means; None when it is none that is known here."""
    bare = _BARE.get(text)
    if bare is not None:
        return bare
    reader = _Reader([text for kind, text in expression_tokens(text) if kind not in ("blank", "line")])
    try:
        type_ = reader.type(0)
    except _NoType:
        return None
    return type_ if reader.at_end() else None


def type_text(type_: Type) -> str:
    """The type as it is written, objects by the names of what they hold: ``list(object({ name, size }))``."""
    match type_:
        case AnyType():
            return "any"
        case Primitive(name):
            return name
        case Collection(container, item):
            return f"{container}({type_text(item)})"
        case TupleType(items):
            return f"tuple([{', '.join(map(type_text, items))}])"
        case ObjectType(members):
            shown = ", ".join(member.name for member in members[:_SHOWN])
            return f"object({{ {shown}{', …' if len(members) > _SHOWN else ''} }})"


_SHOWN: Final = 4


class _NoType(Exception):
    """The text is no type constraint; never leaves this module."""


class _Reader:
    """Recursive descent over the tokens of a constraint on one line."""

    __slots__ = ("_position", "_tokens")

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._position = tokens, 0

    def at_end(self) -> bool:
        return self._position == len(self._tokens)

    def type(self, depth: int) -> Type:
        word = self._take()
        if word in _WORDS:
            return _WORDS[word]
        if depth >= MAX_DEPTH or word not in ("list", "set", "map", "tuple", "object"):
            raise _NoType
        self._expect("(")
        made: Type
        match word:
            case "tuple":
                made = TupleType(tuple(self._items(depth + 1)))
            case "object":
                made = ObjectType(tuple(self._members(depth + 1)))
            case "list" | "set" | "map":
                made = Collection(word, self.type(depth + 1))
            case _:
                raise _NoType
        self._expect(")")
        return made

    def _items(self, depth: int) -> Iterator[Type]:
        self._expect("[")
        while not self._skip("]"):
            yield self.type(depth)
            if not self._skip(",") and self._peek() != "]":
                raise _NoType

    def _members(self, depth: int) -> Iterator[Member]:
        self._expect("{")
        while not self._skip("}"):
            written = self._take()
            name = unescape(written[1:-1]) if written[0] == '"' else written
            if not self._skip("="):
                self._expect(":")
            yield self._member(name, depth)
            if not self._skip(",") and self._peek() != "}":
                raise _NoType

    def _member(self, name: str, depth: int) -> Member:
        if self._peek() != "optional":
            return Member(name, self.type(depth))
        self._take()
        self._expect("(")
        type_ = self.type(depth)
        if self._skip(")"):
            return Member(name, type_, is_optional=True)
        self._expect(",")
        source = self._until_closed()
        return Member(name, type_, is_optional=True, has_default=True, default=literal_value(source))

    def _until_closed(self) -> str:
        """The source of a default, up to the bracket that ends ``optional(``."""
        words: list[str] = []
        depth = 0
        while True:
            word = self._take()
            if word in ("(", "[", "{"):
                depth += 1
            elif word in (")", "]", "}"):
                depth -= 1
                if depth < 0:
                    return " ".join(words).removesuffix(",").rstrip()
            words.append(word)

    def _peek(self) -> str:
        return "" if self.at_end() else self._tokens[self._position]

    def _take(self) -> str:
        if self.at_end():
            raise _NoType
        self._position += 1
        return self._tokens[self._position - 1]

    def _skip(self, text: str) -> bool:
        found = self._peek() == text
        self._position += found
        return found

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise _NoType
