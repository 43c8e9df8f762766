"""Stacks that have no name, once for what they have in common. See docs/language.md, naming.

What one file leaves out is missing in every manifest that imports it, so it is said of that file. Where the others get
it from tells which file that is.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import asked, is_one_edit
from stackc.base.record import replace
from stackc.base.source import Origin
from stackc.check import messages as say
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.link.messages import nowhere
from stackc.link.naming import find_lacking
from stackc.manifest.manifest import Manifest


class _Unnamed(NamedTuple):
    """A manifest without a name, and one of its components that would have to tell it."""

    component: Component
    diagnostic: Diagnostic
    lacking: str
    """The variable that nobody gives it; empty where a line is wrong."""

    @property
    def manifest(self) -> Manifest:
        return self.component.manifest


def check_names(compilation: Compilation, is_read: Callable[[Manifest], bool], report: Report) -> None:
    """Why stacks have no name (SC0402, SC0403); one finding a cause. Manifests that are not
    ``is_read`` say nothing.
    """
    groups: dict[object, list[_Unnamed]] = {}
    for manifest in filter(is_read, compilation.top_manifests()):
        for each in _unnamed(compilation, manifest):
            groups.setdefault((each.diagnostic.code, each.lacking or each.diagnostic.primary), []).append(each)
    for group in groups.values():
        for diagnostic in _of_files(compilation, group, group[0].lacking) if group[0].lacking else _of_line(group):
            report(diagnostic)


def _unnamed(compilation: Compilation, manifest: Manifest) -> Iterator[_Unnamed]:
    """What a manifest's components lack, each thing once."""
    said: set[object] = set()
    for component in compilation.stacks.components_of(manifest):
        for diagnostic in compilation.stacks.failures(component)[:1]:
            if diagnostic.primary not in said:
                said.add(diagnostic.primary)
                lacking = find_lacking(component, compilation.stacks.rules) or ""
                yield _Unnamed(
                    component, diagnostic, lacking if diagnostic.primary == nowhere(manifest.file, lacking) else ""
                )


def _of_line(group: Sequence[_Unnamed]) -> Iterator[Diagnostic]:
    """One line is wrong for all of them."""
    _, *others = dict.fromkeys(each.manifest.key for each in group)
    yield say.as_well(group[0].diagnostic, others)


def _of_files(compilation: Compilation, group: Sequence[_Unnamed], lacking: str) -> Iterator[Diagnostic]:
    """A variable is missing: where no stack has it, the pattern asks for too much; else it is for the one file that
    all of these have in common, or for each of them.
    """
    keys = [each.manifest.key for each in group]
    named = [each for each in compilation.manifests if _has_name(compilation, each)]
    if not named and len(keys) > 1 and group[0].diagnostic.related:
        yield say.lacking_everywhere(group[0].diagnostic, lacking, len(keys))
        return
    misspelt = _misspelt(group[0].component, lacking)
    if misspelt is not None:
        found = replace(group[0].diagnostic, primary=misspelt, help=asked((lacking,)))
        yield say.as_well(found, keys[1:])
        return
    sources = _sources(compilation, named, lacking)
    common = _common(group, named)
    holder = next((each for each in common if posixpath.dirname(each.file) in sources), None)
    if holder is None and len(group) > 1:
        holder = next(iter(common), None)
    for each in group if holder is None else group[:1]:
        place = _opening(compilation, holder or each.manifest, lacking)
        found = replace(each.diagnostic, primary=place, help=_advice(holder, lacking, sources))
        yield say.as_well(found, keys[1:] if holder is not None else ())


def _advice(holder: Manifest | None, lacking: str, sources: Sequence[str]) -> str:
    if holder is not None and posixpath.dirname(holder.file) in sources:
        return f"set `vars.{lacking}` here, as the files beside it do"
    where = f"import what sets it for other stacks, from `{sources[0]}`" if sources else "import a mixin that does"
    return f"set `vars.{lacking}` here, or {where}"


def _misspelt(component: Component, lacking: str) -> Label | None:
    near = [name for name in component.section("vars") if is_one_edit(name, lacking)]
    return component.label("vars", (near[0],), f"not `{lacking}`", key=True) if len(near) == 1 else None


def _has_name(compilation: Compilation, manifest: Manifest) -> bool:
    components = compilation.stacks.components_of(manifest)
    return any(compilation.stacks.named(each) is not None for each in components)


def _common(group: Sequence[_Unnamed], named: Sequence[Manifest]) -> list[Manifest]:
    """The files that all of them are made of and that no sound manifest imports, outermost first."""
    shared = set.intersection(*({each.file for each in one.manifest.closure()} for one in group))
    shared -= {each.file for manifest in named for each in manifest.closure()}
    return [each for each in group[0].manifest.closure() if each.file in shared]


def _sources(compilation: Compilation, named: Sequence[Manifest], lacking: str) -> list[str]:
    """The folders with the files that give the variable to others, those that give it to most first."""
    counted = Counter[str]()
    for manifest in named:
        component = next(compilation.stacks.components_of(manifest), None)
        origin = component.origin("vars", (lacking,)) if component is not None else None
        if origin is not None and origin.file != manifest.file:
            counted[posixpath.dirname(origin.file)] += 1
    return [folder for folder, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]


def _opening(compilation: Compilation, manifest: Manifest, lacking: str) -> Label:
    """Where a file says what it imports or, without imports, its variables; else where it begins."""
    label = nowhere(manifest.file, lacking)
    key = Origin(manifest.file, ("import" if manifest.imports else "vars",))
    return label._replace(span=compilation.locator.locate(key, key=True)) if compilation.locator.has(key) else label
