"""Laws of differences: exactly the leaves that differ are named, whatever was edited, and each by a line that has a part in it."""

from __future__ import annotations

import random
import re
from typing import TypeAlias

import pytest

from stackc.base.ids import InstanceId
from stackc.base.source import Path
from stackc.base.value import Value, encodable, leaves
from stackc.compile.compilation import Compilation
from stackc.explain.difference import Difference, compare_commits
from stackc.explain.leaves import DERIVED
from stackc.graph.graph import build_graph
from tests.kit.compiled import compiled
from tests.property.test_compilation import STAGES, Files, Writer

SEEDS = range(24)
Leaves: TypeAlias = dict[tuple[InstanceId, Path], object]
_PAIR = re.compile(r'^( +"\w+": )(?:"[^"\\{]*"|[0-9.]+|true|null)(,?)$')


def edited(seed: int) -> tuple[Files, Files]:
    """A generated repository before and after some edits of a few of its files."""
    rnd = random.Random(seed)
    before = Writer(seed).files()
    other, after = Writer(seed + 3 * len(SEEDS)).files(), dict(before)  # of the same list strategy
    manifests = [name for name in before if name.startswith("stacks/")]
    for name in rnd.sample(manifests, rnd.randint(1, 2)):
        after[name] = other[name] if rnd.random() < 0.3 else changed_lines(before[name], rnd)
    if seed % 6 == 0:
        del after[f"stacks/deploy/{rnd.choice(STAGES)}.yaml"]
    return before, after


def changed_lines(text: str, rnd: random.Random) -> str:
    """Some of the plain values of a JSON text made others, some pairs taken out."""
    lines = text.split("\n")
    pairs = [number for number, line in enumerate(lines) if _PAIR.match(line) and '"stage"' not in line]
    for number in rnd.sample(pairs, min(len(pairs), 3)):
        found = _PAIR.match(lines[number])
        assert found is not None
        gone = rnd.random() < 0.3 and found[2] == ","
        lines[number] = "" if gone else f'{found[1]}"edited {rnd.randrange(9)}"{found[2]}'
    return "\n".join(lines)


def all_leaves(compilation: Compilation) -> Leaves:
    """Every leaf of every real instance, in the shape of its kind."""
    found: Leaves = {}
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        if answer.instance is None or answer.instance.is_abstract or compilation.blocks(answer.diagnostics):
            continue
        found[id_, ()] = "here"
        for name, section in answer.instance.evaluated().items():
            if name not in DERIVED and section:
                found |= {(id_, (name, *path)): shape(leaf) for path, leaf in leaves(section)}
    return found


def shape(leaf: Value) -> object:
    return type(leaf).__name__ if isinstance(leaf, (dict, list)) else repr(encodable(leaf))


def brute_force(before: Leaves, after: Leaves) -> set[tuple[InstanceId, Path]]:
    """The leaves that differ in instances there are on both sides; what is filled is no empty map or list that is gone."""
    both = {id_ for id_, path in before if not path} & {id_ for id_, path in after if not path}
    keys = {key for key in {*before, *after} if key[0] in both and before.get(key) != after.get(key)}
    return {
        key for key in keys if not any(is_filled(key, one, other) for one, other in ((before, after), (after, before)))
    }


def is_filled(key: tuple[InstanceId, Path], one: Leaves, other: Leaves) -> bool:
    """An empty container on one side, and on the other one of its kind that holds something."""
    if one.get(key) not in ("dict", "list") or key in other:
        return False
    below = [
        path[len(key[1])] for id_, path in other if id_ == key[0] and path[: len(key[1])] == key[1] and path != key[1]
    ]
    return bool(below) and isinstance(below[0], str if one[key] == "dict" else int)


def compared(head: Compilation, base: Compilation) -> Difference:
    graphs = (build_graph(base).value, build_graph(head).value)
    return compare_commits(head, base, graphs, (), ("base", "head"), [])


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def case(request: pytest.FixtureRequest) -> tuple[Compilation, Compilation, Difference]:
    """A repository before and after, and what differs."""
    base, head = map(compiled, edited(request.param))
    return base, head, compared(head, base)


def test_exactly_the_leaves_that_differ_are_named(case: tuple[Compilation, Compilation, Difference]) -> None:
    base, head, difference = case
    before, after = all_leaves(base), all_leaves(head)
    named = [(id_, change.path) for change in difference.changes for id_ in change.instances]
    assert (len(named), set(named)) == (len(set(named)), brute_force(before, after))
    for change in difference.changes:
        for id_ in change.instances:
            sides = [before.get((id_, change.path)), after.get((id_, change.path))]
            assert sides == [
                None if change.kind == "added" else shape(change.before),
                None if change.kind == "removed" else shape(change.after),
            ]


def test_instances_that_came_and_went_are_named(case: tuple[Compilation, Compilation, Difference]) -> None:
    base, head, difference = case
    old, new = ({id_ for id_, path in all_leaves(each) if not path} for each in (base, head))
    assert (set(difference.added), set(difference.removed)) == (new - old, old - new)


def test_a_line_that_is_blamed_stands_in_a_file_that_was_edited(
    case: tuple[Compilation, Compilation, Difference],
) -> None:
    base, head, difference = case
    for cause in difference.causes:
        if cause.kind in ("edited", "import"):
            assert cause.span is not None
            texts = [each.reader.document(cause.span.file).root for each in (base, head)]
            assert texts[0] != texts[1]


def test_what_has_no_effect_changes_nothing(case: tuple[Compilation, Compilation, Difference]) -> None:
    _, _, difference = case
    named = {(id_, change.path) for change in difference.changes for id_ in change.instances}
    idle = {(each.instance, each.path) for cause in difference.causes for each in cause.without_effect}
    assert idle & named == set()


def test_edits_of_all_kinds_were_compared() -> None:
    kinds = {change.kind for seed in SEEDS for change in compared(*map(compiled, reversed(edited(seed)))).changes}
    assert kinds == {"changed", "added", "removed"}


def test_nothing_differs_from_itself() -> None:
    compilation = compiled(Writer(1).files())
    difference = compared(compilation, compilation)
    assert (difference.is_empty, difference.causes) == (True, ())
