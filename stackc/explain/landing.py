"""Where lines of a file come out in a tree of merges. See docs/language.md, questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackc.base.fold import Leaf, Node
from stackc.base.memo import IdentityMemo
from stackc.base.source import Origin, Path
from stackc.base.value import Missing, look_up


class Marks:
    """Places in files: whoever stands at one of them or below it is marked."""

    __slots__ = ("_by_file",)

    def __init__(self, origins: Iterable[Origin]) -> None:
        self._by_file: dict[str, set[Path]] = {}
        for origin in origins:
            self._by_file.setdefault(origin.file, set()).add(origin.path)

    @property
    def files(self) -> frozenset[str]:
        """The files that hold a mark."""
        return frozenset(self._by_file)

    def of(self, file: str) -> frozenset[Path]:
        """The marked places of one file."""
        return frozenset(self._by_file.get(file, ()))

    def holds(self, origin: Origin) -> bool:
        """True for a marked place, and for one inside of it."""
        marked = self._by_file.get(origin.file)
        return marked is not None and any(origin.path[:at] in marked for at in range(len(origin.path) + 1))

    def meets(self, origin: Origin) -> bool:
        """The same, and for a place that holds a marked one."""
        marked = self._by_file.get(origin.file, ())
        return self.holds(origin) or any(each[: len(origin.path)] == origin.path for each in marked)

    def __len__(self) -> int:
        return sum(map(len, self._by_file.values()))

    def __or__(self, other: Marks) -> Marks:
        """Those of both."""
        both = (self, other)
        return Marks(Origin(file, path) for each in both for file, paths in each._by_file.items() for path in paths)


class Landing:
    """Finds where marked places come out; trees of merges share their parts, and each part is looked at once."""

    __slots__ = ("_in", "_marks")

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._in: IdentityMemo[Node, frozenset[Path]] = IdentityMemo(self._find)

    def __call__(self, node: Node, path: Path = ()) -> frozenset[Path]:
        """Places in ``node.value``, at ``path`` or below it, to which something marked contributes.

        ``()`` where all of it may come from there. The place of an item of a list is the list: a merge may move items.
        """
        return frozenset(_below(self._in(node), path))

    def _find(self, node: Node) -> frozenset[Path]:
        if isinstance(node, Leaf):
            return frozenset(_whole(each) for each in _below(self._marks.of(node.file), node.at))
        found: set[Path] = set()
        for layer in node.layers:
            found.update((*layer.mount, *each) for each in _below(self._in(layer.node), layer.path))
        if len(node.layers) == 1:  # what a rule took away does not come out
            found = {each for each in found if not isinstance(look_up(node.value, each), Missing)}
        return frozenset(found)


def _below(paths: Iterable[Path], at: Path) -> Iterator[Path]:
    """``paths`` as seen from ``at``: all of it for one that is above."""
    for each in paths:
        if each[: len(at)] == at:
            yield each[len(at) :]
        elif at[: len(each)] == each:
            yield ()


def _whole(path: Path) -> Path:
    """Up to the first list."""
    index = next((at for at, step in enumerate(path) if isinstance(step, int)), None)
    return path if index is None else path[:index]
