"""Values as answers."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.value import Call, Secret, Table, Value
from stackc.cli.answers import format_answer
from stackc.cli.options import UsageError, queried_format
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


# --- queries that lead nowhere


def nowhere(query: str) -> tuple[str, list[Diagnostic]]:
    found: list[Diagnostic] = []
    return format_answer(VALUE, "json", query, found.append), found


@pytest.mark.parametrize(
    ("query", "message", "advice"),
    [
        pytest.param(".a.nmae", "`a` has no key `nmae`", "did you mean `name`?", id="a key"),
        pytest.param(".a.zzz.more", "`a` has no key `zzz`", None, id="the first that is missing"),
        pytest.param(".b[7]", "`b` has no item 7", None, id="an item"),
        pytest.param(".a.name.x", "`a.name` is a string", None, id="below a string"),
        pytest.param(".a.call.x", "`a.call` is a function", None, id="below what is not known"),
        pytest.param(".a.token.x", "`a.token` is a secret", None, id="below a secret"),
    ],
)
def test_where_a_path_ends_in_nothing_is_said_beside_the_null(query: str, message: str, advice: str | None) -> None:
    shown, [found] = nowhere(query)
    assert (shown, found.code, found.help) == ("null\n", Code.QUERY_NOTHING, advice)
    assert found.message == f"the query `{query}` finds nothing: {message}"


@pytest.mark.parametrize("query", [".a.nmae?", '.a.nmae // "x"', ".a | .nmae", ".a.name", ".", ".a | keys"])
def test_what_allows_for_nothing_or_finds_something_says_nothing(query: str) -> None:
    assert nowhere(query)[1] == []


def test_a_value_that_is_null_is_found() -> None:
    found: list[Diagnostic] = []
    assert format_answer({"a": {"b": None}}, "json", ".a.b", found.append) == "null\n"
    assert found == []


@pytest.mark.parametrize(
    ("query", "reason"), [(".c", "no key `c`"), (".c.d", "no key `c`"), (".aa.name", "no key `aa`")]
)
def test_a_first_key_that_is_not_there_fails(query: str, reason: str) -> None:
    with pytest.raises(CompileError) as failed:
        nowhere(query)
    [found] = failed.value.diagnostics
    assert (found.code, found.message) == (Code.FUNCTION_FAILED, f"the query `{query}` fails: the answer has {reason}")


@pytest.mark.parametrize(("fmt", "given"), [("text", "json"), ("json", "json"), ("yaml", "yaml"), ("matrix", "matrix")])
def test_a_query_is_answered_with_values(fmt: str, given: str) -> None:
    assert queried_format(fmt, ".a") == given
    assert queried_format(fmt, None) == fmt


@pytest.mark.parametrize("fmt", ["csv", "table", "dot", "mermaid", "sarif", "junit"])
def test_a_format_without_values_cannot_be_queried(fmt: str) -> None:
    assert queried_format(fmt, None) == fmt
    with pytest.raises(UsageError, match=fmt):
        queried_format(fmt, ".a")
