"""Stores behind ``!store``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import boto3
import pytest
from moto import mock_aws

from stackc.base.value import Table, Value
from stackc.run.stores import FACTORIES, Stores
from stackc.syntax.calls import CallFault, ParsedCall, parse_call
from stackc.template import FunctionError
from tests.kit.world import MemoryWorld

AWS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}


def read(text: str, declared: Table, files: Mapping[str, str] | None = None) -> Value | CallFault:
    call = parse_call(text)
    assert isinstance(call, ParsedCall)
    return Stores(declared, MemoryWorld(files or {}), FACTORIES, AWS).read(call, "dev")


def fault(text: str, declared: Table, files: Mapping[str, str] | None = None) -> str:
    found = read(text, declared, files)
    assert isinstance(found, CallFault)
    return found.message


FILE: Table = {"facts": {"kind": "file", "options": {"path": "facts.json"}}}
FACTS = {"facts.json": json.dumps({"dev/net/id": "vpc-1", "plain": {"a": [1, 2]}})}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!store facts net id", "vpc-1", id="current stack"),
        pytest.param("!store facts dev net id", "vpc-1", id="named stack"),
        pytest.param("!store facts net none | default none", "none", id="default"),
        pytest.param("!store.get facts plain", {"a": [1, 2]}, id="literal key"),
        pytest.param("!store.get facts plain | query .a[1]", 2, id="query"),
        pytest.param("!store.get facts none", None, id="missing literal key"),
    ],
)
def test_a_file_store_reads_keys(text: str, expected: Value) -> None:
    assert read(text, FILE, FACTS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!store x net id | default none", "none", id="default"),
        pytest.param("!store.get x id | default none", "none", id="default of a literal key"),
    ],
)
def test_a_default_stands_in_for_a_store_that_cannot_be_read(text: str, expected: Value) -> None:
    assert read(text, {"x": {"kind": "file", "options": {"path": "gone"}}}) == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("{", "`facts.json` is not valid JSON: ", id="cut short"),
        pytest.param("[" * 100_000, "`facts.json` is not valid JSON: ", id="too deep"),
    ],
)
def test_a_file_that_is_no_json_is_said(content: str, said: str) -> None:
    assert f"`!store`: {said}" in fault("!store facts net id", FILE, {"facts.json": content})


def test_a_file_that_is_no_map_has_no_keys() -> None:
    assert "has no key `dev/net/id`" in fault("!store facts net id", FILE, {"facts.json": "[1]"})


def test_a_query_that_fails_is_said() -> None:
    assert fault("!store.get facts plain | query '.a | foo'", FILE, FACTS).startswith("`!store.get`: ")


def test_a_value_is_read_once() -> None:
    opened: list[str] = []

    class Counting:
        def get(self, key: str) -> Value:
            opened.append(key)
            return None if key.endswith("none") else key

    stores = Stores({"x": {"type": "counting"}}, MemoryWorld(), {"counting": lambda *_: Counting()}, {})
    keys = ("id", "id", "none", "none", "other")
    calls = [ParsedCall("!store", {"store": "x", "stack": "", "component": "net", "key": key}) for key in keys]
    values = [stores.read(call, "dev") for call in calls]
    assert opened == ["dev/net/id", "dev/net/none", "dev/net/other"]
    assert values[:2] == ["dev/net/id"] * 2
    assert all(isinstance(value, CallFault) for value in values[2:4])


# --- in templates


def looked_up(store: str, key: str, declared: Table, files: Mapping[str, str] | None = None) -> Value:
    return Stores(declared, MemoryWorld(files or {}), FACTORIES, {}).look_up(store, "dev", "net", key)


def test_templates_look_values_up() -> None:
    assert looked_up("facts", "id", FILE, FACTS) == "vpc-1"


@pytest.mark.parametrize("files", [FACTS, {}], ids=["no such key", "no such file"])
def test_what_templates_cannot_look_up_is_null(files: Mapping[str, str]) -> None:
    assert looked_up("facts", "none", FILE, files) is None


def test_a_store_that_is_not_declared_stops_a_template() -> None:
    with pytest.raises(FunctionError) as stopped:
        looked_up("fact", "id", FILE, FACTS)
    assert str(stopped.value) == "`!store`: there is no store `fact`; did you mean `facts`?"


def test_a_folder_of_files_is_a_store_too() -> None:
    declared: Table = {"facts": {"kind": "file", "options": {"path": "facts"}}}
    assert read("!store facts net id", declared, {"facts/dev/net/id.json": '"vpc-2"'}) == "vpc-2"


def test_prefix_and_delimiter_shape_the_key() -> None:
    options: Table = {"path": "f.json", "prefix": "app", "stack_delimiter": "-"}
    call = ParsedCall("!store", {"store": "facts", "stack": "plat-dev", "component": "net/a", "key": "id"})
    stores = Stores(
        {"facts": {"kind": "file", "options": options}},
        MemoryWorld({"f.json": '{"app/plat/dev/net/a/id": 1}'}),
        FACTORIES,
        {},
    )
    assert stores.read(call, "other") == 1


@pytest.mark.parametrize(
    ("text", "declared", "said"),
    [
        pytest.param("!store fact net id", FILE, "there is no store `fact`; did you mean `facts`?", id="unknown store"),
        pytest.param("!store facts net none", FILE, "has no key `dev/net/none`", id="no such key"),
        pytest.param(
            "!store x net id", {"x": {"kind": "carrier-pigeon"}}, "unknown kind `carrier-pigeon`", id="unknown kind"
        ),
        pytest.param("!store x net id", {"x": {"kind": "file", "secret": True}}, "holds secrets", id="secret store"),
        pytest.param(
            "!store x net id", {"x": {"kind": "file", "options": {"path": "gone"}}}, "cannot be read", id="no file"
        ),
    ],
)
def test_what_a_store_cannot_answer_is_said(text: str, declared: Table, said: str) -> None:
    assert said in fault(text, declared, FACTS)


@pytest.fixture
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        yield


@pytest.mark.usefixtures("_aws")
def test_parameters_of_aws_have_their_type() -> None:
    boto3.client("ssm", region_name="us-east-1").put_parameter(Name="/dev/net/ports", Value="[80, 443]", Type="String")
    declared: Table = {"p": {"kind": "aws/ssm", "options": {"region": "us-east-1", "prefix": "/"}}}
    assert read("!store p net ports", declared) == [80, 443]
    assert "has no key" in fault("!store p net none", declared)


@pytest.mark.usefixtures("_aws")
def test_secrets_of_aws_are_read_by_key() -> None:
    boto3.client("secretsmanager", region_name="us-east-1").create_secret(Name="dev/db/password", SecretString="hush")
    assert read("!store s db password", {"s": {"kind": "aws/asm"}}) == "hush"
