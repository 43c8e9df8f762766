"""``Library``: every manifest of one compilation, merged along its imports on demand. See docs/language.md, imports.

A manifest is the fold of its imports' already merged results and its own content, memoised by file, context and the
overrides in force, so a file that is imported a thousand times is merged once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from stackc.base.diagnostic import Diagnostic
from stackc.base.fold import Leaf, Lists, layer
from stackc.base.marks import Marks
from stackc.base.memo import Same
from stackc.base.messages import outside_found
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path, Span
from stackc.base.value import Table, table_at
from stackc.manifest import messages as say
from stackc.manifest.import_graph import MAX_IMPORT_DEPTH, Edge, ImportGraph
from stackc.manifest.imports import ImportEntry, decode_imports
from stackc.manifest.index import ManifestIndex, Resolution, import_key, import_name, manifest_key
from stackc.manifest.local_layer import LocalLayer, added_to, laid_over, permitted
from stackc.manifest.locals import SECTIONS
from stackc.manifest.manifest import NO_OVERRIDES, Import, Manifest, Overrides
from stackc.manifest.overrides import combine, own_overrides, stamped
from stackc.manifest.places import Locator, Places
from stackc.manifest.reader import PLAIN, TEMPLATE_EXTENSIONS, Prepared, Reader, Rendering
from stackc.manifest.rendering import FileRenderer
from stackc.merge.merge import fold, merge_all
from stackc.syntax.glob import pattern_fault
from stackc.template import TemplateFault, parse_template

MAX_RESULTS = 2_000
"""Files that one manifest imports, directly or not: a file counts once for each
context and for each set of overrides.
"""

_MemoKey = tuple[str, str, tuple[tuple[str, Same], ...], tuple[tuple[str, Same], ...], Same | None]


class _Step(NamedTuple):
    """One import on the way from a top-level manifest down to the file being processed."""

    file: str
    at: Path


class _Above(NamedTuple):
    """What a file receives from its importers."""

    rendering: Rendering = PLAIN
    inline: Overrides = NO_OVERRIDES
    leaked: Overrides = NO_OVERRIDES
    data: Table = {}  # noqa: RUF012  # sections of earlier imports, for templated import paths; never changed


class _TooMany(Exception):
    """More files are imported than may be; never leaves this module."""


class Library:
    """All manifests of a stacks folder."""

    def __init__(
        self,
        index: ManifestIndex,
        reader: Reader,
        renderer: FileRenderer,
        locator: Locator,
        marks: Marks,
        lists: Lists,
        local: LocalLayer,
        *,
        siblings: bool,
        render_paths: bool,
    ) -> None:
        self._index, self._reader = index, reader
        self._renderer, self._locator, self._marks = renderer, locator, marks
        self._lists: Lists = lists
        self._local = local
        self._siblings, self._render_paths = siblings, render_paths
        self._manifests: dict[_MemoKey, Manifest] = {}
        self._refused: dict[str, Manifest] = {}
        self._left = 0
        self._templated: dict[str, bool] = {}
        self._graph = ImportGraph(self._edges_of)
        self._by_chain = 0
        """How often the way to a file has decided what it comes to."""

    def manifest(self, file: str) -> Manifest:
        """The top-level manifest ``file``, relative to the stacks folder."""
        known = self._refused.get(file)
        if known is not None:
            return known
        self._left = MAX_RESULTS
        try:
            found = self._manifest(file, _Above(), ())
            if next(islice(found.closure(), MAX_RESULTS, None), None) is None:
                return found
        except _TooMany:
            pass
        known = self._refused[file] = self._without_imports(file, self._too_many(file))
        return known

    def alone(self, file: str) -> Manifest:
        """``file`` with its imports, as if it were top-level; for files that are only imported.

        Alone where imports are too many already: the files behind them would be so one by one.
        """
        if self._refused and file not in self._refused:
            return self._without_imports(file, self._reader.prepare(self._index.path(file)).diagnostics)
        return self.manifest(file)

    def parsed(self, file: str) -> Prepared:
        """``file`` alone, as it stands when nobody imports it."""
        return self._reader.prepare(self._index.path(file))

    def _manifest(self, file: str, above: _Above, chain: tuple[_Step, ...]) -> Manifest:
        key = (
            file,
            above.rendering.identity,
            above.inline.identity,
            above.leaked.identity,
            Same(above.data) if above.data and self._paths_templated(file) else None,
        )
        known = self._manifests.get(key)
        if known is None:
            before = self._by_chain
            known = self._process(file, above, chain)
            if self._by_chain == before:
                self._manifests[key] = known
        return known

    def _edges_of(self, file: str) -> Iterator[Edge]:
        """The imports of a file as it stands; a file that is a template as a whole has none before it is rendered."""
        path = self._index.path(file)
        if path.endswith(TEMPLATE_EXTENSIONS):
            return
        for entry in decode_imports(self._reader.document(path).table, Places(path, self._locator, _unheard)):
            if "{{" not in entry.path or entry.skip_templates:
                for imported in self._resolution(entry.path, file).files:
                    yield Edge(entry.at, imported)

    def _resolution(self, target: str, importer: str) -> Resolution:
        if _is_remote(target):
            return Resolution(())
        fault = pattern_fault(target)
        return Resolution((), fault=fault) if fault else self._index.resolve(target, importer)

    def _without_imports(self, file: str, diagnostics: tuple[Diagnostic, ...]) -> Manifest:
        path = self._index.path(file)
        prepared = self._reader.prepare(path)
        own = stamped(Leaf(prepared.table, path, (), prepared.rendering), prepared.table, NO_OVERRIDES)
        return Manifest(path, manifest_key(file), own, (), diagnostics)

    def _too_many(self, file: str) -> tuple[Diagnostic, ...]:
        """What is wrong with a manifest whose imports are too many; how many more were known already does not count."""
        path = self._index.path(file)
        found = list(self._reader.prepare(path).diagnostics)
        places = Places(path, self._locator, found.append)
        places.report(say.too_many_imports(MAX_RESULTS, places))
        return tuple(found)

    def _paths_templated(self, file: str) -> bool:
        known = self._templated.get(file)
        if known is None:
            section = self._reader.document(self._index.path(file)).table.get("import")
            known = self._templated[file] = isinstance(section, list) and "{{" in str(section)
        return known

    def _process(self, file: str, above: _Above, chain: tuple[_Step, ...]) -> Manifest:
        self._left -= 1
        if self._left < 0:
            raise _TooMany
        path = self._index.path(file)
        prepared = self._reader.prepare(path, above.rendering)
        found = list(prepared.diagnostics)
        places = Places(path, self._locator, found.append)
        leaf = Leaf(prepared.table, path, (), prepared.rendering)
        local = self._local_part(file, above.rendering, found)
        own = laid_over(leaf, local, self._lists)
        inline = own_overrides(table_at(own.value), own, above.inline, self._lists, self._marks, places)
        leaked = above.leaked
        imports: list[Import] = []
        data: Table = above.data
        for entry in decode_imports(prepared.table, places):
            target = self._import_path(entry, prepared.context, data, places)
            for imported in self._resolve(target, entry, file, chain, places) if target else ():
                below = _Above(
                    self._rendering(entry, prepared), inline, leaked if self._siblings else NO_OVERRIDES, data
                )
                step = _Step(file, entry.at)
                manifest = self._manifest(imported, below, (*chain, step))
                imports.append(Import(entry.at, manifest))
                leaked = combine((leaked, manifest.leaked, manifest.inline), self._lists, self._marks)
                if self._render_paths:
                    data = self._seen(data, manifest)
        final = combine((leaked, inline), self._lists, self._marks)
        if local is not None:
            own = laid_over(leaf, self._added(local, prepared.table, imports, found), self._lists)
        whole = stamped(own, table_at(own.value), final)
        layers = [layer(each.manifest.fold, (), "import") for each in imports]
        result = fold((*layers, layer(whole)), self._lists, self._marks, settle_single=False) if layers else whole
        return Manifest(
            path,
            manifest_key(file),
            result,
            tuple(imports),
            tuple(found),
            inline,
            leaked,
            prepared.unseen,
            local.file if local is not None else "",
        )

    # --- local files

    def _local_part(self, file: str, rendering: Rendering, found: list[Diagnostic]) -> Leaf | None:
        """What the local file of ``file`` may say, rendered like the file itself; None where there is none."""
        local = self._local.of(file)
        if local is None:
            return None
        path = self._index.path(local)
        prepared = self._reader.prepare(path, rendering)
        found += prepared.diagnostics
        table = permitted(prepared.table, self._local.named_by, Places(path, self._locator, found.append))
        return Leaf(table, path, (), prepared.rendering)

    def _added(self, local: Leaf, own: Table, imports: list[Import], found: list[Diagnostic]) -> Leaf:
        """What it says of components that the manifest or its imports have; other components are nobody else's."""
        tables = (own, *(each.manifest.table for each in imports))

        def declares(kind: str, name: str) -> bool:
            return any(name in table_at(table, "components", kind) for table in tables)

        places = Places(local.file, self._locator, found.append)
        return local._replace(value=added_to(table_at(local.value), declares, places))

    def _rendering(self, entry: ImportEntry, prepared: Prepared) -> Rendering:
        if not entry.context and not prepared.context and not entry.skip_templates and not entry.ignore_missing:
            return PLAIN
        context = merge_all((entry.context, prepared.context), self._lists, self._marks)
        return Rendering(context, entry.skip_templates, entry.ignore_missing)

    def _seen(self, data: Table, manifest: Manifest) -> Table:
        """Root sections of the imports so far, for the templates in later import paths."""
        sections: Table = {
            name: manifest.table[name] for name in SECTIONS if isinstance(manifest.table.get(name), dict)
        }
        return merge_all((data, sections), self._lists, self._marks) if sections else data

    def _entry(self, step: _Step) -> Span:
        return self._locator.locate(Origin(self._index.path(step.file), step.at))

    # --- import paths

    def _import_path(self, entry: ImportEntry, context: Table, data: Table, places: Places) -> str | None:
        """The entry's path with its templates rendered; None when it is to be ignored."""
        if "{{" not in entry.path or entry.skip_templates:
            return entry.path
        parsed = parse_template(entry.path)
        if isinstance(parsed, TemplateFault):
            label = places.within(entry.at, entry.path, parsed.start, parsed.end)
            places.report(say.import_path_malformed(entry.path, parsed.message, label, places.file))
            return None
        if not self._render_paths:
            places.report(say.import_ignored(entry.path, entry.at, places))
            return None
        known: Mapping[str, object] = merge_all((data, entry.context, context), self._lists, self._marks)
        expanded = self._renderer.text(entry.path, known, strict=not entry.ignore_missing)
        if isinstance(expanded, TemplateFault):
            label = places.within(entry.at, entry.path, expanded.start, expanded.end)
            places.report(say.import_path_unrendered(entry.path, expanded, label))
            return None
        for note in expanded.notes:
            label = places.within(entry.at, entry.path, note.start, note.end)
            places.report(say.note(note, label))
        return expanded.text

    def _resolve(
        self, target: str, entry: ImportEntry, file: str, chain: tuple[_Step, ...], places: Places
    ) -> tuple[str, ...]:
        """The files an import leads to; what is missing, circular or ambiguous is reported at its entry."""
        at = entry.at
        if _is_remote(target):
            places.report(say.import_remote(target, at, places))
            return ()
        found = self._resolution(target, file)
        if found.fault:
            places.report(say.import_pattern(found.fault, at, places))
            return ()
        if found.local:
            places.report(say.import_local(target, at, places))
            return ()
        if found.refused:
            places.report(outside_found(f"the import `{target}`", places.value(at, "imported here"), "refused"))
            return ()
        if not found.files:
            if not entry.skip_if_missing and "{{" not in entry.path:
                near, inside = self._index.nearest(target), self._index.in_folder(target)
                places.report(say.import_not_found(target, import_name(file), near, inside, at, places))
            return ()
        if found.beside:
            places.report(say.import_candidates(target, found.files[0], found.beside, at, places))
        return tuple(each for each in found.files if self._is_new(each, at, file, chain, places))

    def _is_new(self, imported: str, at: Path, file: str, chain: tuple[_Step, ...], places: Places) -> bool:
        """False, and said, where an import is circular or one level too deep."""
        if imported == file:
            places.report(say.import_of_itself(import_name(file), at, places))
            return False
        if self._graph.is_circular(file, imported):
            ring = self._graph.circle(file, imported)
            steps = zip(ring, (*ring[1:], ring[0]), strict=True)
            self._circular([_Step(each, self._graph.entry(each, to).at) for each, to in steps], places)
            return False
        above = [step.file for step in chain]
        if imported in above:  # by way of a path that is a template
            self._by_chain += 1
            self._circular([*chain[above.index(imported) :], _Step(file, at)], places)
            return False
        levels = len(chain) + 1 + self._graph.height(imported)
        if self._graph.is_too_deep(file, imported) or levels > MAX_IMPORT_DEPTH:
            self._by_chain += not self._graph.is_too_deep(file, imported)
            places.report(say.import_too_deep(MAX_IMPORT_DEPTH, at, places))
            return False
        return True

    def _circular(self, steps: list[_Step], places: Places) -> None:
        """A circle of imports; the last step closes it."""
        entries = [self._entry(step) for step in steps]
        places.report(say.import_circle([import_name(step.file) for step in steps], entries))


