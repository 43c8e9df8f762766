"""The order in which bases are visited, what goes wrong on the way, and how far it may lead."""

from __future__ import annotations

import pytest

from stackc.base.value import Call, Table, Value
from stackc.link.inheritance import MAX_DEPTH, MAX_VISITS, NO_BASES, Bases, Visit, Walk, inherits_of


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


def test_no_heir_loses_its_bases_without_a_word() -> None:
    for count in (MAX_VISITS - 2, MAX_VISITS - 1, MAX_VISITS, MAX_VISITS + 1):
        leaves: Table = {f"l{number}": {} for number in range(count)}
        base: Table = {"base": {"metadata": {"inherits": list(leaves)}}}
        heirs: Table = {"app": {"metadata": {"inherits": ["base"]}}, "last": {"metadata": {"inherits": ["app"]}}}
        bases = Bases({**leaves, **base, **heirs}, "terraform")
        assert [bool(bases.walk(name).visits or bases.walk(name).unbounded) for name in ("base", "app", "last")] == [
            True
        ] * 3


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


# --- what a walk meets


def walk(name: str = "app", **components: Value) -> Walk:
    return Bases(dict(components), "terraform").walk(name)


def visited(found: Walk) -> list[str]:
    return [visit.name for visit in found.visits]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({}, (), id="no metadata"),
        pytest.param({"metadata": {}}, (), id="no bases"),
        pytest.param({"metadata": "text"}, (), id="metadata that are no map"),
        pytest.param({"metadata": {"inherits": []}}, (), id="an empty list"),
        pytest.param(heir("a", "b"), ("a", "b"), id="names"),
        pytest.param({"metadata": {"inherits": [Call("!env X")]}}, ("!env X",), id="a call"),
        pytest.param({"metadata": {"inherits": "a"}}, None, id="text"),
        pytest.param({"metadata": {"inherits": None}}, None, id="null"),
        pytest.param({"metadata": {"inherits": ["a", 7]}}, None, id="a number"),
        pytest.param({"metadata": {"inherits": [None]}}, None, id="a null in the list"),
    ],
)
def test_the_names_of_bases(body: Table, expected: tuple[str, ...] | None) -> None:
    assert inherits_of(body) == expected


@pytest.mark.parametrize("body", ["text", None, {}, {"metadata": {"inherits": "a"}}], ids=repr)
def test_what_names_no_base_has_none(body: Value) -> None:
    assert walk(app=body, a={}) == NO_BASES
    assert walk("missing", app=body) == NO_BASES


def test_each_base_stands_once_in_the_chain_the_last_visited_first() -> None:
    found = walk(app=heir("b", "c"), a={}, b=heir("a"), c=heir("a"))
    assert visited(found) == ["a", "b", "a", "c"]
    assert found.chain == ("c", "a", "b")


def test_a_visit_knows_where_the_reference_stands() -> None:
    found = walk(app=heir("a", "b"), a={}, b=heir("c"), c={"component": "a"})
    assert [visit.at for visit in found.visits] == [
        ("components", "terraform", "app", "metadata", "inherits", 0),
        ("components", "terraform", "c", "component"),
        ("components", "terraform", "b", "metadata", "inherits", 0),
        ("components", "terraform", "app", "metadata", "inherits", 1),
    ]


def test_missing_bases_are_passed_over() -> None:
    found = walk(app=heir("a", "gone", "b"), a=heir("lost"), b={})
    assert visited(found) == ["a", "b"]
    assert [visit.name for visit in found.missing] == ["lost", "gone"]
    assert [visit.at[2:] for visit in found.missing] == [
        ("a", "metadata", "inherits", 0),
        ("app", "metadata", "inherits", 1),
    ]


def test_a_base_that_is_no_map_is_missing() -> None:
    found = walk(app=heir("a"), a="text")
    assert (visited(found), [visit.name for visit in found.missing]) == ([], ["a"])


def test_a_name_that_is_given_twice_takes_away_what_came_between() -> None:
    found = walk(app=heir("a", "b", "a", "c", "b"), a={}, b={}, c={})
    assert visited(found) == ["a", "b"]
    assert found.twice is not None
    assert (found.twice.name, found.twice.at[-1]) == ("a", 2)


def test_a_component_that_reaches_itself_says_where_first() -> None:
    found = walk(app=heir("a", "app"), a=heir("app"))
    assert visited(found) == ["a"]
    assert found.itself == Visit("app", ("components", "terraform", "a", "metadata", "inherits", 0))
    assert found.circle == ()


def test_only_the_first_circle_is_told() -> None:
    found = walk(app=heir("a", "c"), a=heir("b"), b=heir("a"), c=heir("d"), d=heir("c"))
    assert [visit.name for visit in found.circle] == ["a", "b", "a"]
    assert visited(found) == ["b", "a", "d", "c"]


def test_a_base_that_names_itself_is_a_circle_of_its_own() -> None:
    found = walk(app=heir("a"), a=heir("a"))
    assert ([visit.name for visit in found.circle], found.itself) == (["a", "a"], None)


# --- the older way: the ``component`` key


def test_the_older_base_is_visited_before_the_others() -> None:
    found = walk(app={"component": "old", **heir("new")}, old={}, new={})
    assert (visited(found), found.legacy) == (["old", "new"], "old")


