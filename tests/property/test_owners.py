"""Laws of owners: they are whom the way back from a value finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stackc.base.source import Path
from stackc.base.value import Value
from stackc.check.owners import Owners, Said, find_owner
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.manifest.sections import LAYERED
from stackc.merge.trace import trace
from tests.kit.compiled import compiled
from tests.property.test_compilation import Writer

SEEDS = range(8)


def components(compilation: Compilation) -> Iterator[Component]:
    for manifest in compilation.manifests:
        for component in compilation.stacks.components_of(manifest):
            if not component.diagnostics:
                yield component


def places(value: Value, path: Path = ()) -> Iterator[Path]:
    """The paths of leaves and of lists."""
    if not isinstance(value, dict):
        yield path
        return
    for key, inner in value.items():
        yield from places(inner, (*path, key))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_owner_of_a_value_is_whom_the_way_back_finds(seed: int) -> None:
    compilation, owners = compiled(Writer(seed).files()), Owners()
    looked_at = 0
    for component in components(compilation):
        for section in LAYERED:
            fold = component.fold(section.name)
            for path in places(fold.value):
                found = find_owner(owners.tree(fold), path)
                assert isinstance(found, Said), (component.name, section.name, path)
                assert found.origin == trace(fold, path), (component.name, section.name, path)
                looked_at += 1
    assert looked_at > 100
