"""``Statement``: one line that says a value, and how it came to have a say. See docs/language.md, questions."""

from __future__ import annotations

from stackc.base.fold import DEFAULT_FILE
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path, Span
from stackc.base.value import Value
from stackc.link.component import Component
from stackc.manifest.library import import_chain
from stackc.manifest.manifest import Manifest
from stackc.merge.trace import Contribution, contributions, trace

_PASSING = frozenset({"import", "bases"})
"""Labels of layers that only pass on what other layers say."""


class Statement(NamedTuple):
    """One operand that has a value at a path: what it says, where, and in which layer."""

    value: Value
    """As it is written: templates and functions are their source."""
    origin: Origin
    span: Span | None
    """None for what no manifest says: the project file, or a default."""
    layer: str
    """``component``, ``overrides``, ``base `NAME```, the type's name, ``root``, ``project`` or ``default``."""
    imported: tuple[Span, ...] = ()
    """The import entries that lead from the stack's manifest to it, outermost first; empty for the manifest itself."""
    is_local: bool = False
    """It stands in a local file, which is laid over the manifest that these imports lead to."""


def winner(component: Component, path: Path) -> Statement | None:
    """Who gave the value at ``path``; None when nobody did."""
    node, inner = component.tree(path)
    origin = trace(node, inner)
    if origin is None:
        return None
    said = [each for each in contributions(node, inner) if each.origin == origin]
    found = said[-1] if said else Contribution(None, origin, ())
    return _statement(component, found)


def statements(component: Component, path: Path) -> tuple[Statement, ...]:
    """All who say something at ``path``, lowest first, each line once at its highest place."""
    node, inner = component.tree(path)
    latest: dict[Origin, Contribution] = {}
    for each in contributions(node, inner):
        latest.pop(each.origin, None)  # it counts where it is merged last
        latest[each.origin] = each
    return tuple(_statement(component, each) for each in latest.values())


def _statement(component: Component, found: Contribution) -> Statement:
    layers = [label for label in found.labels if label not in _PASSING]
    layer = layers[-1] if layers else "component"
    if found.origin.file == DEFAULT_FILE:
        return Statement(found.value, found.origin, None, layer)
    locator, manifest = component.context.locator, component.manifest
    imported = import_chain(manifest, found.origin.file, locator)
    is_local = any(each.local == found.origin.file for each in manifest.closure())
    return Statement(found.value, found.origin, locator.locate(found.origin), layer, imported, is_local)


def reason(component: Component, over: Statement, under: Statement) -> str:
    """Why ``over`` wins, in one line."""
    if over.layer != under.layer:
        if over.layer.startswith("base ") and under.layer.startswith("base "):
            return f"{_words(over)} comes after {_words(under)} among the bases"
        return f"{_words(over)} wins over {_words(under)}"
    if over.origin.file == under.origin.file:
        return "a file that is imported again counts again"
    if any(each.files == (under.origin.file, over.origin.file) for each in component.manifest.closure()):
        return "a local file wins over its manifest"
    if _imports(component.manifest, over.origin.file, under.origin.file):
        return "a file wins over what it imports"
    return "a later import wins over an earlier one"


def _words(statement: Statement) -> str:
    return {
        "component": "the component itself",
        "overrides": "what `overrides` says",
        "root": "the root of the manifests",
        "project": "the project file",
        "default": "what is derived",
    }.get(statement.layer, f"the {statement.layer}" if " " in statement.layer else f"the section `{statement.layer}`")


def _imports(top: Manifest, file: str, wanted: str) -> bool:
    return any(
        wanted in each.files for manifest in top.closure() if file in manifest.files for each in manifest.closure()
    )
