"""Templates inside strings and heredocs of Terraform files: a row of parts → a tree. Pure."""

from __future__ import annotations

from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.syntax.hcl import DOLLARS, LITERAL, Fault, unescape
from stackc.syntax.hcl_tree import Condition, Joined, Literal, Loop, Node, Repeated

_STRING_PART: Final = late_pattern(LITERAL)
_HEREDOC_PART: Final = late_pattern(rf"[^\n$%]*+(?:(?:{DOLLARS})[^\n$%]*+)*+\n?+")
_LINE: Final = late_pattern(r"[^\n]*+")


class Broken(Exception):
    """The text is no expression from here on; never leaves the parser."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.fault: Final = Fault(message, at, at + 1, "here")


class Words(NamedTuple):
    """The variables of ``%{ for k, v in … }``."""

    key_name: str | None
    name: str


class Part(NamedTuple):
    """One part as it is written; ``left`` and ``right`` say that it takes the blanks beside it away."""

    kind: str
    at: int
    text: str = ""
    node: Node | None = None
    words: Words | None = None
    left: bool = False
    right: bool = False


def pass_string_part(text: str, position: int) -> tuple[str, int]:
    """The text up to the next template or the closing quote, and where it ends."""
    found = _STRING_PART.match(text, position)
    assert found is not None, "the pattern matches nothing as well"
    return unescape(found[0]), found.end()


def heredoc_part(text: str, position: int, marker: str) -> tuple[str, int]:
    """The text up to the next template or behind the line end, and where it ends.

    At the line of ``marker`` the end is that line's, as a negative number.
    """
    if text[position - 1] == "\n":
        line = _LINE.match(text, position)
        if line is not None and line[0].strip() == marker:
            return "", -line.end()
    found = _HEREDOC_PART.match(text, position)
    assert found is not None, "the pattern matches nothing as well"
    return found[0].replace("$${", "${").replace("%%{", "%{"), found.end()


def dedent(parts: list[Part]) -> list[Part]:
    """``<<-``: what all lines are indented by is taken away; a blank line neither counts nor changes."""
    parts = _stripped(parts)
    indents: dict[int, int] = {}
    is_line_start = True
    for index, part in enumerate(parts):
        if part.kind == "text":
            if is_line_start and not (part.text.endswith("\n") and not part.text.strip()):
                indents[index] = len(part.text) - len(part.text.lstrip())
            is_line_start = part.text.endswith("\n")
        else:
            if is_line_start:
                indents[index] = 0
            is_line_start = False
    shared = min(indents.values(), default=0)
    return [part._replace(text=part.text[shared:]) if index in indents else part for index, part in enumerate(parts)]


def _stripped(parts: list[Part]) -> list[Part]:
    """Blanks gone where ``~`` says so, in the nearest text alone, which in a heredoc is at most a line."""
    result: list[Part] = []
    for index, part in enumerate(parts):
        text = part.text
        if index + 1 < len(parts) and parts[index + 1].left:
            text = text.rstrip()
        if index and parts[index - 1].right:
            text = text.lstrip()
        result.append(part._replace(text=text, left=False, right=False) if part.kind == "text" else part)
    return result


class _Open:
    """A directive whose end is still to come, or the template itself."""

    __slots__ = ("otherwise", "part", "parts")

    def __init__(self, part: Part | None) -> None:
        self.part = part
        self.parts: list[Node] = []
        self.otherwise: list[Node] | None = None


def plant(parts: list[Part], at: int, depth: int) -> Node:
    """The tree of a template, at most ``depth`` directives deep; a sole ``${ }`` is the value it holds."""
    if len(parts) == 1 and parts[0].kind == "value" and parts[0].node is not None:
        return parts[0].node
    opened = [_Open(None)]
    for part in _stripped(parts):
        top = opened[-1]
        into = top.parts if top.otherwise is None else top.otherwise
        match part.kind:
            case "text":
                into.append(Literal(part.text, part.at))
            case "value":
                assert part.node is not None
                into.append(part.node)
            case "if" | "for":
                if len(opened) > depth:
                    raise Broken("templates are nested too deeply", part.at)
                opened.append(_Open(part))
            case "else":
                if top.part is None or top.part.kind != "if" or top.otherwise is not None:
                    raise Broken("`else` belongs to no `if` of the template", part.at)
                top.otherwise = []
            case _:
                if top.part is None or f"end{top.part.kind}" != part.kind:
                    raise Broken(f"`{part.kind}` ends nothing in the template", part.at)
                opened.pop()
                above = opened[-1]
                (above.parts if above.otherwise is None else above.otherwise).append(_closed(top, top.part))
    last = opened[-1].part
    if last is not None:
        raise Broken(f"`end{last.kind}` is missing in the template", last.at)
    return _joined(opened[0].parts, at)


def _closed(directive: _Open, part: Part) -> Node:
    assert part.node is not None
    body = _joined(directive.parts, part.at)
    if part.kind == "if":
        return Condition(part.node, body, _joined(directive.otherwise or [], part.at), part.at)
    assert part.words is not None
    loop = Loop(part.words.key_name, part.words.name, part.node, None, body, None, False, part.at)
    return Repeated(loop, part.at)


def _joined(parts: list[Node], at: int) -> Node:
    if not parts:
        return Literal("", at)
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Literal) else Joined(tuple(parts), at)
