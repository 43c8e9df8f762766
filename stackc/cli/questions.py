"""``stackc why`` and ``impact``: questions about values, lines and the order."""

from __future__ import annotations

import os

from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.source import parse_path
from stackc.base.value import Value
from stackc.cli.answers import write_answer
from stackc.cli.options import queried_format
from stackc.cli.scopes import scope_of_lines
from stackc.cli.session import Session
from stackc.evaluate.instance import Instance
from stackc.explain.messages import not_a_path


def why(
    session: Session, name: str, path: str | None, stack: str | None, fmt: str, output: str | None, query: str | None
) -> int:
    """``why INSTANCE [PATH]``: which line gave a value; without a path the place in the order."""
    if session.setup():
        return session.finish(True)
    instance = session.named_instance(name, stack)
    if path is None:
        return _why_place(session, instance, fmt, output, query)
    return _why_value(session, instance, path, fmt, output, query)


def impact(session: Session, place: str, fmt: str, output: str | None, query: str | None) -> int:
    """``impact FILE[:LINE]``: what hangs on a line, or on a file."""
    from stackc.explain.impact import find_impact
    from stackc.render.questions import impact_json, render_impact

    if session.setup():
        return session.finish(True)
    project = session.project
    file, _, line = place.rpartition(":")
    if not file or not line.isdigit():
        file, line = place, ""
    inside = os.path.relpath(session.path(file), project.root).replace(os.sep, "/")
    answer = find_impact(project.compilation, inside, int(line) if line else None)
    session.mark("impact")
    failed = session.report(project.compilation.losses())
    if isinstance(answer, Diagnostic):
        return session.finish(session.report((answer,)))
    _answer(session, impact_json(answer), render_impact(answer, session.paint), fmt, output, query)
    return session.finish(failed)


def _why_value(session: Session, instance: Instance, text: str, fmt: str, output: str | None, query: str | None) -> int:
    from stackc.explain.why import why as ask
    from stackc.render.questions import render_why, why_json

    path = parse_path(text)
    if path is None:
        raise CompileError((not_a_path(text),))
    answer = ask(instance, path)
    session.mark("why")
    if isinstance(answer, Diagnostic):
        return session.finish(session.report((*instance.diagnostics, answer)))
    failed = session.report(instance.diagnostics)
    session.scope = scope_of_lines(session.project, instance.id)
    _answer(session, why_json(answer), render_why(answer, session.paint), fmt, output, query)
    return session.finish(failed)


def _why_place(session: Session, instance: Instance, fmt: str, output: str | None, query: str | None) -> int:
    from stackc.explain.why import place_in_order
    from stackc.render.questions import place_json, render_place

    graph = session.project.graph()
    answer = place_in_order(instance, graph.value)
    session.mark("why")
    failed = session.report(graph.diagnostics)
    if isinstance(answer, Diagnostic):
        return session.finish(session.report((answer,), "validate") or failed)
    _answer(session, place_json(answer), render_place(answer, session.paint), fmt, output, query)
    return session.finish(failed)


def _answer(session: Session, value: Value, text: str, fmt: str, output: str | None, query: str | None) -> None:
    if fmt == "text" and not query:
        session.write(text, output)
    else:
        write_answer(session, value, queried_format(fmt, query), output, query)
