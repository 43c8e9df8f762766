"""The Terraform workspace of an instance. See docs/language.md, workspaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stackc.base.diagnostic import Report
from stackc.base.pattern import late_pattern
from stackc.base.value import Call, Secret, Table, Unknown, Value, shown_leaf, source_text
from stackc.evaluate import messages as say
from stackc.evaluate.address import DEFAULT
from stackc.link.component import Component
from stackc.link.naming import TOKENS, Named
from stackc.manifest.messages import note as note_said
from stackc.template import Expansion, TemplateFault

IDENTIFYING = (
    *("enabled", "locked", "protect", "component", "component_folder_prefix"),
    *("terraform_workspace", "terraform_workspace_pattern", "terraform_workspace_template"),
)
"""Metadata that say what an instance is and where it runs."""
Expand = Callable[[str, Mapping[str, object]], Expansion | TemplateFault]

WORKSPACE_TOKENS = (
    *("base-component", "component", "component-path", "namespace", "tenant", "environment", "stage", "region"),
    *("workspace", "terraform_workspace", "attributes"),
)
"""What a workspace pattern may name in braces."""
_TOKEN = late_pattern(rf"\{{({'|'.join(WORKSPACE_TOKENS)})\}}")


def base_component_path(component: Component, metadata: Table) -> str:
    """The folder a component shares with others; empty when it runs in the folder of its own name."""
    named = metadata.get("component")
    path = source_text(named) or component.folder_name
    return "" if path == component.name else path


def workspace_of(
    component: Component,
    named: Named,
    metadata: Table,
    data: Callable[[], Table],
    expand: Expand,
    report: Report,
) -> Value:
    """The workspace an instance runs in: template over pattern over literal over the stack's name.

    ``metadata`` is evaluated; a name that an effect or a secret decides is given as what it is. Reports a
    ``terraform_workspace_template`` that fails (SC0505).
    """
    config = component.context.config
    if component.kind == "terraform" and (
        not config.workspaces_enabled or component.compiled.get("backend_type") == "http"
    ):
        return DEFAULT
    base = base_component_path(component, metadata)
    pattern, literal = metadata.get("terraform_workspace_pattern"), metadata.get("terraform_workspace")
    given = component.metadata.get("terraform_workspace_template")  # a template by its nature, whatever is enabled
    template = source_text(given)
    if isinstance(given, Unknown) or (isinstance(given, Call) and not component.has_text_calls):
        return Unknown(given.text)
    if template is not None:
        label = component.label("metadata", ("terraform_workspace_template",), "this template")
        expanded = expand(template, data())
        if isinstance(expanded, TemplateFault):
            report(say.workspace_unrendered(component.name, expanded.message, expanded.code, label))
            return ""
        for note in expanded.notes:
            report(note_said(note, label))
        if expanded.sources:
            return Unknown(expanded.text)
        name = expanded.text
    elif isinstance(pattern, (Unknown, Secret)):
        return pattern
    elif isinstance(pattern, str) and (sealed := _sealed_token(pattern, component)) is not None:
        return sealed
    elif isinstance(pattern, str):
        name = fill_pattern(pattern, component, named, base)
    elif isinstance(literal, (Unknown, Secret)):
        return literal
    elif isinstance(literal, str):
        name = literal
    else:
        name = f"{named.name}-{component.name}" if base else str(named.name)
    return name.replace("/", "-")


def fill_pattern(pattern: str, component: Component, named: Named, base: str) -> str:
    """A workspace pattern with its tokens filled; known tokens without a value are empty, unknown braces stay.

    Context variables are known only when the stack's name came from ``name`` or the name pattern.
    """
    values: dict[str, str] = {"component": component.name, "base-component": base}
    if named.source in ("name", "pattern"):
        values.update(context_tokens(component))
    return fill_tokens(pattern, values)


def fill_tokens(pattern: str, values: Mapping[str, str]) -> str:
    """``pattern`` with its tokens filled from ``values``; known tokens without a value
    are empty, unknown braces stay.
    """
    return _TOKEN.sub(lambda found: values.get(found[1], ""), pattern)


def context_tokens(component: Component) -> dict[str, str]:
    """What the tokens for context variables stand for."""
    given = component.tops("vars")
    values = {token: _text(given(token)) for token in (*TOKENS, "region")}
    return {**values, "attributes": _joined(given("attributes"))}


def _sealed_token(pattern: str, component: Component) -> Secret | Unknown | None:
    """What a token of the pattern stands for that is no text: a secret, or a call where that does not count as text."""
    for token in _TOKEN.findall(pattern):
        value = component.top("vars", token)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Secret):
                return item
            if isinstance(item, Call) and not component.has_text_calls:
                return Unknown(item.text)
    return None


def _text(value: Value) -> str:
    return source_text(value) or ""


def _joined(value: Value) -> str:
    if not isinstance(value, list):
        return ""
    return "-".join(str(shown_leaf(item)) for item in value)


def described_workspace(component: Component, named: Named, metadata: Table, workspace: str) -> str:
    """The workspace as ``describe stacks`` of the incumbent shows it, which is not always the one used."""
    config = component.context.config
    if workspace == DEFAULT and (not config.workspaces_enabled or component.compiled.get("backend_type") == "http"):
        return DEFAULT
    literal = source_text(metadata.get("terraform_workspace"))
    if literal is not None and config.inherit_metadata:
        return literal.replace("/", "-")
    if source_text(metadata.get("terraform_workspace_template")) is not None:
        return workspace
    pattern = source_text(metadata.get("terraform_workspace_pattern"))
    if pattern is not None:
        nameless = pattern.replace("{component}", "").replace("{base-component}", "")
        return fill_pattern(nameless, component, named, "").replace("/", "-")
    if literal is not None:
        return literal.replace("/", "-")
    return str(named.name).replace("/", "-")
