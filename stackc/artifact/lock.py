"""The text of ``stackc.lock``: one state address an instance, a line each, reviewed like code.

See docs/language.md, lock file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from stackc.artifact import messages as say
from stackc.base.codes import Code
from stackc.base.diagnostic import Label, Outcome
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Span
from stackc.base.value import Table, Value
from stackc.base.words import kind_word
from stackc.evaluate.address import current_text
from stackc.syntax.oddities import ODDITIES
from stackc.syntax.yaml import parse_nodes, read_document
from stackc.text.yaml import inline_text

T = TypeVar("T")
FILE = "stackc.lock"
VERSION = 2
_HEADER = """\
# State addresses of the instances that ran or were locked. Written by stackc; commit it and review its changes.
# A changed address stops Terraform until it is agreed to: stackc lock --accept INSTANCE
"""

Rows = Mapping[InstanceId, str]
Copies = Mapping[InstanceId, tuple[str, ...]]
"""Where something may be left of the state of an instance: it was moved from there, or was on its way there."""
NO_COPIES: Final[Copies] = {}


class Entries(NamedTuple):
    """What may change in a lock file."""

    rows: Rows
    copies: Copies = NO_COPIES


class Lock(NamedTuple):
    """What a lock file says: the rows in today's words, and the version it was written in."""

    rows: Rows
    version: int = VERSION
    text: str = ""
    file: str = FILE
    copies: Copies = NO_COPIES

    @property
    def entries(self) -> Entries:
        return Entries(self.rows, self.copies)

    def place(self, id_: InstanceId) -> Label:
        """Where the row of an instance stands."""
        span = parse_nodes(self.text, self.file).key_span(("instances", str(id_))) if self.text else Span(self.file)
        return Label(span, "its row")


EMPTY = Lock({})
"""No file: nothing has run."""


def emit_lock(rows: Rows, copies: Copies = NO_COPIES) -> bytes:
    """The lock file for ``rows``, sorted. The version stands last, so that a file cut short is noticed."""
    lines = sorted(f"  {inline_text(str(id_))}: {inline_text(address)}\n" for id_, address in rows.items())
    body = "instances:\n" + "".join(lines) if lines else "instances: {}\n"
    left = {inline_text(str(id_)): sorted(addresses) for id_, addresses in copies.items() if addresses}
    if left:
        body += "copies:\n"
    for name in sorted(left):
        body += f"  {name}:\n" + "".join(f"  - {inline_text(address)}\n" for address in left[name])
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
    version, text = document.table["version"], content.decode("utf-8-sig", "replace")
    assert isinstance(version, int)
    rows, no_row = _decoded(document.table["instances"], _address)
    copies, no_copies = _decoded(document.table.get("copies", {}), _addresses)
    for section, strange, what in (("instances", no_row, "an address"), ("copies", no_copies, "a list of addresses")):
        if strange is not None:
            label = Label(parse_nodes(text, file).key_span((section, strange)), "this row")
            return Outcome(EMPTY, (say.lock_unreadable(f"`{strange}` is no instance with {what}", label),))
    if version == 1:
        rows = {id_: current_text(address) for id_, address in rows.items()}
    return Outcome(Lock(rows, version, text, file, copies))


def _decoded(section: Value, decode: Callable[[Value], T | None]) -> tuple[dict[InstanceId, T], str | None]:
    """What a section says of each instance, and the first key that cannot be understood."""
    assert isinstance(section, dict)
    found: dict[InstanceId, T] = {}
    for name, value in section.items():
        id_, decoded = parse_instance_id(name), decode(value)
        if id_ is None or decoded is None or id_ in found:
            return found, name
        found[id_] = decoded
    return found, None


def _address(value: Value) -> str | None:
    return value if isinstance(value, str) and ":" in value else None


def _addresses(value: Value) -> tuple[str, ...] | None:
    found = [_address(each) for each in value] if isinstance(value, list) else [None]
    named = tuple(each for each in found if each is not None)
    return named if len(named) == len(found) else None


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
    if not isinstance(table.get("copies", {}), dict):
        return f"`copies` must be a map, not {kind_word(table['copies'])}"
    strange: list[Value] = [key for key in table if key not in ("instances", "copies", "version")]
    return f"it has a key `{strange[0]}` that stackc does not write" if strange else None
