"""Sections and variables explained: text for people, JSON for programs. See docs/language.md, explanations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from stackc.base.ids import InstanceId
from stackc.base.source import path_text
from stackc.base.value import Table, Value, shown
from stackc.base.words import amount
from stackc.explain.sections import Explained
from stackc.explain.variables import ModuleUse, Setting, VariableUse
from stackc.render.diagnostics import Paint, span_json
from stackc.render.questions import aligned, instances_text, line_of
from stackc.render.stack import show
from stackc.syntax.hcl_expression import one_line
from stackc.syntax.root_module import Variable

_WIDTH = 100
"""Of lines of prose."""
_LONGEST = 60
"""Characters of a value or a description in a column; the whole of it is in the JSON."""
_NARROW = 30
"""The same of a type or a default beside others."""


# --- sections


def render_section(section: Explained, paint: Paint) -> str:
    """What it is, where it may stand, how it is merged, and an example."""
    rows = [
        ("stands in", " < ".join(section.places)),
        ("types", ", ".join(section.types) or "all"),
        ("merged", section.merged),
        ("rules", f"language.md, {section.chapter}"),
    ]
    out = [f"{paint(section.name, 'bold')}: {section.about}", ""]
    for name, text in rows:
        out += textwrap.wrap(text, _WIDTH, initial_indent=f"{name:<12}", subsequent_indent=" " * 12)
    return "\n".join([*out, "", *(f"    {line}" for line in section.example.splitlines())]) + "\n"


def render_sections(sections: Iterable[Explained]) -> str:
    """Each on a line."""
    return "".join(f"{line}\n" for line in aligned([(each.name, each.about) for each in sections]))


def sections_json(sections: Iterable[Explained]) -> Table:
    """The same facts for programs. Schema: ``schemas/sections.json``."""
    return {"version": 1, "sections": [_section(each) for each in sections]}


def _section(section: Explained) -> Table:
    return {
        "name": section.name,
        "about": section.about,
        "places": list(section.places),
        "types": list(section.types),
        "merged": section.merged,
        "chapter": section.chapter,
        "example": section.example,
    }


# --- variables


def render_variables(modules: Sequence[ModuleUse], paint: Paint, *, whole: bool) -> str:
    """One variable with all there is to say, or with ``whole`` a line for each of them."""
    parts = [_listed(use, paint) if whole else _described(use, paint) for use in modules]
    return "\n".join("\n".join(lines) + "\n" for lines in parts)


def _listed(use: ModuleUse, paint: Paint) -> list[str]:
    counted = amount(len(use.variables), "variable")
    head = f"{paint(use.folder, 'bold')}: {counted}, {amount(len(use.instances), 'instance')}"
    rows = [
        (
            each.variable.name,
            _cut(each.variable.type or "any", _NARROW),
            f"default {_cut(default, _NARROW)}" if (default := _default(each.variable)) is not None else "required",
            _count(each, len(use.instances)),
            _cut(" ".join((each.variable.description or "").split())),
        )
        for each in use.variables
    ]
    others = [f"  not declared there: {', '.join(use.undeclared)}"] if use.undeclared else []
    return [head, *(aligned(rows, "  ") if rows else []), *others]


def _count(use: VariableUse, total: int) -> str:
    number = len(use.instances)
    if not total:
        return ""
    return "set in none" if not number else "set in all" if number == total else f"set in {number} of {total}"


def _described(use: ModuleUse, paint: Paint) -> list[str]:
    [found] = use.variables
    variable = found.variable
    out = [f"{paint(variable.name, 'bold')}: {variable.type or 'any'}"]
    for paragraph in (variable.description or "").strip().splitlines():
        out += textwrap.wrap(paragraph, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return [*out, "", *aligned(list(_declared(found))), "", *_users(found, use.instances)]


def _declared(use: VariableUse) -> Iterator[tuple[str, str]]:
    variable = use.variable
    yield "declared", line_of(variable.span)
    yield "default", _default(variable) or "none, so it has to be set"
    if not variable.nullable:
        yield "null", "the default counts instead" if variable.has_default else "is refused"
    if variable.sensitive:
        yield "sensitive", "its values are not shown"
    for each in use.validations:
        yield "validation", each.message or each.condition


def _default(variable: Variable) -> str | None:
    """The default as it is written, on one line."""
    return one_line(variable.default_source) if variable.default_source is not None else None


def _users(use: VariableUse, instances: Sequence[InstanceId]) -> Iterator[str]:
    if use.settings:
        yield f"set in {len(use.instances)} of {amount(len(instances), 'instance')}"
        rows = aligned([_setting(each) for each in use.settings], "  ")
        for row, each in zip(rows, use.settings, strict=True):
            yield row
            yield from _names(each.instances)
    for ids, words in (
        (use.elsewhere, "set by the environment, by an argument or by a file of the module"),
        (use.unset, "left at its default" if use.variable.has_default else "without a value"),
    ):
        if ids:
            yield f"{words} in {amount(len(ids), 'instance')}"
            yield from _names(ids)
    if not instances:
        yield "no instance has this root module"


def _setting(setting: Setting) -> tuple[str, ...]:
    below = (path_text(setting.path),) if setting.path else ()
    return (*below, _cut(show(shown(setting.value))), line_of(setting.span))


def _names(ids: Iterable[InstanceId]) -> Iterator[str]:
    return (f"    {line}" for line in instances_text(ids))


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def variables_json(modules: Iterable[ModuleUse]) -> Table:
    """The same facts for programs. Schema: ``schemas/variables.json``."""
    return {"version": 1, "modules": [_module(each) for each in modules]}


def _module(use: ModuleUse) -> Table:
    return {
        "folder": use.folder,
        "instances": _texts(use.instances),
        "variables": [_variable(each) for each in use.variables],
        "undeclared": list(use.undeclared),
    }


def _variable(use: VariableUse) -> Table:
    variable = use.variable
    is_known = variable.default is not None or (_default(variable) == "null")
    return {
        "name": variable.name,
        "type": variable.type,
        "description": variable.description,
        "required": not variable.has_default,
        **({"default": variable.default} if variable.has_default and is_known else {}),
        "nullable": variable.nullable,
        "sensitive": variable.sensitive,
        "validations": [{"condition": each.condition, "message": each.message} for each in use.validations],
        "declared": span_json(variable.span),
        "set": [_set(each) for each in use.settings],
        "elsewhere": _texts(use.elsewhere),
        "unset": _texts(use.unset),
    }


def _set(setting: Setting) -> Table:
    place: Value = span_json(setting.span) if setting.span is not None else None
    path = path_text(setting.path)
    return {"path": path, "value": shown(setting.value), "place": place, "instances": _texts(setting.instances)}


def _texts(ids: Iterable[InstanceId]) -> list[Value]:
    return [str(id_) for id_ in ids]
