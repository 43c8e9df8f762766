"""Everything that leaves a compiled repository without a process, as text, each answer with what asked for it."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from stackc.artifact.files import (
    emit_backend,
    emit_instance,
    emit_providers,
    emit_varfile,
    emit_versions,
    unknown_written,
)
from stackc.artifact.lock import emit_lock
from stackc.artifact.secrets import misplaced_secrets
from stackc.artifact.tree import lay_out
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.value import Value
from stackc.check.addresses import check_known, check_moved, check_shared, take_census
from stackc.check.findings import check_repository
from stackc.cli.answers import format_answer
from stackc.cli.values import values_table
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.explain.variables import find_variables
from stackc.graph.graph import build_graph
from stackc.library.instance import Instance as Handed
from stackc.query.dependents import describe_dependents
from stackc.query.shapes import Filters, describe_component, describe_stacks, stack_sections
from stackc.query.values import Nowhere, find_values
from stackc.render.diagnostics import Paint, diagnostics_json, render_diagnostic
from stackc.render.explanations import render_variables, variables_json
from stackc.render.findings import Findings
from stackc.render.formats import FORMATS
from stackc.render.graph import graph_json, render_graph_dot, render_graph_mermaid, render_graph_text
from stackc.render.stack import render_stack

Answers = Iterator[tuple[str, str]]
"""What was asked, and the text of the answer."""
QUERIES = (".vars", ".vars | to_entries", '.. | select(type == "string") | length', ".env | keys", ".vars | tojson")
_FILES = {
    "varfile": ("vars",),
    "backend": ("backend", "backend_type"),
    "providers": ("providers",),
    "versions": ("required_providers", "required_version"),
}


def answers(compilation: Compilation) -> Answers:
    """What is said of a whole repository and of each of its instances."""
    found: list[Diagnostic] = []
    graph = build_graph(compilation)
    found += graph.diagnostics
    for render in (render_graph_text, render_graph_dot, render_graph_mermaid):
        yield "graph", render(graph.value)
    yield "graph json", json.dumps(graph_json(graph.value))
    yield "list", repr([compilation.names(), compilation.instance_ids(), compilation.index.files])
    check_repository(compilation, found.append, graph.diagnostics)
    found += compilation.losses()
    for described in describe_stacks(compilation, Filters()):
        yield f"describe stacks: {described.name}", format_answer(described.components, "json")
        found += described.diagnostics
    sound: list[Instance] = []
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        found += answer.diagnostics
        if answer.instance is not None:
            sound.append(answer.instance)
            yield from of_instance(compilation, answer.instance, found)
    for section in ("vars", "settings", "env", "backend", "metadata", "workspace"):
        listed = find_values(compilation, compilation.instance_ids(), (section,), found)
        if not isinstance(listed, Nowhere):
            table = values_table(listed, 1)
            yield f"list values .{section}", repr((table.columns, table.rows, table.text))
            yield f"list values .{section} -f json", format_answer(table.plain, "json")
    for component in dict.fromkeys(id_.component for id_ in compilation.instance_ids()):
        uses = find_variables(compilation, component, None, found)
        if not isinstance(uses, Diagnostic):
            alone = [replace(use, variables=(each,)) for use in uses for each in use.variables]
            yield f"explain {component}.vars", render_variables(uses, Paint(False), whole=True)
            yield f"explain each of {component}.vars", render_variables(alone, Paint(False), whole=False)
            yield f"explain {component}.vars -f json", format_answer(variables_json(uses), "json")
    for name in compilation.names():
        yield (
            f"describe {name}",
            render_stack(name, [each for each in sound if each.id.stack == name], graph.value, Paint(False)),
        )
    yield from of_addresses(compilation, sound, found)
    yield from said(compilation, found)


def of_instance(compilation: Compilation, instance: Instance, found: list[Diagnostic]) -> Answers:
    """Its shapes, its files, its names and what a program sees of it; what is wrong with it goes to ``found``."""
    id_ = instance.id
    shape = describe_component(compilation, instance)
    for fmt in ("json", "yaml"):
        yield f"describe component {id_} -f {fmt}", format_answer(shape, fmt)
    for query in QUERIES:
        yield (
            f"describe component {id_} --query '{query}'",
            text_of(partial(format_answer, shape, "json", query)),
        )
    yield f"describe stack: {id_}", format_answer(stack_sections(compilation, instance), "yaml")
    rows: list[Value] = describe_dependents(compilation, id_, found)
    yield f"describe dependents {id_}", format_answer(rows, "json")
    names = (instance.workspace, instance.described_workspace, instance.folder, instance.automation_names)
    yield f"names of {id_}", repr((names, instance.addressed, instance.is_enabled, instance.is_locked, str(instance)))
    handed = Handed(instance)
    yield f"library: {id_}", repr([handed, handed.workspace, handed.command, handed.unknowns, handed.secrets])
    for name in handed.sections:
        section = handed.section(name)
        for use in (repr, str, json.dumps, "{}".format):
            yield f"library: {name} of {id_}", text_of(partial(use, section))
    if id_.type == "terraform":
        yield from of_files(compilation, instance, found)
    found += instance.complete()


def of_files(compilation: Compilation, instance: Instance, found: list[Diagnostic]) -> Answers:
    """The files of an instance as they are written, and as they are shown."""
    for backend in (True, False):
        made = emit_instance(instance, backend=backend and bool(instance.backend_type))
        found += made.diagnostics
        yield from ((f"file {each.name} of {instance.id}", each.content.decode()) for each in made.value.files)
    for kind, sections in _FILES.items():
        misplaced = () if kind == "varfile" else misplaced_secrets(instance, *sections)
        found += (*misplaced, *unknown_written(instance, instance.unknowns(*sections)))
        if not misplaced:
            yield f"generate {kind} {instance.id}", _preview(kind, instance).decode()


def _preview(kind: str, instance: Instance) -> bytes:
    if kind == "backend":
        return emit_backend(instance, preview=True).value
    if kind == "varfile":
        return emit_varfile(instance, preview=True)
    return (
        emit_providers(instance, preview=True) if kind == "providers" else emit_versions(instance, preview=True) or b""
    )


def of_addresses(compilation: Compilation, sound: list[Instance], found: list[Diagnostic]) -> Answers:
    """The lock file, and what is said when a state has moved; the names of the files of a build."""
    census = take_census(compilation)
    rows = {each.id: str(each.state_address) for each in sound if each.state_address is not None}
    check_shared(sound, found.append)
    check_moved(sound, dict.fromkeys(rows, "s3:elsewhere"), found.append)
    check_known(sound, found.append)
    yield "stackc.lock", emit_lock(rows).decode()
    made = ((each, emit_instance(each, backend=True).value.files) for each in census.running)
    files, collisions = lay_out(made, census.running)
    found += (*census.broken, *collisions)
    yield "build", "\n".join(files)


def said(compilation: Compilation, found: list[Diagnostic]) -> Answers:
    """Findings as people, programs and callers of the library see them."""

    def lines(file: str) -> list[str] | None:
        return compilation.world.read(file).decode().split("\n") if compilation.world.kind(file) == "file" else None

    for each in dict.fromkeys(found):
        yield f"finding {each.code.value}", render_diagnostic(each, "error", lines, Paint(True))
        yield f"finding {each.code.value} as a record", repr(each)
    yield "validate -f json", json.dumps(diagnostics_json([(each, "error") for each in found]))
    placed = Findings(tuple((each, "error") for each in found), lines, "stackc", "stackc.yaml")
    for name, render in FORMATS.items():
        yield f"validate -f {name}", render(placed)
    yield "exception", repr(CompileError(found)) + str(CompileError(found))


def text_of(action: Callable[[], str]) -> str:
    """What an action gives, or the whole traceback of what it raises."""
    try:
        return action()
    except (TypeError, CompileError) as error:
        return "".join(traceback.format_exception(error))
