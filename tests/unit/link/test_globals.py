"""What all components of one type in one manifest share, and sections of it that are not what they must be."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.value import Table, Value
from stackc.manifest.sections import SECTIONS
from tests.kit.build import places
from tests.unit.link.linked import at, linked, shared


def test_the_layers_of_a_map_are_one_that_all_components_share() -> None:
    text = "vars: {k: 1, a: 1}\nterraform: {vars: {k: 2}}\ncomponents: {terraform: {app: {}, other: {}}}\n"
    found = shared(text)
    [layer] = found.layers(SECTIONS["vars"])
    assert layer.value == {"k": 2, "a": 1}
    assert found.layers(SECTIONS["vars"]) is found.layers(SECTIONS["vars"])
    assert found.layers(SECTIONS["hooks"]) == ()


def test_the_layers_of_a_text_stay_apart() -> None:
    found = shared("terraform: {command: tofu}\ncomponents: {terraform: {app: {}}}\n")
    assert [layer.value for layer in found.layers(SECTIONS["command"])] == [
        {"command": "terraform"},
        {"command": "tofu"},
    ]
    assert [each.label for each in found.alone(SECTIONS["command"]).layers] == ["terraform"]
    assert found.alone(SECTIONS["command"]).value == {"command": "tofu"}


def test_the_sections_of_a_component_that_says_nothing_are_computed_once() -> None:
    text = "vars: {a: 1}\nterraform: {backend_type: s3}\ncomponents: {terraform: {app: {}}}\n"
    found = shared(text)
    assert found.compiled is found.compiled
    assert (found.compiled["vars"], found.compiled["backend_type"], found.compiled["command"]) == (
        {"a": 1},
        "s3",
        "terraform",
    )
    assert found.compiled["required_version"] == ""
    assert "locals" not in found.compiled
    assert found.alone(SECTIONS["vars"]) is found.alone(SECTIONS["vars"])


def test_secrets_at_the_root_are_those_of_the_stack() -> None:
    found = shared("secrets: {vars: {a: {k: 1}}}\ncomponents: {terraform: {app: {}}}\n")
    assert found.alone(SECTIONS["secrets"]).value == {"vars": {"a": {"scope": "stack", "k": 1}}}
    assert found.compiled["secrets"] == {"vars": {"a": {"scope": "stack", "k": 1}}}


def test_components_of_another_type_share_other_things() -> None:
    text = (
        "vars: {a: 1}\nterraform: {vars: {b: 1}}\nhelmfile: {vars: {c: 1}}\n"
        "components: {terraform: {app: {}}, helmfile: {web: {}}}\n"
    )
    assert linked(text).section("vars") == {"a": 1, "b": 1}
    assert linked(text, "web", "helmfile").section("vars") == {"a": 1, "c": 1}
    assert list(shared(text, "helmfile").components) == ["web"]


# --- what is wrong


@pytest.mark.parametrize("section", [name for name, section in SECTIONS.items() if section.root])
def test_a_root_section_must_be_a_map(section: str) -> None:
    [found] = shared(f"{section}: [a]\ncomponents: {{terraform: {{app: {{}}}}}}\n").diagnostics
    assert found.message == (
        f"invalid {section} section: `{section}` must be a map, not a list, in the file `deploy/dev`"
    )
    assert (found.code, at(found.primary), found.help) == (Code.SECTION_KIND, (1, 1, "this is a list"), None)


@pytest.mark.parametrize("section", [s.name for s in SECTIONS.values() if s.typed and s.kind != "text"])
@pytest.mark.parametrize(("written", "kind"), [("text", "a string"), ("7", "a number"), ("!env X", "a function")])
def test_a_section_of_a_type_must_be_a_map(section: str, written: str, kind: str) -> None:
    text = f"terraform:\n  {section}: {written}\ncomponents: {{terraform: {{app: {{}}}}}}\n"
    [found] = shared(text).diagnostics
    assert found.message == (
        f"invalid {section} section: `terraform.{section}` must be a map, not {kind}, in the file `deploy/dev`"
    )
    assert at(found.primary) == (2, 3, f"this is {kind}")


@pytest.mark.parametrize("section", [s.name for s in SECTIONS.values() if s.typed and s.kind == "text"])
def test_a_text_of_a_type_must_be_one(section: str) -> None:
    text = "terraform: {%s: %s}\ncomponents: {terraform: {app: {}}}\n"
    [found] = shared(text % (section, "{a: 1}")).diagnostics
    assert found.message == (
        f"invalid {section} section: `terraform.{section}` must be a string, not a map, in the file `deploy/dev`"
    )
    assert shared(text % (section, "text")).diagnostics == ()
    assert shared(text % (section, "!env X")).diagnostics == ()


@pytest.mark.parametrize("section", ["required_version", "retry", "locals"])
def test_sections_that_no_type_has_are_not_looked_at_there(section: str) -> None:
    assert shared(f"terraform: {{{section}: [a]}}\ncomponents: {{terraform: {{app: {{}}}}}}\n").diagnostics == ()
    assert shared(f"{section}: [a]\ncomponents: {{terraform: {{app: {{}}}}}}\n").diagnostics == ()


@pytest.mark.parametrize(
    ("text", "name", "path", "place"),
    [
        pytest.param("components: [a]\n", "components", "components", "1:1", id="components"),
        pytest.param("components: {terraform: [a]}\n", "terraform", "components.terraform", "1:14", id="of one type"),
        pytest.param("terraform: [a]\n", "terraform", "terraform", "1:1", id="the type"),
    ],
)
def test_components_and_their_types_must_be_maps(text: str, name: str, path: str, place: str) -> None:
    found = shared(text).diagnostics
    assert places(found) == [(Code.SECTION_KIND, place)]
    assert found[0].message == f"invalid {name} section: `{path}` must be a map, not a list, in the file `deploy/dev`"


def test_components_of_another_type_are_not_looked_at() -> None:
    text = "helmfile: [a]\ncomponents: {helmfile: [a]}\n"
    assert (shared(text).diagnostics, len(shared(text, "helmfile").diagnostics)) == ((), 2)


def test_null_says_what_to_do_about_it() -> None:
    [found] = shared("vars:\ncomponents: {terraform: {app: {}}}\n").diagnostics
    assert found.message == "invalid vars section: `vars` must be a map, not null, in the file `deploy/dev`"
    assert (found.help, at(found.primary)) == ("remove the key, or give it a value", (1, 1, "this is null"))


def test_an_include_that_failed_was_reported_by_who_included_it() -> None:
    assert shared("vars: !include ./missing.yaml\ncomponents: {terraform: {app: {}}}\n").diagnostics == ()


def test_metadata_of_a_whole_stack_may_not_say_everything() -> None:
    text = "metadata:\n  custom: {}\n  component: a\n  name: b\ncomponents: {terraform: {app: {}}}\n"
    first, second = shared(text).diagnostics
    assert (first.code, first.message) == (
        Code.ROOT_METADATA,
        "metadata field `component` is not allowed at global (stack-wide) scope",
    )
    assert (at(first.primary), at(second.primary)) == ((3, 3, "not for a whole stack"), (4, 3, "not for a whole stack"))
    assert first.help == "allowed are custom, enabled, labels, locked, protect, tags, terraform_workspace_pattern"


@pytest.mark.parametrize(
    "metadata", [{"labels": {}, "tags": [], "custom": {}, "enabled": True, "locked": False}, {}], ids=["all", "none"]
)
def test_metadata_of_a_whole_stack_may_say_what_goes_for_all(metadata: Table) -> None:
    manifest: dict[str, Value] = {"metadata": metadata, "components": {"terraform": {"app": {}}}}
    assert shared(manifest).diagnostics == ()
