"""What is odd about the project as a whole: no manifests, a name pattern with parts that are dropped, ways outside."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import TERRAFORM
from stackc.base.messages import outside_found
from stackc.base.near import is_one_edit
from stackc.base.ports import WalkFailure, World
from stackc.base.source import Span
from stackc.check import messages as say
from stackc.compile.compilation import Compilation
from stackc.link.naming import check_pattern
from stackc.syntax.glob import has_magic, matches_glob


def project_findings(compilation: Compilation) -> tuple[Diagnostic, ...]:
    """Findings about settings and folders; no instance is looked at."""
    found: list[Diagnostic] = []
    check_pattern(compilation.stacks.rules, found.append)
    return (*found, *_outside_folders(compilation), *_stacks_folder(compilation), *_misspelt_globs(compilation))


def _misspelt_globs(compilation: Compilation) -> Iterator[Diagnostic]:
    """Globs for files that are no stacks, or hold variables only, and that match a file but for one letter."""
    config, setting = compilation.config, compilation.stacks.rules.setting
    own = "stackc." if config.dialect.name == "atmos" else ""
    listed = {"stacks.excluded_paths": config.excluded_paths, f"{own}stacks.variables_only": config.variables_only}
    for name, patterns in listed.items():
        for at, pattern in enumerate(patterns):
            place = setting(f"{name}.{at}")
            near = _glob_like(compilation, pattern) if place is not None and place.span.end_line else None
            if near is not None:
                yield say.glob_misspelt(name, pattern, near, place)


def _glob_like(compilation: Compilation, pattern: str) -> str | None:
    files = compilation.index.files
    if has_magic("".join(pattern.split("**"))) or any(matches_glob(file, pattern) for file in files):
        return None
    steps = pattern.split("/")
    known = {step for file in files for step in file.split("/")}
    for at, step in enumerate(steps):
        for near in sorted(each for each in known if is_one_edit(step, each)):
            changed = "/".join((*steps[:at], near, *steps[at + 1 :]))
            if any(matches_glob(file, changed) for file in files):
                return changed
    return None


def missing_root_modules(compilation: Compilation) -> Diagnostic | None:
    """The folder of all root modules, where the project file names it and it is not there (SC0601)."""
    folder, world = compilation.config.component_folders[TERRAFORM], compilation.world
    setting = compilation.stacks.rules.setting(f"components.{TERRAFORM}.base_path")
    is_named = setting is not None and setting.span.end_line > 0
    if not is_named or world.access(folder) != "inside" or world.kind(folder) == "folder":
        return None
    return say.component_folders_missing(folder, _folders_like(world, folder), setting)


def _folders_like(world: World, folder: str) -> list[str]:
    """The folders that differ from ``folder`` in one step of its path; looked for in all files below what there is."""
    steps = folder.split("/")
    there = next((at for at in range(len(steps)) if world.kind("/".join(steps[: at + 1])) != "folder"), len(steps))
    try:
        files = world.walk("/".join(steps[:there]) or ".")
    except WalkFailure:
        return []
    names = {file.split("/", 1)[0] for file in files if "/" in file}
    beside = ("/".join((*steps[:there], name, *steps[there + 1 :])) for name in sorted(names))
    return [path for path in beside if world.kind(path) == "folder"]


def _stacks_folder(compilation: Compilation) -> Iterator[Diagnostic]:
    config, world, index = compilation.config, compilation.world, compilation.index
    setting = compilation.stacks.rules.setting
    if not config.stacks_folder or not config.included_paths:
        name = "base_path" if config.included_paths else "included_paths"
        yield say.stacks_paths_missing(name, setting(name))
    elif world.access(config.stacks_folder) == "refused":
        return  # said among the folders that lead outside
    elif world.kind(config.stacks_folder) != "folder":
        folders = _folders_like(world, config.stacks_folder)
        yield say.stacks_folder_missing(config.stacks_folder, folders, setting("base_path"))
    elif index.endless is not None:
        yield say.stacks_folder_endless(config.stacks_folder, index.endless, index.path(index.endless.link))
    elif not compilation.manifests.selected():
        near = _patterns_like(compilation, config.included_paths)
        place = setting("stacks.included_paths.0" if len(config.included_paths) == 1 else "included_paths")
        yield say.no_manifests(config.stacks_folder, config.included_paths, near, place)


def _patterns_like(compilation: Compilation, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """What may have been meant by a single pattern that fits nothing: it starts below the stacks folder, or it goes
    deeper.
    """
    if len(patterns) != 1:
        return ()
    [pattern], folder = patterns, compilation.config.stacks_folder
    below = pattern.removeprefix("./").removeprefix(f"{folder}/")
    meant = [below, "**/*" if below == "*" else f"{below.removesuffix('/*')}/**/*"]
    return tuple(each for each in meant if each != pattern and compilation.index.top_level((each,), ()))[:1]


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
