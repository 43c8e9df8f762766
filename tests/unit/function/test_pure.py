from __future__ import annotations

import math

import pytest

from stackc.base.codes import Code
from stackc.base.ports import VariableRefused
from stackc.base.value import Call, Secret, Table, Unknown, Value
from stackc.function.pure import (
    Scope,
    environment_text,
    evaluate_pure,
    parse_json_or_text,
    scalar_text,
    variable_value,
)
from stackc.syntax.calls import CallFault, ParsedCall, parse_call
from tests.kit.world import MemoryWorld


def evaluated(
    text: str,
    *,
    env: Table | None = None,
    metadata: Table | None = None,
    git: str | None = None,
    outside: str | None = None,
) -> Value | CallFault:
    """``text`` where the process has the variable ``X`` with the value ``outside``."""
    call = parse_call(text)
    assert isinstance(call, ParsedCall)
    world = MemoryWorld(env={} if outside is None else {"X": outside})
    return evaluate_pure(call, Scope(env or {}, metadata or {}, world.variable, lambda: git))


@pytest.mark.parametrize(
    ("text", "env", "outside", "expected"),
    [
        pytest.param("!env X", {"X": "own"}, "out", "own", id="the env section wins"),
        pytest.param("!env X", {}, "out", "out", id="the process"),
        pytest.param("!env X d", {}, None, "d", id="the default"),
        pytest.param("!env X", {}, None, "", id="nothing is empty text"),
        pytest.param("!env X d", {"X": None}, "out", "out", id="null in the section is skipped"),
        pytest.param("!env X d", {}, "", "", id="set but empty wins over the default"),
        pytest.param("!env X d", {"X": ""}, "out", "", id="empty in the section wins"),
        pytest.param("!env X", {"X": True}, None, "true", id="boolean as text"),
        pytest.param("!env X", {"X": 5}, None, "5", id="number as text"),
        pytest.param("!env X", {"X": "!env Y"}, None, "!env Y", id="one pass only"),
    ],
)
def test_env_looks_in_section_process_and_default(text: str, env: Table, outside: str | None, expected: str) -> None:
    assert evaluated(text, env=env, outside=outside) == expected


def test_env_of_an_unknown_value_is_unknown() -> None:
    own = Unknown("!exec x")
    assert evaluated("!env X", env={"X": own}) is own


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[1, 2]", [1, 2], id="list"),
        pytest.param('{"a": null}', {"a": None}, id="map"),
        pytest.param("true", True, id="boolean"),
        pytest.param("null", None, id="null"),
        pytest.param('"x"', "x", id="string"),
        pytest.param("42", 42, id="number"),
        pytest.param("007", "007", id="a leading zero is no JSON"),
        pytest.param("yes", "yes", id="yes is no JSON"),
        pytest.param("[1,]", "[1,]", id="nearly JSON"),
        pytest.param("{a: 1}", "{a: 1}", id="YAML is no JSON"),
        pytest.param("NaN", "NaN", id="NaN is no JSON"),
        pytest.param("[Infinity]", "[Infinity]", id="infinity is no JSON"),
        pytest.param("", "", id="nothing"),
        pytest.param("1" * 5000, "1" * 5000, id="more digits than can be read"),
    ],
)
def test_template_gives_json_or_its_text(text: str, expected: Value) -> None:
    assert evaluated(f"!template {text}") == expected


def test_json_nested_beyond_reading_is_text() -> None:
    text = "[" * 100_000
    assert parse_json_or_text(text) is text


@pytest.mark.parametrize("text", ["1e999", "[-1e999]"])
def test_a_number_no_float_can_hold_is_text(text: str) -> None:
    assert parse_json_or_text(text) == text


@pytest.mark.parametrize("tag", ["!repo-root", "!git.root"])
def test_the_repository_is_found_or_the_default_given(tag: str) -> None:
    assert evaluated(f"{tag} /d", git="/repo") == "/repo"
    assert evaluated(f"{tag} /d") == "/d"


@pytest.mark.parametrize("tag", ["!repo-root", "!git.root"])
def test_no_repository_and_no_default_is_a_fault(tag: str) -> None:
    found = evaluated(tag)
    assert isinstance(found, CallFault)
    assert found.message.startswith(f"`{tag}`: this is not a git repository")


