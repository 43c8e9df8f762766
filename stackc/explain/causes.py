"""Which line makes a leaf differ between two commits, and which edited lines change nothing.

See docs/language.md, differences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from stackc.base.ids import COMPONENT_TYPES, InstanceId
from stackc.base.memo import Memo
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path, Span
from stackc.base.value import MISSING, Missing, Value, look_up, strictly_equal
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.explain.leaves import differing, origin_of, span_of
from stackc.link.component import Component
from stackc.manifest.manifest import Manifest
from stackc.manifest.sections import SECTIONS, has
from stackc.merge.trace import contributions


class Place(NamedTuple):
    """Where a difference is made: a line of the base, of the head, or one of each of two that are compared."""

    kind: Literal["edited", "import", "follows", "place"]
    before: Span | None
    after: Span | None

    def of_line(self) -> Place:
        """The place of the whole line: what differs because of one line is told together."""
        return self._replace(before=_line(self.before), after=_line(self.after))

    def order(self) -> tuple[object, ...]:
        """To sort by; what has no place comes last."""
        span = self.after or self.before
        other = self.before or self.after
        return (span is None, *(("", 0) if span is None or other is None else (*span[:2], *other[:2])), self.kind)


def _line(span: Span | None) -> Span | None:
    return span and Span(span.file, span.line)


class Idle(NamedTuple):
    """What ``difference.WithoutEffect`` says."""

    path: Path
    instance: InstanceId
    winning: Value
    is_same: bool
    by: Span | None


class Line(NamedTuple):
    """An edited line: what a file says at a path, now or in the base."""

    side: Literal["before", "after"]
    origin: Origin
    value: Value


class Section(NamedTuple):
    """What a place in a manifest is about: a section and a path in it, of one component or of all."""

    name: str
    path: Path
    kind: str = ""
    """The component type; empty: all."""
    component: str = ""
    """Empty: all."""


class Commits:
    """Two states of one repository."""

    def __init__(
        self,
        head: Compilation,
        base: Compilation,
        heads: Mapping[InstanceId, Instance],
        bases: Mapping[InstanceId, Instance],
    ) -> None:
        self._head, self._base, self._heads, self._bases = head, base, heads, bases
        self._files = Memo[Manifest, frozenset[str]](lambda each: frozenset(m.file for m in each.closure()))
        self._differs = Memo[str, bool](self._find_differs)

    # --- the line that makes a difference

    def cause(self, before: Instance, after: Instance, path: Path) -> Place:
        """The place that makes the leaf at ``path`` differ, which it does."""
        new, old = origin_of(after, path), origin_of(before, path)
        if new is not None and self._is_edited(new):
            return Place("edited", None, span_of(after, new))
        if old is not None and self._is_edited(old):
            return Place("edited", span_of(before, old), None)
        top, below = after.component.manifest, before.component.manifest
        entry = self._entry(top, below, new)
        if entry is not None:
            return Place("import", None, span_of(after, entry))
        entry = self._entry(below, top, old)
        if entry is not None:
            return Place("import", span_of(before, entry), None)
        if new is not None:
            return Place("follows", None, span_of(after, new))
        return Place("follows", span_of(before, old), None)

    def _is_edited(self, origin: Origin) -> bool:
        """The file says something else there than in the other state, or what it says there cannot be told apart."""
        if not self._differs(origin.file):
            return False
        old, new = (look_up(each.reader.document(origin.file).root, origin.path) for each in (self._base, self._head))
        if isinstance(old, Missing) and isinstance(new, Missing):
            return True
        return isinstance(old, Missing) or isinstance(new, Missing) or not strictly_equal(old, new)

    def _find_differs(self, file: str) -> bool:
        old, new = self._base.reader.document(file), self._head.reader.document(file)
        return not strictly_equal(old.root, new.root) or bool(old.diagnostics) or bool(new.diagnostics)

    def _entry(self, manifest: Manifest, other: Manifest, origin: Origin | None) -> Origin | None:
        """The first import entry on the way to the file of ``origin`` that leads to what ``other`` does not import."""
        if origin is None or origin.file in self._files(other):
            return None
        pending: list[tuple[Manifest, Origin | None]] = [(manifest, None)]
        seen = {manifest.file}
        while pending:
            at, entry = pending.pop(0)
            if at.file == origin.file:
                return entry
            for imported in at.imports:
                if imported.manifest.file not in seen:
                    seen.add(imported.manifest.file)
                    is_new = entry is None and imported.manifest.file not in self._files(other)
                    pending.append((imported.manifest, Origin(at.file, imported.path) if is_new else entry))
        return None

    # --- lines that make none

    def without_effect(self, changed: Collection[tuple[InstanceId, Path]]) -> Iterator[tuple[Place, Idle]]:
        """Every edited line with each instance it reaches and changes nothing in; ``changed``: leaves that differ."""
        by_instance: dict[InstanceId, list[Path]] = {}
        for id_, path in changed:
            by_instance.setdefault(id_, []).append(path)
        for line in self._edited_lines():
            section = section_of(line.origin.path)
            if section is None:
                continue
            for id_, instance in self._reached(line, section):
                path = (section.name, *section.path)
                if not any(_meet(path, each) for each in by_instance.get(id_, ())):
                    yield self._idle(line, path, instance)

    def _edited_lines(self) -> Iterator[Line]:
        files = {
            file
            for instances in (self._heads, self._bases)
            for each in instances.values()
            for file in self._files(each.component.manifest)
        }
        for file in sorted(filter(self._differs, files)):
            seen: set[Path] = set()
            old, new = self._base.reader.document(file).root, self._head.reader.document(file).root
            for leaf in differing(MISSING if old is None else old, MISSING if new is None else new):
                path = _above_items(leaf.path)
                if path not in seen:
                    seen.add(path)
                    now, then = look_up(new, path), look_up(old, path)
                    if not isinstance(now, Missing):
                        yield Line("after", Origin(file, path), now)
                    elif not isinstance(then, Missing):
                        yield Line("before", Origin(file, path), then)

    def _reached(self, line: Line, section: Section) -> Iterator[tuple[InstanceId, Instance]]:
        """The instances, of both states, for whom the line has a say."""
        mine, others = (self._heads, self._bases) if line.side == "after" else (self._bases, self._heads)
        for id_, instance in mine.items():
            if id_ not in others or line.origin.file not in self._files(instance.component.manifest):
                continue
            if concerns(section, instance.component) and has_say(instance.component, section, line.origin):
                yield id_, instance

    def _idle(self, line: Line, path: Path, instance: Instance) -> tuple[Place, Idle]:
        component = instance.component
        span = component.context.locator.locate(line.origin)
        place = Place("edited", span, None) if line.side == "before" else Place("edited", None, span)
        winner = origin_of(instance, path)
        if winner == line.origin:  # it wins, but what won in the other state said the same
            instance = (self._bases if line.side == "after" else self._heads)[instance.id]
            winner = origin_of(instance, path)
        found = look_up(instance.section(path[0]), path[1:]) if isinstance(path[0], str) else MISSING
        winning = None if isinstance(found, Missing) else found
        is_same = not isinstance(found, Missing) and strictly_equal(found, line.value)
        return place, Idle(path, instance.id, winning, is_same, span_of(instance, winner))


def _meet(one: Path, other: Path) -> bool:
    """One of the paths leads to the other, or beyond."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _above_items(path: Path) -> Path:
    """``path`` up to the first list: its items have no lines of their own when lists meet."""
    return next((path[:at] for at, step in enumerate(path) if isinstance(step, int)), path)


