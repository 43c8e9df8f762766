"""What Spacelift and Atlantis call an instance, as its settings say. See docs/language.md, rendered values."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.value import Table, source_text, table_at
from stackc.evaluate.workspace import context_tokens, fill_tokens
from stackc.link.component import Component

AUTOMATION_KEYS = ("spacelift_stack", "atlantis_project")


def automation_names(component: Component, prefix: Callable[[], str], atlantis: Table) -> Table:
    """``spacelift_stack`` and ``atlantis_project`` of an instance, each only where its settings ask for it.

    ``prefix`` names the stack as the project's template or pattern does, whatever the manifest calls
    itself; ``atlantis`` is the project's section for Atlantis. Names are made before values are rendered,
    so a template in one is still text.
    """
    settings = table_at(component.compiled, "settings")
    found: Table = {}
    for key, name in zip(
        AUTOMATION_KEYS,
        (_spacelift_stack(component, settings, prefix), _project(component, settings, atlantis)),
        strict=True,
    ):
        if name:
            found[key] = name
    return found


def _spacelift_stack(component: Component, settings: Table, prefix: Callable[[], str]) -> str:
    spacelift = table_at(settings, "spacelift")
    if spacelift.get("workspace_enabled") is not True:
        return ""
    pattern, name = source_text(spacelift.get("stack_name_pattern")), source_text(spacelift.get("stack_name"))
    if pattern is not None:
        return _filled(pattern, component)
    return name if name is not None else f"{prefix()}-{_flat_name(component)}".replace("/", "-")


def _project(component: Component, settings: Table, atlantis: Table) -> str:
    own = table_at(settings, "atlantis")
    template = own.get("project_template")
    if not isinstance(template, dict):
        template = table_at(atlantis, "project_templates", source_text(own.get("project_template_name")) or "")
    name = source_text(template.get("name"))
    return _filled(name, component) if name is not None else ""


def _filled(pattern: str, component: Component) -> str:
    return fill_tokens(pattern, {**context_tokens(component), "component": _flat_name(component)})


def _flat_name(component: Component) -> str:
    return component.name.replace("/", "-")
