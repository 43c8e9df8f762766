"""Selections: which of the instances are meant by globs on stacks and components. See docs/language.md, many instances.

Nothing ever widens: None means all, an empty sequence selects nothing, and text is one glob.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.compile import messages as say
from stackc.syntax.glob import has_magic, matches_glob

Selector: TypeAlias = "str | Iterable[str] | None"


def globs_of(selector: Selector) -> tuple[str, ...] | None:
    """The globs of a selector; None for all. Raises ValueError for an empty one: nobody means that."""
    if selector is None:
        return None
    globs = (selector,) if isinstance(selector, str) else tuple(selector)
    if any(not glob.strip() for glob in globs):
        raise ValueError("an empty selector: None selects everything")
    return globs


def fits(name: str, globs: tuple[str, ...] | None) -> bool:
    """True when ``name`` is one of the names, or fits one of the globs."""
    return globs is None or any(name == glob or matches_glob(name, glob) for glob in globs)


def unmatched(
    ids: Iterable[InstanceId],
    stacks: Selector,
    components: Selector,
    also: Mapping[str, Iterable[str]] | None = None,
) -> tuple[Diagnostic, ...]:
    """Selectors that fit nothing: an error for a name (SC0415, SC0416), a warning for a glob (SC0917).

    ``also``: further names of stacks (``stack``) and components (``component``), such as keys and folders.
    """
    known = {"stack": {str(id_.stack) for id_ in ids}, "component": {id_.component for id_ in ids}}
    further = also or {}
    found: list[Diagnostic] = []
    for what, selector in (("stack", stacks), ("component", components)):
        names = known[what] | set(further.get(what, ()))
        found += _unmatched(what, globs_of(selector) or (), names)
    return tuple(found)


def _unmatched(what: str, globs: tuple[str, ...], names: set[str]) -> Iterator[Diagnostic]:
    for glob in globs:
        if any(fits(name, (glob,)) for name in names):
            continue
        if has_magic(glob):
            yield say.nothing_fits(what, glob)
        else:
            yield say.nothing_named(what, glob, names)
