"""The published JSON Schemas: of what stackc reads, made here, and of what it prints for other programs.

Those of manifests and of the project file are made of the descriptions the decoders read; ``python -m
stackc.render.schemas DIR`` writes all of them. They refuse what ``validate`` calls an error and let pass what it warns
about, and keys that are only misspelt.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from stackc.base.value import Table, Value
from stackc.config.settings import IGNORED_SECTIONS, SETTINGS, Setting
from stackc.manifest.shape import MANIFEST, Shape
from stackc.render import answer_schemas as answers
from stackc.render.json_schema import document

_TYPES: dict[type, str] = {dict: "object", list: "array", str: "string", bool: "boolean"}
_DEFERRED: Table = {
    "description": "a template, or a call of a function",
    "type": "string",
    "pattern": "\\{\\{|^!",
}


# --- manifests


def manifest_schema() -> Table:
    """The schema of one manifest; templates and calls stand for any value, as strings."""
    definitions: Table = {"deferred": _DEFERRED}
    body = _body(MANIFEST, definitions)
    return document("manifest", "stack manifest", body, dict(sorted(definitions.items())))


def _schema(shape: Shape, definitions: Table) -> Table:
    """The schema of what stands at one position; shapes with a name are referred to."""
    about: Table = {"description": shape.about} if shape.about else {}
    if not shape.name:
        return {**about, **_deferrable(shape, definitions)}
    if shape.name not in definitions:
        definitions[shape.name] = {}  # taken, in case the shape holds itself
        definitions[shape.name] = _deferrable(shape, definitions)
    return {**about, "$ref": f"#/$defs/{shape.name}"}


def _deferrable(shape: Shape, definitions: Table) -> Table:
    body = _body(shape, definitions)
    if not shape.kinds or (str in shape.kinds and not shape.choices):
        return body
    return {"anyOf": [body, {"$ref": "#/$defs/deferred"}]}


def _body(shape: Shape, definitions: Table) -> Table:
    body: Table = {}
    types: list[Value] = [name for kind, name in _TYPES.items() if kind in shape.kinds]
    if types:
        types += ["null"] if shape.null else []
        body["type"] = types[0] if len(types) == 1 else types
    if shape.choices:
        body["enum"] = [*shape.choices, *([None] if shape.null else [])]
    if shape.required:
        body["required"] = [shape.required]
    if shape.keys:
        body["properties"] = {key: _schema(below, definitions) for key, below in shape.keys.items()}
    if shape.others is not None:
        body["additionalProperties"] = _schema(shape.others, definitions)
    if shape.items is not None:
        body["items"] = _schema(shape.items, definitions)
    return body


# --- the project file


def project_schema() -> Table:
    """The schema of ``stackc.yaml``: every setting; sections that only Atmos reads hold anything."""
    root: Table = {}
    for setting in SETTINGS:
        _at(root, setting.path[:-1])[setting.path[-1]] = _setting(setting)
    for name in sorted(IGNORED_SECTIONS - root.keys()):
        root[name] = {"description": "not read by stackc"}
    return document("project", "stackc.yaml", {"type": ["object", "null"], "properties": root})


def _at(properties: Table, path: tuple[str, ...]) -> Table:
    """The properties of the nested table at ``path``, made where it is new."""
    for step in path:
        below = properties.setdefault(step, {"type": ["object", "null"], "properties": {}})
        assert isinstance(below, dict)
        inner = below["properties"]
        assert isinstance(inner, dict)
        properties = inner
    return properties


def _setting(setting: Setting) -> Table:
    kinds: dict[str, Table] = {
        "string": {"type": ["string", "null"]},
        "boolean": {"type": ["boolean", "null"]},
        "integer": {"type": ["integer", "null"]},
        "strings": {"type": ["array", "string", "null"], "items": {"type": "string"}},
        "table": {"type": ["object", "null"]},
    }
    choices: Table = {"enum": [*setting.choices, None]} if setting.choices else {}
    return {"description": setting.about, **kinds[setting.kind], **choices, "default": setting.default}


# --- files


SCHEMAS: Mapping[str, Callable[[], Table]] = MappingProxyType(
    {
        "manifest": manifest_schema,
        "project": project_schema,
        "affected": answers.affected_schema,
        "backend": answers.backend_schema,
        "code-quality": answers.code_quality_schema,
        "component": answers.component_schema,
        "dependents": answers.dependents_schema,
        "diagnostics": answers.diagnostics_schema,
        "explanations": answers.explanations_schema,
        "difference": answers.difference_schema,
        "graph": answers.graph_schema,
        "impact": answers.impact_schema,
        "index": answers.index_schema,
        **{f"list-{things}": partial(answers.list_schema, things) for things in answers.LISTS},
        "matrix": answers.matrix_schema,
        "providers": answers.providers_schema,
        "sections": answers.sections_schema,
        "stacks": answers.stacks_schema,
        "varfile": answers.varfile_schema,
        "variables": answers.variables_schema,
        "versions": answers.versions_schema,
        "why": answers.why_schema,
        "why-order": answers.why_order_schema,
    }
)
"""Every schema by its name: of what is read first, then of what is printed."""


def schema_text(name: str) -> str:
    """The text of one schema, as ``stackc schema NAME`` prints it. Raises KeyError for an unknown name."""
    return json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"


def schema_files() -> dict[str, str]:
    """The text of every schema by the name of its file."""
    return {f"{name}.json": schema_text(name) for name in SCHEMAS}


def main(folder: str) -> None:
    """Write every schema into ``folder``."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        (Path(folder) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m stackc.render.schemas DIR")
    main(sys.argv[1])
