"""The workdir of an instance: an overlay of the repository in which Terraform runs. See docs/language.md, workdirs.

The component folder is never written to. Every folder on the way to it is a real folder in the workdir, at the same depth,
and everything beside that way is a link, so that relative module sources mean what they mean in the repository.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from stackc.artifact.files import Artifact
from stackc.base.ids import InstanceId
from stackc.base.ports import Workplace
from stackc.compile.root_modules import GENERATED_FILES

OWN_FOLDER = ".stackc"
LOCK_FILE = ".terraform.lock.hcl"
BACKEND_OVERRIDE = "stackc_backend_override.tf.json"
_GENERATED = GENERATED_FILES
_LEFT_OUT = (
    frozenset({".terraform", LOCK_FILE, ".terraform.tfstate.lock.info", "terraform.tfstate.d", OWN_FOLDER, ".git"})
    | _GENERATED
)
_LEFT_OUT_ENDINGS = (".terraform.tfvars.json", ".planfile", ".tfstate", ".tfstate.backup", ".helmfile.vars.yaml")


@dataclass(frozen=True, slots=True)
class Workdir:
    """Where one instance runs: ``top`` mirrors the repository's root, ``path`` the component folder. Both absolute."""

    top: str
    path: str
    component: str
    """The real component folder, absolute."""


def workdir_of(root: str, folder: str, id_: InstanceId) -> Workdir:
    """The workdir of ``id_`` whose component is in ``folder`` (relative to ``root``, or absolute)."""
    top = posixpath.join(root, OWN_FOLDER, "work", _segment(id_.stack), _segment(id_.component))
    component = posixpath.normpath(posixpath.join(root, folder))
    inside = component.startswith(root.rstrip("/") + "/")
    mirrored = posixpath.relpath(component, root) if inside else component.lstrip("/")
    return Workdir(top, posixpath.join(top, mirrored), component)


def _segment(name: str) -> str:
    """One path segment for any name; ``.`` and ``..`` are no names of their own."""
    return quote(name, safe="") if name.strip(".") else quote(name).replace(".", "%2E")


def prepare_workdir(workdir: Workdir, files: tuple[Artifact, ...], workplace: Workplace) -> None:
    """Bring the overlay up to date and write the generated files into it. Raises OSError."""
    mirrored = posixpath.relpath(workdir.path, workdir.top).split("/")
    real = workdir.component
    for _ in mirrored:
        real = posixpath.dirname(real)
    here = workdir.top
    for step in mirrored:
        _mirror(here, real, step, workplace)
        here, real = posixpath.join(here, step), posixpath.join(real, step)
        if workplace.is_link(here):
            workplace.remove(here)
    own = {artifact.name for artifact in files}
    wanted = {name for name in workplace.entries(workdir.component) if not is_left_out(name) and name not in own}
    for name in workplace.entries(workdir.path):
        path = posixpath.join(workdir.path, name)
        if workplace.is_link(path):
            if name not in wanted:
                workplace.remove(path)
        elif name not in own and (name in _GENERATED or name.endswith(_LEFT_OUT_ENDINGS)):
            workplace.remove(path)
    for name in sorted(wanted):
        workplace.link(posixpath.join(workdir.path, name), posixpath.join(workdir.component, name))
    lock = workplace.read(posixpath.join(workdir.component, LOCK_FILE))
    if lock is not None:
        workplace.write(posixpath.join(workdir.path, LOCK_FILE), lock, 0o644)
    workplace.remove(posixpath.join(workdir.path, ".terraform", "environment"))
    for artifact in files:
        workplace.write(posixpath.join(workdir.path, artifact.name), artifact.content, artifact.mode)


def _mirror(here: str, real: str, step: str, workplace: Workplace) -> None:
    """Link what stands beside the way down to the component."""
    wanted = {name for name in workplace.entries(real) if name not in (step, OWN_FOLDER, ".git", ".terraform")}
    if real == "/":
        wanted = set()  # a component outside of the project: nothing beside its outermost folders is a module
    for name in workplace.entries(here):
        if name not in wanted and workplace.is_link(posixpath.join(here, name)):
            workplace.remove(posixpath.join(here, name))
    for name in sorted(wanted):
        workplace.link(posixpath.join(here, name), posixpath.join(real, name))


def is_left_out(name: str) -> bool:
    """What others left in a component folder: Terraform's own data, generated files, state."""
    return name in _LEFT_OUT or name.endswith(_LEFT_OUT_ENDINGS)


def local_state(workdir: Workdir, backend: Mapping[str, object]) -> dict[str, str]:
    """Absolute ``path`` and ``workspace_dir`` of a local backend: relative ones start at the component folder."""
    path = backend.get("path")
    directory = backend.get("workspace_dir")
    return {
        "path": _absolute(workdir.component, path if isinstance(path, str) and path else "terraform.tfstate"),
        "workspace_dir": _absolute(
            workdir.component, directory if isinstance(directory, str) and directory else "terraform.tfstate.d"
        ),
    }


def _absolute(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))
