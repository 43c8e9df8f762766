"""Values as answers."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.base.value import Call, Secret, Table, Value
from stackc.cli.answers import format_answer
from tests.kit.build import places

VALUE: Table = {"b": [1, "x"], "a": {"name": "yes", "call": Call("!exec date"), "token": Secret("hush")}}


def test_json_is_for_machines_and_yaml_for_people() -> None:
    assert format_answer({"b": [1, "x"], "a": "yes"}, "json") == '{\n  "a": "yes",\n  "b": [\n    1,\n    "x"\n  ]\n}\n'
    assert format_answer({"b": [1, "x"], "a": "yes"}, "yaml") == 'a: "yes"\nb:\n  - 1\n  - x\n'


@pytest.mark.parametrize("fmt", ["json", "yaml"])
def test_a_secret_is_never_shown_and_a_call_is_its_text(fmt: str) -> None:
    shown = format_answer(VALUE, fmt)
    assert "hush" not in shown
    assert "!exec date" in shown


@pytest.mark.parametrize(
    ("query", "fmt", "shown"),
    [
        pytest.param(".a.name", "json", "yes\n", id="a string stands bare"),
        pytest.param(".a.name", "yaml", "yes\n", id="a string stands bare in YAML"),
        pytest.param(".b", "json", '[\n  1,\n  "x"\n]\n', id="a list"),
        pytest.param(".b[0]", "yaml", "1\n", id="a number"),
        pytest.param(".a.none", "json", "null\n", id="nothing"),
        pytest.param("", "json", '{\n  "k": 1\n}\n', id="an empty query asks nothing"),
    ],
)
def test_a_query_is_applied_first(query: str, fmt: str, shown: str) -> None:
    value: Value = {"k": 1} if not query else VALUE
    assert format_answer(value, fmt, query) == shown


def test_a_query_cannot_open_a_secret() -> None:
    assert "hush" not in format_answer(VALUE, "json", ".a.token")


@pytest.mark.parametrize("query", [".a[", "nothing at all", ".b.x"])
def test_a_query_that_fails_is_one_diagnostic(query: str) -> None:
    with pytest.raises(CompileError) as failed:
        format_answer(VALUE, "json", query)
    [diagnostic] = failed.value.diagnostics
    assert places([diagnostic]) == [(Code.FUNCTION_FAILED, "")]
    assert diagnostic.message.startswith(f"the query `{query}` fails: ")
