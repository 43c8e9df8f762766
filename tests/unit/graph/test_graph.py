"""The graph: edges from dependencies, what dangles, waves and circles."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Label
from stackc.base.ids import InstanceId, StackName
from stackc.base.source import Span
from stackc.compile.compilation import Compilation
from stackc.graph.graph import Edge, Graph, build_graph, with_prerequisites
from tests.kit.build import place
from tests.kit.compiled import compiled

S3 = "backend_type: s3, backend: {s3: {bucket: b, key: k}}"
STATIC = "remote_state_backend_type: static, remote_state_backend: {static: {id: 7}}"


def stack(upstream: str, dependent: str) -> dict[str, str]:
    text = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    vpc: {{{upstream}}}\n    app:\n      {dependent}\n"
    return {"stacks/deploy/dev.yaml": text}


STATE, OUTPUT = "vars: {id: !terraform.state vpc .id}", "vars: {id: !terraform.output vpc .id}"
BOTH = "vars: {a: !terraform.state vpc .id, b: !terraform.output vpc .id}"
ORDER = "dependencies: {components: [vpc]}"
ABSTRACT = "metadata: {type: abstract}"


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize(
    ("upstream", "dependent"),
    [
        pytest.param(f"{ABSTRACT}, {S3}", STATE, id="a state of others"),
        pytest.param(f"{ABSTRACT}, {STATIC}", STATE, id="constant outputs"),
        pytest.param(f"{ABSTRACT}, {STATIC}", OUTPUT, id="constant outputs, the other function"),
        pytest.param(f"metadata: {{enabled: false}}, {STATIC}", STATE, id="constant outputs of a disabled one"),
    ],
)
def test_what_never_runs_here_may_be_read(upstream: str, dependent: str, project: str) -> None:
    settings = "stacks: {base_path: stacks, included_paths: ['deploy/*'], name_pattern: '{stage}'}"
    graph = build_graph(compiled({project: settings, **stack(upstream, dependent)}))
    assert (graph.diagnostics, graph.value.edges) == ((), ())


def test_a_backend_that_the_module_declares_counts() -> None:
    module = {"components/terraform/vpc/main.tf": 'terraform {\n  backend "s3" {}\n}\n'}
    settings = {"atmos.yaml": "stacks: {base_path: stacks, included_paths: ['deploy/*'], name_pattern: '{stage}'}"}
    assert build_graph(compiled({**settings, **module, **stack(ABSTRACT, STATE)})).diagnostics == ()


@pytest.mark.parametrize(
    ("upstream", "dependent", "where"),
    [
        pytest.param(f"{ABSTRACT}, {S3}", ORDER, "6:35", id="ordering after an abstract one"),
        pytest.param(f"{ABSTRACT}, {STATIC}", ORDER, "6:35", id="ordering after constants"),
        pytest.param(f"{ABSTRACT}, {S3}", OUTPUT, "6:18", id="outputs of what is not run"),
        pytest.param(f"{ABSTRACT}, {S3}", BOTH, "6:46", id="outputs beside the state"),
        pytest.param(ABSTRACT, STATE, "6:18", id="no backend"),
        pytest.param(f"metadata: {{enabled: false}}, {S3}", STATE, "6:18", id="disabled"),
    ],
)
def test_a_dependency_on_what_never_runs_is_reported(upstream: str, dependent: str, where: str) -> None:
    [found] = build_graph(compiled(stack(upstream, dependent))).diagnostics
    assert place(found) == (Code.DEPENDENCY_DISABLED, where)


class Counted(str):
    """A name that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        return str.__hash__(self)


def chain(length: int) -> Graph:
    """Instances that each come after the one before."""
    ids = [InstanceId(StackName("dev"), Counted(f"c{number:04}")) for number in range(length)]
    edges = tuple(
        Edge(ids[at], ids[at - 1], "read" if at % 2 else "order", Label(Span("f"))) for at in range(1, length)
    )
    return Graph(tuple(ids), edges)


def names(ids: tuple[InstanceId, ...]) -> list[str]:
    return [id_.component for id_ in ids]


def test_the_edges_of_an_instance_are_those_that_begin_or_end_there() -> None:
    graph = chain(4)
    assert names(tuple(edge.prerequisite for edge in graph.prerequisites(graph.nodes[2]))) == ["c0001"]
    assert names(tuple(edge.dependent for edge in graph.dependents(graph.nodes[2]))) == ["c0003"]


