"""The state address: where Terraform keeps the state of an instance. It is identity and never moves by accident.

See docs/language.md, state addresses.
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass

from stackc.base.value import Table, Value, is_unknown, leaves
from stackc.evaluate.workspace import DEFAULT


@dataclass(frozen=True, slots=True)
class StateAddress:
    """Backend type, where in the backend, and workspace. ``text`` is what the lock file and messages show."""

    backend: str
    place: str
    workspace: str

    @property
    def text(self) -> str:
        return f"{self.backend}:{self.place}"

    def __str__(self) -> str:
        return self.text


def state_address(backend_type: str, backend: Table, workspace: str, folder: str) -> StateAddress | None:
    """The address of a state; None when a part of it is not known yet.

    ``folder`` is the component folder relative to the project: relative paths of ``local`` start there. Two instances have
    the same address exactly when Terraform would read and write the same state for both.
    """
    if any(is_unknown(value) for _, value in leaves(backend)):
        return None
    kind = backend_type or "local"
    text = {key: value if isinstance(value, str) else "" for key, value in backend.items()}
    place = _place(kind, text, backend, workspace, folder)
    return StateAddress(kind, place, workspace)


def _place(kind: str, text: dict[str, str], backend: Table, workspace: str, folder: str) -> str:
    named = workspace not in ("", DEFAULT)
    if kind == "local":
        if named:
            directory = text.get("workspace_dir") or "terraform.tfstate.d"
            return _joined(folder, directory, workspace, "terraform.tfstate")
        return _joined(folder, text.get("path") or "terraform.tfstate")
    if kind == "s3":
        endpoint = _endpoint(backend)
        prefix = text.get("workspace_key_prefix") or "env:"
        key = text.get("key", "").lstrip("/")
        path = f"{prefix.strip('/')}/{workspace}/{key}" if named else key
        return f"{endpoint}//{text.get('bucket', '')}/{path}"
    if kind == "gcs":
        prefix = text.get("prefix", "").strip("/")
        return "//" + "/".join(
            part for part in (text.get("bucket", ""), prefix, f"{workspace or DEFAULT}.tfstate") if part
        )
    if kind == "azurerm":
        account, container, key = (text.get(name, "") for name in ("storage_account_name", "container_name", "key"))
        return f"//{account}/{container}/{key}" + (f"env:{workspace}" if named else "")
    if kind == "http":
        return text.get("address", "")
    if kind in ("cloud", "remote"):
        spaces = backend.get("workspaces")
        target = _workspaces(spaces, workspace)
        return f"//{text.get('hostname') or 'app.terraform.io'}/{text.get('organization', '')}/{target}"
    return f"{json.dumps(backend, sort_keys=True, separators=(',', ':'))}#{workspace}"


def _endpoint(backend: Table) -> str:
    """A bucket behind another endpoint is another bucket."""
    endpoints = backend.get("endpoints")
    found: Value = endpoints.get("s3") if isinstance(endpoints, dict) else backend.get("endpoint")
    return found.split("://", 1)[-1].rstrip("/") if isinstance(found, str) and found else ""


def _workspaces(spaces: Value, workspace: str) -> str:
    table = spaces[0] if isinstance(spaces, list) and spaces and isinstance(spaces[0], dict) else spaces
    if not isinstance(table, dict):
        return workspace
    name, prefix = table.get("name"), table.get("prefix")
    if isinstance(name, str) and name:
        return name.replace("{terraform_workspace}", workspace)
    return f"{prefix if isinstance(prefix, str) else ''}{workspace}"


def _joined(*parts: str) -> str:
    return posixpath.normpath(posixpath.join(*parts))
