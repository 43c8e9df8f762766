"""Values that change their kind where layers meet: a map over a list, text over a map.

See docs/language.md, deep merge.

The upper side wins, as the language says; whoever wrote the lower side seldom wanted that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.fold import Fold, Layer
from stackc.base.memo import Same
from stackc.base.source import Origin, Path
from stackc.base.value import Append, Call, Missing, Value, look_up
from stackc.base.words import kind_word
from stackc.check import messages as say
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.link.globals import Globals
from stackc.manifest.places import Locator
from stackc.manifest.sections import LAYERED
from stackc.manifest.shape import Said
from stackc.merge.trace import written


def check_kind_changes(compilation: Compilation, report: Report, said: Said) -> None:
    """Every place where a layer of one kind covers one of another (SC0301), each pair of places once.

    Silent where one of the two is reported, in ``said``, to be of the wrong kind at all.
    """
    checker = _Checker(compilation.locator, report, said)
    for manifest in compilation.top_manifests():
        for each in manifest.closure():
            checker.fold(each.fold)
        for component in compilation.stacks.components_of(manifest):
            if not compilation.blocks(component.diagnostics):
                checker.component(component)


def merge_kind_changes(found: Iterable[Diagnostic], refused: Said) -> Iterator[Diagnostic]:
    """``found`` with one finding for what several places cover alike: they agree, so the one below is the odd one.

    Nothing where what is below is told to be ``refused`` by the root module.
    """
    changes: dict[Label, list[Diagnostic]] = {}
    for each in found:
        if each.code is Code.KIND_CHANGE:
            changes.setdefault(each.related[0], []).append(each)
    for each in found:
        if each.code is not Code.KIND_CHANGE:
            yield each
            continue
        group = changes[each.related[0]]
        span = each.related[0].span
        if each is group[0] and (span.file, span.line, span.column) not in refused:
            yield each if len(group) == 1 else say.kind_odd(group)


class _Checker:
    """Compares operands pairwise; remembers which pairs it has seen."""

    def __init__(self, locator: Locator, report: Report, said: Said) -> None:
        self._locator, self._report, self._said = locator, report, said
        self._seen: set[tuple[Same, Same]] = set()
        self._folds: set[Same] = set()
        self._common: set[tuple[Globals, str]] = set()
        self._told: set[tuple[Label, Label]] = set()

    def component(self, component: Component) -> None:
        """Look at its sections; those in which it has what all have in its manifest are looked at once."""
        common = component.globals.compiled
        for name in (section.name for section in LAYERED if section.name in component.compiled):
            if component.compiled[name] is common.get(name):
                if (component.globals, name) in self._common:
                    continue
                self._common.add((component.globals, name))
            self.fold(component.fold(name), (name,))

    def fold(self, node: Fold, at: Path = ()) -> None:
        """Look at a fold and those it is made of; ``at`` is where in a component it stands."""
        if Same(node) in self._folds:
            return
        self._folds.add(Same(node))
        for layer in node.layers:
            if isinstance(layer.node, Fold):
                self.fold(layer.node, at)
        layers = _distinct([layer for layer in node.layers if not layer.mount])
        for index, above in enumerate(layers):
            for below in reversed(layers[:index]):
                for path in self._changes(below.value, above.value, ()):
                    self._tell(below, above, path, (*at, *path))

    def _changes(self, below: Value, above: Value, path: Path) -> Iterator[Path]:
        if not isinstance(below, dict) or not isinstance(above, dict):
            return
        pair = Same(below), Same(above)
        if below is above or pair in self._seen or below.keys().isdisjoint(above):
            return
        self._seen.add(pair)
        for name, value in above.items():
            under = below.get(name)
            if isinstance(under, dict) and isinstance(value, dict):
                yield from self._changes(under, value, (*path, name))
            elif name in below and _kind(under) and _kind(value) and _kind(under) != _kind(value):
                yield (*path, name)

    def _tell(self, below: Layer, above: Layer, path: Path, shown: Path) -> None:
        upper, lower = _origin(above, path), _origin(below, path)
        if upper is None or lower is None:
            return
        over = look_up(above.value, path)
        under = look_up(below.value, path)
        if isinstance(over, Missing) or isinstance(under, Missing):
            return
        first = Label(self._locator.locate(upper, key=True), f"{kind_word(over)} here")
        second = Label(self._locator.locate(lower, key=True), f"{kind_word(under)} here")
        if (first, second) in self._told or any(self._is_said(origin) for origin in (upper, lower)):
            return
        self._told.add((first, second))
        self._report(say.kind_changed(shown, over, under, first, second))

    def _is_said(self, origin: Origin) -> bool:
        spans = (self._locator.locate(origin, key=key) for key in (True, False))
        return any((span.file, span.line, span.column) in self._said for span in spans)


def _distinct(layers: list[Layer]) -> list[Layer]:
    """Of operands that are one and the same value, as a file imported again and again is, the first and the last."""
    first: dict[Same, int] = {}
    last: dict[Same, int] = {}
    for at, layer in enumerate(layers):
        first.setdefault(Same(layer.value), at)
        last[Same(layer.value)] = at
    return [layers[at] for at in sorted({*first.values(), *last.values()})]


def _origin(layer: Layer, path: Path) -> Origin | None:
    return written(layer.node, (*layer.path, *path))


def _kind(value: Value) -> str:
    """The kind that matters; null, calls and templates may become anything."""
    if isinstance(value, dict):
        return "map"
    if isinstance(value, (list, Append)):
        return "list"
    if isinstance(value, Call):
        return ""
    if isinstance(value, str):
        return "" if value.startswith("!") or "{{" in value else "scalar"
    return "" if value is None else "scalar"
