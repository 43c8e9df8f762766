"""Lines that are legal and probably lost in the merge. See docs/language.md, notes.

A rule is silent wherever somebody may have wanted what it sees: a default that every heir overrides is no loss.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.memo import IdentityMap, Memo
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.ports import ReadFailure
from stackc.base.source import Origin, Path, Span, path_text
from stackc.base.value import Append, Value
from stackc.check import note_messages as say
from stackc.check.owners import Clash, Owners, Said, Tree, find_owner, leaves_of
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.manifest.index import import_name
from stackc.manifest.manifest import Import, Manifest
from stackc.manifest.sections import LAYERED
from stackc.manifest.vocabulary import COMPONENT_TYPES

_SECTIONS: Final = tuple(section.name for section in LAYERED if section.name != "locals")


def find_lost(compilation: Compilation) -> Iterator[Diagnostic]:
    """Every note about lines (SC0640 to SC0644), each once; the repository compiles."""
    merged = _Merged(compilation)
    yield from _lost_lines(merged)
    yield from _shorter_lists(merged)
    yield from _nulls(merged)
    for manifest in merged.manifests:
        yield from _imports(merged, manifest)


class _Merged:
    """All files and components of a repository with the owners of what they come to."""

    def __init__(self, compilation: Compilation) -> None:
        self.compilation = compilation
        self.owners = Owners()
        self.manifests: tuple[Manifest, ...] = tuple(
            dict.fromkeys(each for top in compilation.manifests for each in top.closure())
        )
        self.counting = self._find_counting()
        """What counts in an instance; what counts in a base alone is nowhere deployed."""
        self.imported = Memo(self._find_imported)

    def _find_counting(self) -> frozenset[Origin]:
        seen = IdentityMap[Tree, bool]()
        return frozenset(
            origin
            for component in self._components()
            for name in _SECTIONS
            if name in component.compiled
            for said in leaves_of(self.owners.tree(component.fold(name)), seen)
            for origin in (said.origin, *said.sharing)
        )

    def _components(self) -> Iterator[Component]:
        for top in self.compilation.manifests:
            for component in self.compilation.stacks.components_of(top):
                if not component.is_abstract and not self.compilation.blocks(component.diagnostics):
                    yield component

    def _find_imported(self, file: str) -> frozenset[str]:
        """The files that ``file`` imports, directly or not."""
        closures = (each.closure() for each in self.manifests if each.file == file)
        return frozenset(each.file for closure in closures for each in closure) - {file}

    def locate(self, origin: Origin) -> Span:
        """The value; of one that is not plain, its key."""
        return self.compilation.locator.locate(origin)

    def is_call(self, value: Value) -> bool:
        return self.compilation.marks.is_call(value)

    def name(self, file: str) -> str:
        """A file as imports name it."""
        return import_name(posixpath.relpath(file, self.compilation.index.folder or "."))


class _Standing(NamedTuple):
    """Where in a file a value stands: how far up its layer is, in which section, and what it is called there."""

    layer: int
    component: str
    name: Path


def _standing(path: Path) -> _Standing:
    component, layer = "", 1
    if path[:1] == ("components",):
        component, layer, path = "/".join(map(str, path[1:3])), 3, path[3:]
    elif path and path[0] in COMPONENT_TYPES:
        layer, path = 2, path[1:]
    if path[:1] == ("overrides",):
        layer, path = 4, path[1:]
    return _Standing(layer, component, path)


# --- a line that never counts


def _lost_lines(merged: _Merged) -> Iterator[Diagnostic]:
    found: dict[Origin, tuple[Said, list[Said]]] = {}
    for clash in merged.owners.all_clashes:
        for under in _unders(clash):
            if under.origin not in merged.counting:
                found.setdefault(under.origin, (under, []))[1].append(clash.over)
    lost = [each for each in found.values() if _is_lost(merged, *each)]
    read = _read_names(merged.compilation) if lost else frozenset()
    counting_lines = _Lines(merged)
    told: set[tuple[str, int]] = set()
    for under, overs in lost:
        span, name = merged.locate(under.origin), _standing(under.origin.path).name
        if read.intersection(map(str, name[1:])) or (span.file, span.line) in told or counting_lines.hold(span):
            continue
        told.add((span.file, span.line))
        winners = sorted({merged.locate(each.origin) for each in overs})
        yield say.line_lost(under.origin.path, path_text(name), span, winners)


def _unders(clash: Clash) -> Iterable[Said]:
    return leaves_of(clash.under, IdentityMap()) if isinstance(clash.under, dict) else (clash.under,)


def _is_lost(merged: _Merged, under: Said, overs: Iterable[Said]) -> bool:
    """True where somebody wrote a value, and everywhere another one counts that is no override of it."""
    standing = _standing(under.origin.path)
    if under.value in (None, "", [], {}) or merged.is_call(under.value) or standing.name[:1] not in _SECTION_PATHS:
        return False
    return all(_is_unexpected(merged, under, each) for each in overs)


_SECTION_PATHS: Final = frozenset((name,) for name in _SECTIONS)


def _is_unexpected(merged: _Merged, under: Said, over: Said) -> bool:
    """True where ``over`` wins by its layer, and whoever wrote ``under`` does not see it: not where a file overrides
    what it imports, or says otherwise itself.
    """
    lower, upper = under.origin, over.origin
    if over.value == under.value or over.value is None or merged.is_call(over.value) or upper.file == lower.file:
        return False
    if lower.file in merged.imported(upper.file):
        return False
    low, high = _standing(lower.path), _standing(upper.path)
    if low.layer == high.layer == 3:
        return low.component != high.component and upper.file in merged.imported(lower.file)
    return low.layer < high.layer


def _read_names(compilation: Compilation) -> frozenset[str]:
    """Every word in a template of the repository: what one of these names may be read, though it does not count."""
    texts = [compilation.config.name_template]
    for file in compilation.index.files:
        try:
            texts.append(compilation.world.read(compilation.index.path(file)).decode("utf-8-sig", "replace"))
        except ReadFailure:
            continue
    blocks = (block for text in texts if "{{" in text for block in _TEMPLATE.findall(text))
    return frozenset(word for block in blocks for word in _WORD.findall(block))


_TEMPLATE: Final = late_pattern(r"\{\{.*?\}\}", re.DOTALL)
_WORD: Final = late_pattern(r"[\w-]+")


class _Lines:
    """Lines on which something counts: by way of an alias, one line may say several values."""

    def __init__(self, merged: _Merged) -> None:
        self._merged = merged
        self._of = Memo(self._find)

    def hold(self, span: Span) -> bool:
        return span.line in self._of(span.file)

    def _find(self, file: str) -> frozenset[int]:
        return frozenset(self._merged.locate(each).line for each in self._merged.counting if each.file == file)


# --- lists and nulls


def _shorter_lists(merged: _Merged) -> Iterator[Diagnostic]:
    told: set[Span] = set()
    for over, under, _ in merged.owners.all_clashes:
        if isinstance(under, dict) or not isinstance(over.value, list) or not isinstance(under.value, (list, Append)):
            continue
        before = under.value.items if isinstance(under.value, Append) else under.value
        if len(over.value) >= len(before) or over.origin.file == under.origin.file or not _is_mixed(over.value, before):
            continue
        if over.origin not in merged.counting:
            continue
        span = merged.compilation.locator.locate(over.origin, key=True)
        if span not in told:
            told.add(span)
            below = merged.compilation.locator.locate(under.origin, key=True)
            name = path_text(_standing(over.origin.path).name)
            yield say.list_shorter(name, len(over.value), len(before), span, below)


def _is_mixed(items: Iterable[Value], before: Collection[Value]) -> bool:
    """True where some of ``items`` are among those ``before`` and some are new: fewer of the same, and others, are
    chosen on purpose.
    """
    return {each in before for each in items} == {True, False}


def _nulls(merged: _Merged) -> Iterator[Diagnostic]:
    """Keys without a value over maps; a written ``null`` is meant."""
    told: set[Span] = set()
    locator = merged.compilation.locator
    for over, under, _ in merged.owners.all_clashes:
        if over.value is not None or not isinstance(under, dict) or over.origin not in merged.counting:
            continue
        span = locator.locate(over.origin, key=True)
        if span not in told and not locator.source(merged.locate(over.origin)):
            told.add(span)
            below = sorted({merged.locate(each.origin) for each in leaves_of(under, IdentityMap())})
            yield say.null_over_map(path_text(_standing(over.origin.path).name), span, below)


# --- imports


def _imports(merged: _Merged, manifest: Manifest) -> Iterator[Diagnostic]:
    """What the imports of one file take from one another."""
    kept = [each for each in manifest.imports if each.manifest.fold.value]
    again: dict[tuple[int, str], list[Clash]] = {}
    beaten: dict[tuple[int, str, str], list[Clash]] = {}
    final = merged.owners.tree(manifest.fold)
    for clash in merged.owners.clashes(manifest.fold) if len(kept) > 1 else ():
        over, under, index = clash
        if index >= len(kept) or isinstance(under, dict) or over.value == under.value:
            continue
        if merged.is_call(over.value) or not _stands(final, over):
            continue
        if over.origin in under.under:
            again.setdefault((index, over.origin.file), []).append(clash)
        elif _are_alternatives(merged, over.origin.file, under.origin.file):
            beaten.setdefault((index, over.origin.file, under.origin.file), []).append(clash)
    for (index, file), clashes in again.items():
        entry, lost = kept[index], _losers(merged, clashes)
        yield say.imported_again(
            merged.name(entry.manifest.file),
            merged.name(file),
            _said_names(clashes),
            _entry(merged, manifest, entry),
            lost,
        )
    for (index, file, lower), clashes in beaten.items():
        lost = _losers(merged, clashes)
        yield say.import_beaten(
            merged.name(file), merged.name(lower), _said_names(clashes), _entry(merged, manifest, kept[index]), lost
        )


def _are_alternatives(merged: _Merged, later: str, earlier: str) -> bool:
    """True for two files side by side, of which neither is there to be said otherwise by the other."""
    (folder, name), (other, below) = posixpath.split(later), posixpath.split(earlier)
    if folder != other or later == earlier or earlier in merged.imported(later) or later in merged.imported(earlier):
        return False
    return not any(_GENERAL.search(each) for each in (name, below))


_GENERAL: Final = late_pattern("default|base|common|shared|global|general", re.IGNORECASE)
"""Names of files that others are meant to override."""


def _stands(final: Tree, over: Said) -> bool:
    found = find_owner(final, over.origin.path)
    return isinstance(found, Said) and found.origin == over.origin


def _said_names(clashes: Iterable[Clash]) -> list[str]:
    return list(dict.fromkeys(path_text(each.over.origin.path) for each in clashes))


def _losers(merged: _Merged, clashes: Iterable[Clash]) -> list[Label]:
    """What is lost, each line with the one that wins behind it."""
    found: dict[Span, Label] = {}
    for over, under, _ in clashes:
        if isinstance(under, Said):
            lost, wins = merged.locate(under.origin), merged.locate(over.origin)
            found.setdefault(lost, Label(lost, "this is lost"))
            found.setdefault(wins, Label(wins, "this wins"))
    return list(found.values())


def _entry(merged: _Merged, manifest: Manifest, entry: Import) -> Label:
    return Label(merged.compilation.locator.locate(Origin(manifest.file, entry.path)), "imported here")
