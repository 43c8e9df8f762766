"""``stackc generate`` and ``stackc build``: artifacts on stdout or in a folder."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
from collections import Counter
from collections.abc import Sequence

from stackc.artifact.files import (
    Artifact,
    emit_backend,
    emit_instance,
    emit_providers,
    emit_varfile,
    emit_versions,
    unknown_written,
)
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import StackName
from stackc.cli.session import Session
from stackc.compile.selection import unmatched
from stackc.evaluate.instance import Instance
from stackc.project import write_file

KINDS = ("varfile", "backend", "providers", "versions")
_SECTIONS = {
    "varfile": ("vars",),
    "backend": ("backend",),
    "providers": ("providers",),
    "versions": ("required_providers",),
}


def generate(session: Session, kind: str, component: str, stack: str | None, output: str | None, resolve: bool) -> int:
    """``generate varfile|backend|providers|versions C -s S``: one artifact."""
    if session.setup():
        return session.finish(True)
    project = session.project
    id_ = project.find(component, session.chosen_stack(stack, component))
    answer = project.compilation.instance_of_file(id_) or project.compilation.instance(id_)
    preview = output is None and not resolve
    if session.report(
        (*answer.diagnostics, *project.compilation.abstract_duplicates(id_)), "show" if preview else "write"
    ):
        return session.finish(True)
    session.report(project.compilation.asides(id_), aside=True)
    assert answer.instance is not None, "an instance without errors exists"
    instance = project.resolve(answer.instance) if resolve else answer.instance
    content, found = _artifact(kind, instance)
    unknown = unknown_written(instance, *_SECTIONS[kind])
    if preview:
        shown = tuple(
            Diagnostic(
                Code.UNKNOWN_SHOWN, d.message.replace("and cannot be written", "yet; its text is shown"), d.primary
            )
            for d in unknown
        )
        failed = session.report((*found, *instance.diagnostics, *shown))
    else:
        failed = session.report((*found, *instance.diagnostics, *unknown), "write")
    if failed:
        return session.finish(True)
    session.write(content.decode("utf-8", "surrogatepass"), output)
    return session.finish(False)


def _artifact(kind: str, instance: Instance) -> tuple[bytes, tuple[Diagnostic, ...]]:
    if kind == "varfile":
        return emit_varfile(instance), ()
    if kind == "backend":
        made = emit_backend(instance)
        return made.value, made.diagnostics
    if kind == "providers":
        return emit_providers(instance), ()
    return emit_versions(instance) or b"{}\n", ()


def build(
    session: Session, stacks: Sequence[str] | None, components: Sequence[str] | None, output: str, resolve: bool
) -> int:
    """``build -o DIR``: every artifact of the selected instances and ``index.json``; only files listed there are replaced."""
    if session.setup("write"):
        return session.finish(True)
    project, top = session.project, session.path(output)
    compilation = project.compilation
    if session.report(unmatched(compilation.instance_ids(), stacks, components), "write"):
        return session.finish(True)
    index = _read_index(posixpath.join(top, "index.json"))
    written: dict[str, str] = {}
    found: list[Diagnostic] = []
    failed = False
    files: dict[str, Artifact] = {}
    shared = Counter((each.id.stack, each.folder) for each in project.addressed())
    for id_ in compilation.select(stacks, components, "terraform"):
        answer = compilation.instance(id_)
        found += answer.diagnostics
        instance = answer.instance
        if instance is None or compilation.blocks(answer.diagnostics, "write"):
            continue
        if instance.is_abstract or not instance.is_enabled:
            continue
        instance = project.resolve(instance) if resolve else instance
        emitted = emit_instance(instance, backend=compilation.config.backend_file and bool(instance.backend_type))
        problems = (*emitted.diagnostics, *instance.diagnostics)
        found += problems
        if compilation.blocks(problems, "write"):
            continue
        for artifact in emitted.value.files:
            files[f"{_folder(instance, shared)}/{artifact.name}"] = artifact
    for name, artifact in sorted(files.items()):
        path = posixpath.join(top, name)
        if ".." in name.split("/"):
            message = f"`{name}` would lie outside of `{top}`: the component folder is not below the project"
            found.append(Diagnostic(Code.ARTIFACT_NAME, message))
            continue
        if not _is_ours(path, index.get(name)):
            found.append(
                Diagnostic(
                    Code.FOREIGN_FILE,
                    f"`{path}` is not a file this build wrote; it is left alone",
                    help="choose another folder, or remove it",
                )
            )
            failed = True
            continue
        write_file(path, artifact.content)
        os.chmod(path, artifact.mode)
        written[name] = hashlib.sha256(artifact.content).hexdigest()
    for name in sorted(set(index) - set(written) - set(files)):
        path = posixpath.join(top, name)
        if stacks is None and components is None and os.path.isfile(path) and _is_ours(path, index[name]):
            os.unlink(path)
        elif os.path.isfile(path):
            written[name] = index[name]
    text = json.dumps({"version": 1, "files": dict(sorted(written.items()))}, indent=2) + "\n"
    write_file(posixpath.join(top, "index.json"), text.encode())
    return session.finish(session.report(found, "write") or failed)


def _folder(instance: Instance, shared: Counter[tuple[StackName, str]]) -> str:
    """``<stack>/<component folder>``; instances of one stack that share a folder get one each below it."""
    place = f"{instance.id.stack}/{instance.folder}"
    alone = shared[(instance.id.stack, instance.folder)] < 2
    return place if alone else f"{place}/{instance.id.component.replace('/', '-')}"


def _read_index(path: str) -> dict[str, str]:
    try:
        with open(path, encoding="utf-8") as file:
            files = json.load(file)["files"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        message = f"`{path}` is not an index this stackc wrote: {problem}"
        raise CompileError((Diagnostic(Code.FOREIGN_FILE, message, help="choose another folder"),)) from problem
    return {str(name): str(digest) for name, digest in files.items()}


def _is_ours(path: str, digest: str | None) -> bool:
    """True for a file that is not there, or that is still what the last build wrote."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest() == digest
    except FileNotFoundError:
        return True
    except OSError:
        return False
