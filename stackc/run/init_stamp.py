"""Whether ``init`` was done for exactly what would run now. See docs/language.md, running Terraform.

A stamp beside the workdir holds a digest of everything that ``init`` reads. Terraform's own check looks at the backend
block alone and would miss another path given on the command line, so what it noted of the backend is held against the
state address as well, each time.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from stackc.artifact.files import PRIVATE
from stackc.base.ports import ReadFailure, Workplace
from stackc.base.value import Table, Value, table_at
from stackc.evaluate.address import StateAddress, Unaddressed
from stackc.evaluate.instance import Instance
from stackc.run.terraform import Binary
from stackc.run.workdir import LOCK_FILE, STAMP, Workdir

_SETTINGS: Final = (
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_init",
    "TF_CLI_CONFIG_FILE",
    "TF_PLUGIN_CACHE_DIR",
    "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE",
)
"""Variables that change what ``init`` does."""
_SOURCES: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")
_MODULES: Final = ".terraform/modules/modules.json"
_BACKEND: Final = ".terraform/terraform.tfstate"


def is_initialized(workdir: Workdir, instance: Instance, root: str, fingerprint: str, workplace: Workplace) -> bool:
    """True when the last ``init`` there was for this and for the state address of the resolved ``instance``."""
    stamp = workplace.read(_stamp_of(workdir))
    return stamp == fingerprint.encode() and _leads_to_address(workdir, instance, root, workplace)


def forget_init(workdir: Workdir, workplace: Workplace) -> None:
    """Before ``init`` runs: what it leaves behind when it is cut off is nothing to count on."""
    workplace.remove(_stamp_of(workdir))


def note_init(workdir: Workdir, fingerprint: str, workplace: Workplace) -> None:
    """``init`` ended well."""
    workplace.write(_stamp_of(workdir), fingerprint.encode(), PRIVATE)


def fingerprint_of(
    workdir: Workdir, arguments: tuple[str, ...], binary: Binary, env: Mapping[str, str], workplace: Workplace
) -> str:
    """A digest of what ``init`` with ``arguments`` reads in a prepared workdir: another one when any of it changes."""
    digest = sha256()
    parts = _parts(workdir, arguments, binary, env, workplace)
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.hexdigest()


def _stamp_of(workdir: Workdir) -> str:
    return posixpath.join(workdir.top, STAMP)


def _parts(
    workdir: Workdir, arguments: tuple[str, ...], binary: Binary, env: Mapping[str, str], workplace: Workplace
) -> Iterator[str | bytes]:
    yield from (binary.path, binary.version, workdir.path, *arguments)
    for name in _SETTINGS:
        yield f"{name}={env.get(name)}"
    home = env.get("HOME", "/")
    for path in (
        env.get("TF_CLI_CONFIG_FILE") or posixpath.join(home, ".terraformrc"),
        posixpath.join(workdir.path, LOCK_FILE),
    ):
        yield _content(path, workplace)
    for folder in ("", *_local_modules(workdir, workplace)):
        yield folder
        whole = posixpath.normpath(posixpath.join(workdir.path, folder))
        for name in workplace.entries(whole):
            if name.endswith(_SOURCES):
                yield name
                yield _content(posixpath.join(whole, name), workplace)


def _content(path: str, workplace: Workplace) -> str | bytes:
    """What is in a file; why it cannot be read is as good a mark as any."""
    try:
        return workplace.read(path) or b""
    except ReadFailure as failure:
        return failure.reason


def _local_modules(workdir: Workdir, workplace: Workplace) -> Iterator[str]:
    """The folders of local modules that ``init`` found, relative to the workdir."""
    table = _json(posixpath.join(workdir.path, _MODULES), workplace)
    modules = table.get("Modules")
    for module in modules if isinstance(modules, list) else ():
        folder = module.get("Dir") if isinstance(module, dict) else None
        if isinstance(folder, str) and folder != "." and not folder.startswith(".terraform/"):
            yield folder


def _leads_to_address(workdir: Workdir, instance: Instance, root: str, workplace: Workplace) -> bool:
    """What Terraform noted of its backend is where the state of the instance is."""
    noted = table_at(_json(posixpath.join(workdir.path, _BACKEND), workplace), "backend")
    kind, config = noted.get("type"), noted.get("config")
    if not isinstance(kind, str) or not isinstance(config, dict):
        return False
    wanted, found = instance.state_address, instance.address_by(kind, _given(config))
    return wanted is not None and not isinstance(found, Unaddressed) and _whole(found, root) == _whole(wanted, root)


def _whole(address: StateAddress, root: str) -> tuple[str, str, str]:
    """An address with the path of a local state absolute, as Terraform is given it."""
    local = address.backend == "local"
    return address.backend, posixpath.join(root, address.place) if local else address.place, address.workspace


def _given(config: Table) -> Table:
    """The settings that are set: Terraform notes the others as null."""
    return {name: value for name, value in config.items() if value is not None}


def _json(path: str, workplace: Workplace) -> Table:
    content = _content(path, workplace)
    try:
        value: Value = json.loads(content) if content else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
