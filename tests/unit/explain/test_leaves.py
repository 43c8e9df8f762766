from __future__ import annotations

import pytest

from stackc.base.source import path_text
from stackc.base.value import MISSING, Missing, Secret, Unknown, Value
from stackc.explain.leaves import differing, differing_leaves, origin_of, span_of
from tests.kit.compiled import compiled, instance_of


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a": 1}, {"a": 1}, [], id="nothing"),
        pytest.param({"a": 1}, {"a": 1.0}, ["a"], id="another kind of number"),
        pytest.param({"a": "1"}, {"a": 1}, ["a"], id="a text that reads as the number"),
        pytest.param({"a": None}, {}, ["a"], id="null and nothing"),
        pytest.param({"a": [1, 2]}, {"a": [1]}, ["a[1]"], id="an item less"),
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}, [], id="another order"),
        pytest.param({"a": 1}, {"a": {"b": 1}}, ["a", "a.b"], id="a map for a number"),
        pytest.param({"a": []}, {"a": {}}, ["a"], id="an empty map for an empty list"),
        pytest.param({"a": {}}, {"a": {"b": 1}}, ["a.b"], id="a map that is filled"),
        pytest.param({"a": {}}, {"a": [1]}, ["a", "a[0]"], id="a filled list for an empty map"),
        pytest.param({}, {"a": {}}, ["a"], id="an empty map for nothing"),
        pytest.param({"a": Secret("x")}, {"a": Secret("y")}, ["a"], id="secrets"),
        pytest.param({"a": Secret("x")}, {"a": Secret("x")}, [], id="the same secret"),
        pytest.param({"a": Unknown("!exec x")}, {"a": "!exec x"}, ["a"], id="an unknown and its text"),
        pytest.param(MISSING, {"a": {"b": 1}}, ["a.b"], id="nothing at all"),
    ],
)
def test_leaves_that_differ_are_found(before: Value | Missing, after: Value | Missing, expected: list[str]) -> None:
    assert [path_text(leaf.path) for leaf in differing(before, after)] == expected
    assert {path_text(leaf.path) for leaf in differing(after, before)} == set(expected)


STACK = "vars: {stage: %s, size: 1}\ncomponents: {terraform: {app: {metadata: {component: web}}}}\n"


def test_all_sections_are_compared_but_those_that_repeat_others() -> None:
    compilation = compiled(
        {
            "stacks/deploy/dev.yaml": STACK % "dev",
            "stacks/deploy/prod.yaml": (STACK % "prod").replace("web", "api") + "overrides: {env: {A: b}}\n",
        }
    )
    dev, prod = (instance_of(compilation, "app", stack) for stack in ("dev", "prod"))
    found = [path_text(leaf.path) for leaf in differing_leaves(dev, prod)]
    assert found == ["vars.stage", "env.A", "metadata.component", "component"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("vars", "size"), "stacks/deploy/dev.yaml:1:26", id="a value"),
        pytest.param(("component",), "stacks/deploy/dev.yaml:2:54", id="the folder"),
        pytest.param(("backend_type",), "None", id="what nobody says"),
    ],
)
def test_a_leaf_has_the_place_where_it_is_written(path: tuple[str, ...], expected: str) -> None:
    instance = instance_of(compiled({"stacks/deploy/dev.yaml": STACK % "dev"}), "app", "dev")
    assert str(span_of(instance, origin_of(instance, path))) == expected
