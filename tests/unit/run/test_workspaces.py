"""How a workspace reaches Terraform, by backend type."""

from __future__ import annotations

import pytest

from stackc.base.value import Table
from stackc.run.workspaces import select_arguments, selection_of

NAMED: Table = {"workspaces": {"name": "app"}}


@pytest.mark.parametrize(
    ("kind", "backend", "expected"),
    [
        pytest.param("s3", {}, "variable", id="s3"),
        pytest.param("local", {}, "variable", id="local"),
        pytest.param("", {}, "variable", id="no type"),
        pytest.param("http", {}, "none", id="http"),
        pytest.param("cloud", {}, "command", id="cloud"),
        pytest.param("remote", {"workspaces": {"prefix": "p-"}}, "command", id="remote"),
        pytest.param("cloud", {"workspaces": {"tags": ["a"]}}, "command", id="tags"),
        pytest.param("cloud", NAMED, "none", id="a fixed name"),
        pytest.param("remote", {"workspaces": [{"name": "app"}]}, "none", id="a fixed name in a list"),
        pytest.param("cloud", {"workspaces": {"name": ""}}, "command", id="an empty name"),
        pytest.param("cloud", {"workspaces": {"name": 5}}, "command", id="no name"),
        pytest.param("cloud", {"workspaces": []}, "command", id="an empty list"),
        pytest.param("cloud", {"workspaces": "app"}, "command", id="no block"),
        pytest.param("s3", NAMED, "variable", id="a name where none counts"),
    ],
)
def test_a_backend_says_how_its_workspace_is_selected(kind: str, backend: Table, expected: str) -> None:
    assert selection_of(kind, backend, enabled=True) == expected


@pytest.mark.parametrize("kind", ["s3", "cloud", "http"])
def test_a_project_without_workspaces_selects_none(kind: str) -> None:
    assert selection_of(kind, {}, enabled=False) == "none"


@pytest.mark.parametrize(("workspace", "named"), [("dev", "dev"), ("", "default")])
def test_a_workspace_is_made_where_there_is_none(workspace: str, named: str) -> None:
    assert select_arguments(workspace) == ("workspace", "select", "-or-create", named)
