"""Everything that can be said about a repository."""

from __future__ import annotations

import posixpath

from stackc.base.diagnostic import Diagnostic, folded, unique
from stackc.check.addresses import check_orphans, take_census
from stackc.check.findings import check_repository
from stackc.config.discovery import git_root
from stackc.graph.entries import check_entries
from stackc.project.locking import lock_file
from stackc.project.open_project import OpenProject


def find_all(project: OpenProject) -> tuple[Diagnostic, ...]:
    """Every finding of the repository, sorted, each mistake once; of a broken project file those of it alone."""
    found: list[Diagnostic] = [*project.own_findings]
    if project.is_broken:
        return unique(found)
    compilation, graph = project.compilation, project.graph()
    check_repository(compilation, found.append, graph.diagnostics)
    found += graph.diagnostics
    top = posixpath.relpath(git_root(project.root, project.world) or project.root, project.root)
    check_entries(compilation, top, found.append)
    found += graph.value.waves().diagnostics
    lock = lock_file(project.root).read()
    found += lock.diagnostics
    if lock.value.rows:
        check_orphans(lock.value.rows, lock.value.place, take_census(compilation), found.append)
    return folded(found)
