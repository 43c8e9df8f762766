"""The ``import`` section: decoding its entries. See docs/language.md, imports."""

from __future__ import annotations

from stackc.base.near import is_one_edit
from stackc.base.record import Record
from stackc.base.source import Path
from stackc.base.value import Table, Value, source_text
from stackc.manifest import messages as say
from stackc.manifest.places import Places

KEYS = {
    "path": "string",
    "context": "table",
    "skip_templates_processing": "boolean",
    "ignore_missing_template_values": "boolean",
    "skip_if_missing": "boolean",
    "nested_imports": "string",
    "ttl": "string",
}


class ImportEntry(Record):
    """One entry of ``import``; ``at`` is its path in the document, up to the text that names the file."""

    path: str
    at: Path
    context: Table
    skip_templates: bool = False
    ignore_missing: bool = False
    skip_if_missing: bool = False


def decode_imports(document: Table, places: Places) -> tuple[ImportEntry, ...]:
    """The entries of ``import`` in order; malformed ones are reported (SC0202) and left out."""
    section = document.get("import")
    if section is None:
        return ()
    if not isinstance(section, list):
        places.report(say.imports_kind(section, places))
        return ()
    entries = (_decode(item, ("import", index), places) for index, item in enumerate(section))
    return tuple(entry for entry in entries if entry is not None)


def _decode(item: Value, at: Path, places: Places) -> ImportEntry | None:
    if whole := source_text(item):
        return ImportEntry(whole, at, {})
    if not isinstance(item, dict):
        places.report(say.import_kind(item, at, places))
        return None
    known = [key for key in KEYS if key not in item]
    unknown = [key for key in item if key not in KEYS] if "path" in item else []
    misspelt = [key for key in unknown if any(is_one_edit(key, each) for each in known)]
    for keys in (*([key] for key in misspelt), [key for key in unknown if key not in misspelt]):
        if keys:
            places.report(say.import_keys_unknown(keys, at, known, places))
    for key, value in item.items():
        wanted = KEYS.get(key)
        if wanted and key != "path" and value is not None and not _fits(value, wanted):
            places.report(say.import_key_kind(key, value, wanted, at, places))
    path = source_text(item.get("path"))
    if not path:
        odd = next((key for key in item if key not in KEYS), None)
        is_given = "path" in item
        places.report(say.import_path_kind(at, places) if is_given else say.import_path_missing(at, odd, places))
        return None
    context = item.get("context")
    return ImportEntry(
        path,
        (*at, "path"),
        context if isinstance(context, dict) else {},
        item.get("skip_templates_processing") is True,
        item.get("ignore_missing_template_values") is True,
        item.get("skip_if_missing") is True,
    )


def _fits(value: Value, wanted: str) -> bool:
    return isinstance(value, {"string": str, "table": dict, "boolean": bool}[wanted])