def test_an_instance_of_another_graph_has_no_edges() -> None:
    assert chain(4).prerequisites(InstanceId(StackName("prod"), "c0001")) == ()


def test_the_edges_of_all_instances_are_found_without_looking_through_all() -> None:
    graph = chain(1_000)
    Counted.compared = 0
    for node in graph.nodes:
        graph.prerequisites(node)
        graph.dependents(node)
    assert Counted.compared <= 4 * len(graph.nodes)


def test_what_lies_between_two_instances_counts_as_order() -> None:
    graph = chain(6)
    [edge] = graph.contracted((graph.nodes[5], graph.nodes[1])).edges
    assert (edge.dependent, edge.prerequisite, edge.kind) == (graph.nodes[5], graph.nodes[1], "order")


def test_a_long_chain_is_as_many_waves() -> None:
    waves = chain(5_000).waves()
    assert (len(waves.value), waves.diagnostics) == (5_000, ())


# --- edges from manifests

PROD = "vars: {stage: prod}\ncomponents: {terraform: {net: {}, vpc: {}}}\n"


def repository(body: str, more: str = "") -> Compilation:
    """``app`` and ``vpc`` in ``dev``; ``net`` and ``vpc`` in ``prod``. The body begins in column 11 of line 5."""
    text = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    vpc: {{}}\n    app: {{{body}}}\n{more}"
    return compiled({"stacks/deploy/dev.yaml": text, "stacks/deploy/prod.yaml": PROD})


def edges(graph: Graph) -> list[str]:
    return [f"{edge.dependent} {edge.kind} {edge.prerequisite}" for edge in graph.edges]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(ORDER, ["app@dev order vpc@dev"], id="order"),
        pytest.param(OUTPUT, ["app@dev read vpc@dev"], id="read"),
        pytest.param(f"{ORDER}, {OUTPUT}", ["app@dev read vpc@dev"], id="both are a read"),
        pytest.param(
            "settings: {depends_on: {1: {component: vpc, stage: prod}}}", ["app@dev order vpc@prod"], id="stage"
        ),
        pytest.param(
            "dependencies: {components: [vpc, {component: net, stack: prod}, {component: vpc, stack: prod}]}",
            ["app@dev order net@prod", "app@dev order vpc@dev", "app@dev order vpc@prod"],
            id="sorted",
        ),
        pytest.param("dependencies: {components: [app]}", ["app@dev order app@dev"], id="itself"),
        pytest.param(
            "dependencies: {components: [{component: app, stack: dev}]}",
            ["app@dev order app@dev"],
            id="itself, with its stack",
        ),
        pytest.param(
            "settings: {depends_on: {1: {component: app}}}", ["app@dev order app@dev"], id="itself, older form"
        ),
    ],
)
def test_an_edge_leads_to_what_a_dependency_means(body: str, expected: list[str]) -> None:
    graph = build_graph(repository(body))
    assert (edges(graph.value), graph.diagnostics) == (expected, ())
    assert [str(node) for node in graph.value.nodes] == ["app@dev", "net@prod", "vpc@dev", "vpc@prod"]


def test_an_edge_is_where_its_dependency_is_written() -> None:
    [edge] = build_graph(repository(ORDER)).value.edges
    assert (edge.place.span.line, edge.place.span.column, edge.place.text) == (5, 39, "depends on `vpc`")


@pytest.mark.parametrize(
    ("body", "said", "help_"),
    [
        pytest.param(
            "dependencies: {components: [vpcc]}",
            "`vpcc`, which does not exist in this stack",
            "did you mean `vpc`?",
            id="a near name",
        ),
        pytest.param(
            "dependencies: {components: [net]}",
            "`net`, which does not exist in this stack",
            "it exists as net@prod; name the stack that is meant",
            id="elsewhere",
        ),
        pytest.param(
            "dependencies: {components: [{component: vpc, stack: prdo}]}",
            "`vpc` in the stack `prdo`, and there is no such stack",
            "did you mean `prod`?",
            id="a near stack",
        ),
        pytest.param(
            "dependencies: {components: [{component: nett, stack: prod}]}",
            "`nett`, which does not exist in `prod`",
            "did you mean `net`?",
            id="a near name in the named stack",
        ),
        pytest.param(
            "dependencies: {components: [{component: zzz, stack: qqqqq}]}",
            "`zzz`, which does not exist in `qqqqq`",
            None,
            id="nothing near",
        ),
        pytest.param(
            "settings: {depends_on: {1: {component: vpc, stage: test, tenant: t}}}",
            "`vpc`, which does not exist in any stack with tenant `t`, stage `test`",
            "it exists as vpc@dev, vpc@prod",
            id="a context",
        ),
        pytest.param(
            "vars: {a: !terraform.output vpcc .id}",
            "`vpcc`, which does not exist in `dev`",
            "did you mean `vpc`?",
            id="a read",
        ),
    ],
)
def test_a_dependency_on_nothing_says_where_it_looked(body: str, said: str, help_: str | None) -> None:
    graph = build_graph(repository(body))
    [found] = graph.diagnostics
    assert (found.code, found.message) == (Code.DEPENDENCY_DANGLING, f"app@dev depends on {said}")
    assert (found.help, graph.value.edges) == (help_, ())


