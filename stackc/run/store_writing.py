"""Values written into the stores that ``!store`` reads. See docs/language.md, stores."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from typing import Final

from stackc.base.near import did_you_mean
from stackc.base.ports import OutputFailure, ReadFailure, Workplace
from stackc.base.value import Table, Value, table_at
from stackc.run.stores import full_key
from stackc.syntax.calls import ParsedCall

_SERVICES: Final = {
    "aws/ssm": "ssm",
    "aws-ssm-parameter-store": "ssm",
    "aws/asm": "secretsmanager",
    "aws-secrets-manager": "secretsmanager",
}
_SHARED: Final = 0o644


def obstacle(stores: Table, name: str) -> str | None:
    """Why nothing can be written to the store ``name`` of those that the project declares; None where it can."""
    declared = stores.get(name)
    if not isinstance(declared, dict):
        advice = did_you_mean(name, stores)
        return f"there is no store `{name}`" + (f"; {advice}" if advice else "")
    kind = _kind(declared)
    if kind != "file" and kind not in _SERVICES:
        return f"stores of the kind `{kind}` are not written to yet"
    return None


class StoreWriter:
    """Writes to the declared stores; files are relative to ``root``."""

    def __init__(self, stores: Table, root: str, workplace: Workplace, env: Mapping[str, str]) -> None:
        self._stores, self._root, self._workplace, self._env = stores, root, workplace, env

    def write(self, name: str, stack: str, component: str, key: str, value: Value, *, sensitive: bool) -> None:
        """Put ``value`` where ``!store NAME COMPONENT KEY`` in ``stack`` finds it.

        Raises OutputFailure: for a store that cannot be written, and for a sensitive value that a file would show.
        """
        why = obstacle(self._stores, name)
        if why is not None:
            raise OutputFailure(why)
        declared = table_at(self._stores, name)
        options = table_at(declared, "options")
        whole = full_key(options, ParsedCall("!store", {"stack": stack, "component": component, "key": key}), stack)
        kind = _kind(declared)
        if kind == "file":
            if sensitive:
                raise OutputFailure(f"`{key}` is sensitive, and the store `{name}` is a file that others read")
            self._write_file(str(options.get("path") or ""), whole, value)
        else:
            from stackc.run.aws_stores import open_aws_store

            text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
            open_aws_store(_SERVICES[kind], options, self._env).put(whole, text, sensitive=sensitive)

    def _write_file(self, named: str, key: str, value: Value) -> None:
        path = posixpath.join(self._root, named)
        try:
            if self._workplace.is_folder(path):
                file = posixpath.normpath(posixpath.join(path, f"{key.strip('/')}.json"))
                if not file.startswith(path.rstrip("/") + "/"):
                    raise OutputFailure(f"the key `{key}` leads out of the folder `{named}`")
                self._workplace.write(file, _json(value), _SHARED)
                return
            before = self._workplace.read(path)
            table = json.loads(before) if before is not None else {}
            if not isinstance(table, dict):
                raise OutputFailure(f"`{named}` is not a map")
            self._workplace.write(path, _json({**table, key: value}), _SHARED)
        except ReadFailure as failure:
            raise OutputFailure(f"`{named}` cannot be read: {failure.reason}") from failure
        except OSError as problem:
            raise OutputFailure(f"`{named}` cannot be written: {(problem.strerror or '').lower()}") from problem
        except ValueError as problem:
            raise OutputFailure(f"`{named}` is not valid JSON: {problem}") from problem


def _kind(declared: Table) -> str:
    return str(declared.get("kind") or declared.get("type") or "")


def _json(value: Value) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
