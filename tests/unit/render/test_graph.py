"""The dependency graph as text, dot, mermaid and JSON."""

from __future__ import annotations

from stackc.base.diagnostic import Label
from stackc.base.ids import InstanceId, StackName
from stackc.base.source import Span
from stackc.graph.graph import Edge, Graph
from stackc.render.graph import graph_json, render_graph_dot, render_graph_mermaid, render_graph_text

DEV = StackName("dev")
NET, APP, WEB = (InstanceId(DEV, name) for name in ("net", "app", 'w"e\\b'))
PLACE = Label(Span("f.yaml", 3, 4))
EDGES = (Edge(APP, NET, "read", PLACE), Edge(WEB, APP, "order", PLACE), Edge(WEB, NET, "order", PLACE))
GRAPH = Graph((APP, NET, WEB), EDGES)
EMPTY = Graph((), ())


def test_text_goes_wave_by_wave() -> None:
    assert render_graph_text(GRAPH) == (
        "wave 1\n  net@dev\nwave 2\n  app@dev  after net@dev*\nwave 3\n"
        '  w"e\\b@dev  after app@dev, net@dev\n* reads its outputs\n'
    )


def test_reads_are_explained_only_where_there_are_some() -> None:
    assert render_graph_text(Graph((APP, NET), (Edge(APP, NET, "order", PLACE),))) == (
        "wave 1\n  net@dev\nwave 2\n  app@dev  after net@dev\n"
    )


def test_without_instances_there_is_no_graph() -> None:
    assert render_graph_text(EMPTY) == "no instances\n"
    assert render_graph_dot(EMPTY) == "digraph stackc {\n  rankdir=LR;\n  node [shape=box];\n}\n"
    assert render_graph_mermaid(EMPTY) == "flowchart LR\n"
    assert graph_json(EMPTY) == {"version": 1, "nodes": [], "edges": [], "waves": []}


def test_a_circle_has_no_waves() -> None:
    circle = Graph((APP, NET), (Edge(APP, NET, "order", PLACE), Edge(NET, APP, "order", PLACE)))
    assert render_graph_text(circle) == ""
    reading = Graph((APP, NET), (Edge(APP, NET, "read", PLACE), Edge(NET, APP, "order", PLACE)))
    assert render_graph_text(reading) == "* reads its outputs\n"


def test_dot_quotes_names_and_draws_reads_solid() -> None:
    assert render_graph_dot(GRAPH) == (
        "digraph stackc {\n  rankdir=LR;\n  node [shape=box];\n"
        '  "app@dev";\n  "net@dev";\n  "w\\"e\\\\b@dev";\n'
        '  "app@dev" -> "net@dev" [style=solid];\n'
        '  "w\\"e\\\\b@dev" -> "app@dev" [style=dashed];\n'
        '  "w\\"e\\\\b@dev" -> "net@dev" [style=dashed];\n}\n'
    )


def test_mermaid_has_short_names_and_dotted_order() -> None:
    assert render_graph_mermaid(GRAPH) == (
        'flowchart LR\n  n0["app@dev"]\n  n1["net@dev"]\n  n2["w#quot;e\\b@dev"]\n'
        "  n0 --> n1\n  n2 -.-> n0\n  n2 -.-> n1\n"
    )


def test_json_has_nodes_edges_and_waves() -> None:
    graph = Graph((APP, NET), EDGES[:1])
    assert graph_json(graph) == {
        "version": 1,
        "nodes": [
            {"id": "app@dev", "stack": "dev", "component": "app", "type": "terraform"},
            {"id": "net@dev", "stack": "dev", "component": "net", "type": "terraform"},
        ],
        "edges": [{"from": "app@dev", "to": "net@dev", "kind": "read", "file": "f.yaml", "line": 3}],
        "waves": [["net@dev"], ["app@dev"]],
    }
