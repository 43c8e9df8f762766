"""The lexical structure of Terraform's native syntax: text → blocks with the source of their arguments.

Pure and linear. Only what is asked for is read: other blocks are skipped by their balanced brackets, strings, heredocs
and comments, and expressions stay text until ``hcl_expression`` looks at one. Nothing recurses into what a file nests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern

MAX_DEPTH: Final = 1000
"""Brackets, strings and templates inside one another."""


class Fault(NamedTuple):
    """Why the text cannot be read any further, at ``[start, end)``; ``label`` says what is there."""

    message: str
    start: int
    end: int
    label: str


class Expression(NamedTuple):
    """The value of an argument as it is written, in native syntax or in JSON; ``start`` is where."""

    source: str
    json: bool = False
    start: int = 0


class Block(NamedTuple):
    """A block and what is directly in it; ``[start, end)`` is its header, from the type to the last label."""

    type: str
    labels: tuple[str, ...]
    start: int
    end: int
    arguments: Mapping[str, Expression] = {}
    blocks: tuple[Block, ...] = ()


class Reading(NamedTuple):
    """The blocks of one file up to its end or to the fault that stops it."""

    blocks: tuple[Block, ...]
    fault: Fault | None = None


NAME: Final = r"[^\W\d][\w-]*+"
_ESCAPE: Final = r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})'
DOLLARS: Final = r"\$++(?!\{)|\$\$++\{|%++(?!\{)|%%++\{"
LITERAL: Final = rf'[^"\\$%\n]*+(?:(?:{_ESCAPE}|{DOLLARS})[^"\\$%\n]*+)*+'
"""Text inside quotes without templates; ``$${`` is text, and so is a dollar sign before anything but a brace."""
COMMENT: Final = r"/\*(?:[^*]++|\*(?!/))*+\*/"
REST_COMMENT: Final = r"(?:\#|//)[^\n]*+"
_GAP: Final = rf"(?:[ \t\r]++|{COMMENT})*+"
HEREDOC: Final = rf"<<-?{NAME}\r?\n"
_NOT_PLAIN: Final = r"\"'`;\\#/<{}()\[\]\x00-\x08\x0b-\x1f"


def _plain(excluded: str) -> re.Pattern[str]:
    """Everything up to the next bracket, template, heredoc or mistake; characters in ``excluded`` stop it as well."""
    return late_pattern(
        rf'(?:[^{_NOT_PLAIN}{excluded}]++|"{LITERAL}"|{REST_COMMENT}|{COMMENT}|/(?![/*])|(?!{HEREDOC})<|\r(?=\n))*+'
    )


_SKIP: Final = _plain("")
_SKIP_LINE: Final = _plain(r"\n")
_STRING_PART: Final = late_pattern(LITERAL)
_HEREDOC_PART: Final = late_pattern(rf"[^\n$%]*+(?:(?:{DOLLARS})[^\n$%]*+)*+")
_HEREDOC: Final = late_pattern(HEREDOC)
_BLANK: Final = late_pattern(rf"(?:[ \t\r\n]++|{REST_COMMENT}|{COMMENT})*+")
_LINE_END: Final = late_pattern(rf"{_GAP}(?:{REST_COMMENT})?+(?=\n|\Z)")
_BLANK_LINE_PART: Final = late_pattern(rf"{_GAP}(?:{REST_COMMENT})?+")
_LABEL: Final = late_pattern(rf'{COMMENT}|({NAME}|"{LITERAL}")')
_WORD: Final = late_pattern(NAME)
_LABELS: Final = late_pattern(rf'((?:{_GAP}(?:{NAME}|"{LITERAL}"))*+){_GAP}')
_HEADER: Final = late_pattern(rf"({NAME}){_LABELS.pattern}\{{")
_ARGUMENT: Final = late_pattern(rf"({NAME}){_GAP}=(?!=)")
_WITHIN_LINE: Final = late_pattern(_GAP)
_SECOND_ARGUMENT: Final = late_pattern(rf'(?:[^"{{=!<>]++|"{LITERAL}"|[=!<>]=|=>|[!<>])*+=')
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}


class _Broken(Exception):
    """The text ends or goes wrong here; never leaves this module."""

    def __init__(self, message: str, start: int, label: str, length: int = 1) -> None:
        super().__init__(message)
        self.fault = Fault(message, start, start + length, label)


def read_blocks(text: str, wanted: Collection[str]) -> Reading:
    """The top-level blocks of ``text`` whose type is in ``wanted``, with their arguments and the headers inside."""
    blocks: list[Block] = []
    try:
        _read_file(text, wanted, blocks)
    except _Broken as broken:
        return Reading(tuple(blocks), broken.fault)
    return Reading(tuple(blocks))


def read_arguments(text: str) -> Block | Fault:
    """The whole of ``text`` as if it stood in a block: its arguments, and the headers of the blocks in it."""
    arguments: dict[str, Expression] = {}
    blocks: list[Block] = []
    try:
        position = _after(_BLANK, text, 1 if text.startswith("\ufeff") else 0)
        while position < len(text):
            position = _after(_BLANK, text, _read_item(text, position, arguments, blocks))
    except _Broken as broken:
        return broken.fault
    return Block("", (), 0, 0, arguments, tuple(blocks))


def _read_file(text: str, wanted: Collection[str], blocks: list[Block]) -> None:
    position = _after(_BLANK, text, 1 if text.startswith("\ufeff") else 0)
    while position < len(text):
        header = _HEADER.match(text, position)
        if header is None:
            raise _no_item(text, position)
        brace = header.end() - 1
        if header[1] in wanted:
            arguments, inside, position = _read_body(text, brace)
            blocks.append(_block(header, arguments, inside))
        else:
            position = close(text, brace)
        position = _after(_BLANK, text, _end_of_line(text, position, "block"))


def _block(header: re.Match[str], arguments: Mapping[str, Expression], inside: Iterable[Block]) -> Block:
    found = [label for label in _LABEL.finditer(header.string, *header.span(2)) if label[1]]
    labels = tuple(unescape(label[1][1:-1]) if label[1][0] == '"' else label[1] for label in found)
    end = found[-1].end() if found else header.end(1)
    return Block(header[1], labels, header.start(), end, arguments, tuple(inside))


def _read_body(text: str, brace: int) -> tuple[dict[str, Expression], list[Block], int]:
    """The arguments and block headers between the brace at ``brace`` and its partner, and where the text goes on."""
    arguments: dict[str, Expression] = {}
    blocks: list[Block] = []
    position = _after(_BLANK_LINE_PART, text, brace + 1)
    if text[position : position + 1] not in ("\n", ""):
        return arguments, blocks, _read_single_line(text, brace, position, arguments)
    while True:
        position = _after(_BLANK, text, position)
        if text[position : position + 1] == "}":
            return arguments, blocks, position + 1
        if position == len(text):
            raise _unclosed(text, brace)
        position = _read_item(text, position, arguments, blocks)


def _read_item(text: str, position: int, arguments: dict[str, Expression], blocks: list[Block]) -> int:
    """Read the argument or the header of the block at ``position``; the place behind it, at the end of its line."""
    argument = _ARGUMENT.match(text, position)
    if argument is not None:
        return _end_of_line(text, _read_argument(text, argument, arguments), "argument")
    header = _HEADER.match(text, position)
    if header is None:
        raise _no_item(text, position)
    blocks.append(_block(header, {}, ()))
    return _end_of_line(text, close(text, header.end() - 1), "block")


def _read_single_line(text: str, brace: int, position: int, arguments: dict[str, Expression]) -> int:
    """Read ``{ name = value }`` or ``{}``; anything else on the line of the brace is a mistake."""
    if text[position] == "}":
        return position + 1
    argument = _ARGUMENT.match(text, position)
    if argument is None:
        raise _no_item(text, position)
    end = _read_argument(text, argument, arguments)
    if text[end : end + 1] != "}" or _SECOND_ARGUMENT.match(arguments[argument[1]].source):
        message = "a block on one line holds one argument"
        raise _Broken(message, brace, "a new line is missing after this brace")
    return end + 1


def _read_argument(text: str, argument: re.Match[str], arguments: dict[str, Expression]) -> int:
    name, start = argument[1], argument.end()
    end = _expression_end(text, start)
    written = text[start:end]
    source = written.strip()
    if name in arguments:
        raise _Broken(f"argument `{name}` is given twice", argument.start(), "given again here", len(name))
    if _after(_BLANK, source, 0) == len(source):
        raise _Broken(f"argument `{name}` has no value", argument.start(), "a value must follow", len(name))
    arguments[name] = Expression(source, start=end - len(written.lstrip()))
    return end


def _expression_end(text: str, position: int) -> int:
    """Where the expression at ``position`` ends: at a line end or closing brace outside of everything it opens."""
    while True:
        position = _after(_SKIP_LINE, text, position)
        if text[position : position + 1] in ("\n", "}", ""):
            return position
        position = close(text, position)


def _end_of_line(text: str, position: int, what: str) -> int:
    ended = _LINE_END.match(text, position)
    if ended is None:
        place = _after(_WITHIN_LINE, text, position)
        if text.startswith("/*", place):
            raise _unexpected(text, place)
        raise _Broken(f"missing new line after {what}", place, f"the {what} before this must end with its line")
    return ended.end()


def close(text: str, start: int) -> int:
    """The place behind what opens at ``start``: brackets, a string with templates, or a heredoc."""
    opened: list[tuple[str, int]] = []
    position = _open(text, start, opened)
    while opened:
        closer = opened[-1][0]
        if closer == '"':
            position = _pass_string(text, position, opened)
        elif closer[0] == "\n":
            position = _pass_heredoc_line(text, position, opened)
        else:
            position = _after(_SKIP, text, position)
            if text[position : position + 1] == closer:
                opened.pop()
                position += 1
            else:
                position = _open(text, position, opened)
    return position


def _open(text: str, position: int, opened: list[tuple[str, int]]) -> int:
    """Note what opens at ``position`` and how it closes; the place behind the opening."""
    mark = text[position : position + 1]
    if len(opened) >= MAX_DEPTH:
        raise _Broken("nested too deeply", position, f"{MAX_DEPTH} things are open here")
    if mark == '"' or mark in _CLOSERS:
        opened.append((_CLOSERS.get(mark, '"'), position))
        return position + 1
    heredoc = _HEREDOC.match(text, position)
    if heredoc is not None:
        opened.append(("\n" + _marker(heredoc), position))
        return heredoc.end()
    if not mark and opened:
        raise _unclosed(text, opened[-1][1])
    if mark in (")", "]", "}") and opened:
        raise _Broken(f"`{mark}` closes nothing", position, f"expected `{opened[-1][0]}` first")
    raise _unexpected(text, position)


def _pass_string(text: str, position: int, opened: list[tuple[str, int]]) -> int:
    position = _after(_STRING_PART, text, position)
    mark = text[position : position + 1]
    if mark == '"':
        opened.pop()
        return position + 1
    if mark in ("$", "%"):
        opened.append(("}", position))
        return position + 2
    if mark == "\\" and text[position + 1 : position + 2].isprintable():
        written = text[position : position + 2]
        raise _Broken(f"escape `{written}` does not exist", position, "a backslash is written `\\\\`", len(written))
    raise _unclosed(text, opened[-1][1])


def _pass_heredoc_line(text: str, position: int, opened: list[tuple[str, int]]) -> int:
    """Go to the next line or template of a heredoc, or leave it at the line end behind its marker."""
    marker, start = opened[-1]
    end = _after(_HEREDOC_PART, text, position)
    mark = text[end : end + 1]
    if not mark:
        raise _unclosed(text, start)
    if mark != "\n":
        opened.append(("}", end))
        return end + 2
    if text[position - 1] == "\n" and text[position:end].strip() == marker[1:]:
        opened.pop()
        return end
    return end + 1


def _marker(heredoc: re.Match[str]) -> str:
    return heredoc[0].strip().lstrip("<-")


def _unclosed(text: str, start: int) -> _Broken:
    heredoc = _HEREDOC.match(text, start)
    if heredoc is not None:
        return _Broken(f"heredoc `{_marker(heredoc)}` is not closed", start, "opened here", len(heredoc[0].rstrip()))
    if text[start] == '"':
        return _Broken("string is not closed on its line", start, "opened here")
    return _Broken(f"`{text[start]}` is not closed", start, "opened here")


def _unexpected(text: str, position: int) -> _Broken:
    mark = text[position : position + 1]
    if text.startswith("/*", position):
        return _Broken("comment is not closed", position, "opened here", 2)
    if mark == "'":
        return _Broken("single quotes do not quote", position, "strings stand in double quotes")
    shown = f"`{mark}`" if mark.isprintable() else "text"
    return _Broken(f"unexpected {shown}", position, "not possible here")


def _no_item(text: str, position: int) -> _Broken:
    """Why neither a block nor an argument begins at ``position``."""
    word = _WORD.match(text, position)
    if word is None:
        return _unexpected(text, position)
    if _ARGUMENT.match(text, position):
        return _Broken(f"argument `{word[0]}` stands outside of any block", position, "expected a block", len(word[0]))
    labels = _after(_LABELS, text, word.end())
    if text[labels : labels + 1] == '"':
        return _unclosed(text, labels)
    return _Broken(f"unexpected `{word[0][:60]}`", position, "expected a block or an argument", len(word[0]))


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return position if found is None else found.end()


def unescape(text: str) -> str:
    """What stands between two quotes, with escapes resolved; an escape that does not exist stays as it is."""
    if "\\" not in text and "{" not in text:
        return text
    return _ESCAPES.sub(_unescape_one, text)


_ESCAPES: Final = late_pattern(rf"{_ESCAPE}|\$\$\{{|%%\{{")
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def _unescape_one(escape: re.Match[str]) -> str:
    written = escape[0]
    if written[0] != "\\":
        return written[1:]
    if written[1] in _ESCAPED:
        return _ESCAPED[written[1]]
    number = int(written.lstrip("\\uU"), 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else "\ufffd"
