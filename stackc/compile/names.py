"""``StackNames``: every component of every manifest, and the stack it belongs to. See docs/language.md, naming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager

from stackc.base.diagnostic import Diagnostic, unique
from stackc.base.ids import COMPONENT_TYPES, InstanceId, StackName
from stackc.base.memo import Memo, Once
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Missing, look_up, table_at
from stackc.compile.manifests import Manifests
from stackc.compile.twin import Twin
from stackc.link.component import Component
from stackc.link.context import LinkContext
from stackc.link.globals import Globals
from stackc.link.naming import Named, NamingRules, name_component, pattern_tokens
from stackc.manifest.manifest import Manifest


class Definition(NamedTuple):
    """One component of one manifest and the stack it belongs to."""

    component: Component
    named: Named


class _Naming(NamedTuple):
    """The stack of a component, and why there is none."""

    named: Named | None
    failures: tuple[Diagnostic, ...]


class StackNames:
    """The components of all manifests by the names of their stacks."""

    def __init__(
        self,
        manifests: Manifests,
        link: LinkContext,
        rules: NamingRules,
        lock: AbstractContextManager[object],
        twin: Twin | None = None,
    ) -> None:
        self._manifests, self._link, self._twin = manifests, link, twin
        self.rules: NamingRules = rules
        self._globals = Memo(self._make_globals)
        self._components = Memo(self._link_component)
        self._namings = Memo(self._name)
        self._tokens = pattern_tokens(rules.pattern)
        self._is_said = Memo[Globals, bool](lambda shared: shared.says("vars", self._tokens))
        self._common: dict[Globals, _Naming] = {}
        """The stack of the components of a manifest that say none of the variables in the name of a stack."""
        self._by_stack = Once(self._find_definitions, lock)
        self._by_id = Once(self._index_definitions, lock)
        self._ids = Once(lambda: tuple(sorted(self._by_id(), key=_place)), lock)

    # --- components

    def globals_of(self, manifest: Manifest, kind: str) -> Globals:
        """What the components of one type share in one manifest."""
        return self._globals((manifest, kind))

    def component(self, manifest: Manifest, kind: str, name: str) -> Component:
        """One component of one manifest; it must exist."""
        return self._components((manifest, kind, name))

    def _of_twin(self, manifest: Manifest) -> StackNames | None:
        """Who knows the components of a manifest that is the same on the other side."""
        return self._twin.names(manifest) if self._twin is not None else None

    def _make_globals(self, key: tuple[Manifest, str]) -> Globals:
        other = self._of_twin(key[0])
        return Globals(*key, self._link) if other is None else other.globals_of(*key)

    def _link_component(self, key: tuple[Manifest, str, str]) -> Component:
        other = self._of_twin(key[0])
        if other is not None:
            return other.component(*key)
        manifest, kind, name = key
        return Component(name, self.globals_of(manifest, kind))

    def components_of(self, manifest: Manifest) -> Iterator[Component]:
        """All components of a manifest, sorted by type and name."""
        sections = table_at(manifest.table, "components")
        for kind in COMPONENT_TYPES:
            named = sections.get(kind)
            if isinstance(named, dict):
                for name in sorted(named):
                    yield self.component(manifest, kind, name)

    def link_diagnostics(self, manifest: Manifest) -> tuple[Diagnostic, ...]:
        """Root and type sections of a manifest that are not what they must be."""
        sections = table_at(manifest.table, "components")
        kinds = [kind for kind in COMPONENT_TYPES if kind == "terraform" or kind in sections or kind in manifest.table]
        return unique(d for kind in kinds for d in self.globals_of(manifest, kind).diagnostics)

    # --- names

    def named(self, component: Component) -> Named | None:
        """The stack a component belongs to; None when its name cannot be computed."""
        return self._namings(component).named

    def failures(self, component: Component) -> tuple[Diagnostic, ...]:
        """Why a component has no stack; nothing for an abstract one, which needs none: it is there to be imported."""
        return () if component.is_abstract else self._namings(component).failures

    def _name(self, component: Component) -> _Naming:
        other = self._of_twin(component.manifest)
        if other is not None:
            return other._namings(component)
        says = component.says if self._is_said(component.globals) else None
        is_common = not self.rules.template and not (says and any(says("vars", token) for token in self._tokens))
        known = self._common.get(component.globals) if is_common else None
        if known is not None:
            return known
        found: list[Diagnostic] = []
        named = name_component(component, self.rules, found.append)
        naming = _Naming(named, tuple(found) if named is None else ())
        if is_common and named is not None:
            self._common[component.globals] = naming
        return naming

    def is_catalog(self, manifest: Manifest) -> bool:
        """True for a top-level manifest that is no stack: all it holds are bases, for others to import."""
        components = list(self.components_of(manifest))
        return bool(components) and all(each.is_abstract and self.named(each) is None for each in components)

    def definitions(self) -> Mapping[StackName, list[Definition]]:
        """Every component that has a stack, by stack; stacks sorted, definitions in byte order of their manifests."""
        return self._by_stack()

    def _find_definitions(self) -> Mapping[StackName, list[Definition]]:
        stacks: dict[StackName, list[Definition]] = {}
        for manifest in self._manifests:
            for component in self.components_of(manifest):
                named = self.named(component)
                if named is not None:
                    stacks.setdefault(named.name, []).append(Definition(component, named))
        return dict(sorted(stacks.items()))

    def _index_definitions(self) -> Mapping[InstanceId, list[Definition]]:
        by_id: dict[InstanceId, list[Definition]] = {}
        for stack, definitions in self.definitions().items():
            for each in definitions:
                by_id.setdefault(InstanceId(stack, each.component.name, each.component.kind), []).append(each)
        return by_id

    def definitions_of(self, id_: InstanceId) -> list[Definition]:
        """The definitions of one instance; of other components only the names are looked at, and only if need be."""
        found = self._by_id().get(id_, ()) if self._by_stack.is_known else self._candidates(id_)
        return sorted(found, key=lambda each: each.component.manifest.key)

    def _candidates(self, id_: InstanceId) -> Iterator[Definition]:
        for component in self.components_called(id_):
            named = self.named(component)
            if named is not None and named.name == id_.stack:
                yield Definition(component, named)

    def components_called(self, id_: InstanceId) -> Iterator[Component]:
        """The components of one type and name in all manifests, whatever their stacks."""
        for manifest in self._manifests:
            if not isinstance(look_up(manifest.table, ("components", id_.type, id_.component)), Missing):
                yield self.component(manifest, id_.type, id_.component)

    def find_type(self, stack: StackName, component: str) -> str:
        """The type of the component called ``component``: the first that has one in this stack, else ``terraform``."""
        file = self._manifests.file_of(stack)
        for kind in COMPONENT_TYPES:
            if next(self._candidates(InstanceId(stack, component, kind)), None) is not None:
                return kind
            if file is not None and component in table_at(self._manifests.of(file).table, "components", kind):
                return kind
        return COMPONENT_TYPES[0]

    def ids(self) -> tuple[InstanceId, ...]:
        """Every instance, abstract ones included, sorted by stack, type and name."""
        return self._ids()

    def ids_of(self, stack: StackName) -> tuple[InstanceId, ...]:
        """The instances of one stack, sorted by type and name."""
        here = {InstanceId(stack, each.component.name, each.component.kind) for each in self.definitions()[stack]}
        return tuple(sorted(here, key=_place))


def _place(id_: InstanceId) -> tuple[str, str, str]:
    return id_.stack, id_.type, id_.component
