"""Print a comment for a pull request, in Markdown: the instances that differ from the base branch, and why.

Usage: python pull_request.py [FOLDER [BASE]]
"""

import os
import sys

import stackc


def main(folder: str = ".", base: str = "origin/main") -> int:
    project = stackc.load(folder, env=os.environ)
    project.stacks()  # raises for what does not compile; the comparison leaves it out
    rows, graph = project.affected(base), project.graph()
    running = frozenset(graph.nodes)
    if not rows:
        print(f"No instance differs from `{base}`.")
        return 0
    print(f"**{len(rows)}** of {len(running)} instances differ from `{base}`:\n")
    print("| instance | differs in | waiting for it |")
    print("|---|---|--:|")
    for row in rows:
        waiting = len(graph.descendants(row.id)) if row.id in running else 0
        print(f"| `{row.id}` | {', '.join(row.reasons)} | {waiting} |")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except stackc.CompileError as error:
        sys.exit(str(error))
