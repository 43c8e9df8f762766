"""The shapes of ``describe``: the keys people's ``jq`` scripts know. See docs/language.md, described instances."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from stackc.base.diagnostic import Diagnostic, unique
from stackc.base.ids import InstanceId, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Table, Value
from stackc.compile.compilation import Compilation
from stackc.compile.instances import Answer
from stackc.compile.names import Definition
from stackc.config.project_config import ProjectConfig
from stackc.evaluate.instance import Instance
from stackc.manifest.vocabulary import PASSED_THROUGH
from stackc.syntax.glob import has_magic, matches_glob


class Filters(NamedTuple):
    """What ``describe stacks`` is asked about; applied before anything is evaluated."""

    stacks: tuple[str, ...] | None = None
    components: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    sections: tuple[str, ...] | None = None


class Described(NamedTuple):
    """A stack with its components by type, and what was wrong on the way."""

    name: StackName
    components: Table
    diagnostics: tuple[Diagnostic, ...]


def describe_component(compilation: Compilation, instance: Instance) -> Table:
    """One instance with every section."""
    config = compilation.config
    shape: Table = {**instance.evaluated(), **instance.rendered_identity(instance.identity())}
    shape["imports"] = list(compilation.manifests.import_keys(instance.component.manifest))
    shape["component_type"] = instance.id.type
    shape.update(instance.rendered_identity({"workspace": instance.workspace, **instance.automation_names}))
    info: Table = {"component_type": instance.id.type, "component_path": config.absolute(instance.folder)}
    shape["component_info"] = info
    return _without_empty(shape) if not config.include_empty else shape


def describe_stacks(compilation: Compilation, filters: Filters) -> Iterator[Described]:
    """All stacks, one after another, sound instances only; stacks without components are left out."""
    for name, definitions in stacks_that_fit(compilation, filters):
        described = described_stack(compilation, name, definitions, filters)
        if described.components or described.diagnostics:
            yield described


def stacks_that_fit(compilation: Compilation, filters: Filters) -> Iterator[tuple[StackName, list[Definition]]]:
    """The stacks that are asked for, with what they are made of; nothing is evaluated."""
    for name, definitions in compilation.stacks.definitions().items():
        keys = {str(definition.component.manifest.key) for definition in definitions}
        if filters.stacks is None or any(_fits(wanted, name, keys) for wanted in filters.stacks):
            yield name, definitions


def described_stack(
    compilation: Compilation, name: StackName, definitions: Iterable[Definition], filters: Filters
) -> Described:
    """One stack, sound instances only."""
    ids = sorted(
        {InstanceId(name, d.component.name, d.component.kind) for d in definitions},
        key=lambda each: (each.type, each.component),
    )
    by_type: dict[str, Table] = {}
    found: list[Diagnostic] = []
    for each in ids:
        if filters.types is not None and each.type not in filters.types:
            continue
        answer = compilation.instance(each)
        if filters.components is not None and not _component_fits(answer, filters.components):
            continue
        sections = _sound(compilation, answer, filters, found)
        if sections is not None:
            by_type.setdefault(each.type, {})[each.component] = sections
    components: Table = {kind: by_type[kind] for kind in sorted(by_type)}
    return Described(name, components, unique(found))


def _fits(wanted: str, name: StackName, keys: set[str]) -> bool:
    return wanted == name or wanted in keys or (has_magic(wanted) and matches_glob(name, wanted))


def _component_fits(answer: Answer, wanted: Iterable[str]) -> bool:
    instance = answer.instance
    if instance is None:
        return False
    names = (instance.id.component, instance.folder_name)
    return any(each in names or (has_magic(each) and matches_glob(names[0], each)) for each in wanted)


def _sound(compilation: Compilation, answer: Answer, filters: Filters, found: list[Diagnostic]) -> Table | None:
    """The sections of an instance; None, and the reasons in ``found``, when it cannot be shown whole."""
    found += answer.diagnostics
    instance = answer.instance
    if instance is None or compilation.blocks(answer.diagnostics):
        return None
    instance = instance.described()
    shape = stack_sections(compilation, instance, filters.sections)
    found += instance.diagnostics
    return None if compilation.blocks(instance.diagnostics) else shape


def stack_sections(compilation: Compilation, instance: Instance, wanted: tuple[str, ...] | None = None) -> Table:
    """An instance as ``describe stacks`` shows it."""
    config = compilation.config
    names = [name for name in instance.names if wanted is None or name in wanted]
    shape = instance.evaluated(names)
    rest: Table = instance.identity()
    if instance.id.type == "terraform":
        rest["workspace"] = instance.described_workspace
    if instance.id.type in PASSED_THROUGH:
        rest["component_type"] = instance.id.type
    folder = shape.get("component")
    rest["component_info"] = _info(
        config, instance, folder if isinstance(folder, str) and folder else instance.folder_name
    )
    rest = instance.rendered_identity(rest)
    shape.update({key: value for key, value in rest.items() if wanted is None or key in wanted})
    return _without_empty(shape) if not config.include_empty else shape


def _info(config: ProjectConfig, instance: Instance, folder: str) -> Table:
    """Type and folder, the folder as the project file writes it; none for a type without a configured folder."""
    info: Table = {"component_type": instance.id.type}
    written = config.written_folders.get(instance.id.type, "")
    if written:
        parts = (written, instance.folder_prefix, folder)
        info["component_path"] = posixpath.normpath(posixpath.join(*(part for part in parts if part)))
    return info


def _without_empty(value: Table) -> Table:
    """Without empty maps and strings; nulls and empty lists stay."""
    kept: Table = {}
    for key, item in value.items():
        each: Value = _without_empty(item) if isinstance(item, dict) else item
        if each != {} and each != "":
            kept[key] = each
    return kept
