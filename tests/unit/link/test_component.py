"""A component: its folder, its list strategy, what it shows, and where its values stand."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.value import Table
from tests.unit.link.linked import FILE, app, at, linked, only, path_of

BASE = "stacks/base.yaml"


# --- what it is


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({}, "app", id="its name"),
        pytest.param({"metadata": {"component": "own"}}, "own", id="its metadata"),
        pytest.param({"metadata": {"component": ""}}, "app", id="an empty folder"),
        pytest.param({"metadata": {"component": 7}}, "app", id="a folder that is no text"),
        pytest.param({"component": "base"}, "deep", id="the end of the legacy chain"),
        pytest.param({"component": "base", "metadata": {"component": "own"}}, "own", id="its metadata above the chain"),
        pytest.param({"metadata": {"inherits": ["base"]}}, "app", id="not that of a base"),
    ],
)
def test_the_folder_of_a_component(body: Table, expected: str) -> None:
    base = {"component": "deep", "metadata": {"component": "of the base"}}
    component = linked(app(body, base=base, deep={}))
    assert (component.folder_name, component.compiled["component"]) == (expected, expected)


def test_a_component_that_is_no_map_is_empty() -> None:
    component = linked("vars: {a: 1}\ncomponents: {terraform: {app: text}}\n")
    assert (component.body, component.over, component.section("vars")) == ({}, {}, {"a": 1})


def test_what_a_component_shows() -> None:
    manifest = app({"metadata": {"inherits": ["base", "other"]}, "overrides": {"vars": {"x": 1}}}, base={}, other={})
    compiled = linked(manifest).compiled
    assert compiled["inheritance"] == ["other", "base"]
    assert compiled["overrides"] == {"vars": {"x": 1}}
    assert (compiled["vars"], compiled["component"]) == ({"x": 1}, "app")


def test_a_component_compiles_once() -> None:
    component = linked(app({"vars": {"a": 1}}))
    assert component.compiled is component.compiled
    assert component.fold("vars") is component.fold("vars")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param("kubernetes", True, id="kubernetes"),
        pytest.param("helm", True, id="helm"),
        pytest.param("container", True, id="container"),
        pytest.param("emulator", True, id="emulator"),
        pytest.param("terraform", False, id="terraform"),
        pytest.param("packer", False, id="packer"),
    ],
)
def test_keys_of_some_types_are_handed_through(kind: str, expected: bool) -> None:
    body = {"chart": {"a": 1}, "metadata": {"component": "f", "own": 1}, "vars": {"b": 1}, "overrides": {"vars": {}}}
    component = linked({"components": {kind: {"app": body}}}, kind=kind)
    assert ("chart" in component.compiled) is expected
    assert (component.compiled["component"], component.compiled["vars"]) == ("f", {"b": 1})


def test_the_key_that_names_a_folder_is_not_handed_through() -> None:
    component = linked({"components": {"helm": {"app": {"component": "x", "a": 1}}}}, kind="helm")
    assert (component.compiled["component"], component.compiled["a"]) == ("app", 1)


@pytest.mark.parametrize("atmos", [False, True], ids=["stackc", "atmos"])
def test_whether_text_is_a_call_is_the_dialects(atmos: bool) -> None:
    assert linked(app({}), atmos=atmos).has_text_calls is atmos


# --- the highest value of a key


def test_the_top_of_a_key_is_what_its_highest_layer_says() -> None:
    base = {"vars": {"b": {"x": 1}, "n": 1}}
    body = {"metadata": {"inherits": ["base"]}, "vars": {"b": {"y": 2}, "n": None}}
    component = linked(app(body, {"vars": {"a": 1, "b": 0}}, base=base))
    assert [component.top("vars", key) for key in ("a", "b", "n", "missing")] == [1, {"y": 2}, None, None]


# --- the strategy of lists


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param({}, "merge", id="the project's"),
        pytest.param({"root": "append"}, "append", id="the root's"),
        pytest.param({"root": "append", "type": "replace"}, "replace", id="the type's"),
        pytest.param({"type": "replace", "low": "append"}, "append", id="that of a base"),
        pytest.param({"low": "append", "high": "replace"}, "replace", id="that of a later base"),
        pytest.param({"high": "replace", "body": "append"}, "append", id="its own"),
        pytest.param({"body": "append", "over": "replace"}, "replace", id="that of its overrides"),
        pytest.param({"body": "append", "over": ""}, "append", id="an empty one"),
        pytest.param({"body": "append", "over": None}, "append", id="null"),
    ],
)
def test_the_highest_strategy_counts(levels: dict[str, str | None], expected: str) -> None:
    def settings(level: str) -> Table:
        return {"settings": {"list_merge_strategy": levels[level]}} if level in levels else {}

    body: Table = {**settings("body"), "metadata": {"inherits": ["low", "high"]}, "overrides": settings("over")}
    manifest = app(
        body, {**settings("root"), "terraform": settings("type")}, low=settings("low"), high=settings("high")
    )
    component = linked(manifest, own="settings: {list_merge_strategy: merge}\n")
    assert (component.lists, component.diagnostics) == (expected, ())


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        pytest.param("apend", "did you mean `append`?", id="a near one"),
        pytest.param("xyz", None, id="no near one"),
        pytest.param("Merge", "did you mean `merge`?", id="another case"),
    ],
)
def test_a_strategy_that_is_none_is_reported_and_the_one_below_counts(name: str, help_: str | None) -> None:
    text = (
        "settings: {list_merge_strategy: append}\ncomponents:\n  terraform:\n    app:\n"
        f"      settings:\n        list_merge_strategy: {name}\n"
    )
    component = linked(text)
    found = only(component, Code.LIST_STRATEGY)
    assert found.message == (
        f"invalid list merge strategy: '{name}'. Supported list merge strategies are: replace, append, merge"
    )
    assert (at(found.primary), found.help) == ((6, 30, "no such strategy"), help_)
    assert component.lists == "append"


def test_a_strategy_above_one_that_is_none_counts() -> None:
    over = {"settings": {"list_merge_strategy": "append"}}
    component = linked(app({"settings": {"list_merge_strategy": "none"}, "overrides": over}))
    assert (component.lists, len(component.diagnostics)) == ("append", 1)


@pytest.mark.parametrize(("written", "shown"), [("7", "7"), ("!env X", "!env X")], ids=["number", "call"])
def test_a_strategy_that_is_no_text_is_reported(written: str, shown: str) -> None:
    found = only(
        linked(f"components: {{terraform: {{app: {{settings: {{list_merge_strategy: {written}}}}}}}}}\n"),
        Code.LIST_STRATEGY,
    )
    assert found.message.startswith(f"invalid list merge strategy: '{shown}'. ")


# --- where values stand

STACK = """\
import: [base]
vars: {stage: dev, root: 1}
terraform: {command: tofu}
components:
  terraform:
    app:
      metadata: {inherits: [low]}
      vars: {own: {deep: 1}, list: [2]}
      unknown: {a: 1}
