"""``stackc validate`` and ``graph``."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.check.addresses import take_census
from stackc.cli.session import Session
from stackc.compile.selection import unmatched
from stackc.graph.graph import Graph
from stackc.project.open_project import OpenProject
from stackc.text.json import to_json


def validate(session: Session, fmt: str, output: str | None) -> int:
    """``validate``: every finding of the repository at once."""
    project = session.project
    from stackc.project.findings import find_all

    found = find_all(project)
    session.mark("check")
    if fmt == "json":
        from stackc.render.diagnostics import diagnostics_json

        compilation = project.compilation
        graded = [(d, compilation.severity(d.code, "validate")) for d in found]
        kept = [(d, "error" if level == "error" else "warning") for d, level in graded if level != "off"]
        session.write(to_json(diagnostics_json(kept)), output)  # type: ignore[arg-type]  # two of the three severities
        failed = any(level == "error" for _, level in kept)
        return session.finish(failed or (session.options.deny_warnings and bool(kept)))
    if output is None:
        failed = session.report(found, "validate")
        session.out("" if failed else _nothing_wrong(project))
        return session.finish(failed)
    rendered = tuple(session.rendered(found, "validate"))
    failed = any(level == "error" for level, _ in rendered)
    session.write("".join(text for _, text in rendered) + ("" if failed else _nothing_wrong(project)), output)
    return session.finish(failed)


def _nothing_wrong(project: OpenProject) -> str:
    compilation = project.compilation
    return f"{len(compilation.names())} stacks from {len(compilation.manifests.top_level)} manifests: no errors\n"


def show_graph(
    session: Session, stacks: Sequence[str] | None, components: Sequence[str] | None, fmt: str, output: str | None
) -> int:
    """``graph``: what comes after what."""
    if session.setup():
        return session.finish(True)
    compilation = session.project.compilation
    unknown = session.report(unmatched(compilation.instance_ids(), stacks, components))
    if unknown:
        return session.finish(True)
    whole = session.project.graph()
    selected = whole.value.restricted(compilation.select(stacks, components, "terraform"))
    broken = session.report(take_census(compilation).broken)
    circle = selected.waves().diagnostics
    failed = session.report(whole.diagnostics) or session.report(circle, "validate") or broken
    session.write(_graph_text(selected, fmt), output)
    return session.finish(failed)


def _graph_text(graph: Graph, fmt: str) -> str:
    from stackc.render.graph import graph_json, render_graph_dot, render_graph_mermaid, render_graph_text

    if fmt == "json":
        return to_json(graph_json(graph))
    return {"text": render_graph_text, "dot": render_graph_dot, "mermaid": render_graph_mermaid}[fmt](graph)
