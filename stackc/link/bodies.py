"""Bodies of components as manifests write them, and what the bases of a component come to.

See docs/language.md, inheritance.
"""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.fold import Fold, Layer, Lists
from stackc.base.marks import Marks
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Call, Table, Unknown, table_at
from stackc.link.layers import changed, default_layer, fold_in_turn, fold_of
from stackc.manifest.manifest import Manifest
from stackc.manifest.sections import Section
from stackc.merge.merge import fold, list_strategy


class Body(NamedTuple):
    """One component as a manifest writes it: its table, and where that stands."""

    table: Table
    manifest: Manifest
    at: tuple[str, ...]
    label: str

    def layer(self, section: Section) -> tuple[Layer, ...]:
        """What the body says of a section: one layer or none."""
        key = section.name
        value = self.table.get(key)
        if value is None:
            return ()
        if section.kind == "text":
            return (self._layer({key: value}, ()),) if value and isinstance(value, (str, Call, Unknown)) else ()
        if isinstance(value, dict):
            return (self._layer(value, (key,)),) if value else ()
        if section.kind == "source" and value and isinstance(value, (str, Call, Unknown)):
            return (changed(self._layer({}, (key,)), {"uri": value}, ("uri",)),)
        return ()

    def _layer(self, value: Table, path: tuple[str, ...]) -> Layer:
        return Layer(value, self.manifest.fold, (*self.at, *path), self.label)


class Inherited:
    """What the bases of a component come to, section by section: each is laid over those visited before it."""

    __slots__ = ("_bodies", "_lists", "_marks", "_own_lists", "_sections", "names")

    def __init__(self, bodies: Sequence[Body], lists: Lists, own_lists: Lists | None, marks: Marks) -> None:
        """``own_lists`` is the heir's own list strategy; without one each base's own decides for its turn."""
        self._lists: Lists = lists
        self._own_lists: Lists | None = own_lists
        self._bodies, self._marks = bodies, marks
        self._sections: dict[str, Fold] = {}
        self.names: frozenset[str] = frozenset().union(*(body.table for body in bodies))
        """What any of the bases says something of."""

    def section(self, section: Section) -> Fold:
        """A section of all bases together; of texts the one in force."""
        known = self._sections.get(section.name)
        if known is None:
            known = self._sections[section.name] = self._fold(section)
        return known

    def _fold(self, section: Section) -> Fold:
        if section.kind == "text":
            return self._text(section)
        said = [(body, layer) for body in self._bodies for layer in body.layer(section)]
        if section.kind == "metadata":
            said = [(body, _inheritable(layer)) for body, layer in said]
        if len(said) < 2 or section.project_lists:
            return fold([layer for _, layer in said], self._lists, self._marks)
        return fold_in_turn([(self._strategy(body), layer) for body, layer in said], self._marks)

    def _strategy(self, body: Body) -> Lists:
        return self._own_lists or own_strategy(body.table) or self._lists

    def _text(self, section: Section) -> Fold:
        """The last base decides, even one that says nothing; of required versions the last one given counts."""
        bodies = self._bodies if section.name == "required_version" else self._bodies[-1:]
        given = [layer for body in bodies for layer in body.layer(section)]
        return fold_of(given[-1:])


NOTHING_INHERITED = Inherited((), "replace", None, Marks())


def own_strategy(body: Table) -> Lists | None:
    """The list strategy a body of a component asks for itself."""
    name = table_at(body, "settings").get("list_merge_strategy")
    return list_strategy(name) if name else None


def is_abstract(body: Table) -> bool:
    """A base for others, not deployed itself: own ``metadata.type``, which is never inherited."""
    return table_at(body, "metadata").get("type") == "abstract"


def _inheritable(metadata: Layer) -> Layer:
    """Metadata without what says of the base alone: its own bases, and that it is one."""
    kept = {key: value for key, value in metadata.value.items() if key not in ("inherits", "type")}
    return changed(metadata, kept)


def with_scope(secrets: Layer, scope: str) -> Layer:
    """Declared secrets with the scope they are declared in."""
    declared = secrets.value.get("vars")
    if not isinstance(declared, dict):
        return secrets
    scoped: Table = {
        name: {"scope": scope, **body} if isinstance(body, dict) else body for name, body in declared.items()
    }
    [default] = default_layer({"vars": {name: {"scope": scope} for name in scoped}}, "default")
    value: Table = {**secrets.value, "vars": scoped}
    return Layer(value, Fold(value, (default, secrets)), (), secrets.label)
