"""Stores of AWS: which key is asked for, what becomes of the answer, and of what keeps it from coming."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from stackc.base.ports import OutputFailure
from stackc.base.value import Table, Value
from stackc.run.aws_stores import ParameterStore, SecretsStore, open_aws_store


class Client:
    """A client that answers every question alike, or raises; the questions are kept."""

    def __init__(self, answer: Mapping[str, object] | Exception) -> None:
        self.answer = answer
        self.asked: list[dict[str, object]] = []

    def get_parameter(self, **question: object) -> Mapping[str, object]:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    get_secret_value = get_parameter


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Get")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        pytest.param("id", "id", id="one word"),
        pytest.param("dev/net/id", "/dev/net/id", id="a path"),
        pytest.param("/dev/net/id", "/dev/net/id", id="a path from the root"),
    ],
)
def test_a_parameter_with_a_path_begins_at_the_root(key: str, name: str) -> None:
    client = Client({"Parameter": {"Value": "x"}})
    assert ParameterStore(client).get(key) == "x"
    assert client.asked == [{"Name": name, "WithDecryption": True}]


@pytest.mark.parametrize(("text", "value"), [('{"a": 1}', {"a": 1}), ("5", 5), ("text", "text"), ("", "")])
def test_a_value_that_is_json_has_its_type(text: str, value: Value) -> None:
    assert ParameterStore(Client({"Parameter": {"Value": text}})).get("a") == value
    assert SecretsStore(Client({"SecretString": text})).get("a") == value


@pytest.mark.parametrize("answer", [{"SecretString": None}, {}], ids=["null", "binary"])
def test_a_secret_without_text_is_empty(answer: Mapping[str, object]) -> None:
    client = Client(answer)
    assert SecretsStore(client).get("dev/db") == ""
    assert client.asked == [{"SecretId": "dev/db"}]


@pytest.mark.parametrize("code", ["ParameterNotFound", "ResourceNotFoundException"])
def test_a_key_that_is_not_there_is_none(code: str) -> None:
    assert ParameterStore(Client(refused(code))).get("a") is None
    assert SecretsStore(Client(refused(code))).get("a") is None


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        pytest.param(
            refused("AccessDeniedException"),
            "An error occurred (AccessDeniedException) when calling the Get operation: no",
            id="refused",
        ),
        pytest.param(
            EndpointConnectionError(endpoint_url="http://h"),
            'Could not connect to the endpoint URL: "http://h"',
            id="not reached",
        ),
    ],
)
def test_everything_else_is_a_failure(problem: Exception, said: str) -> None:
    for store in (ParameterStore(Client(problem)), SecretsStore(Client(problem))):
        with pytest.raises(OutputFailure) as failure:
            store.get("a")
        assert str(failure.value) == said


def test_without_the_client_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(OutputFailure) as failure:
        open_aws_store("ssm", {}, {})
    assert str(failure.value) == "stores of AWS need an extra: pip install 'stackc[aws]'"


ENV = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}


@pytest.mark.parametrize(
    ("service", "options", "env", "region", "endpoint"),
    [
        pytest.param("ssm", {"region": "eu-west-1"}, {"AWS_REGION": "x"}, "eu-west-1", "amazonaws.com", id="option"),
        pytest.param("ssm", {}, {"AWS_REGION": "eu-west-2"}, "eu-west-2", "amazonaws.com", id="environment"),
        pytest.param(
            "ssm",
            {"region": ""},
            {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-3"},
            "eu-west-3",
            "amazonaws.com",
            id="empty ones do not count",
        ),
        pytest.param(
            "ssm",
            {"region": "r", "endpoint": "http://own"},
            {"AWS_ENDPOINT_URL_SSM": "http://other"},
            "r",
            "http://own",
            id="endpoint",
        ),
        pytest.param(
            "secretsmanager",
            {"region": "r"},
            {"AWS_ENDPOINT_URL_SSM": "http://ssm", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://sm"},
            "r",
            "http://sm",
            id="endpoint of the service",
        ),
        pytest.param(
            "ssm", {"region": "r"}, {"AWS_ENDPOINT_URL": "http://all"}, "r", "http://all", id="endpoint of all"
        ),
    ],
)
def test_options_come_before_the_environment(
    service: str, options: Table, env: Mapping[str, str], region: str, endpoint: str
) -> None:
    store = open_aws_store(service, options, {**ENV, **env})
    client = store._client  # where it leads is known to the client alone
    assert isinstance(store, ParameterStore if service == "ssm" else SecretsStore)
    assert client.meta.region_name == region
    assert endpoint in client.meta.endpoint_url
