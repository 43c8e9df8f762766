"""Whether ``init`` was done for exactly what would run now. See docs/language.md, running Terraform.

A stamp beside the workdir holds a digest of everything that ``init`` reads. Terraform's own check looks at the backend
block alone and would miss another path given on the command line, so what it noted of the backend is held against the
state address as well, each time.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from stackc.artifact.files import PRIVATE
from stackc.base.ports import Workplace
from stackc.evaluate.address import StateAddress
from stackc.evaluate.instance import Instance
from stackc.run.terraform import Binary
from stackc.run.terraform_notes import content_of, local_modules, noted_backend
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
        yield content_of(path, workplace)
    for folder in ("", *local_modules(workdir, workplace)):
        yield folder
        whole = posixpath.normpath(posixpath.join(workdir.path, folder))
        for name in workplace.entries(whole):
            if name.endswith(_SOURCES):
                yield name
                yield content_of(posixpath.join(whole, name), workplace)


def _leads_to_address(workdir: Workdir, instance: Instance, root: str, workplace: Workplace) -> bool:
    """What Terraform noted of its backend is where the state of the instance is."""
    noted, wanted = noted_backend(workdir, workplace), instance.state_address
    found = None if noted is None else instance.address_by(*noted)
    return wanted is not None and isinstance(found, StateAddress) and _whole(found, root) == _whole(wanted, root)


def _whole(address: StateAddress, root: str) -> tuple[str, str, str]:
    """An address with the path of a local state absolute, as Terraform is given it."""
    local = address.backend == "local"
    return address.backend, posixpath.join(root, address.place) if local else address.place, address.workspace
