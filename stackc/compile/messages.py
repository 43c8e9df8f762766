"""What is said of stacks and components that were asked for and are not there: one builder a finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, ManifestKey
from stackc.base.near import asked, did_you_mean


def unknown_stack(id_: InstanceId, known: Sequence[str], limit: int, *, is_file: bool, own: str | None) -> Diagnostic:
    """``is_file``: a manifest is called so, and ``own`` is the name of its stack.

    At most ``limit`` of the ``known`` stacks are listed.
    """
    message = (
        f"Could not find the component `{id_.component}` in the stack `{id_.stack}`: invalid stack: Stack"
        f" `{id_.stack}` not found."
    )
    if is_file:
        message += f" `{id_.stack}` is the file of a stack, not its name."
    advice = asked([own]) if own else did_you_mean(id_.stack, known)
    listed = _listed("stacks are", known, limit) if known else None
    return Diagnostic(Code.UNKNOWN_STACK, message, help=advice or listed)


def unknown_component(id_: InstanceId, here: Sequence[str], elsewhere: Sequence[str], limit: int) -> Diagnostic:
    """``here`` are the components of its stack, ``elsewhere`` the stacks that have it; ``limit`` of them are listed."""
    lead = f"`{id_.component}` exists in" if elsewhere else "components are"
    advice = did_you_mean(id_.component, here) or _listed(lead, elsewhere or here, limit)
    notes = (
        "Check that all the context variables are correctly defined in the stack manifests.",
        "Are the component and stack names correct? Did you forget an import?",
    )
    message = f"invalid component: Could not find the component `{id_.component}` in the stack `{id_.stack}`."
    return Diagnostic(Code.UNKNOWN_COMPONENT, message, help=advice, notes=notes)


def not_in_file(id_: InstanceId, key: ManifestKey) -> Diagnostic:
    """A stack was named by its file, which has another ``key`` or no such component."""
    message = f"could not find the stack '{id_.stack}' with the component `{id_.component}`"
    return Diagnostic(Code.UNKNOWN_STACK, message, help=f"the file's key is `{key}`")


def nothing_fits(what: str, glob: str) -> Diagnostic:
    """``what``: "stack" or "component"."""
    return Diagnostic(Code.SELECTION_EMPTY, f"nothing is selected: no {what} fits `{glob}`")


def nothing_named(what: str, name: str, known: Collection[str]) -> Diagnostic:
    code = Code.UNKNOWN_STACK if what == "stack" else Code.UNKNOWN_COMPONENT
    return Diagnostic(code, f"there is no {what} `{name}`", help=did_you_mean(name, known))


def _listed(lead: str, names: Sequence[str], limit: int) -> str:
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return f"{lead} {', '.join(f'`{name}`' for name in names[:limit])}{more}"
