"""``Component``: one component of one top-level manifest with its sections, merged but not evaluated.

A section is computed when somebody asks for it and kept. See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.fold import Fold, Layer, Lists, Node
from stackc.base.source import Origin, Path
from stackc.base.value import SEALED, Call, Table, Unknown, Value, shown_leaf, source_text, table_at
from stackc.config.messages import list_strategy_unknown
from stackc.link.bodies import Body, is_abstract, own_strategy
from stackc.link.context import LinkContext
from stackc.link.globals import Globals
from stackc.link.inheritance import Walk
from stackc.link.mistakes import check_component
from stackc.link.precedence import Precedence
from stackc.manifest.manifest import Manifest
from stackc.manifest.sections import SECTIONS, has
from stackc.manifest.vocabulary import PASSED_THROUGH
from stackc.merge.deferred import Deferred
from stackc.merge.merge import LIST_STRATEGIES, list_strategy
from stackc.merge.trace import written

_NOT_PASSED = frozenset({"overrides", "metadata", "component"})


class Component:
    """One component as its manifest defines it. Nothing is computed before somebody asks: a name needs very little."""

    __slots__ = (
        "_compiled",
        "_found",
        "_known_lists",
        "_known_precedence",
        "_known_walk",
        "body",
        "globals",
        "name",
        "over",
    )

    def __init__(self, name: str, shared: Globals) -> None:
        self.name: str = name
        self.globals: Globals = shared
        body = shared.components.get(name)
        self.body: Table = body if isinstance(body, dict) else {}
        self.over: Table = table_at(self.body, "overrides")
        self._known_walk: Walk | None = None
        self._known_lists: tuple[Lists, tuple[Diagnostic, ...]] | None = None
        self._known_precedence: Precedence | None = None
        self._compiled: Table | None = None
        self._found: tuple[Diagnostic, ...] | None = None

    @property
    def walk(self) -> Walk:
        """Its bases, in the order in which they are merged."""
        if self._known_walk is None:
            self._known_walk = self.globals.all_bases.walk(self.name)
        return self._known_walk

    @property
    def lists(self) -> Lists:
        """The list strategy of this component's section layers."""
        return self._strategy[0]

    @property
    def _strategy(self) -> tuple[Lists, tuple[Diagnostic, ...]]:
        """Its list strategy, and what is wrong with what is said of it."""
        if self._known_lists is None:
            found: list[Diagnostic] = []
            self._known_lists = self._list_strategy(found.append), tuple(found)
        return self._known_lists

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with it before anything is evaluated."""
        if self._found is None:
            found = [*self._strategy[1]]
            check_component(self, self.globals.components.get(self.name), found.append)
            self._found = tuple(found)
        return self._found

    @property
    def _precedence(self) -> Precedence:
        if self._known_precedence is None:
            manifest, at = self.manifest, self.at
            own = own_strategy(self.over) or own_strategy(self.body)
            self._known_precedence = Precedence(
                self.globals,
                Body(self.body, manifest, at, "component"),
                Body(self.over, manifest, (*at, "overrides"), "overrides"),
                self.globals.inherited(self.walk, own),
                self.lists,
                self.folder_name,
            )
        return self._known_precedence

    @property
    def context(self) -> LinkContext:
        return self.globals.context

    @property
    def manifest(self) -> Manifest:
        return self.globals.manifest

    @property
    def kind(self) -> str:
        return self.globals.kind

    @property
    def has_text_calls(self) -> bool:
        """Text that spells a function is one, and a function is its text until it is called."""
        return self.context.config.dialect.text_calls

    @property
    def at(self) -> tuple[str, ...]:
        """The path of the component in its manifest."""
        return ("components", self.kind, self.name)

    @property
    def is_abstract(self) -> bool:
        """Own ``metadata.type``; it is never inherited."""
        return is_abstract(self.body)

    @property
    def folder_name(self) -> str:
        """The ``component`` key: own ``metadata.component``, else the end of the legacy chain, else the own name."""
        own = table_at(self.body, "metadata").get("component")
        return source_text(own) or self.walk.legacy or self.name

    @property
    def metadata(self) -> Table:
        """Root, inherited and own metadata."""
        return self.section("metadata")

    # --- sections

    def fold(self, section: str) -> Fold:
        """A section as the tree of its layers: its value, and what ``trace`` walks to say where that was written."""
        return self._precedence.fold(section)

    def section(self, name: str) -> Table:
        """The value of a section that is a map, calls as they are written."""
        return self.fold(name).value

    def text(self, name: str) -> str | Call | Unknown:
        """The value of a section that is a text; empty when nobody says it."""
        return self._precedence.text(name)

    def deferred(self, name: str) -> tuple[Deferred, ...]:
        """The calls in a section that are decided after evaluation."""
        return self._precedence.deferred(name)

    def layers(self, name: str) -> tuple[Layer, ...]:
        """The layers of a section, lowest first, as they are before they meet."""
        return self._precedence.layers(SECTIONS[name])

    def tables(self, section: str) -> Iterator[Table]:
        """What anybody who has a say writes of a section that is a map: nothing is put in order or merged for that."""
        yield from (layer.value for layer in self.globals.layers(SECTIONS[section]))
        yield from (table_at(body, section) for body in self._own)

    @property
    def bodies(self) -> Iterator[Table]:
        """All that it is made of, each piece shared with whoever is made of it, too: what the whole manifest has, its
        bases, and what it says itself.
        """
        yield self.globals.compiled
        yield from self._own

    @property
    def _own(self) -> Iterator[Table]:
        """Its bases, what it says itself, and its overrides, as they are written."""
        yield from (table_at(self.globals.components, visit.name) for visit in self.walk.visits)
        yield self.body
        yield self.over

    def top(self, section: str, key: str) -> Value:
        """The raw value of one key of a section without merging it: the highest layer
        that has the key; None if none has.
        """
        return self.tops(section)(key)

    def tops(self, section: str) -> Callable[[str], Value]:
        """The same for several keys of a section, whose layers are put together once."""
        tables = [each.value for each in reversed(self.layers(section))]
        return lambda key: next((table[key] for table in tables if key in table), None)

    def says(self, section: str, key: str) -> bool:
        """The component or a base of it has something under ``key`` of a section; else the stack alone may."""
        return any(key in table_at(body, section) for body in self._own)

    @property
    def compiled(self) -> Table:
        """All sections under the names they are shown by, before templates and functions."""
        if self._compiled is None:
            self._compiled = self._compile()
        return self._compiled

    def _compile(self) -> Table:
        compiled: Table = {}
        if self.kind in PASSED_THROUGH:
            compiled.update({key: own for key, own in self.body.items() if key not in _NOT_PASSED})
        compiled.update(self.globals.compiled)
        for section in self._precedence.own_sections():
            value = self.fold(section.name).value
            if section.kind == "text":
                compiled[section.name] = self._precedence.text(section.name)
            elif value or section.always:
                compiled[section.name] = value
        compiled["overrides"] = self.over
        own = table_at(self.body, "metadata").get("component")
        compiled["component"] = own if isinstance(own, SEALED) and not self.has_text_calls else self.folder_name
        compiled["inheritance"] = list(self.walk.chain)
        return compiled

    # --- where values come from

    def origin(self, section: str, path: Path) -> Origin | None:
        """Where the value at ``path`` of ``section`` was written; None for a default, and for what is not there."""
        return written(*self.tree((section, *path)))

    def nearest_origin(self, section: str, path: Path) -> Origin | None:
        """The same; where the value has no single one, as an item of a list put together from several, that of the
        nearest that holds it.
        """
        origin = self.origin(section, path)
        while path and origin is None:
            path = path[:-1]
            origin = self.origin(section, path) if path else None
        return origin

    def tree(self, path: Path) -> tuple[Node, Path]:
        """The tree of merges that holds the value at ``path``, whose first step is a section, and its path in there."""
        section = str(path[0])
        if section not in SECTIONS or not has(SECTIONS[section], self.kind):
            return self.manifest.fold, (*self.at, *path)
        return self.fold(section), path if SECTIONS[section].kind == "text" else path[1:]

    def label(self, section: str, path: Path, text: str, *, key: bool = False) -> Label:
        """The place where the value at ``path`` of ``section`` was written; the
        component itself when nobody wrote it.
        """
        origin = self.nearest_origin(section, path)
        if origin is not None:
            return Label(self.context.locator.locate(origin, key=key), text)
        return self.own_label((section,) if section in self.body else (), text)

    def own_label(self, path: Path, text: str, *, key: bool = True) -> Label:
        """A place inside the component's own body."""
        return Label(self.context.locate(self.manifest, (*self.at, *path), key), text)

    # --- list strategy

    def _list_strategy(self, report: Report) -> Lists:
        """``settings.list_merge_strategy`` of stack, bases, component and overrides; the highest counts."""
        chosen = self.context.config.lists
        for layer in (
            *(each.value for each in self.globals.layers(SECTIONS["settings"])),
            *(table_at(self.globals.components, visit.name, "settings") for visit in self.walk.visits),
            table_at(self.body, "settings"),
            table_at(self.over, "settings"),
        ):
            name = layer.get("list_merge_strategy")
            if name is None or name == "":
                continue
            known = list_strategy(name)
            if known is None:
                label = self.own_label(("settings", "list_merge_strategy"), "no such strategy", key=False)
                report(list_strategy_unknown(str(shown_leaf(name)), LIST_STRATEGIES, label))
                continue
            chosen = known
        return chosen
