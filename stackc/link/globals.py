"""``Globals``: what all components of one type in one manifest share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stackc.base.diagnostic import Diagnostic
from stackc.base.fold import Fold, Layer, Lists
from stackc.base.near import Names
from stackc.base.value import Table, table_at
from stackc.link.bodies import NOTHING_INHERITED, Body, Inherited, with_scope
from stackc.link.context import LinkContext
from stackc.link.inheritance import Bases, Walk
from stackc.link.layers import NOTHING, default_layer, fold_of, layer_in
from stackc.link.mistakes import check_globals
from stackc.manifest.manifest import Manifest
from stackc.manifest.sections import Section, sections_of
from stackc.merge.merge import fold


class Globals:
    """Root and type sections merged, and what each chain of bases comes to: each computed once for all components."""

    __slots__ = (
        *("_alone", "_compiled", "_inherited", "_plain", "_root", "_shared", "all_bases", "components", "context"),
        *("diagnostics", "kind", "manifest", "near", "typed", "uninherited"),
    )

    def __init__(self, manifest: Manifest, kind: str, context: LinkContext) -> None:
        self.manifest: Manifest = manifest
        self.kind: str = kind
        self.context: LinkContext = context
        self.components: Table = table_at(manifest.table, "components", kind)
        self.near: Final = Names(self.components)
        self.all_bases: Final = Bases(self.components, kind)
        self.typed: Final = Body(table_at(manifest.table, kind), manifest, (kind,), kind)
        self._root = Body(manifest.table, manifest, (), "root")
        self._shared: dict[str, tuple[Layer, ...]] = {}
        self._alone: dict[str, Fold] = {}
        self._compiled: Table | None = None
        self._plain: Table | None = None
        self._inherited: dict[tuple[Lists | None, tuple[str, ...]], Inherited] = {}
        config = context.config
        self.uninherited: frozenset[str] = frozenset(
            (
                *(() if config.inherit_source else ("source", "provision")),
                *(() if config.inherit_metadata else ("metadata",)),
            )
        )
        """Sections that bases do not pass on."""
        found: list[Diagnostic] = []
        check_globals(manifest, kind, context, found.append)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(found)

    def says(self, section: str, keys: Sequence[str]) -> bool:
        """Some component has something under one of ``keys`` in a section that is a map, or in its overrides."""
        bodies = [body for body in self.components.values() if isinstance(body, dict)]
        tables = (table_at(body, *path, section) for body in bodies for path in ((), ("overrides",)))
        return any(key in table for table in tables if table for key in keys)

    def layers(self, section: Section) -> tuple[Layer, ...]:
        """Project file, root and type section, lowest first; those of a map are one layer that all components share."""
        known = self._shared.get(section.name)
        if known is None:
            known = (
                *default_layer(self._project(section.name), "project"),
                *(self._root.layer(section) if section.root else ()),
                *(self.typed.layer(section) if section.typed else ()),
            )
            if section.name == "secrets":
                known = tuple(with_scope(layer, "stack") for layer in known)
            if section.kind == "map":
                known = layer_in(self._fold(known))
            self._shared[section.name] = known
        return known

    def alone(self, section: Section) -> Fold:
        """A section of a component that neither says anything of it itself nor inherits anything."""
        known = self._alone.get(section.name)
        if known is None:
            layers = self.layers(section)
            known = fold_of(layers[-1:]) if section.kind == "text" else self._fold(layers)
            self._alone[section.name] = known
        return known

    @property
    def compiled(self) -> Table:
        """The sections of such a component under the names they are shown by."""
        if self._compiled is None:
            self._compiled = {}
            for section in sections_of(self.kind):
                value = self.alone(section).value
                if section.kind == "text":
                    self._compiled[section.name] = value.get(section.name, "")
                elif value or section.always:
                    self._compiled[section.name] = value
        return self._compiled

    @property
    def plain(self) -> Table:
        """Those of them in which nothing is to be evaluated: for most components most of their sections."""
        if self._plain is None:
            marks = self.context.marks
            self._plain = {name: value for name, value in self.compiled.items() if not marks.of(value)}
        return self._plain

    def _fold(self, layers: Sequence[Layer]) -> Fold:
        return fold(layers, self.context.config.lists, self.context.marks) if layers else NOTHING

    def _project(self, name: str) -> Table:
        config = self.context.config
        if name == "command":
            return {name: config.commands.get(self.kind) or self.kind}
        return config.env if name == "env" else config.auth if name == "auth" else {}

    def inherited(self, walk: Walk, own_lists: Lists | None) -> Inherited:
        """What the visited bases come to, computed once for each chain of them."""
        if not walk.visits:
            return NOTHING_INHERITED
        key = (own_lists, tuple(visit.name for visit in walk.visits))
        known = self._inherited.get(key)
        if known is None:
            bodies = [self.base(name) for name in key[1]]
            known = self._inherited[key] = Inherited(bodies, self.context.config.lists, own_lists, self.context.marks)
        return known

    def base(self, name: str) -> Body:
        """The body of a component that others inherit from."""
        at = ("components", self.kind, name)
        return Body(table_at(self.components, name), self.manifest, at, f"base `{name}`")
