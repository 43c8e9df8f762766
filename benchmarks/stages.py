"""Where the time goes inside of one process: each stage of `describe stacks`, and the smallest pieces of work.

``python -m benchmarks.stages FOLDER`` prints both as JSON. Everything is computed when it is asked for, once: a stage
is told from the next by asking for its results alone, and what earlier ones found costs it nothing.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import timeit
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.repository import files_of

if TYPE_CHECKING:
    from stackc.base.value import Table
    from stackc.compile.compilation import Compilation
    from stackc.evaluate.instance import Instance
    from stackc.link.component import Component


def stages(folder: Path) -> dict[str, float]:
    """CPU seconds of each stage for one repository, in their order; for a process that has not imported stackc."""
    spent: dict[str, float] = {}
    gc.disable()  # as the command does

    def stage(name: str, work: Callable[[], object]) -> None:
        began = time.process_time()
        work()
        spent[name] = time.process_time() - began

    stage("import", lambda: import_module("stackc.cli.describe"))
    from stackc.base.value import shown_leaf
    from stackc.project.open_project import open_project
    from stackc.query.shapes import stack_sections
    from stackc.text.json import JsonWriter, stream_object

    opened: list[Compilation] = []
    stage("open", lambda: opened.append(open_project(str(folder.absolute()), {}).compilation))
    [compilation] = opened
    stage("documents", lambda: [compilation.reader.document(file) for file in compilation.sources()])
    stage("manifests", lambda: [*compilation.manifests])
    components: list[Component] = []
    stage("components", lambda: components.extend(_components(compilation)))
    stage("names", compilation.stacks.definitions)
    stage("link", lambda: [each.compiled for each in components])
    instances: list[Instance] = []
    stage("instances", lambda: instances.extend(_instances(compilation)))
    stage("evaluate", lambda: [each.evaluated() for each in instances])
    shapes: defaultdict[str, Table] = defaultdict(dict)

    def describe() -> None:
        for each in instances:
            shapes[each.id.stack][each.id.component] = stack_sections(compilation, each)

    stage("describe", describe)
    writer = JsonWriter(show=shown_leaf)
    stage("write", lambda: sum(map(len, stream_object(writer.entry(*each) for each in shapes.items()))))
    return spent


def _components(compilation: Compilation) -> Iterator[Component]:
    for manifest in compilation.manifests:
        yield from compilation.stacks.components_of(manifest)


def _instances(compilation: Compilation) -> Iterator[Instance]:
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is not None:
            yield instance.described()


def pieces() -> dict[str, float]:
    """Seconds of the smallest pieces of work, each done often: the least of several series, which is the quietest."""
    from stackc.base.value import table_at
    from stackc.merge.merge import merge
    from stackc.syntax.yaml import read_document
    from stackc.text.json import JsonWriter

    files = dict(files_of(0.02))

    def parsed(path: str) -> Table:
        return read_document(files[path].encode(), path).table

    file = "stacks/catalog/f1/identity-map/defaults.yaml"
    content = files[file].encode()
    base = table_at(parsed("stacks/orgs/o1/_defaults.yaml"), "vars")
    layer = table_at(parsed(file), "components", "terraform", "identity-map/defaults", "vars")
    work: dict[str, Callable[[], object]] = {
        "parse a file": lambda: read_document(content, file),
        "merge two sections": lambda: merge(base, layer),
        "write a section": lambda: JsonWriter().text(layer),
    }
    return {name: _least(action) for name, action in work.items()}


def _least(action: Callable[[], object], series: int = 20, times: int = 100) -> float:
    return min(timeit.Timer(action).repeat(series, times)) / times


def main() -> None:
    """Print the stages of the repository in a folder, and the pieces."""
    print(json.dumps({"stages": stages(Path(sys.argv[1])), "pieces": pieces()}))


if __name__ == "__main__":
    main()
