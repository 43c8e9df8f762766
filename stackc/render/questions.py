"""Answers of ``why`` and ``impact``: text for people, JSON for programs. See docs/language.md, questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.source import Path, Span, path_text
from stackc.base.value import Missing, Table, Value, shown
from stackc.base.words import amount
from stackc.explain.reads import Read
from stackc.explain.statements import Statement
from stackc.explain.why import Place, Step, Why
from stackc.render.diagnostics import Paint, span_json
from stackc.render.stack import show

if TYPE_CHECKING:
    from stackc.explain.impact import Impact

_LONGEST = 60
"""Characters of a value in a column; the whole of it is in the JSON."""


def aligned(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Rows of cells in columns, without a header and without trailing blanks."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    cells = (zip(row, widths, strict=True) for row in rows)
    return [(indent + "   ".join(cell.ljust(width) for cell, width in row)).rstrip() for row in cells]


def line_of(span: Span | None) -> str:
    """``file:line``; empty for no place."""
    return span.whole_line if span is not None else ""


# --- why a value is what it is


def render_why(answer: Why, paint: Paint) -> str:
    """One value with the line it came from and what that beat."""
    if answer.winner is None:
        return "\n".join(_parts(answer)) + "\n"
    rows = [(_short(answer.value), line_of(answer.winner.span), _way(answer.winner), "")]
    rows += [(_short(each.value), line_of(each.span), _way(each), "beaten") for each in answer.beaten]
    lines = aligned(rows)
    out = [paint(lines[0], "bold"), *lines[1:]]
    below = [*_expression(answer)] + ([answer.reason] if answer.reason else [])
    indent = " " * (max(len(row[0]) for row in rows) + 3)
    if below:
        out += ["", *(f"{indent}{line}" for line in below)]
    return "\n".join(out) + "\n"


def _expression(answer: Why) -> Iterator[str]:
    if answer.expression is None:
        return
    yield answer.expression if len(answer.expression) <= _LONGEST * 2 else f"{answer.expression[: _LONGEST * 2]}…"
    if answer.reads:
        rows = [
            ("reads", each.name, "" if isinstance(each.value, Missing) else _short(each.value), line_of(each.span))
            for each in answer.reads
        ]
        yield from aligned(rows, "  ")


def _parts(answer: Why) -> Iterator[str]:
    if not answer.parts:
        yield f"{_short(answer.value)}   no manifest says it: it is what stackc derives"
        return
    skipped = len(answer.path)
    rows = [
        (
            path_text(part.path[skipped:]),
            _short(part.value),
            line_of(part.winner.span if part.winner is not None else None),
            _via(part.winner),
        )
        for part in answer.parts
    ]
    rows += [("beaten", _short(each.value), line_of(each.span), _way(each)) for each in answer.beaten]
    yield from aligned(rows)


def _via(said: Statement | None) -> str:
    return _way(said) if said is not None else "derived"


def _way(said: Statement) -> str:
    """By which layer and which import a line has a say."""
    layer = "" if said.layer == "component" else said.layer if " " in said.layer else f"{said.layer} section"
    if said.span is None:
        return {"project": "the project file", "default": "derived"}.get(said.layer, layer)
    entry = said.imported[-1] if said.imported else None
    way = f"imported at {_ending(entry.file)}:{entry.line}" if entry else "the manifest itself"
    if said.is_local:
        way = f"a local file, {way}" if entry else "a local file of the manifest"
    return f"{layer}, {way}" if layer else way


def _ending(file: str) -> str:
    """The file with its folder: names such as ``_defaults.yaml`` are all over a repository."""
    return "/".join(file.rsplit("/", 2)[-2:])


def _short(value: Value) -> str:
    text = show(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def why_json(answer: Why) -> Table:
    """The same facts for programs."""
    return {
        "version": 1,
        "instance": str(answer.instance),
        "path": path_text(answer.path),
        "value": shown(answer.value),
        "winner": _statement(answer.winner),
        "beaten": [_statement(each) for each in answer.beaten],
        "reason": answer.reason,
        "expression": answer.expression,
        "reads": [_read(each) for each in answer.reads],
        "parts": [
            {"path": path_text(part.path), "value": shown(part.value), "winner": _statement(part.winner)}
            for part in answer.parts
        ],
    }


def _statement(said: Statement | None) -> Value:
    if said is None:
        return None
    place: Value = span_json(said.span) if said.span is not None else None
    imported: list[Value] = [span_json(span) for span in said.imported]
    return {"value": shown(said.value), "place": place, "layer": said.layer, "imported": imported}


def _read(read: Read) -> Table:
    found: Table = {"name": read.name, "place": span_json(read.span) if read.span is not None else None}
    if not isinstance(read.value, Missing):
        found["value"] = shown(read.value)
    return found


# --- why an instance has its place in the order


def render_place(place: Place, paint: Paint) -> str:
    """The wave of an instance, and what it comes after."""
    if place.absent is not None:
        return f"{place.instance} is not in the order: {place.absent}   {line_of(place.span)}".rstrip() + "\n"
    because = ", because it comes after" if place.after else ", because it comes after nothing"
    head = paint(f"in wave {place.wave} of {place.waves}", "bold") + because
    rows = list(_steps(place.after, ""))
    return "\n".join([head, *(aligned(rows, "  ") if rows else [])]) + "\n"


def _steps(steps: Sequence[Step], branch: str) -> Iterator[tuple[str, str, str, str]]:
    """What comes before, and below the first of it the way back that decides the wave."""
    for step in steps:
        edge = step.edge
        what = f"reads {edge.output or 'its outputs'}" if edge.kind == "read" else "comes after"
        yield f"{branch}{edge.prerequisite}", f"wave {step.wave}", what, line_of(edge.place.span)
        yield from _steps(step.below[:1], f"{' ' * len(branch)}└─ ")


def place_json(place: Place) -> Table:
    """The same facts for programs."""
    return {
        "version": 1,
        "instance": str(place.instance),
        "wave": place.wave,
        "waves": place.waves,
        "after": [_step(step) for step in place.after],
        "absent": place.absent,
        "place": span_json(place.span) if place.span is not None else None,
    }


def _step(step: Step) -> Table:
    return {
        "instance": str(step.edge.prerequisite),
        "wave": step.wave,
        "kind": step.edge.kind,
        "place": span_json(step.edge.place.span),
        "after": [_step(each) for each in step.below],
    }


# --- what hangs on a line


def render_impact(impact: Impact, paint: Paint) -> str:
    """What is written there, where it wins, what is computed from it, and where it is beaten.

    Bases are left out where there are instances that run.
    """
    real = [id_ for id_ in (*impact.instances, *(each.instance for each in impact.beaten)) if id_ not in impact.bases]
    skipped = impact.bases if real else frozenset[InstanceId]()
    wins = [(each.instance, each.path) for each in impact.wins if each.instance not in skipped]
    skipped_too = skipped | {each.instance for each in impact.whole}
    computed = [(each.instance, each.path) for each in impact.computed if each.instance not in skipped_too]
    beaten = [each for each in impact.beaten if each.instance not in skipped]
    out = list(_written(impact, paint))
    count = len({id_ for id_, _ in wins} | {each.instance for each in beaten})
    if wins:
        of_all = f" of {count}" if beaten else ""
        number = len({id_ for id_, _ in wins})
        out.append(f"wins in {number}{of_all} {'instance' if count == 1 else 'instances'}")
        out += _grouped(wins)
    if computed:
        out += [f"computed from it in {amount(len({id_ for id_, _ in computed}), 'instance')}", *_grouped(computed)]
    if beaten:
        out.append(f"beaten in {amount(len({each.instance for each in beaten}), 'instance')}")
        rows = [
            (
                f"{each.instance}",
                path_text(each.path),
                _short(each.winner.value) if each.winner is not None else "",
                line_of(each.winner.span) if each.winner is not None else "nothing is left of it",
            )
            for each in beaten
        ]
        out += aligned(rows, "  ")
    reasons: dict[str, list[InstanceId]] = {}
    for each in impact.whole:
        if each.instance not in skipped:
            reasons.setdefault(each.reason, []).append(each.instance)
    for reason, ids in reasons.items():
        out += [f"hangs on it as a whole, since {reason}: {amount(len(ids), 'instance')}"]
        out += [f"  {line}" for line in instances_text(ids)]
    if not (wins or computed or beaten or reasons):
        out.append("no instance hangs on it")
    return "\n".join(out) + "\n"


def _written(impact: Impact, paint: Paint) -> Iterator[str]:
    if impact.line is None:
        yield paint(f"{impact.file}: {amount(len(impact.written), 'value')}", "bold")
        return
    rows = [(path_text(path), "" if isinstance(value, Missing) else _short(value)) for path, value in impact.written]
    yield from (paint(line, "bold") for line in aligned(rows))


def _grouped(found: Iterable[tuple[InstanceId, Path]]) -> Iterator[str]:
    """The same paths in the same instances told once."""
    by_path: dict[Path, list[InstanceId]] = {}
    for id_, path in found:
        by_path.setdefault(path, []).append(id_)
    by_instances: dict[tuple[InstanceId, ...], list[str]] = {}
    for path, ids in by_path.items():
        by_instances.setdefault(tuple(ids), []).append(path_text(path))
    for alike, paths in by_instances.items():
        yield from (f"  {text}" for text in paths)
        yield from (f"    {line}" for line in instances_text(alike))


def instances_text(ids: Iterable[InstanceId]) -> Iterator[str]:
    """``vpc in dev-{eu,us}, prod-eu``: a line for each component, stacks with one beginning together."""
    stacks: dict[str, list[str]] = {}
    for id_ in ids:
        name = id_.component if id_.type == TERRAFORM else f"{id_.type}:{id_.component}"
        stacks.setdefault(name, []).append(str(id_.stack))
    for name, found in stacks.items():
        if len(found) == 1:
            yield f"{name}@{found[0]}"
            continue
        ends: dict[str, list[str]] = {}
        for stack in sorted(found):
            head, dash, end = stack.rpartition("-")
            ends.setdefault(head + dash, []).append(end)
        shown = [head + (each[0] if len(each) == 1 else f"{{{','.join(each)}}}") for head, each in ends.items()]
        yield f"{name} in {', '.join(shown)}"


def impact_json(impact: Impact) -> Table:
    """The same facts for programs, bases with them."""
    written: list[Value] = []
    for path, value in impact.written:
        said: Table = {"path": path_text(path)}
        written.append(said if isinstance(value, Missing) else {**said, "value": shown(value)})
    return {
        "version": 1,
        "file": impact.file,
        "line": impact.line,
        "written": written,
        "wins": [_leaf(each.instance, each.path, each.value) for each in impact.wins],
        "computed": [_leaf(each.instance, each.path, each.value) for each in impact.computed],
        "beaten": [
            {"instance": str(each.instance), "path": path_text(each.path), "winner": _statement(each.winner)}
            for each in impact.beaten
        ],
        "whole": [{"instance": str(each.instance), "reason": each.reason} for each in impact.whole],
    }


def _leaf(id_: InstanceId, path: Path, value: Value) -> Table:
    return {"instance": str(id_), "path": path_text(path), "value": shown(value)}
