"""Which layers every section of a component has, and what they come to.

See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.fold import Fold, Layer, Lists, layer
from stackc.base.value import Call, Table, Unknown, Value, source_text, table_at
from stackc.link.backends import Prefix, default_identity
from stackc.link.bodies import Body, Inherited, is_abstract, with_scope
from stackc.link.globals import Globals
from stackc.link.layers import default_layer, fold_of, layer_in
from stackc.manifest.sections import SECTIONS, Section, sections_of
from stackc.merge.deferred import Deferred, merge_layers
from stackc.merge.merge import fold

_ALWAYS_OWN = frozenset({"settings", "backend", "remote_state_backend", "remote_state_backend_type"})
"""Sections that are a component's own even when it says nothing of them."""


class Precedence:
    """The layers of one component's sections, lowest first: project, root, type, bases, component, overrides."""

    __slots__ = ("_body", "_deferred", "_folder_name", "_folds", "_inherited", "_lists", "_over", "_shared")

    def __init__(
        self, shared: Globals, body: Body, over: Body, inherited: Inherited, lists: Lists, folder_name: str
    ) -> None:
        self._shared, self._body, self._over, self._inherited = shared, body, over, inherited
        self._lists: Lists = lists
        self._folder_name = folder_name
        self._folds: dict[str, Fold] = {}
        self._deferred: dict[str, tuple[Deferred, ...]] | None = None

    def fold(self, name: str) -> Fold:
        """A section, folded once. A text is a table of one key, its own name; empty when nobody says it."""
        known = self._folds.get(name)
        if known is None:
            own, inherited, over = self._body.table, self._inherited.names, self._over.table
            if name in _ALWAYS_OWN or name in own or name in inherited or name in over:
                known = self._folds[name] = self._fold(SECTIONS[name])
            else:
                known = self._shared.alone(SECTIONS[name])
        return known

    def deferred(self, name: str) -> tuple[Deferred, ...]:
        """The calls in a section that are decided after evaluation."""
        self.fold(name)
        return self._deferred.get(name, ()) if self._deferred else ()

    def own_sections(self) -> list[Section]:
        """The sections in which the component differs from one that says and inherits nothing."""
        names = _ALWAYS_OWN.union(self._body.table, self._inherited.names, self._over.table)
        return [section for section in sections_of(self._shared.kind) if section.name in names]

    def value(self, name: str) -> Table:
        """What a section that is a map comes to, calls as they are written."""
        return self.fold(name).value

    def text(self, name: str) -> str | Call | Unknown:
        """What a section that is a text comes to; empty when nobody says it."""
        value = self.value(name).get(name, "")
        return value if isinstance(value, (Call, Unknown)) else source_text(value) or ""

    def layers(self, section: Section) -> tuple[Layer, ...]:
        """The layers of a section, lowest first. Those of a backend are whole, with all backend types in them."""
        name, layers = section.name, self._shared.layers(section)
        if name in self._inherited.names and name not in self._shared.uninherited:
            layers += layer_in(self._inherited.section(section), (), "bases")
        if name in self._body.table:
            layers += self._body.layer(section)
        if section.overrides and name in self._over.table:
            layers += self._over.layer(section)
        return layers

    def _fold(self, section: Section) -> Fold:
        if section.kind == "backend":
            return self._backend(section)
        layers = self.layers(section)
        if section.kind == "text":
            return self._text(section, layers)
        if section.name == "secrets":
            shared = len(self._shared.layers(section))
            layers = (*layers[:shared], *(with_scope(each, "instance") for each in layers[shared:]))
        merged = self._merge(section, layers)
        return self._integrated(merged) if section.name == "settings" else merged

    def _merge(self, section: Section, layers: tuple[Layer, ...]) -> Fold:
        context = self._shared.context
        lists = context.config.lists if section.project_lists == "all" else self._lists
        if not section.defers:
            return fold(layers, lists, context.marks)
        value, deferred = merge_layers([each.value for each in layers], lists, context.marks, context.defers)
        if deferred:
            self._deferred = {**(self._deferred or {}), section.name: deferred}
        return Fold(value, layers, lists)

    # --- sections with a way of their own

    def _integrated(self, settings: Fold) -> Fold:
        """Settings over what the project file says of GitHub. Nobody is asked to deploy an abstract component."""
        config, marks = self._shared.context.config, self._shared.context.marks
        if config.github:
            at = ("integrations", "github")
            github = fold((*default_layer(config.github, "project"), *layer_in(settings, at)), self._lists, marks)
            value: Table = {**settings.value, at[0]: {**table_at(settings.value, at[0]), at[1]: github.value}}
            settings = Fold(value, (layer(settings), layer(github, mount=at)))
        spacelift = settings.value.get("spacelift")
        if is_abstract(self._body.table) and isinstance(spacelift, dict) and "workspace_enabled" in spacelift:
            kept: Table = {key: value for key, value in spacelift.items() if key != "workspace_enabled"}
            settings = Fold({**settings.value, "spacelift": kept}, (layer(settings),))
        return settings

    def _text(self, section: Section, layers: Sequence[Layer]) -> Fold:
        """The highest layer that says something."""
        if layers or section.name != "remote_state_backend_type":
            return fold_of(layers[-1:])
        below = layer(self.fold("backend_type"), ("backend_type",), mount=(section.name,))
        return Fold({section.name: self.text("backend_type")}, (below,))

    def _backend(self, section: Section) -> Fold:
        """The settings of the type in force, and what tells the states of instances apart."""
        kind, type_ = self.text("backend_type"), self.text(f"{section.name}_type")
        key = source_text(type_) or ""
        given = self._own_backend(section, key) if section.name == "backend" else self._remote(section, key)
        if type_ != kind:
            return fold_of(given)
        if section.name == "remote_state_backend":
            if not given:
                return self.fold("backend")
            given = layer_in(self._fold_project((*layer_in(self.fold("backend")), *given)))
        value = given[0].value if given else {}
        default = default_identity(kind, value, self._prefix(), *self._azure_keys())
        return Fold({**value, **default}, (*given, *default_layer(default, "default"))) if default else fold_of(given)

    def _own_backend(self, section: Section, key: str) -> tuple[Layer, ...]:
        """What the manifests say of one type; the maps of all types are merged as one."""
        layers = self.layers(section)
        alone = layers is self._shared.layers(section)
        whole = self._shared.alone(section) if alone else self._fold_project(layers)
        return layer_in(whole, (key,)) if key else ()

    def _remote(self, section: Section, key: str) -> tuple[Layer, ...]:
        """What the manifests say of one type, each layer for itself."""
        return layer_in(self._fold_project([_below(each, key) for each in self.layers(section)])) if key else ()

    def _fold_project(self, layers: Sequence[Layer]) -> Fold:
        return fold(layers, self._shared.context.config.lists, self._shared.context.marks)

    def _prefix(self) -> Prefix:
        config = self._shared.context.config
        named = self.value("metadata").get("name")
        made_of = named if source_text(named) else table_at(self._body.table, "metadata").get("component")
        text = (source_text(named) or self._folder_name).replace("/", config.prefix_separator)
        return Prefix(text, made_of, config.dialect.text_calls)

    def _azure_keys(self) -> tuple[Value, Value]:
        shared, own = (table_at(table, "backend", "azurerm") for table in (self._shared.typed.table, self._body.table))
        return shared.get("key"), own.get("key")


def _below(whole: Layer, key: str) -> Layer:
    """What a layer holds under ``key``."""
    return whole._replace(value=table_at(whole.value, key), path=(*whole.path, key))