def _unheard(_: Diagnostic) -> None:
    """What is wrong with an entry is said when the file is merged."""


def import_keys(manifest: Manifest, index: ManifestIndex) -> tuple[str, ...]:
    """The keys of all files a manifest imports, directly or not: sorted, each once."""
    prefix = index.folder.rstrip("/") + "/"
    files = {each.manifest.file for every in manifest.closure() for each in every.imports}
    return tuple(sorted({import_key(file.removeprefix(prefix)) for file in files}))


def import_chain(manifest: Manifest, file: str, locator: Locator) -> tuple[Span, ...]:
    """The import entries that lead from ``manifest`` to ``file``, outermost first; the shortest way."""
    return tuple(locator.locate(each) for each in _way(manifest, lambda found: file in found.files))


def import_way(manifest: Manifest, imported: Manifest) -> tuple[Origin, ...]:
    """The import entries that lead from ``manifest`` to one result of a file, which may be imported several times."""
    return _way(manifest, lambda found: found is imported)


def _way(manifest: Manifest, is_wanted: Callable[[Manifest], bool]) -> tuple[Origin, ...]:
    pending: list[tuple[Manifest, tuple[Origin, ...]]] = [(manifest, ())]
    seen = {manifest}
    while pending:
        at, way = pending.pop(0)
        if is_wanted(at):
            return way
        for imported in at.imports:
            if imported.manifest not in seen:
                seen.add(imported.manifest)
                pending.append((imported.manifest, (*way, Origin(at.file, imported.path))))
    return ()


def _is_remote(path: str) -> bool:
    return "://" in path or "::" in path or path.startswith(("git@", "github.com/", "gitlab.com/", "bitbucket.org/"))
