"""``locals``: names that exist while their file is rendered. See docs/language.md, locals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from graphlib import CycleError, TopologicalSorter

from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import Names, asked
from stackc.base.source import Path
from stackc.base.value import Append, Missing, Table, Value, look_up, source_text, table_at
from stackc.manifest import messages as say
from stackc.manifest.bounds import within_bounds
from stackc.manifest.places import Places
from stackc.manifest.rendering import CallEvaluator, FileRenderer
from stackc.template import TemplateFault, parse_template
from stackc.template.renderer import Remark

SCOPES: tuple[tuple[str, ...], ...] = ((), ("terraform",), ("helmfile",), ("packer",))
"""Where locals may stand; later ones win when the file is rendered."""
SECTIONS = ("settings", "vars", "env")
"""Root sections that locals may read, in the order they are rendered."""


class Unseen(NamedTuple):
    """A local reads a section of its file at a path where the file has nothing; another file may have it."""

    diagnostic: Diagnostic
    path: tuple[str, ...]


class LocalsResult(NamedTuple):
    """All scopes' locals in one table, whether every one of them could be resolved, and what they did not find."""

    table: Table
    sound: bool = True
    unseen: tuple[Unseen, ...] = ()


class _Means(NamedTuple):
    """What the locals of one file are resolved with."""

    renderer: FileRenderer
    evaluate: CallEvaluator
    places: Places


def has_locals(document: Table) -> bool:
    """True when the file has a locals section at all, even an empty one."""
    return any(not isinstance(look_up(document, (*scope, "locals")), Missing) for scope in SCOPES)


def resolve_locals(document: Table, renderer: FileRenderer, evaluate: CallEvaluator, places: Places) -> LocalsResult:
    """Resolve the locals of one file, each after those it refers to.

    Reports circles (SC0209), templates that fail (SC0210) and sections that are no map (SC0218).
    """
    flat: Table = {}
    root: Table = {}
    sound = True
    unseen: tuple[Unseen, ...] = ()
    for scope in SCOPES:
        at = (*scope, "locals")
        section = look_up(document, at)
        if isinstance(section, Missing) or section is None:
            continue
        if not isinstance(section, dict):
            places.report(say.locals_kind(at, section, places))
            sound = False
            continue
        data, means = _scope_data(document, scope), _Means(renderer, evaluate, places)
        resolved = _resolve_scope(section, at, data, root if scope else {}, means)
        sound, unseen = sound and resolved.sound, unseen + resolved.unseen
        flat = {**flat, **resolved.table}
        root = root if scope else resolved.table
    return LocalsResult(flat, sound, unseen)


def _scope_data(document: Table, scope: tuple[str, ...]) -> Table:
    data: Table = {}
    for name in SECTIONS:
        own = look_up(document, (name,))
        inner = look_up(document, (*scope, name)) if scope else None
        tables = [table for table in (own, inner) if isinstance(table, dict)]
        if tables:
            data[name] = {key: value for table in tables for key, value in table.items()}
    return data


def _resolve_scope(section: Table, at: tuple[str, ...], data: Table, inherited: Table, means: _Means) -> LocalsResult:
    places = means.places
    references = {name: sorted(set(_references(value)) & section.keys()) for name, value in sorted(section.items())}
    try:
        order = _ordered(references)
    except CycleError as cycle:
        places.report(say.locals_circle(at, _in_reading_order(list(cycle.args[1])), places))
        return LocalsResult({}, sound=False)
    resolved: Table = dict(inherited)
    known = Names((*inherited, *section))
    sound = True
    unseen: list[Unseen] = []
    for name in order:
        seen: Table = {**data, "locals": resolved}
        value = _resolve(section[name], (*at, name), seen, means)
        if isinstance(value, Remark):
            unseen += _report_fault(value, seen, places, known, {*inherited, *section})
            sound, value = False, None
        elif not within_bounds(value, partial(places.key, (*at, name), "this local"), places.report):
            sound, value = False, None
        resolved[name] = value
    return LocalsResult(resolved, sound, tuple(unseen))


def _resolve(value: Value, path: Path, data: Mapping[str, object], means: _Means) -> Value | Remark:
    text = source_text(value)
    if text is not None:
        if means.renderer.renderer.marks.is_call(value):
            called = means.evaluate(text, path)
            if called is not None:
                return called
        return means.renderer.values(value, data, means.places, strict=True, path=path)
    if isinstance(value, dict):
        table: Table = {}
        for key, item in value.items():
            result = _resolve(item, (*path, key), data, means)
            if isinstance(result, Remark):
                return result
            table[key] = result
        return table
    if isinstance(value, (list, Append)):
        items: list[Value] = []
        for index, item in enumerate(value.items if isinstance(value, Append) else value):
            result = _resolve(item, (*path, index), data, means)
            if isinstance(result, Remark):
                return result
            items.append(result)
        return items
    return value


def _references(value: Value) -> Iterator[str]:
    text = source_text(value)
    if text is not None:
        if "{{" in text:
            template = parse_template(text)
            if not isinstance(template, TemplateFault):
                yield from (field[1] for field in template.fields if field[0] == "locals" and len(field) > 1)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, (list, Append)):
        for item in value.items if isinstance(value, Append) else value:
            yield from _references(item)


def _ordered(references: Mapping[str, list[str]]) -> list[str]:
    sorter = TopologicalSorter(references)
    sorter.prepare()
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return order


def _in_reading_order(cycle: list[str]) -> list[str]:
    """graphlib lists each node before those that need it; people read "a needs b" the
    other way, from the first name.
    """
    ring = list(reversed(cycle))[:-1]
    start = ring.index(min(ring))
    ring = ring[start:] + ring[:start]
    return [*ring, ring[0]]


def _report_fault(found: Remark, seen: Table, places: Places, known: Names, names: Collection[str]) -> Iterator[Unseen]:
    """Report why a local has no value; gives the path it reads when that could stand in another file."""
    label = places.within(found.path, found.text, *found.part)
    missing = found.missing
    if not missing:
        places.report(say.local_unrendered(found.message, found.code, label))
        return
    wanted = _whole_field(found.text, missing)
    local = missing[:-1] == ("locals",)
    advice = (known if local else Names(table_at(seen, *missing[:-1]))).did_you_mean(missing[-1])
    elsewhere = wanted[0] in SECTIONS
    if len(missing) == 1:
        advice = asked((f".locals.{missing[0]}",)) if missing[0] in names else None
    diagnostic = say.local_missing(wanted, advice, label, elsewhere=elsewhere)
    places.report(diagnostic)
    if elsewhere and len(wanted) > 1:
        yield Unseen(diagnostic, wanted)


def _whole_field(text: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    """The field a template reads, of which ``missing`` is where it ends."""
    template = parse_template(text)
    fields = () if isinstance(template, TemplateFault) else template.fields
    return next((tuple(field) for field in fields if tuple(field[: len(missing)]) == tuple(missing)), tuple(missing))
