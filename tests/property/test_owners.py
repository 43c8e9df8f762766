"""Laws of owners: they are whom the way back from a value finds, and a line that is noted as lost wins nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stackc.base.codes import Code
from stackc.base.source import Path
from stackc.base.value import Value
from stackc.check.lost import find_lost
from stackc.check.owners import Owners, Said, find_owner
from stackc.compile.compilation import Compilation
from stackc.explain.impact import Impact, find_impact
from stackc.link.component import Component
from stackc.manifest.sections import LAYERED
from stackc.merge.trace import trace
from tests.kit.compiled import compiled
from tests.property.test_compilation import Writer

SEEDS = range(8)
LOST = """\
import: [catalog/part0, catalog/part1]
vars: {stage: lost}
terraform:
  vars:
    sizes: 7
    zones: [z]
components:
  terraform:
    first: {}
"""
"""Lines for all components of a stack, which those that it imports beat."""
BEATING = """\
components:
  terraform:
    first: {vars: {sizes: 1, zones: [a, b]}}
    second: {vars: {sizes: 2, zones: [c]}}
"""


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


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_is_noted_as_lost_wins_in_no_instance(seed: int) -> None:
    files = {**Writer(seed).files(), "stacks/deploy/lost.yaml": LOST.replace("[", "[catalog/beating, ", 1)}
    compilation = compiled({**files, "stacks/catalog/beating.yaml": BEATING})
    noted = [each.primary.span for each in find_lost(compilation) if each.code is Code.LINE_LOST and each.primary]
    assert 5 in [span.line for span in noted if span.file == "stacks/deploy/lost.yaml"]
    for span in noted:
        impact = find_impact(compilation, span.file, span.line)
        assert isinstance(impact, Impact)
        assert [each for each in impact.wins if each.instance not in impact.bases] == []
        assert impact.beaten
