"""One value of a YAML text written anew, and every other byte kept: comments, order, quotes, line ends, indentation.

Text, path and value → new text, or what is in the way. What was written is read again, so that no answer is a guess.
See docs/language.md, editing values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.source import Path, Span
from stackc.base.value import MISSING, Append, Missing, Table, Value, look_up, strictly_equal
from stackc.syntax.pieces import Entry, Piece, content_end, find_pieces, has_comment, used_anchors
from stackc.syntax.scalars import resolve_plain
from stackc.syntax.spelling import Habits, entry_lines, in_block, in_line
from stackc.syntax.yaml import SOUND_SCALARS, ScalarRules, parse_document

Hindrance = Literal["anchor", "merge", "computed", "kind", "comments", "missing", "form"]
"""What is in the way: an anchor or alias; ``<<``; a function or a template; a value that is no map or list; comments
that would be lost; an item that is not there; a form of writing that is not edited.
"""


class Edited(NamedTuple):
    """The text with the value in it."""

    text: str
    line: int
    """Where the value stands now, from 1."""
    done: Literal["added", "changed", "unchanged"]


class Obstacle(NamedTuple):
    """Why nothing was written, and where the reason stands."""

    kind: Hindrance
    span: Span


class _Way(NamedTuple):
    """Where a path leads: the last piece there is, what holds it, and the steps that are not there."""

    piece: Piece
    rest: Path = ()
    above: Piece | None = None
    entry: Entry | None = None
    in_flow: bool = False


class _Hindered(Exception):
    def __init__(self, kind: Hindrance, at: int) -> None:
        super().__init__(kind)
        self.kind: Hindrance = kind
        self.at = at


def write_value(
    text: str, file: str, path: Path, value: Value, rules: ScalarRules = SOUND_SCALARS, opening: str = "{{"
) -> Edited | Obstacle:
    """``text`` with ``value``, which is plain data, at ``path``; maps that are missing on the way are made.

    A map or list that is there keeps what it has in common with ``value``. ``file`` is for places, ``opening`` is what
    begins a template.
    """
    root = parse_document(text, file, rules).root
    whole: Value = {} if root is None else root
    before = look_up(whole, path)
    try:
        if not isinstance(before, Missing) and strictly_equal(before, value):
            return Edited(text, _line(text, path), "unchanged")
        written = text
        for at, item in _steps(before, value, path):
            written = _written(written, at, item, opening)
    except _Hindered as problem:
        return Obstacle(problem.kind, _span(text, file, problem.at))
    if not strictly_equal(parse_document(written, file, rules).root, put(whole, path, value)):
        return Obstacle("form", _span(text, file, 0))
    return Edited(written, _line(written, path), "added" if isinstance(before, Missing) else "changed")


def _steps(before: Value | Missing, value: Value, path: Path) -> list[tuple[Path, Value]]:
    """The smallest edits that make ``value`` of ``before``: keys and items that stay are not written again."""
    if isinstance(before, dict) and isinstance(value, dict) and before and before.keys() <= value.keys():
        pairs: list[tuple[str | int, Value | Missing, Value]] = [
            (key, before.get(key, MISSING), item) for key, item in value.items()
        ]
    elif isinstance(before, list) and isinstance(value, list) and before and _continues(before, value):
        pairs = [(at, before[at] if at < len(before) else MISSING, item) for at, item in enumerate(value)]
    else:
        return [(path, value)]
    changed = ((step, old, new) for step, old, new in pairs if isinstance(old, Missing) or not strictly_equal(old, new))
    return [each for step, old, new in changed for each in _steps(old, new, (*path, step))]


def _continues(before: list[Value], value: list[Value]) -> bool:
    """True where items are only changed, or only added behind: else what is written beside them would not fit."""
    return len(before) == len(value) or (
        len(before) < len(value) and all(map(strictly_equal, before, value[: len(before)]))
    )


def put(whole: Value, path: Path, value: Value) -> Value:
    """``whole`` with ``value`` at ``path``; maps that are missing on the way are made, and a list of the first item."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        table: Table = whole if isinstance(whole, dict) else {}
        return {**table, step: put(table.get(step), rest, value)}
    if isinstance(whole, Append):
        inside = put(whole.items, path, value)
        return Append(inside) if isinstance(inside, list) else inside
    items = whole if isinstance(whole, list) else []
    below = items[step] if step < len(items) else None
    return [*items[:step], put(below, rest, value), *items[step + 1 :]]


# --- the way to a value


def _written(text: str, path: Path, value: Value, opening: str) -> str:
    root = find_pieces(text)
    if root is None:
        return _begun(text, _wrapped(path, value))
    habits = _habits(text, root)
    way = _way(root, path)
    if not way.rest:
        _check_plain(text, way.piece, opening)
    return _added(text, way, value, habits) if way.rest else _replaced(text, way, value, habits)


