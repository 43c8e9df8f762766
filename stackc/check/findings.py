"""All findings of one repository in one go. See docs/language.md, validation.

One cause, one diagnostic: what follows from a broken file is not reported again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.ids import StackName
from stackc.base.marks import CALL, TEMPLATE
from stackc.base.near import asked
from stackc.base.pattern import late_pattern
from stackc.base.record import replace
from stackc.base.source import Origin, Path, Span
from stackc.base.value import Value, table_at
from stackc.check import messages as say
from stackc.check.addresses import check_shared
from stackc.check.component_schema import check_component_schemas
from stackc.check.component_validation import validation_breaches
from stackc.check.contract import Contract
from stackc.check.doubled import lacking_token, naming_cause
from stackc.check.files import (
    check_file_shape,
    check_unreached_backends,
    check_variables_only,
    counted_files,
    said_at,
)
from stackc.check.kinds import check_kind_changes, merge_kind_changes
from stackc.check.local_files import check_local_files, check_places
from stackc.check.manifest_schema import check_manifest_schema
from stackc.check.names import check_names
from stackc.check.project import missing_root_modules, project_findings
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import Unaddressed
from stackc.evaluate.instance import Instance
from stackc.link.component import Component
from stackc.link.duplicates import Duplicate, are_identical, count_ways, duplicate_found, files_between, told_together
from stackc.manifest.lost import BELOW_VARS
from stackc.manifest.manifest import Manifest
from stackc.manifest.shape import Said
from stackc.syntax.glob import matches_glob

_REQUIRED = {"s3": ("bucket",), "gcs": ("bucket",), "azurerm": ("storage_account_name", "container_name")}


def check_repository(compilation: Compilation, report: Report, beside: Iterable[Diagnostic] = ()) -> None:
    """Everything that is wrong or odd: files reached or not, names, duplicates, sections, values, addresses.

    ``beside``: what is reported elsewhere and is not said again.
    """
    found: list[Diagnostic] = []
    sound = _check_all(compilation, found.append)
    _check_shapes(compilation, found.append, said_at((*found, *beside)))
    check_kind_changes(compilation, found.append, said_at((*found, *beside)))
    said = said_at((*found, *beside))
    misfits = check_manifest_schema(compilation, (file for file, _ in counted_files(compilation)))
    found += (each for each in misfits if each.place not in said)
    said = said_at((*found, *beside))
    breaches = Contract(compilation).of_all(sound, _broken_files(compilation, found))
    found += (each for each in breaches if each.place not in said)
    refused = {each.place for each in found if each.code is Code.VARIABLE_TYPE}
    found = list(merge_kind_changes(found, refused))
    lost = {each.place[0] for each in found if each.code in (Code.MISSPELT_KEY, Code.BODY_LOST)}
    doubled = {each.place for each in found if each.code is Code.DUPLICATE_COMPONENT}
    outdented = [each for each in found if each.code is Code.MISSPELT_KEY and (each.help or "").endswith(BELOW_VARS)]
    malformed = {each.place for each in found if each.code is Code.IMPORT_INVALID}
    lacking = {each.place for each in found if each.code is Code.MANIFEST_MISSING_KEY}
    unfound = {each.place[:2] for each in found if each.code is Code.IMPORT_NOT_FOUND}
    for diagnostic in found:
        if diagnostic.code is Code.SPACE_MISSING and diagnostic.place[:2] in unfound:
            continue  # what became of it is said there
        if diagnostic.code is Code.SECTION_KIND and any(_is_emptied(diagnostic, by) for by in outdented):
            continue
        if diagnostic.code is Code.ROOT_KEY and diagnostic.place in lacking:
            continue
        if diagnostic.code is Code.MANIFEST_MISSING_KEY and diagnostic.place in malformed:
            continue
        if diagnostic.code is Code.COMPONENT_FOLDER and diagnostic.place[0] in lost:
            continue  # what a component lost may be what names its folder
        if diagnostic.code in (Code.COMPONENT_FOLDER, Code.COMPONENT_IN_MIXIN) and diagnostic.place in doubled:
            continue  # it should not stand there at all
        report(diagnostic)


def _is_emptied(found: Diagnostic, by: Diagnostic) -> bool:
    """True for `vars` of a component that are null since they stand beside it, as ``by`` says."""
    name = _EMPTIED.search(found.message)
    return name is not None and found.place[0] == by.place[0] and f"the component `{name[1]}`;" in by.message


_EMPTIED = late_pattern(r"`components\.\w+\.(.+)\.vars` must be a map, not null")


def _broken_files(compilation: Compilation, found: Iterable[Diagnostic]) -> frozenset[str]:
    """Files with errors: what is not there may be lost by them."""
    errors = (each for each in found if compilation.severity(each.code, "validate") == "error")
    return frozenset(each.primary.span.file for each in errors if each.primary is not None)


def _check_all(compilation: Compilation, report: Report) -> tuple[Instance, ...]:
    """Everything but shapes and merges; gives the sound instances."""
    for diagnostic in project_findings(compilation):
        report(diagnostic)
    for manifest in compilation.top_manifests():
        for diagnostic in _of_manifest(compilation, manifest):
            report(diagnostic)
    _check_files(compilation, report)
    check_names(compilation, lambda each: not compilation.blocks(_of_manifest(compilation, each)), report)
    duplicated = _check_duplicates(compilation, report)
    _check_mixins(compilation, report, duplicated)
    sound = tuple(_check_instances(compilation, report))
    check_shared((instance for instance in sound if instance.is_deployable), report)
    check_local_files(compilation, report)
    check_places(compilation, (instance.id for instance in sound), report)
    for diagnostic in (*check_component_schemas(compilation, sound), *validation_breaches(compilation, sound)):
        is_unusable = diagnostic.code is Code.SECTION_INVALID
        report(replace(diagnostic, code=Code.RUN_REFUSED) if is_unusable else diagnostic)
    all_missing = missing_root_modules(compilation)
    for instance in sound:
        _check_folder(compilation, instance, report, all_missing)
        _check_backend(instance, report)
    return sound


def _check_files(compilation: Compilation, report: Report) -> None:
    """What only one file has to do with: those no stack reaches, and mixins with components."""
    for file, is_reached in counted_files(compilation):
        prepared = compilation.library.parsed(file)
        if not is_reached:
            alone = compilation.library.alone(file)
            for diagnostic in compilation.manifests.own_diagnostics(alone, alone):
                report(diagnostic)
            check_unreached_backends(compilation, file, report)
        if any(matches_glob(file, glob) for glob in compilation.config.variables_only):
            check_variables_only(compilation.index.path(file), prepared.table, compilation.locator, report)


def _check_shapes(compilation: Compilation, report: Report, said: Said) -> None:
    """What no stage complains about: kinds it passes over, and keys it does not look at."""
    for file, _ in counted_files(compilation):
        check_file_shape(compilation, file, said, report)


def _of_manifest(compilation: Compilation, manifest: Manifest) -> tuple[Diagnostic, ...]:
    return (*compilation.manifests.diagnostics(manifest), *compilation.stacks.link_diagnostics(manifest))


def _check_duplicates(compilation: Compilation, report: Report) -> frozenset[str]:
    """Duplicates of real components, all of them; the files they come through."""
    blamed: set[str] = set()
    found: list[Duplicate] = []
    doubled = list(_doubled(compilation))
    ways = count_ways(components for _, components in doubled)
    lacking = lacking_token(compilation, [components for _, components in doubled])
    for stack, components in doubled:
        accepted = compilation.config.allow_identical and are_identical(components)
        diagnostic = duplicate_found(stack, components, compilation.stacks.rules, accepted=accepted, ways=ways)
        cause = lacking or naming_cause(compilation, components)
        if cause is not None:
            diagnostic = replace(diagnostic, primary=cause.place, related=(), facts=None, help=cause.help)
        blamed |= {*files_between(components)}
        manifests = tuple(sorted(component.manifest.key for component in components))
        found.append(Duplicate(components[0].name, stack, manifests, diagnostic))
    for diagnostic in told_together(found):
        report(diagnostic)
    return frozenset(blamed)


def _doubled(compilation: Compilation) -> Iterator[tuple[StackName, list[Component]]]:
    """Each real component that several manifests of a stack define."""
    looked_at = frozenset(compilation.top_manifests())
    for stack, definitions in compilation.stacks.definitions().items():
        if looked_at.isdisjoint(each.component.manifest for each in definitions):
            continue
        by_component: dict[tuple[str, str], list[Component]] = {}
        for component in (each.component for each in definitions):
            by_component.setdefault((component.kind, component.name), []).append(component)
        for components in by_component.values():
            if len(components) > 1 and not all(component.is_abstract for component in components):
                yield stack, components


def _check_mixins(compilation: Compilation, report: Report, blamed: frozenset[str]) -> None:
    """Mixins that import a file with components, at any depth (SC0604); silent where the duplicate is reported."""
    patterns = compilation.config.variables_only
    if not patterns:
        return
    for file, _ in counted_files(compilation):
        path = compilation.index.path(file)
        if path in blamed or not any(matches_glob(file, pattern) for pattern in patterns):
            continue
        manifest = compilation.library.alone(file)
        for imported in manifest.imports:
            brought = _with_components(imported.manifest)
            if brought is not None:
                span = compilation.locator.locate(Origin(path, imported.path))
                report(say.mixin_imports_components(file, brought.key, span))


def _with_components(manifest: Manifest) -> Manifest | None:
    return next((each for each in manifest.closure() if any(table_at(each.table, "components").values())), None)


def _check_instances(compilation: Compilation, report: Report) -> Iterator[Instance]:
    """Everything each instance has to say; gives the sound ones."""
    circles: set[Span] = set()
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        fresh = [d for d in answer.diagnostics if d.code not in (Code.DUPLICATE_COMPONENT, Code.DUPLICATE_IDENTICAL)]
        for diagnostic in fresh:
            if not _is_known_circle(diagnostic, circles):
                report(diagnostic)
        instance = answer.instance
        if instance is None or compilation.blocks(fresh):
            continue
        for diagnostic in instance.complete():
            report(diagnostic)
        _check_flags(instance, report)
        _check_late(compilation, instance, report)
        for diagnostic in wrong_workspace(instance):
            report(diagnostic)
        for diagnostic in unset_variables(instance):
            report(diagnostic)
        if not compilation.blocks(instance.diagnostics):
            yield instance


def _is_known_circle(diagnostic: Diagnostic, circles: set[Span]) -> bool:
    """True for a circle of inheritance that another of its members reported as well; remembers those it sees.

    Each member shows two of the references that make up the circle, so members next to each other share one.
    """
    if diagnostic.code not in (Code.INHERITANCE_CYCLE, Code.INHERITS_ITSELF) or diagnostic.primary is None:
        return False
    references = {label.span for label in (diagnostic.primary, *diagnostic.related)}
    known = not references.isdisjoint(circles)
    circles |= references
    return known


def unset_variables(instance: Instance) -> Iterator[Diagnostic]:
    """Variables that are null: Terraform's environment does not have them."""
    for name, value in instance.table("env").items():
        if value is None:
            yield say.variable_unset(instance, name)


