"""One component, one stack, several manifests: are the definitions the same, and how it is said when they are not.

See docs/language.md, duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from stackc.base.diagnostic import MAX_FOLDED, Diagnostic, Facts
from stackc.base.ids import ManifestKey, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.record import replace
from stackc.base.source import Path, Span, path_text
from stackc.base.value import MISSING, Call, Missing, Unknown, Value, leaves, look_up
from stackc.link import messages as say
from stackc.link.component import Component
from stackc.link.naming import NamingRules
from stackc.manifest.library import import_chain
from stackc.merge.trace import trace

MAX_FACTS = 20


def are_identical(components: Sequence[Component]) -> bool:
    """True when all definitions compile to the same sections; ``1``, ``1.0`` and ``"1"``
    differ, null and absent differ.
    """
    first = components[0].compiled
    return all(_is_alike(first, other.compiled) for other in components[1:])


def _is_alike(left: Value | Missing, right: Value | Missing) -> bool:
    """Equal in kind, and quoted alike: nothing is rendered yet, so quotes may still make a difference."""
    if left is right:
        return True
    if left.__class__ is not right.__class__:
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_is_alike(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_is_alike(a, b) for a, b in zip(left, right, strict=True))
    return left == right


def duplicate_found(
    stack: StackName,
    components: Sequence[Component],
    rules: NamingRules,
    *,
    accepted: bool = False,
    ways: Mapping[Span, int] | None = None,
) -> Diagnostic:
    """The duplicate of one component in one stack: the lines scripts look for, then what they never told.

    ``accepted``: the project allows identical duplicates, so this is a warning without those lines.
    ``ways``: how many definitions come through an import, in whichever stacks; without it, those of this one count.
    """
    components = sorted(components, key=lambda component: component.manifest.key)
    definitions = [_definition(component) for component in components]
    facts = None if are_identical(components) else _differences(components, [each.key for each in definitions])
    shared = _shared_import(definitions, ways or count_ways([components]))
    return say.duplicate(stack, components[0].name, definitions, shared, facts, rules, accepted=accepted)


def count_ways(duplicates: Iterable[Sequence[Component]]) -> Mapping[Span, int]:
    """How many of all definitions come through each import."""
    definitions = (_definition(each) for components in duplicates for each in components)
    return Counter(span for each in definitions for span in set(each.imports))


def files_between(components: Sequence[Component]) -> Iterator[str]:
    """The files in which a component stands, and those with the imports that bring it into its manifests."""
    for each in map(_definition, components):
        yield from (each.span.file, *(span.file for span in each.imports))


class Duplicate(NamedTuple):
    """One component that several manifests define, and what is said of it."""

    component: str
    stack: StackName
    manifests: tuple[ManifestKey, ...]
    diagnostic: Diagnostic


def told_together(duplicates: Iterable[Duplicate]) -> Iterator[Diagnostic]:
    """One finding for all components that the same manifests define in one stack: most say something of one of them;
    and one for all stacks that get them by one line.
    """
    groups: dict[object, list[Duplicate]] = {}
    for each in duplicates:
        groups.setdefault((each.stack, each.manifests, each.diagnostic.code), []).append(each)
    lines: dict[object, list[Duplicate]] = {}
    for group in groups.values():
        first = next((each for each in group if each.diagnostic.facts), group[0])
        others = [f"`{each.component}`" for each in group if each is not first]
        told = _noted(first.diagnostic, "so are", others)
        place = told.primary.span if told.primary is not None else None
        lines.setdefault((place, told.code), []).append(first._replace(diagnostic=told))
    for group in lines.values():
        yield _noted(group[0].diagnostic, "the same in", [f"`{each.stack}`" for each in group[1:]])


def _noted(told: Diagnostic, words: str, names: Sequence[str]) -> Diagnostic:
    if not names:
        return told
    more = f" and {len(names) - MAX_FOLDED} more" if len(names) > MAX_FOLDED else ""
    return replace(told, notes=(*told.notes, f"{words} {', '.join(names[:MAX_FOLDED])}{more}"))


class Definition(NamedTuple):
    """One of several: its manifest, where it stands, and the imports that bring it there, outermost first."""

    key: ManifestKey
    span: Span
    imports: tuple[Span, ...] = ()


def _definition(component: Component) -> Definition:
    key, locator = component.manifest.key, component.context.locator
    origin = trace(component.manifest.fold, component.at)
    if origin is None:
        return Definition(key, Span(component.manifest.file))
    imports = import_chain(component.manifest, origin.file, locator)
    return Definition(key, locator.locate(origin, key=True), imports)


def _shared_import(definitions: Sequence[Definition], ways: Mapping[Span, int]) -> Span | None:
    """The import that most definitions come through, and of several such the one next to what it brings."""
    most = max((ways[span] for each in definitions for span in each.imports), default=1)
    common = [span for each in definitions for span in each.imports if ways[span] == most > 1]
    return common[-1] if common else None


def _differences(components: Sequence[Component], keys: Sequence[str]) -> Facts:
    paths: dict[Path, None] = {}
    for component in components:
        for path, _ in leaves(component.compiled):
            paths.setdefault(path)
    rows: list[tuple[str, ...]] = []
    for path in sorted(paths, key=lambda p: [str(step) for step in p]):
        values = [look_up(component.compiled, path) for component in components]
        if all(_is_alike(values[0], value) for value in values[1:]):
            continue
        if any(isinstance(value, (dict, list)) and value for value in values):
            continue
        rows.append((path_text(path), *(_shown(value) for value in values)))
    if len(rows) > MAX_FACTS:
        more = len(rows) - MAX_FACTS
        rows = [*rows[:MAX_FACTS], (f"… and {more} more", *("" for _ in keys))]
    return Facts(("key", *keys), tuple(rows))


def _shown(value: Value | Missing) -> str:
    if value is MISSING:
        return "(absent)"
    if isinstance(value, (Call, Unknown)):
        return value.text
    if isinstance(value, str):
        return f'"{value}"'
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
