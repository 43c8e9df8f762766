"""What is odd about the project as a whole: no manifests, a name pattern with parts that are dropped, ways outside."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.messages import outside_found
from stackc.base.source import Span
from stackc.check import messages as say
from stackc.compile.compilation import Compilation
from stackc.link.naming import check_pattern


def project_findings(compilation: Compilation) -> tuple[Diagnostic, ...]:
    """Findings about settings and folders; no instance is looked at."""
    found: list[Diagnostic] = []
    check_pattern(compilation.stacks.rules, found.append)
    return (*found, *_outside_folders(compilation), *_stacks_folder(compilation))


def _stacks_folder(compilation: Compilation) -> Iterator[Diagnostic]:
    config, world, index = compilation.config, compilation.world, compilation.index
    setting = compilation.stacks.rules.setting
    if not config.stacks_folder or not config.included_paths:
        name = "base_path" if config.included_paths else "included_paths"
        yield say.stacks_paths_missing(name, setting(name))
    elif world.access(config.stacks_folder) == "refused":
        return  # said among the folders that lead outside
    elif world.kind(config.stacks_folder) != "folder":
        above = posixpath.dirname(config.stacks_folder)
        beside = (posixpath.join(above, name) for name in world.entries(above or "."))
        folders = [path for path in beside if world.kind(path) == "folder"]
        yield say.stacks_folder_missing(config.stacks_folder, folders, setting("base_path"))
    elif index.endless is not None:
        yield say.stacks_folder_endless(config.stacks_folder, index.endless, index.path(index.endless.link))
    elif not compilation.manifests.selected():
        yield say.no_manifests(config.stacks_folder, config.included_paths, setting("included_paths"))


def _outside_folders(compilation: Compilation) -> Iterator[Diagnostic]:
    """Folders of the project file, and links in the stacks folder, that lead out of the repository."""
    config, access, setting = compilation.config, compilation.world.access, compilation.stacks.rules.setting
    if access(config.root) != "inside":
        yield outside_found(f"`base_path` `{config.root}`", setting("root"), access(config.root))
        return
    written = {kind for kind, is_written in config.written_folders.items() if is_written}
    folders = {"base_path": config.stacks_folder}
    folders |= {f"components.{kind}.base_path": config.component_folders[kind] for kind in written}
    for name, folder in sorted(folders.items()):
        if folder and access(folder) != "inside":
            yield outside_found(f"the folder `{folder}`", setting(name), access(folder))
    for link in compilation.index.closed_links:
        yield outside_found(f"the link `{link}`", Label(Span(link), "not followed"), "refused")
