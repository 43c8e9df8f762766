"""``stackc describe``: stacks, instances and dependents."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.diagnostic import CompileError, Diagnostic, LookupFailure, beside
from stackc.base.ids import InstanceId
from stackc.base.record import replace
from stackc.base.value import Table, Value, shown
from stackc.cli.answers import write_answer
from stackc.cli.options import queried_format
from stackc.cli.scopes import scope_of_dependents, scope_of_instance
from stackc.cli.session import Session
from stackc.compile.selection import unmatched
from stackc.project.stacks import find_stack
from stackc.query.shapes import (
    Filters,
    describe_component,
    describe_stacks,
    stack_sections,
)
from stackc.text.json import stream_object


def describe_one(
    session: Session,
    component: str,
    stack: str | None,
    fmt: str,
    output: str | None,
    query: str | None,
    resolve: bool,
    *,
    origins: bool = False,
) -> int:
    """``describe component C -s S``: one instance, every section; with ``origins`` the line behind each value."""
    if session.setup():
        return session.finish(True)
    project = session.project
    id_ = project.find(component, session.chosen_stack(stack, component))
    answer = project.compilation.instances.of_file(id_) or project.compilation.instance(id_)
    found = (*answer.diagnostics, *project.compilation.instances.abstract_duplicates(id_))
    session.mark("compile")
    failed = session.report(found, subject=id_)
    asides = beside(project.compilation.instances.asides(id_), found)
    session.report(asides, aside=True, subject=id_ if failed else None)
    if answer.instance is None or failed:
        return session.finish(True)
    instance = session.resolved(answer.instance) if resolve else answer.instance
    shape = describe_component(project.compilation, instance)
    session.mark("evaluate")
    session.scope = None if origins else scope_of_instance(project, id_)
    if session.report(instance.diagnostics, subject=id_):
        return session.finish(True)
    if origins:
        from stackc.explain.origins import origins as remarks_of
        from stackc.text.yaml import to_yaml

        session.write(to_yaml(shown(shape), remarks_of(instance, shape)), output)
        return session.finish(False)
    write_answer(session, shape, fmt, output, query)
    return session.finish(False)


def describe_all(session: Session, filters: Filters, fmt: str, output: str | None, query: str | None) -> int:
    """``describe stacks``: the sound instances of all stacks; the rest is reported."""
    from stackc.check.files import check_manifest_shapes, said_at  # of no use to the small commands of this module

    if session.setup():
        return session.finish(True)
    compilation = session.project.compilation
    if filters.stacks is not None or filters.components is not None:
        also = {
            "stack": [str(manifest.key) for manifest in compilation.manifests],
            "component": [d.component.folder_name for ds in compilation.stacks.definitions().values() for d in ds],
        }
        if session.report(unmatched(compilation.instance_ids(), filters.stacks, filters.components, also)):
            return session.finish(True)
    found: list[Diagnostic] = []
    compilation.names()
    session.mark("names")

    def sound() -> Iterator[tuple[str, Table]]:
        for described in describe_stacks(compilation, filters):
            found.extend(described.diagnostics)
            if described.components:
                yield str(described.name), {"components": described.components}

    if fmt == "json" and output is None and not query:
        from stackc.cli.stack_texts import told_by_stack

        for piece in stream_object(told_by_stack(session, filters, found)):
            session.out(piece)
    else:
        write_answer(session, dict(sound()), fmt, output, query)
    session.mark("describe")
    for manifest in compilation.manifests:
        found += compilation.manifests.diagnostics(manifest)
        found += compilation.stacks.link_diagnostics(manifest)
        for component in compilation.stacks.components_of(manifest):
            found += compilation.stacks.failures(component)
    failed = session.report(found, subject="repository")
    unfit: list[Diagnostic] = []
    check_manifest_shapes(compilation, said_at(found), unfit.append)
    return session.finish(session.report(unfit, "validate") or failed)


def describe_stack(session: Session, name: str, fmt: str, output: str | None, query: str | None = None) -> int:
    """``describe STACK``: one compiled stack."""
    fmt = queried_format(fmt, query)
    if session.setup():
        return session.finish(True)
    project = session.project
    try:
        stack = find_stack(project, name)
    except LookupFailure as failure:
        return session.finish(session.report(failure.diagnostics))
    except CompileError as error:
        session.report(error.diagnostics)
        return session.finish(True)
    for instance in stack.instances:
        session.report(instance.diagnostics)
    if fmt == "text":
        from stackc.graph.graph import build_graph
        from stackc.render.stack import render_stack

        graph = build_graph(project.compilation, tuple(each.id for each in stack.instances))
        session.write(render_stack(stack.name, stack.instances, graph.value, session.paint), output)
        return session.finish(session.report(graph.diagnostics))
    components: dict[str, Value] = {}
    for instance in stack.instances:
        kinds = components.setdefault(instance.id.type, {})
        assert isinstance(kinds, dict)
        kinds[instance.id.component] = stack_sections(project.compilation, instance)
    write_answer(session, {name: {"components": components}}, fmt, output, query)
    return session.finish(False)


def describe_dependents_of(
    session: Session, component: str, stack: str | None, fmt: str, output: str | None, query: str | None
) -> int:
    """``describe dependents C -s S``: who depends on an instance."""
    from stackc.query.dependents import describe_dependents

    if session.setup():
        return session.finish(True)
    project = session.project
    id_: InstanceId = project.find(component, session.chosen_stack(stack, component))
    answer = project.compilation.instance(id_)
    wrong = (*answer.diagnostics, *project.compilation.instances.abstract_duplicates(id_))
    failed = session.report(wrong, subject=id_)
    if failed or answer.instance is None:
        return session.finish(True)
    found: list[Diagnostic] = []
    rows = describe_dependents(project.compilation, id_, found)
    failed = session.report(found)
    if failed:
        return session.finish(True)
    session.scope = scope_of_dependents(project, id_)
    fmt = queried_format(fmt, query)
    if fmt == "text":
        from stackc.render.rows import render_dependents

        session.write(render_dependents(rows_of(rows), id_), output)
    else:
        write_answer(session, rows, fmt, output, query)
    return session.finish(False)


def describe_changes(
    session: Session,
    base: str | None,
    repo_path: str | None,
    fmt: str,
    output: str | None,
    query: str | None,
    *,
    dependents: bool,
    exclude_locked: bool,
) -> int:
    """``describe affected``: what differs from a commit or another checkout."""
    from stackc.project.comparing import DEFAULT_BASE, base_at, base_of
    from stackc.query.affected import Changes, describe_affected, find_affected

    if session.setup():
        return session.finish(True)
    project = session.shared("the base has none")
    before, changed = base_at(project, session.path(repo_path)) if repo_path else base_of(project, base or DEFAULT_BASE)
    found: list[Diagnostic] = []
    for manifest in project.compilation.manifests:
        found += project.compilation.manifests.diagnostics(manifest)
    rows = find_affected(project.compilation, before, Changes(changed), found, exclude_locked=exclude_locked)
    shape: Value = describe_affected(project.compilation, before, rows, found, dependents=dependents)
    session.mark("compare")
    broken = [d for manifest in before.manifests for d in before.manifests.diagnostics(manifest)]
    session.report((replace(d, message=f"in the base: {d.message}") for d in broken), aside=True)
    failed = session.report(found)
    if fmt == "matrix":
        shape = {"include": [{key: row[key] for key in _MATRIX} for row in rows_of(shape)]}
        fmt = "json"
    fmt = queried_format(fmt, query)
    if fmt == "text":
        from stackc.render.rows import render_affected

        session.write(render_affected(rows_of(shape)), output)
    else:
        write_answer(session, shape, fmt, output, query)
    return session.finish(failed)


def rows_of(value: Value) -> list[Table]:
    """The tables of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


_MATRIX = ("stack", "component", "component_path", "component_type")
