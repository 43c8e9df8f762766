"""``printf`` with Go's flags, widths, argument numbers and complaints: ``%05.2f``, ``%[2]*d``, ``%!d(string=x)``."""

from collections.abc import Sequence

from stackc.go.faults import FunctionError
from stackc.go.fmt import NIL, format_values
from stackc.go.limits import MAX_TEXT
from stackc.go.values import type_name
from stackc.go.verbs import Flags, format_verb

_LARGEST_NUMBER = 1_000_000
"""Widths and precisions above this are no numbers to Go."""


def format_println(*values: object) -> str:
    """``values`` with a space between them and a line break behind."""
    return " ".join(format_values(values)) + "\n"


def format_printf(template: str, *values: object) -> str:
    """``template`` with its verbs replaced by ``values``."""
    return _Printf(template, values).run()


_FLAG_NAMES = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}


class _Printf:
    """One run over a format; ``position`` is in the format, ``next`` the argument whose turn it is."""

    def __init__(self, template: str, values: Sequence[object]) -> None:
        self.template = template
        self.values = values
        self.position = 0
        self.next = 0
        self.pieces: list[str] = []
        self.reordered = False
        self.good_index = True
        self.after_index = False

    def run(self) -> str:
        size = 0
        while self.position < len(self.template):
            found = self.template.find("%", self.position)
            if found < 0:
                self.pieces.append(self.template[self.position :])
                break
            self.pieces.append(self.template[self.position : found])
            self.position = found + 1
            self.verb()
            size += len(self.pieces[-1])
            if size > MAX_TEXT:
                raise FunctionError(f"the result has more than {MAX_TEXT} characters")
        if not self.reordered and self.next < len(self.values):
            self.pieces.append(f"%!(EXTRA {', '.join(_typed(self.values[self.next :]))})")
        return "".join(self.pieces)

    def peek(self) -> str:
        return self.template[self.position : self.position + 1]

    def verb(self) -> None:
        flags = Flags()
        self.good_index = True
        while (name := _FLAG_NAMES.get(self.peek())) is not None:
            setattr(flags, name, True)
            self.position += 1
        self.after_index = False
        self.index()
        self.width(flags)
        if self.position + 1 < len(self.template) and self.peek() == ".":
            self.precision(flags)
        if not self.after_index:
            self.index()
        verb = self.peek()
        if not verb:
            self.pieces.append("%!(NOVERB)")
            return
        self.position += 1
        if verb == "%":
            self.pieces.append("%")
        elif not self.good_index:
            self.pieces.append(f"%!{verb}(BADINDEX)")
        elif self.next >= len(self.values):
            self.pieces.append(f"%!{verb}(MISSING)")
        else:
            value = self.values[self.next]
            self.next += 1
            self.pieces.append(format_verb(value, verb, flags))

    def width(self, flags: Flags) -> None:
        if self.peek() == "*":
            self.position += 1
            number = self.star()
            self.after_index = False
            if number is None:
                self.pieces.append("%!(BADWIDTH)")
                return
            if number < 0:
                flags.minus, flags.zero = True, False
            flags.width = abs(number)
        else:
            flags.width = self.number()
            if self.after_index and flags.width is not None:
                self.good_index = False

    def precision(self, flags: Flags) -> None:
        self.position += 1
        if self.after_index:
            self.good_index = False
        self.index()
        if self.peek() == "*":
            self.position += 1
            number = self.star()
            self.after_index = False
            if number is None or number < 0:
                self.pieces.append("%!(BADPREC)")
                return
            flags.precision = number
        else:
            flags.precision = self.number() or 0

    def number(self) -> int | None:
        start = self.position
        while self.peek().isdigit() and self.peek().isascii():
            self.position += 1
        if start == self.position:
            return None
        if self.position - start > 7 or int(self.template[start : self.position]) > _LARGEST_NUMBER * 10:
            self.position = len(self.template)
            return None
        return int(self.template[start : self.position])

    def star(self) -> int | None:
        """The argument whose turn it is, as a width or precision."""
        if self.next >= len(self.values):
            return None
        value = self.values[self.next]
        self.next += 1
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_NUMBER:
            return int(value)
        return None

    def index(self) -> None:
        """An explicit argument number, ``[2]``."""
        if self.peek() != "[":
            self.after_index = False
            return
        self.reordered = True
        closing = self.template.find("]", self.position)
        if closing < 0 or len(self.template) - self.position < 3:
            self.good_index = False
            self.position += 1
            self.after_index = False
            return
        digits = self.template[self.position + 1 : closing]
        self.position = closing + 1
        if digits.isascii() and digits.isdigit() and len(digits) < 8 and 0 < int(digits) <= len(self.values):
            self.next = int(digits) - 1
            self.after_index = True
        else:
            self.good_index = False
            self.after_index = digits.isascii() and digits.isdigit() and len(digits) < 8


def _typed(values: Sequence[object]) -> list[str]:
    return [
        NIL if value is None else f"{type_name(value)}={shown}"
        for value, shown in zip(values, format_values(values), strict=True)
    ]
