"""The graph as programs ask it."""

from __future__ import annotations

from pathlib import Path

import pytest

import stackc
from tests.kit.command import PROJECT, write_files

BODY = """\
vars: {stage: dev}
components:
  terraform:
    network: {}
    cluster: {dependencies: {components: [network]}}
    database: {dependencies: {components: [network]}}
    app: {dependencies: {components: [cluster, database]}}
    alone: {}
"""


def graph(root: Path, body: str = BODY) -> stackc.Graph:
    return stackc.load(write_files(root, {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": body})).graph()


def named(component: str) -> stackc.InstanceId:
    return stackc.InstanceId(stackc.StackName("dev"), component)


def names(ids: tuple[stackc.InstanceId, ...]) -> list[str]:
    return [id_.component for id_ in ids]


def test_neighbours_are_direct_and_ancestors_are_all(tmp_path: Path) -> None:
    asked = graph(tmp_path)
    assert names(asked.prerequisites(named("app"))) == ["cluster", "database"]
    assert names(asked.ancestors(named("app"))) == ["cluster", "database", "network"]
    assert names(asked.dependents(named("network"))) == ["cluster", "database"]
    assert names(asked.descendants(named("network"))) == ["app", "cluster", "database"]
    assert names(asked.ancestors(named("alone"))) == []


def test_waves_turn_round_for_tearing_down(tmp_path: Path) -> None:
    asked = graph(tmp_path)
    assert [names(wave) for wave in asked.waves()] == [["alone", "network"], ["cluster", "database"], ["app"]]
    assert names(asked.waves(reverse=True)[0]) == ["alone", "app"]


@pytest.mark.parametrize(
    ("durations", "expected"),
    [
        pytest.param({"database": 5.0}, ["network", "database", "app"], id="the longer one of two ways"),
        pytest.param({"cluster": 5.0}, ["network", "cluster", "app"], id="the other one"),
        pytest.param({"alone": 3.5}, ["alone"], id="one alone that lasts a little longer than three"),
        pytest.param({"alone": 100.0}, ["alone"], id="one alone that lasts longer than any chain"),
    ],
)
def test_the_critical_path_is_the_chain_that_lasts_longest(
    durations: dict[str, float], expected: list[str], tmp_path: Path
) -> None:
    lasting = {named(component): seconds for component, seconds in durations.items()}
    assert names(graph(tmp_path).critical_path(lasting)) == expected


def test_without_durations_every_instance_lasts_the_same(tmp_path: Path) -> None:
    found = names(graph(tmp_path).critical_path())
    assert (len(found), found[0], found[-1]) == (3, "network", "app")


def test_a_graph_of_nothing_has_no_critical_path(tmp_path: Path) -> None:
    assert graph(tmp_path, "vars: {stage: dev}\ncomponents: {terraform: {}}\n").critical_path() == ()


def test_edges_of_networkx_lead_from_what_comes_first(tmp_path: Path) -> None:
    asked = graph(tmp_path)
    assert asked.to_networkx().edges[named("network"), named("cluster")] == {"kind": "order"}
    assert len(asked.to_networkx().edges) == len(asked.edges) == 4


@pytest.mark.parametrize("question", ["ancestors", "descendants"])
def test_an_instance_that_is_not_there_is_a_key_error(question: str, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        getattr(graph(tmp_path), question)(named("typo"))


def test_a_circle_has_no_waves_and_says_so(tmp_path: Path) -> None:
    circle = "vars: {stage: dev}\ncomponents: {terraform: {a: {dependencies: {components: [b]}}, b: {dependencies: {components: [a]}}}}\n"
    asked = graph(tmp_path, circle)
    for question in (asked.waves, asked.critical_path):
        with pytest.raises(stackc.CompileError, match="SC0701"):
            question()


def test_what_does_not_compile_has_no_graph(tmp_path: Path) -> None:
    with pytest.raises(stackc.CompileError, match="SC0201"):
        graph(tmp_path, "import: [nowhere]\n" + BODY)


def test_a_graph_says_how_large_it_is(tmp_path: Path) -> None:
    assert repr(graph(tmp_path)) == "Graph(5 instances, 4 edges)"


def test_an_edge_that_reads_and_orders_is_one_that_reads(tmp_path: Path) -> None:
    both = (
        "vars: {stage: dev}\ncomponents: {terraform: {network: {}, "
        "cluster: {dependencies: {components: [network]}, vars: {id: !terraform.state network id}}}}\n"
    )
    asked = graph(tmp_path, both)
    assert [edge.kind for edge in asked.edges] == ["read"]
    assert asked.to_networkx().edges[named("network"), named("cluster")] == {"kind": "read"}


def test_what_networkx_does_to_its_graph_leaves_ours(tmp_path: Path) -> None:
    asked = graph(tmp_path)
    asked.to_networkx().clear()
    assert len(asked.to_networkx().nodes) == 5
