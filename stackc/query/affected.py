"""What differs between two compilations, in Atmos's shape. See docs/language.md, affected instances."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Table, Value, strictly_equal
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.graph.dependencies import CONTEXT, context_of, files, may_declare_files
from stackc.query.dependents import describe_dependents, stack_slug
from stackc.syntax.glob import matches_glob

COMPARED = (
    *("vars", "env", "providers", "required_providers", "required_version", "generate", "backend", "backend_type"),
    *("remote_state_backend", "remote_state_backend_type", "auth", "command", "dependencies", "source", "provision"),
)
"""Sections that are compared, in the order their reasons are listed."""


class Affected(NamedTuple):
    """One instance that differs, and every reason in order."""

    id: InstanceId
    reasons: tuple[str, ...]
    path: str = ""
    """The first declared file or folder that changed."""
    deleted: str = ""
    """``component`` or ``stack`` for an instance that exists in the base alone."""


class Changes(NamedTuple):
    """What changed besides the manifests: files relative to the project, each as it is now or was."""

    files: frozenset[str]


def find_affected(
    head: Compilation, base: Compilation, changes: Changes, found: list[Diagnostic], *, exclude_locked: bool = False
) -> tuple[Affected, ...]:
    """Every enabled, real instance that differs from its base, sorted by stack, type and name; deleted ones behind."""
    rows: list[Affected] = []
    compared = head.config.affected_sections or COMPARED
    base.instance_ids()  # else each one is looked for in all manifests
    for id_ in head.instance_ids():
        answer = head.instance(id_)
        found += answer.diagnostics
        instance = answer.instance
        if instance is None or head.blocks(answer.diagnostics) or not instance.is_deployable:
            continue
        if exclude_locked and instance.is_locked:
            continue
        reasons, path = _reasons(head, instance, base, changes, compared)
        found += instance.diagnostics
        if reasons:
            rows.append(Affected(id_, tuple(reasons), path))
    rows += _deleted(head, base)
    return tuple(rows)


def _reasons(
    head: Compilation, instance: Instance, base: Compilation, changes: Changes, compared: Iterable[str]
) -> tuple[list[str], str]:
    reasons = [] if _is_shared(instance, base) else _differing(instance, base.instance(instance.id).instance, compared)
    moved = []
    if instance.id.type == "terraform" and _module_changed(head, instance, changes):
        moved.append("component.module")
    if _under(_component_folder(head, instance), changes.files):
        moved.append("component")
    at = 1 if reasons[:1] == ["stack.metadata"] else 0
    kind, path = _declared(instance, changes)
    return [*reasons[:at], *moved, *reasons[at:], *([kind] if kind else [])], path


def _is_shared(instance: Instance, base: Compilation) -> bool:
    """The base has the very same component, and nothing outside of it decides what it comes to."""
    there = base.stacks.definitions_of(instance.id)
    return bool(there) and there[0].component is instance.component and instance.is_closed


def _differing(instance: Instance, before: Instance | None, compared: Iterable[str]) -> list[str]:
    """The sections that differ from the base."""
    further = (name for name in compared if name not in ("metadata", "settings") and name in instance.names)
    return [
        f"stack.{name}"
        for name in ("metadata", *further, "settings")
        if before is None or not strictly_equal(instance.section(name), before.section(name))
    ]


def _component_folder(head: Compilation, instance: Instance) -> str:
    """The folder the ``component`` key names."""
    return head.config.component_folder(instance.id.type, instance.folder_name)


def _under(folder: str, changed: Iterable[str]) -> bool:
    return any(file.startswith(folder.rstrip("/") + "/") for file in changed)


def _module_changed(head: Compilation, instance: Instance, changes: Changes) -> bool:
    """A local module the component calls, inside the components folder, holds a changed file."""
    folder = _component_folder(head, instance)
    module = head.modules.record(folder).module
    top = head.config.component_folder("terraform", ".")
    for source, versioned in module.module_sources if module is not None else ():
        if not versioned and source.startswith((".", "/")):
            local = posixpath.normpath(posixpath.join(folder, source))
            if local.startswith(top) and _under(local, changes.files):
                return True
    return False


def _declared(instance: Instance, changes: Changes) -> tuple[str, str]:
    """The first declared file or folder that changed: its reason and its path."""
    for each in files(instance) if changes.files and may_declare_files(instance) else ():
        path = posixpath.normpath(each.path)
        if each.kind == "folder" and _under(path, changes.files):
            return "folder", each.path
        if each.kind == "file" and any(file == path or matches_glob(file, path) for file in changes.files):
            return "file", each.path
    return "", ""


def _deleted(head: Compilation, base: Compilation) -> Iterator[Affected]:
    stacks, known = frozenset(head.names()), frozenset(head.instance_ids())
    for id_ in base.instance_ids():
        if id_ in known or id_.type not in ("terraform", "helmfile", "packer"):
            continue
        before = base.instance(id_).instance
        if before is None or before.is_abstract:
            continue
        whole = id_.stack not in stacks
        yield Affected(id_, ("deleted.stack" if whole else "deleted",), deleted="stack" if whole else "component")


def describe_affected(
    head: Compilation, base: Compilation, rows: Iterable[Affected], found: list[Diagnostic], *, dependents: bool = False
) -> list[Value]:
    """The rows in Atmos's shape; with ``dependents`` each with those that depend on it, at any depth."""
    rows = tuple(rows)
    below: dict[InstanceId, list[Value]] = {}
    if dependents:
        below = {row.id: _tree(head, row.id, found, frozenset()) for row in rows if not row.deleted}
    slugs = {slug for tree in below.values() for slug in _slugs(tree)}
    return [
        _shape(base if row.deleted else head, row, below.get(row.id, []), stack_slug(row.id) in slugs) for row in rows
    ]


def _tree(head: Compilation, id_: InstanceId, found: list[Diagnostic], above: frozenset[InstanceId]) -> list[Value]:
    tree: list[Value] = []
    for item in describe_dependents(head, id_, found):
        if isinstance(item, dict):
            kind = str(item["component_type"])
            child = next(
                i
                for i in head.instance_ids()
                if (str(i.stack), i.component, i.type) == (item["stack"], item["component"], kind)
            )
            below = [] if child in above else _tree(head, child, found, above | {id_})
            tree.append({**item, "dependents": below})
    return tree


def _slugs(tree: list[Value]) -> Iterator[str]:
    for item in tree:
        if isinstance(item, dict):
            yield str(item["stack_slug"])
            inner = item["dependents"]
            yield from _slugs(inner if isinstance(inner, list) else [])


def _shape(compilation: Compilation, row: Affected, below: list[Value], included: bool) -> Table:
    id_ = row.id
    instance = compilation.instance(id_).instance
    shape: Table = {
        "component": id_.component,
        "component_type": id_.type,
        "component_path": instance.folder if instance is not None else "",
        "stack": str(id_.stack),
        "stack_slug": stack_slug(id_),
        "affected": row.reasons[0],
        "affected_all": list(row.reasons),
        "dependents": below,
        "included_in_dependents": included,
        "settings": {},
    }
    if instance is not None:
        shape.update({name: value for name, value in context_of(instance).items() if name in CONTEXT and value})
        if id_.type == "terraform":
            shape.update(instance.rendered_identity(instance.automation_names))
    if row.path:
        shape["file" if "file" in row.reasons else "folder"] = row.path
    if row.deleted:
        shape.update({"deleted": True, "deletion_type": row.deleted})
    return shape
