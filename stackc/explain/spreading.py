"""Places in files that are computed from marked ones: locals, sections and contexts that templates of files read.

See docs/language.md, questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackc.base.ports import ReadFailure
from stackc.base.source import Origin, Path, overlap
from stackc.base.value import leaves, source_text
from stackc.compile.compilation import Compilation
from stackc.explain.landing import Marks
from stackc.explain.reads import fields_of
from stackc.manifest.locals import SCOPES, SECTIONS
from stackc.manifest.manifest import Manifest
from stackc.manifest.reader import TEMPLATE_EXTENSIONS, Reader
from stackc.syntax.document import Node


def spread(compilation: Compilation, direct: Marks) -> Marks:
    """The places in manifests whose text templates compute from what is marked, directly or by others."""
    derived = Marks(())
    files = _templated(compilation)
    while True:
        marks = direct | derived
        found = Marks(
            each for file, given in _given(compilation, marks, files) for each in _reading(compilation, file, given)
        )
        grown = derived | found
        if len(grown) == len(derived):
            return derived
        derived = grown


def _templated(compilation: Compilation) -> frozenset[str]:
    """The files that have templates at all: only these can compute anything."""
    return frozenset(path for path in compilation.sources() if "{{" in _text(compilation, path))


def _text(compilation: Compilation, file: str) -> str:
    try:
        return compilation.world.read(file).decode("utf-8-sig", "replace")
    except ReadFailure:
        return ""


def _given(compilation: Compilation, marks: Marks, files: frozenset[str]) -> Iterator[tuple[str, frozenset[Path]]]:
    """Each file with templates, and the marked fields that they may read."""
    found: dict[str, set[Path]] = {}
    seen: set[Manifest] = set()
    for top in compilation.manifests:
        for manifest in top.closure():
            if manifest in seen or marks.files.isdisjoint(manifest.files):
                continue
            seen.add(manifest)
            if manifest.local in marks.files:
                found.setdefault(manifest.local, set()).update(_fields(marks.of(manifest.local)))
            if manifest.file not in marks.files:
                continue
            marked = marks.of(manifest.file)
            own = frozenset(_fields(marked))
            below = frozenset(each for each in own if each[:1] != ("locals",))  # a context is handed down
            found.setdefault(manifest.file, set()).update(own)
            for each in manifest.closure() if below else ():
                found.setdefault(each.file, set()).update(below)
            for entry in manifest.imports:
                context = frozenset(_context(entry.path, marked))
                for each in entry.manifest.closure() if context else ():
                    for file in each.files:
                        found.setdefault(file, set()).update(context)
    for file, given in found.items():
        if file in files and given:
            yield file, frozenset(given)


def _context(entry: Path, marked: Iterable[Path]) -> Iterator[Path]:
    """The marked fields that an import entry hands down; one that is written as text hands down none."""
    at = (*entry[:-1], "context")
    for path in marked if entry[-1:] == ("path",) else ():
        if path[: len(at)] == at:
            yield path[len(at) :]
        elif path == at[: len(path)]:
            yield ()


def _fields(marked: Iterable[Path]) -> Iterator[Path]:
    """What marked places of a file are called in its own templates."""
    for path in marked:
        for scope in SCOPES:
            inner = path[len(scope) :]
            if path[: len(scope)] == scope and inner[:1] == ("locals",):
                yield inner
            if path == scope[: len(path)]:
                yield ("locals",)
        if path[:1] and path[0] in SECTIONS:
            yield path


def _reading(compilation: Compilation, file: str, given: frozenset[Path]) -> Iterator[Origin]:
    """The places in ``file`` whose templates read one of the fields."""
    whole = file.endswith(TEMPLATE_EXTENSIONS)
    for path, leaf in leaves(compilation.reader.document(file).root) if not whole else ():
        text = source_text(leaf)
        if text is None or "{{" not in text:
            continue
        fields = fields_of(text)
        whole = whole or not fields  # a block over several values
        if _reads_any(fields, given):
            yield Origin(file, path)
    if whole and _reads_any(fields_of(_text(compilation, file)), given):
        yield Origin(file, ())


def _reads_any(fields: Iterable[Path], given: Iterable[Path]) -> bool:
    return any(overlap(field, each) for field in fields for each in given)


def included_at(compilation: Compilation, file: str) -> Marks:
    """Where manifests include ``file``."""
    return Marks(
        origin
        for path in compilation.sources()
        if "!include" in _text(compilation, path)
        for origin in _includes(compilation, path, compilation.locator.nodes(path), (), file)
    )


def _includes(compilation: Compilation, file: str, node: Node, path: Path, wanted: str) -> Iterator[Origin]:
    if node.tag is not None and node.tag.startswith("!include"):
        words = compilation.locator.source(node.span).split()
        if len(words) > 1 and Reader.included_path(words[1].strip("\"'"), file) == wanted:
            yield Origin(file, path)
    for key, inner in node.entries.items():
        yield from _includes(compilation, file, inner, (*path, key), wanted)
    for index, inner in enumerate(node.items):
        yield from _includes(compilation, file, inner, (*path, index), wanted)
