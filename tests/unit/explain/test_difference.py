"""What differs between two states of a repository, two stacks and two instances, and the lines that are told."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import path_text
from stackc.explain.difference import Cause, Difference, compare_commits, compare_instances, compare_stacks
from stackc.graph.graph import build_graph
from tests.kit.compiled import compiled, instance_of

Files = Mapping[str, str]
DEV, PROD, MIXIN = "stacks/deploy/dev.yaml", "stacks/deploy/prod.yaml", "stacks/mixins/team.yaml"
BASE: Files = {
    MIXIN: "vars:\n  size: 1\n  name: '{{ .vars.stage }}-{{ .vars.size }}'\n",
    DEV: "import: [mixins/team]\nvars:\n  stage: dev\ncomponents:\n  terraform:\n    app: {}\n    net: {}\n",
    PROD: "import: [mixins/team]\nvars:\n  stage: prod\n  size: 3\ncomponents:\n  terraform:\n    app: {}\n",
    "stackc.yaml": (
        'stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}"}\ntemplates: {settings: {enabled: true}}\n'
    ),
}


def between(before: Files, after: Files, found: list[Diagnostic] | None = None) -> Difference:
    base, head = compiled(before), compiled(after)
    graphs = (build_graph(base).value, build_graph(head).value)
    return compare_commits(head, base, graphs, head.instance_ids(), ("base", "head"), [] if found is None else found)


def edit(name: str, old: str, new: str, files: Files = BASE) -> Files:
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


def told(causes: tuple[Cause, ...]) -> dict[str, list[str]]:
    """Kind and line of each cause with its leaves, and behind a dash those it has no effect on."""
    return {
        f"{cause.kind} {'base ' if cause.after is None else ''}{cause.span and f'{cause.span.file}:{cause.span.line}'}": [
            *(f"{path_text(each.path)} {' '.join(map(str, each.instances))}" for each in cause.changes),
            *(f"- {path_text(each.path)} {each.instance}" for each in cause.without_effect),
        ]
        for cause in causes
    }


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            edit(MIXIN, "size: 1", "size: 2"),
            {
                f"edited {MIXIN}:2": ["vars.size app@dev net@dev", "- vars.size app@prod"],
                f"follows {MIXIN}:3": ["vars.name app@dev net@dev"],
            },
            id="a line that is edited, one that reads it, and one that beats it",
        ),
        pytest.param(
            edit(PROD, "  size: 3\n", ""),
            {
                f"edited base {PROD}:4": ["vars.size app@prod"],
                f"follows {MIXIN}:3": ["vars.name app@prod"],
            },
            id="a line that is taken out lets another one win",
        ),
        pytest.param(
            edit(PROD, "  size: 3\n", "  size: 3\n  more: 1\n"),
            {f"edited {PROD}:5": ["vars.more app@prod"]},
            id="a line that is new",
        ),
        pytest.param(
            edit(PROD, "size: 3", "size: 1", edit(MIXIN, "{{ .vars.size }}", "x")),
            {
                f"edited {MIXIN}:3": ["vars.name app@dev net@dev", "vars.name app@prod"],
                f"edited {PROD}:4": ["vars.size app@prod"],
            },
            id="two lines",
        ),
        pytest.param(
            edit(DEV, "import: [mixins/team]\n", "import:\n"),
            {f"import base {DEV}:1": ["vars.name app@dev net@dev", "vars.size app@dev net@dev"]},
            id="an import that is gone",
        ),
        pytest.param(
            edit(DEV, "  stage: dev\n", "  stage: dev\n  size: 1\n"),
            {f"edited {DEV}:4": ["- vars.size app@dev", "- vars.size net@dev"]},
            id="a line that says what was so already",
        ),
        pytest.param(edit(DEV, "app: {}", "app: {} # c"), {}, id="a comment"),
    ],
)
def test_each_leaf_is_told_with_the_line_that_makes_the_difference(
    after: Files, expected: dict[str, list[str]]
) -> None:
    found = told(between(BASE, after).causes)
    assert {line: sorted(leaves) for line, leaves in found.items()} == {k: sorted(v) for k, v in expected.items()}


def test_a_new_import_is_what_its_values_come_from() -> None:
    before = edit(PROD, "import: [mixins/team]\n", "import:\n")
    assert list(told(between(before, BASE).causes)) == [f"import {PROD}:1"]


def test_a_line_without_effect_tells_which_one_wins() -> None:
    [idle] = [
        idle for cause in between(BASE, edit(MIXIN, "size: 1", "size: 3")).causes for idle in cause.without_effect
    ]
    assert (idle.winning, idle.is_same, idle.by and (idle.by.file, idle.by.line)) == (3, True, (PROD, 4))


def test_instances_come_and_go() -> None:
    difference = between(BASE, edit(DEV, "    net: {}\n", "    web: {}\n"))
    assert (list(map(str, difference.added)), list(map(str, difference.removed))) == (["web@dev"], ["net@dev"])


def test_an_instance_that_does_not_compile_is_compared_with_nothing() -> None:
    found: list[Diagnostic] = []
    difference = between(BASE, edit(DEV, "app: {}", "app: {metadata: {inherits: [none]}}"), found)
    assert (difference.is_empty, [each.code.value for each in found]) == (True, ["SC0406"])


def test_abstract_components_are_no_instances() -> None:
    difference = between(BASE, edit(DEV, "net: {}", "net: {metadata: {type: abstract}}"))
    assert (difference.changes, list(map(str, difference.removed))) == ((), ["net@dev"])


def test_a_state_that_moves_is_told_with_both_addresses() -> None:
    backend = "terraform: {backend_type: s3, backend: {s3: {bucket: %s, region: r, key: k}}}\n"
    before, after = ({**BASE, DEV: BASE[DEV] + backend % name} for name in ("one", "two"))
    moves = between(before, after).moves
    assert [str(each.instance) for each in moves] == ["app@dev", "net@dev"]
    assert all("one" in str(each.before) and "two" in str(each.after) for each in moves)


def test_edges_that_come_and_go_are_told() -> None:
    after = edit(DEV, "app: {}", "app: {dependencies: {components: [{component: net}]}}")
    assert [(e.kind, str(e.dependent), str(e.prerequisite)) for e in between(BASE, after).edges] == [
        ("added", "app@dev", "net@dev")
    ]
    assert [each.kind for each in between(after, BASE).edges] == ["removed"]


def test_affected_instances_are_planned_in_their_order() -> None:
    after = edit(DEV, "app: {}", "app: {dependencies: {components: [{component: net}]}}")
    waves = between(BASE, after).waves
    assert [list(map(str, wave)) for wave in waves] == [["app@prod", "net@dev"], ["app@dev"]]


# --- stacks and instances


def test_two_stacks_differ_in_leaves_with_both_places_and_in_components() -> None:
    compilation = compiled(BASE)
    sides = [
        {id_: instance_of(compilation, id_.component, stack) for id_ in compilation.select(stack)}
        for stack in ("dev", "prod")
    ]
    difference = compare_stacks(("dev", "prod"), *sides)
    rows = {
        path_text(c.changes[0].path): (c.before and c.before.line, c.after and c.after.file) for c in difference.causes
    }
    assert rows == {"vars.stage": (3, PROD), "vars.size": (2, PROD), "vars.name": (3, MIXIN)}
    assert (list(map(str, difference.removed)), difference.added) == (["net@dev"], ())


def test_two_instances_differ_in_leaves() -> None:
    compilation = compiled(BASE)
    difference = compare_instances(*(instance_of(compilation, "app", stack) for stack in ("dev", "prod")))
    assert (difference.before, difference.after) == ("app@dev", "app@prod")
    assert sorted((path_text(c.path), c.before, c.after) for c in difference.changes) == [
        ("vars.name", "dev-1", "prod-3"),
        ("vars.size", 1, 3),
        ("vars.stage", "dev", "prod"),
    ]


def test_nothing_differs_between_an_instance_and_itself() -> None:
    instance = instance_of(compiled(BASE), "app", "dev")
    assert compare_instances(instance, instance).is_empty
