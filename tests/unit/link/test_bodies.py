"""What a body says of a section, and what the bases of a component come to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.value import Call, Table, Value
from stackc.link.bodies import is_abstract, own_strategy
from tests.unit.link.linked import app, linked, told

HEIR = {"metadata": {"inherits": ["low", "high"]}}


def heir(low: Mapping[str, object], high: Mapping[str, object], body: Mapping[str, object] | None = None) -> Table:
    return app({**HEIR, **(body or {})}, low=low, high=high)


# --- what a body says


@pytest.mark.parametrize("value", [None, {}, "", [1], 7, False], ids=repr)
def test_what_is_no_map_is_no_layer_of_one(value: Value) -> None:
    component = linked(app({"vars": value, "source": value}, {"vars": {"a": 1}}))
    assert (component.section("vars"), len(component.layers("vars"))) == ({"a": 1}, 1)
    assert component.section("source") == {}


@pytest.mark.parametrize("value", [None, "", {"a": 1}, ["a"], 7, True], ids=repr)
def test_what_is_no_text_is_no_layer_of_one(value: Value) -> None:
    component = linked(app({"command": value}, {"terraform": {"command": "tofu"}}))
    assert component.compiled["command"] == "tofu"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param('"github.com/x"', {"uri": "github.com/x"}, id="text"),
        pytest.param("!env SRC", {"uri": Call("!env SRC")}, id="call"),
        pytest.param("{uri: x, version: 1}", {"uri": "x", "version": 1}, id="map"),
        pytest.param("[a]", {}, id="list"),
        pytest.param("7", {}, id="number"),
    ],
)
def test_a_source_that_is_text_is_its_uri(written: str, expected: Table) -> None:
    component = linked(f"components: {{terraform: {{app: {{source: {written}}}}}}}\n")
    assert component.section("source") == expected


def test_a_source_that_is_text_is_found_where_it_is_written() -> None:
    component = linked(app({"source": "text"}, {"terraform": {"source": {"version": 1}}}))
    assert component.section("source") == {"version": 1, "uri": "text"}
    origin = component.origin("source", ("uri",))
    assert origin is not None
    assert origin.path == ("components", "terraform", "app", "source")


# --- what bases come to


def test_later_bases_are_laid_over_earlier_ones() -> None:
    component = linked(heir({"vars": {"k": 1, "a": 1}}, {"vars": {"k": 2, "b": 2}}))
    assert component.section("vars") == {"k": 2, "a": 1, "b": 2}
    assert told(component, "vars", "k") == [(1, "bases / base `low`"), (2, "bases / base `high`")]


@pytest.mark.parametrize(
    ("low", "high", "own", "expected"),
    [
        pytest.param("", "", "", [2], id="the project's"),
        pytest.param("", "append", "", [1, 2], id="that of the base above"),
        pytest.param("append", "", "", [2], id="not that of the base below"),
        pytest.param("append", "replace", "", [2], id="the base above decides"),
        pytest.param("replace", "replace", "append", [1, 2], id="that of the heir counts for all"),
        pytest.param("append", "append", "replace", [2], id="that of the heir against theirs"),
    ],
)
def test_whose_strategy_decides_where_lists_of_bases_meet(low: str, high: str, own: str, expected: list[Value]) -> None:
    def body(name: str, **sections: object) -> dict[str, object]:
        return {**sections, **({"settings": {"list_merge_strategy": name}} if name else {})}

    component = linked(heir(body(low, vars={"l": [1]}), body(high, vars={"l": [2]}), body(own)))
    assert component.section("vars")["l"] == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("retry", [2], id="retry"),
        pytest.param("secrets", [2], id="secrets"),
        pytest.param("locals", [1, 2], id="locals"),
    ],
)
def test_some_sections_of_bases_go_by_the_projects_strategy(section: str, expected: list[Value]) -> None:
    settings = {"settings": {"list_merge_strategy": "append"}}
    component = linked(heir({section: {"l": [1]}, **settings}, {section: {"l": [2]}, **settings}))
    assert component.section(section)["l"] == expected


def test_bases_pass_on_their_metadata_but_not_what_says_of_them_alone() -> None:
    low = {"metadata": {"type": "abstract", "name": "n", "enabled": False, "custom": {"a": 1}}}
    high = {"metadata": {"type": "abstract", "inherits": ["low"], "custom": {"b": 1}}}
    component = linked(heir(low, high))
    assert component.metadata == {
        "name": "n",
        "enabled": False,
        "custom": {"a": 1, "b": 1},
        "inherits": ["low", "high"],
    }
    assert not component.is_abstract


def test_an_heir_by_the_older_way_has_no_list_of_bases() -> None:
    component = linked(app({"component": "base"}, base={"metadata": {"inherits": ["low"], "name": "n"}}, low={}))
    assert component.metadata == {"name": "n"}


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("command", "terraform", id="the last base decides, even one that says nothing"),
        pytest.param("required_version", "low", id="of required versions the last one given counts"),
    ],
)
def test_which_base_gives_a_text(section: str, expected: str) -> None:
    assert linked(heir({section: "low"}, {})).compiled[section] == expected
    assert linked(heir({section: "low"}, {section: "high"})).compiled[section] == "high"


def test_bases_of_one_chain_are_merged_once_for_all_heirs_with_one_strategy() -> None:
    components: dict[str, object] = dict.fromkeys(("app", "other"), HEIR)
    appending = {**HEIR, "settings": {"list_merge_strategy": "append"}}
    manifest = {"components": {"terraform": {**components, "low": {"vars": {"a": 1}}, "high": {}, "last": appending}}}
    component = linked(manifest)
    shared, names = component.globals, ("app", "other", "last")
    walks = [shared.all_bases.walk(name) for name in names]
    first, second = (shared.inherited(walk, None) for walk in walks[:2])
    assert first is second
    assert shared.inherited(walks[2], "append") is not first
    assert first.names == {"vars"}


# --- what a body is


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"metadata": {"type": "abstract"}}, True, id="abstract"),
        pytest.param({"metadata": {"type": "real"}}, False, id="real"),
        pytest.param({"metadata": {"type": True}}, False, id="no text"),
        pytest.param({"metadata": "abstract"}, False, id="metadata that are no map"),
        pytest.param({"type": "abstract"}, False, id="beside its metadata"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_a_base_is_abstract_by_its_own_metadata(body: Table, expected: bool) -> None:
    assert is_abstract(body) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("append", "append"), ("replace", "replace"), ("merge", "merge"), ("apend", None), ("", None), (None, None)],
)
def test_the_strategy_a_body_asks_for(name: Value, expected: str | None) -> None:
    assert own_strategy({"settings": {"list_merge_strategy": name}}) == expected
    assert own_strategy({"list_merge_strategy": name}) is None


# --- secrets


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        pytest.param({"vars": {"a": {"k": 1}}}, {"vars": {"a": {"scope": "instance", "k": 1}}}, id="a map"),
        pytest.param({"vars": {"a": "text"}}, {"vars": {"a": "text"}}, id="no map"),
        pytest.param(
            {"vars": {"a": {"scope": "own"}}, "b": 1}, {"vars": {"a": {"scope": "own"}}, "b": 1}, id="its own scope"
        ),
        pytest.param({"vars": [1], "b": 1}, {"vars": [1], "b": 1}, id="variables that are no map"),
    ],
)
def test_declared_secrets_have_a_scope(declared: Table, expected: Table) -> None:
    component = linked(app({"secrets": declared}))
    assert component.section("secrets") == expected


def test_the_scope_of_a_secret_is_a_default_and_what_is_declared_is_found_where_it_stands() -> None:
    component = linked(app({"secrets": {"vars": {"a": {"k": 1}}}}))
    assert told(component, "secrets", "vars", "a", "scope") == [("instance", "component / default")]
    origin = component.origin("secrets", ("vars", "a", "k"))
    assert origin is not None
    assert origin.path == ("components", "terraform", "app", "secrets", "vars", "a", "k")
    assert component.origin("secrets", ("vars", "a", "scope")) is None
