"""What is wrong with one file by itself, whoever imports it. See docs/language.md, validation and unknown keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.ids import TERRAFORM
from stackc.base.near import is_one_edit
from stackc.base.source import Origin, Path
from stackc.base.value import Table, source_text, table_at
from stackc.check import messages as say
from stackc.check.backend_keys import unknown_settings
from stackc.check.contract_messages import backend_key_unknown
from stackc.compile.compilation import Compilation
from stackc.manifest.foreign import is_foreign
from stackc.manifest.index import manifest_key
from stackc.manifest.manifest import Manifest
from stackc.manifest.places import Locator, Places
from stackc.manifest.sections import BACKENDS
from stackc.manifest.shape import Misfit, Said, check_shape, find_misfits, report_findings
from stackc.manifest.vocabulary import BACKEND_TYPES, COMPONENT_TYPES
from stackc.syntax.glob import matches_glob

_SUFFIXES = (".yaml", ".yml")


def counted_files(compilation: Compilation) -> Iterator[tuple[str, bool]]:
    """Every YAML file below the stacks folder that counts, and whether a stack reaches it; not those of other tools."""
    index = compilation.index
    reached = {each.file for manifest in compilation.top_manifests() for each in manifest.closure()}
    for file in index.files:
        is_reached = index.path(file) in reached
        if compilation.scope is not None and not is_reached and index.path(file) not in compilation.scope.files:
            continue
        if not file.endswith(_SUFFIXES) or _is_excluded(file, is_reached, compilation.config.excluded_paths):
            continue
        if is_reached or not is_foreign(compilation.reader.document(index.path(file)), selected=False):
            yield file, is_reached
    for file in compilation.local.files:  # what is wrong with one as a part of a manifest is said with that
        if compilation.scope is None or index.path(file) in compilation.scope.files:
            yield file, True


def _is_excluded(file: str, reached: bool, patterns: tuple[str, ...]) -> bool:
    """Files nobody reaches may be excluded; ``_defaults`` files are there to be imported and count."""
    return not reached and any(
        matches_glob(file, pattern) for pattern in patterns if not pattern.endswith("_defaults.yaml")
    )


def said_at(diagnostics: Iterable[Diagnostic]) -> Said:
    """The places of what was reported already: one cause, one diagnostic."""
    return frozenset(diagnostic.place for diagnostic in diagnostics)


def check_file_shape(compilation: Compilation, file: str, said: Said, report: Report) -> None:
    """Kinds that do not fit, and unknown keys, of one file as it was read; ``file``
    is relative to the stacks folder.
    """
    path = compilation.index.path(file)
    places = Places(path, compilation.locator, report)
    table = compilation.reader.document(path).table

    def variables(kind: str, name: str) -> Collection[str]:
        return _declared(compilation, table, kind, name)

    check_shape(table, manifest_key(file), places, _opening(compilation), said, variables)


def check_unreached_backends(compilation: Compilation, file: str, report: Report) -> None:
    """Backend types, and settings of backends, that Terraform does not have, in a file that no stack reaches.

    A backend that waits to be imported is else looked at for the first time when states move to it. Of types only those
    that are nearly one count: what is merged over them is not known here.
    """
    path = compilation.index.path(file)
    for at, body in _bodies(compilation.reader.document(path).table):
        for section in BACKENDS:
            for kind, settings in table_at(body, section.name).items():
                place = partial(_key, compilation.locator, path, (*at, section.name, kind))
                near = () if kind in BACKEND_TYPES else tuple(e for e in sorted(BACKEND_TYPES) if is_one_edit(kind, e))
                if near:
                    report(say.backend_type_unknown(kind, near, place((), "no backend type")))
                named = settings if section.name == "backend" and isinstance(settings, dict) else {}
                for name, close in unknown_settings(kind, named):
                    report(backend_key_unknown((), name, kind, place((name,), "no such setting"), close))


def _bodies(table: Table) -> Iterator[tuple[Path, Table]]:
    """What may hold backends: the sections of a component type, and components."""
    for kind in COMPONENT_TYPES:
        yield (kind,), table_at(table, kind)
        for name, body in table_at(table, "components", kind).items():
            if isinstance(body, dict):
                yield ("components", kind, name), body


def _key(locator: Locator, file: str, at: Path, below: Path, text: str) -> Label:
    return Label(locator.locate(Origin(file, (*at, *below)), key=True), text)


def _declared(compilation: Compilation, table: Table, kind: str, name: str) -> Collection[str]:
    """The variables of the root module that a component of one file runs, as far as the file and its name tell."""
    if kind != TERRAFORM:
        return ()
    own = source_text(table_at(table, "components", kind, name, "metadata").get("component"))
    ids = (id_ for id_ in compilation.instance_ids() if id_.component == name and id_.type == kind)
    instances = (compilation.instance(id_).instance for id_ in ids)
    folders = (each.folder for each in instances if each is not None)
    folder = compilation.config.component_folder(kind, own) if own else next(folders, None)
    record = compilation.modules.record(folder or compilation.config.component_folder(kind, name))
    return record.module.variables if record.module is not None else ()


def check_manifest_shapes(compilation: Compilation, said: Said, report: Report) -> None:
    """Kinds that do not fit (SC0606) in the files the stacks are made of, each file once."""
    opening = _opening(compilation)
    for path in _reached(compilation):
        found = find_misfits(compilation.reader.document(path).table, opening)
        wrong = [each for each in found if isinstance(each, Misfit) and each.shape.code is Code.SCHEMA]
        report_findings(wrong, path, Places(path, compilation.locator, report), said)


def _opening(compilation: Compilation) -> str:
    return compilation.config.templates.delimiters[0]


def _reached(compilation: Compilation) -> Iterator[str]:
    """The files of all top-level manifests in the order they are reached."""
    seen: set[Manifest] = set()
    files: dict[str, None] = {}
    pending: list[Manifest] = []
    for top in compilation.top_manifests():
        pending.append(top)
        while pending:
            manifest = pending.pop()
            if manifest not in seen:
                seen.add(manifest)
                files[manifest.file] = None
                pending.extend(imported.manifest for imported in reversed(manifest.imports))
    return iter(files)


def check_variables_only(file: str, table: Table, locator: Locator, report: Report) -> None:
    """Components written into a file that may hold variables only (SC0603)."""
    for kind, components in table_at(table, "components").items():
        for name in components if isinstance(components, dict) else ():
            span = locator.locate(Origin(file, ("components", kind, name)), key=True)
            report(say.component_in_mixin(name, span))
