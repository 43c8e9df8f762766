"""The library's functions: open a project, emit an instance's files, write a selection of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from stackc.artifact.files import Artifact, emit_instance
from stackc.artifact.tree import lay_out
from stackc.base.boundary import Trust
from stackc.base.diagnostic import CompileError, unique
from stackc.check.addresses import take_census
from stackc.compile.selection import Selector
from stackc.evaluate.instance import Instance
from stackc.project import Project, open_project, write_files


def load(
    path: str | os.PathLike[str],
    *,
    env: Mapping[str, str] | None = None,
    project_file: str | os.PathLike[str] | None = None,
    untrusted: bool = False,
    allow_env: Iterable[str] = (),
) -> Project:
    """Open the project found from the folder ``path`` (absolute, or relative to the current one).

    ``env`` is the environment the project sees; without it there is none. ``project_file`` names the
    project file, relative to ``path``. ``untrusted``: nothing outside of the repository is read and nothing
    is run; of the environment its manifests may read ``allow_env`` alone. Never raises for a broken
    repository: ask ``Project.diagnostics()``.
    """
    trust = Trust(not untrusted, frozenset(allow_env))
    named = None if project_file is None else os.fspath(project_file)
    return open_project(os.path.abspath(path), dict(env or {}), named, trust)


def emit(instance: Instance) -> dict[str, bytes]:
    """The files of an instance, by name inside its component folder.

    Raises CompileError when a value is unknown (SC0802) or the instance has what no file can be named after.
    """
    return {artifact.name: artifact.content for artifact in _artifacts(instance)}


def write(project: Project, out: str | os.PathLike[str], select: Selector = None) -> tuple[str, ...]:
    """Write the files of the real instances whose stack fits one of the globs ``select`` below the folder ``out``.

    None selects every stack, an empty sequence none, text is one glob; empty text raises ValueError.

    Gives the paths written, ``<stack>/<component folder>/<file>``, sorted; ``out/index.json`` lists them. As
    ``stackc build`` does, it replaces only what was written so, and without ``select`` removes what is no
    longer among it. Raises CompileError: before anything is written for what does not compile or cannot be
    emitted, after the rest for files that are not ours.
    """
    compilation = project.compilation
    running = project.addressed() if select is None else take_census(compilation).running
    chosen = frozenset(compilation.select(select))
    answers = [compilation.instance(id_) for id_ in sorted(chosen, key=str)]
    broken = [answer.diagnostics for answer in answers if compilation.blocks(answer.diagnostics)]
    if broken:
        raise CompileError(unique(each for found in broken for each in found))
    emitted = ((each, _artifacts(each)) for each in running if each.id in chosen)
    files, collisions = lay_out(emitted, running)
    if collisions:
        raise CompileError(collisions)
    left = write_files(os.path.abspath(out), files, whole=select is None)
    if left:
        raise CompileError(left)
    return tuple(sorted(files))


def _artifacts(instance: Instance) -> tuple[Artifact, ...]:
    """Raises CompileError."""
    context = instance.component.context
    outcome = emit_instance(instance, backend=context.config.backend_file and bool(instance.backend_type))
    found = (*outcome.diagnostics, *instance.blocking)
    if found:
        raise CompileError(unique(found))
    return outcome.value.files
