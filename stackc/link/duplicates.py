"""One component, one stack, several manifests: are the definitions the same, and how it is said when they are not.

See docs/language.md, duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Facts, Label
from stackc.base.ids import StackName
from stackc.base.source import Path, Span, path_text
from stackc.base.value import MISSING, Call, Missing, Unknown, Value, leaves, look_up
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
    return all(_same(first, other.compiled) for other in components[1:])


def _same(left: Value | Missing, right: Value | Missing) -> bool:
    if left is right:
        return True
    if left.__class__ is not right.__class__:
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_same(a, b) for a, b in zip(left, right, strict=True))
    return left == right


def duplicate_found(
    stack: StackName, components: Sequence[Component], rules: NamingRules, *, accepted: bool = False
) -> Diagnostic:
    """The duplicate of one component in one stack: the lines scripts look for, then what they never told.

    ``accepted``: the project allows identical duplicates, so this is a warning without those lines.
    """
    components = sorted(components, key=lambda component: component.manifest.key)
    name = components[0].name
    keys = [str(component.manifest.key) for component in components]
    identical = are_identical(components)
    chains = [_chain(component) for component in components]
    related = tuple(label for chain in chains for label in chain[1])
    shared = _shared_import(chains)
    notes: tuple[str, ...] = ("the definitions are identical",) if identical else ()
    if shared:
        notes += (f"all of them get it through the one import at {shared}",)
    what = "identical definitions" if identical else "differing definitions"
    message = f"the component `{name}` has {what} in {len(keys)} manifests of the stack `{stack}`: {', '.join(keys)}"
    if rules.template:
        context = (
            f"Check that all context variables in the stack name template '{rules.template}' are correctly defined in"
            " the files and not duplicated."
        )
    else:
        context = (
            f"Check that all context variables in the stack name pattern '{rules.pattern}' are correctly defined in"
            " the files and not duplicated."
        )
    return Diagnostic(
        Code.DUPLICATE_IDENTICAL if accepted else Code.DUPLICATE_COMPONENT,
        message,
        Label(chains[0][0], f"defined here for `{keys[0]}`"),
        (
            *(Label(chain[0], f"defined here for `{key}`") for key, chain in zip(keys[1:], chains[1:], strict=True)),
            *related,
        ),
        help=_advice(identical, shared),
        facts=None if identical else _differences(components, keys),
        preface=()
        if accepted
        else (
            (
                f"Found duplicate config for the component '{name}' for the stack '{stack}' in the files:"
                f" {', '.join(keys)}."
            ),
            context,
            "Check that all imports are valid.",
        ),
        notes=notes,
    )


def _chain(component: Component) -> tuple[Span, tuple[Label, ...]]:
    """Where the definition stands, and the imports that bring it into its manifest."""
    locator = component.context.locator
    origin = trace(component.manifest.fold, component.at)
    if origin is None:
        return Span(component.manifest.file), ()
    spans = import_chain(component.manifest, origin.file, locator)
    key = component.manifest.key
    return locator.locate(origin, key=True), tuple(
        Label(span, f"import {at} of `{key}`") for at, span in enumerate(spans, 1)
    )


def _shared_import(chains: Sequence[tuple[Span, tuple[Label, ...]]]) -> Span | None:
    counted = Counter(label.span for _, chain in chains for label in set(chain))
    common = [span for _, chain in chains[:1] for label in chain if counted[span := label.span] == len(chains)]
    return common[-1] if common else None


def _advice(identical: bool, shared: Span | None) -> str:
    if shared:
        return (
            f"import the component in one manifest of the stack only: remove the import at {shared} from what they"
            " share"
        )
    if identical:
        return "keep one of the definitions; or accept equal ones with `stacks.duplicates: allow-identical`"
    return (
        "keep one of the definitions, or give the manifests different context variables so that they form different"
        " stacks"
    )


def _differences(components: Sequence[Component], keys: Sequence[str]) -> Facts:
    paths: dict[Path, None] = {}
    for component in components:
        for path, _ in leaves(component.compiled):
            paths.setdefault(path)
    rows: list[tuple[str, ...]] = []
    for path in sorted(paths, key=lambda p: [str(step) for step in p]):
        values = [look_up(component.compiled, path) for component in components]
        if all(_same(values[0], value) for value in values[1:]):
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
