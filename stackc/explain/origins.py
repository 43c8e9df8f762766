"""The line behind every value of an instance, in the shape of ``describe component``.

See docs/language.md, questions.
"""

from __future__ import annotations

from stackc.base.source import Path
from stackc.base.value import Table, Value
from stackc.evaluate.instance import Instance
from stackc.explain.statements import Statement, statements, winner
from stackc.explain.why import placed
from stackc.link.component import Component

MAX_BEATEN = 2
"""How many lines that were beaten are named behind a value."""


def origins(instance: Instance, shape: Table) -> Table:
    """A text for each leaf of ``shape`` that a manifest says: ``file:line, beats file:line``."""
    return {name: _remarks(instance.component, value, placed(instance, (name,))) for name, value in shape.items()}


def _remarks(component: Component, value: Value, path: Path) -> Value:
    if isinstance(value, dict) and value:
        return {key: _remarks(component, item, (*path, key)) for key, item in value.items()}
    if isinstance(value, list) and value:
        return [_remarks(component, item, (*path, index)) for index, item in enumerate(value)]
    said = winner(component, path)
    if said is None or said.span is None:
        return None
    others = [each for each in reversed(statements(component, path)) if each.origin != said.origin and each.span]
    beaten = () if any(isinstance(step, int) for step in path) else tuple(others)
    return _line(said) + _beats(beaten)


def _beats(beaten: tuple[Statement, ...]) -> str:
    named = "".join(f", beats {_line(each)}" for each in beaten[:MAX_BEATEN])
    return named + (f" and {len(beaten) - MAX_BEATEN} more" if len(beaten) > MAX_BEATEN else "")


def _line(said: Statement) -> str:
    return said.span.whole_line if said.span is not None else ""
