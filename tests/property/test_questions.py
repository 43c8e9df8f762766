"""Laws of asking: an answer is a function of the files it asked for, whatever was asked before and whatever else there is."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from stackc.base.boundary import Access
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.recording import Asked, Question
from stackc.base.value import Table, shown
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.graph.graph import build_graph
from tests.kit.compiled import compiled
from tests.property.test_compilation import Writer

SEEDS = range(8)
BROKEN = {
    "stacks/catalog/loop.yaml": "import: [catalog/pool]\nsettings: {loop: 1}\n",
    "stacks/catalog/pool.yaml": "import: [catalog/loop, catalog/none]\nsettings: {pool: 1}\n",
    "stacks/deploy/odd.yaml": (
        "import: [catalog/pool, catalog/part0]\nvars: {stage: odd}\n"
        "components: {terraform: {app: {vars: {size: '{{ .vars.none }}'}}, web: {metadata: {inherits: [none]}}}}\n"
    ),
    "stacks/deploy/twin.yaml": "import: [catalog/loop]\nvars: {stage: dev}\ncomponents: {terraform: {shared: {}}}\n",
}
"""A circle, a missing file, a missing base, a value that cannot be rendered, a duplicate."""


def repository(seed: int) -> dict[str, str]:
    """A generated repository, with mistakes in it."""
    return {**Writer(seed).files(), **BROKEN}


def answer(compilation: Compilation, id_: InstanceId) -> tuple[Table | None, tuple[Diagnostic, ...]]:
    """All there is to know of one instance."""
    found = compilation.instance(id_)
    instance = found.instance
    values = None if instance is None else shown(instance.evaluated())
    own = () if instance is None else instance.diagnostics
    assert values is None or isinstance(values, dict)
    return values, (*found.diagnostics, *own)


def whole(compilation: Compilation) -> list[object]:
    """Answers of another kind, which read nearly everything."""
    graph = build_graph(compilation)
    files = [compilation.manifests.diagnostics(each) for each in compilation.manifests]
    return [compilation.names(), graph.value.edges, graph.diagnostics, files]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_is_the_same_whatever_was_asked_before(seed: int) -> None:
    files, rnd = repository(seed), random.Random(seed)
    ids = compiled(files).instance_ids()
    fresh = {id_: answer(compiled(files), id_) for id_ in rnd.sample(ids, 8)}
    for _ in range(3):
        compilation = compiled(files)
        if rnd.random() < 0.5:
            whole(compilation)
        asked = {id_: answer(compilation, id_) for id_ in rnd.sample(ids, len(ids))}
        assert {id_: asked[id_] for id_ in fresh} == fresh


@pytest.mark.parametrize("seed", SEEDS)
def test_the_whole_is_the_same_whatever_was_asked_before(seed: int) -> None:
    files, rnd = repository(seed), random.Random(seed)
    compilation = compiled(files)
    for id_ in rnd.sample(compilation.instance_ids(), 6):
        answer(compilation, id_)
    assert whole(compilation) == whole(compiled(files))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_an_answer_does_not_hang_on_the_names_of_other_files(seed: int, name: str) -> None:
    files = repository(seed)
    more = {**files, f"stacks/{name}/{name}.yaml": "import: [catalog/loop, catalog/part0]\nvars: {more: 1}\n"}
    for id_ in compiled(files).instance_ids():
        assert answer(compiled(files), id_) == answer(compiled(more), id_)


# --- what was asked is all an answer is made of


class Replayed:
    """A world that knows the answers to questions that were asked, and no others."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def _answer(self, question: Question) -> object:
        assert question in self._asked, f"{question} was not asked before"
        known = self._asked[question]
        if isinstance(known, Exception):
            raise known
        return known

    def access(self, path: str) -> Access:
        return self._answer(("access", path))  # type: ignore[return-value]

    def read(self, path: str) -> bytes:
        return self._answer(("read", path))  # type: ignore[return-value]

    def kind(self, path: str) -> str | None:
        return self._answer(("kind", path))  # type: ignore[return-value]

    def walk(self, folder: str) -> tuple[str, ...]:
        return self._answer(("walk", folder))  # type: ignore[return-value]

    def closed_links(self, folder: str) -> tuple[str, ...]:
        return self._answer(("links", folder))  # type: ignore[return-value]

    def entries(self, folder: str) -> tuple[str, ...]:
        return self._answer(("entries", folder))  # type: ignore[return-value]

    def variable(self, name: str) -> str | None:
        return self._answer(("variable", name))  # type: ignore[return-value]


def asked_for(files: Mapping[str, str], id_: InstanceId) -> tuple[Compilation, Asked, object]:
    compilation = compiled(files)
    with compilation.world.recording() as asked:
        found = answer(compilation, id_)
    return compilation, asked, found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_questions_of_an_answer_are_all_it_takes_to_give_it_again(seed: int) -> None:
    files, rnd = repository(seed), random.Random(seed)
    for id_ in rnd.sample(compiled(files).instance_ids(), 3):
        compilation, asked, found = asked_for(files, id_)
        asked[("walk", "stacks")] = compilation.world.walk("stacks")  # the index is listed when it is made
        again = compile_repository(Replayed(asked), compilation.config, lambda _: None)
        assert answer(again, id_) == found
