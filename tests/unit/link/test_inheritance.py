from __future__ import annotations

import pytest

from stackc.base.value import Table, Value
from stackc.link.inheritance import MAX_DEPTH, MAX_VISITS, Bases


class Counted(dict[str, Value]):
    """Components that count how often one is looked up."""

    looks = 0

    def get(self, key: str, default: Value = None) -> Value:  # type: ignore[override]  # as components are asked
        self.looks += 1
        return super().get(key, default)


def heir(*names: str) -> Table:
    return {"metadata": {"inherits": list(names)}}


def chain(length: int, *, legacy: bool = False) -> Counted:
    """``c0`` and those that each inherit from the one before."""
    bodies: Table = {f"c{n}": {"component": f"c{n - 1}"} if legacy else heir(f"c{n - 1}") for n in range(1, length + 1)}
    return Counted({"c0": {}, **bodies})


def ladder(rungs: int) -> Counted:
    """Diamond upon diamond: the ways double at every rung."""
    bodies: Table = {f"{side}{n}": heir(f"a{n - 1}", f"b{n - 1}") for n in range(1, rungs + 1) for side in "ab"}
    return Counted({"a0": {}, "b0": {}, **bodies})


def test_ancestors_are_visited_before_their_heirs() -> None:
    walk = Bases({"a": {}, "b": heir("a"), "c": {}, "d": heir("b", "c")}, "terraform").walk("d")
    assert ([visit.name for visit in walk.visits], walk.unbounded) == (["a", "b", "c"], None)


@pytest.mark.parametrize("legacy", [False, True], ids=["inherits", "component"])
def test_bases_may_be_as_deep_as_the_limit(legacy: bool) -> None:
    bases = Bases(chain(MAX_DEPTH + 2, legacy=legacy), "terraform")
    assert bases.walk(f"c{MAX_DEPTH}").unbounded is None
    found = bases.walk(f"c{MAX_DEPTH + 1}")
    assert found.unbounded is not None
    assert (found.unbounded.name, found.too_many) == ("c0", f"c{MAX_DEPTH + 1}")


def test_an_heir_of_too_many_bases_names_the_base_that_has_them() -> None:
    bases = Bases(chain(MAX_DEPTH + 30), "terraform")
    found = {bases.walk(f"c{number}") for number in range(MAX_DEPTH + 2, MAX_DEPTH + 30)}
    assert {(walk.too_many, walk.visits) for walk in found} == {(f"c{MAX_DEPTH + 1}", ())}


def test_which_base_has_too_many_does_not_depend_on_who_is_asked_first() -> None:
    components = chain(MAX_DEPTH + 30)
    upwards, downwards = Bases(components, "terraform"), Bases(components, "terraform")
    walks = [upwards.walk(name) for name in components]
    assert [downwards.walk(name) for name in reversed(components)] == walks[::-1]


def test_too_many_ways_lead_to_a_base() -> None:
    rungs = 40
    found = Bases(ladder(rungs), "terraform").walk(f"a{rungs}")
    assert found.too_many == "a9"
    assert 2**9 - 1 <= MAX_VISITS < 2 * (2**9 - 1)


@pytest.mark.parametrize(
    ("components", "most"),
    [
        pytest.param(chain(5_000), 30, id="chain"),
        pytest.param(chain(5_000, legacy=True), 30, id="chain of components"),
        pytest.param(ladder(2_000), 30, id="ladder"),
    ],
)
def test_walking_all_components_looks_each_up_a_few_times(components: Counted, most: int) -> None:
    bases = Bases(components, "terraform")
    for name in components:
        bases.walk(name)
    assert components.looks <= most * len(components) + 10 * MAX_DEPTH**2 + 10 * MAX_VISITS


def test_a_circle_is_a_circle_however_long() -> None:
    ring: Table = {"x": heir("c2"), **{f"c{n}": heir(f"c{(n + 1) % 5}") for n in range(5)}}
    walk = Bases(ring, "terraform").walk("x")
    assert [visit.name for visit in walk.circle] == ["c2", "c3", "c4", "c0", "c1", "c2"]
