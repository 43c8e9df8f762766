"""``stackc set``: one value, written where it belongs."""

from __future__ import annotations

import os
import posixpath

from stackc.base.diagnostic import CompileError
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path, parse_path
from stackc.cli.session import Session
from stackc.explain.edit_messages import not_an_assignment
from stackc.project.editing import Consent, edit_value, write_edit
from stackc.render.difference import render_edit


class Options(NamedTuple):
    """How an edit is made."""

    at: str | None
    dry_run: bool
    accept_moves: bool


def set_value(session: Session, name: str, assignment: str, stack: str | None, options: Options) -> int:
    """``set INSTANCE PATH=VALUE``: say where, prove what it does, write it."""
    if session.setup():
        return session.finish(True)
    path, text = _assignment(assignment)
    instance = session.named_instance(name, stack)
    project = session.shared("a value is set for everybody")
    edit = edit_value(project, instance, path, text, Consent(_file(session, options.at), options.accept_moves))
    session.mark("prove")
    if not options.dry_run:
        write_edit(project, edit)
    session.out(render_edit(edit, path, session.paint, dry_run=options.dry_run))
    return session.finish(False)


def _assignment(text: str) -> tuple[Path, str]:
    """``PATH=VALUE``, split at the first ``=`` in front of which a path stands."""
    at = text.find("=")
    while at >= 0:
        path = parse_path(text[:at])
        if path is not None and isinstance(path[0], str):
            return path, text[at + 1 :]
        at = text.find("=", at + 1)
    raise CompileError((not_an_assignment(text),))


def _file(session: Session, at: str | None) -> str | None:
    """The file as the project calls it."""
    if at is None:
        return None
    return posixpath.relpath(os.path.realpath(session.path(at)), os.path.realpath(session.project.root))
