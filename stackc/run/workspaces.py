"""How a workspace reaches Terraform, by backend type. See docs/language.md, running Terraform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from stackc.base.value import Table, Value
from stackc.evaluate.address import DEFAULT

Selection = Literal["variable", "command", "none"]
"""variable: ``TF_WORKSPACE`` in the child's environment. command: ``workspace select``.
none: there is nothing to select.
"""

VARIABLE: Final = "TF_WORKSPACE"
_SELECTIONS: Final[Mapping[str, Selection]] = {"cloud": "command", "remote": "command", "http": "none"}
"""Backends that keep workspaces on a server refuse the variable for those that are not there; ``http`` has none."""


def selection_of(backend_type: str, backend: Table, *, enabled: bool) -> Selection:
    """How the workspace of an instance is selected; ``enabled``: the project uses workspaces at all."""
    if not enabled:
        return "none"
    found: Selection = _SELECTIONS.get(backend_type, "variable")
    return "none" if found == "command" and _is_fixed(backend.get("workspaces")) else found


def _is_fixed(spaces: Value) -> bool:
    """True for a workspace whose name stands in the backend itself."""
    block = spaces[0] if isinstance(spaces, list) and spaces else spaces
    name = block.get("name") if isinstance(block, dict) else None
    return isinstance(name, str) and bool(name)


def select_arguments(workspace: str) -> tuple[str, ...]:
    """Select the workspace, making it when there is none."""
    return ("workspace", "select", "-or-create", workspace or DEFAULT)
