"""The sections of a component and where their layers come from: one table that the linker and the checks read.

See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

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

ROOT_METADATA = frozenset({"labels", "tags", "custom", "enabled", "locked", "terraform_workspace_pattern"})
"""What ``metadata`` at the root of a manifest may hold."""

METADATA_KEYS = frozenset(
    {
        *ROOT_METADATA,
        *(
            "component",
            "inherits",
            "type",
            "name",
            "description",
            "terraform_workspace",
            "terraform_workspace_template",
        ),
        "component_folder_prefix",
    }
)

COMPONENT_KEYS = frozenset(
    {section.name for section in LAYERED}
    | {*SCALARS, *BACKENDS, "metadata", "overrides", "component", "source", "description"}
)

ROOT_KEYS = frozenset(
    {
        *(
            "name",
            "import",
            "terraform",
            "helmfile",
            "kubernetes",
            "helm",
            "packer",
            "ansible",
            "container",
            "emulator",
            "vars",
        ),
        *(
            "hooks",
            "env",
            "settings",
            "locals",
            "metadata",
            "components",
            "compositions",
            "secrets",
            "overrides",
            "workflows",
        ),
        *("dependencies", "generate", "version", "auth", "description"),
    }
)

COMPONENT_TYPES = ("terraform", "helmfile", "packer", "ansible", "container", "emulator", "kubernetes", "helm")
"""Types that ``describe`` knows, in the order a name is looked for."""

PASSED_THROUGH = frozenset({"container", "emulator", "kubernetes", "helm"})
"""Types whose further keys are kept."""


def sections_of(kind: str) -> tuple[Section, ...]:
    """The layered sections components of type ``kind`` have."""
    return tuple(section for section in LAYERED if not section.types or kind in section.types)
