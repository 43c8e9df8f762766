"""Go's syntax of regular expressions: text to a tree, with the words Go has for what is wrong.

A port of the parser in Go's ``regexp/syntax`` with the flags of ``regexp.Compile``; what it refuses is refused here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stackc.base.named_tuple import NamedTuple
from stackc.base.record import Record
from stackc.go.regexp_sets import (
    ANY,
    DIGITS,
    NAMED,
    NO_LINE_END,
    SPACES,
    WORD,
    CharacterSet,
    Ranges,
    clean,
    complement,
    find_property,
    folded,
)

MAX_HEIGHT = 100
"""Groups and repetitions inside each other. Go allows 1,000, but `regex` goes down them by calls of Python."""

MAX_SIZE = 3_355_443
"""Instructions of a program."""

_MAX_COPIES = 1_000


class SyntaxFault(ValueError):
    """An expression is refused; the message is Go's, without ``error parsing regexp:``."""


class Assertion(Record):
    """A place between characters: ``text start``, ``text end``, ``line start``, ``line end``, ``edge``, ``no edge``."""

    kind: str


class Group(Record):
    """What is captured; groups count from 1."""

    number: int
    body: Node


class Sequence(Record):
    """One after the other; nothing is the empty text."""

    parts: tuple[Node, ...]


class Choice(Record):
    """The first that leads to a match."""

    branches: tuple[Node, ...]


class Repeat(Record):
    """From ``least`` to ``most`` times, as often as possible, or as seldom when ``lazy``. No ``most`` is no limit."""

    body: Node
    least: int
    most: int | None
    lazy: bool
    counted: bool = False
    """Written with braces: such repetitions may multiply to 1,000 at most."""


Node = CharacterSet | Assertion | Group | Sequence | Choice | Repeat
NOTHING = Sequence(())


class Parsed(NamedTuple):
    """A tree; how many groups there are, and the numbers of those with a name."""

    tree: Node
    groups: int
    names: dict[str, tuple[int, ...]]


def is_nullable(node: Node) -> bool:
    """True when the empty text may match, somewhere."""
    match node:
        case CharacterSet():
            return False
        case Assertion():
            return True
        case Group(_, body):
            return is_nullable(body)
        case Sequence(parts):
            return all(map(is_nullable, parts))
        case Choice(branches):
            return any(map(is_nullable, branches))
        case Repeat(body, least):
            return least == 0 or is_nullable(body)


def has_empty_turns(node: Node) -> bool:
    """True when a repetition may match the empty text in one of its turns; Go has its own way to end such loops."""
    match node:
        case Group(_, body):
            return has_empty_turns(body)
        case Sequence(parts) | Choice(parts):
            return any(map(has_empty_turns, parts))
        case Repeat(body, _, most):
            return ((most is None or most > 1) and is_nullable(body)) or has_empty_turns(body)
        case _:
            return False


def program_size(node: Node) -> int:
    """Instructions of the program for ``node``, repetitions written out; Go's own estimate."""
    match node:
        case CharacterSet() | Assertion():
            return 1
        case Group(_, body):
            return 2 + program_size(body)
        case Sequence(parts):
            return max(1, sum(map(program_size, parts)))
        case Choice(branches):
            return max(1, sum(map(program_size, branches)) + len(branches) - 1)
        case Repeat(body, least, most):
            size = program_size(body)
            if most is None:
                return 2 + size if least == 0 else 1 + least * size
            return max(1, most * size + most - least)


def parse_expression(source: str) -> Parsed:
    """Take ``source`` apart. Raises SyntaxFault where Go refuses it."""
    parser = _Parser(source)
    parsed = parser.parse()
    if program_size(parsed.tree) > MAX_SIZE:
        raise parser.fault("expression too large", source)
    return parsed


class _Flags(NamedTuple):
    fold: bool = False
    lines: bool = False
    dot_all: bool = False
    lazy: bool = False


_FLAGS = {"i": "fold", "m": "lines", "s": "dot_all", "U": "lazy"}


@dataclass(slots=True)
class _Open:
    """A group that is not closed yet: its branches, the last of them unfinished."""

    number: int | None
    flags: _Flags
    branches: list[list[tuple[Node, int]]] = field(default_factory=lambda: [[]])

    def closed(self) -> tuple[Node, int]:
        parts = [_joined(branch) for branch in self.branches]
        height = max(height for _, height in parts)
        if len(parts) == 1:
            node = parts[0][0]
        else:
            node, height = Choice(tuple(node for node, _ in parts)), height + 1
        return (node, height) if self.number is None else (Group(self.number, node), height + 1)


