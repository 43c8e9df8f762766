"""Print the graph as a Mermaid flowchart, without the edges that others imply; a thick arrow reads outputs.

Usage: python picture.py [FOLDER [STACKS]]
"""

import os
import sys

import networkx as nx

import stackc


def main(folder: str = ".", stacks: str | None = None) -> int:
    project = stackc.load(folder, env=os.environ)
    project.stacks()  # raises for what does not compile; the graph leaves it out
    graph = project.graph(stacks)
    graph.waves()  # raises for a circle, of which there is no reduction
    whole = graph.to_networkx()
    names = {id_: f"n{number}" for number, id_ in enumerate(graph.nodes)}
    print("flowchart LR")
    for id_, name in names.items():
        print(f'  {name}["{id_}"]')
    for before, after in sorted(nx.transitive_reduction(whole).edges):
        arrow = "==>" if whole.edges[before, after]["kind"] == "read" else "-->"
        print(f"  {names[before]} {arrow} {names[after]}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (stackc.CompileError, ValueError) as error:
        sys.exit(str(error))
