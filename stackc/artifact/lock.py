"""The text of ``stackc.lock``: one state address an instance, a line each, reviewed like code.

See docs/language.md, lock file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from stackc.artifact import messages as say
from stackc.base.codes import Code
from stackc.base.diagnostic import Label, Outcome
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.source import Span
from stackc.base.value import Table, Value
from stackc.base.words import kind_word
from stackc.evaluate.address import current_text
from stackc.syntax.oddities import ODDITIES
from stackc.syntax.yaml import parse_nodes, read_document
from stackc.text.yaml import inline_text

FILE = "stackc.lock"
VERSION = 2
_HEADER = """\
# State addresses of the instances that ran or were locked. Written by stackc; commit it and review its changes.
# A changed address stops Terraform until it is agreed to: stackc lock --accept INSTANCE
"""

Rows = Mapping[InstanceId, str]


class Lock(NamedTuple):
    """What a lock file says: the rows in today's words, and the version it was written in."""

    rows: Rows
    version: int = VERSION
    text: str = ""
    file: str = FILE

    def place(self, id_: InstanceId) -> Label:
        """Where the row of an instance stands."""
        span = parse_nodes(self.text, self.file).key_span(("instances", str(id_))) if self.text else Span(self.file)
        return Label(span, "its row")


EMPTY = Lock({})
"""No file: nothing has run."""


def emit_lock(rows: Rows) -> bytes:
    """The lock file for ``rows``, sorted. The version stands last, so that a file cut short is noticed."""
    lines = sorted(f"  {inline_text(str(id_))}: {inline_text(address)}\n" for id_, address in rows.items())
    body = "instances:\n" + "".join(lines) if lines else "instances: {}\n"
    return f"{_HEADER}{body}version: {VERSION}\n".encode()


def parse_lock(content: bytes, file: str = FILE) -> Outcome[Lock]:
    """The rows of a lock file of version 1 or 2; what cannot be read is reported
    (SC0911) and makes the file unusable.
    """
    document = read_document(content, file)
    first = next((each for each in document.diagnostics if each.code not in ODDITIES), None)
    if first is not None:
        way_out = first.help if first.code is Code.MERGE_CONFLICT else None
        label = first.primary or Label(Span(file), "this file")
        return Outcome(EMPTY, (say.lock_unreadable(first.message, label, way_out),))
    problem = _shape_problem(document.table)
    if problem is not None:
        return Outcome(EMPTY, (say.lock_unreadable(problem, Label(Span(file), "this file")),))
    version, instances = document.table["version"], document.table["instances"]
    assert isinstance(version, int)
    assert isinstance(instances, dict)
    rows: dict[InstanceId, str] = {}
    for name, address in instances.items():
        id_ = parse_instance_id(name)
        if id_ is None or not isinstance(address, str) or ":" not in address or id_ in rows:
            nodes = parse_nodes(content.decode("utf-8-sig", "replace"), file)
            label = Label(nodes.key_span(("instances", name)), "this row")
            return Outcome(EMPTY, (say.lock_unreadable(f"`{name}` is no instance with an address", label),))
        rows[id_] = current_text(address) if version == 1 else address
    return Outcome(Lock(rows, version, content.decode("utf-8-sig", "replace"), file))


def _shape_problem(table: Table) -> str | None:
    if "version" not in table:
        return "it has no `version`, so its end may be missing"
    version = table["version"]
    if not isinstance(version, int) or isinstance(version, bool):
        return f"`version` must be a whole number, not {kind_word(version)}"
    if version not in (1, VERSION):
        return f"it has version {version}, this stackc reads 1 and {VERSION}"
    if not isinstance(table.get("instances"), dict):
        return f"`instances` must be a map, not {kind_word(table.get('instances'))}"
    strange: list[Value] = [key for key in table if key not in ("instances", "version")]
    return f"it has a key `{strange[0]}` that stackc does not write" if strange else None
