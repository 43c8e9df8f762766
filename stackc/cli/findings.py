"""``stackc validate`` and ``graph``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic
from stackc.base.words import amount
from stackc.check.addresses import take_census
from stackc.cli.options import queried_format
from stackc.cli.session import Session
from stackc.compile.selection import unmatched
from stackc.graph.graph import Graph
from stackc.project.open_project import OpenProject


def validate(session: Session, fmt: str, output: str | None, query: str | None = None) -> int:
    """``validate``: every finding of the repository at once."""
    fmt = queried_format(fmt, query)
    project = session.project
    from stackc.library.policies import all_findings
    from stackc.library.project import seen_by_policies

    compilation, notes = project.compilation, session.options.notes
    compilation.names()
    session.mark("names")
    found = all_findings(project, seen_by_policies(project), notes=notes)
    graded: list[tuple[Diagnostic, Severity]] = [(each, compilation.grade(each, "validate")) for each in found]
    session.mark("check")
    if fmt != "text":
        kept: list[tuple[Diagnostic, Severity]] = [
            (each, level) for each, level in graded if level != "off" and (notes or level != "note")
        ]
        if fmt == "json":
            from stackc.cli.answers import write_answer
            from stackc.render.diagnostics import diagnostics_json

            write_answer(session, diagnostics_json(kept), fmt, output, query)
        else:
            session.write(_for_programs(project, kept, fmt), output)
        levels = {level for _, level in kept}
        return session.finish("error" in levels or (session.options.deny_warnings and "warning" in levels))
    counts = f"{summary(project, graded)}\n"
    if output is None:
        failed = session.report(found, "validate")
        session.out(counts)
        return session.finish(failed)
    rendered = tuple(session.rendered(found, "validate"))
    session.write("".join(text for _, text in rendered) + counts, output)
    return session.finish(any(level == "error" for level, _ in rendered))


def _for_programs(project: OpenProject, graded: Sequence[tuple[Diagnostic, Severity]], fmt: str) -> str:
    from stackc.project.findings import FromRepository
    from stackc.render.findings import Findings
    from stackc.render.formats import FORMATS

    names = FromRepository(project)
    placed: tuple[tuple[Diagnostic, Severity], ...] = tuple((each.placed(names.place), level) for each, level in graded)
    return FORMATS[fmt](Findings(placed, names.lines, project.config.dialect.name, names.project_file))


def summary(project: OpenProject, graded: Iterable[tuple[Diagnostic, Severity]]) -> str:
    """The last line of ``validate``: what there was to check, how much was found and in how many files."""
    by_level: dict[Severity, list[Diagnostic]] = {"error": [], "warning": [], "note": []}
    for each, level in graded:
        if level != "off":
            by_level[level].append(each)
    serious = (*by_level["error"], *by_level["warning"])
    files = {each.primary.span.file for each in serious if each.primary is not None}
    counts = [amount(len(found), level) for level, found in by_level.items() if found and level != "note"]
    said = ", ".join(counts) or "no errors"
    if files:
        said += f" in {amount(len(files), 'file')}"
    if by_level["note"]:
        said += f"; {amount(len(by_level['note']), 'note')}, shown with --notes"
    compilation = project.compilation
    stacks, manifests = len(compilation.names()), len(compilation.manifests.top_level)
    return f"{amount(stacks, 'stack')} from {amount(manifests, 'manifest')}: {said}"


def show_graph(
    session: Session,
    stacks: Sequence[str] | None,
    components: Sequence[str] | None,
    fmt: str,
    output: str | None,
    query: str | None = None,
) -> int:
    """``graph``: what comes after what."""
    fmt = queried_format(fmt, query)
    if session.setup():
        return session.finish(True)
    compilation = session.project.compilation
    unknown = session.report(unmatched(compilation.instance_ids(), stacks, components))
    if unknown:
        return session.finish(True)
    whole = session.project.graph()
    selected = whole.value.restricted(compilation.select(stacks, components, "terraform"))
    broken = session.report(take_census(compilation).broken, subject="repository")
    circle = selected.waves().diagnostics
    failed = session.report(whole.diagnostics, subject="repository") or session.report(circle, "validate") or broken
    if fmt == "json":
        from stackc.cli.answers import write_answer
        from stackc.render.graph import graph_json

        write_answer(session, graph_json(selected), fmt, output, query)
    else:
        session.write(_graph_text(selected, fmt), output)
    return session.finish(failed)


def _graph_text(graph: Graph, fmt: str) -> str:
    from stackc.render.graph import render_graph_dot, render_graph_mermaid, render_graph_text

    return {"text": render_graph_text, "dot": render_graph_dot, "mermaid": render_graph_mermaid}[fmt](graph)
