"""The words of what the project's own schema for manifests says."""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Path, path_text


def schema_misfit(reason: str, path: Path, place: Label, schema: str) -> Diagnostic:
    where = f" (`{path_text(path)}`)" if path else ""
    return Diagnostic(Code.MANIFEST_SCHEMA, f"{reason}{where}", place, notes=(f"the schema `{schema}` says so",))


def schema_unusable(schema: str, reason: str, setting: Label | None) -> Diagnostic:
    return Diagnostic(Code.SCHEMA_UNUSABLE, f"the schema `{schema}` cannot be used: {reason}", setting)


def schema_elsewhere(schema: str, setting: Label | None) -> Diagnostic:
    message = f"manifests are not held against `{schema}`: a schema is never fetched"
    advice = "keep a copy in the repository and name its path"
    return Diagnostic(Code.SCHEMA_ELSEWHERE, message, setting, help=advice)
