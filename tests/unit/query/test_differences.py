"""Which instances of two compilations differ, and why; no git is asked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.base.value import Value
from stackc.compile.compilation import Compilation
from stackc.query.affected import COMPARED, Affected, Changes, describe_affected, find_affected
from tests.kit.compiled import OWN, compiled

FOLDER = "components/terraform/app"


def stack(body: str, more: str = "", project: str = OWN, files: Mapping[str, str] | None = None) -> Compilation:
    text = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    app: {{{body}}}\n{more}"
    return compiled({"stackc.yaml": project, "stacks/deploy/dev.yaml": text, **(files or {})})


def affected(
    head: Compilation, base: Compilation, *changed: str, exclude_locked: bool = False
) -> tuple[tuple[Affected, ...], list[Diagnostic]]:
    found: list[Diagnostic] = []
    return find_affected(head, base, Changes(frozenset(changed)), found, exclude_locked=exclude_locked), found


def reasons(head: Compilation, base: Compilation, *changed: str) -> dict[str, tuple[str, ...]]:
    return {str(each.id): each.reasons for each in affected(head, base, *changed)[0]}


def test_the_same_is_not_affected() -> None:
    assert reasons(stack("vars: {a: 1}"), stack("vars: {a: 1}")) == {}


@pytest.mark.parametrize(
    ("old", "new", "differ"),
    [
        pytest.param("1", "2", True, id="another number"),
        pytest.param("1", "1.0", True, id="another kind of number"),
        pytest.param("1", "true", True, id="a flag"),
        pytest.param("1", "'1'", True, id="a text"),
        pytest.param("a", "b", True, id="another text"),
        pytest.param("null", "''", True, id="null and nothing"),
        pytest.param("[1, 2]", "[1, 2]", False, id="the same list"),
        pytest.param("[1, 2]", "[2, 1]", True, id="another order"),
        pytest.param("[1]", "[1, 2]", True, id="an item more"),
        pytest.param("[1]", "[1.0]", True, id="another kind in a list"),
        pytest.param("{x: 1, y: 2}", "{y: 2, x: 1}", False, id="the order of keys"),
        pytest.param("{x: 1}", "{x: 1, y: null}", True, id="a key more"),
        pytest.param("{x: {y: 1}}", "{x: {y: 2}}", True, id="deeper"),
        pytest.param("{}", "[]", True, id="an empty map and an empty list"),
    ],
)
def test_values_differ_by_kind_as_well(old: str, new: str, differ: bool) -> None:
    found = reasons(stack(f"vars: {{v: {new}}}"), stack(f"vars: {{v: {old}}}"))
    assert found == ({"app@dev": ("stack.vars",)} if differ else {})
    head, base = (stack(f"metadata: {{custom: {{v: {value}}}}}") for value in (new, old))
    assert reasons(head, base) == ({"app@dev": ("stack.metadata",)} if differ else {})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("env: {A: b}", ("stack.env",), id="env"),
        pytest.param("settings: {a: 1}", ("stack.settings",), id="settings"),
        pytest.param("metadata: {custom: {a: 1}}", ("stack.metadata",), id="metadata"),
        pytest.param("providers: {aws: {}}, vars: {a: 1}", ("stack.vars", "stack.providers"), id="in the usual order"),
        pytest.param(
            "settings: {a: 1}, vars: {a: 1}, metadata: {custom: {a: 1}}",
            ("stack.metadata", "stack.vars", "stack.settings"),
            id="metadata first and settings last",
        ),
        pytest.param("hooks: {a: {}}", (), id="hooks are not compared"),
        pytest.param("metadata: {enabled: false}, vars: {a: 1}", (), id="disabled"),
        pytest.param("metadata: {type: abstract}, vars: {a: 1}", (), id="abstract"),
        pytest.param("vars: x", (), id="broken"),
    ],
)
def test_each_section_is_a_reason(body: str, expected: tuple[str, ...]) -> None:
    assert reasons(stack(body), stack("")) == ({"app@dev": expected} if expected else {})


def test_an_instance_that_is_new_differs_in_all_it_has() -> None:
    [row] = affected(stack(""), compiled({"stacks/deploy/dev.yaml": "vars: {stage: dev}\n"}))[0]
    assert (row.reasons[0], row.reasons[-1]) == ("stack.metadata", "stack.settings")
    assert set(row.reasons[1:-1]) == {f"stack.{name}" for name in COMPARED} - {"stack.dependencies"}


def test_the_project_may_say_which_sections_are_compared() -> None:
    project = OWN + "describe: {affected: {sections: [hooks, settings, metadata]}}\n"
    head, base = stack("vars: {a: 1}, hooks: {a: {}}", project=project), stack("", project=project)
    expected = ("stack.hooks",) if head.config.affected_sections else ("stack.vars",)
    assert reasons(head, base) == {"app@dev": expected}


@pytest.mark.parametrize(("exclude", "count"), [(False, 1), (True, 0)])
def test_locked_instances_may_be_left_out(exclude: bool, count: int) -> None:
    head, base = stack("metadata: {locked: true}, vars: {a: 1}"), stack("metadata: {locked: true}")
    assert len(affected(head, base, exclude_locked=exclude)[0]) == count


def test_what_is_wrong_is_said() -> None:
    assert [each.code.value for each in affected(stack("vars: x"), stack(""))[1]] == ["SC0401"]


# --- files

MODULE = {f"{FOLDER}/main.tf": 'module "m" {\n  source = "../modules/m"\n}\nmodule "r" {\n  source = "a/b/c"\n}\n'}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param(f"{FOLDER}/main.tf", ("component",), id="its folder"),
        pytest.param(f"{FOLDER}/deep/x", ("component",), id="below it"),
        pytest.param(f"{FOLDER}2/main.tf", (), id="a folder of a longer name"),
        pytest.param(FOLDER, (), id="a file of that name"),
        pytest.param("components/terraform/modules/m/x.tf", ("component.module",), id="a module it calls"),
        pytest.param("components/terraform/modules/n/x.tf", (), id="another module"),
        pytest.param("a/b/c/x.tf", (), id="a module of a registry"),
    ],
)
def test_files_that_changed(changed: str, expected: tuple[str, ...]) -> None:
    head, base = stack("", files=MODULE), stack("", files=MODULE)
    assert reasons(head, base, changed) == ({"app@dev": expected} if expected else {})


@pytest.mark.parametrize(
    ("dependencies", "changed", "reason", "path"),
    [
        pytest.param("files: [data/a.json]", "data/a.json", "file", "data/a.json", id="a file"),
        pytest.param("files: ['data/*.json']", "data/a.json", "file", "data/*.json", id="a glob"),
        pytest.param("files: [data]", "data/a.json", "", "", id="a folder is no file"),
        pytest.param("folders: [data]", "data/x/a.json", "folder", "data", id="a folder"),
        pytest.param("folders: [./data]", "data/a.json", "folder", "./data", id="as it is written"),
        pytest.param("folders: [dat]", "data/a.json", "", "", id="part of a name"),
        pytest.param("folders: [data/a.json]", "data/a.json", "", "", id="a file is no folder"),
    ],
)
def test_files_and_folders_it_depends_on(dependencies: str, changed: str, reason: str, path: str) -> None:
    body = f"dependencies: {{{dependencies}}}"
    rows = affected(stack(body), stack(body), changed)[0]
    assert [(each.reasons, each.path) for each in rows] == ([((reason,), path)] if reason else [])


# --- what is gone


def test_instances_that_are_gone_come_last() -> None:
    base = stack(
        "vars: {a: 1}", "    aaa: {}\n    base: {metadata: {type: abstract}}\n  helm: {x: {}}\n  packer: {y: {}}\n"
    )
    rows = affected(stack(""), base)[0]
    assert [(str(each.id.component), each.reasons, each.deleted) for each in rows] == [
        ("app", ("stack.vars",), ""),
        ("y", ("deleted",), "component"),
        ("aaa", ("deleted",), "component"),
    ]


def test_a_stack_that_is_gone() -> None:
    other = {"stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n"}
    rows = affected(stack(""), stack("", files=other))[0]
    assert [(str(each.id), each.reasons, each.deleted) for each in rows] == [("app@prod", ("deleted.stack",), "stack")]


# --- the shape


def shapes(head: Compilation, base: Compilation, *changed: str, dependents: bool = False) -> list[Value]:
    rows, found = affected(head, base, *changed)
    return describe_affected(head, base, rows, found, dependents=dependents)


def test_what_a_row_says() -> None:
    body = "dependencies: {files: [x]}, settings: {spacelift: {workspace_enabled: true}}, vars: {tenant: t, a: %s}"
    [row] = shapes(stack(body % 2), stack(body % 1), "x")
    assert row == {
        "component": "app",
        "component_type": "terraform",
        "component_path": FOLDER,
        "stack": "dev",
        "stack_slug": "dev-app",
        "affected": "stack.vars",
        "affected_all": ["stack.vars", "file"],
        "dependents": [],
        "included_in_dependents": False,
        "settings": {},
        "tenant": "t",
        "stage": "dev",
        "spacelift_stack": "dev-app",
        "file": "x",
    }


def test_a_folder_is_named_as_one_and_what_is_gone_says_so() -> None:
    body = "dependencies: {folders: [d]}"
    first, second = shapes(stack(body), stack(body, "    gone: {metadata: {component: f}}\n"), "d/x")
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["folder"], "file" in first, "deleted" in first) == ("d", False, False)
    assert (second["deleted"], second["deletion_type"], second["component_path"]) == (
        True,
        "component",
        "components/terraform/f",
    )


CHAIN = "    mid: {settings: {depends_on: {1: {component: app}}}}\n    top: {settings: {depends_on: {1: {component: mid}}}}\n"


def test_dependents_come_at_any_depth_when_asked_for() -> None:
    head, base = stack("vars: {a: 2}", CHAIN), stack("vars: {a: 1}", CHAIN)
    [row] = shapes(head, base, dependents=True)
    assert isinstance(row, dict)
    [mid] = row["dependents"] if isinstance(row["dependents"], list) else []
    assert isinstance(mid, dict)
    assert mid["component"] == "mid"
    [top] = mid["dependents"] if isinstance(mid["dependents"], list) else []
    assert isinstance(top, dict)
    assert (top["component"], top["dependents"], row["included_in_dependents"]) == ("top", [], False)
    [alone] = shapes(head, base)
    assert isinstance(alone, dict)
    assert alone["dependents"] == []


def test_an_affected_instance_that_another_one_brings_along_says_so() -> None:
    head = stack("vars: {a: 2}", CHAIN.replace("mid: {", "mid: {vars: {b: 1}, "))
    rows = shapes(head, stack("vars: {a: 1}", CHAIN), dependents=True)
    assert [(each["component"], each["included_in_dependents"]) for each in rows if isinstance(each, dict)] == [
        ("app", False),
        ("mid", True),
    ]


def test_a_circle_of_dependents_ends() -> None:
    circle = "    mid: {settings: {depends_on: {1: {component: app}}}}\n"
    body = "settings: {depends_on: {1: {component: mid}}}, vars: {a: %s}"
    [row] = shapes(stack(body % 2, circle), stack(body % 1, circle), dependents=True)
    assert isinstance(row, dict)
    assert str(row["dependents"]).count("'component': 'mid'") == 1
    assert row["included_in_dependents"] is True
