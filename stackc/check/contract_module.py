"""``ModuleFacts``: what is known of a root module and of what else sets its variables, read once a folder.

See docs/language.md, the contract with the module.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from stackc.base.named_tuple import NamedTuple
from stackc.base.near import Names
from stackc.base.ports import ReadFailure
from stackc.base.value import Value
from stackc.compile.compilation import Compilation
from stackc.compile.root_modules import GENERATED_FILES
from stackc.syntax import hcl, hcl_json
from stackc.syntax.hcl import Fault
from stackc.syntax.module_requirements import Requirements, read_requirements
from stackc.syntax.module_uses import plain_variables
from stackc.syntax.module_values import ModuleValues, read_values
from stackc.syntax.root_module import RootModule
from stackc.syntax.type_constraint import Type, parse_type
from stackc.syntax.yaml import read_document

VENDOR_MANIFEST = "component.yaml"


class ModuleFacts(NamedTuple):
    """One root module as those see it who set its variables."""

    folder: str
    module: RootModule
    types: Mapping[str, Type]
    """Of the variables whose constraint is understood."""
    requirements: Requirements
    not_there: str | None
    """Why files of it are not in its folder; None where they are."""
    is_complete: bool
    """False where there may be more than is seen: files that are not there, no variable at all."""
    assigned: frozenset[str] | None
    """Variables that files of the folder set; None where that cannot be told."""
    names: Names
    """Its variables, for questions about names."""


class Modules:
    """The facts of each folder, read when somebody asks."""

    def __init__(self, compilation: Compilation) -> None:
        self._compilation = compilation
        self._facts: dict[str, ModuleFacts | None] = {}
        self._values: dict[str, ModuleValues] = {}

    def of(self, folder: str) -> ModuleFacts | None:
        """The facts of a component folder; None where it is not there, or not sound: that is said elsewhere."""
        if folder not in self._facts:
            self._facts[folder] = self._read(folder)
        return self._facts[folder]

    def _read(self, folder: str) -> ModuleFacts | None:
        record = self._compilation.modules.record(folder)
        module = record.module
        if module is None or record.diagnostics:
            return None
        names = self._compilation.world.entries(folder)
        sources = self._sources(folder)
        types = {
            variable.name: parsed
            for variable in module.variables.values()
            if variable.type is not None and (parsed := parse_type(variable.type)) is not None
        }
        not_there = self._not_there(folder, names, frozenset(sources))
        return ModuleFacts(
            folder,
            module,
            types,
            read_requirements(self._texts(folder)),
            not_there,
            not_there is None and bool(module.variables),
            self._assigned(folder, names),
            Names(module.variables),
        )

    def values(self, folder: str) -> ModuleValues:
        """The expressions of a component folder that is there."""
        if folder not in self._values:
            self._values[folder] = read_values(self._texts(folder))
        return self._values[folder]

    def plain_variables(self, folder: str) -> frozenset[str]:
        """The variables of a component folder that are nothing but values."""
        return plain_variables(self._texts(folder))

    def _sources(self, folder: str) -> list[str]:
        names = self._compilation.world.entries(folder)
        return [name for name in names if name.endswith((".tf", ".tf.json")) and name not in GENERATED_FILES]

    def _texts(self, folder: str) -> list[tuple[str, str]]:
        return [(name, text) for name in self._sources(folder) if (text := self._text(folder, name)) is not None]

    def _text(self, folder: str, name: str) -> str | None:
        try:
            return self._compilation.world.read(posixpath.join(folder, name)).decode("utf-8-sig", "replace")
        except ReadFailure:
            return None

    def _not_there(self, folder: str, names: tuple[str, ...], sources: frozenset[str]) -> str | None:
        """What of the module is not in its folder."""
        if VENDOR_MANIFEST in names:
            pulled = tuple(_pulled(self._spec(folder)))
            absent = sorted(name for name in pulled if name not in names)
            if absent:
                return f"its {VENDOR_MANIFEST} names `{absent[0]}`, which is not pulled"
            if not sources - frozenset(pulled):
                return f"its {VENDOR_MANIFEST} names a source that is not pulled"
        return None if sources else "it has no Terraform file"

    def _spec(self, folder: str) -> Value:
        text = self._text(folder, VENDOR_MANIFEST)
        return read_document((text or "").encode(), VENDOR_MANIFEST).table.get("spec")

    def _assigned(self, folder: str, names: tuple[str, ...]) -> frozenset[str] | None:
        """What ``terraform.tfvars`` and ``*.auto.tfvars``, also as JSON, set."""
        found: set[str] = set()
        for name in names:
            if name.removesuffix(".json") != "terraform.tfvars" and not name.removesuffix(".json").endswith(
                ".auto.tfvars"
            ):
                continue
            text = self._text(folder, name)
            given = None if text is None else _names_set(name, text)
            if given is None:
                return None
            found |= given
        return frozenset(found)


def _pulled(spec: Value) -> Iterator[str]:
    """The files that mixins of a vendor manifest bring."""
    mixins = spec.get("mixins") if isinstance(spec, dict) else None
    for mixin in mixins if isinstance(mixins, list) else ():
        name = mixin.get("filename") if isinstance(mixin, dict) else None
        if isinstance(name, str):
            yield name


def _names_set(name: str, text: str) -> set[str] | None:
    """The variables that a file of variables sets; None where it cannot be read."""
    if name.endswith(".json"):
        value = hcl_json.literal_value(text)
        return set(value) if isinstance(value, dict) else None
    read = hcl.read_arguments(text)
    return None if isinstance(read, Fault) else set(read.arguments)
