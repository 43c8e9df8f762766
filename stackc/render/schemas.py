"""JSON Schemas (draft 2020-12) of what stackc reads and of what it prints for other programs.

Those of manifests and of the project file are made of the descriptions the decoders read; ``python -m
stackc.render.schemas DIR`` writes all of them. They refuse what ``validate`` calls an error and let pass what it warns
about, and keys that are only misspelt.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from stackc.base.value import Table, Value
from stackc.config.settings import IGNORED_SECTIONS, SETTINGS, Setting
from stackc.manifest.shape import MANIFEST, Shape

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[type, str] = {dict: "object", list: "array", str: "string", bool: "boolean"}
_DEFERRED: Table = {
    "description": "a template, or a call of a function",
    "type": "string",
    "pattern": "\\{\\{|^!",
}


def _document(title: str, body: Table, definitions: Table | None = None) -> Table:
    return {"$schema": _DRAFT, "title": title, **body, **({"$defs": definitions} if definitions else {})}


# --- manifests


def manifest_schema() -> Table:
    """The schema of one manifest; templates and calls stand for any value, as strings."""
    definitions: Table = {"deferred": _DEFERRED}
    body = _body(MANIFEST, definitions)
    return _document("stack manifest", body, dict(sorted(definitions.items())))


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
    return _document("stackc.yaml", {"type": ["object", "null"], "properties": root})


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


# --- what commands print

_TEXT: Table = {"type": "string"}
_TEXTS: Table = {"type": "array", "items": _TEXT}
_POSITION: Table = {"type": "integer", "minimum": 1}


def _record(required: Table, optional: Table | None = None) -> Table:
    """An object with these keys and no others."""
    properties: Table = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _list(items: Table) -> Table:
    return {"type": "array", "items": items}


_VERSION: Table = {"const": 1}
_SPAN: Table = {"file": _TEXT, "line": _POSITION, "column": _POSITION, "end_line": _POSITION, "end_column": _POSITION}
_DIAGNOSTIC = _record(
    {
        "code": {"type": "string", "pattern": "^SC\\d{4}$"},
        "severity": {"enum": ["error", "warning", "note"]},
        "title": _TEXT,
        "message": _TEXT,
        "primary": {"anyOf": [{"$ref": "#/$defs/label"}, {"type": "null"}]},
        "related": _list({"$ref": "#/$defs/label"}),
        "chain": {"description": "imports that lead here, outermost first", **_list({"$ref": "#/$defs/span"})},
        "help": {"type": ["string", "null"]},
        "notes": _TEXTS,
    },
    {
        "fix": _record({"title": _TEXT, "edits": _list(_record({**_SPAN, "text": _TEXT}))}),
        "preface": _TEXTS,
        "facts": _record({"columns": _TEXTS, "rows": _list(_TEXTS)}),
    },
)


def diagnostics_schema() -> Table:
    """The schema of ``stackc validate --format json``."""
    body = _record({"version": _VERSION, "diagnostics": _list({"$ref": "#/$defs/diagnostic"})})
    places: Table = {"span": _record(_SPAN), "label": _record({**_SPAN, "text": _TEXT})}
    return _document("findings of stackc validate", body, {"diagnostic": _DIAGNOSTIC, **places})


def graph_schema() -> Table:
    """The schema of ``stackc graph --format json``."""
    instance: Table = {"description": "component@stack, with the type in front if it is not terraform", **_TEXT}
    node = _record({"id": instance, "stack": _TEXT, "component": _TEXT, "type": _TEXT})
    edge = _record(
        {
            "from": {"description": "comes after the other", "type": "string"},
            "to": _TEXT,
            "kind": {"description": "read: it needs the outputs", "enum": ["order", "read"]},
            "file": _TEXT,
            "line": _POSITION,
        }
    )
    waves: Table = {"description": "instances that may run side by side", **_list(_TEXTS)}
    body = _record({"version": _VERSION, "nodes": _list(node), "edges": _list(edge), "waves": waves})
    return _document("dependency graph of stackc graph", body)


def index_schema() -> Table:
    """The schema of the ``index.json`` that ``stackc build`` writes."""
    digest: Table = {"description": "SHA-256 of the file", "type": "string", "pattern": "^[0-9a-f]{64}$"}
    body = _record({"version": _VERSION, "files": {"type": "object", "additionalProperties": digest}})
    return _document("index of stackc build", body)


# --- files


def schema_files() -> dict[str, str]:
    """The text of every schema by the name of its file."""
    schemas = {
        "manifest.json": manifest_schema(),
        "project.json": project_schema(),
        "diagnostics.json": diagnostics_schema(),
        "graph.json": graph_schema(),
        "index.json": index_schema(),
    }
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def main(folder: str) -> None:
    """Write every schema into ``folder``."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        (Path(folder) / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m stackc.render.schemas DIR")
    main(sys.argv[1])