def test_of_many_places_where_it_exists_five_are_named() -> None:
    files = {
        f"stacks/deploy/s{number}.yaml": f"vars: {{stage: s{number}}}\ncomponents: {{terraform: {{db: {{}}}}}}\n"
        for number in range(7)
    }
    files["stacks/deploy/dev.yaml"] = (
        "vars: {stage: dev}\ncomponents: {terraform: {app: {dependencies: {components: [db]}}}}\n"
    )
    [found] = build_graph(compiled(files)).diagnostics
    assert found.help == "it exists as db@s0, db@s1, db@s2, db@s3, db@s4 and 2 more; name the stack that is meant"


@pytest.mark.parametrize(
    ("vpc", "what"),
    [
        pytest.param(ABSTRACT, "abstract", id="abstract"),
        pytest.param("metadata: {enabled: false}", "disabled", id="disabled"),
        pytest.param("metadata: {enabled: false, type: abstract}", "abstract", id="both"),
    ],
)
def test_a_dependency_on_what_never_runs_says_what_it_is(vpc: str, what: str) -> None:
    graph = build_graph(compiled(stack(vpc, ORDER)))
    [found] = graph.diagnostics
    assert found.message == f"app@dev depends on vpc@dev, which is {what}"
    assert (edges(graph.value), names(graph.value.nodes)) == ([], ["app"])


def test_an_optional_dependency_on_nothing_is_fine() -> None:
    body = "dependencies: {components: [{name: gone, required: false}]}"
    assert build_graph(repository(body)).diagnostics == ()


def test_components_of_other_types_are_no_nodes_but_may_be_depended_on() -> None:
    graph = build_graph(repository("dependencies: {components: [chart]}", "  helmfile: {chart: {}}\n"))
    assert (graph.diagnostics, edges(graph.value)) == ((), [])
    assert "helmfile:chart@dev" not in map(str, graph.value.nodes)


def test_what_does_not_compile_is_no_node() -> None:
    graph = build_graph(repository("metadata: {inherits: [gone]}"))
    assert (names(graph.value.nodes), graph.diagnostics) == (["net", "vpc", "vpc"], ())


def test_a_part_of_the_graph_is_what_is_selected_and_what_that_comes_after() -> None:
    text = (
        "vars: {stage: dev}\ncomponents: {terraform: {a: {dependencies: {components: [b]}},"
        " b: {dependencies: {components: [c]}}, c: {}, d: {dependencies: {components: [gone]}}}}\n"
    )
    compilation = compiled({"stacks/deploy/dev.yaml": text})
    graph = build_graph(compilation, [InstanceId(StackName("dev"), "b")])
    assert (names(graph.value.nodes), edges(graph.value), graph.diagnostics) == (
        ["b", "c"],
        ["b@dev order c@dev"],
        (),
    )
    assert build_graph(compilation, []).value.nodes == ()


# --- waves and circles


def graph_of(*pairs: str) -> Graph:
    """A graph of edges ``ab``: ``a`` comes after ``b``."""
    ids = {name: InstanceId(StackName("s"), name) for name in sorted({*"".join(pairs)})}
    made = tuple(
        Edge(ids[pair[0]], ids[pair[1]], "read", Label(Span("f", at), "here")) for at, pair in enumerate(pairs, 1)
    )
    return Graph(tuple(ids.values()), made)


