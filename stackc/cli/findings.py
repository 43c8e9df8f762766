"""``stackc validate``, ``graph`` and ``lock``."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.near import did_you_mean
from stackc.cli.session import Session
from stackc.graph.graph import Graph
from stackc.text.json import to_json


def validate(session: Session, fmt: str, output: str | None) -> int:
    """``validate``: every finding of the repository at once."""
    project = session.project
    found = project.diagnostics()
    session.mark("check")
    if fmt == "json":
        from stackc.render.diagnostics import diagnostics_json

        compilation = project.compilation
        graded = [(d, compilation.severity(d.code, "validate")) for d in found]
        kept = [(d, "error" if level == "error" else "warning") for d, level in graded if level != "off"]
        session.write(to_json(diagnostics_json(kept)), output)  # type: ignore[arg-type]  # two of the three severities
        failed = any(level == "error" for _, level in kept)
        return session.finish(failed or (session.options.deny_warnings and bool(kept)))
    failed = session.report(found, "validate")
    if not failed:
        manifests = len(project.compilation.top_level)
        session.out(f"{len(project.compilation.names())} stacks from {manifests} manifests: no errors\n")
    return session.finish(failed)


def show_graph(session: Session, stacks: Sequence[str], components: Sequence[str], fmt: str, output: str | None) -> int:
    """``graph``: what comes after what."""
    if session.setup():
        return session.finish(True)
    outcome = session.project.graph(stacks, components)
    circle = outcome.value.waves().diagnostics
    failed = session.report(outcome.diagnostics) or session.report(circle, "validate")
    session.write(_graph_text(outcome.value, fmt), output)
    return session.finish(failed)


def _graph_text(graph: Graph, fmt: str) -> str:
    from stackc.render.graph import graph_json, render_graph_dot, render_graph_mermaid, render_graph_text

    if fmt == "json":
        return to_json(graph_json(graph))
    return {"text": render_graph_text, "dot": render_graph_dot, "mermaid": render_graph_mermaid}[fmt](graph)


def lock(session: Session, check: bool, accept: Sequence[str], output: str | None) -> int:
    """``lock``: record missing state addresses and show all; ``--check`` compares; ``--accept`` agrees to a move."""
    if session.setup("write"):
        return session.finish(True)
    project = session.project
    existing = project.read_lock()
    if session.report(existing.diagnostics, "write"):
        return session.finish(True)
    current = {i.id: i.state_address.text for i in project.addressed() if i.state_address is not None}
    wanted = _accepted(accept, current)
    if isinstance(wanted, Diagnostic):
        return session.finish(session.report((wanted,), "write"))
    found: list[Diagnostic] = []
    project.check_addresses([id_ for id_ in current if id_ not in wanted], found.append)
    moved = [d for d in found if not (d.code is Code.ADDRESS_MOVED and accept)]
    if check:
        missing = sorted(str(id_) for id_ in current if id_ not in existing.value)
        failed = session.report(found, "write")
        for name in missing:
            session.say(f"not locked yet: {name}")
        return session.finish(failed or bool(missing))
    rows = dict(existing.value)
    for id_, address in current.items():
        rows.setdefault(id_, address)
    for id_ in wanted:
        stale = [other for other, address in rows.items() if address == current[id_] and other not in current]
        for other in stale:
            del rows[other]
        rows[id_] = current[id_]
    failed = session.report(moved if not accept else (), "write")
    if not failed:
        project.write_lock(rows)
        width = max((len(str(id_)) for id_ in rows), default=0)
        session.write("".join(f"{str(id_).ljust(width)}  {rows[id_]}\n" for id_ in sorted(rows, key=str)), output)
    return session.finish(failed)


def _accepted(accept: Sequence[str], current: dict[InstanceId, str]) -> frozenset[InstanceId] | Diagnostic:
    found: set[InstanceId] = set()
    for text in accept:
        id_ = parse_instance_id(text)
        if id_ is None or id_ not in current:
            message = f"`{text}` is not an instance with a state; write component@stack"
            return Diagnostic(Code.UNKNOWN_COMPONENT, message, help=did_you_mean(text, map(str, current)))
        found.add(id_)
    return frozenset(found)
