"""Places in one file, found when somebody asks: values carry no spans, so the file is read once more for them."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.diagnostic import Label, Report
from stackc.base.ports import ReadFailure, World
from stackc.base.source import Origin, Path, Span
from stackc.syntax.anchors import AnchorUse, find_anchor_uses
from stackc.syntax.document import Node
from stackc.syntax.yaml import ScalarRules, decode_text, parse_nodes

MapBack = Callable[[Span], Span]
"""From a place in rendered text to the place in the file it came from."""


class Locator:
    """``locate(origin) → Span``: parses a file again for its positions, once."""

    def __init__(self, world: World, rules: ScalarRules) -> None:
        self._world, self._rules = world, rules
        self._nodes: dict[str, Node] = {}
        self._uses: dict[str, tuple[AnchorUse, ...]] = {}
        self._rendered: dict[str, tuple[str, MapBack]] = {}

    def render(self, file: str, text: str, back: MapBack) -> None:
        """Remember that ``file`` was rendered to ``text`` before it was parsed, and how to map back."""
        self._rendered.setdefault(file, (text, back))

    def nodes(self, file: str) -> Node:
        """The places of everything in ``file``."""
        found = self._nodes.get(file)
        if found is None:
            found = self._nodes[file] = parse_nodes(self._text(file), file, self._rules)
        return found

    def holds_used_anchor(self, origin: Origin) -> bool:
        """True when something at ``origin`` has an anchor that an alias outside of it stands for."""
        nodes = self.nodes(origin.file)
        key, value = nodes.key_span(origin.path), nodes.value_span(origin.path)
        start, end = (key.line, key.column), (value.end_line or value.line, value.end_column or value.column)
        uses = self._uses.get(origin.file)
        if uses is None:
            uses = self._uses[origin.file] = find_anchor_uses(self._text(origin.file))
        return any(start <= use.anchor <= end and not start <= use.alias < end for use in uses)

    def locate(self, origin: Origin, *, key: bool = False) -> Span:
        """The span of the value at ``origin``, or of its key."""
        nodes = self.nodes(origin.file)
        span = nodes.key_span(origin.path) if key else nodes.value_span(origin.path)
        rendered = self._rendered.get(origin.file)
        return rendered[1](span) if rendered else span

    def has(self, origin: Origin) -> bool:
        """True where the file of ``origin`` has something at its path."""
        return not self.nodes(origin.file).find(origin.path)[1]

    def source(self, span: Span) -> str:
        """The characters at ``span`` of its file as it stands, of the first line where there are several."""
        try:
            text = decode_text(self._world.read(span.file), span.file)
        except ReadFailure:
            return ""
        lines = text.split("\n") if isinstance(text, str) else []
        line = lines[span.line - 1] if span.line <= len(lines) else ""
        return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None].strip()

    def is_rendered(self, file: str) -> bool:
        """True where the text of ``file`` was a template of what was read."""
        return file in self._rendered

    def within(self, origin: Origin, text: str, start: int, end: int) -> Span:
        """The span of the characters ``[start, end)`` of the scalar ``text`` that stands at ``origin``."""
        whole = self.nodes(origin.file).value_span(origin.path)
        lines = self._text(origin.file).split("\n")
        snippet = text[start:end].split("\n", 1)[0]
        breaks = text.count("\n")  # the text of a block begins below its sign
        last = max(whole.end_line, whole.line + breaks + 1 if breaks else whole.line)
        for line in range(whole.line, min(len(lines), last) + 1):
            from_column = whole.column - 1 if line == whole.line else 0
            skipped = text[:start].rsplit("\n", 1)[-1].count(snippet) if snippet and line == whole.line else 0
            column = from_column - 1
            for _ in range(skipped + 1):
                column = lines[line - 1].find(snippet, column + 1) if snippet else -1
            if column >= 0:
                found = Span(origin.file, line, column + 1, line, column + 1 + len(snippet))
                rendered = self._rendered.get(origin.file)
                return rendered[1](found) if rendered else found
        return self.locate(origin)

    def _text(self, file: str) -> str:
        rendered = self._rendered.get(file)
        if rendered:
            return rendered[0]
        try:
            text = decode_text(self._world.read(file), file)
        except ReadFailure:
            return ""
        return text if isinstance(text, str) else ""


class Places:
    """The places of one file while it is being decoded, and where to report."""

    def __init__(self, file: str, locator: Locator, report: Report) -> None:
        self.file: str = file
        self.report: Report = report
        self._locator = locator

    def value(self, path: Path, text: str = "") -> Label:
        """A label on the value at ``path``."""
        return Label(self._locator.locate(Origin(self.file, path)), text)

    def key(self, path: Path, text: str = "") -> Label:
        """A label on the last key of ``path``."""
        return Label(self._locator.locate(Origin(self.file, path), key=True), text)

    def holds_used_anchor(self, path: Path) -> bool:
        """True when the key at ``path`` is there for an anchor that the rest of the file uses."""
        return self._locator.holds_used_anchor(Origin(self.file, path))

    def within(self, path: Path, text: str, start: int, end: int) -> Label:
        """A label on part of the scalar ``text`` at ``path``."""
        return Label(self._locator.within(Origin(self.file, path), text, start, end), text[start:end].split("\n", 1)[0])
