"""What an instance says it depends on, in each of the three forms, and whom that means."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, StackName
from stackc.base.value import Table
from stackc.evaluate.instance import Instance
from stackc.graph.dependencies import (
    Dependency,
    FileDependency,
    context_of,
    declared,
    files,
    fits,
    reads,
)
from tests.kit.build import place, places
from tests.kit.compiled import ATMOS, compiled, instance_of

DEV = "stacks/deploy/dev.yaml"


def instance(body: str, variables: str = "stage: dev") -> Instance:
    """The component ``app`` whose body begins in column 11 of line 4."""
    text = f"vars: {{{variables}}}\ncomponents:\n  terraform:\n    app: {{{body}}}\n"
    return instance_of(compiled({"atmos.yaml": ATMOS, DEV: text}), "app", "dev")


def depends(body: str) -> tuple[list[Dependency], list[Diagnostic]]:
    found: list[Diagnostic] = []
    return list(declared(instance(body), found.append)), found


def entry(component: str, *at: str | int, stack: str = "", required: bool = True) -> Dependency:
    return Dependency(component, "dependencies", "dependencies", ("components", *at), stack, required=required)


# --- `dependencies.components`


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        pytest.param("vpc", entry("vpc", 0), id="a name"),
        pytest.param("{component: vpc}", entry("vpc", 0, "component"), id="component"),
        pytest.param("{name: vpc}", entry("vpc", 0, "name"), id="name"),
        pytest.param("{component: vpc, name: net}", entry("vpc", 0, "component"), id="component before name"),
        pytest.param("{component: '', name: net}", entry("net", 0, "name"), id="name where the component is empty"),
        pytest.param("{component: vpc, stack: prod}", entry("vpc", 0, "component", stack="prod"), id="stack"),
        pytest.param("{component: vpc, stack: 5}", entry("vpc", 0, "component", stack="5"), id="a number as stack"),
        pytest.param("{component: vpc, stack: [prod]}", entry("vpc", 0, "component"), id="a list as stack"),
        pytest.param("{component: vpc, stack: null}", entry("vpc", 0, "component"), id="null as stack"),
        pytest.param("{component: vpc, required: false}", entry("vpc", 0, "component", required=False), id="optional"),
        pytest.param("{component: vpc, kind: helmfile}", entry("vpc", 0, "component"), id="a type of components"),
        pytest.param("{component: vpc, kind: ''}", entry("vpc", 0, "component"), id="an empty kind"),
        pytest.param("{component: vpc, kind: null}", entry("vpc", 0, "component"), id="null as kind"),
    ],
)
def test_an_entry_names_a_component(item: str, expected: Dependency) -> None:
    assert depends(f"dependencies: {{components: [{item}]}}") == ([expected], [])


@pytest.mark.parametrize("kind", ["file", "folder", "odd"])
def test_an_entry_of_another_kind_is_no_component(kind: str) -> None:
    assert depends(f"dependencies: {{components: [{{kind: {kind}, component: vpc}}]}}") == ([], [])


@pytest.mark.parametrize(
    ("components", "said", "where"),
    [
        pytest.param("{a: 1}", "`dependencies.components` must be a list, not a map", "4:38", id="a map"),
        pytest.param("vpc", "`dependencies.components` must be a list, not a string", "4:38", id="text"),
        pytest.param("[vpc, 1]", "a dependency must be a map, not a number", "4:44", id="a number in it"),
        pytest.param("[null]", "a dependency must be a map, not null", "4:39", id="null in it"),
        pytest.param("[[vpc]]", "a dependency must be a map, not a list", "4:39", id="a list in it"),
        pytest.param("[{}]", "a dependency needs the name of a `component`", "4:39", id="no name"),
        pytest.param("[{stack: dev}]", "a dependency needs the name of a `component`", "4:39", id="a stack alone"),
        pytest.param("[{component: 5}]", "a dependency needs the name of a `component`", "4:39", id="a number as name"),
        pytest.param("[{kind: helmfile}]", "a dependency needs the name of a `component`", "4:39", id="a type alone"),
    ],
)
def test_an_entry_that_names_nothing_is_invalid(components: str, said: str, where: str) -> None:
    _, [found] = depends(f"dependencies: {{components: {components}}}")
    assert (place(found), found.message) == (
        (Code.DEPENDENCY_INVALID, where),
        f"invalid dependency of app@dev: {said}",
    )


@pytest.mark.parametrize(
    ("components", "advice"),
    [
        pytest.param("{component: vpc}", "write it as an item, behind a dash: `- component: vpc`", id="an entry"),
        pytest.param("vpc", "write each item behind a dash: `- vpc`", id="text"),
        pytest.param("{a: 1}", None, id="another map"),
    ],
)
def test_what_looks_like_an_entry_is_to_be_an_item(components: str, advice: str | None) -> None:
    assert depends(f"dependencies: {{components: {components}}}")[1][0].help == advice


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param("'false'", "a string", id="text"),
        pytest.param("0", "a number", id="zero"),
        pytest.param("null", "null", id="null"),
    ],
)
def test_a_flag_that_is_no_boolean_leaves_the_dependency_required(value: str, kind: str) -> None:
    dependencies, [found] = depends(f"dependencies: {{components: [{{name: vpc, required: {value}}}]}}")
    assert dependencies == [entry("vpc", 0, "name")]
    assert (place(found), found.help) == ((Code.FLAG_KIND, "4:61"), "write true or false without quotes")
    assert found.message == f"`required` of a dependency must be true or false, not {kind}; it has no effect"


# --- `settings.depends_on`


def test_entries_of_the_older_form_are_sorted_by_key() -> None:
    body = "settings: {depends_on: {2: {component: b}, 10: {component: a}, x: null, y: {}}}"
    assert depends(body) == (
        [
            Dependency("a", "depends_on", "settings", ("depends_on", "10", "component")),
            Dependency("b", "depends_on", "settings", ("depends_on", "2", "component")),
        ],
        [],
    )


def test_the_older_form_may_name_a_stack_and_context_variables() -> None:
    body = "settings: {depends_on: {1: {component: a, stack: s, stage: 5, tenant: t, namespace: '', region: r}}}"
    assert depends(body)[0] == [
        Dependency(
            "a",
            "depends_on",
            "settings",
            ("depends_on", "1", "component"),
            "s",
            (("tenant", "t"), ("stage", "5")),
        )
    ]


@pytest.mark.parametrize(
    ("entries", "said", "where"),
    [
        pytest.param("[a]", "`settings.depends_on` must be a map with any keys, not a list", "4:34", id="a list"),
        pytest.param("a", "`settings.depends_on` must be a map with any keys, not a string", "4:34", id="text"),
        pytest.param("{1: a}", "a dependency must be a map, not a string", "4:38", id="text in it"),
        pytest.param("{1: [a]}", "a dependency must be a map, not a list", "4:38", id="a list in it"),
    ],
)
def test_the_older_form_is_a_map_of_maps(entries: str, said: str, where: str) -> None:
    dependencies, [found] = depends(f"settings: {{depends_on: {entries}}}")
    assert (dependencies, place(found)) == ([], (Code.DEPENDENCY_INVALID, where))
    assert found.message == f"invalid dependency of app@dev: {said}"


def test_entries_behind_a_wrong_one_count() -> None:
    dependencies, found = depends("settings: {depends_on: {1: a, 2: null, 3: {component: b}}}")
    assert ([each.component for each in dependencies], len(found)) == (["b"], 1)


@pytest.mark.parametrize(
    ("components", "named"),
    [
        pytest.param("[vpc]", ["vpc"], id="an entry"),
        pytest.param("[]", ["old"], id="none"),
        pytest.param("[{kind: file, path: a}]", ["old"], id="files alone"),
        pytest.param("null", ["old"], id="null"),
    ],
)
def test_the_newer_form_silences_the_older_one(components: str, named: list[str]) -> None:
    body = f"dependencies: {{components: {components}}}, settings: {{depends_on: {{1: {{component: old}}}}}}"
    dependencies, found = depends(body)
    assert ([each.component for each in dependencies], found) == (named, [])


def test_an_older_form_that_is_silenced_is_not_wrong() -> None:
    assert depends("dependencies: {components: [vpc]}, settings: {depends_on: 1}")[1] == []


# --- reads


def read(
    component: str, section: str, *at: str | int, stack: str = "dev", output: str = ".id", from_state: bool = False
) -> Dependency:
    return Dependency(component, "read", section, at, stack, output=output, from_state=from_state)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("vars: {a: !terraform.output vpc .id}", [read("vpc", "vars", "a")], id="output"),
        pytest.param("vars: {a: !terraform.state vpc .id}", [read("vpc", "vars", "a", from_state=True)], id="state"),
        pytest.param(
            "vars: {a: !terraform.output vpc prod .id}", [read("vpc", "vars", "a", stack="prod")], id="another stack"
        ),
        pytest.param("settings: {a: [1, !terraform.output vpc .id]}", [read("vpc", "settings", "a", 1)], id="a list"),
        pytest.param("env: {A: !terraform.output vpc .id}", [read("vpc", "env", "A")], id="environment"),
        pytest.param("vars: {a: !store s c k}", [], id="another effect"),
        pytest.param("vars: {a: !env A}", [], id="no effect"),
        pytest.param("vars: {a: '{{ .vars.stage }}'}", [], id="a template"),
        pytest.param("vars: {a: '!terraform.output'}", [], id="no arguments"),
        pytest.param("mocks: {a: !terraform.output vpc .id}", [], id="shown only"),
        pytest.param("metadata: {custom: {a: !terraform.output vpc .id}}", [], id="metadata"),
    ],
)
def test_a_read_of_outputs_is_found_wherever_it_stands(body: str, expected: list[Dependency]) -> None:
    assert list(reads(instance(body))) == expected


@pytest.mark.parametrize(
    ("body", "at", "from_state"),
    [
        pytest.param("{a: !terraform.state vpc .id, b: !terraform.output vpc .x}", "b", False, id="state, output"),
        pytest.param("{a: !terraform.output vpc .id, b: !terraform.state vpc .x}", "a", False, id="output, state"),
        pytest.param("{a: !terraform.state vpc .id, b: !terraform.state vpc .x}", "a", True, id="state, state"),
        pytest.param("{a: !terraform.output vpc .id, b: !terraform.output vpc .x}", "a", False, id="output, output"),
    ],
)
def test_of_the_reads_of_one_upstream_the_one_that_asks_for_more_counts(body: str, at: str, from_state: bool) -> None:
    output = {"a": ".id", "b": ".x"}[at]
    assert list(reads(instance(f"vars: {body}"))) == [read("vpc", "vars", at, output=output, from_state=from_state)]


def test_the_same_component_in_two_stacks_is_two_reads() -> None:
    found = reads(instance("vars: {a: !terraform.output vpc .id, b: !terraform.output vpc prod .id}"))
    assert [(each.component, each.stack) for each in found] == [("vpc", "dev"), ("vpc", "prod")]


def test_a_read_that_meets_another_value_is_one() -> None:
    text = "vars: {stage: dev, a: {b: 1}}\ncomponents: {terraform: {app: {vars: {a: !terraform.output vpc .map}}}}\n"
    found = reads(instance_of(compiled({DEV: text}), "app", "dev"))
    assert [(each.component, each.section, each.at) for each in found] == [("vpc", "vars", ("a",))]


# --- files


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "dependencies: {files: [a, 1, b], folders: [c]}",
            [
                FileDependency("file", "a", "dependencies", ("files", 0)),
                FileDependency("file", "b", "dependencies", ("files", 2)),
                FileDependency("folder", "c", "dependencies", ("folders", 0)),
            ],
            id="lists",
        ),
        pytest.param(
            "dependencies: {components: [vpc, {kind: folder, path: c}, {kind: file, path: a}, {kind: file, path: 1}]}",
            [
                FileDependency("folder", "c", "dependencies", ("components", 1, "path")),
                FileDependency("file", "a", "dependencies", ("components", 2, "path")),
            ],
            id="entries",
        ),
        pytest.param(
            "settings: {depends_on: {b: {file: x}, a: {folder: y, file: ''}, c: text, d: {file: 1}}}",
            [
                FileDependency("folder", "y", "settings", ("depends_on", "a", "folder")),
                FileDependency("file", "x", "settings", ("depends_on", "b", "file")),
            ],
            id="the older form",
        ),
        pytest.param(
            "dependencies: {files: [a]}, settings: {depends_on: {1: {file: x}}}",
            [FileDependency("file", "a", "dependencies", ("files", 0))],
            id="the newer form silences the older one",
        ),
        pytest.param(
            "dependencies: {files: a, components: {}}, settings: {depends_on: [x]}", [], id="nothing of the right kind"
        ),
        pytest.param("dependencies: {components: [{kind: odd, path: a}, {path: a}]}", [], id="no kind of files"),
    ],
)
def test_files_and_folders_are_found_in_both_forms(body: str, expected: list[FileDependency]) -> None:
    assert list(files(instance(body))) == expected


# --- the context


def test_the_context_is_four_variables() -> None:
    found = context_of(instance("vars: {tenant: '{{ .vars.stage }}-t', region: r}", "stage: dev, environment: 5"))
    assert found == {"namespace": None, "tenant": "dev-t", "environment": 5, "stage": "dev"}


def test_a_call_in_the_context_is_evaluated() -> None:
    text = "vars: {stage: dev, tenant: !env TENANT}\ncomponents: {terraform: {app: {}}}\n"
    assert context_of(instance_of(compiled({DEV: text}, TENANT="t"), "app", "dev"))["tenant"] == "t"


# --- whom it means

APP, VPC, OTHER = (InstanceId(StackName(stack), name) for stack, name in (("s", "app"), ("s", "vpc"), ("o", "vpc")))
OWN: Table = {"tenant": "t", "stage": 1}


def depends_on(stack: str = "", **context: str) -> Dependency:
    return Dependency("vpc", "depends_on", "settings", (), stack, tuple(context.items()))


@pytest.mark.parametrize(
    ("dependency", "candidate", "theirs", "expected"),
    [
        pytest.param(entry("vpc", 0), VPC, {}, True, id="the same stack"),
        pytest.param(entry("vpc", 0), OTHER, OWN, False, id="another stack"),
        pytest.param(entry("vpc", 0, stack="o"), OTHER, {}, True, id="the named stack"),
        pytest.param(entry("vpc", 0, stack="o"), VPC, {}, False, id="not the named stack"),
        pytest.param(entry("net", 0), VPC, {}, False, id="another name"),
        pytest.param(read("vpc", "vars", "a", stack="o"), OTHER, {}, True, id="a read"),
        pytest.param(depends_on(), VPC, OWN, True, id="older form, the same stack"),
        pytest.param(depends_on(), VPC, {**OWN, "stage": "1"}, True, id="older form, a number as text"),
        pytest.param(depends_on(), VPC, {**OWN, "stage": 2}, False, id="older form, another stage"),
        pytest.param(depends_on(), VPC, {"tenant": "t"}, False, id="older form, no stage"),
        pytest.param(depends_on(), OTHER, OWN, False, id="older form, another stack"),
        pytest.param(depends_on("o"), OTHER, OWN, True, id="older form, the named stack"),
        pytest.param(depends_on("o"), OTHER, {}, False, id="older form, the named stack in another context"),
        pytest.param(depends_on("o"), VPC, OWN, False, id="older form, not the named stack"),
        pytest.param(depends_on(tenant="u"), OTHER, {**OWN, "tenant": "u"}, True, id="older form, the given context"),
        pytest.param(depends_on(tenant="u"), OTHER, OWN, False, id="older form, its own context"),
        pytest.param(depends_on("o", tenant="u"), OTHER, {**OWN, "tenant": "u"}, True, id="older form, both"),
        pytest.param(depends_on("o", tenant="u"), VPC, {**OWN, "tenant": "u"}, False, id="older form, one of both"),
    ],
)
def test_a_dependency_means_a_component_in_its_stack_or_context(
    dependency: Dependency, candidate: InstanceId, theirs: Table, expected: bool
) -> None:
    assert fits(dependency, APP, OWN, candidate, theirs) is expected


def test_every_mistake_in_a_list_is_said() -> None:
    dependencies, found = depends("dependencies: {components: [1, vpc, {}, {name: net}]}")
    assert [each.component for each in dependencies] == ["vpc", "net"]
    assert places(found) == [(Code.DEPENDENCY_INVALID, "4:39"), (Code.DEPENDENCY_INVALID, "4:47")]
