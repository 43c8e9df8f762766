"""The tree of an expression as an expression of `regex` that finds the same, groups included, by turning back.

It is written for version 1 of its syntax, and needs no other flag.
"""

from stackc.go.regexp_sets import WORD, CharacterSet
from stackc.go.regexp_syntax import Assertion, Choice, Group, Node, Repeat, Sequence

_WORD = CharacterSet(WORD).pattern()
_ASSERTIONS = {
    "text start": r"\A",
    "text end": r"\Z",
    "line start": "(?m:^)",
    "line end": "(?m:$)",
    "edge": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    "no edge": f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
}


def translate(node: Node) -> str:
    """The expression of `regex` for a tree without turns that match the empty text."""
    match node:
        case CharacterSet():
            return node.pattern()
        case Assertion(kind):
            return _ASSERTIONS[kind]
        case Group(_, body):
            return f"({translate(body)})"
        case Sequence(parts):
            return "".join(map(translate, parts))
        case Choice(branches):
            return f"(?:{'|'.join(map(translate, branches))})"
        case Repeat(body, least, most, lazy):
            single = isinstance(body, CharacterSet | Group | Choice)
            return (translate(body) if single else f"(?:{translate(body)})") + _bounds(least, most) + "?" * lazy


def _bounds(least: int, most: int | None) -> str:
    if most is None and least < 2:
        return "+" if least else "*"
    return f"{{{least},{'' if most is None else most}}}"
