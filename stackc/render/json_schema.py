"""Words of JSON Schema (draft 2020-12) that the published schemas are made of."""

from __future__ import annotations

from stackc.base.value import Table
from stackc.version import SCHEMAS

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Table = {"type": "string"}
TEXTS: Table = {"type": "array", "items": TEXT}
POSITION: Table = {"type": "integer", "minimum": 1}
VERSION: Table = {"const": 1}
"""Of an answer whose shape is ours alone."""


def document(name: str, title: str, body: Table, definitions: Table | None = None) -> Table:
    """A whole schema: what it is called in ``schemas/``, and what it describes."""
    more: Table = {"$defs": definitions} if definitions else {}
    return {"$schema": _DRAFT, "$id": schema_url(name), "title": title, **body, **more}


def schema_url(name: str) -> str:
    """Where a schema is published, which is its ``$id``."""
    return f"{SCHEMAS}/{name}.json"


def record(required: Table, optional: Table | None = None) -> Table:
    """An object with these keys and no others."""
    properties: Table = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def mapping(items: Table) -> Table:
    """An object whose keys are names."""
    return {"type": "object", "additionalProperties": items}


def list_of(items: Table) -> Table:
    """An array."""
    return {"type": "array", "items": items}
