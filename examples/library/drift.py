"""Plan instances and list those whose plan is not empty; exit with 2 if there are any, with 1 if a plan failed.

Usage: python drift.py [FOLDER [STACKS]]
"""

import os
import sys

import stackc


def tell(event: stackc.RunEvent) -> None:
    if event.kind in ("started", "note"):
        print(f"--- {event.instance or ''} {event.text}", file=sys.stderr, flush=True)


def main(folder: str = ".", stacks: str | None = None) -> int:
    project = stackc.load(folder, env=os.environ)
    project.stacks()  # raises for what does not compile; the graph leaves it out
    selected = project.graph(stacks).nodes
    if not selected:
        sys.exit("no instance is selected")
    report = project.run("plan", selected, tell, ("-detailed-exitcode", "-no-color"))
    for result in report.results:
        if result.action != "done":
            print(f"{result.action:8} {result.instance}")
        for diagnostic in result.diagnostics:
            print(f"         {diagnostic.message}")
    changed = [result for result in report.results if result.action == "changed"]
    print(f"{len(changed)} of {len(report.results)} instances changed")
    return report.code


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (stackc.CompileError, ValueError) as error:
        sys.exit(str(error))