@pytest.mark.parametrize(
    ("reverse", "expected"),
    [
        pytest.param(False, [["c", "d"], ["b"], ["a"]], id="forwards"),
        pytest.param(True, [["a"], ["b", "d"], ["c"]], id="backwards"),
    ],
)
def test_waves_hold_what_may_run_side_by_side(reverse: bool, expected: list[list[str]]) -> None:
    graph = graph_of("ab", "bc", "ad")
    assert [names(wave) for wave in graph.waves(reverse=reverse).value] == expected
    assert names(graph.order(reverse=reverse)) == [name for wave in expected for name in wave]


@pytest.mark.parametrize("reverse", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize(
    ("pairs", "ring", "places"),
    [
        pytest.param(
            ["ab", "ca", "bc"],
            "circular dependency: a@s → b@s → c@s → a@s",
            ["1 a@s b@s", "3 b@s c@s", "2 c@s a@s"],
            id="three",
        ),
        pytest.param(
            ["zb", "bc", "cb"],
            "circular dependency: b@s → c@s → b@s",
            ["2 b@s c@s", "3 c@s b@s"],
            id="two, and one before",
        ),
        pytest.param(["aa"], "a@s depends on itself", ["1 a@s a@s"], id="one"),
    ],
)
def test_a_circle_is_told_from_its_smallest_name_on(
    pairs: list[str], ring: str, places: list[str], reverse: bool
) -> None:
    graph = graph_of(*pairs)
    waves = graph.waves(reverse=reverse)
    [found] = waves.diagnostics
    assert (waves.value, graph.order(reverse=reverse)) == ((), ())
    assert (found.code, found.message) == (Code.DEPENDENCY_CYCLE, ring)
    assert found.primary is not None
    told = [f"{each.span.line} {each.text}".replace(" depends on", "") for each in (found.primary, *found.related)]
    assert told == places


def test_a_restricted_graph_drops_what_lies_between() -> None:
    graph = graph_of("ab", "bc", "cd")
    part = graph.restricted([graph.nodes[0], graph.nodes[2], graph.nodes[3]])
    assert (names(part.nodes), edges(part)) == (["a", "c", "d"], ["c@s read d@s"])


def test_a_contracted_graph_keeps_the_kind_of_a_direct_edge_alone() -> None:
    graph = graph_of("ab", "bc", "ac", "cd")
    part = graph.contracted([graph.nodes[0], graph.nodes[2], graph.nodes[3]])
    assert (names(part.nodes), edges(part)) == (["a", "c", "d"], ["a@s read c@s", "c@s read d@s"])


def test_a_circle_of_others_contracts_to_what_is_behind_it() -> None:
    graph = graph_of("ab", "bc", "cb", "cd")
    part = graph.contracted([graph.nodes[0], graph.nodes[3], InstanceId(StackName("s"), "z")])
    assert (names(part.nodes), edges(part)) == (["a", "d"], ["a@s order d@s"])


def test_the_one_heir_of_an_abstract_component_is_offered_for_it() -> None:
    text = (
        "vars: {stage: dev}\ncomponents:\n  terraform:\n    base: {metadata: {type: abstract}}\n"
        "    app: {metadata: {inherits: [base]}}\n    web: {dependencies: {components: [base]}}\n"
    )
    [found] = build_graph(compiled({"stacks/deploy/dev.yaml": text})).diagnostics
    assert (found.code, found.help) == (Code.DEPENDENCY_DISABLED, "did you mean `app`?")


CHAIN = (
    "vars: {stage: dev}\ncomponents:\n  terraform:\n    net: {NET}\n    vpc: {dependencies: {components: [net]}}\n"
    "    app: {vars: {id: !terraform.state vpc .id}}\n    web: {}\n"
)


def needed(net: str = "", component: str = "app") -> list[str]:
    compilation = compiled({"stacks/deploy/dev.yaml": CHAIN.replace("NET", net)})
    return [str(id_) for id_ in with_prerequisites(compilation, [InstanceId(StackName("dev"), component)])]


def test_what_is_needed_is_found_at_any_depth() -> None:
    assert needed() == ["app@dev", "net@dev", "vpc@dev"]
    assert needed(component="web") == ["web@dev"]


def test_what_is_needed_and_does_not_compile_is_not_left_out() -> None:
    assert "net@dev" in needed("metadata: {inherits: [none]}")


def test_what_is_needed_and_disabled_is_no_part_of_a_run() -> None:
    assert needed("metadata: {enabled: false}") == ["app@dev", "vpc@dev"]