def wrong_workspace(instance: Instance) -> Iterator[Diagnostic]:
    """A workspace must have a name that Terraform takes (SC0512); where its template fails, that is what is wrong."""
    if instance.id.type != "terraform" or instance.is_abstract:
        return
    address, name = instance.addressed, instance.workspace
    if not name and instance.blocking:
        return
    if isinstance(address, Unaddressed) or _WORKSPACE_NAME.fullmatch(name):
        return
    yield say.workspace_refused(instance, next((char for char in name if not _WORKSPACE_NAME.fullmatch(char)), ""))


_WORKSPACE_NAME = late_pattern(r"[A-Za-z0-9\-_.~$&+=:@]+")


def _check_late(compilation: Compilation, instance: Instance, report: Report) -> None:
    """Templates and functions in what evaluation itself needs are not evaluated (SC0422)."""
    body = instance.component.body
    own = table_at(body, "metadata")
    inherits = own.get("inherits")
    given: list[tuple[Path, Value]] = [(("metadata", key), own.get(key)) for key in ("type", "name")]
    given += [
        (("metadata", "inherits", at), each) for at, each in enumerate(inherits if isinstance(inherits, list) else ())
    ]
    given.append((("component",), body.get("component")))
    templates = TEMPLATE if compilation.config.templates.enabled else 0
    for path, value in given:
        if compilation.marks.of(value) & (templates | CALL):
            report(say.evaluated_too_late(instance, path))


