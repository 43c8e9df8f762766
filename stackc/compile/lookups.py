"""Words for what was not found: an unknown stack, an unknown component, and what may have been meant."""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.near import asked, did_you_mean
from stackc.compile.manifests import Manifests
from stackc.compile.names import StackNames

MAX_LISTED = 12


def unknown_instance(id_: InstanceId, names: StackNames, manifests: Manifests) -> Diagnostic:
    """Why there is no such instance: its stack is unknown, or its component is."""
    return _unknown_component(id_, names) if id_.stack in names.definitions() else _unknown_stack(id_, names, manifests)


def _unknown_stack(id_: InstanceId, names: StackNames, manifests: Manifests) -> Diagnostic:
    known = [str(name) for name in names.definitions()]
    own = next(
        (
            str(each.named.name)
            for definitions in names.definitions().values()
            for each in definitions
            if str(each.component.manifest.key) == id_.stack
        ),
        None,
    )
    message = (
        f"Could not find the component `{id_.component}` in the stack `{id_.stack}`: invalid stack: Stack"
        f" `{id_.stack}` not found."
    )
    if any(str(manifest.key) == id_.stack for manifest in manifests):
        message += f" `{id_.stack}` is the file of a stack, not its name."
    advice = asked([own]) if own else did_you_mean(id_.stack, known)
    return Diagnostic(Code.UNKNOWN_STACK, message, help=advice or (_listed("stacks are", known) if known else None))


def _unknown_component(id_: InstanceId, names: StackNames) -> Diagnostic:
    here = sorted({each.component.name for each in names.definitions()[id_.stack]})
    elsewhere = sorted(
        str(stack)
        for stack, definitions in names.definitions().items()
        if any(each.component.name == id_.component for each in definitions)
    )
    listed = _listed(f"`{id_.component}` exists in", elsewhere) if elsewhere else _listed("components are", here)
    notes = (
        "Check that all the context variables are correctly defined in the stack manifests.",
        "Are the component and stack names correct? Did you forget an import?",
    )
    message = f"invalid component: Could not find the component `{id_.component}` in the stack `{id_.stack}`."
    return Diagnostic(Code.UNKNOWN_COMPONENT, message, help=did_you_mean(id_.component, here) or listed, notes=notes)


def _listed(lead: str, names: list[str]) -> str:
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return f"{lead} {', '.join(f'`{name}`' for name in names[:MAX_LISTED])}{more}"
