from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Label
from stackc.base.ids import InstanceId, StackName
from stackc.base.source import Span
from stackc.graph.graph import Edge, Graph, build_graph
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
