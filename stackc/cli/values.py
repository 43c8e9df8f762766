"""``stackc list values PATH``, and ``list vars``, ``settings`` and ``metadata``: what instances have at one path."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import Path, parse_path, path_text
from stackc.base.value import Table, shown
from stackc.cli import messages as say
from stackc.cli.listing import Globs, Rows, write_rows
from stackc.cli.options import UsageError, queried_format, split_selectors
from stackc.cli.session import Session
from stackc.compile.selection import unmatched
from stackc.query.values import Nowhere, ValueRow, find_values
from stackc.render.rows import render_values
from stackc.text.json import to_compact_json

SECTIONS = ("vars", "settings", "metadata")
"""The sections that ``list`` knows by their names."""
KINDS = ("values", *SECTIONS)
_COLUMNS = ("component", "stack", "path", "value", "place")


def list_values(
    session: Session,
    what: str,
    of: str | None,
    stacks: Globs,
    components: Globs,
    fmt: str,
    output: str | None,
    query: str | None,
) -> int:
    """``list values PATH``; ``list vars|settings|metadata [COMPONENT]``."""
    path, components = _asked(what, of, components)
    fmt = queried_format(fmt, query)
    if session.setup():
        return session.finish(True)
    compilation = session.project.compilation
    if session.report(unmatched(compilation.instance_ids(), stacks, components)):
        return session.finish(True)
    found: list[Diagnostic] = []
    rows = find_values(compilation, compilation.select(stacks, components), path, found)
    session.mark("list")
    found += compilation.losses() if stacks is None and components is None else ()
    failed = session.report(found)
    if isinstance(rows, Nowhere):
        return session.finish(session.report((say.no_value(path, rows.missing, rows.near),)) or failed)
    write_rows(session, values_table(rows, len(path)), fmt, output, query)
    return session.finish(failed)


def _asked(what: str, of: str | None, components: Globs) -> tuple[Path, Globs]:
    """The path and the components that are meant. Raises UsageError for what cannot be meant."""
    if what in SECTIONS:
        if of is not None and components is not None:
            raise UsageError(f"`list {what}` takes a component or -c, not both")
        return (what,), components if of is None else split_selectors(f"list {what}", (of,))
    if of is None:
        raise UsageError("`list values` needs a path, such as .vars.region")
    path = parse_path(of)
    if path is None or not isinstance(path[0], str):
        raise UsageError(f"`{of}` is no path of a value; one is written like .vars.region or .vars.zones[0]")
    return path, components


def values_table(rows: Sequence[ValueRow], length: int) -> Rows:
    """The rows of a path of ``length`` steps in every form of a list."""
    cells = tuple(_cells(row) for row in rows)
    return Rows(_COLUMNS, cells, [_object(row) for row in rows], render_values(rows, length))


def _cells(row: ValueRow) -> tuple[str, ...]:
    plain = shown(row.value)
    value = plain if isinstance(plain, str) else to_compact_json(plain)
    place = row.place.whole_line if row.place else ""
    return row.id.component, str(row.id.stack), path_text(row.path), value, place


def _object(row: ValueRow) -> Table:
    return {
        "component": row.id.component,
        "stack": str(row.id.stack),
        "type": row.id.type,
        "path": path_text(row.path),
        "value": row.value,
        "file": row.place.file if row.place else None,
        "line": row.place.line if row.place else None,
    }
