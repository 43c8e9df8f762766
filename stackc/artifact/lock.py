"""The text of ``stackc.lock``: one state address an instance, reviewed like code. See docs/language.md, lock file."""

from __future__ import annotations

from collections.abc import Mapping

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Outcome
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.source import Span
from stackc.syntax.yaml import read_document
from stackc.text.yaml import to_yaml

FILE = "stackc.lock"
VERSION = 1
_HEADER = """\
# State addresses of the instances that ran or were locked. Written by stackc; commit it and review its changes.
# A changed address stops Terraform until it is agreed to: stackc lock --accept INSTANCE
"""


def emit_lock(rows: Mapping[InstanceId, str]) -> bytes:
    """The lock file for ``rows``, sorted."""
    instances = {str(each): address for each, address in sorted(rows.items(), key=lambda row: str(row[0]))}
    body = to_yaml({"version": VERSION, "instances": dict(instances)})
    return (_HEADER + body).encode()


def unreadable_lock(reason: str, file: str = FILE) -> Diagnostic:
    """The lock file is there and says nothing (SC0911); to go on without it would be to go on without a guard."""
    return Diagnostic(Code.LOCK_FILE, f"the lock file cannot be read: {reason}", Label(Span(file), "this file"))


def parse_lock(content: bytes, file: str = FILE) -> Outcome[dict[InstanceId, str]]:
    """The rows of a lock file; what cannot be read is reported (SC0911) and makes the file unusable."""
    document = read_document(content, file)
    if document.diagnostics:
        first = document.diagnostics[0]
        return Outcome(
            {}, (Diagnostic(Code.LOCK_FILE, f"the lock file cannot be read: {first.message}", first.primary),)
        )
    table = document.table
    if "version" not in table:
        return Outcome({}, (unreadable_lock("it has no `version`", file),))
    if table["version"] != VERSION:
        message = f"the lock file has version {table['version']}, this stackc reads {VERSION}"
        return Outcome({}, (Diagnostic(Code.LOCK_FILE, message, Label(Span(file), "this file")),))
    rows: dict[InstanceId, str] = {}
    instances = table.get("instances")
    for name, address in instances.items() if isinstance(instances, dict) else ():
        id_ = parse_instance_id(name)
        if id_ is None or not isinstance(address, str):
            message = f"the lock file has a row that is no instance with an address: `{name}`"
            return Outcome({}, (Diagnostic(Code.LOCK_FILE, message, Label(Span(file), "in this file")),))
        rows[id_] = address
    return Outcome(rows)
