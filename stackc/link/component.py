"""``Component``: one component of one top-level manifest with its sections, merged but not evaluated.

A section is computed when somebody asks for it and kept. See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.fold import Fold, Lists, Part
from stackc.base.marks import Marks
from stackc.base.near import Names, did_you_mean
from stackc.base.source import Path, Span
from stackc.base.value import Call, Secret, Table, Unknown, Value, shown_leaf, source_text, table_at
from stackc.config.project_config import ProjectConfig
from stackc.link.inheritance import (
    NOTHING_INHERITED,
    Bases,
    Inherited,
    Walk,
    as_source,
    fold_bases,
)
from stackc.link.mistakes import check_component, check_globals
from stackc.manifest.manifest import Manifest
from stackc.manifest.places import Locator
from stackc.manifest.sections import SECTIONS, Section, sections_of
from stackc.manifest.vocabulary import PASSED_THROUGH
from stackc.merge.deferred import Deferred, DeferredMerge, merge_layers
from stackc.merge.merge import LIST_STRATEGIES, fold, list_strategy, merge_all
from stackc.merge.trace import trace

_NOTHING = DeferredMerge({}, ())


class LinkContext(NamedTuple):
    """What linking needs besides the manifests; one for a compilation."""

    config: ProjectConfig
    marks: Marks
    defers: Callable[[str], bool]
    locator: Locator
    folder_exists: Callable[[str], bool]
    definers: Callable[[str, str], tuple[str, ...]]
    """``(type, component)`` → the import paths of the files that define it and could be imported."""

    def locate(self, manifest: Manifest, path: Path, key: bool) -> Span:
        """Where the value at ``path`` of the merged manifest was written, or its key; the
        nearest parent when nobody wrote it.
        """
        while path:
            origin = trace(manifest.fold, path)
            if origin is not None:
                return self.locator.locate(origin, key=key)
            path = path[:-1]
        return Span(manifest.file)


class Globals:
    """What all components of one type in one manifest share: root and type sections merged, each computed once."""

    __slots__ = (
        *(
            "_sections",
            "all_bases",
            "bases",
            "components",
            "context",
            "diagnostics",
            "kind",
            "manifest",
            "near",
            "sound",
            "typed",
        ),
    )

    def __init__(self, manifest: Manifest, kind: str, context: LinkContext) -> None:
        self.manifest, self.kind, self.context = manifest, kind, context
        self._sections: dict[str, Table] = {}
        self.bases: dict[tuple[int, ...], tuple[tuple[Table, ...], Inherited]] = {}
        found: list[Diagnostic] = []
        self.components = table_at(manifest.table, "components", kind)
        self.near = Names(self.components)
        self.all_bases = Bases(self.components, kind)
        self.typed = table_at(manifest.table, kind)
        check_globals(manifest, kind, context, found.append)
        self.diagnostics = tuple(found)

    def section(self, section: Section) -> Table:
        """Root and type section of ``section`` as one layer."""
        known = self._sections.get(section.name)
        if known is None:
            root = table_at(self.manifest.table, section.name) if section.root else {}
            typed = table_at(self.typed, section.name) if section.typed else {}
            config = self.context.config
            below = config.env if section.name == "env" else config.auth if section.name == "auth" else {}
            known = merge_all((below, root, typed), config.lists, self.context.marks)
            self._sections[section.name] = known
        return known

    def inherited(self, walk: Walk, own_lists: Lists | None) -> Inherited:
        """What the visited bases come to, folded once for each chain of bodies."""
        if not walk.visits:
            return NOTHING_INHERITED
        bodies = tuple(table_at(self.components, visit.name) for visit in walk.visits)
        key = (*(id(body) for body in bodies), *((LIST_STRATEGIES.index(own_lists),) if own_lists else ()))
        known = self.bases.get(key)
        if known is None:
            known = self.bases[key] = (
                bodies,
                fold_bases(bodies, self.context.config.lists, own_lists, self.context.marks),
            )
        return known[1]


class Component:
    """One component as its manifest defines it."""

    __slots__ = (
        "_compiled",
        "_inherited",
        "_lists",
        "_merges",
        "_metadata",
        "body",
        "diagnostics",
        "globals",
        "name",
        "over",
        "walk",
    )

    def __init__(self, name: str, shared: Globals) -> None:
        self.name, self.globals = name, shared
        body = shared.components.get(name)
        self.body: Table = body if isinstance(body, dict) else {}
        over = self.body.get("overrides")
        self.over: Table = over if isinstance(over, dict) else {}
        self._merges: dict[str, DeferredMerge] = {}
        self._compiled: Table | None = None
        self._inherited: Inherited | None = None
        self._metadata: Table | None = None
        found: list[Diagnostic] = []
        self.walk = shared.all_bases.walk(name)
        self._lists = self._strategy(found.append)
        check_component(self, body, found.append)
        self.diagnostics = tuple(found)

    @property
    def manifest(self) -> Manifest:
        return self.globals.manifest

    @property
    def kind(self) -> str:
        return self.globals.kind

    @property
    def has_text_calls(self) -> bool:
        """Text that spells a function is one, and a function is its text until it is called."""
        return self.globals.context.config.dialect.text_calls

    @property
    def at(self) -> tuple[str, ...]:
        """The path of the component in its manifest."""
        return ("components", self.kind, self.name)

    @property
    def is_abstract(self) -> bool:
        """Own ``metadata.type``; it is never inherited."""
        return table_at(self.body, "metadata").get("type") == "abstract"

    @property
    def inherited(self) -> Inherited:
        if self._inherited is None:
            own = list_strategy(table_at(self.over, "settings").get("list_merge_strategy")) or list_strategy(
                table_at(self.body, "settings").get("list_merge_strategy")
            )
            self._inherited = self.globals.inherited(self.walk, own)
        return self._inherited

    # --- sections

    def merged(self, name: str) -> DeferredMerge:
        """A layered section: its value and the calls in it that are decided after evaluation."""
        known = self._merges.get(name)
        if known is None:
            known = self._merges[name] = self._merge(SECTIONS[name])
        return known

    def section(self, name: str) -> Table:
        """The value of a layered section, calls as their text."""
        return self.merged(name).value

    def _merge(self, section: Section) -> DeferredMerge:
        context = self.globals.context
        layers = self._layers(section)
        if not any(layers) and section.name != "settings":
            return _NOTHING
        if section.name == "secrets":
            layers = [_scoped(layers[0], "stack"), *(_scoped(layer, "instance") for layer in layers[1:])]
        lists = context.config.lists if section.project_lists == "all" else self._lists
        if section.defers:
            result = merge_layers(layers, lists, context.marks, context.defers)
        else:
            result = DeferredMerge(merge_all(layers, lists, context.marks), ())
        if section.name == "settings" and context.config.github:
            integrations = merge_all(
                (context.config.github, table_at(result.value, "integrations", "github")), lists, context.marks
            )
            value: Table = {
                **result.value,
                "integrations": {**table_at(result.value, "integrations"), "github": integrations},
            }
            result = DeferredMerge(value, result.deferred)
        return result

    def _layers(self, section: Section) -> list[Table]:
        name = section.name
        over: Table = table_at(self.over, name) if section.overrides else {}
        inherited: Table = table_at(self.inherited.sections, name) if self._inherits(name) else {}
        return [self.globals.section(section), inherited, table_at(self.body, name), over]

    def _inherits(self, name: str) -> bool:
        return self.globals.context.config.inherit_source if name == "provision" else True

    def top(self, section: str, key: str) -> Value:
        """The raw value of one key of a section without merging it: the highest layer
        that has the key; None if none has.
        """
        for layer in reversed(self._layers(SECTIONS[section])):
            if key in layer:
                return layer[key]
        return None

    @property
    def deferred(self) -> tuple[tuple[str, Deferred], ...]:
        """Every deferred path of every section, with the section's name."""
        return tuple(
            (s.name, each) for s in sections_of(self.kind) if s.defers for each in self.merged(s.name).deferred
        )

    @property
    def lists(self) -> Lists:
        """The list strategy of this component's section layers."""
        return self._lists

    @property
    def metadata(self) -> Table:
        """Root, inherited and own metadata."""
        if self._metadata is None:
            self._metadata = self._merged_metadata()
        return self._metadata

    def _merged_metadata(self) -> Table:
        root = table_at(self.manifest.table, "metadata")
        inherited = self.inherited.metadata if self.globals.context.config.inherit_metadata else {}
        return merge_all((root, inherited, table_at(self.body, "metadata")), self._lists, self.globals.context.marks)

    @property
    def folder_name(self) -> str:
        """The ``component`` key: own ``metadata.component``, else the end of the legacy chain, else the own name."""
        own = table_at(self.body, "metadata").get("component")
        return source_text(own) or self.walk.legacy or self.name

    @property
    def compiled(self) -> Table:
        """All sections under the names they are shown by, before templates and functions."""
        if self._compiled is None:
            self._compiled = self._compile()
        return self._compiled

    def _compile(self) -> Table:
        compiled: Table = {}
        if self.kind in PASSED_THROUGH:
            compiled.update(
                {key: value for key, value in self.body.items() if key not in ("overrides", "metadata", "component")}
            )
        for section in sections_of(self.kind):
            value = self.section(section.name)
            if value or section.always:
                compiled[section.name] = value
        metadata = self.metadata
        compiled["metadata"] = metadata
        compiled["overrides"] = self.over
        compiled["component"] = self.folder_name
        compiled["inheritance"] = list(self.walk.chain)
        if self.kind not in PASSED_THROUGH:
            compiled["command"] = self._command()
        if self.kind != "ansible":
            source = self._source()
            compiled["source"] = source
        if self.kind == "terraform":
            compiled["required_version"] = self._last(
                ("required_version",), self.inherited.scalars, self.body, self.over
            )
            compiled.update(self._backends(metadata))
        if self.is_abstract:
            compiled["settings"] = _without_spacelift(table_at(compiled, "settings"))
        return compiled

    def _source(self) -> Table:
        config = self.globals.context.config
        typed = table_at(self.globals.typed, "source")
        inherited = as_source(self.inherited.sections.get("source")) if config.inherit_source else {}
        return merge_all(
            (typed, inherited, as_source(self.body.get("source"))), self._lists, self.globals.context.marks
        )

    @staticmethod
    def _last(names: tuple[str, ...], *layers: Table) -> str | Call:
        found: str | Call = ""
        for layer in layers:
            for name in names:
                value = layer.get(name)
                found = value if isinstance(value, (str, Call)) and value else found
        return found

    def _command(self) -> str | Call:
        config = self.globals.context.config
        project: Table = {"command": config.commands.get(self.kind) or self.kind}
        return self._last(("command",), project, self.globals.typed, self.inherited.scalars, self.body, self.over)

    # --- backends

    def _backends(self, metadata: Table) -> Table:
        marks, lists, typed = self.globals.context.marks, self.globals.context.config.lists, self.globals.typed
        inherited, scalars = self.inherited.sections, self.inherited.scalars
        backend_type = self._last(("backend_type",), typed, scalars, self.body)
        whole = merge_all(
            (table_at(typed, "backend"), table_at(inherited, "backend"), table_at(self.body, "backend")), lists, marks
        )
        backend = table_at(whole, _key(backend_type)) if backend_type else {}
        backend = self._with_defaults(backend_type, backend, metadata)
        remote_type = self._last(
            ("remote_state_backend_type",), {"remote_state_backend_type": backend_type}, typed, scalars, self.body
        )
        layers = [table_at(each, "remote_state_backend") for each in (typed, inherited, self.body)]
        own = merge_all([table_at(layer, _key(remote_type)) for layer in layers] if remote_type else [], lists, marks)
        remote = merge_all((backend if remote_type == backend_type else {}, own), lists, marks)
        remote = self._with_defaults(remote_type, remote, metadata) if remote_type == backend_type else remote
        return {
            "backend_type": backend_type,
            "backend": backend,
            "remote_state_backend_type": remote_type,
            "remote_state_backend": remote,
        }

    def _computed(self, text: str, *of: Value) -> Value:
        """A default made of ``of``: unknown where one is a function, unless its text may be called where it stands."""
        if any(isinstance(each, Secret) for each in of):
            return Secret(text)
        if any(isinstance(each, Call) for each in of) and not self.has_text_calls:
            return Unknown(text)
        return text

    def _with_defaults(self, kind: str | Call, backend: Table, metadata: Table) -> Table:
        """The prefix that keeps instances of one bucket apart. See docs/language.md, backend defaults."""
        named = metadata.get("name")
        source = named if source_text(named) else table_at(self.body, "metadata").get("component")
        prefix = source_text(named) or self.folder_name
        prefix = prefix.replace("/", self.globals.context.config.prefix_separator)
        if kind == "s3" and not _text(backend.get("workspace_key_prefix")):
            return {**backend, "workspace_key_prefix": self._computed(prefix, source)}
        if kind == "gcs" and not _text(backend.get("prefix")):
            return {**backend, "prefix": self._computed(prefix, source)}
        if kind == "azurerm":
            return self._azure(backend, prefix, source)
        return backend

    def _azure(self, backend: Table, prefix: str, source: Value) -> Table:
        shared = table_at(self.globals.typed, "backend", "azurerm").get("key")
        own = table_at(self.body, "backend", "azurerm").get("key")
        key = backend.get("key")
        if own or (_text(key) and (not shared or key != shared)):
            return backend
        own_key = f"{prefix}.terraform.tfstate"
        opened = shown_leaf(shared.value if isinstance(shared, Secret) else shared)
        return {**backend, "key": self._computed(f"{opened}/{own_key}" if shared else own_key, shared, source)}

    # --- where values come from

    def fold(self, section: str) -> Fold:
        """The tree of folds of a section: what ``trace`` walks to say where a value was written."""
        described = SECTIONS[section]
        manifest, lists, marks = self.manifest.fold, self._lists, self.globals.context.marks
        parts: list[Part] = []
        if described.root:
            parts.append(Part(manifest, (section,), section))
        if described.typed:
            parts.append(Part(manifest, (self.kind, section), f"{self.kind}.{section}"))
        bases = [
            Part(manifest, ("components", self.kind, visit.name, section), f"base `{visit.name}`")
            for visit in self.walk.visits
        ]
        parts.append(Part(fold(bases, lists, marks), (), "bases"))
        parts.append(Part(manifest, (*self.at, section), "component"))
        if described.overrides:
            parts.append(Part(manifest, (*self.at, "overrides", section), "overrides"))
        return fold(parts, lists, marks)

    def label(self, section: str, path: Path, text: str, *, key: bool = False) -> Label:
        """The place where the value at ``path`` of ``section`` was written; the
        component itself when nobody wrote it.
        """
        node = self.fold(section)
        origin = None
        while path and origin is None:  # an item of a list put together from several has no single origin
            origin = trace(node, path)
            path = path[:-1]
        if origin is not None:
            return Label(self.globals.context.locator.locate(origin, key=key), text)
        return self.own_label((section,) if section in self.body else (), text)

    def own_label(self, path: Path, text: str, *, key: bool = True) -> Label:
        """A place inside the component's own body."""
        return Label(self.globals.context.locate(self.manifest, (*self.at, *path), key), text)

    # --- list strategy

    def _strategy(self, report: Report) -> Lists:
        """``settings.list_merge_strategy`` of stack, bases, component and overrides; the highest counts."""
        chosen = self.globals.context.config.lists
        bases = [table_at(self.globals.components, visit.name, "settings") for visit in self.walk.visits]
        layers = [
            self.globals.section(SECTIONS["settings"]),
            *bases,
            table_at(self.body, "settings"),
            table_at(self.over, "settings"),
        ]
        for layer in layers:
            name = layer.get("list_merge_strategy")
            if name is None or name == "":
                continue
            known = list_strategy(name)
            if known is None:
                shown = str(shown_leaf(name))
                known_ones = "Supported list merge strategies are: replace, append, merge"
                message = f"invalid list merge strategy: '{shown}'. {known_ones}"
                at = ("settings", "list_merge_strategy")
                advice = did_you_mean(shown, LIST_STRATEGIES)
                report(
                    Diagnostic(
                        Code.LIST_STRATEGY, message, self.own_label(at, "no such strategy", key=False), help=advice
                    )
                )
                continue
            chosen = known
        return chosen


def _text(value: Value) -> bool:
    return isinstance(value, Secret) or bool(source_text(value))


def _key(value: str | Call) -> str:
    """The key of a map that text or a call would be."""
    return value.text if isinstance(value, Call) else value


def _scoped(secrets: Table, scope: str) -> Table:
    """Declared secrets with the scope they are declared in."""
    declared = secrets.get("vars")
    if not isinstance(declared, dict):
        return secrets
    scoped: Table = {
        name: {"scope": scope, **body} if isinstance(body, dict) else body for name, body in declared.items()
    }
    return {**secrets, "vars": scoped}


def _without_spacelift(settings: Table) -> Table:
    """Abstract components are never deployed, so nothing is asked to deploy them."""
    spacelift = settings.get("spacelift")
    if not isinstance(spacelift, dict) or "workspace_enabled" not in spacelift:
        return settings
    return {**settings, "spacelift": {key: value for key, value in spacelift.items() if key != "workspace_enabled"}}