def _joined(branch: list[tuple[Node, int]]) -> tuple[Node, int]:
    if len(branch) == 1:
        return branch[0]
    return Sequence(tuple(node for node, _ in branch)), max((height for _, height in branch), default=0)


class _Parser:
    __slots__ = ("_at", "_flags", "_groups", "_names", "_open", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._flags = _Flags()
        self._groups = 0
        self._names: dict[str, tuple[int, ...]] = {}
        self._open = [_Open(None, self._flags)]

    @staticmethod
    def fault(what: str, where: str) -> SyntaxFault:
        return SyntaxFault(f"{what}: `{where}`")

    def _from(self, start: int) -> str:
        return self._source[start : self._at]

    def _sees(self, text: str) -> bool:
        return self._source.startswith(text, self._at)

    def _next(self) -> str:
        """Take one character; none at the end."""
        character = self._source[self._at : self._at + 1]
        if _is_byte(character):
            raise self.fault("invalid UTF-8", self._source[self._at :])
        self._at += 1 if character else 0
        return character

    def _require_utf8(self, text: str) -> None:
        for at, character in enumerate(text):
            if _is_byte(character):
                raise self.fault("invalid UTF-8", text[at:])

    def _push(self, node: Node, height: int = 0) -> None:
        if height > MAX_HEIGHT:
            raise self.fault("expression nests too deeply", self._source)
        self._open[-1].branches[-1].append((node, height))

    def parse(self) -> Parsed:
        last_repeat: int | None = None
        while self._at < len(self._source):
            start = self._at
            is_repeat = self._parse_one(last_repeat)
            last_repeat = start if is_repeat else None
        if len(self._open) != 1:
            raise self.fault("missing closing )", self._source)
        tree, height = self._open.pop().closed()
        if height > MAX_HEIGHT:
            raise self.fault("expression nests too deeply", self._source)
        return Parsed(tree, self._groups, self._names)

    def _parse_one(self, last_repeat: int | None) -> bool:
        """Take what comes next; True when it was a repetition."""
        character = self._source[self._at]
        if character in "*+?":
            start = self._at
            self._at += 1
            self._repeat(start, last_repeat, *_SIGNS[character], counted=False)
            return True
        if character == "{":
            start = self._at
            bounds = self._find_bounds()
            if bounds is None:
                self._literal(self._next())
                return False
            least, most = bounds
            if least > _MAX_COPIES or (most is not None and (most > _MAX_COPIES or least > most)):
                raise self.fault("invalid repeat count", self._from(start))
            self._repeat(start, last_repeat, least, most, counted=True)
            return True
        if character == "(":
            self._open_group()
        elif character == ")":
            self._close_group()
        elif character == "|":
            self._at += 1
            self._open[-1].branches.append([])
        elif character == "[":
            self._push(self._parse_class())
        elif character == "\\":
            self._parse_escape()
        elif character in "^$.":
            self._at += 1
            self._push(self._sign(character))
        else:
            self._literal(self._next())
        return False

    def _sign(self, character: str) -> Node:
        if character == ".":
            return ANY if self._flags.dot_all else NO_LINE_END
        what = "line" if self._flags.lines else "text"
        return Assertion(f"{what} {'start' if character == '^' else 'end'}")

    def _literal(self, character: str) -> None:
        ranges: Ranges = ((ord(character), ord(character)),)
        self._push(CharacterSet(folded(ranges) if self._flags.fold else ranges))

    # Repetitions

    def _repeat(self, start: int, last_repeat: int | None, least: int, most: int | None, *, counted: bool) -> None:
        lazy = self._flags.lazy
        if self._sees("?"):
            self._at += 1
            lazy = not lazy
        if last_repeat is not None:
            raise self.fault("invalid nested repetition operator", self._from(last_repeat))
        parts = self._open[-1].branches[-1]
        if not parts:
            raise self.fault("missing argument to repetition operator", self._from(start))
        body, height = parts.pop()
        made = Repeat(body, least, most, lazy, counted)
        if counted and max(least, most or 0) >= 2 and not _fits(made, _MAX_COPIES):
            raise self.fault("invalid repeat count", self._from(start))
        if (
            isinstance(body, Repeat)
            and (body.least, body.most, body.lazy) == (least, most, lazy)
            and not counted | body.counted
        ):
            self._push(body, height)
        else:
            self._push(made, height + 1)

    def _find_bounds(self) -> tuple[int, int | None] | None:
        """Take ``{2}``, ``{2,}`` or ``{2,5}``; anything else is left, and is text."""
        end = self._source.find("}", self._at)
        first, comma, second = self._source[self._at + 1 : max(end, self._at + 1)].partition(",")
        if end < 0 or not _is_number(first) or (second and not _is_number(second)):
            return None
        self._at = end + 1
        least = _number(first)
        if not comma:
            return least, least
        return least, _number(second) if second else None

    # Groups

    def _open_group(self) -> None:
        start = self._at
        number: int | None = None
        outer = self._flags
        if self._sees("(?P<") and start + 4 < len(self._source):
            number = self._named_group(start, start + 4)
        elif self._sees("(?<") and start + 3 < len(self._source):
            number = self._named_group(start, start + 3)
        elif self._sees("(?"):
            if not self._parse_flags(start):
                return
        else:
            self._at += 1
            self._groups += 1
            number = self._groups
        self._open.append(_Open(number, outer))

    def _named_group(self, start: int, name_start: int) -> int:
        end = self._source.find(">", start)
        name = self._source[name_start : max(end, name_start)] if end >= 0 else self._source[start:]
        self._require_utf8(name)
        if end < 0:
            raise self.fault("invalid named capture", name)
        self._at = end + 1
        if not name or not all(_is_word(character) for character in name):
            raise self.fault("invalid named capture", self._from(start))
        self._groups += 1
        self._names[name] = (*self._names.get(name, ()), self._groups)
        return self._groups

    def _parse_flags(self, start: int) -> bool:
        """Take ``(?i-s:`` or ``(?i-s)``; True when a group begins."""
        self._at += 2
        flags = self._flags
        switched_on, seen = True, False
        while self._at < len(self._source):
            character = self._next()
            if character in _FLAGS:
                flags = flags._replace(**{_FLAGS[character]: switched_on})
                seen = True
            elif character == "-" and switched_on:
                switched_on, seen = False, False
            elif character in ":)" and (switched_on or seen):
                self._flags = flags
                return character == ":"
            else:
                break
        raise self.fault("invalid or unsupported Perl syntax", self._from(start))

    def _close_group(self) -> None:
        self._at += 1
        if len(self._open) == 1:
            raise self.fault("unexpected )", self._source)
        group = self._open.pop()
        self._flags = group.flags
        self._push(*group.closed())

    # Escapes

    def _parse_escape(self) -> None:
        """Take what begins with a backslash outside of a class."""
        start = self._at
        sign = self._source[start + 1 : start + 2]
        if sign and sign in "AbBz":
            self._at += 2
            self._push(Assertion({"A": "text start", "b": "edge", "B": "no edge", "z": "text end"}[sign]))
        elif sign == "C":
            self._at += 2
            raise self.fault("invalid escape sequence", self._from(start))
        elif sign == "Q":
            self._parse_quoted()
        else:
            found = self._find_set()
            if found is not None:
                self._push(found)
            else:
                self._literal(chr(self._escaped()))

    def _parse_quoted(self) -> None:
        text, closing, _ = self._source[self._at + 2 :].partition("\\E")
        self._require_utf8(text)
        for character in text:
            self._literal(character)
        self._at += 2 + len(text) + len(closing)

    def _find_set(self) -> CharacterSet | None:
        r"""Take ``\d``, ``\pN``, ``\p{Greek}`` or their like; None when there is something else."""
        sign = self._source[self._at + 1 : self._at + 2]
        if sign and sign in "pP":
            return self._property()
        if not sign or sign not in "dDsSwW":
            return None
        self._at += 2
        return self._group_set({"d": DIGITS, "s": SPACES, "w": WORD}[sign.lower()], negated=sign.isupper())

    def _group_set(self, ranges: Ranges, *, negated: bool) -> CharacterSet:
        found = folded(ranges) if self._flags.fold else ranges
        return CharacterSet(complement(found) if negated else found)

    def _property(self) -> CharacterSet:
        start = self._at
        negated = self._source[start + 1] == "P"
        self._at += 2
        name = self._next()
        if name == "{":
            end = self._source.find("}", self._at)
            name = self._source[self._at : end] if end >= 0 else self._source[start:]
            self._require_utf8(name)
            if end < 0:
                raise self.fault("invalid character class range", name)
            self._at = end + 1
        if name.startswith("^"):
            name, negated = name[1:], not negated
        found = find_property(name, negated=negated, fold=self._flags.fold)
        if found is None:
            raise self.fault("invalid character class range", self._from(start))
        return found

    def _escaped(self) -> int:
        """Take an escape that stands for one character: its code."""
        start = self._at
        self._at += 1
        if self._at == len(self._source):
            raise self.fault("trailing backslash at end of expression", "")
        sign = self._next()
        if sign.isascii() and not sign.isalnum():
            return ord(sign)
        if sign in _SIMPLE_ESCAPES:
            return _SIMPLE_ESCAPES[sign]
        if sign == "0" or ("1" <= sign <= "7" and self._is_octal()):
            digits = sign
            while len(digits) < 3 and self._is_octal():
                digits += self._next()
            return int(digits, 8)
        code = self._hexadecimal() if sign == "x" else None
        if code is None:
            raise self.fault("invalid escape sequence", self._from(start))
        return code

    def _is_octal(self) -> bool:
        return "0" <= self._source[self._at : self._at + 1] <= "7"

    def _hexadecimal(self) -> int | None:
        first = self._next()
        if first != "{":
            digits = first + self._next() if first else ""
            return int(digits, 16) if len(digits) == 2 and all(map(_is_hexadecimal, digits)) else None
        code, seen = 0, False
        while True:
            digit = self._next()
            if digit == "}":
                return code if seen else None
            if not _is_hexadecimal(digit):
                return None
            code, seen = code * 16 + int(digit, 16), True
            if code > 0x10FFFF:
                return None

    # Classes

    def _parse_class(self) -> CharacterSet:
        """Take ``[...]``."""
        start = self._at
        self._at += 1
        negated = self._sees("^")
        self._at += 1 if negated else 0
        ranges: list[tuple[int, int]] = []
        properties: list[str] = []
        first = True
        while first or not self._sees("]"):
            first = False
            found = self._find_named() if self._sees("[:") else self._find_set() if self._sees("\\") else None
            if found is not None:
                ranges.extend(found.ranges)
                properties.extend(found.properties)
            else:
                one = self._range(start)
                ranges.extend(folded((one,)) if self._flags.fold else (one,))
        self._at += 1
        return CharacterSet(clean(ranges), tuple(dict.fromkeys(properties)), negated)

    def _find_named(self) -> CharacterSet | None:
        """Take ``[:alpha:]`` or ``[:^alpha:]``; None when it does not end."""
        end = self._source.find(":]", self._at + 2)
        if end < 0:
            return None
        start, self._at = self._at, end + 2
        name = self._source[start + 2 : end]
        ranges = NAMED.get(name.removeprefix("^"))
        if ranges is None:
            raise self.fault("invalid character class range", self._from(start))
        return self._group_set(ranges, negated=name.startswith("^"))

    def _range(self, class_start: int) -> tuple[int, int]:
        start = self._at
        low = high = self._class_character(class_start)
        if self._sees("-") and self._at + 1 < len(self._source) and self._source[self._at + 1] != "]":
            self._at += 1
            high = self._class_character(class_start)
            if high < low:
                raise self.fault("invalid character class range", self._from(start))
        return low, high

    def _class_character(self, class_start: int) -> int:
        if self._at == len(self._source):
            raise self.fault("missing closing ]", self._source[class_start:])
        return self._escaped() if self._sees("\\") else ord(self._next())


_SIGNS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_SIMPLE_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}


def _fits(node: Node, copies: int) -> bool:
    """False when counted repetitions inside each other make more than ``copies`` of something."""
    match node:
        case Repeat(body, least, most, _, counted):
            if counted and most == 0:
                return True
            times = max(1, least if most is None else most) if counted else 1
            return times <= copies and _fits(body, copies // times)
        case Group(_, body):
            return _fits(body, copies)
        case Sequence(parts) | Choice(parts):
            return all(_fits(part, copies) for part in parts)
        case _:
            return True


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and (digits == "0" or not digits.startswith("0"))


def _number(digits: str) -> int:
    return int(digits) if len(digits) < 9 else _MAX_COPIES + 1


def _is_byte(character: str) -> bool:
    """True for a byte that is no UTF-8, as strings hold it."""
    return "\ud800" <= character <= "\udfff"


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _is_hexadecimal(character: str) -> bool:
    return bool(character) and character in "0123456789abcdefABCDEF"