def _way(root: Piece, path: Path) -> _Way:
    used = used_anchors(root)
    way = _Way(root)
    for depth, step in enumerate(path):
        piece = way.piece
        _check_own(piece, used)
        if piece.is_empty or (isinstance(step, int) and piece.kind == "list" and step == len(piece.items)):
            return way._replace(rest=path[depth:])
        entry = piece.find(step) if isinstance(step, str) and piece.kind == "map" else None
        if entry is not None:
            below = entry.value
        elif isinstance(step, str) and piece.kind == "map":
            merge = next((each for each in piece.entries if each.merges), None)
            if merge is not None:
                raise _Hindered("merge", merge.key.start)
            return way._replace(rest=path[depth:])
        elif isinstance(step, int) and piece.kind == "list" and step < len(piece.items):
            below = piece.items[step]
        else:
            raise _Hindered("missing" if piece.kind == "list" else "kind", piece.start)
        way = _Way(below, (), piece, entry, way.in_flow or piece.is_flow)
    _check_own(way.piece, used)
    return way


def _check_own(piece: Piece, used: frozenset[str]) -> None:
    """What an alias stands for is not this place's own."""
    if piece.kind == "alias" or piece.anchor in used:
        raise _Hindered("anchor", piece.start)


def _check_plain(text: str, piece: Piece, opening: str) -> None:
    """What is replaced says what it says: no function, no template, nothing that is used elsewhere."""
    pending = [piece]
    while pending:
        each = pending.pop()
        if each.anchor is not None or each.kind == "alias":
            raise _Hindered("anchor", each.start)
        if each.tag is not None:
            raise _Hindered("computed", each.start)
        pending += each.below()
    if opening in text[piece.start : piece.end]:
        raise _Hindered("computed", piece.start)


# --- a value that is there


def _replaced(text: str, way: _Way, value: Value, habits: Habits) -> str:
    piece = way.piece
    style = _style(way.above, piece)
    line = in_line(value, habits, style, in_flow=way.in_flow)
    if piece.is_empty:
        if isinstance(value, (dict, list)) and value and not way.in_flow and way.entry is not None:
            return _below(text, way, value, habits)
        return f"{text[: piece.start]} {line}{text[piece.start :]}"
    if has_comment(text, piece):
        raise _Hindered("comments", piece.start)
    end = content_end(text, piece)
    if not piece.is_block:
        return text[: piece.start] + line + text[end:]
    stays = isinstance(value, dict) if piece.kind == "map" else isinstance(value, list)
    if isinstance(value, (dict, list)) and value and stays:
        lines = in_block(value, piece.column, habits, style)
        return text[: piece.start] + habits.end.join(lines).lstrip(" ") + text[end:]
    return _folded_up(text, way, line, end)


def _folded_up(text: str, way: _Way, line: str, end: int) -> str:
    """What stood below a key is now one value behind it; what stood behind a dash one in its place."""
    if way.entry is None:
        if way.above is None:
            raise _Hindered("form", way.piece.start)
        return text[: way.piece.start] + line + text[end:]
    head = _behind_colon(text, way.entry.key)
    head_end = text.find("\n", head, way.piece.start)
    if head_end < 0:
        raise _Hindered("form", way.piece.start)
    if "#" in text[head_end : way.piece.start]:
        raise _Hindered("comments", head_end + 1)
    rest = text[head:head_end].rstrip("\r")
    return f"{text[:head]} {line}{rest.rstrip() and rest}{text[end:]}"


_COLON = late_pattern(r"\s*:")


def _behind_colon(text: str, key: Piece) -> int:
    found = _COLON.match(text, key.end)
    if found is None:
        raise _Hindered("form", key.start)
    return found.end()


def _style(above: Piece | None, piece: Piece | None) -> str:
    """The quotes a text gets: those of the one it replaces, else those most texts beside it have."""
    if piece is not None and piece.kind == "scalar" and _is_text(piece):
        return piece.style if piece.style in ("'", '"') else ""
    beside = _texts(piece) if piece is not None and piece.kind in ("map", "list") else []
    if not beside and above is not None:
        beside = [each for each in above.below() if each not in [entry.key for entry in above.entries]]
    counted = Counter(
        each.style for each in beside if each.kind == "scalar" and _is_text(each) and each.style not in ("|", ">")
    )
    return max(counted, key=lambda style: (counted[style], style), default="")


def _texts(piece: Piece) -> list[Piece]:
    """The scalars below, without keys."""
    if piece.kind == "scalar":
        return [piece]
    return [leaf for each in (*piece.items, *(entry.value for entry in piece.entries)) for leaf in _texts(each)]


