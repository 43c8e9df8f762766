"""One value of many instances, each with the line that gave it. See docs/language.md, listed values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import nearest
from stackc.base.source import Path, Span
from stackc.base.value import MISSING, Missing, Value, look_up, steps_into
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.query.shapes import describe_component


class ValueRow(NamedTuple):
    """A value of one instance: where in it, and where it was written."""

    id: InstanceId
    path: Path
    value: Value
    place: Span | None
    """None for a value that no file gives: a default, a name, a workspace."""


class Nowhere(NamedTuple):
    """No instance has a value at the path; tells how far one gets."""

    missing: int
    """The first step that leads nowhere, counted from 0."""
    near: tuple[str, ...]
    """What it may have meant."""


def find_values(
    compilation: Compilation, ids: Iterable[InstanceId], path: Path, found: list[Diagnostic]
) -> tuple[ValueRow, ...] | Nowhere:
    """The values at ``path`` (not empty) of the real instances among ``ids``, in their order.

    A map is a row for each value in it, sorted by key; a list is one value. An instance that has nothing there, or
    merely an empty section, has no row. Nothing is evaluated but the section that the path begins with; what is wrong
    goes to ``found``.
    """
    rows: list[ValueRow] = []
    gaps: list[tuple[int, tuple[str, ...]]] = []
    for instance in _sound(compilation, ids, found):
        whole: dict[str, Value] = _head(compilation, instance, str(path[0]))
        found += instance.diagnostics
        value = look_up(whole, path)
        if isinstance(value, Missing) or (value == {} and _place(instance, path) is None):  # a section nobody wrote
            gaps.append(_gap(whole if whole else dict.fromkeys(instance.names), path))
        else:
            rows += (ValueRow(instance.id, at, each, _place(instance, at)) for at, each in _opened(value, path))
    return tuple(rows) if rows else _nowhere(gaps, path)


def _sound(compilation: Compilation, ids: Iterable[InstanceId], found: list[Diagnostic]) -> Iterator[Instance]:
    for id_ in ids:
        answer = compilation.instance(id_)
        found += answer.diagnostics
        instance = answer.instance
        if instance is not None and not compilation.blocks(answer.diagnostics) and not instance.is_abstract:
            yield instance


def _head(compilation: Compilation, instance: Instance, name: str) -> dict[str, Value]:
    """The section that a path begins with, alone in a map; an empty map when there is none."""
    if name in instance.names:
        return {name: instance.section(name)}
    value = describe_component(compilation, instance).get(name, MISSING)
    return {} if isinstance(value, Missing) else {name: value}


def _opened(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    """The values of a map, however deep; any other value, and an empty map, itself."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _opened(value[key], (*path, key))
    else:
        yield path, value


def _place(instance: Instance, path: Path) -> Span | None:
    component = instance.component
    if path[0] not in instance.names:
        return None
    origin = component.origin(str(path[0]), path[1:])
    return component.context.locator.locate(origin) if origin is not None else None


def _gap(value: Value, path: Path) -> tuple[int, tuple[str, ...]]:
    """How many steps lead somewhere, and the keys there are where the next one does not."""
    at = steps_into(value, path[:-1])
    above = look_up(value, path[:at])
    return at, tuple(above) if isinstance(above, dict) else ()


def _nowhere(gaps: list[tuple[int, tuple[str, ...]]], path: Path) -> Nowhere:
    furthest = max((at for at, _ in gaps), default=0)
    keys = {key for at, known in gaps if at == furthest for key in known}
    return Nowhere(furthest, nearest(str(path[furthest]), keys))
