"""Which layers of a section a component hears, which types have it, and when it is shown: section 7 of the language page."""

from __future__ import annotations

import json

import pytest

from stackc.base.value import Table, Value, table_at
from stackc.link.component import Component
from stackc.manifest.sections import SECTIONS, sections_of
from stackc.manifest.vocabulary import COMPONENT_TYPES
from tests.kit.compiled import compiled
from tests.unit.manifest.merged import DEV

EVERYWHERE = "root, type, bases, component, overrides"
PLACES = EVERYWHERE.split(", ")


def component(manifest: Table, kind: str = "terraform") -> Component:
    compilation = compiled({f"stacks/{DEV}": json.dumps({"vars": {"stage": "dev"}, **manifest})})
    [merged] = compilation.manifests
    return compilation.stacks.component(merged, kind, "app")


def said_at(place: str, section: str, value: Value) -> Component:
    """``app`` where one place says something of a section."""
    own: Table = {section: value}
    layers: dict[str, Table] = {
        "root": {"components": {"terraform": {"app": {}}}, **own},
        "type": {"components": {"terraform": {"app": {}}}, "terraform": own},
        "bases": {"components": {"terraform": {"app": {"metadata": {"inherits": ["base"]}}, "base": own}}},
        "component": {"components": {"terraform": {"app": own}}},
        "overrides": {"components": {"terraform": {"app": {"overrides": own}}}},
    }
    return component(layers[place])


@pytest.mark.parametrize(
    ("section", "places"),
    [
        pytest.param("vars", EVERYWHERE, id="vars"),
        pytest.param("settings", EVERYWHERE, id="settings"),
        pytest.param("env", EVERYWHERE, id="env"),
        pytest.param("auth", EVERYWHERE, id="auth"),
        pytest.param("hooks", EVERYWHERE, id="hooks"),
        pytest.param("generate", EVERYWHERE, id="generate"),
        pytest.param("providers", "type, bases, component, overrides", id="providers"),
        pytest.param("required_providers", "bases, component, overrides", id="required_providers"),
        pytest.param("provision", "type, bases, component", id="provision"),
        pytest.param("dependencies", "root, type, bases, component", id="dependencies"),
        pytest.param("locals", "bases, component", id="locals"),
        pytest.param("retry", "bases, component, overrides", id="retry"),
        pytest.param("secrets", "root, bases, component, overrides", id="secrets"),
        pytest.param("test", "bases, component", id="test"),
        pytest.param("mocks", "bases, component", id="mocks"),
        pytest.param("source", "type, bases, component", id="source"),
    ],
)
def test_a_section_is_heard_where_it_may_stand(section: str, places: str) -> None:
    value: Value = {"own": {"x": 1}}
    heard = [place for place in PLACES if "own" in said_at(place, section, value).section(section)]
    assert heard == places.split(", ")


@pytest.mark.parametrize(
    ("section", "places"),
    [
        pytest.param("command", "type, bases, component, overrides", id="command"),
        pytest.param("required_version", "bases, component, overrides", id="required_version"),
        pytest.param("backend_type", "type, bases, component", id="backend_type"),
        pytest.param("remote_state_backend_type", "type, bases, component", id="remote_state_backend_type"),
    ],
)
def test_a_text_is_heard_where_it_may_stand(section: str, places: str) -> None:
    heard = [place for place in PLACES if said_at(place, section, "own").compiled.get(section) == "own"]
    assert heard == places.split(", ")


@pytest.mark.parametrize("section", ["backend", "remote_state_backend"])
def test_the_settings_of_a_backend_are_heard_where_its_type_is(section: str) -> None:
    value: Value = {"local": {"path": "own"}}
    backends = {place: said_at(place, section, value) for place in PLACES}
    heard = [
        place
        for place, app in backends.items()
        if table_at(app.layers(section)[-1].value if app.layers(section) else {}, "local")
    ]
    assert heard == ["type", "bases", "component"]


_RENDERED = {"terraform", "kubernetes", "helm"}
_PROVISIONED = {"terraform", "helmfile", "packer", "kubernetes", "helm", "container"}


@pytest.mark.parametrize(
    ("section", "types"),
    [
        *(pytest.param(name, set(COMPONENT_TYPES), id=name) for name in ("vars", "settings", "env", "auth")),
        *(pytest.param(name, set(COMPONENT_TYPES), id=name) for name in ("dependencies", "locals", "retry", "secrets")),
        pytest.param("hooks", _RENDERED | {"helmfile"}, id="hooks"),
        pytest.param("generate", _RENDERED, id="generate"),
        pytest.param("provision", _PROVISIONED, id="provision"),
        pytest.param("source", set(COMPONENT_TYPES) - {"ansible"}, id="source"),
        *(pytest.param(name, {"terraform"}, id=name) for name in ("providers", "required_providers", "test", "mocks")),
        *(pytest.param(name, {"terraform"}, id=name) for name in ("required_version", "backend_type", "backend")),
    ],
)
def test_the_types_that_have_a_section(section: str, types: set[str]) -> None:
    assert {kind for kind in COMPONENT_TYPES if SECTIONS[section] in sections_of(kind)} == types


def test_an_empty_section_is_shown_unless_it_is_rare() -> None:
    shown = component({"components": {"terraform": {"app": {}}}}).compiled
    maps = [name for name, section in SECTIONS.items() if section.kind == "map"]
    assert [name for name in maps if name not in shown] == [
        "dependencies", "locals", "retry", "secrets", "test", "mocks",
    ]  # fmt: skip
    assert {name: shown[name] for name in ("hooks", "generate", "provision")} == {
        "hooks": {},
        "generate": {},
        "provision": {},
    }


@pytest.mark.parametrize(
    ("section", "defers"),
    [
        *(pytest.param(name, True, id=name) for name in ("vars", "settings", "env", "auth", "hooks", "generate")),
        *(pytest.param(name, True, id=name) for name in ("providers", "required_providers", "test")),
        *(pytest.param(name, False, id=name) for name in ("provision", "dependencies", "locals", "retry", "mocks")),
    ],
)
def test_whether_a_call_in_a_section_meets_other_values_with_its_result(section: str, defers: bool) -> None:
    body: Table = {"metadata": {"inherits": ["base"]}, section: {"v": {"x": 1}}}
    base: Table = {section: {"v": "!env V"}}
    text = json.dumps({"vars": {"stage": "dev"}, "components": {"terraform": {"app": body, "base": base}}})
    compilation = compiled({f"stacks/{DEV}": text.replace('"!env V"', "!env V")})
    [merged] = compilation.manifests
    found = compilation.stacks.component(merged, "terraform", "app").deferred(section)
    assert [each.path for each in found] == ([("v",)] if defers else [])


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("vars", [1, 2, 3], id="a section goes by the component"),
        pytest.param("secrets", [2, 3], id="among the bases alone by the project"),
        pytest.param("retry", [3], id="always by the project"),
    ],
)
def test_whose_strategy_lists_go_by(section: str, expected: Value) -> None:
    bases: Table = {name: {section: {"v": {"l": [number]}}} for number, name in enumerate(("low", "high"), 1)}
    settings: Table = {"list_merge_strategy": "append"}
    own: Table = {"metadata": {"inherits": ["low", "high"]}, "settings": settings, section: {"v": {"l": [3]}}}
    found = component({"components": {"terraform": {**bases, "app": own}}}).section(section)
    assert table_at(found, "v")["l"] == expected
