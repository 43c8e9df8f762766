"""Files of instances, for programs: ``emit`` gives their bytes, ``write`` writes them."""

from __future__ import annotations

import os

from stackc.artifact.files import Artifact, emit_instance
from stackc.artifact.tree import lay_out
from stackc.base.diagnostic import CompileError, unique
from stackc.check.addresses import take_census
from stackc.check.contract import Contract
from stackc.check.local_files import check_places
from stackc.compile.selection import Selector
from stackc.evaluate import instance as evaluated
from stackc.library.instance import Instance
from stackc.library.project import Project
from stackc.project.writing import write_files


def emit(instance: Instance) -> dict[str, bytes]:
    """The files of an instance, by name inside its component folder.

    Raises CompileError when a value is unknown (SC0802) or the instance has what no file can be named after.
    """
    return {artifact.name: artifact.content for artifact in _artifacts(instance._instance)}


def write(project: Project, out: str | os.PathLike[str], select: Selector = None) -> tuple[str, ...]:
    """Write the files of the real instances whose stack fits one of the globs ``select`` below the folder ``out``.

    None selects every stack, an empty sequence none, text is one glob; empty text raises ValueError.

    Gives the paths written, ``<stack>/<component folder>/<file>``, sorted; ``out/index.json`` lists them. As
    ``stackc build`` does, it replaces only what was written so, and without ``select`` removes what is no
    longer among it. Raises CompileError: before anything is written for what does not compile, what policies or
    component schemas refuse, or what cannot be emitted, after the rest for files that are not ours.
    """
    compilation = project._open.compilation
    census = take_census(compilation)
    if select is None and census.broken:
        raise CompileError(unique(census.broken))
    chosen = frozenset(compilation.select(select))
    answers = [compilation.instance(id_) for id_ in sorted(chosen, key=str)]
    broken = [answer.diagnostics for answer in answers if compilation.blocks(answer.diagnostics)]
    if broken:
        raise CompileError(unique(each for found in broken for each in found))
    project._demand(chosen)
    running = tuple(each for each in census.running if each.id in chosen)
    contract = Contract(compilation)
    breaches = [each for instance in running for each in contract.of(instance)]
    check_places(compilation, (each.id for each in running), breaches.append)
    if compilation.blocks(breaches, "write"):
        raise CompileError(unique(breaches))
    emitted = ((each, _artifacts(each)) for each in running)
    files, collisions = lay_out(emitted, census.running)
    if collisions:
        raise CompileError(collisions)
    left = write_files(os.path.abspath(out), files, whole=select is None)
    if left:
        raise CompileError(left)
    return tuple(sorted(files))


def _artifacts(instance: evaluated.Instance) -> tuple[Artifact, ...]:
    """Raises CompileError."""
    context = instance.component.context
    outcome = emit_instance(instance, backend=context.config.backend_file and bool(instance.backend_type))
    found = (*outcome.diagnostics, *instance.blocking)
    if found:
        raise CompileError(unique(found))
    return outcome.value.files
