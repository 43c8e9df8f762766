"""``Manifests``: the top-level manifests of a repository, and what is wrong with the files they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, unique
from stackc.base.ids import COMPONENT_TYPES
from stackc.base.memo import Memo, Once
from stackc.base.near import is_one_edit
from stackc.base.pattern import late_pattern
from stackc.base.record import replace
from stackc.base.source import Origin, Span
from stackc.base.value import Missing, look_up, table_at
from stackc.compile.twin import Twin
from stackc.config.project_config import ProjectConfig
from stackc.manifest import messages as say
from stackc.manifest.foreign import is_foreign
from stackc.manifest.imports import KEYS
from stackc.manifest.index import EXTENSIONS, ManifestIndex, import_name
from stackc.manifest.library import Library, import_chain, import_keys, import_way
from stackc.manifest.manifest import Manifest
from stackc.manifest.places import Locator
from stackc.manifest.reader import Reader


class Manifests:
    """All files that are stacks, each merged when it is asked for."""

    def __init__(
        self,
        config: ProjectConfig,
        index: ManifestIndex,
        reader: Reader,
        library: Library,
        locator: Locator,
        lock: AbstractContextManager[object],
        twin: Twin | None = None,
    ) -> None:
        """``twin``: where the manifests may be taken from that would be the same here."""
        self._config, self._index, self._reader, self._locator = config, index, reader, locator
        self._top_level = Once(self._find_top_level)
        self._defined = Once(self._find_definers)
        self._library, self._twin = library, twin
        self._manifests = Memo(self._find, lock)
        self._diagnostics = Memo(self._diagnostics_of)
        self._keys = Memo[Manifest, tuple[str, ...]](lambda manifest: import_keys(manifest, index))

    def __iter__(self) -> Iterator[Manifest]:
        """All top-level manifests in byte order of their files."""
        return map(self._manifests, self.top_level)

    @property
    def top_level(self) -> tuple[str, ...]:
        """The files that are stacks, relative to the stacks folder, in byte order; YAML of other tools is none."""
        return self._top_level()

    def _find_top_level(self) -> tuple[str, ...]:
        return tuple(file for file in self.selected() if not self._is_foreign(file))

    def _find(self, file: str) -> Manifest:
        shared = self._twin.manifest(file) if self._twin is not None else None
        return self._library.manifest(file) if shared is None else shared

    def _is_foreign(self, file: str) -> bool:
        if self._twin is not None and self._twin.manifest(file) is not None:
            return False
        return is_foreign(self._reader.document(self._index.path(file)), selected=True)

    def selected(self) -> tuple[str, ...]:
        """The files that the project file includes, other tools' among them."""
        return self._index.top_level(self._config.included_paths, self._config.excluded_paths)

    def of(self, file: str) -> Manifest:
        """The merged manifest of a top-level file."""
        return self._manifests(file)

    def made(self, *, everything: bool) -> Mapping[str, Manifest]:
        """The top-level manifests by their files: those that somebody asked for, or all."""
        return {file: self.of(file) for file in self.top_level if everything or self._manifests.knows(file)}

    def file_of(self, stack: str) -> str | None:
        """The top-level file a stack argument names by its path (docs/language.md, stacks by file); None for a name."""
        if not self._config.dialect.directory_mode or "/" not in stack[1:]:
            return None
        endings = tuple(stack + end for end in EXTENSIONS)
        return next((file for file in self.top_level if file.endswith(endings)), None)

    def import_keys(self, manifest: Manifest) -> tuple[str, ...]:
        """The keys of all files a manifest imports, directly or not: sorted, each once."""
        return self._keys(manifest)

    def definers(self, kind: str, component: str) -> tuple[str, ...]:
        """The files that hold ``component`` themselves and are no stacks, as imports name them."""
        return tuple(self._defined().get((kind, component), ()))

    def _find_definers(self) -> dict[tuple[str, str], list[str]]:
        stacks = frozenset(self.top_level)
        defined: dict[tuple[str, str], list[str]] = {}
        for file in self._index.files:
            if file.endswith(EXTENSIONS) and file not in stacks:
                sections = table_at(self._reader.document(self._index.path(file)).table, "components")
                for kind in COMPONENT_TYPES:
                    for name in table_at(sections, kind):
                        defined.setdefault((kind, name), []).append(import_name(file))
        return defined

    # --- what is wrong with files

    def diagnostics(self, manifest: Manifest) -> tuple[Diagnostic, ...]:
        """What is wrong with the files a manifest is made of, with the imports that lead there."""
        return self._diagnostics(manifest)

    def _diagnostics_of(self, manifest: Manifest) -> tuple[Diagnostic, ...]:
        found: list[Diagnostic] = []
        for each in manifest.closure():
            if each.diagnostics:
                chain = import_chain(manifest, each.file, self._locator)
                own = (_at_import(diagnostic, chain) for diagnostic in self.own_diagnostics(each, manifest))
                found += [_with_chain(diagnostic, chain) for diagnostic in own]
        return unique(found)

    def own_diagnostics(self, manifest: Manifest, top: Manifest) -> Iterator[Diagnostic]:
        """What is wrong with one file of ``top``; for a local that misses what another file has, with that file."""
        unseen = [(each.diagnostic, each.path) for each in manifest.unseen]
        for diagnostic in manifest.diagnostics:
            path = next((path for each, path in unseen if each is diagnostic), None)
            holder = self._holder(manifest, top, path) if path is not None else None
            told = replace(diagnostic, related=(*diagnostic.related, holder)) if holder is not None else diagnostic
            yield self._at_context(told, manifest, top)

    def _at_context(self, found: Diagnostic, manifest: Manifest, top: Manifest) -> Diagnostic:
        """What a template misses is a matter of the import that renders it, at what it gives and how it calls that."""
        way = import_way(top, manifest)
        field = _FIELD.fullmatch(found.primary.text) if found.primary is not None else None
        if found.code is not Code.MANIFEST_MISSING_KEY or found.help or not way or field is None:
            return found
        name, entry = field[1], way[-1]
        at = entry.path[:-1] if entry.path[-1:] == ("path",) else entry.path
        item = look_up(self._reader.document(entry.file).table, at)
        given = item.get("context") if isinstance(item, dict) else None
        if isinstance(item, dict) and name in item and name not in KEYS:
            beside = self._locator.locate(Origin(entry.file, (*at, name)), key=True)
            return say.context_beside(found, Label(beside, "stands beside `path`"))
        if given is not None and not isinstance(given, dict):
            place = self._locator.locate(Origin(entry.file, (*at, "context")))
            return say.context_lacks(found, name, None, Label(place, f"no map, so it gives no `{name}`"))
        if not isinstance(given, dict) or not given:
            label = Label(self._locator.locate(entry), f"imported without a context, which gives no `{name}`")
            return say.context_lacks(found, name, None, label)
        near = next((key for key in given if is_one_edit(key, name)), None)
        path = (*at, "context", near) if near else (*at, "context")
        text = f"not `{name}`" if near else f"gives no `{name}`"
        label = Label(self._locator.locate(Origin(entry.file, path), key=True), text)
        return say.context_lacks(found, name, near, label)

    def _holder(self, manifest: Manifest, top: Manifest, path: tuple[str, ...]) -> Label | None:
        """The place of ``path`` in another file: one that ``manifest`` imports, else one of the stack it is part of."""
        for each in (*manifest.closure(), *top.closure()):
            table = self._reader.document(each.file).table
            if each.file != manifest.file and not isinstance(look_up(table, path), Missing):
                return Label(self._locator.locate(Origin(each.file, path)), "the value stands in this file")
        return None


_FIELD = late_pattern(r"\.([A-Za-z_]\w*)")
_OF_WHOLE_FILES = frozenset({Code.UNREADABLE, Code.TOO_LARGE, Code.OUTSIDE})


def _at_import(diagnostic: Diagnostic, chain: tuple[Span, ...]) -> Diagnostic:
    """A file that cannot or should not be read has no line to show; the import that names it has one."""
    whole = diagnostic.primary is not None and diagnostic.primary.span == Span(diagnostic.primary.span.file)
    if not chain or not whole or diagnostic.code not in _OF_WHOLE_FILES:
        return diagnostic
    return replace(diagnostic, primary=Label(chain[-1], "imported here"))


def _with_chain(diagnostic: Diagnostic, chain: tuple[Span, ...]) -> Diagnostic:
    if not chain or diagnostic.chain:
        return diagnostic
    here = diagnostic.primary.span if diagnostic.primary else None
    return replace(diagnostic, chain=tuple(span for span in chain if span != here))