"""
MORE = {BASE: "vars: {imported: 1}\ncomponents: {terraform: {low: {vars: {low: 1, list: [1]}}}}\n"}
APPENDING = "settings: {list_merge_strategy: append}\n"
OWN_AT = ("components", "terraform", "app")


@pytest.mark.parametrize(
    ("section", "path", "expected"),
    [
        pytest.param("vars", ("root",), (FILE, ("vars", "root")), id="root"),
        pytest.param("vars", ("imported",), (BASE, ("vars", "imported")), id="an import"),
        pytest.param("vars", ("low",), (BASE, ("components", "terraform", "low", "vars", "low")), id="a base"),
        pytest.param("vars", ("own", "deep"), (FILE, (*OWN_AT, "vars", "own", "deep")), id="the component"),
        pytest.param("vars", ("list", 1), (FILE, (*OWN_AT, "vars", "list", 0)), id="an item"),
        pytest.param("command", (), (FILE, ("terraform", "command")), id="a text"),
        pytest.param("unknown", ("a",), (FILE, (*OWN_AT, "unknown", "a")), id="no section"),
        pytest.param("vars", ("missing",), None, id="nobody says it"),
        pytest.param("required_version", (), None, id="a text nobody says"),
        pytest.param("unknown", ("b",), None, id="no section and not there"),
    ],
)
def test_where_a_value_was_written(
    section: str, path: tuple[str | int, ...], expected: tuple[str, tuple[str | int, ...]] | None
) -> None:
    assert path_of(linked(STACK, own=APPENDING, more=MORE), section, *path) == expected


def test_a_default_was_written_nowhere() -> None:
    component = linked(app({}))
    assert (component.compiled["command"], component.origin("command", ())) == ("terraform", None)


@pytest.mark.parametrize(
    ("section", "path", "key", "expected"),
    [
        pytest.param("vars", ("root",), False, (2, 26), id="a value"),
        pytest.param("vars", ("root",), True, (2, 20), id="its key"),
        pytest.param("vars", ("own", "missing"), False, (8, 19), id="what it would stand in"),
        pytest.param("vars", ("list", 7, "x"), False, (8, 36), id="what an item would stand in"),
        pytest.param("vars", ("missing",), False, (8, 7), id="the section"),
        pytest.param("env", ("missing",), False, (6, 5), id="the component where it has no such section"),
        pytest.param("env", (), False, (6, 5), id="the component for a whole section"),
        pytest.param("metadata", ("missing",), False, (7, 7), id="its metadata"),
    ],
)
def test_a_label_stands_as_near_to_a_value_as_it_can(
    section: str, path: tuple[str | int, ...], key: bool, expected: tuple[int, int]
) -> None:
    component = linked(STACK, own=APPENDING, more=MORE)
    assert at(component.label(section, path, "words", key=key)) == (*expected, "words")


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        pytest.param((), True, (6, 5), id="the component"),
        pytest.param(("vars",), True, (8, 7), id="a section"),
        pytest.param(("vars",), False, (8, 13), id="its value"),
        pytest.param(("vars", "missing", "more"), True, (8, 7), id="the nearest there is"),
        pytest.param(("vars", "own", "missing"), True, (8, 14), id="a nearer one"),
    ],
)
def test_a_place_inside_its_own_body(path: tuple[str, ...], key: bool, expected: tuple[int, int]) -> None:
    assert at(linked(STACK, own=APPENDING, more=MORE).own_label(path, "words", key=key)) == (*expected, "words")


def test_what_nobody_wrote_is_in_the_file_of_the_manifest() -> None:
    component = linked(STACK, own=APPENDING, more=MORE)
    span = component.context.locate(component.manifest, ("missing", "more"), True)
    assert (str(span), span.end_line) == (f"{FILE}:1:1", 0)
