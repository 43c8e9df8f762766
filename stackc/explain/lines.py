"""What stands on a line of a manifest. See docs/language.md, questions."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.source import Origin, Path
from stackc.manifest.places import Locator
from stackc.syntax.document import Node


def written_at(locator: Locator, file: str, line: int | None = None) -> tuple[Path, ...]:
    """The paths of what stands on ``line`` of ``file``, of all leaves where no line is given.

    On the line of a key that holds a map or a list that is the whole of it; on a line inside of text or of a flow map
    what stands there. An anchor's line is that of whatever uses it, too.
    """
    root = locator.nodes(file)
    if line is None:
        return tuple(path for path, _ in _leaves(root, ()))
    return _on_line(locator, file, root, (), line)


def _leaves(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    below = list(_below(node))
    if not below:
        yield path, node
    for step, inner in below:
        yield from _leaves(inner, (*path, step))


def _below(node: Node) -> Iterator[tuple[str | int, Node]]:
    yield from node.entries.items()
    yield from enumerate(node.items)


def _on_line(locator: Locator, file: str, node: Node, path: Path, line: int) -> tuple[Path, ...]:
    """The deepest of what stands on ``line``: a leaf on all its lines, a map or a list on that of its key."""
    below = [(step, _on_line(locator, file, inner, (*path, step), line)) for step, inner in _below(node)]
    found = tuple(each for _, paths in below for each in paths)
    if found or not path:
        return found
    origin = Origin(file, path)
    value = locator.locate(origin)
    first = locator.locate(origin, key=True).line if isinstance(path[-1], str) else value.line
    last = first if below else max(value.line, value.end_line)
    return (path,) if first <= line <= last else ()
