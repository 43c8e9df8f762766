"""The workdir of an instance: an overlay of the repository in which Terraform runs. See docs/language.md, workdirs.

The component folder is never written to. Every folder on the way to it is a real folder in the workdir, at the same
depth, and everything beside that way is a link, so that relative module sources mean what they mean in the repository.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from stackc.artifact.files import PRIVATE, Artifact
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Workplace
from stackc.base.record import Record
from stackc.base.value import Table
from stackc.compile.root_modules import GENERATED_FILES
from stackc.evaluate.address import DEFAULT, backend_text

OWN_FOLDER = ".stackc"
LOCKS = f"{OWN_FOLDER}/locks"
"""Lock files; they stay, since a lock on one that was deleted locks nobody out."""
LOCK_FILE = ".terraform.lock.hcl"
INDEX = ".stackc-files"
"""In a workdir: the names of the files that were generated there."""
STAMP = ".stackc-init"
"""At the top of a workdir: what ``init`` was done for."""
INPUTS = ".stackc-inputs"
"""At the top of a workdir: what the last apply was done with."""
SECRETS = "stackc_secrets.tfvars.json"
"""In a workdir: the link to the variables that no file may hold."""
HOOK_OUTPUT = ".stackc-hook"
"""At the top of a workdir: the folder that a hook may write to, there while it runs."""
ERRORED = "errored.tfstate"
"""What Terraform leaves where it runs when it cannot save a state."""
ERRORED_TEST = "errored_test.tfstate"
"""What a test leaves there when it cannot destroy what it made."""
BACKEND_OVERRIDE = "stackc_backend_override.tf.json"
_GENERATED = GENERATED_FILES
_LEFT_OUT = (
    frozenset({".terraform", LOCK_FILE, ".terraform.tfstate.lock.info", "terraform.tfstate.d", OWN_FOLDER, ".git"})
    | _GENERATED
)
_VARFILE_ENDING = ".terraform.tfvars.json"
_LEFT_OUT_ENDINGS = (_VARFILE_ENDING, ".planfile", ".tfstate", ".tfstate.backup", ".helmfile.vars.yaml")


class Workdir(Record):
    """Where one instance runs: ``top`` mirrors the repository's root, ``path`` the component folder. Both absolute."""

    top: str
    path: str
    component: str
    """The real component folder, absolute."""
    module: str
    """Where the files of the root module are, absolute: the component folder, or what was fetched for it."""


class Held(NamedTuple):
    """A workdir that nobody else uses: made by the guard alone, for an instance whose address has been checked."""

    workdir: Workdir
    descriptor: int
    """The lock on it; every child that works there inherits it."""


def make_own_folder(root: str, workplace: Workplace) -> None:
    """Our own folder, which git does not see and nobody else reads. Raises OSError."""
    folder = posixpath.join(root, OWN_FOLDER)
    workplace.write(posixpath.join(folder, ".gitignore"), b"*\n", PRIVATE)
    workplace.make_private_folder(folder)


def lock_of(root: str, id_: InstanceId) -> str:
    """The lock file of an instance's workdir."""
    return posixpath.join(root, LOCKS, "work", _segment(id_.stack), _segment(id_.component))


def workdir_of(root: str, folder: str, id_: InstanceId, module: str = "") -> Workdir:
    """The workdir of ``id_`` whose component is in ``folder``, and its root module in ``module`` where that is
    elsewhere. Both are relative to ``root``, or absolute.
    """
    top = posixpath.join(root, OWN_FOLDER, "work", _segment(id_.stack), _segment(id_.component))
    component = posixpath.normpath(posixpath.join(root, folder))
    inside = component.startswith(root.rstrip("/") + "/")
    mirrored = posixpath.relpath(component, root) if inside else component.lstrip("/")
    files = posixpath.normpath(posixpath.join(root, module)) if module else component
    return Workdir(top, posixpath.join(top, mirrored), component, files)


def left_workdir(root: str, id_: InstanceId, workplace: Workplace) -> Workdir | None:
    """Where an instance ran last, whatever its component folder was; None where it never did, or it was cleaned."""
    top = workdir_of(root, "x", id_).top
    pending = [top]
    while pending:
        folder = pending.pop()
        names = workplace.entries(folder) if workplace.is_folder(folder) else ()
        if ".terraform" in names:
            return workdir_of(root, posixpath.relpath(folder, top), id_)
        inside = (posixpath.join(folder, name) for name in names)
        pending += [path for path in inside if not workplace.is_link(path) and workplace.is_folder(path)]
    return None


def _segment(name: str) -> str:
    """One path segment for any name; ``.`` and ``..`` are no names of their own."""
    return quote(name, safe="") if name.strip(".") else quote(name).replace(".", "%2E")


