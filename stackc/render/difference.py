"""Differences as text, as a comment on a pull request, and as JSON. See docs/language.md, differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path, Span, path_text
from stackc.base.value import Secret, Table, Value, is_unknown, shown
from stackc.base.words import amount
from stackc.explain.difference import Cause, Change, Difference, EdgeChange, Move, WithoutEffect
from stackc.explain.edit import Edit
from stackc.render.diagnostics import Paint
from stackc.render.stack import show

MAX_VALUE = 80
"""Characters of a value that are shown to people."""
MAX_COMMENT = 60_000
"""Characters of a comment on a pull request: the platforms refuse little more."""
MAX_NAMED = 3
"""Components that are named where more differ in the same way."""


class Row(NamedTuple):
    """What differs, how, and where: the cells of one line."""

    path: str
    how: str
    who: str


# --- text


def render_difference(difference: Difference, paint: Paint) -> str:
    """Cause by cause: the line, below it what differs because of it; then what it means for a run."""
    if difference.kind == "commits":
        lines = [line for cause in difference.causes for line in _block(cause, difference, paint)]
    else:
        lines = _side_by_side(difference, paint)
    lines += [paint(line, "bold") for line in _alone(difference)]
    lines += _moves(difference.moves) + _edges(difference.edges)
    if difference.kind == "commits":
        lines.append(_summary(difference))
    return "\n".join(lines) + "\n" if lines else "no difference\n"


def _block(cause: Cause, difference: Difference, paint: Paint) -> list[str]:
    rows = list(_rows(cause, difference))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    head = paint(_heading(cause), "bold")
    return [head, *(f"  {row.path:<{widths[0]}}   {row.how:<{widths[1]}}   {row.who}".rstrip() for row in rows)]


def _side_by_side(difference: Difference, paint: Paint) -> list[str]:
    """A line for each leaf, with the places of both sides behind it."""
    rows = [(row, _heading(cause)) for cause in difference.causes for row in _rows(cause, difference)]
    widths = [max((len(row[column]) for row, _ in rows), default=0) for column in (0, 1, 2)]
    out: list[str] = []
    for row, place in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True) if width)
        out.append(f"{'   '.join(cells)}   {paint(place, 'dim')}")
    return out


def _heading(cause: Cause) -> str:
    if cause.kind == "place":
        sides = (_line(span) if span is not None else "–" for span in (cause.before, cause.after))
        return " → ".join(sides) if cause.span is not None else "from no line"
    if cause.span is None:
        return "from no line"
    words = {
        ("edited", True): "",
        ("edited", False): "   in the base",
        ("import", True): "   imports it now",
        ("import", False): "   imported it in the base",
        ("follows", True): "   is as it was, and follows",
        ("follows", False): "   in the base, and nothing is there now",
    }
    return _line(cause.span) + words[cause.kind, cause.after is not None]


def _line(span: Span) -> str:
    return span.whole_line


def _rows(cause: Cause, difference: Difference) -> Iterator[Row]:
    before = ""
    for change in cause.changes:
        path = path_text(change.path)
        yield Row("" if path == before else path, _how(change), _who(change.instances, difference.kind))
        before = path
    for idle, ids in _alike(cause.without_effect):
        path = path_text(idle.path)
        yield Row("" if path == before else path, "no effect", f"{_who(ids, difference.kind)} {_reason(idle)}")
        before = path


def _how(change: Change) -> str:
    match change.kind:
        case "added":
            return f"{_short(change.after)} added"
        case "removed":
            return f"{_short(change.before)} removed"
        case "changed":
            return f"{_short(change.before)} → {_short(change.after)}"


def _short(value: Value) -> str:
    text = show(value)
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"


def _alike(idles: Iterable[WithoutEffect]) -> Iterator[tuple[WithoutEffect, list[InstanceId]]]:
    """Those that are beaten by the same line, told once."""
    groups: dict[tuple[object, ...], tuple[WithoutEffect, list[InstanceId]]] = {}
    for each in idles:
        groups.setdefault((each.path, each.by, repr(each.winning)), (each, []))[1].append(each.instance)
    yield from groups.values()


def _reason(idle: WithoutEffect) -> str:
    said = "of its own" if isinstance(idle.winning, (dict, list)) else _short(idle.winning)
    place = f", {_line(idle.by)}" if idle.by is not None else ""
    return f"({said} already{place})" if idle.is_same else f"({said}{place})"


def _who(ids: Sequence[InstanceId], kind: str) -> str:
    """``app@dev``, ``app in 3 stacks``; of two stacks the components alone."""
    if kind == "instances":
        return ""
    named: dict[str, list[InstanceId]] = {}
    for id_ in ids:
        named.setdefault(id_.component if id_.type == "terraform" else f"{id_.type}:{id_.component}", []).append(id_)
    if kind == "stacks":
        words = list(named)
    else:
        words = [str(each[0]) if len(each) == 1 else f"{name} in {len(each)} stacks" for name, each in named.items()]
    rest = len(words) - MAX_NAMED
    return ", ".join(words) if rest <= 1 else f"{', '.join(words[:MAX_NAMED])} and {rest} more components"


def _alone(difference: Difference) -> list[str]:
    if difference.kind == "stacks":
        sides = ((difference.before, difference.removed), (difference.after, difference.added))
        return [f"only in {name}: {', '.join(each.component for each in ids)}" for name, ids in sides if ids]
    sides = (("new", difference.added), ("gone", difference.removed))
    return [f"{word}: {', '.join(map(str, ids))}" for word, ids in sides if ids]


def _moves(moves: Sequence[Move]) -> list[str]:
    known = "no address"
    return [f"{each.instance} moves its state   {each.before or known} → {each.after or known}" for each in moves]


def _edges(edges: Sequence[EdgeChange]) -> list[str]:
    words = {"added": "comes after", "removed": "comes no more after"}
    return [f"{each.dependent} {words[each.kind]} {each.prerequisite}" for each in edges]


def _summary(difference: Difference) -> str:
    moved, edges, waves = len(difference.moves), difference.edges, difference.waves
    added = sum(each.kind == "added" for each in edges)
    order = f"{amount(added, 'edge')} added, {len(edges) - added} removed" if edges else "unchanged"
    planned = sum(map(len, waves))
    plan = f"{amount(planned, 'instance')} to plan in {amount(len(waves), 'wave')}" if planned else "nothing to plan"
    return f"state addresses: {f'{moved} move' if moved else 'none move'} · order: {order} · {plan}"


# --- an edit


def render_edit(edit: Edit, path: Path, paint: Paint, *, dry_run: bool) -> str:
    """Where the value stands, what it was, and whom it reaches."""
    if edit.done == "unchanged":
        return f"{_line(edit.span)}   unchanged   {path_text(path)} is {_short(edit.after)} already\n"
    done = f"would be {edit.done}" if dry_run else edit.done
    how = _short(edit.after) if edit.done == "added" and edit.before is None else _arrow(edit)
    head = f"{paint(_line(edit.span), 'bold')}   {done}   {path_text(path)}   {how}"
    lines = [head, f"  wins in {amount(len(edit.instances), 'instance')}{_named(edit.instances)}"]
    if edit.replaced is not None:
        lines.append(f"  the whole list is written there: it takes the place of the one at {_line(edit.replaced)}")
    others = [each for each in edit.changes if each.path != path]
    lines += [f"  {path_text(each.path)}   {_how(each)}   {_who(each.instances, 'commits')}" for each in others]
    return "\n".join([*lines, *(f"  {line}" for line in _moves(edit.moves))]) + "\n"


def _arrow(edit: Edit) -> str:
    return f"{_short(edit.before)} → {_short(edit.after)}"


def _named(ids: Sequence[InstanceId]) -> str:
    return f": {_who(ids, 'commits')}" if len(ids) > 1 else ""


# --- a comment on a pull request


def render_difference_markdown(difference: Difference) -> str:
    """Markdown of bounded size: what a run would do in front, each line with its leaves behind a fold."""
    head = f"### {_code(difference.before)} → {_code(difference.after)}"
    lines = [head, "", _summary(difference) if difference.kind == "commits" else _count(difference), ""]
    lines += [f"- {_escaped(line)}" for line in _alone(difference)]
    lines += [f"- ⚠ {_code(line)}" for line in _moves(difference.moves)]
    lines += [f"- {_escaped(line)}" for line in _edges(difference.edges)]
    size = sum(len(line) + 1 for line in lines)
    for number, cause in enumerate(difference.causes):
        folded = _folded(cause, difference)
        size += len(folded) + 1
        if size > MAX_COMMENT:
            left = amount(len(difference.causes) - number, "more line")
            lines += ["", f"… and {left}: {_code('stackc diff')} shows them"]
            break
        lines.append(folded)
    return "\n".join(lines).rstrip("\n") + "\n"


def _count(difference: Difference) -> str:
    return f"{amount(len(difference.changes), 'difference')}" if difference.changes else "no difference"


def _folded(cause: Cause, difference: Difference) -> str:
    rows = _rows(cause, difference)
    items: list[str] = []
    size = 0
    for row in rows:
        path = f"{_code(row.path)} " if row.path else ""
        item = f"- {path}{_code(row.how)} {_escaped(row.who)}".rstrip()
        size += len(item)
        if size > MAX_COMMENT // 4:
            items.append("- …")
            break
        items.append(item)
    summary = f"<code>{_html(_heading(cause))}</code> ({amount(len(cause.changes), 'difference')})"
    return "\n".join(["", f"<details><summary>{summary}</summary>", "", *items, "", "</details>"])


def _code(text: str) -> str:
    """Text that markdown shows as it is."""
    text = _on_one_line(text)
    fence = "`" * (1 + max((len(run) for run in _runs(text, "`")), default=0))
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _runs(text: str, char: str) -> Iterator[str]:
    run = ""
    for each in text:
        run = run + each if each == char else ""
        yield run


def _escaped(text: str) -> str:
    """Words and names in markdown: nothing in them is a tag, a link or emphasis."""
    return "".join(f"\\{char}" if char in "\\`*_[]|~" else char for char in _html(text))


def _on_one_line(text: str) -> str:
    """Names may hold anything: nothing in them ends a line."""
    return " ".join(text.split("\n"))


def _html(text: str) -> str:
    return _on_one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# --- JSON


def difference_json(difference: Difference) -> Table:
    """Everything that was found. Schema: ``schemas/difference.json``."""
    return {
        "version": 1,
        "kind": difference.kind,
        "before": difference.before,
        "after": difference.after,
        "causes": [_cause(cause) for cause in difference.causes],
        "added": _names(difference.added),
        "removed": _names(difference.removed),
        "moves": [
            {"instance": str(each.instance), "before": each.before, "after": each.after} for each in difference.moves
        ],
        "edges": [
            {"kind": each.kind, "from": str(each.dependent), "to": str(each.prerequisite)} for each in difference.edges
        ],
        "waves": [_names(wave) for wave in difference.waves],
    }


def _names(ids: Iterable[InstanceId]) -> list[Value]:
    return [str(id_) for id_ in ids]


def _cause(cause: Cause) -> Table:
    return {
        "kind": cause.kind,
        "before": _place(cause.before),
        "after": _place(cause.after),
        "changes": [_change(change) for change in cause.changes],
        "without_effect": [_idle(each) for each in cause.without_effect],
    }


def _place(span: Span | None) -> Value:
    return None if span is None else {"file": span.file, "line": span.line}


def _change(change: Change) -> Table:
    sides: Table = {}
    for side, value in (("before", change.before), ("after", change.after)):
        if (side, change.kind) not in (("before", "added"), ("after", "removed")):
            sides.update(_side(side, value))
    return {"path": path_text(change.path), "kind": change.kind, **sides, "instances": _names(change.instances)}


def _side(side: str, value: Value) -> Table:
    """A value, and what it is if it is no plain one."""
    kind = "secret" if isinstance(value, Secret) else "unknown" if is_unknown(value) else None
    return {side: shown(value), **({f"{side}_is": kind} if kind else {})}


def _idle(idle: WithoutEffect) -> Table:
    return {
        "path": path_text(idle.path),
        "instance": str(idle.instance),
        "winning": shown(idle.winning),
        "same": idle.is_same,
        "by": _place(idle.by),
    }
