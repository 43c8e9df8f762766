"""Rows of answers as lines for people."""

from __future__ import annotations

from stackc.base.ids import InstanceId, StackName
from stackc.base.value import Table, Value
from stackc.render.rows import render_affected, render_dependents


def row(name: str, dependents: list[Value] | None = None, **more: Value) -> Table:
    shape: Table = {"component": name, "component_type": "terraform", "component_path": f"components/{name}"}
    return {**shape, "stack": "dev", "dependents": dependents or [], **more}


def test_dependents_are_counted() -> None:
    net = InstanceId(StackName("dev"), "net")
    assert render_dependents([], net) == "0 instances depend on net@dev\n"
    assert render_dependents([row("a"), row("longer")], net) == (
        "a@dev       components/a\nlonger@dev  components/longer\n2 instances depend on net@dev\n"
    )


def test_what_is_affected_has_every_reason_and_who_depends_on_it() -> None:
    deep = row("deep")
    rows = [
        row("app", [row("web", [deep])], affected_all=["stack.vars", "file"], file="a.json"),
        row("gone", affected_all=["deleted"], deleted=True),
    ]
    assert render_affected(rows).splitlines() == [
        "app@dev       stack.vars, file (a.json)",
        "  web@dev     depends on it",
        "    deep@dev  depends on it",
        "gone@dev      deleted",
        "2 instances affected, 1 deleted",
    ]


def test_nothing_affected_is_said() -> None:
    assert render_affected([]) == "0 instances affected\n"