def prepare_workdir(held: Held, files: tuple[Artifact, ...], workplace: Workplace) -> None:
    """Bring the overlay up to date and write the generated files into it.

    Raises OSError, and FileExistsError for something in the way that nobody of ours made.
    """
    workdir = held.workdir
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
    wanted = {name for name in workplace.entries(workdir.module) if not is_left_out(name) and name not in own}
    generated = _generated(workdir.path, workplace) | {SECRETS}
    for name in workplace.entries(workdir.path):
        path = posixpath.join(workdir.path, name)
        if workplace.is_link(path):
            if name not in wanted:
                workplace.remove(path)
        elif name in generated - own:
            workplace.remove(path)
    for name in sorted(wanted):
        _link(posixpath.join(workdir.path, name), posixpath.join(workdir.module, name), workplace)
    lock = workplace.read(posixpath.join(workdir.component, LOCK_FILE))
    if lock is None and workdir.module != workdir.component:
        lock = workplace.read(posixpath.join(workdir.module, LOCK_FILE))
    if lock is not None:
        workplace.write(posixpath.join(workdir.path, LOCK_FILE), lock, PRIVATE)
    workplace.remove(environment_of(workdir))
    index = "".join(f"{name}\n" for name in sorted(own | (generated & set(workplace.entries(workdir.path)))))
    workplace.write(posixpath.join(workdir.path, INDEX), index.encode(), PRIVATE)
    for artifact in files:
        workplace.write(posixpath.join(workdir.path, artifact.name), artifact.content, PRIVATE)


def environment_of(workdir: Workdir) -> str:
    """Where Terraform notes the selected workspace."""
    return posixpath.join(workdir.path, ".terraform", "environment")


def foreign_files(workdir: Workdir, workplace: Workplace) -> Iterator[str]:
    """What lies in a workdir and was not made there by us or by init, sorted: it must not be deleted with it."""
    yield from _foreign(workdir.top, workplace)


def _foreign(folder: str, workplace: Workplace) -> Iterator[str]:
    generated = {*_generated(folder, workplace), INDEX, LOCK_FILE, SECRETS, STAMP, INPUTS}
    for name in workplace.entries(folder):
        path = posixpath.join(folder, name)
        if workplace.is_link(path) or name in (".terraform", HOOK_OUTPUT):
            continue
        if workplace.is_folder(path):
            yield from _foreign(path, workplace)
        elif name not in generated:
            yield path


def _generated(folder: str, workplace: Workplace) -> frozenset[str]:
    """The files that were generated in a workdir; where there is no index, those that are called like them."""
    index = workplace.read(posixpath.join(folder, INDEX))
    if index is not None:
        return frozenset(index.decode("utf-8", "replace").splitlines())
    called = (name for name in workplace.entries(folder) if name in _GENERATED or name.endswith(_VARFILE_ENDING))
    return frozenset(called)


def _link(path: str, target: str, workplace: Workplace) -> None:
    """A link to ``target``; a folder that only holds what we made, as a component's that moved, makes way for it."""
    if workplace.is_folder(path) and next(_foreign(path, workplace), None) is None:
        workplace.remove(path)
    workplace.link(path, target)


def _mirror(here: str, real: str, step: str, workplace: Workplace) -> None:
    """Link what stands beside the way down to the component."""
    wanted = {name for name in workplace.entries(real) if name not in (step, OWN_FOLDER, ".git", ".terraform")}
    if real == "/":
        wanted = set()  # a component outside of the project: nothing beside its outermost folders is a module
    for name in workplace.entries(here):
        if name not in wanted and workplace.is_link(posixpath.join(here, name)):
            workplace.remove(posixpath.join(here, name))
    for name in sorted(wanted):
        _link(posixpath.join(here, name), posixpath.join(real, name), workplace)


def is_left_out(name: str) -> bool:
    """What others left in a component folder: Terraform's own data, generated files, state."""
    return name in _LEFT_OUT or name.endswith(_LEFT_OUT_ENDINGS)


def local_state(workdir: Workdir, backend: Table) -> dict[str, str]:
    """Absolute ``path`` and ``workspace_dir`` of a local backend: relative ones start at the component folder."""
    path = backend_text(backend, "path") or "terraform.tfstate"
    directory = backend_text(backend, "workspace_dir") or "terraform.tfstate.d"
    return {"path": _absolute(workdir.component, path), "workspace_dir": _absolute(workdir.component, directory)}


def state_of(local: Mapping[str, str], workspace: str) -> str:
    """The file of a workspace, by what ``local_state`` says."""
    if workspace in ("", DEFAULT):
        return local["path"]
    return posixpath.join(local["workspace_dir"], workspace, "terraform.tfstate")


def _absolute(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))
