"""Identifiers. They are types, never strings joined by ``-``."""

from __future__ import annotations

from typing import NewType

from stackc.base.named_tuple import NamedTuple

StackName = NewType("StackName", str)
ManifestKey = NewType("ManifestKey", str)
"""Path of a manifest relative to the stacks folder without ``.yaml`` or ``.yml``: ``orgs/cch/core/_defaults``."""

TERRAFORM = "terraform"
COMPONENT_TYPES = (TERRAFORM, "helmfile", "packer", "ansible", "container", "emulator", "kubernetes", "helm")
"""Types that ``describe`` knows, in the order a name is looked for."""


class InstanceId(NamedTuple):
    """One component in one stack; written ``component@stack``, with ``helmfile:`` and the
    like in front if not Terraform's.

    The text names exactly one instance: ``parse_instance_id(str(id)) == id``. An ``@`` in the stack's name is written
    ``%40``, and the type is written out where the component's own name would read as one.
    """

    stack: StackName
    component: str
    type: str = TERRAFORM

    def __str__(self) -> str:
        named = f"{self.component}@{_escaped(self.stack)}"
        return named if self.type == TERRAFORM and not _type_of(self.component) else f"{self.type}:{named}"


def parse_instance_id(text: str) -> InstanceId | None:
    """Read ``[type:]component@stack``, split at the last ``@``; None when there is no ``@`` or a part is empty."""
    name, _, stack = text.rpartition("@")
    kind = _type_of(name)
    component = name[len(kind) + 1 :] if kind else name
    if not stack or not component:
        return None
    return InstanceId(StackName(_unescaped(stack)), component, kind or TERRAFORM)


def _type_of(name: str) -> str:
    """The component type ``name`` begins with; a colon behind another word is part of the name."""
    kind, colon, _ = name.partition(":")
    return kind if colon and kind in COMPONENT_TYPES else ""


def _escaped(stack: str) -> str:
    return stack.replace("%25", "%2525").replace("%40", "%2540").replace("@", "%40")


def _unescaped(stack: str) -> str:
    parts = stack.split("%25")
    return "%".join(part.replace("%40", "@") for part in parts)
