"""What an expression reads, told without running it, and where each of that is written.

See docs/language.md, questions.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path, Span, path_text
from stackc.base.value import MISSING, Missing, Value, look_up, source_text
from stackc.evaluate.instance import IDENTITY_KEYS, Instance
from stackc.explain.statements import Statement, winner
from stackc.manifest.locals import SCOPES
from stackc.manifest.manifest import Manifest
from stackc.syntax.calls import CallFault, parse_call
from stackc.template import TemplateFault, parse_template


class Read(NamedTuple):
    """Something that decides a computed value: what it is called, its value where it has one, and its line."""

    name: str
    """``vars.region``, ``locals.prefix``, ``atmos_stack``, ```.vpc_id` of vpc@ue1-prod``."""
    value: Value | Missing = MISSING
    span: Span | None = None


def fields_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The root data that the templates in ``text`` read, sorted; the empty path where one reads all of it."""
    template = parse_template(text) if "{{" in text else None
    if template is None or isinstance(template, TemplateFault):
        return ()
    return ((),) * template.is_open + tuple(sorted(tuple(field) for field in template.fields))


def expression_of(instance: Instance, said: Statement) -> str | None:
    """The template or function that a statement is, as it is written; None for a plain value."""
    text = source_text(said.value)
    if text is not None and ("{{" in text or instance.component.context.marks.is_call(said.value)):
        return text
    source = instance.component.context.locator.source(said.span) if said.span is not None else ""
    return source if "{{" in source else None


def reads_of(instance: Instance, said: Statement, expression: str) -> tuple[Read, ...]:
    """What the expression of a statement reads, each once."""
    is_evaluated = source_text(said.value) == expression
    found: dict[str, Read] = {}
    for read in _call_reads(instance, expression) if is_evaluated else ():
        found.setdefault(read.name, read)
    for field in fields_of(expression):
        read = _of_instance(instance, field) if is_evaluated else _of_file(instance, said.origin.file, field)
        found.setdefault(read.name, read)
    return tuple(found.values())


def _call_reads(instance: Instance, text: str) -> Iterator[Read]:
    call = parse_call(text) if text.startswith("!") else None
    if call is None or isinstance(call, CallFault):
        return
    if component := call.get("component"):
        yield Read(f"`{call.get('expression')}` of {component}@{call.get('stack') or instance.id.stack}")
    if call.tag == "!env" and (name := call.get("name")):
        path: Path = ("env", name)
        own = look_up(instance.component.section("env"), (name,))
        yield (
            Read(f"env.{name}", own, _span(winner(instance.component, path)))
            if own is not MISSING
            else Read(f"the variable {name} of the environment")
        )


def _of_instance(instance: Instance, field: tuple[str, ...]) -> Read:
    """A field of what value templates see."""
    if not field:
        return Read("everything the instance has")
    if field[0] in IDENTITY_KEYS or field[0] == "workspace":
        known = instance.identity().get(field[0], MISSING)
        return Read(path_text(field), instance.workspace if field[0] == "workspace" else known)
    section = instance.component.compiled.get(field[0])
    value = look_up(section, field[1:]) if section is not None else MISSING
    return Read(path_text(field), value, _span(winner(instance.component, field)))


def _of_file(instance: Instance, file: str, field: tuple[str, ...]) -> Read:
    """A field of what the templates of a file see: its locals, its own sections, or what its importers give."""
    name = path_text(field) if field else "everything its file is given"
    if not field:
        return Read(name)
    component = instance.component
    origins = [Origin(file, (*scope, *field)) for scope in SCOPES] if field[0] == "locals" else [Origin(file, field)]
    origins += _given(component.manifest, file, field)
    for origin in origins:
        if component.context.locator.has(origin):
            return Read(name, MISSING, component.context.locator.locate(origin))
    return Read(name)


def _given(top: Manifest, file: str, field: tuple[str, ...]) -> Iterator[Origin]:
    """Where those through whom ``file`` is imported may give it ``field``: a context is handed down."""
    for manifest in top.closure():
        for entry in manifest.imports:
            if entry.path[-1:] == ("path",) and any(file in each.files for each in entry.manifest.closure()):
                yield Origin(manifest.file, (*entry.path[:-1], "context", *field))


def _span(said: Statement | None) -> Span | None:
    return said.span if said is not None else None
