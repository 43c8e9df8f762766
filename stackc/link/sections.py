"""The sections of a component and where their layers come from: one table that the linker and the checks read.

See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from stackc.manifest.vocabulary import COMPONENT_TYPES as COMPONENT_TYPES
from stackc.manifest.vocabulary import PASSED_THROUGH as PASSED_THROUGH
from stackc.manifest.vocabulary import ROOT_METADATA as ROOT_METADATA

Kind = Literal["table", "string", "list"]


class Section(NamedTuple):
    """One section: the layers it has below the component itself, and how it is merged."""

    name: str
    root: bool = False
    """The root of a manifest has it."""
    typed: bool = False
    """``terraform:`` (the section of the component's type) has it."""
    bases: bool = True
    overrides: bool = False
    defers: bool = False
    """Calls in it meet other values with their result and not with their text."""
    kind: Kind = "table"
    always: bool = True
    """It is shown even when it is empty."""
    project_lists: bool = False
    """Lists in it go by the project's strategy, whatever the component says."""
    types: tuple[str, ...] = ()
    """Component types that have it; empty: all."""


_TERRAFORM = ("terraform",)
_RENDERED = ("terraform", "kubernetes", "helm")

LAYERED: tuple[Section, ...] = (
    Section("vars", root=True, typed=True, overrides=True, defers=True),
    Section("settings", root=True, typed=True, overrides=True, defers=True),
    Section("env", root=True, typed=True, overrides=True, defers=True),
    Section("auth", root=True, typed=True, overrides=True, defers=True),
    Section(
        "hooks",
        root=True,
        typed=True,
        overrides=True,
        defers=True,
        types=("terraform", "helmfile", "kubernetes", "helm"),
    ),
    Section("generate", root=True, typed=True, overrides=True, defers=True, types=_RENDERED),
    Section("providers", typed=True, overrides=True, defers=True, types=_TERRAFORM),
    Section("required_providers", overrides=True, defers=True, types=_TERRAFORM),
    Section("provision", typed=True, types=("terraform", "helmfile", "packer", "kubernetes", "helm", "container")),
    Section("dependencies", root=True, typed=True, always=False),
    Section("locals", always=False),
    Section("retry", overrides=True, always=False, project_lists=True),
    Section("secrets", root=True, overrides=True, always=False),
    Section("test", defers=True, always=False, types=_TERRAFORM),
    Section("mocks", always=False, types=_TERRAFORM),
)
"""Maps merged layer by layer: root, type, bases, component, overrides."""

SCALARS = ("command", "backend_type", "remote_state_backend_type", "required_version")
BACKENDS = ("backend", "remote_state_backend")


def sections_of(kind: str) -> tuple[Section, ...]:
    """The layered sections components of type ``kind`` have."""
    return tuple(section for section in LAYERED if not section.types or kind in section.types)
