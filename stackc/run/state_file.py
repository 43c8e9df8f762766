"""Terraform's state as text: what identifies it, what it holds. See docs/language.md, moving a state."""

from __future__ import annotations

import json

from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import OutputFailure, ReadFailure, Workplace
from stackc.base.value import Table, Value


class StateFile(NamedTuple):
    """One state. ``lineage`` names its history, ``serial`` counts its changes."""

    table: Table

    @property
    def lineage(self) -> str:
        found = self.table.get("lineage")
        return found if isinstance(found, str) else ""

    @property
    def serial(self) -> int:
        found = self.table.get("serial")
        return found if isinstance(found, int) else 0

    @property
    def is_empty(self) -> bool:
        """No resources and no outputs, whatever its serial: nothing is lost with it."""
        return not self.table.get("resources") and not self.table.get("outputs")

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of what Terraform manages in it, without the keys of ``for_each`` and ``count``."""
        found = self.table.get("resources")
        listed = found if isinstance(found, list) else []
        managed = (each for each in listed if isinstance(each, dict) and each.get("mode") != "data")
        return tuple(
            ".".join(str(each[name]) for name in ("module", "type", "name") if each.get(name)) for each in managed
        )

    def holds_same(self, other: StateFile) -> bool:
        """The same resources and outputs."""
        return all(self.table.get(name) == other.table.get(name) for name in ("resources", "outputs"))

    def is_version_of(self, other: StateFile) -> bool:
        """The same history and the same number in it."""
        return (self.lineage, self.serial) == (other.lineage, other.serial)

    def is_no_later_than(self, other: StateFile) -> bool:
        """An earlier state of the same history, or one that holds the same: nothing is lost while ``other`` is kept."""
        return self.lineage == other.lineage and (self.serial <= other.serial or self.holds_same(other))

    def numbered(self, serial: int) -> bytes:
        """Its text with another serial."""
        table: Table = {**self.table, "serial": serial}
        return json.dumps(table, ensure_ascii=False, indent=2).encode()

    def emptied(self) -> bytes:
        """The text of a state of its history that holds nothing, the next one."""
        table: Table = {**self.table, "serial": self.serial + 1, "resources": [], "outputs": {}, "check_results": None}
        return json.dumps(table, ensure_ascii=False, indent=2).encode()


def local_content(path: str, workplace: Workplace) -> bytes | None:
    """What a file with a state holds. Only one that is not there is no state; everything else that keeps it from being
    read raises OutputFailure.
    """
    try:
        return workplace.read(path)
    except ReadFailure as failure:
        raise OutputFailure(f"the state `{path}` cannot be read: {failure.reason}") from failure


def read_state_file(text: str) -> StateFile | None:
    """The state that ``terraform state pull`` printed; None where there is none. Raises OutputFailure."""
    if not text.strip():
        return None
    state = parse_state_file(text)
    return None if not state.lineage and state.is_empty else state


def parse_state_file(text: str | bytes) -> StateFile:
    """The state that a file holds. Raises OutputFailure."""
    try:
        table: Value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise OutputFailure(f"the state is no JSON: {problem}") from problem
    if not isinstance(table, dict):
        raise OutputFailure("the state is no map")
    return StateFile(table)
