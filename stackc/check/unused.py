"""What no stack uses: files, components, patterns, root modules. See docs/language.md, notes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Final

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.pattern import late_pattern
from stackc.base.ports import ReadFailure, WalkFailure, World
from stackc.base.source import Origin, Path, Span
from stackc.base.value import Table, leaves, source_text, table_at
from stackc.check import note_messages as say
from stackc.check.files import counted_files
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.link.inheritance import inherits_of
from stackc.manifest.reader import Reader
from stackc.manifest.sections import SECTIONS
from stackc.manifest.vocabulary import COMPONENT_TYPES
from stackc.merge.trace import trace


def find_unused(compilation: Compilation) -> Iterator[Diagnostic]:
    """Every note about what nobody uses (SC0645 to SC0648); the repository compiles."""
    yield from _unmatched_patterns(compilation)
    yield from _unreached_files(compilation)
    yield from _unused_bases(compilation)
    yield from _unused_modules(compilation)


def _unmatched_patterns(compilation: Compilation) -> Iterator[Diagnostic]:
    config = compilation.config
    for at, pattern in enumerate(config.included_paths):
        if not compilation.index.top_level((pattern,), config.excluded_paths):
            yield say.pattern_unmatched(pattern, config.stacks_folder, _pattern_label(compilation, pattern, at))


def _pattern_label(compilation: Compilation, pattern: str, at: int) -> Label | None:
    """The pattern in the project file; the whole setting where it is written in another way, or not there."""
    setting = compilation.stacks.rules.setting("included_paths")
    if setting is None:
        return None
    origin = Origin(setting.span.file, ("stacks", "included_paths", at))
    span = compilation.locator.locate(origin)
    written = compilation.locator.has(origin) and compilation.locator.source(span).strip("\"'") == pattern
    return Label(span) if written else setting


# --- files


def _unreached_files(compilation: Compilation) -> Iterator[Diagnostic]:
    files = list(counted_files(compilation))
    unreached = [file for file, is_reached in files if not is_reached and not _is_kept(file)]
    if not unreached:
        return
    used = _included(compilation) | _imported_by(compilation, unreached)
    reached: dict[str, list[frozenset[Path]]] = {}
    for file, is_reached in files:
        if is_reached:
            reached.setdefault(posixpath.dirname(file), []).append(_subjects(compilation, file))
    for file in unreached:
        path = compilation.index.path(file)
        own = _subjects(compilation, file)
        if (
            not own
            or path in used
            or any(_are_alternatives(own, each) for each in reached.get(posixpath.dirname(file), ()))
        ):
            continue
        yield _unreached(compilation, file)


def _is_kept(file: str) -> bool:
    """Files that wait to be imported by their place."""
    return posixpath.basename(file).startswith("_")


def _unreached(compilation: Compilation, file: str) -> Diagnostic:
    path = compilation.index.path(file)
    for kind, named in table_at(compilation.reader.document(path).table, "components").items():
        for name in named if isinstance(named, dict) else ():
            span = compilation.locator.locate(Origin(path, ("components", kind, name)), key=True)
            return say.component_not_imported(name, file, Label(span))
    return say.file_unreached(file, Span(path))


def _subjects(compilation: Compilation, file: str) -> frozenset[Path]:
    """What a file tells stacks: its components, and the keys of sections for many of them."""
    table = compilation.reader.document(compilation.index.path(file)).table
    told: Table = {key: value for key, value in table.items() if key in _TOLD and isinstance(value, dict)}
    return frozenset(path[: 3 if path[0] == "components" else 2] for path, _ in leaves(told) if len(path) > 1)


_TOLD: Final = frozenset({"components", "overrides", *SECTIONS, *COMPONENT_TYPES} - {"locals"})


def _are_alternatives(one: frozenset[Path], other: frozenset[Path]) -> bool:
    """True for files of which a stack imports one: they speak of the same."""
    return not one.isdisjoint(other)


def _imported_by(compilation: Compilation, files: Iterable[str]) -> frozenset[str]:
    """What files that nobody reaches import: it is lost with them, and said there."""
    closures = ((file, compilation.library.alone(file).closure()) for file in files)
    return frozenset(
        each.file for file, closure in closures for each in closure if each.file != compilation.index.path(file)
    )


def _included(compilation: Compilation) -> frozenset[str]:
    """Files that a manifest includes."""
    paths = map(compilation.index.path, compilation.index.files)
    return frozenset(
        Reader.included_path(named, path) for path in paths for named in _INCLUDE.findall(_text(compilation, path))
    )


_INCLUDE: Final = late_pattern(r"""!include(?:\.raw)?\s+["']?([^\s"',}\]]+)""")


def _text(compilation: Compilation, path: str) -> str:
    try:
        return compilation.world.read(path).decode("utf-8-sig", "replace")
    except ReadFailure:
        return ""


# --- components


def _unused_bases(compilation: Compilation) -> Iterator[Diagnostic]:
    abstract: dict[tuple[str, str], Component] = {}
    used: set[tuple[str, str]] = set()
    for manifest in compilation.manifests:
        for component in compilation.stacks.components_of(manifest):
            if component.is_abstract:
                abstract.setdefault((component.kind, component.name), component)
            named = (*(visit.name for visit in component.walk.visits), *(inherits_of(component.body) or ()))
            used.update((component.kind, name) for name in named)
    names = [key for key in abstract if key not in used]
    texts = [_text(compilation, compilation.index.path(file)) for file in compilation.index.files] if names else []
    for key in names:
        if any(f'"{key[1]}"' in text and "{{" in text for text in texts):
            continue  # a template may ask for it by its name
        component = abstract[key]
        origin = trace(component.manifest.fold, (*component.at, "metadata", "type"))
        if origin is not None:
            span = compilation.locator.locate(Origin(origin.file, origin.path[:3]), key=True)
            yield say.base_unused(component.name, Label(span))


# --- root modules

_FILES: Final = (".tf", ".tf.json")


def _unused_modules(compilation: Compilation) -> Iterator[Diagnostic]:
    base = compilation.config.component_folders.get("terraform", "components/terraform")
    if compilation.world.kind(base) != "folder" or compilation.world.access(base) != "inside":
        return
    first: dict[str, str] = {}
    for file in _walk(compilation.world, base):
        folder = posixpath.dirname(file)
        if folder and file.endswith(_FILES) and not any(map(_is_shared, folder.split("/"))):
            first.setdefault(posixpath.join(base, folder), posixpath.join(base, file))
    used, named = _used_folders(compilation), _named_folders(compilation)
    told: list[str] = []
    for folder in sorted(first):
        if any(_is_below(folder, each) for each in (*used, *told)) or any(_is_below(each, folder) for each in used):
            continue
        told.append(folder)
        name = posixpath.relpath(folder, base)
        if name not in named:
            yield say.module_unused(name, Span(first[folder]))


def _walk(world: World, folder: str) -> tuple[str, ...]:
    try:
        return world.walk(folder)
    except WalkFailure:
        return ()


def _is_shared(part: str) -> bool:
    """Folders that hold parts of root modules, by custom, or files of tools."""
    return part in ("modules", "mixins") or part.startswith((".", "_"))


def _is_below(folder: str, other: str) -> bool:
    return folder == other or folder.startswith(f"{other}/")


def _used_folders(compilation: Compilation) -> frozenset[str]:
    """The folders of all instances, and of the modules that those call by their place."""
    used: set[str] = set()
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is not None and id_.type == "terraform":
            used.add(posixpath.normpath(instance.folder))
    pending = sorted(used)
    while pending:
        folder = pending.pop()
        module = compilation.modules.record(folder).module
        for source, _ in module.module_sources if module is not None else ():
            called = posixpath.normpath(posixpath.join(folder, source))
            if source.startswith((".", "..")) and called not in used:
                used.add(called)
                pending.append(called)
    return frozenset(used)


def _named_folders(compilation: Compilation) -> frozenset[str]:
    """The folders that components of any file would have, reached or not: of those something else is said."""
    named: set[str] = set()
    for file in compilation.index.files:
        table = compilation.reader.document(compilation.index.path(file)).table
        for name, body in table_at(table, "components", "terraform").items():
            own = body if isinstance(body, dict) else {}
            given = (own.get("component"), table_at(own, "metadata").get("component"))
            named.update((name, *(text for each in given if (text := source_text(each)))))
    return frozenset(named)
