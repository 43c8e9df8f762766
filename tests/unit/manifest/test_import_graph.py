"""Circles and depth are told from the files alone, whoever asks first."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.manifest.import_graph import MAX_IMPORT_DEPTH, Edge, ImportGraph
from tests.kit.compiled import compiled


def graph_of(imports: Mapping[str, str]) -> ImportGraph:
    """Files named by letters; ``{"a": "bc"}``: a imports b and c."""

    def edges(file: str) -> Iterator[Edge]:
        for index, imported in enumerate(imports.get(file, "")):
            yield Edge(("import", index), imported)

    return ImportGraph(edges)


def chain(levels: int) -> dict[str, str]:
    """Files that import one another in a row, the last one nothing; their names are characters."""
    return {chr(1000 + level): chr(1001 + level) for level in range(levels - 1)}


def test_a_file_without_imports_is_one_high() -> None:
    assert graph_of({}).height("a") == 1


def test_the_longest_way_down_counts() -> None:
    graph = graph_of({"a": "bd", "b": "c", "c": "d"})
    assert [graph.height(file) for file in "abcd"] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("imports", "file", "imported", "circle"),
    [
        pytest.param({"a": "b", "b": "a"}, "a", "b", "ab", id="two, from the first"),
        pytest.param({"a": "b", "b": "a"}, "b", "a", "ab", id="two, from the second"),
        pytest.param({"c": "a", "a": "b", "b": "c"}, "c", "a", "abc", id="three"),
        pytest.param({"x": "a", "a": "b", "b": "ac", "c": "a"}, "b", "a", "ab", id="the shortest of two"),
        pytest.param({"x": "a", "a": "b", "b": "ac", "c": "a"}, "b", "c", "abc", id="the longer one by its own import"),
    ],
)
def test_a_circle_begins_at_its_first_name_wherever_it_is_met(
    imports: dict[str, str], file: str, imported: str, circle: str
) -> None:
    graph = graph_of(imports)
    assert graph.is_circular(file, imported)
    assert "".join(graph.circle(file, imported)) == circle


@pytest.mark.parametrize(
    ("imports", "file", "imported"),
    [
        pytest.param({"a": "b", "b": "c", "c": "b"}, "a", "b", id="a way into a circle"),
        pytest.param({"a": "b", "b": "ac"}, "b", "c", id="a way out of one"),
        pytest.param({"a": "bc", "b": "d", "c": "d"}, "a", "b", id="two ways to one file"),
        pytest.param({"a": "a"}, "a", "a", id="a file that imports itself is another mistake"),
    ],
)
def test_no_circle(imports: dict[str, str], file: str, imported: str) -> None:
    assert not graph_of(imports).is_circular(file, imported)


def test_imports_in_a_circle_do_not_make_it_high() -> None:
    graph = graph_of({"a": "b", "b": "ac", "c": "d"})
    assert [graph.height(file) for file in "ab"] == [1, 3]


def test_the_import_that_is_one_too_deep_is_counted_from_below() -> None:
    levels = 2 * MAX_IMPORT_DEPTH + 5
    files = [*chain(levels), chr(1000 + levels - 1)]
    for first in (files[0], files[70], files[-1]):
        graph = graph_of(chain(levels))
        graph.height(first)
        deep = [at for at, file in enumerate(files[:-1]) if graph.is_too_deep(file, files[at + 1])]
        assert deep == [4, MAX_IMPORT_DEPTH + 4]


def test_a_chain_of_many_thousand_files_is_looked_through() -> None:
    assert graph_of(chain(20_000)).height(chr(1000)) <= MAX_IMPORT_DEPTH


def test_what_is_asked_first_decides_nothing() -> None:
    for seed in range(40):
        rnd = random.Random(seed)
        files = "abcdefgh"
        imports = {file: "".join(rnd.sample(files.replace(file, ""), rnd.randint(0, 2))) for file in files}
        answers = set()
        for order in (files, files[::-1], "".join(rnd.sample(files, len(files)))):
            graph = graph_of(imports)
            for file in order:
                graph.height(file)
            edges = [(file, imported) for file in files for imported in imports[file]]
            circles = [graph.circle(*edge) for edge in edges if graph.is_circular(*edge)]
            answers.add((tuple(map(graph.height, files)), tuple(circles)))
        assert len(answers) == 1


# --- in a repository


def reported(files: dict[str, str], first: str) -> set[Diagnostic]:
    """What is said of the files of one stack when another file was asked about before."""
    compilation = compiled(files)
    compilation.library.manifest(first)
    return {each for manifest in compilation.manifests for each in compilation.manifests.diagnostics(manifest)}


CIRCLE = {
    "stacks/b.yaml": "import: [c]\n",
    "stacks/c.yaml": "import: [a]\n",
    "stacks/a.yaml": "import: [b]\n",
    "stacks/deploy/dev.yaml": "import: [c]\nvars: {stage: dev}\n",
    "stacks/deploy/prod.yaml": "import: [b]\nvars: {stage: prod}\n",
}


@pytest.mark.parametrize("first", ["a.yaml", "b.yaml", "c.yaml", "deploy/dev.yaml", "deploy/prod.yaml"])
def test_a_circle_of_files_is_one_mistake_at_one_place_whoever_meets_it(first: str) -> None:
    found = reported(CIRCLE, first)
    assert {(each.code, str(each.primary and each.primary.span)) for each in found} == {
        (Code.IMPORT_CYCLE, "stacks/c.yaml:1:10")
    }
    assert {each.message for each in found} == {"circular import: a → b → c → a"}


@pytest.mark.parametrize("first", ["a.yaml", "b.yaml", "deploy/dev.yaml"])
def test_a_circle_by_way_of_a_template_is_an_error_whoever_meets_it(first: str) -> None:
    files = {
        "stacks/a.yaml": 'import: ["{{ .settings.to }}"]\n',
        "stacks/b.yaml": "import: [to, a]\n",
        "stacks/to.yaml": "settings: {to: b}\n",
        "stacks/deploy/dev.yaml": "import: [to, a]\nvars: {stage: dev}\n",
    }
    project = "templates: {settings: {enabled: true}}\n"
    own = 'stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}"}\n' + project
    [found] = reported({"stackc.yaml": own, **files}, first)
    assert (found.code, found.message) == (Code.IMPORT_CYCLE, "circular import: a → b → a")
