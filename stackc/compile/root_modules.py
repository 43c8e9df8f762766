"""What the compiler knows of a component's root module, read once from its folder."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.messages import outside_found
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import Names
from stackc.base.ports import ReadFailure, WalkFailure, World
from stackc.base.source import Span
from stackc.base.value import Table

if TYPE_CHECKING:
    from stackc.syntax.root_module import RootModule

GENERATED_FILES = frozenset(
    {"backend.tf.json", "providers_override.tf.json", "terraform_override.tf.json", "stackc_backend_override.tf.json"}
)
"""Files of a component folder that tools write there for a run; they are no part of the module."""


class ModuleRecord(NamedTuple):
    """A component folder: whether it exists, and what its Terraform files declare."""

    folder: str
    exists: bool
    module: RootModule | None
    diagnostics: tuple[Diagnostic, ...] = ()
    refused: Diagnostic | None = None
    """A file of the folder that leads out of the repository: what the module declares is not
    known, as if it were not there.
    """

    @property
    def sensitive(self) -> frozenset[str]:
        """Variables declared ``sensitive``."""
        declared = self.module.variables.values() if self.module else ()
        return frozenset(variable.name for variable in declared if variable.sensitive)

    @property
    def backend(self) -> tuple[str, Table] | None:
        """The backend the module declares itself, with the settings that are literals."""
        module = self.module
        return (module.backend, dict(module.backend_settings)) if module is not None and module.backend else None

    @property
    def sensitive_outputs(self) -> frozenset[str]:
        """Outputs declared ``sensitive``."""
        declared = self.module.outputs.values() if self.module else ()
        return frozenset(output.name for output in declared if output.sensitive)


class RootModules:
    """Reads root modules on demand."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: dict[str, ModuleRecord] = {}
        self._folders: dict[str, Names] = {}

    def record(self, folder: str) -> ModuleRecord:
        """The root module in ``folder``, relative to the project where it lies below it."""
        known = self._records.get(folder)
        if known is None:
            known = self._records[folder] = self._read(folder)
        return known

    def folders(self, base: str) -> Names:
        """The folders with files below ``base``; none where they cannot be listed."""
        known = self._folders.get(base)
        if known is None:
            try:
                files = self._world.walk(base) if self._world.kind(base) == "folder" else ()
            except WalkFailure:
                files = ()
            known = self._folders[base] = Names(file.rsplit("/", 1)[0] for file in files if "/" in file)
        return known

    def _read(self, folder: str) -> ModuleRecord:
        if self._world.kind(folder) != "folder":
            return ModuleRecord(folder, False, None)
        files: list[tuple[str, str]] = []
        found: list[Diagnostic] = []
        for name in self._world.entries(folder):
            if not name.endswith((".tf", ".tf.json")) or name in GENERATED_FILES:
                continue
            path = posixpath.join(folder, name)
            access = self._world.access(path)
            if access != "inside" and self._world.access(folder) == "inside":
                found.append(outside_found(f"`{path}`", Label(Span(path), "this link"), access))
            if access == "refused":
                return ModuleRecord(folder, False, None, refused=found[-1])
            try:
                files.append((path, self._world.read(path).decode("utf-8-sig", "replace")))
            except ReadFailure:
                continue
        from stackc.syntax.root_module import read_root_module

        outcome = read_root_module(files)
        return ModuleRecord(folder, True, outcome.value, (*found, *outcome.diagnostics))
