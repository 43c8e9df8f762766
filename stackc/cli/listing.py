"""``stackc list``: one a line, for people and for loops in shells."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Value
from stackc.cli.options import UsageError, queried_format
from stackc.cli.scopes import scope_of_names
from stackc.cli.session import Session
from stackc.compile.compilation import Compilation
from stackc.compile.selection import unmatched
from stackc.manifest.manifest import Manifest

if TYPE_CHECKING:
    from stackc.render.diagnostics import Paint

Globs: TypeAlias = "Sequence[str] | None"
"""Globs on stacks or components; None for all."""


class Rows(NamedTuple):
    """A list: its columns, its rows, and the forms for programs and for people where these are no mere rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    plain: Value | None = None
    text: str | None = None
    """For people, where that is more than the first column."""


def list_things(
    session: Session,
    what: str,
    stacks: Sequence[str] | None,
    components: Sequence[str] | None,
    fmt: str,
    output: str | None,
    query: str | None = None,
) -> int:
    """``list stacks|components|instances|imports|files``."""
    fmt = queried_format(fmt, query)
    if session.setup():
        return session.finish(True)
    compilation = session.project.compilation
    if stacks is not None or components is not None:
        if what in ("imports", "files"):
            raise UsageError(f"`list {what}` is about files: -s and -c do not narrow it")
        if session.report(unmatched(compilation.instance_ids(), stacks, components)):
            return session.finish(True)
    found: list[Diagnostic] = []
    rows = _LISTS[what](session, stacks, components)
    unnamed: list[Diagnostic] = []
    for manifest in compilation.manifests:
        found += compilation.manifests.diagnostics(manifest)
        for component in compilation.stacks.components_of(manifest):
            unnamed += compilation.stacks.failures(component)
    write_rows(session, rows, fmt, output, query)
    session.mark("list")
    if what in ("stacks", "instances", "components"):
        session.scope = scope_of_names(session.project)
    by_key = what == "stacks" and session.project.config.dialect.name == "atmos"
    forgiven = [d for d in unnamed if by_key and d.code is Code.NAME_VALUE_MISSING]
    session.report(forgiven, aside=True)
    return session.finish(session.report([*found, *(d for d in unnamed if d not in forgiven)]))


def write_rows(session: Session, rows: Rows, fmt: str, output: str | None, query: str | None) -> None:
    """A list in the format that is asked for."""
    if fmt == "json":
        from stackc.cli.answers import write_answer

        table: list[Value] = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
        write_answer(session, rows.plain if rows.plain is not None else table, fmt, output, query)
    else:
        session.write(_formatted(rows, fmt, session.paint), output)


def _formatted(rows: Rows, fmt: str, paint: Paint) -> str:
    from stackc.render.stack import render_csv, render_table

    if fmt == "csv":
        return render_csv(rows.columns, rows.rows)
    if fmt == "table":
        return render_table(rows.columns, rows.rows, paint)
    return rows.text if rows.text is not None else "".join(row[0] + "\n" for row in rows.rows)


def _stacks(session: Session, stacks: Globs, components: Globs) -> Rows:
    compilation = session.project.compilation
    if stacks is not None or components is not None:
        names = sorted({str(id_.stack) for id_ in compilation.select(stacks, components)})
    else:
        unnamed = {str(manifest.key) for manifest in compilation.manifests if _is_unnamed(compilation, manifest)}
        names = sorted({str(name) for name in compilation.names()} | unnamed)
    return Rows(("stack",), tuple((name,) for name in names), list(names))


def _is_unnamed(compilation: Compilation, manifest: Manifest) -> bool:
    """A manifest that lacks a value for the name pattern: with an ``atmos.yaml`` it is listed by its key."""
    if compilation.config.dialect.name != "atmos":
        return False
    failures = (compilation.stacks.failures(component) for component in compilation.stacks.components_of(manifest))
    return any(d.code is Code.NAME_VALUE_MISSING for found in failures for d in found)


def _components(session: Session, stacks: Globs, components: Globs) -> Rows:
    counted: dict[tuple[str, str], int] = {}
    for id_ in session.project.compilation.select(stacks, components):
        counted[(id_.component, id_.type)] = counted.get((id_.component, id_.type), 0) + 1
    return Rows(
        ("component", "type", "stacks"),
        tuple((name, kind, str(count)) for (name, kind), count in sorted(counted.items())),
    )


def _instances(session: Session, stacks: Globs, components: Globs) -> Rows:
    ids = session.project.compilation.select(stacks, components)
    return Rows(
        ("instance", "stack", "component", "type"), tuple((str(i), str(i.stack), i.component, i.type) for i in ids)
    )


def _imports(session: Session, _stacks: Globs, _components: Globs) -> Rows:
    compilation = session.project.compilation
    rows = [
        (posixpath.normpath(imported.manifest.file), str(each.file))
        for each in dict.fromkeys(every for top in compilation.manifests for every in top.closure())
        for imported in each.imports
    ]
    return Rows(("imported", "by"), tuple(sorted(set(rows))))


def _files(session: Session, _stacks: Globs, _components: Globs) -> Rows:
    compilation = session.project.compilation
    tops = {manifest.file for manifest in compilation.manifests if not compilation.stacks.is_catalog(manifest)}
    imported = {each.file for top in compilation.manifests for each in top.closure() if each is not top}
    rows = []
    for file in compilation.index.files:
        path = compilation.index.path(file)
        role = "stack" if path in tops else "imported" if path in imported else "unused"
        rows.append((path, role))
    in_force = compilation.local.files
    for file in compilation.index.local_files:
        rows.append((compilation.index.path(file), "local" if file in in_force else "unused"))
    return Rows(("file", "role"), tuple(sorted(rows, key=lambda row: os.fsencode(row[0]))))


_LISTS = {"stacks": _stacks, "components": _components, "instances": _instances, "imports": _imports, "files": _files}
KINDS = tuple(_LISTS)
