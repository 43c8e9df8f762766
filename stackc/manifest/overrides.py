"""The scope of ``overrides``: which components of which files receive them. See docs/language.md, overrides."""

from __future__ import annotations

from collections.abc import Iterable

from stackc.base.fold import Fold, Lists, Node, layer
from stackc.base.marks import Marks
from stackc.base.value import Table
from stackc.manifest import messages as say
from stackc.manifest.manifest import NO_OVERRIDES, Overrides
from stackc.manifest.places import Places
from stackc.manifest.sections import LAYERED
from stackc.merge.merge import fold

TYPES = ("terraform", "helmfile", "packer", "ansible")
_OVERRIDDEN = tuple(section.name for section in LAYERED if section.overrides)


def own_overrides(
    document: Table, own: Node, above: Overrides, lists: Lists, marks: Marks, places: Places
) -> Overrides:
    """What a file's own components receive: its root overrides, those of the type, and over both its ancestors'."""
    root = _section(document, (), places)
    found: list[tuple[str, Fold]] = []
    for kind in TYPES:
        typed = _section(document, (kind,), places)
        inherited = above.get(kind)
        if root or typed or inherited.value:
            layers = (
                layer(own, ("overrides",), "overrides"),
                layer(own, (kind, "overrides"), f"{kind}.overrides"),
                layer(inherited, (), "overrides above"),
            )
            found.append((kind, fold(layers, lists, marks)))
    return Overrides(tuple(found)) if found else NO_OVERRIDES


def _section(document: Table, path: tuple[str, ...], places: Places) -> Table:
    table = document
    for step in path:
        below = table.get(step)
        if not isinstance(below, dict):
            return {}
        table = below
    if "overrides" not in table:
        return {}
    section = table["overrides"]
    if isinstance(section, dict):
        for name in _OVERRIDDEN:
            value = section.get(name, section)
            if value is not section and not isinstance(value, dict):
                places.report(say.overrides_kind(value, (*path, "overrides", name), places))
        return section
    places.report(say.overrides_kind(section, (*path, "overrides"), places))
    return {}


def combine(overrides: Iterable[Overrides], lists: Lists, marks: Marks) -> Overrides:
    """Overrides laid over one another, lowest first."""
    given = [each for each in overrides if each.by_type]
    if len(given) < 2:
        return given[0] if given else NO_OVERRIDES
    kinds = dict.fromkeys(kind for each in given for kind, _ in each.by_type)
    return Overrides(tuple((kind, fold((layer(each.get(kind)) for each in given), lists, marks)) for kind in kinds))


def stamped(own: Node, document: Table, final: Overrides) -> Fold:
    """A file's own content with ``overrides`` put into the components it holds itself;
    they replace what stands there.
    """
    base = layer(own)
    sections = document.get("components")
    if not final.by_type or not isinstance(sections, dict):
        return Fold(document, (base,))
    layers = [base]
    components = dict(sections)
    for kind, overrides in final.by_type:
        named = sections.get(kind)
        if not overrides.value or not isinstance(named, dict):
            continue
        components[kind] = {
            name: {**body, "overrides": overrides.value} if isinstance(body, dict) else body
            for name, body in named.items()
        }
        layers += [layer(overrides, (), "overrides", ("components", kind, name, "overrides")) for name in named]
    return Fold({**document, "components": components}, tuple(layers))
