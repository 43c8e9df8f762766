"""Rows of answers as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stackc.base.ids import InstanceId, StackName
from stackc.base.source import path_text
from stackc.base.value import Table, Value
from stackc.base.words import amount
from stackc.query.values import ValueRow
from stackc.render.stack import aligned, show


def render_values(rows: Sequence[ValueRow], length: int) -> str:
    """A line a value: the instance, what lies below the path of ``length`` steps that was asked for, value, place."""
    below = any(len(row.path) > length for row in rows)
    lines = [
        (
            str(row.id),
            *([path_text(row.path[length:])] if below else []),
            show(row.value),
            row.place.whole_line if row.place else "",
        )
        for row in rows
    ]
    return "".join(f"{line}\n" for line in aligned(lines))


def render_dependents(rows: Sequence[Table], of: InstanceId) -> str:
    """A line an instance with its folder, and how many there are."""
    lines = aligned([(_instance(row), str(row["component_path"])) for row in rows])
    counted = f"{amount(len(rows), 'instance')} {'depends' if len(rows) == 1 else 'depend'} on {of}"
    return "".join(f"{line}\n" for line in (*lines, counted))


def render_affected(rows: Sequence[Table]) -> str:
    """A line an instance with every reason, those that depend on it below it, and how many there are."""
    lines = aligned([line for row in rows for line in _affected(row)])
    gone = sum(row.get("deleted") is True for row in rows)
    counted = f"{amount(len(rows), 'instance')} affected" + (f", {gone} deleted" if gone else "")
    return "".join(f"{line}\n" for line in (*lines, counted))


def _affected(row: Table) -> Iterator[tuple[str, str]]:
    reasons = row["affected_all"]
    named = [str(reason) for reason in reasons] if isinstance(reasons, list) else []
    path = row.get("file") or row.get("folder")
    yield _instance(row), ", ".join(named) + (f" ({path})" if path else "")
    yield from _below(row, 1)


def _below(row: Table, depth: int) -> Iterator[tuple[str, str]]:
    for each in _tables(row["dependents"]):
        yield f"{'  ' * depth}{_instance(each)}", "depends on it"
        yield from _below(each, depth + 1)


def _tables(value: Value) -> list[Table]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _instance(row: Table) -> str:
    return str(InstanceId(StackName(str(row["stack"])), str(row["component"]), str(row["component_type"])))