def _is_text(piece: Piece) -> bool:
    return bool(piece.style) or (not piece.is_empty and isinstance(resolve_plain(piece.value).value, str))


# --- a value that is new


def _added(text: str, way: _Way, value: Value, habits: Habits) -> str:
    piece, (first, *others) = way.piece, way.rest
    inner = _wrapped(tuple(others), value)
    style = _style(piece, None)
    if piece.is_empty:
        return _under_key(text, way, _wrapped(way.rest, value), habits)
    if piece.is_flow:
        return _in_flow(text, piece, first, inner, habits, style)
    if isinstance(first, str):
        return _behind(text, piece, entry_lines(first, inner, piece.column, habits, style), habits)
    return _behind(text, piece, in_block([inner], piece.column, habits, style), habits)


def _wrapped(path: Path, value: Value) -> Value:
    """``value`` inside of the maps that ``path`` names, and of lists that begin with it."""
    for step in reversed(path):
        if isinstance(step, int) and step > 0:
            raise _Hindered("missing", 0)
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _under_key(text: str, way: _Way, value: Value, habits: Habits) -> str:
    if way.in_flow or way.entry is None:
        return f"{text[: way.piece.start]} {in_line(value, habits, '', in_flow=True)}{text[way.piece.start :]}"
    return _below(text, way, value, habits)


def _below(text: str, way: _Way, value: Value, habits: Habits) -> str:
    """The lines of ``value`` below the key of an entry that had no value."""
    assert way.above is not None, "an entry stands in a map"
    step = habits.step if isinstance(value, dict) else habits.list_step
    return _behind(text, way.piece, in_block(value, way.above.column + step, habits, ""), habits)


def _in_flow(text: str, piece: Piece, step: str | int, value: Value, habits: Habits, style: str) -> str:
    new = in_line(value, habits, style, in_flow=True)
    if isinstance(step, str):
        new = f"{in_line(step, habits, '', in_flow=True)}: {new}"
    inside = piece.below()
    if inside:
        end = inside[-1].end
        return f"{text[:end]}, {new}{text[end:]}"
    opening = text.index("{" if piece.kind == "map" else "[", piece.start) + 1
    return text[:opening] + new + text[opening:]


def _behind(text: str, piece: Piece, lines: Sequence[str], habits: Habits) -> str:
    """``lines`` below the last line of ``piece``, and of the comment behind it."""
    last = piece
    while last.is_block and last.below():
        last = last.below()[-1]
    keeps = last.style in ("|", ">") and "+" in text[last.start : last.start + 4].split("\n")[0]
    end = last.end - 1 if keeps and text[last.end - 1 : last.end] == "\n" else content_end(text, piece)
    return _with_lines(text, text.find("\n", end), lines, habits)


def _with_lines(text: str, line_end: int, lines: Sequence[str], habits: Habits) -> str:
    if line_end < 0:
        return text + "".join(habits.end + line for line in lines)
    end = "\r\n" if text[line_end - 1 : line_end] == "\r" else "\n"
    return text[: line_end + 1] + "".join(line + end for line in lines) + text[line_end + 1 :]


def _begun(text: str, value: Value) -> str:
    """A text without any value, which may have comments, continued."""
    habits = _habits(text, None)
    lines = in_block(value, 0, habits, "")
    gap = "" if not text or text.endswith("\n") else habits.end
    return text + gap + "".join(line + habits.end for line in lines)


# --- how a text is written


def _habits(text: str, root: Piece | None) -> Habits:
    steps: list[int] = []
    list_steps: list[int] = []
    quotes: Counter[str] = Counter()
    pending = [root] if root is not None else []
    while pending:
        piece = pending.pop(0)
        for entry in piece.entries if piece.is_block else ():
            if entry.value.is_block and entry.value.tag is None and entry.value.anchor is None:
                found = steps if entry.value.kind == "map" else list_steps
                found.append(entry.value.column - piece.column)
        quotes[piece.style] += 1
        pending += piece.below()
    step = steps[0] if steps else 2
    return Habits(
        step,
        list_steps[0] if list_steps else step,
        "'" if quotes["'"] > quotes['"'] else '"',
        "\r\n" if 2 * text.count("\r\n") > text.count("\n") else "\n",
    )


# --- places


def _line(text: str, path: Path) -> int:
    """The line of the key or item at ``path``, which is there."""
    piece = find_pieces(text)
    at = 0
    for step in path:
        if piece is None:
            break
        if isinstance(step, str):
            entry = piece.find(step)
            piece, at = (entry.value, entry.key.start) if entry is not None else (None, at)
        else:
            piece = piece.items[step] if step < len(piece.items) else None
            at = piece.start if piece is not None else at
    return text.count("\n", 0, at) + 1


def _span(text: str, file: str, at: int) -> Span:
    return Span(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
