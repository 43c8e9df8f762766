"""The library's functions: open a project, emit an instance's files, write a selection of them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping

from stackc.artifact.files import emit_instance
from stackc.base.diagnostic import CompileError
from stackc.compile.selection import Selector
from stackc.evaluate.instance import Instance
from stackc.project import Project, open_project, write_file


def load(path: str, *, env: Mapping[str, str] | None = None, project_file: str | None = None) -> Project:
    """Open the project found from the folder ``path`` (absolute, or relative to the current one).

    ``env`` is the environment the project sees; without it there is none. ``project_file`` names the project file, relative to
    ``path``. Never raises for a broken repository: ask ``Project.diagnostics()``.
    """
    return open_project(os.path.abspath(path), dict(env or {}), project_file)


def emit(instance: Instance) -> dict[str, bytes]:
    """The files of an instance, by name inside its component folder.

    Raises CompileError when a value is unknown (SC0802) or the instance has what no file can be named after.
    """
    context = instance.component.globals.context
    outcome = emit_instance(instance, backend=context.config.backend_file and bool(instance.backend_type))
    if outcome.diagnostics:
        raise CompileError(outcome.diagnostics)
    return {artifact.name: artifact.content for artifact in outcome.value.files}


def write(project: Project, out: str, select: Selector = None) -> tuple[str, ...]:
    """Write the files of the real instances whose stack fits one of the globs ``select`` below the folder ``out``.

    None selects every stack, an empty sequence none, text is one glob; empty text raises ValueError.

    Gives the paths written, ``<stack>/<component folder>/<file>``, sorted. Raises CompileError before anything is written.
    """
    files: dict[str, bytes] = {}
    wanted = frozenset(project.compilation.select(select))
    for instance in project.addressed():
        if instance.id in wanted:
            for name, content in emit(instance).items():
                files[f"{instance.id.stack}/{instance.folder}/{name}"] = content
    for name, content in sorted(files.items()):
        write_file(posixpath.join(os.path.abspath(out), name), content)
    return tuple(sorted(files))
