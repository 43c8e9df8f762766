"""The dependency graph as text, dot and mermaid."""

from __future__ import annotations

from stackc.base.ids import InstanceId
from stackc.base.value import Table, Value
from stackc.graph.graph import Graph


def render_graph_text(graph: Graph) -> str:
    """Wave by wave; behind each instance what it comes after (``*``: it reads outputs)."""
    out: list[str] = []
    for number, wave in enumerate(graph.waves().value, 1):
        out.append(f"wave {number}")
        for id_ in wave:
            after = [f"{edge.prerequisite}{'*' if edge.kind == 'read' else ''}" for edge in graph.prerequisites(id_)]
            out.append(f"  {id_}" + (f"  after {', '.join(after)}" if after else ""))
    if any(edge.kind == "read" for edge in graph.edges):
        out.append("* reads its outputs")
    return "\n".join(out) + "\n" if out else "no instances\n" if not graph.nodes else ""


def render_graph_dot(graph: Graph) -> str:
    """Graphviz: arrows point to what an instance comes after; reads are solid, mere order is dashed."""
    out = ["digraph stackc {", "  rankdir=LR;", "  node [shape=box];"]
    out += [f"  {_quoted(id_)};" for id_ in graph.nodes]
    out += [
        f"  {_quoted(edge.dependent)} -> {_quoted(edge.prerequisite)}"
        f" [style={'solid' if edge.kind == 'read' else 'dashed'}];"
        for edge in graph.edges
    ]
    return "\n".join([*out, "}"]) + "\n"


def _quoted(id_: InstanceId) -> str:
    text = str(id_).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def render_graph_mermaid(graph: Graph) -> str:
    """Mermaid flowchart, with short node names and the instance as label."""
    names = {id_: f"n{number}" for number, id_ in enumerate(graph.nodes)}
    out = ["flowchart LR"]
    out += [f'  {name}["{str(id_).replace(chr(34), "#quot;")}"]' for id_, name in names.items()]
    out += [
        f"  {names[edge.dependent]} {'-->' if edge.kind == 'read' else '-.->'} {names[edge.prerequisite]}"
        for edge in graph.edges
    ]
    return "\n".join(out) + "\n"


def graph_json(graph: Graph) -> Value:
    """Nodes, edges and waves. Schema: ``schemas/graph.json``."""
    edges: list[Value] = [
        {
            "from": str(e.dependent),
            "to": str(e.prerequisite),
            "kind": e.kind,
            "file": e.place.span.file,
            "line": e.place.span.line,
        }
        for e in graph.edges
    ]
    nodes: list[Value] = [_node(id_) for id_ in graph.nodes]
    waves: list[Value] = [[str(id_) for id_ in wave] for wave in graph.waves().value]
    return {"version": 1, "nodes": nodes, "edges": edges, "waves": waves}


def _node(id_: InstanceId) -> Table:
    return {"id": str(id_), "stack": str(id_.stack), "component": id_.component, "type": id_.type}
