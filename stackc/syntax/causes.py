"""What people get wrong when libyaml gives up, told from the lines around: a colon, a space, a dash, an indentation.

libyaml says where it cannot go on, which often is a line behind the mistake. Pure text in, one ``Cause`` out; None
where the lines show no mistake we know. See docs/language.md, mistakes in YAML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.words import amount


class Place(NamedTuple):
    """A line and a column, both counted from 0."""

    line: int
    column: int


class Complaint(NamedTuple):
    """What libyaml says: where it stopped, and where what it was reading began."""

    at: Place
    said: str
    context: str = ""
    began: Place | None = None


class Cause(NamedTuple):
    """A mistake on one line: columns from 0, ``end`` exclusive."""

    line: int
    start: int
    end: int
    message: str
    label: str
    help: str | None = None
    is_behind: bool = False
    """Whether libyaml stopped at a later place, which is worth showing."""
    other: Cause | None = None
    """A further place, by its label alone."""


class Conflict(NamedTuple):
    """A merge conflict that was left in a file: the lines of its marks, counted from 0."""

    ours: int
    middle: int | None
    theirs: int | None


_CONFLICT = late_pattern(r"(<{7}|={7}|>{7})(?: .*)?\r?$")
_NAME = r"[A-Za-z_][\w./-]*"
_NO_SPACE = late_pattern(rf"(?:- )?({_NAME}):([^\s:/].*)$")
_EQUALS = late_pattern(rf"({_NAME}) *= *(.+)$")
_NO_COLON = late_pattern(rf"(?:- )?({_NAME})[ \t]+([^\s:#].*)$")
_ALONE = late_pattern(rf"(?:- )?({_NAME})$")
_DASH = late_pattern(r"-([^\s-].*)$")
_FULL = late_pattern(r"(?:- +)*([^\s:#][^:#]*?) *:[ \t]+(\S.*)$")
_PAIR = late_pattern(r"\s*(?:- +)*([^\s:#'\"\[{][^:#]*?) *:[ \t]+([^\s'\"\[{|>&*!#].*)$")
_BLOCK = late_pattern(r"(?::|-)[ \t]+[|>][-+0-9]*[ \t]*$")


def find_conflict(lines: Sequence[str]) -> Conflict | None:
    """The first merge conflict; lines of seven marks alone are none without the one that opens it."""
    marks = [(at, found[1][0]) for at, line in enumerate(lines) if (found := _CONFLICT.match(line))]
    ours = next((at for at, mark in marks if mark == "<"), None)
    if ours is None:
        return None
    middle, theirs = (next((at for at, mark in marks if mark == wanted and at > ours), None) for wanted in "=>")
    return None if middle is None and theirs is None else Conflict(ours, middle, theirs)


def find_cause(lines: Sequence[str], complaint: Complaint) -> Cause | None:
    """The mistake that made libyaml complain."""
    said, line = complaint.said, complaint.at.line
    if line >= len(lines):
        return _unclosed(lines, complaint) or _simple_key(lines, complaint)
    if "cannot start any token" in said:
        return _odd_start(lines, complaint.at)
    if "sequence entries are not allowed" in said:
        return _list_behind_key(lines, complaint.at)
    if "alphabetic or numeric" in said:
        return _no_alias(lines, complaint)
    if "comment or line break" in said:
        return _text_behind_sign(lines, complaint)
    if "unknown escape" in said:
        return _escape(lines, complaint.at)
    if "expected ':'" in said:
        return _simple_key(lines, complaint)
    if "mapping values are not allowed" in said:
        return _second_colon(lines, complaint.at) or _above(lines, complaint.at)
    if complaint.context.endswith(("flow sequence", "flow mapping")):
        return _unclosed(lines, complaint)
    if "expected" in said:
        return _misplaced(lines, complaint)
    return None


# --- one line


def _content(line: str) -> str:
    """A line without its indentation, its comment and what shows nothing."""
    return re.split(r"(?:^|\s)#", line.strip(), maxsplit=1)[0].strip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _whole(lines: Sequence[str], at: int, message: str, label: str, help_: str | None, *, is_behind: bool) -> Cause:
    """All that the line says."""
    start = _indent(lines[at])
    end = start + len(_content(lines[at]))
    return Cause(at, start, max(end, start + 1), message, label, help_, is_behind)


def _rest(lines: Sequence[str], place: Place, message: str, label: str, help_: str | None) -> Cause:
    """From ``place`` to the end of what the line says."""
    end = _indent(lines[place.line]) + len(_content(lines[place.line]))
    return Cause(place.line, place.column, max(end, place.column + 1), message, label, help_)


def _incomplete(lines: Sequence[str], at: int, *, in_list: bool = False) -> Cause | None:
    """A line that is no pair of key and value, nor an item of a list."""
    text = _content(lines[at])
    if found := _DASH.match(text):
        return _whole(
            lines, at, "a space is missing behind a dash", "an item of a list?", f"write `- {found[1]}`", is_behind=True
        )
    if in_list and not text.startswith("- ") and not _FULL.match(text):
        return _whole(lines, at, "a dash is missing", "no item of the list", f"write `- {text}`", is_behind=True)
    for pattern, message in (
        (_NO_SPACE, "a space is missing behind a colon"),
        (_EQUALS, "`=` is not YAML"),
        (_NO_COLON, "a colon is missing"),
    ):
        if found := pattern.match(text):
            advice = f"write `{found[1]}: {found[2]}`"
            return _whole(lines, at, message, "not a key with a value", advice, is_behind=True)
    if found := _ALONE.match(text):
        message = f"a colon is missing behind `{found[1]}`"
        return _whole(lines, at, message, "not a key", f"write `{found[1]}:`", is_behind=True)
    return None


# --- by complaint


def _odd_start(lines: Sequence[str], at: Place) -> Cause | None:
    line = lines[at.line]
    char = line[at.column : at.column + 1]
    if not char or char.isspace():
        return None
    if line[at.column - 1 : at.column + 1] == "{%" and at.column:
        start = Place(at.line, at.column - 1)
        advice = "templates are Go's: `{{ if … }}` … `{{ end }}`, in a file that ends in `.yaml.tmpl`"
        return _rest(lines, start, "`{%` is Jinja, which is not rendered", "not YAML, and no template", advice)
    found = _rest(lines, at, f"a value cannot begin with `{char}`", "needs quotes", None)
    return found._replace(help=_quoted(line[found.start : found.end]))


def _list_behind_key(lines: Sequence[str], at: Place) -> Cause:
    message = "a list cannot begin on the line of its key"
    return _rest(lines, at, message, "the first item", "put each item on a line of its own, below the key")


def _no_alias(lines: Sequence[str], complaint: Complaint) -> Cause:
    line = complaint.at.line
    column = max(lines[line].rfind("*", 0, complaint.at.column), lines[line].rfind("&", 0, complaint.at.column), 0)
    while column and lines[line][column - 1] == lines[line][column]:
        column -= 1
    sign = lines[line][column]
    what = "an alias" if sign == "*" else "an anchor"
    message = f"`{sign}` begins {what}, which needs a name"
    found = _rest(lines, Place(line, column), message, "not a name", None)
    return found._replace(help=_quoted(lines[line][found.start : found.end]))


def _text_behind_sign(lines: Sequence[str], complaint: Complaint) -> Cause | None:
    sign = complaint.began
    if sign is None or sign.line >= len(lines):
        return None
    message = f"text stands behind `{lines[sign.line][sign.column]}`"
    return _rest(lines, sign, message, "only the sign may be here", "begin the text on the next line, or quote it")


def _escape(lines: Sequence[str], at: Place) -> Cause:
    column = max(lines[at.line].rfind("\\", 0, at.column + 2), 0)
    text = lines[at.line][column : column + 2]
    message = f"`{text}` means nothing in double quotes"
    advice = "put the text into single quotes, or write the backslash twice"
    return Cause(at.line, column, column + 2, message, "not an escape", advice)


def _simple_key(lines: Sequence[str], complaint: Complaint) -> Cause | None:
    """A line that was to be a key and has no colon."""
    began = complaint.began
    if "expected ':'" not in complaint.said or began is None or began.line >= len(lines):
        return None
    above = _line_above(lines, began.line)
    if above is not None and _BLOCK.search(lines[above].rstrip()) and _indent(lines[above]) <= began.column:
        return _block_text(lines, began.line, above)
    in_list = above is not None and _indent(lines[above]) == began.column and lines[above].lstrip().startswith("- ")
    return _incomplete(lines, began.line, in_list=in_list)


def _block_text(lines: Sequence[str], at: int, sign: int) -> Cause:
    message = f"the text below `{_content(lines[sign])}` is not indented"
    label = "not deeper than its key"
    return _whole(lines, at, message, label, f"indent it by {_indent(lines[sign]) + 2} spaces", is_behind=False)


def _second_colon(lines: Sequence[str], at: Place) -> Cause | None:
    """Two pairs on one line: the value holds a colon with a space behind it."""
    pair = _PAIR.match(lines[at.line][: at.column])
    if not pair:
        return None
    cause = _rest(lines, Place(at.line, pair.start(2)), "a value holds a colon and a space", "needs quotes", None)
    return cause._replace(help=_quoted(lines[at.line][cause.start : cause.end]))


def _above(lines: Sequence[str], at: Place) -> Cause | None:
    """A key that cannot be one for what the line above it says."""
    above = _line_above(lines, at.line)
    if above is None:
        return None
    text, here, there = _content(lines[above]), _indent(lines[at.line]), _indent(lines[above])
    if not _FULL.match(text) and not text.endswith(":"):
        starts = above
        while (before := _line_above(lines, starts)) is not None and _indent(lines[before]) == _indent(lines[starts]):
            if _FULL.match(_content(lines[before])) or _content(lines[before]).endswith(":"):
                break
            starts = before
        incomplete = _incomplete(lines, starts)
        if incomplete is not None:
            return incomplete
    if not _FULL.match(text) and not text.endswith(":") and not text.startswith("-"):
        message = "this line is no pair of a key and a value"
        return _whole(lines, above, message, "no colon with a space behind it", None, is_behind=True)
    if here <= there:
        return None
    key = text.lstrip("- ").partition(":")[0]
    message = f"the indentation does not fit: `{key}` above has a value and nothing can stand below it"
    return _whole(
        lines, at.line, message, amount(here, "space"), f"indent it like the line above, by {there}", is_behind=False
    )


def _unclosed(lines: Sequence[str], complaint: Complaint) -> Cause | None:
    """A bracket that is not closed: it belongs behind what was read of its list, before the line of the next key."""
    opening, at = complaint.began, complaint.at
    is_flow = complaint.context.endswith(("flow sequence", "flow mapping"))
    if not is_flow or opening is None or opening.line >= len(lines):
        return None
    sign = lines[opening.line][opening.column]
    closing = {"[": "]", "{": "}"}.get(sign, "]")
    if at.line <= opening.line and at.line < len(lines) and lines[at.line][at.column :].strip():
        return _wrong_end(lines, at, sign, closing)
    last = _line_above(lines, at.line)
    if last is None or last < opening.line:
        last = opening.line
    end = _indent(lines[last]) + len(_content(lines[last]))
    opened = Cause(opening.line, opening.column, opening.column + 1, "", "it opens here")
    return Cause(last, end, end + 1, f"`{sign}` is not closed", f"`{closing}` is missing", None, other=opened)


def _wrong_end(lines: Sequence[str], at: Place, sign: str, closing: str) -> Cause | None:
    found = lines[at.line][at.column : at.column + 1]
    if found not in "]}" or not found:
        return None
    return Cause(
        at.line, at.column, at.column + 1, f"`{sign}` is closed by `{found}`", "another bracket", f"write `{closing}`"
    )


def _misplaced(lines: Sequence[str], complaint: Complaint) -> Cause | None:
    """Something that fits none of the lines above, or stands behind a value that has ended."""
    at = complaint.at
    if at.column > _indent(lines[at.line]):
        return _behind_value(lines, at)
    first = next((index for index in range(len(lines)) if _content(lines[index])), at.line)
    indent = _indent(lines[at.line])
    if "<document start>" in complaint.said:
        if _indent(lines[first]) <= indent:
            return None
        return _whole(
            lines,
            first,
            "the first line is indented, and later ones are not",
            "too deep",
            "remove the spaces before it and what belongs to it",
            is_behind=True,
        )
    above = _line_above(lines, at.line)
    if "'-' indicator" in complaint.said and above is not None:
        message = f"`{_content(lines[at.line]).partition(':')[0]}` is no item of the list it stands in"
        advice = "put a dash before it, or indent it like the keys of the item above"
        return _whole(lines, at.line, message, "neither an item nor part of one", advice, is_behind=False)
    incomplete = _incomplete(lines, above) if above is not None and _indent(lines[above]) < indent else None
    if incomplete is not None:
        return incomplete
    known = _open_indents(lines, at.line)
    if indent in known or not known:
        return None
    advice = f"indent it by {_neighbours(indent, known)} spaces"
    message = "the indentation fits no line above"
    return _whole(lines, at.line, message, amount(indent, "space"), advice, is_behind=False)


def _behind_value(lines: Sequence[str], at: Place) -> Cause | None:
    line = lines[at.line]
    before = line[: at.column].rstrip()
    last, start = before[-1:], line.find("{{")
    if last == "}" and 0 <= start < at.column:
        found = _rest(lines, Place(at.line, start), "a value that begins with a template needs quotes", "no text", None)
        return found._replace(help=_quoted(line[found.start : found.end]))
    if last in "'\"" and last:
        if line[at.column] == ",":
            return _rest(lines, at, "a comma stands behind a value", "not YAML here", "remove the comma")
        advice = (
            "write an apostrophe twice, or put the text into double quotes"
            if last == "'"
            else "put the whole text into quotes: single ones where it holds double ones"
        )
        return _rest(lines, at, "text stands behind a closing quote", "behind the quote", advice)
    if re.search(r"[*&][\w-]+$", before):
        return _rest(
            lines, at, "text stands behind an alias or an anchor", "behind its name", "remove it, or quote all"
        )
    if last in "]}" and last:
        return _rest(lines, at, "text stands behind a closing bracket", "behind the bracket", "remove it, or quote all")
    return None


def _line_above(lines: Sequence[str], at: int) -> int | None:
    return next((index for index in range(at - 1, -1, -1) if _content(lines[index])), None)


def _open_indents(lines: Sequence[str], at: int) -> set[int]:
    """How far the maps and lists are indented that are open before the line ``at``."""
    known: set[int] = set()
    lowest: int | None = None
    for index in range(at - 1, -1, -1):
        if not _content(lines[index]):
            continue
        indent = _indent(lines[index])
        if lowest is None or indent < lowest:
            known.add(indent)
            lowest = indent
        if not indent:
            break
    return known


def _neighbours(indent: int, known: set[int]) -> str:
    """The indentations around one that fits none, in words."""
    below, above = [each for each in known if each < indent], [each for each in known if each > indent]
    return " or ".join(map(str, (*([max(below)] if below else ()), *([min(above)] if above else ()))))


def _quoted(text: str) -> str:
    """Advice: ``text`` in the quotes that need nothing else."""
    return f"quote it: '{text}'" if ('"' in text or "\\" in text) and "'" not in text else f'quote it: "{text}"'