def _check_flags(instance: Instance, report: Report) -> None:
    for diagnostic in wrong_flags(instance):
        report(diagnostic)


def wrong_flags(instance: Instance) -> Iterator[Diagnostic]:
    """``enabled``, ``locked`` and ``protect`` are booleans (SC0419); anything else counts as not given, so nothing may
    run on it.
    """
    metadata = instance.table("metadata")
    for name in ("enabled", "locked", "protect"):
        value = metadata.get(name)
        if name in metadata and not isinstance(value, bool):
            yield say.flag_kind(instance, name, value)


def _check_folder(compilation: Compilation, instance: Instance, report: Report, all_missing: Diagnostic | None) -> None:
    """``all_missing``: what is said of the folder that all root modules are in, where there is none."""
    if instance.id.type != "terraform" or not instance.is_deployable or instance.table("source"):
        return
    record = compilation.modules.record(instance.folder)
    for diagnostic in record.diagnostics:
        report(diagnostic)
    if record.exists:
        return
    report(all_missing or folder_missing(compilation, instance))


def folder_missing(compilation: Compilation, instance: Instance) -> Diagnostic:
    """The component folder of an instance does not exist (SC0601), or one of its files lies outside (SC0230)."""
    refused = compilation.modules.record(instance.folder).refused
    if refused is not None:
        return refused
    base = compilation.config.component_folders.get(instance.id.type, "components/terraform")
    wanted = instance.base_path or instance.id.component
    below = wanted.removeprefix("./").removeprefix(f"{base}/")
    is_there = below != wanted and compilation.world.kind(f"{base}/{below}") == "folder"
    near = asked((below,)) if is_there else compilation.modules.folders(base).did_you_mean(wanted)
    return say.folder_missing(instance, wanted, base, near)


def _check_backend(instance: Instance, report: Report) -> None:
    if instance.id.type != "terraform" or instance.is_abstract:
        return
    kind = instance.backend_type
    for key in _REQUIRED.get(kind, ()):
        if instance.table("backend").get(key) in (None, ""):
            label, section = _backend_place(instance.component, kind)
            report(say.backend_incomplete(kind, key, section, label))


def _backend_place(component: Component, kind: str) -> tuple[Label, str]:
    """Where what a backend lacks should be written, and the section: for all components, if they share one."""
    shared = table_at(component.globals.typed.table, "backend")
    path = (component.kind, "backend", *((kind,) if kind in shared else ()))
    if shared:
        return Label(component.context.locate(component.manifest, path, True)), f"{component.kind}.backend"
    origin = component.origin("backend", ())
    if origin is not None:
        return Label(component.context.locator.locate(origin, key=True)), "backend"
    origin = component.origin("backend_type", ())
    label = component.own_label((), "") if origin is None else Label(component.context.locator.locate(origin, key=True))
    return label, f"{component.kind}.backend"
