"""Who depends on an instance, in Atmos's shape. See docs/language.md, dependents."""

from __future__ import annotations

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.value import Table, Value
from stackc.compile.compilation import Compilation
from stackc.compile.names import Definition
from stackc.graph.dependencies import CONTEXT, NamedComponents, context_of, declared, fits


def describe_dependents(compilation: Compilation, id_: InstanceId, found: list[Diagnostic]) -> list[Value]:
    """The real, enabled instances that depend on ``id_``, sorted; another instance of the same name never does."""
    target = compilation.instance(id_).instance
    if target is None:
        return []
    theirs = context_of(target)
    names = NamedComponents(compilation.marks)

    def may_name(definition: Definition) -> bool:
        return names.may_have(definition.component, id_.component)

    rows: list[tuple[tuple[str, str, str], Table]] = []
    for candidate in compilation.instance_ids():
        if candidate.component == id_.component or not any(map(may_name, compilation.stacks.definitions_of(candidate))):
            continue
        answer = compilation.instance(candidate)
        instance = answer.instance
        if instance is None or compilation.blocks(answer.diagnostics) or not instance.is_deployable:
            continue
        dependencies = declared(instance, found.append)
        own = context_of(instance) if dependencies else {}
        if any(fits(dependency, candidate, own, id_, theirs) for dependency in dependencies):
            row = _row(compilation, candidate, own)
            rows.append(((str(row["stack_slug"]), candidate.component, str(candidate.stack)), row))
    return [row for _, row in sorted(rows, key=lambda each: each[0])]


def stack_slug(id_: InstanceId) -> str:
    """``<stack>-<component with / as ->``."""
    return f"{id_.stack}-{id_.component.replace('/', '-')}"


def _row(compilation: Compilation, id_: InstanceId, context: Table) -> Table:
    instance = compilation.instance(id_).instance
    row: Table = {
        "component": id_.component,
        "component_type": id_.type,
        "component_path": instance.folder if instance is not None else "",
        "stack": str(id_.stack),
        "stack_slug": stack_slug(id_),
        "dependents": [],
        "included_in_dependents": False,
        "settings": {},
    }
    row.update({name: context[name] for name in CONTEXT if context.get(name)})
    if instance is not None and id_.type == "terraform":
        row.update(instance.rendered_identity(instance.automation_names))
    return row
