"""Stores of AWS: the parameter store and the secrets manager. Needs the extra ``aws``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stackc.base.ports import OutputFailure
from stackc.base.value import Table, Value
from stackc.function.pure import parse_json_or_text

_MISSING = frozenset({"ParameterNotFound", "ResourceNotFoundException"})


def open_aws_store(service: str, options: Table, env: Mapping[str, str]) -> ParameterStore | SecretsStore:
    """The store ``ssm`` or ``secretsmanager``. Raises OutputFailure when the client library is not installed."""
    try:
        import boto3
    except ImportError as problem:
        raise OutputFailure("stores of AWS need an extra: pip install 'stackc[aws]'") from problem

    def text(name: str, *variables: str) -> str | None:
        value = options.get(name)
        return value if isinstance(value, str) and value else next((env[v] for v in variables if env.get(v)), None)

    session = boto3.Session(
        aws_access_key_id=text("", "AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=text("", "AWS_SECRET_ACCESS_KEY"),
        aws_session_token=text("", "AWS_SESSION_TOKEN"),
        region_name=text("region", "AWS_REGION", "AWS_DEFAULT_REGION"),
        profile_name=text("profile", "AWS_PROFILE"),
    )
    endpoint = text(
        "endpoint", f"AWS_ENDPOINT_URL_{'SSM' if service == 'ssm' else 'SECRETS_MANAGER'}", "AWS_ENDPOINT_URL"
    )
    client = session.client(service, endpoint_url=endpoint)
    return ParameterStore(client) if service == "ssm" else SecretsStore(client)


class ParameterStore:
    """AWS Systems Manager parameters; a value that is JSON has its type."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def get(self, key: str) -> Value:
        name = key if key.startswith("/") or "/" not in key else f"/{key}"
        found = _asked(lambda: self._client.get_parameter(Name=name, WithDecryption=True))
        return None if found is None else parse_json_or_text(str(found["Parameter"]["Value"]))

    def put(self, key: str, text: str, *, sensitive: bool) -> None:
        """Write a parameter; a sensitive one is encrypted. Raises OutputFailure."""
        name = key if key.startswith("/") or "/" not in key else f"/{key}"
        kind = "SecureString" if sensitive else "String"
        _asked(lambda: self._client.put_parameter(Name=name, Value=text, Type=kind, Overwrite=True))


class SecretsStore:
    """AWS Secrets Manager; a value that is JSON has its type."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def get(self, key: str) -> Value:
        found = _asked(lambda: self._client.get_secret_value(SecretId=key))
        return None if found is None else parse_json_or_text(str(found.get("SecretString") or ""))

    def put(self, key: str, text: str, *, sensitive: bool) -> None:  # noqa: ARG002  # all of them are
        """Write a secret, and make it where it is missing. Raises OutputFailure."""
        if _asked(lambda: self._client.put_secret_value(SecretId=key, SecretString=text)) is None:
            _asked(lambda: self._client.create_secret(Name=key, SecretString=text))


def _asked(question: Any) -> Any:
    """The answer; None when there is no such key. Raises OutputFailure for everything else."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return question()
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") in _MISSING:
            return None
        raise OutputFailure(str(problem)) from problem
    except BotoCoreError as problem:
        raise OutputFailure(str(problem)) from problem
