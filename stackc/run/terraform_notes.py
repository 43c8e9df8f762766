"""What Terraform notes in a workdir: its backend, the workspace, the modules. See docs/language.md, workdirs.

Notes of another program, and perhaps damaged: what cannot be read or understood says nothing.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator

from stackc.base.ports import ReadFailure, Workplace
from stackc.base.value import Table, Value, table_at
from stackc.run.workdir import Workdir, environment_of


def noted_backend(workdir: Workdir, workplace: Workplace) -> tuple[str, Table] | None:
    """The type of the backend of the last ``init``, and its settings but for those that nobody gave."""
    noted = table_at(_json(posixpath.join(workdir.path, ".terraform", "terraform.tfstate"), workplace), "backend")
    kind, config = noted.get("type"), noted.get("config")
    if not isinstance(kind, str) or not isinstance(config, dict):
        return None
    return kind, {name: value for name, value in config.items() if value is not None}


def noted_workspace(workdir: Workdir, workplace: Workplace) -> str:
    """The workspace that was selected last; empty where none was."""
    return _text(environment_of(workdir), workplace).strip()


def local_modules(workdir: Workdir, workplace: Workplace) -> Iterator[str]:
    """The folders of local modules that ``init`` found, relative to the workdir."""
    modules = _json(posixpath.join(workdir.path, ".terraform", "modules", "modules.json"), workplace).get("Modules")
    for module in modules if isinstance(modules, list) else ():
        folder = module.get("Dir") if isinstance(module, dict) else None
        if isinstance(folder, str) and folder != "." and not folder.startswith(".terraform/"):
            yield folder


def content_of(path: str, workplace: Workplace) -> bytes:
    """What is in a file; why it cannot be read is as good a mark as any."""
    try:
        return workplace.read(path) or b""
    except ReadFailure as failure:
        return failure.reason.encode()


def _json(path: str, workplace: Workplace) -> Table:
    try:
        value: Value = json.loads(_text(path, workplace) or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(path: str, workplace: Workplace) -> str:
    try:
        return (workplace.read(path) or b"").decode("utf-8", "replace")
    except ReadFailure:
        return ""