@pytest.mark.parametrize(
    ("components", "folder"),
    [
        pytest.param({"app": {"component": "a"}, "a": {"component": "b"}, "b": {}}, "b", id="the end of the chain"),
        pytest.param({"app": {"component": "a"}, "a": heir("b"), "b": {}}, "b", id="by way of the other list"),
        pytest.param({"app": {"component": "a"}, "a": {"component": "gone"}}, "a", id="the last that is there"),
        pytest.param({"app": heir("a"), "a": {"component": "b"}, "b": {}}, None, id="not the chain of a base"),
        pytest.param(
            {"app": {"component": "a", **heir("b")}, "a": {}, "b": {"component": "c"}, "c": {}}, "a", id="own"
        ),
    ],
)
def test_the_deepest_end_of_its_own_older_chain_is_the_folder(components: Table, folder: str | None) -> None:
    assert Bases(components, "terraform").walk("app").legacy == folder


def test_an_abstract_base_passes_on_no_older_base() -> None:
    abstract: Table = {"component": "old", "metadata": {"type": "abstract"}}
    assert visited(walk(app=heir("a"), a=abstract, old={})) == ["a"]
    assert visited(walk(app=heir("a"), a={**abstract, "metadata": {"type": "real"}}, old={})) == ["old", "a"]
    assert visited(walk(app=abstract, old={})) == ["old"]


def test_an_older_base_that_is_missing_is_told_of_the_component_alone() -> None:
    own = walk(app={"component": "gone"})
    assert own.legacy_missing == Visit("gone", ("components", "terraform", "app", "component"))
    below = walk(app=heir("a"), a={"component": "gone"})
    assert (below.legacy_missing, below.missing, visited(below)) == (None, (), ["a"])


@pytest.mark.parametrize("component", [7, None, "", ["a"]], ids=repr)
def test_an_older_base_that_is_no_text_is_none(component: Value) -> None:
    assert walk(app={"component": component}, a={}) == NO_BASES


def test_a_component_that_is_its_own_older_base_reaches_itself() -> None:
    found = walk(app={"component": "app"})
    assert found.itself == Visit("app", ("components", "terraform", "app", "component"))
    assert found.legacy is None


def test_a_base_that_is_its_own_older_base_is_no_way_back_to_the_component() -> None:
    found = walk(app=heir("a"), a={"component": "a"})
    assert found.itself == Visit("a", ("components", "terraform", "a", "component"))


# --- limits


def test_as_many_ways_as_may_be_lead_to_bases() -> None:
    def fan(leaves: int) -> Walk:
        bodies: Table = {f"l{n}": {} for n in range(leaves)}
        return Bases({**bodies, "app": heir(*bodies)}, "terraform").walk("app")

    assert (len(fan(MAX_VISITS).visits), fan(MAX_VISITS).unbounded) == (MAX_VISITS, None)
    found = fan(MAX_VISITS + 1)
    assert found.unbounded is not None
    assert (found.unbounded.name, len(found.visits), found.too_many) == (f"l{MAX_VISITS}", MAX_VISITS, "app")


def test_a_base_with_as_many_ways_as_may_be_is_not_to_blame() -> None:
    leaves: Table = {f"l{n}": {} for n in range(MAX_VISITS)}
    found = Bases({**leaves, "base": heir(*leaves), "app": heir("base")}, "terraform")
    assert found.walk("base").too_many == ""
    assert visited(found.walk("app"))[:MAX_VISITS] == list(leaves)


def test_the_limits_are_what_the_documentation_says() -> None:
    assert (MAX_DEPTH, MAX_VISITS) == (64, 1000)


def test_the_first_base_that_has_too_many_is_the_one_to_blame() -> None:
    components = chain(MAX_DEPTH + 1)
    found = Bases({**components, "app": heir("c1", f"c{MAX_DEPTH + 1}"), "last": heir("app")}, "terraform")
    assert [found.walk(name).too_many for name in ("app", "last")] == [f"c{MAX_DEPTH + 1}"] * 2
    assert found.walk("c1").too_many == ""


def test_a_circle_does_not_hide_which_base_has_too_many() -> None:
    fans: Table = {f"{side}{n}": {} for side in "ab" for n in range(MAX_VISITS * 3 // 5)}
    bodies: Table = {side: heir(other, *(name for name in fans if name[0] == side)) for side, other in ("ab", "ba")}
    found = Bases({**fans, **bodies, "app": heir("a"), "last": heir("app")}, "terraform")
    assert [found.walk(name).too_many for name in ("last", "app", "a")] == ["a", "a", "a"]


def test_the_deepest_of_several_bases_counts() -> None:
    components = chain(MAX_DEPTH)
    found = Bases({**components, "app": heir("c0", f"c{MAX_DEPTH}"), "last": heir("app", "c0")}, "terraform")
    assert [found.walk(name).too_many for name in ("app", "last", f"c{MAX_DEPTH}")] == ["app", "app", ""]


def test_the_older_bases_of_abstract_bases_do_not_make_them_deep() -> None:
    bodies: Table = {
        name: {"metadata": {"type": "abstract"}, **body} if isinstance(body, dict) else body
        for name, body in chain(MAX_DEPTH + 9, legacy=True).items()
    }
    found = Bases({**bodies, "app": heir(f"c{MAX_DEPTH + 9}")}, "terraform").walk("app")
    assert (visited(found), found.unbounded) == ([f"c{MAX_DEPTH + 9}"], None)


def test_bases_that_are_missing_do_not_count() -> None:
    missing = heir(*(f"m{n}" for n in range(MAX_VISITS + 1)))
    found = Bases({"app": missing, "last": heir("app")}, "terraform").walk("last")
    assert (visited(found), len(found.missing), found.unbounded) == (["app"], MAX_VISITS + 1, None)
