"""The sections of a component and where their layers come from: one table that everybody who names a section reads.

See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from typing import Final, Literal

from stackc.base.named_tuple import NamedTuple
from stackc.manifest.vocabulary import COMPONENT_TYPES, PASSED_THROUGH

Kind = Literal["map", "text", "metadata", "source", "backend"]


class Section(NamedTuple):
    """One section: the layers it has below the component itself, and how they meet."""

    name: str
    root: bool = False
    """The root of a manifest has it."""
    typed: bool = False
    """``terraform:`` (the section of the component's type) has it."""
    overrides: bool = False
    defers: bool = False
    """Calls in it meet other values with their result and not with their text."""
    kind: Kind = "map"
    """``map``: layers merged as they are. The other kinds are built from their layers in a way of their own."""
    always: bool = True
    """It is shown even when it is empty."""
    project_lists: Literal["", "bases", "all"] = ""
    """Where lists in it go by the project's strategy, whatever the components say: nowhere, among the bases, always."""
    types: tuple[str, ...] = ()
    """Component types that have it; empty: all."""


_TERRAFORM = ("terraform",)
_RENDERED = ("terraform", "kubernetes", "helm")
_HOOKED = ("terraform", "helmfile", "kubernetes", "helm")
_PROVISIONED = ("terraform", "helmfile", "packer", "kubernetes", "helm", "container")

_SOURCED = tuple(kind for kind in COMPONENT_TYPES if kind != "ansible")
_COMMANDED = tuple(kind for kind in COMPONENT_TYPES if kind not in PASSED_THROUGH)

SECTIONS: Final = {
    section.name: section
    for section in (
        Section("vars", root=True, typed=True, overrides=True, defers=True),
        Section("settings", root=True, typed=True, overrides=True, defers=True),
        Section("env", root=True, typed=True, overrides=True, defers=True),
        Section("auth", root=True, typed=True, overrides=True, defers=True),
        Section("hooks", root=True, typed=True, overrides=True, defers=True, types=_HOOKED),
        Section("generate", root=True, typed=True, overrides=True, defers=True, types=_RENDERED),
        Section("providers", typed=True, overrides=True, defers=True, types=_TERRAFORM),
        Section("required_providers", overrides=True, defers=True, types=_TERRAFORM),
        Section("provision", typed=True, types=_PROVISIONED),
        Section("dependencies", root=True, typed=True, always=False),
        Section("locals", always=False),
        Section("retry", overrides=True, always=False, project_lists="all"),
        Section("secrets", root=True, overrides=True, always=False, project_lists="bases"),
        Section("test", defers=True, always=False, types=_TERRAFORM),
        Section("mocks", always=False, types=_TERRAFORM),
        Section("metadata", root=True, kind="metadata"),
        Section("command", typed=True, overrides=True, kind="text", types=_COMMANDED),
        Section("source", typed=True, kind="source", types=_SOURCED),
        Section("required_version", overrides=True, kind="text", types=_TERRAFORM),
        Section("backend_type", typed=True, kind="text", types=_TERRAFORM),
        Section("backend", typed=True, kind="backend", project_lists="all", types=_TERRAFORM),
        Section("remote_state_backend_type", typed=True, kind="text", types=_TERRAFORM),
        Section("remote_state_backend", typed=True, kind="backend", project_lists="all", types=_TERRAFORM),
    )
}
"""Every section by name, in the order components show them."""

ABOUT: Final = {
    "vars": "input variables of the root module",
    "settings": "settings of the compiler and of other tools",
    "env": "environment variables",
    "auth": "who Terraform runs as",
    "hooks": "programs that run before and after a verb of Terraform, by name",
    "generate": "files to write, by name",
    "providers": "settings of Terraform's providers, by name",
    "required_providers": "sources and versions of Terraform's providers, by name",
    "provision": "what other tools make before a run, passed through",
    "dependencies": "what the component comes after",
    "locals": "names for templates of the component",
    "retry": "how often a command of Terraform that fails is tried again",
    "secrets": "secrets that other tools look after, passed through",
    "test": "how other tools test the root module, passed through",
    "mocks": "what stands in for outputs in other tools, passed through",
    "metadata": "what the component is",
    "command": "the executable",
    "source": "where the root module is fetched from",
    "required_version": "which versions of Terraform fit",
    "backend_type": "the type of the backend in force",
    "backend": "settings of backends, by type",
    "remote_state_backend_type": "the type of the backend that others read the outputs from",
    "remote_state_backend": "settings of backends that others read the outputs from, by type",
}
"""What each section is, in a few words; what is passed through has a meaning in other tools alone."""

LAYERED: Final = tuple(section for section in SECTIONS.values() if section.kind == "map")
"""Maps merged layer by layer: root, type, bases, component, overrides."""
BACKENDS: Final = tuple(section for section in SECTIONS.values() if section.kind == "backend")
SCALARS: Final = tuple(section for section in SECTIONS.values() if section.kind == "text")


def has(section: Section, kind: str) -> bool:
    """True when components of type ``kind`` have the section."""
    return not section.types or kind in section.types


def sections_of(kind: str) -> tuple[Section, ...]:
    """The sections components of type ``kind`` have."""
    return _OF_TYPE[kind]


_OF_TYPE = {kind: tuple(each for each in SECTIONS.values() if has(each, kind)) for kind in COMPONENT_TYPES}
