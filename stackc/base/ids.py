"""Identifiers. They are types, never strings joined by ``-``."""

from __future__ import annotations

from typing import NamedTuple, NewType

StackName = NewType("StackName", str)
ManifestKey = NewType("ManifestKey", str)
"""Path of a manifest relative to the stacks folder without ``.yaml`` or ``.yml``: ``orgs/cch/core/_defaults``."""

TERRAFORM = "terraform"


class InstanceId(NamedTuple):
    """One component in one stack; written ``component@stack``, with ``helmfile:`` and the like in front if not Terraform's."""

    stack: StackName
    component: str
    type: str = TERRAFORM

    def __str__(self) -> str:
        prefix = "" if self.type == TERRAFORM else f"{self.type}:"
        return f"{prefix}{self.component}@{self.stack}"


def parse_instance_id(text: str) -> InstanceId | None:
    """Read ``[type:]component@stack``, split at the last ``@``; None when there is no ``@`` or a part is empty."""
    name, _, stack = text.rpartition("@")
    kind, colon, component = name.partition(":")
    if not colon:
        kind, component = TERRAFORM, name
    return InstanceId(StackName(stack), component, kind) if stack and component and kind else None
