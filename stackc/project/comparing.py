"""Another state of the same project, compiled, and the files in which the two differ: a checkout, or a commit."""

from __future__ import annotations

import posixpath

from stackc.base.diagnostic import CompileError
from stackc.base.ports import OutputFailure
from stackc.base.record import replace
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.config.discovery import git_root
from stackc.project import messages as say
from stackc.project.open_project import OpenProject
from stackc.system.git import UNCONVERTED, GitWorld

DEFAULT_BASE = "refs/remotes/origin/HEAD"
"""The remote's main branch, as git calls it."""


def base_at(project: OpenProject, path: str) -> tuple[Compilation, frozenset[str]]:
    """The checkout in the folder ``path`` compiled with this project file, and the files the two commits differ in.

    ``path`` is the top of the checkout, or the project's own folder in it. Raises CompileError (SC0916) for a
    folder in which this project is not: all would be new.
    """
    top, prefix = _place_in_git(project)
    other = _other_root(project, path, prefix)
    config = replace(project.config, root=other)
    base = compile_repository(project.edges.compiled(config, project.found, (path,)), config, project.setting)
    try:
        commit = project.edges.git(path, ("rev-parse", "HEAD")).decode().strip()
        changed = _changed(project, top, prefix, commit)
    except OutputFailure as failure:
        raise CompileError((say.not_compared(path, failure),)) from failure
    return base, changed


def _other_root(project: OpenProject, path: str, prefix: str) -> str:
    files = sorted({posixpath.relpath(file, project.root) for file in project.found.files if _is_own(project, file)})
    stacks = project.config.stacks_folder
    for root in dict.fromkeys((posixpath.normpath(posixpath.join(path, prefix)), posixpath.normpath(path))):
        plain = project.edges.unbounded(root)
        if plain.kind(stacks) == "folder" or any(plain.kind(file) == "file" for file in files):
            return root
    raise CompileError((say.no_checkout(path, (*files, stacks)),))


def _is_own(project: OpenProject, file: str) -> bool:
    return posixpath.normpath(file).startswith(project.root.rstrip("/") + "/")


def base_of(project: OpenProject, reference: str) -> tuple[Compilation, frozenset[str]]:
    """The commit this branch left ``reference`` at, compiled from git's objects, and the files changed since.

    Raises CompileError (SC0916) when there is no such commit or no common one.
    """
    top, prefix = _place_in_git(project)
    try:
        wanted = (
            project.edges.git(top, ("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")).decode().strip()
        )
    except OutputFailure:
        raise CompileError((say.no_commit(reference),)) from None
    try:
        commit = project.edges.git(top, ("merge-base", wanted, "HEAD")).decode().strip()
    except OutputFailure:
        raise CompileError((say.no_common_commit(reference),)) from None
    world = GitWorld(top, prefix, commit, project.env)
    base = compile_repository(world, project.config, project.setting, like=project.compilation.shared())
    return base, _changed(project, top, prefix, commit)


def _place_in_git(project: OpenProject) -> tuple[str, str]:
    top = git_root(project.root, project.world)
    if top is None:
        raise CompileError((say.not_in_git(project.root),))
    return top, posixpath.relpath(project.root, top)


def _changed(project: OpenProject, top: str, prefix: str, commit: str) -> frozenset[str]:
    asked = ("diff", "--name-only", "-z", "--no-renames", *UNCONVERTED, commit, "HEAD")
    listed = project.edges.git(top, asked).decode("utf-8", "replace")
    paths = (posixpath.relpath(path, prefix) for path in listed.split("\0") if path)
    return frozenset(paths)
