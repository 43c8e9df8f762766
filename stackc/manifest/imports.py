"""The ``import`` section: decoding its entries. See docs/language.md, imports."""

from __future__ import annotations

from dataclasses import dataclass

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.near import did_you_mean
from stackc.base.source import Path
from stackc.base.value import Call, Secret, Table, Unknown, Value, source_text
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


@dataclass(frozen=True, slots=True)
class ImportEntry:
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
        kind = kind_word(section)
        message = f"invalid import section in the file `{places.file}`: `import` must be a list, not {kind}"
        places.report(
            Diagnostic(
                Code.IMPORT_INVALID,
                message,
                places.value(("import",), f"this is {kind}"),
                help="write each import behind a dash",
            )
        )
        return ()
    entries = (_decode(item, ("import", index), places) for index, item in enumerate(section))
    return tuple(entry for entry in entries if entry is not None)


def _decode(item: Value, at: Path, places: Places) -> ImportEntry | None:
    if whole := source_text(item):
        return ImportEntry(whole, at, {})
    if not isinstance(item, dict):
        what = "empty" if item is None or item == "" else kind_word(item)
        message = (
            f"invalid import in the file `{places.file}`: an entry must be a path or a map with `path`, not {what}"
        )
        places.report(Diagnostic(Code.IMPORT_INVALID, message, places.value(at, f"this is {what}")))
        return None
    for key, value in item.items():
        wanted = KEYS.get(key)
        if wanted is None and "path" in item:
            message = f"unknown key `{key}` in an import"
            places.report(
                Diagnostic(
                    Code.ROOT_KEY,
                    message,
                    places.key((*at, key), "not a key of an import"),
                    help=did_you_mean(key, KEYS),
                )
            )
        elif wanted and key != "path" and value is not None and not _fits(value, wanted):
            message = f"invalid import in the file `{places.file}`: `{key}` must be a {wanted}, not {kind_word(value)}"
            places.report(Diagnostic(Code.IMPORT_INVALID, message, places.value((*at, key), f"not a {wanted}")))
    path = source_text(item.get("path"))
    if not path:
        missing = "path" not in item
        message = f"invalid import in the file `{places.file}`: " + (
            "`path` is missing" if missing else "`path` must be a string that is not empty"
        )
        odd = next((key for key in item if key not in KEYS), None)
        label = (
            places.key((*at, odd), "did you mean `path`?")
            if missing and odd
            else places.value((*at, "path") if not missing else at, "no path")
        )
        advice = (
            f"did you mean `path` instead of `{odd}`?" if missing and odd else "name the file to import with `path`"
        )
        places.report(Diagnostic(Code.IMPORT_INVALID, message, label, help=advice))
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


def kind_word(value: Value) -> str:
    """What kind of value it is, for people: ``a list``."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case Secret():
            return "a secret"
        case Call() | Unknown():
            return "a function"
        case dict():
            return "a map"
        case _:
            return "a list"
