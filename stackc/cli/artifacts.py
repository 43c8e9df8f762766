"""``stackc generate`` and ``stackc build``: artifacts on stdout or in a folder."""

from __future__ import annotations

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
from stackc.artifact.secrets import misplaced_secrets
from stackc.artifact.tree import lay_out
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.check.addresses import take_census
from stackc.check.contract import Contract
from stackc.check.local_files import find_displaced
from stackc.cli import messages as say
from stackc.cli.options import UsageError
from stackc.cli.session import Session
from stackc.compile.selection import unmatched
from stackc.evaluate.instance import Instance
from stackc.project.writing import write_files

KINDS = ("varfile", "backend", "providers", "versions")
_SECTIONS = {
    "varfile": ("vars",),
    "backend": ("backend", "backend_type"),
    "providers": ("providers",),
    "versions": ("required_providers", "required_version"),
}


def generate(session: Session, kind: str, component: str, stack: str | None, output: str | None, resolve: bool) -> int:
    """``generate varfile|backend|providers|versions C -s S``: one artifact."""
    if session.setup():
        return session.finish(True)
    project = session.project
    id_ = project.find(component, session.chosen_stack(stack, component))
    answer = project.compilation.instances.of_file(id_) or project.compilation.instance(id_)
    preview = output is None and not resolve
    found = (*answer.diagnostics, *project.compilation.instances.abstract_duplicates(id_))
    if session.report(found, "show" if preview else "write", subject=id_):
        return session.finish(True)
    session.report(project.compilation.instances.asides(id_), aside=True)
    assert answer.instance is not None, "an instance without errors exists"
    instance = session.resolved(answer.instance) if resolve else answer.instance
    unknowns = instance.unknowns(*_SECTIONS[kind])
    unknown = unknown_written(instance, unknowns)
    if not preview and unknowns:
        session.report((*instance.diagnostics, *unknown), "write")
        return session.finish(True)
    displaced = find_displaced(project.compilation, id_)
    wrong = (*Contract(project.compilation).of(instance, _SECTIONS[kind]), *filter(None, (displaced,)))
    if session.report(wrong, "write", subject=id_):
        return session.finish(True)
    session.say_local((id_,))
    content, found = _artifact(kind, instance, preview=preview)
    if preview:
        shown = map(say.unknown_shown, unknown)
        failed = session.report((*found, *instance.diagnostics, *shown))
    else:
        failed = session.report((*found, *instance.diagnostics), "write")
    if failed:
        return session.finish(True)
    session.write(content.decode("utf-8", "surrogatepass"), output)
    return session.finish(False)


def _artifact(kind: str, instance: Instance, *, preview: bool) -> tuple[bytes, tuple[Diagnostic, ...]]:
    misplaced = () if kind == "varfile" else misplaced_secrets(instance, *_SECTIONS[kind])
    if misplaced:
        return b"", misplaced
    if kind == "varfile":
        return emit_varfile(instance, preview=preview), ()
    if kind == "backend":
        made = emit_backend(instance, preview=preview)
        return made.value, made.diagnostics
    if kind == "providers":
        return emit_providers(instance, preview=preview), ()
    return emit_versions(instance, preview=preview) or b"{}\n", ()


def build(
    session: Session, stacks: Sequence[str] | None, components: Sequence[str] | None, output: str, resolve: bool
) -> int:
    """``build -o DIR``: every artifact of the selected instances and ``index.json``; only
    files listed there are replaced.
    """
    if output == "-":
        raise UsageError("`build -o` needs a folder, and `-` is the standard output")
    top = session.path(output)
    if session.setup("write"):
        return session.finish(True)
    compilation = session.project.compilation
    if session.report(unmatched(compilation.instance_ids(), stacks, components), "write"):
        return session.finish(True)
    chosen = compilation.select(stacks, components, "terraform")
    if session.refused(chosen):
        return session.finish(True)
    session.say_local(chosen)
    emitted, found = _emitted(session, chosen, resolve)
    census = take_census(compilation)
    files, collisions = lay_out(emitted, census.running)
    found += collisions
    if stacks is None and components is None:  # what does not compile has no instance that could be selected
        found = [*census.broken, *found]
    whole = stacks is None and components is None and not compilation.blocks(found, "write")
    found += write_files(top, files, whole=whole)
    return session.finish(session.report(found, "write", subject="repository"))


def _emitted(
    session: Session, ids: Sequence[InstanceId], resolve: bool
) -> tuple[list[tuple[Instance, tuple[Artifact, ...]]], list[Diagnostic]]:
    """The files of the sound, real and enabled ones, and what is wrong with all."""
    compilation = session.project.compilation
    emitted: list[tuple[Instance, tuple[Artifact, ...]]] = []
    found: list[Diagnostic] = []
    contract = Contract(compilation)
    for id_ in ids:
        answer = compilation.instance(id_)
        found += answer.diagnostics
        instance = answer.instance
        if instance is None or compilation.blocks(answer.diagnostics, "write"):
            continue
        if not instance.is_deployable:
            continue
        instance = session.resolved(instance) if resolve else instance
        made = emit_instance(instance, backend=compilation.config.backend_file and bool(instance.backend_type))
        displaced = find_displaced(compilation, id_)
        problems = (*made.diagnostics, *instance.diagnostics, *contract.of(instance), *filter(None, (displaced,)))
        found += problems
        if not compilation.blocks(problems, "write"):
            emitted.append((instance, made.value.files))
    return emitted, found