@pytest.mark.parametrize(
    ("text", "metadata", "expected"),
    [
        pytest.param("!tags", {"tags": ["b", "a"]}, ["b", "a"], id="tags as written"),
        pytest.param("!tags", {}, [], id="no tags"),
        pytest.param("!labels", {"labels": {"b": 1, "a": 2}}, {"a": 2, "b": 1}, id="labels"),
        pytest.param("!labels.keys", {"labels": {"b": 1, "a": 2}}, ["a", "b"], id="keys in order"),
        pytest.param("!labels.values", {"labels": {"b": 1, "a": 2}}, [2, 1], id="values by key"),
        pytest.param("!labels", {}, {}, id="no labels"),
        pytest.param("!labels.keys", {}, [], id="no keys"),
        pytest.param("!labels.values", {"labels": "x"}, [], id="labels that are no map"),
    ],
)
def test_tags_and_labels_come_from_metadata(text: str, metadata: Table, expected: Value) -> None:
    assert evaluated(text, metadata=metadata) == expected


@pytest.mark.parametrize("text", ["!exec x", "!terraform.state a .b", "!unset", "!random"])
def test_any_other_call_is_a_fault(text: str) -> None:
    assert isinstance(evaluated(text), CallFault)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "", id="null"),
        pytest.param("x", "x", id="text"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false"),
        pytest.param(3, "3", id="integer"),
        pytest.param(1.0, "1", id="whole float"),
        pytest.param(1.5, "1.5", id="float"),
        pytest.param({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}', id="map"),
        pytest.param([], "[]", id="list"),
        pytest.param(math.inf, "inf", id="infinite"),
    ],
)
def test_a_value_has_a_text_for_the_environment(value: Value, text: str) -> None:
    assert scalar_text(value) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("x", "x", id="text"),
        pytest.param(Secret("x"), Secret("x"), id="a secret itself"),
        pytest.param(Unknown("!exec x"), Unknown("!exec x"), id="an unknown itself"),
        pytest.param(Call("!env X"), Unknown("!env X"), id="a call is not known"),
        pytest.param([1, Unknown("!exec x"), Call("!env X")], Unknown("!exec x"), id="the first unknown part"),
        pytest.param({"a": Secret("x"), "b": Unknown("!exec x")}, Unknown("!exec x"), id="unknown beats secret"),
        pytest.param({"a": Secret(1)}, Secret('{"a":1}'), id="a secret part"),
        pytest.param({"a": 1}, '{"a":1}', id="a map"),
        pytest.param(True, "true", id="a flag"),
        pytest.param(None, "", id="null"),
    ],
)
def test_a_value_of_env_is_the_variable_it_will_be(value: Value, expected: Value) -> None:
    found = variable_value(value)
    assert (type(found), found) == (type(expected), expected)
    assert evaluated("!env X", env={"X": value}) == (expected if value is not None else "")


def test_a_process_gets_its_secrets_opened() -> None:
    assert environment_text({"b": [Secret("x")], "a": Secret(1.0)}) == '{"a":1.0,"b":["x"]}'
    assert environment_text(Secret(2.0)) == "2"


def test_a_variable_that_is_refused_is_a_fault_with_a_code_of_its_own() -> None:
    call = parse_call("!env TOKEN d")
    assert isinstance(call, ParsedCall)

    def refuse(name: str) -> str | None:
        raise VariableRefused(name)

    found = evaluate_pure(call, Scope({}, {}, refuse, lambda: None))
    assert isinstance(found, CallFault)
    assert (found.code, found.message) == (
        Code.VARIABLE_REFUSED,
        "`!env`: the environment variable `TOKEN` may not be read: the repository is untrusted",
    )


def test_a_secret_variable_stays_one() -> None:
    call = parse_call("!env TOKEN")
    assert isinstance(call, ParsedCall)
    assert evaluate_pure(call, Scope({}, {}, Secret, lambda: None)) == Secret("TOKEN")


def test_a_call_that_reaches_outside_says_that_it_cannot() -> None:
    found = evaluated("!exec x")
    assert isinstance(found, CallFault)
    assert found.message == "`!exec` cannot be evaluated here"
