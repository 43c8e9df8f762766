"""Every component of every manifest, and the stack it belongs to."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.ids import InstanceId, StackName
from tests.kit.compiled import ATMOS, compiled

DEV = (
    "vars: {stage: dev}\n"
    "components:\n  helmfile: {web: {}, both: {}}\n  terraform: {b: {}, a: {vars: {stage: other}}, both: {}}\n"
)
FILES = {
    "stacks/deploy/dev.yaml": DEV,
    "stacks/deploy/more.yaml": "vars: {stage: dev}\ncomponents: {terraform: {c: {}, b: {}}}\n",
    "stacks/deploy/none.yaml": "components: {terraform: {x: {}}}\n",
}


def test_instances_are_sorted_by_stack_type_and_name() -> None:
    compilation = compiled(FILES)
    assert [(str(each.stack), each.type, each.component) for each in compilation.instance_ids()] == [
        ("dev", "helmfile", "both"),
        ("dev", "helmfile", "web"),
        ("dev", "terraform", "b"),
        ("dev", "terraform", "both"),
        ("dev", "terraform", "c"),
        ("other", "terraform", "a"),
    ]
    assert compilation.names() == ("dev", "other")


def test_components_of_a_manifest_come_by_type_and_name() -> None:
    compilation = compiled(FILES)
    manifest = next(iter(compilation.manifests))
    found = [(each.kind, each.name) for each in compilation.stacks.components_of(manifest)]
    assert found == [
        ("terraform", "a"),
        ("terraform", "b"),
        ("terraform", "both"),
        ("helmfile", "both"),
        ("helmfile", "web"),
    ]


@pytest.mark.parametrize("section", ["components: [a]", "components: {terraform: [a]}", "components:", "vars: {}"])
def test_what_is_no_map_of_components_has_none(section: str) -> None:
    compilation = compiled({"stacks/deploy/dev.yaml": section + "\n"})
    [manifest] = compilation.manifests
    assert list(compilation.stacks.components_of(manifest)) == []
    assert not compilation.stacks.is_catalog(manifest)
    assert compilation.instance_ids() == ()


def test_a_component_is_made_once() -> None:
    compilation = compiled(FILES)
    manifest = next(iter(compilation.manifests))
    first = compilation.stacks.component(manifest, "terraform", "a")
    assert first is compilation.stacks.component(manifest, "terraform", "a")
    assert first.globals is compilation.stacks.globals_of(manifest, "terraform")
    assert compilation.stacks.named(first) == ("other", "pattern")


@pytest.mark.parametrize("asks_for_all_first", [False, True], ids=["one alone", "all names known"])
def test_definitions_of_one_instance_come_by_manifest(asks_for_all_first: bool) -> None:
    compilation = compiled(FILES)
    if asks_for_all_first:
        compilation.names()

    def keys(component: str, stack: str, kind: str = "terraform") -> list[str]:
        found = compilation.stacks.definitions_of(InstanceId(StackName(stack), component, kind))
        return [str(each.component.manifest.key) for each in found]

    assert keys("b", "dev") == ["deploy/dev", "deploy/more"]
    assert keys("a", "other") == ["deploy/dev"]
    assert keys("a", "dev") == []
    assert keys("c", "dev") == ["deploy/more"]
    assert keys("web", "dev") == []
    assert keys("web", "dev", "helmfile") == ["deploy/dev"]
    assert keys("x", "none") == []


def test_definitions_by_stack_name_their_components() -> None:
    definitions = compiled(FILES).stacks.definitions()
    assert {str(stack): [each.component.name for each in found] for stack, found in definitions.items()} == {
        "dev": ["b", "both", "both", "web", "b", "c"],
        "other": ["a"],
    }


def test_components_of_one_name_in_all_manifests() -> None:
    compilation = compiled(FILES)
    found = compilation.stacks.components_called(InstanceId(StackName("any"), "b"))
    assert [str(each.manifest.key) for each in found] == ["deploy/dev", "deploy/more"]


@pytest.mark.parametrize(
    ("component", "stack", "expected"),
    [
        pytest.param("web", "dev", "helmfile", id="the type that has it"),
        pytest.param("both", "dev", "terraform", id="the first of two"),
        pytest.param("a", "dev", "terraform", id="in another stack"),
        pytest.param("none", "dev", "terraform", id="nowhere"),
        pytest.param("web", "none", "terraform", id="in no such stack"),
        pytest.param("web", "deploy/dev", "terraform", id="a file is no name here"),
    ],
)
def test_the_type_of_a_component(component: str, stack: str, expected: str) -> None:
    assert compiled(FILES).find_type(StackName(stack), component) == expected


@pytest.mark.parametrize(
    ("component", "stack", "expected"),
    [("web", "deploy/dev", "helmfile"), ("both", "deploy/dev", "terraform"), ("web", "deploy/more", "terraform")],
)
def test_the_type_of_a_component_of_a_stack_named_by_its_file(component: str, stack: str, expected: str) -> None:
    assert compiled({"atmos.yaml": ATMOS, **FILES}).find_type(StackName(stack), component) == expected


# --- what has no name


def failures(text: str) -> list[Code]:
    compilation = compiled({"stacks/deploy/dev.yaml": text})
    [manifest] = compilation.manifests
    return [
        each.code
        for component in compilation.stacks.components_of(manifest)
        for each in compilation.stacks.failures(component)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("components: {terraform: {a: {}}}\n", [Code.NAME_VALUE_MISSING], id="real"),
        pytest.param("components: {terraform: {a: {metadata: {type: abstract}}}}\n", [], id="abstract"),
        pytest.param("vars: {stage: dev}\ncomponents: {terraform: {a: {}}}\n", [], id="with a name"),
    ],
)
def test_why_a_component_has_no_stack(text: str, expected: list[Code]) -> None:
    assert failures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("components: {terraform: {a: {metadata: {type: abstract}}}}", True, id="bases without a name"),
        pytest.param(
            "vars: {stage: x}\ncomponents: {terraform: {a: {metadata: {type: abstract}}}}", False, id="a name"
        ),
        pytest.param("components: {terraform: {a: {metadata: {type: abstract}}, b: {}}}", False, id="a real one"),
        pytest.param("vars: {}", False, id="no component"),
    ],
)
def test_a_manifest_of_bases_alone_is_a_catalog(text: str, expected: bool) -> None:
    compilation = compiled({"stacks/deploy/dev.yaml": text + "\n"})
    [manifest] = compilation.manifests
    assert compilation.stacks.is_catalog(manifest) is expected


# --- what is wrong with what components share


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("vars: [a]\n", ["vars"], id="the root, though there are no components"),
        pytest.param("vars: [a]\ncomponents: {terraform: {}, helmfile: {}}\n", ["vars"], id="once for all types"),
        pytest.param("helmfile: {vars: [a]}\n", ["helmfile.vars"], id="a type without components"),
        pytest.param("components: {packer: [a]}\n", ["components.packer"], id="components of a type"),
        pytest.param(
            "terraform: {vars: [a]}\nhelmfile: {env: x}\n", ["terraform.vars", "helmfile.env"], id="two types"
        ),
        pytest.param("vars: {}\n", [], id="nothing"),
    ],
)
def test_what_is_wrong_with_the_sections_components_share(text: str, expected: list[str]) -> None:
    compilation = compiled({"stacks/deploy/dev.yaml": text})
    [manifest] = compilation.manifests
    assert [each.message.split("`")[1] for each in compilation.stacks.link_diagnostics(manifest)] == expected
