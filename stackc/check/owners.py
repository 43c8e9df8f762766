"""Who says each leaf of a merged tree, and which lines of other files it took the place of.

The tree of folds comes in; trees of ``Said`` go out, put together as the merge puts the values together
(docs/language.md, deep merge). Parts that meet nothing are shared, so the cost is that of the merge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

from stackc.base.fold import DEFAULT_FILE, Fold, Layer, Leaf, Lists, Node
from stackc.base.memo import IdentityMap, IdentityMemo
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path
from stackc.base.value import Append, Value


class Said(NamedTuple):
    """One leaf, or one list, as a file says it."""

    value: Value
    origin: Origin
    under: tuple[Origin, ...] = ()
    """The places that it took the place of, each once."""
    sharing: tuple[Origin, ...] = ()
    """The places of lists below that are joined with it."""


Tree = dict[str, Union[Said, "Tree"]]


class Clash(NamedTuple):
    """One operand of a fold that takes the place of what the operands below it say."""

    over: Said
    under: Said | Tree
    """What stood there: a tree where a map was covered by something else."""
    operand: int
    """The number of the upper operand in its fold."""


class Owners:
    """Trees of owners of folds, each computed once; the clashes of all folds that were looked at are kept."""

    __slots__ = ("_clashes", "_trees", "all_clashes")

    def __init__(self) -> None:
        self.all_clashes: list[Clash] = []
        self._clashes: IdentityMemo[Node, list[Clash]] = IdentityMemo(lambda _: [])
        self._trees: IdentityMemo[Node, Tree] = IdentityMemo(self._find)

    def tree(self, node: Node) -> Tree:
        """Who says each leaf of ``node.value``."""
        return self._trees(node)

    def clashes(self, node: Node) -> list[Clash]:
        """What the operands of ``node`` take from one another, in the order they are merged."""
        self._trees(node)
        return self._clashes(node)

    def _find(self, node: Node) -> Tree:
        if isinstance(node, Leaf):
            return _leaf_tree(node.value, node.file, node.at)
        found: Tree = {}
        clashes = self._clashes(node)
        for index, layer in enumerate(node.layers):
            part = self._part(layer)
            if part:
                found = _laid_over(found, _mounted(part, layer.mount), node.lists, index, clashes)
        self.all_clashes += clashes
        return _kept(found, node) if len(node.layers) == 1 else found

    def _part(self, layer: Layer) -> Tree:
        found: Said | Tree | None = self._trees(layer.node)
        for step in layer.path:
            found = found.get(step) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}


def _leaf_tree(value: Value, file: str, at: tuple[str, ...]) -> Tree:
    if not isinstance(value, dict):
        return {}
    return {
        key: _leaf_tree(inner, file, (*at, key)) if isinstance(inner, dict) else Said(inner, Origin(file, (*at, key)))
        for key, inner in value.items()
    }


def _mounted(tree: Tree, mount: tuple[str, ...]) -> Tree:
    for step in reversed(mount):
        tree = {step: tree}
    return tree


def _kept(tree: Tree, node: Fold) -> Tree:
    """Without what a rule took away: the only operand has more than came out."""
    layer = node.layers[0]
    if layer.value is node.value or layer.mount:
        return tree
    return {key: part for key, part in tree.items() if key in node.value}


def _laid_over(base: Tree, layer: Tree, lists: Lists, index: int, clashes: list[Clash]) -> Tree:
    """``layer`` over ``base``; both stay as they were."""
    merged = base
    for key, over in layer.items():
        under = base.get(key)
        if over is under:
            continue
        part: Said | Tree
        if under is None:
            part = over
        elif isinstance(under, dict) and isinstance(over, dict):
            part = _laid_over(under, over, lists, index, clashes)
        elif isinstance(over, dict):
            part = over
        else:
            part = _met(under, over, lists, index, clashes)
        if part is not under:
            merged = dict(base) if merged is base else merged
            merged[key] = part
    return merged


def _met(under: Said | Tree, over: Said, lists: Lists, index: int, clashes: list[Clash]) -> Said | Tree:
    if isinstance(under, dict):
        if under and over.origin.file != DEFAULT_FILE:
            clashes.append(Clash(over, under, index))
        return over
    if over.origin == under.origin:
        return under if set(over.under) <= set(under.under) else over._replace(under=_both(over, under.under))
    if _joined(under.value, over.value, lists):
        return over._replace(under=_both(over, under.under), sharing=(*over.sharing, *under.sharing, under.origin))
    if DEFAULT_FILE not in (under.origin.file, over.origin.file):
        clashes.append(Clash(over, under, index))
    return over._replace(under=_both(over, (*under.under, under.origin)))


def _both(over: Said, more: tuple[Origin, ...]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys((*over.under, *more)))


def _joined(under: Value, over: Value, lists: Lists) -> bool:
    """True where both have a share in what comes out."""
    if not isinstance(under, (list, Append)) or not isinstance(over, (list, Append)):
        return False
    return isinstance(over, Append) or lists != "replace"


def find_owner(tree: Tree, path: Path) -> Said | Tree | None:
    """What ``tree`` has at ``path``."""
    found: Said | Tree | None = tree
    for step in path:
        found = found.get(str(step)) if isinstance(found, dict) else None
    return found


def leaves_of(tree: Tree, seen: IdentityMap[Tree, bool]) -> Iterator[Said]:
    """The leaves of ``tree``, but of each part only once for all calls with the same ``seen``."""
    if seen.get(tree):
        return
    seen.keep(tree, True)
    for part in tree.values():
        if isinstance(part, dict):
            yield from leaves_of(part, seen)
        else:
            yield part