# --- what a place in a file is about


def section_of(path: Path) -> Section | None:
    """The section that a place in a manifest belongs to; None for imports, locals of a file and the like."""
    kind = component = ""
    if path[:1] == ("components",) and len(path) > 3:
        kind, component, path = str(path[1]), str(path[2]), path[3:]
    elif path and path[0] in COMPONENT_TYPES:
        kind, path = str(path[0]), path[1:]
    if path[:1] == ("overrides",):
        path = path[1:]
    if not path or not isinstance(path[0], str) or path[0] not in SECTIONS:
        return None
    name, inner = path[0], path[1:]
    if SECTIONS[name].kind == "backend":
        inner = inner[1:]  # an instance has the settings of one type
    return Section(name, inner, kind, component)


def concerns(section: Section, component: Component) -> bool:
    """The component, or one of its bases, is what a place is about."""
    if section.kind not in ("", component.kind) or not has(SECTIONS[section.name], component.kind):
        return False
    return section.component in ("", component.name) or any(
        visit.name == section.component for visit in component.walk.visits
    )


def has_say(component: Component, section: Section, origin: Origin) -> bool:
    """What stands at ``origin`` is one of the operands of the section's value."""
    return any(each.origin == origin for each in contributions(*component.tree((section.name, *section.path))))
